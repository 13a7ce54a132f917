import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBooks } from '../../src/app/ledger.ts';
import { holdPayment, releaseHold, returnHold } from '../../src/domain/heldMoney.ts';
import { currencyCode } from '../../src/domain/money.ts';
import type { Occasion } from '../../src/domain/order.ts';
import { defaultPayoutPolicy, marketplacePayoutPolicy } from '../../src/domain/payout.ts';
import { collections, holds, transfers, wallets } from '../../src/ports/collections.ts';
import type { Store, Transaction } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { allOf, commitSteps, guildId, posted, storedLedger } from '../ledger/books.ts';
import { expectSound } from '../ledger/invariants.ts';
import { ReferenceLedger } from '../ledger/reference.ts';
import { moneyOf, outcomeOf, type Step, someOrders } from '../ledger/steps.ts';

const [paidByStripe, paidFromWallet] = someOrders;
const pay = (operationId: string, order: Step['order'] = paidByStripe): Step => ({
  operationId,
  order,
  what: 'payment',
});
const release = (operationId: string, policy = { fee: 2000, tax: 1500 }): Step => ({
  operationId,
  order: paidByStripe,
  what: 'release',
  policy,
});
const giveBack = (operationId: string): Step => ({
  operationId,
  order: paidByStripe,
  what: 'return',
});

const engines = [
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
];
const atOnce = 100;

