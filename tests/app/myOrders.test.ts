import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OwnPlace, readOwnOrders } from '../../src/app/myOrders.ts';
import { startWork } from '../../src/domain/assignOrder.ts';
import { updateOrder } from '../../src/domain/updateOrder.ts';
import { collections } from '../../src/ports/collections.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { at, dana, guildId, mia, mike } from '../support/anOrder.ts';
import { type CountingStore, countingStore } from '../support/countingStore.ts';
import { PlayedOrders } from '../support/playedOrders.ts';

const elsewhere = '200000000000000001';

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('one’s own orders on $name', ({ freshPlace }) => {
  let place: Place;
  let store: CountingStore;
  let play: PlayedOrders;
  beforeEach(async () => {
    place = await freshPlace();
    store = countingStore(await place.open(collections));
    play = new PlayedOrders(store);
  });
  afterEach(() => place.dispose());

  const read = (userId: string, limit = 10, after?: OwnPlace, inGuild: string | undefined = guildId) =>
    readOwnOrders({ store }, { userId, guildId: inGuild, limit, after });
  const idsOf = ({ orders }: Awaited<ReturnType<typeof read>>) => orders.map(({ order }) => order.orderId);

  /** Everything mike can have, in an order that is not the list's. */
  async function fill(): Promise<void> {
    await play.add('DONE', at(1), { worker: mike });
    await play.submit('DONE', at(2));
    await play.approve('DONE', at(3));
    await play.add('BOUGHT', at(4), { customer: mike });
    await play.add('GONE', at(5), { customer: mike });
    await play.change('GONE', dana, at(6), (order, occasion) =>
      updateOrder(order, { status: 'Cancelled' }, occasion),
    );
    await play.add('WAITS', at(7), { worker: mike });
    await play.submit('WAITS', at(8));
    await play.add('HELD', at(9), { worker: mike });
    await play.change('HELD', dana, at(10), (order, occasion) =>
      updateOrder(order, { status: 'On Hold' }, occasion),
    );
    await play.add('ENDLESS', at(11), { worker: mike });
    await play.add('SOON', at(12), { worker: mike, deadline: at(5000) });
    await play.add('LATER', at(13), { worker: mike, deadline: at(9000) });
    await play.add('BEGUN', at(14), { worker: mike });
    await play.change('BEGUN', mike, at(15), startWork);
    await play.add('BACK', at(16), { worker: mike });
    await play.submit('BACK', at(17));
    await play.reject('BACK', at(18), 'Too dark');
    await play.add('NEWER', at(19), { customer: mike });
  }
  const inOrder = ['BACK', 'SOON', 'LATER', 'ENDLESS', 'BEGUN', 'WAITS', 'HELD', 'NEWER', 'BOUGHT', 'GONE'];

  test('come by what needs their owner first', async () => {
    await fill();
    const page = await read(mike.userId);
    expect(idsOf(page)).toEqual(inOrder);
    expect(page.next).toBeUndefined();
    expect(page.orders.map(({ as }) => as)).toEqual([
      ...Array(7).fill('worker'),
      ...Array(3).fill('customer'),
    ]);
  });

  test('can be paged through, each once, across the sections', async () => {
    await fill();
    const seen: string[] = [];
    let after: OwnPlace | undefined;
    do {
      const page = await read(mike.userId, 3, after);
      seen.push(...idsOf(page));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(inOrder);
  });

  test('cost a page, however many there are', async () => {
    await fill();
    for (let number = 10; number < 40; number += 1) await play.add(`N-${number}`, at(100), { worker: mike });
    store.reset();
    const page = await read(mike.userId, 5);
    expect(page.next).toBeDefined();
    expect(store.counts).toMatchObject({ reads: 6, tallies: 0, commits: 0 });
  });

  test('are of one server, or of all of them', async () => {
    await play.add('HERE', at(1));
    await play.add('THERE', at(2), { guildId: elsewhere });
    expect(idsOf(await read(mia.userId))).toEqual(['HERE']);
    const all = await readOwnOrders({ store }, { userId: mia.userId, guildId: undefined, limit: 1 });
    expect(idsOf(all)).toEqual(['THERE']);
    const rest = await readOwnOrders(
      { store },
      { userId: mia.userId, guildId: undefined, limit: 1, after: all.next },
    );
    expect([idsOf(rest), rest.next]).toEqual([['HERE'], undefined]);
  });

  test('that one does for oneself are work, and shown once', async () => {
    await play.add('OWN', at(1), { customer: mike, worker: mike });
    expect((await read(mike.userId)).orders).toMatchObject([{ as: 'worker' }]);
  });

  test('are nobody else’s', async () => {
    await fill();
    expect(idsOf(await read(dana.userId))).toEqual([]);
  });
});
