import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { auditMoney } from '../../src/app/auditMoney.ts';
import { openBooks } from '../../src/app/ledger.ts';
import { entryIdOf, walletSchema } from '../../src/domain/ledger.ts';
import type { Order } from '../../src/domain/order.ts';
import { defineCollection } from '../../src/ports/collection.ts';
import { collections, entries, holds, orders, transfers, wallets } from '../../src/ports/collections.ts';
import type { Path, Store, Transaction } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { commitSteps, guildId, posted } from '../ledger/books.ts';
import { requestOf, type Step, someOrders } from '../ledger/steps.ts';
import { anOrder } from '../support/anOrder.ts';

const [website, , , gold] = someOrders;
const marketplace = { fee: 2000, tax: 1500 };

const orderOf = ({ orderKey, price, currency }: Step['order'], over: Partial<Order>): Order =>
  anOrder({ guildId, orderKey, orderId: orderKey, amountMinor: price, currency, ...over });

/** Order A waits with 100.00 USD held; of order D, mike got 400 Gold, the platform 85 and the tax office 15. */
async function fill(store: Store): Promise<void> {
  posted(await commitSteps(store, [{ operationId: '1', order: website, what: 'payment' }]));
  posted(await commitSteps(store, [{ operationId: '2', order: gold, what: 'payment' }]));
  posted(await commitSteps(store, [{ operationId: '3', order: gold, what: 'release', policy: marketplace }]));
  await store.transact(async (tx) => {
    tx.create(orders.path(guildId, 'A'), orderOf(website, { status: 'In Progress' }));
    tx.create(orders.path(guildId, 'D'), orderOf(gold, { status: 'Complete' }));
  });
}

async function breachesIn(store: Store): Promise<string[]> {
  const found: string[] = [];
  await auditMoney(store, guildId, ({ subject, problem }) => found.push(`${subject}: ${problem}`));
  return found;
}

/** Changes a document behind the ledger's back. */
const changing =
  <T extends object>(path: Path<T>, change: Partial<T>) =>
  async (tx: Transaction) => {
    const found = await tx.get(path);
    if (found === undefined) throw new Error(`There is no ${path}`);
    tx.put(path, { ...found, ...change });
  };

const removing = (path: string) => async (tx: Transaction) => tx.delete(path);

const paid = '1.A.payment';
const released = '3.D.release';
const mikesEntry = entryIdOf(released, 'wallet:12');
const entriesOf = (clearing: number, hold: number) => [
  { account: 'clearing:stripe' as const, amountMinor: clearing },
  { account: 'hold:A' as const, amountMinor: hold },
];

