import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HistoryStart, readWallet, type Wallet } from '../../src/app/wallet.ts';
import { collections, wallets } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { commitSteps, guildId, posted } from '../ledger/books.ts';
import { type Step, someOrders } from '../ledger/steps.ts';

const [website, bot, , gold] = someOrders;
const mike = '12';

const policy = { fee: 0, tax: 0 };
const earn = (operationId: string, order: Step['order']): Step[] => [
  { operationId, order, what: 'payment' },
  { operationId, order, what: 'release', policy },
];

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('a wallet on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
  });
  afterEach(() => place.dispose());

  const read = (start: HistoryStart = { side: 'newest' }, limit = 10, userId = mike): Promise<Wallet> =>
    readWallet({ store, providers: new Map(), publicUrl: undefined }, { userId, guildId, start, limit });
  const amounts = (wallet: Wallet) => wallet.history.map((movement) => movement.amountMinor);

  test('of someone who never had any is empty', async () => {
    expect(await read()).toEqual({
      balances: [],
      history: [],
      hasOlder: false,
      hasNewer: false,
      defaultCurrency: 'USD',
      topUps: false,
      withdrawals: false,
    });
  });

  test('shows what its owner has in each currency, and what moved, newest first', async () => {
    for (const step of earn('1', website)) posted(await commitSteps(store, [step]));
    for (const step of earn('2', gold)) posted(await commitSteps(store, [step]));
    posted(await commitSteps(store, [{ operationId: '3', order: bot, what: 'payment' }]));
    // Someone whose id begins like his.
    const other = { account: 'wallet:123', currency: 'EUR', balanceMinor: 7, updatedAt: new Date() } as const;
    await store.transact(async (tx) => tx.create(wallets.path(guildId, '123.EUR'), other));
    const wallet = await read();
    expect(wallet.balances).toEqual([
      { amountMinor: 500, currency: 'Gold' },
      { amountMinor: 2_001, currency: 'USD' },
    ]);
    expect(wallet.history).toMatchObject([
      { kind: 'payment', orderKey: 'B', currency: 'USD', amountMinor: -7_999 },
      { kind: 'release', orderKey: 'D', currency: 'Gold', amountMinor: 500 },
      { kind: 'release', orderKey: 'A', currency: 'USD', amountMinor: 10_000 },
    ]);
    expect((await read({ side: 'newest' }, 10, '11')).history).toEqual([]);
  });

  test('can be paged through to its end and back', async () => {
    for (let time = 1; time <= 5; time += 1)
      for (const step of earn(`op${time}`, time % 2 === 0 ? gold : website))
        posted(await commitSteps(store, [step]));
    const beside = (side: 'older' | 'newer', movement = { at: new Date(0), id: '' }): HistoryStart => ({
      side,
      at: movement.at,
      id: movement.id,
    });
    const first = await read({ side: 'newest' }, 2);
    expect([amounts(first), first.hasOlder, first.hasNewer]).toEqual([[10_000, 500], true, false]);
    const second = await read(beside('older', first.history.at(-1)), 2);
    expect([amounts(second), second.hasOlder, second.hasNewer]).toEqual([[10_000, 500], true, true]);
    const third = await read(beside('older', second.history.at(-1)), 2);
    expect([amounts(third), third.hasOlder, third.hasNewer]).toEqual([[10_000], false, true]);
    expect(await read(beside('newer', third.history[0]), 2)).toEqual({ ...second, hasNewer: true });
    const back = await read(beside('newer', second.history[0]), 2);
    expect(back).toEqual({ ...first, hasOlder: true, hasNewer: false });
  });
});
