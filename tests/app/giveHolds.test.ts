import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditMoney, type Breach } from '../../src/app/auditMoney.ts';
import { giveHolds } from '../../src/app/giveHolds.ts';
import type { Order } from '../../src/domain/order.ts';
import { collections, holds, orders, transfers } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { anOrder, at } from '../support/anOrder.ts';

const here = '900000000000000001';
const elsewhere = '900000000000000002';
const clock = { now: () => at(3600) };

const orderOf = (orderKey: string, over: Partial<Order> = {}): Order =>
  anOrder({ guildId: here, orderKey, orderId: orderKey, ...over });

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace, many: 450 },
  { name: 'Firestore', freshPlace: freshInProcessFirestore, many: 20 },
])('giving earlier orders their holds on $name', ({ freshPlace, many }) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
  });
  afterEach(() => place.dispose());

  const add = (...all: Order[]) =>
    store.transact(async (tx) => {
      for (const order of all) tx.create(orders.path(order.guildId, order.orderKey), order);
    });
  const breaches = async (guildId: string): Promise<Breach[]> => {
    const found: Breach[] = [];
    await auditMoney(store, guildId, (breach) => found.push(breach));
    return found;
  };

  test('gives paid orders that have not ended their price, in every server, and no other', async () => {
    await add(
      orderOf('NEW'),
      orderOf('HELD', { status: 'On Hold', heldFrom: 'In Progress' }),
      orderOf('GONE', { status: 'Cancelled' }),
      orderOf('DONE', { status: 'Complete' }),
      orderOf('UNPAID', { status: 'Pending Payment' }),
      orderOf('GOLD', { guildId: elsewhere, currency: 'Gold', amountMinor: 500, paymentMethod: 'wallet' }),
    );
    expect((await breaches(here)).map(({ subject }) => subject)).toEqual(['order HELD', 'order NEW']);
    expect(await giveHolds({ store, clock })).toEqual({ guilds: 2, orders: 6, given: 3 });

    const held = async (guildId: string, key: string) => store.get(holds.path(guildId, key));
    expect(await held(here, 'NEW')).toMatchObject({ balanceMinor: 20_000, currency: 'USD' });
    expect(await held(here, 'HELD')).toMatchObject({ balanceMinor: 20_000, currency: 'USD' });
    expect(await held(elsewhere, 'GOLD')).toMatchObject({ balanceMinor: 500, currency: 'Gold' });
    for (const key of ['GONE', 'DONE', 'UNPAID']) expect(await held(here, key)).toBeUndefined();
    expect(await store.get(transfers.path(elsewhere, 'opening.GOLD.payment'))).toMatchObject({
      by: 'system',
      at: clock.now(),
      entries: [
        { account: 'clearing:wallet', amountMinor: -500 },
        { account: 'hold:GOLD', amountMinor: 500 },
      ],
    });
    expect(await breaches(here)).toEqual([]);
    expect(await breaches(elsewhere)).toEqual([]);
  });

  test('gives nothing twice: not when run again, not when run by several at once, nor to new orders', async () => {
    const keys = Array.from({ length: many }, (_, index) => `A${String(index).padStart(4, '0')}`);
    await add(...keys.map((key) => orderOf(key)));
    const open = await Promise.all([0, 1, 2].map(() => place.open(collections)));
    const given = await Promise.all(open.map((one) => giveHolds({ store: one, clock })));
    expect(given.reduce((sum, one) => sum + one.given, 0)).toBe(many);
    expect(await giveHolds({ store, clock })).toEqual({ guilds: 1, orders: many, given: 0 });
    expect(await breaches(here)).toEqual([]);
  });

  test('goes on where it was interrupted', async () => {
    await add(...['A', 'B', 'C'].map((key) => orderOf(key)), orderOf('D', { guildId: elsewhere }));
    const interrupted = giveHolds({ store, clock }, ({ guilds }) => {
      if (guilds === 1) throw new Error('Out of power');
    });
    await expect(interrupted).rejects.toThrow('Out of power');
    expect(await store.get(holds.path(elsewhere, 'D'))).toBeUndefined();
    expect(await giveHolds({ store, clock })).toEqual({ guilds: 2, orders: 4, given: 1 });
    expect([...(await breaches(here)), ...(await breaches(elsewhere))]).toEqual([]);
  });
});