/** What is planted, and all that the audit must say of it. */
const planted: readonly [string, (tx: Transaction) => Promise<void>, readonly string[]][] = [
  [
    'a wallet that was filled by hand',
    changing(wallets.path(guildId, '12.Gold'), { balanceMinor: 4_000 }),
    ['wallet:12: holds 4,000 Gold, its entries sum to 400 Gold'],
  ],
  [
    'a wallet below zero',
    changing(wallets.path(guildId, '12.Gold'), { balanceMinor: -1 }),
    ['wallet:12: holds -1 Gold, its entries sum to 400 Gold', 'wallet:12: is below zero: -1 Gold'],
  ],
  [
    'a wallet that is gone',
    removing(wallets.path(guildId, '12.Gold')),
    ['wallet:12: holds 0 Gold, its entries sum to 400 Gold'],
  ],
  [
    'a wallet that nothing ever came into',
    async (tx) =>
      tx.create(wallets.path(guildId, '77.USD'), {
        account: 'wallet:77',
        currency: 'USD',
        balanceMinor: 5,
        updatedAt: new Date(),
      }),
    ['wallet:77: holds $0.05, its entries sum to $0.00'],
  ],
  [
    'a wallet under someone else’s name',
    changing(wallets.path(guildId, '12.Gold'), { account: 'wallet:13' }),
    [
      'wallet 12.Gold: says it is wallet:13 in Gold',
      // Each is then read where it should be: that document still has 400 Gold.
    ],
  ],
  [
    'a hold that was changed by hand',
    changing(holds.path(guildId, 'A'), { balanceMinor: 9_999 }),
    ['order A: its hold says $99.99, its transfers leave $100.00'],
  ],
  [
    'a hold that is gone',
    removing(holds.path(guildId, 'A')),
    ['order A: its hold says $0.00, its transfers leave $100.00'],
  ],
  [
    'a hold in another currency',
    changing(holds.path(guildId, 'A'), { currency: 'EUR' }),
    ['order A: its hold is in EUR'],
  ],
  [
    'an entry that was changed by hand',
    changing(entries.path(guildId, mikesEntry), { amountMinor: 401 }),
    [
      `transfer ${released}: its entry ${mikesEntry} of 400 Gold on wallet:12 is stored otherwise (401 Gold on wallet:12)`,
      'wallet:12: holds 400 Gold, its entries sum to 401 Gold',
    ],
  ],
  [
    'an entry that was moved in time',
    changing(entries.path(guildId, mikesEntry), { at: new Date(0) }),
    [
      `transfer ${released}: its entry ${mikesEntry} of 400 Gold on wallet:12 is stored otherwise (400 Gold on wallet:12)`,
    ],
  ],
  [
    'an entry that is gone',
    removing(entries.path(guildId, entryIdOf(released, 'tax'))),
    [`transfer ${released}: its entry ${entryIdOf(released, 'tax')} of 15 Gold on tax is missing`],
  ],
  [
    'an entry of no transfer',
    async (tx) =>
      tx.create(entries.path(guildId, 'stray'), {
        transferKey: 'none',
        kind: 'release',
        orderKey: 'A',
        account: 'platform',
        currency: 'USD',
        amountMinor: 100,
        at: new Date(),
      }),
    ['entry stray: on platform is in no transfer (it names none)'],
  ],
  [
    'a transfer whose entries don’t sum to zero',
    changing(transfers.path(guildId, paid), { entries: entriesOf(-9_000, 10_000) }),
    [
      `transfer ${paid}: its entry ${entryIdOf(paid, 'clearing:stripe')} of -$90.00 on clearing:stripe is stored otherwise (-$100.00 on clearing:stripe)`,
      `transfer ${paid}: its entries sum to 1000`,
    ],
  ],
  [
    'a transfer with entries of nothing',
    changing(transfers.path(guildId, paid), { entries: entriesOf(0, 0) }),
    [
      `transfer ${paid}: its entry ${entryIdOf(paid, 'clearing:stripe')} of $0.00 on clearing:stripe is stored otherwise (-$100.00 on clearing:stripe)`,
      `transfer ${paid}: clearing:stripe gets 0`,
      `transfer ${paid}: is a payment, but changes the hold by $0.00`,
      'order A: its hold says $100.00, its transfers leave $0.00',
      'order A: it is In Progress and should hold $100.00, but holds $0.00',
    ],
  ],
  [
    'a payment that takes from the hold',
    changing(transfers.path(guildId, paid), { kind: 'return' }),
    [
      `transfer ${paid}: its entry ${entryIdOf(paid, 'clearing:stripe')} of -$100.00 on clearing:stripe is stored otherwise (-$100.00 on clearing:stripe)`,
      `transfer ${paid}: is a return, but changes the hold by $100.00`,
      `transfer ${paid}: is a return, but touches clearing:stripe`,
    ],
  ],
  [
    'a transfer that is gone',
    removing(transfers.path(guildId, paid)),
    [
      'order A: its hold says $100.00, its transfers leave $0.00',
      'order A: it is In Progress and should hold $100.00, but holds $0.00',
      `entry ${entryIdOf(paid, 'clearing:stripe')}: on clearing:stripe is in no transfer (it names ${paid})`,
    ],
  ],
  [
    'a transfer of another server',
    changing(transfers.path(guildId, paid), { guildId: '1' }),
    [`transfer ${paid}: says it is of the server 1`],
  ],
  [
    'a payout that happened twice',
    async (tx) => {
      const path = transfers.path(guildId, released);
      const release = await tx.get(path);
      if (release === undefined) throw new Error('There is no release');
      const copy = 'again.D.release';
      tx.create(transfers.path(guildId, copy), release);
      for (const { account, amountMinor } of release.entries) {
        if (account === 'hold:D') continue;
        const { kind, orderKey, currency, at } = release;
        const entry = { transferKey: copy, kind, orderKey, account, currency, amountMinor, at };
        tx.create(entries.path(guildId, entryIdOf(copy, account)), entry);
      }
    },
    [
      'order D: 500 Gold more left its hold than came in',
      'order D: its hold says 0 Gold, its transfers leave -500 Gold',
      'order D: its hold was paid out or returned 2 times',
      'order D: it is Complete, but -500 Gold is still held',
      'wallet:12: holds 400 Gold, its entries sum to 800 Gold',
    ],
  ],
  [
    'an order that ended with money held',
    changing(orders.path(guildId, 'A'), { status: 'Cancelled' }),
    ['order A: it is Cancelled, but $100.00 is still held'],
  ],
  [
    'an open order with another price than is held',
    changing(orders.path(guildId, 'A'), { amountMinor: 20_000 }),
    ['order A: it is In Progress and should hold $200.00, but holds $100.00'],
  ],
  [
    'an open order without a hold',
    async (tx) => tx.create(orders.path(guildId, 'B'), orderOf({ ...website, orderKey: 'B' }, {})),
    ['order B: it is Payment Verified and should hold $100.00, but holds $0.00'],
  ],
  [
    'money of an order that there is not',
    removing(orders.path(guildId, 'D')),
    ['order D: money was moved for it, but there is no such order'],
  ],
];

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('the audit on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
    await fill(store);
  });
  afterEach(() => place.dispose());

  test('finds nothing wrong in sound books, and says what is in them', async () => {
    expect(await breachesIn(store)).toEqual([]);
    const audited = await auditMoney(store, guildId, () => undefined);
    expect(audited).toMatchObject({ orders: 2, transfers: 3, entries: 5 });
    const balances = [...audited.balances].map(([account, byCurrency]) => [account, [...byCurrency]]);
    expect(Object.fromEntries(balances)).toEqual({
      holds: [
        ['USD', 10_000n],
        ['Gold', 0n],
      ],
      wallets: [['Gold', 400n]],
      platform: [['Gold', 85n]],
      tax: [['Gold', 15n]],
      'clearing:stripe': [['USD', -10_000n]],
      'clearing:paypal': [['Gold', -500n]],
    });
  });

  test.each(planted)('finds %s', async (_, plant, expected) => {
    await store.transact(plant);
    expect(await breachesIn(store)).toEqual(expected);
  });

  test('finds a balance of half a unit, and goes on with the rest', async () => {
    const schema = walletSchema.extend({ balanceMinor: walletSchema.shape.balanceMinor.or(z.number()) });
    const loose = defineCollection({ template: wallets.template, schema, indexes: wallets.indexes });
    const careless = await place.open([loose]);
    await careless.transact(changing(loose.path(guildId, '12.Gold'), { balanceMinor: 0.5 }));
    await store.transact(removing(holds.path(guildId, 'A')));
    expect(await breachesIn(store)).toEqual([
      'order A: its hold says $0.00, its transfers leave $100.00',
      expect.stringMatching(/^guilds\/\d+\/wallets\/12\.Gold: can’t be read, .*balanceMinor/),
    ]);
  });

  describe('while the desk is at work', () => {
    const change = (order: Step['order'], status: Order['status'], step: Step) =>
      store.transact(async (tx) => {
        const request = requestOf(step);
        const books = await openBooks(tx, guildId, [request]);
        expect(books.post(request).ok).toBe(true);
        tx.put(orders.path(guildId, order.orderKey), orderOf(order, { status }));
        books.write();
      });
    const pay = (order: Step['order']) =>
      change(order, 'In Progress', { operationId: order.orderKey, order, what: 'payment' });
    const release = (order: Step['order']) =>
      change(order, 'Complete', { operationId: order.orderKey, order, what: 'release', policy: marketplace });

    test('finds nothing wrong, however much is done', async () => {
      let isDone = false;
      const work = async (worker: string) => {
        for (let time = 0; !isDone; time += 1) {
          const order = { ...gold, orderKey: `${worker}${time}` };
          await pay(order);
          await release(order);
        }
      };
      const working = ['X', 'Y'].map(work);
      const found: string[] = [];
      for (let time = 0; time < 5; time += 1) found.push(...(await breachesIn(store)));
      isDone = true;
      await Promise.all(working);
      expect(found).toEqual([]);
      expect(await breachesIn(store)).toEqual([]);
    });

    test('is not misled by what happens between two of its readings', async () => {
      const order = { ...gold, orderKey: 'E' };
      let [isPaid, isReleased, isPaidToo] = [false, false, false];
      const busy: Store = {
        ...methodsOf(store),
        async query(query) {
          const isOfTransfers = query.from.name === 'transfers';
          const isOfOneOrder = (query.where ?? []).length > 0;
          // The orders and the holds were read without it, and the transfers will be read with it.
          if (isOfTransfers && !isPaid) {
            isPaid = true;
            await pay(order);
          }
          const page = await store.query(query);
          // When the order is looked at again, its transfers were read just before its hold changes.
          if (isOfTransfers && isOfOneOrder && !isReleased) {
            isReleased = true;
            await release(order);
          }
          return page;
        },
        async sum(tally, field) {
          const sum = await store.sum(tally, field);
          // And a wallet's entries just before its balance changes.
          if (!isPaidToo) {
            isPaidToo = true;
            await pay({ ...order, orderKey: 'F' });
            await release({ ...order, orderKey: 'F' });
          }
          return sum;
        },
      };
      expect(await breachesIn(busy)).toEqual([]);
      expect([isPaid, isReleased]).toEqual([true, true]);
      await store.transact(changing(wallets.path(guildId, '12.Gold'), { balanceMinor: 1 }));
      expect(await breachesIn(busy)).toEqual(['wallet:12: holds 401 Gold, its entries sum to 1,200 Gold']);
      expect(isPaidToo).toBe(true);
    });
  });
});

/** A store's methods, to be replaced one by one. */
function methodsOf(store: Store): Store {
  return {
    get: (path) => store.get(path),
    getAll: (paths) => store.getAll(paths),
    transact: (body) => store.transact(body),
    query: (query) => store.query(query),
    count: (tally) => store.count(tally),
    sum: (tally, field) => store.sum(tally, field),
    close: () => store.close(),
  };
}