describe.each(engines)('the books on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
  });
  afterEach(() => place.dispose());

  const moneyHeld = async () => (await store.get(holds.path(guildId, paidByStripe.orderKey)))?.balanceMinor;

  test('a hold, a payout and a return write as few documents as they can', async () => {
    const occasion = (operationId: string): Occasion => ({
      operationId,
      by: { userId: '1', username: 'dana' },
      at: new Date(),
    });
    const order = moneyOf(paidByStripe);
    const fromWallet = moneyOf(paidFromWallet);
    const written = async (request: ReturnType<typeof holdPayment>): Promise<string[]> => {
      const paths: string[] = [];
      await store.transact(async (tx) => {
        paths.length = 0;
        const books = await openBooks(noting(tx, paths), guildId, [request]);
        expect(books.post(request).ok).toBe(true);
        books.write();
      });
      return paths.map((path) => path.split('/')[2] ?? '').sort();
    };
    const all = { policy: defaultPayoutPolicy };
    const shared = { policy: marketplacePayoutPolicy };

    expect(await written(holdPayment(order, occasion('1')))).toEqual(['entries', 'holds', 'transfers']);
    expect(await written(releaseHold(order, all, occasion('2')))).toEqual([
      'entries',
      'holds',
      'transfers',
      'wallets',
    ]);
    expect(await written(holdPayment(fromWallet, occasion('3')))).toEqual([
      'entries',
      'holds',
      'transfers',
      'wallets',
    ]);
    expect(await written(releaseHold(fromWallet, shared, occasion('4')))).toEqual([
      'entries',
      'entries',
      'entries',
      'holds',
      'transfers',
      'wallets',
    ]);
    await written(holdPayment(order, occasion('5')));
    expect(await written(returnHold(order, [], occasion('8')))).toEqual([
      'entries',
      'holds',
      'transfers',
      'wallets',
    ]);
    expect(await written(returnHold(order, [], occasion('8')))).toEqual([]);
  });

  test('of payouts at once exactly one is made', async () => {
    posted(await commitSteps(store, [pay('paid')]));
    const answers = await Promise.all(
      Array.from({ length: atOnce }, (_, index) => commitSteps(store, [release(`op${index}`)])),
    );
    const outcomes = answers.flat().map(outcomeOf).sort();
    expect(outcomes).toEqual(['moved', ...Array.from({ length: atOnce - 1 }, () => 'nothing-held')]);
    expect(await moneyHeld()).toBe(0);
    expect((await store.get(wallets.path(guildId, '12.USD')))?.balanceMinor).toBe(8_000);
  });

  test('of the same payout delivered many times at once one is made, and all get the same answer', async () => {
    posted(await commitSteps(store, [pay('paid')]));
    const answers = await Promise.all(
      Array.from({ length: atOnce }, () => commitSteps(store, [release('same')])),
    );
    const outcomes = answers.flat().map(outcomeOf).sort();
    expect(outcomes).toEqual(['moved', ...Array.from({ length: atOnce - 1 }, () => 'repeated')]);
    const entries = new Set(answers.map((answer) => JSON.stringify(posted(answer).transfer.entries)));
    expect(entries.size).toBe(1);
  });

  test('of payouts and returns at once exactly one is made', async () => {
    posted(await commitSteps(store, [pay('paid')]));
    const steps = Array.from({ length: atOnce }, (_, index) =>
      index % 2 === 0 ? release(`op${index}`) : giveBack(`op${index}`),
    );
    const answers = await Promise.all(steps.map((step) => commitSteps(store, [step])));
    const won = steps.filter((_, index) => answers[index]?.every(({ ok }) => ok));
    expect(won).toHaveLength(1);
    const reference = new ReferenceLedger();
    for (const step of [pay('paid'), ...won]) reference.apply(step);
    expectSound(await storedLedger(store).look(), reference);
  });

  test('a wallet that many orders are paid from at once never goes below zero', async () => {
    posted(await commitSteps(store, [pay('paid')]));
    // 100.00 come in for mike, and each order of his costs 79.99.
    posted(await commitSteps(store, [release('done', { fee: 0, tax: 0 })]));
    const answers = await Promise.all(
      Array.from({ length: atOnce }, (_, index) => commitSteps(store, [pay(`op${index}`, paidFromWallet)])),
    );
    const outcomes = answers.flat().map(outcomeOf).sort();
    expect(outcomes.slice(0, -1)).toEqual(
      Array.from({ length: atOnce - 1 }, () => 'insufficient-funds 5998'),
    );
    expect(outcomes.at(-1)).toBe('moved');
    expect((await store.get(wallets.path(guildId, '12.USD')))?.balanceMinor).toBe(2_001);
  });

  test('once something was refused nothing can be written', async () => {
    const occasion = { operationId: 'op', by: { userId: '1', username: 'dana' }, at: new Date() };
    const payment = holdPayment(moneyOf(paidByStripe), occasion);
    const unpayable = holdPayment(moneyOf(paidFromWallet), occasion);
    const attempt = store.transact(async (tx) => {
      const books = await openBooks(tx, guildId, [payment, unpayable]);
      expect(books.post(payment).ok).toBe(true);
      expect(books.post(unpayable)).toMatchObject({
        refusal: { code: 'insufficient-funds', missing: { amountMinor: 7_999 } },
      });
      books.write();
    });
    await expect(attempt).rejects.toThrow('nothing of this transaction may be written');
    expect(await allOf(store, transfers, 'orderKey')).toEqual([]);
  });

  test('a hold is of one currency for good', async () => {
    posted(await commitSteps(store, [pay('paid')]));
    const inGold = { ...moneyOf(paidByStripe), currency: currencyCode('Gold') };
    const occasion = { operationId: 'op', by: { userId: '1', username: 'dana' }, at: new Date() };
    const payment = holdPayment(inGold, occasion);
    const attempt = store.transact(async (tx) => (await openBooks(tx, guildId, [payment])).post(payment));
    await expect(attempt).rejects.toThrow('hold:A in Gold was not opened');
  });
});

/** The transaction, noting the paths that are written. */
function noting(tx: Transaction, paths: string[]): Transaction {
  return {
    get: (path) => tx.get(path),
    getAll: (all) => tx.getAll(all),
    create(path, document) {
      paths.push(path);
      tx.create(path, document);
    },
    put(path, document) {
      paths.push(path);
      tx.put(path, document);
    },
    delete: (path) => tx.delete(path),
  };
}
