import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assignOrder, declineOrder } from '../../src/app/assignOrder.ts';
import { type ChangeRequest, changeOneOrder } from '../../src/app/changeOrder.ts';
import type { Desk } from '../../src/app/desk.ts';
import { assignWorker } from '../../src/domain/assignOrder.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { collections, guilds, leases, orderEvents, orders, outbox } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { at, dana, guildId, mia, mike } from '../support/anOrder.ts';
import { PlayedOrders } from '../support/playedOrders.ts';

const staff = { ...dana, managesServer: true, roleIds: [] };
const worker = { ...mike, managesServer: false, roleIds: [] };
const [mikes, mias] = [mike, mia].map((person) => ({ ...person, bot: false }));

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('the same request delivered twice on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  let desk: Desk;
  let announced: string[];
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
    announced = [];
    desk = {
      store,
      clock: { now: () => at(100) },
      outbox: {
        announce: async (noticeId) => {
          announced.push(noticeId);
          return undefined;
        },
      },
    };
    await store.transact(async (tx) => tx.put(guilds.path(guildId), defaultSettings));
    await new PlayedOrders(store).add('A', at(0));
  });
  afterEach(() => place.dispose());

  const request = (operationId: string, over: Partial<ChangeRequest> = {}): ChangeRequest => ({
    operationId,
    by: staff,
    guildId,
    orderKey: 'A',
    ...over,
  });
  const assign = (operationId: string, to = mikes) =>
    assignOrder(desk, { ...request(operationId), worker: to });

  /** All that a change leaves behind. */
  async function traces() {
    const byTime = { orderBy: { field: 'createdAt', direction: 'ascending' } } as const;
    const bySequence = { orderBy: { field: 'sequence', direction: 'ascending' } } as const;
    const events = { from: orderEvents, parent: orderEvents.parent(guildId, 'A'), ...bySequence, limit: 50 };
    return {
      order: await store.get(orders.path(guildId, 'A')),
      events: (await store.query(events)).docs.map(({ data }) => data.kind),
      notices: await store.count({ from: outbox, ...byTime }),
    };
  }

  test('changes once, and the second time answers what the first did, telling of the same notice', async () => {
    const first = await assign('op-1');
    const after = await traces();
    expect(after.events).toEqual(['added', 'assigned']);
    const second = await assign('op-1');
    if (!first.ok || !second.ok) throw new Error('Refused');
    expect(first.value.before?.status).toBe('Payment Verified');
    expect(second.value.before).toBeUndefined();
    expect(second.value.order).toEqual(first.value.order);
    expect(await traces()).toEqual(after);
    expect(announced).toHaveLength(2);
    expect(new Set(announced).size).toBe(1);
  });

  test('at the same moment changes once', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => assign('op-1')));
    expect(results.every((result) => result.ok)).toBe(true);
    expect(results.filter((result) => result.ok && result.value.before !== undefined)).toHaveLength(1);
    expect((await traces()).events).toEqual(['added', 'assigned']);
    expect(new Set(announced).size).toBe(1);
  });

  test('is known again when others have changed the order since, and undoes nothing of theirs', async () => {
    await assign('op-1');
    await assign('op-2', mias);
    const after = await traces();
    const again = await assign('op-1');
    expect(again.ok && again.value.before).toBeUndefined();
    expect(await traces()).toEqual(after);
    expect(after.order?.workerId).toBe(mia.userId);
  });

  test('is known again though its author no longer has a part in the order', async () => {
    await assign('op-1');
    const decline = () => declineOrder(desk, request('op-2', { by: worker }));
    expect((await decline()).ok).toBe(true);
    const after = await traces();
    expect((await decline()).ok).toBe(true);
    expect(await traces()).toEqual(after);
    // Another request of theirs is refused all the same.
    expect(await declineOrder(desk, request('op-3', { by: worker }))).toEqual({
      ok: false,
      refusal: { code: 'not-your-order' },
    });
  });

  test('writes what goes with the change once', async () => {
    let written = 0;
    const change = () =>
      changeOneOrder(
        desk,
        request('op-1'),
        'assign worker',
        (order, occasion) => assignWorker(order, { ...mike, bot: false }, occasion),
        (tx) => {
          written += 1;
          tx.create(leases.path('beside'), { owner: 'op-1', until: at(200) });
        },
      );
    await change();
    await change();
    expect(written).toBe(1);
  });

  test('so long after that it was forgotten fails, and is recorded no second time', async () => {
    await assign('op-1');
    for (let number = 2; number < 8; number += 1)
      await assign(`op-${number}`, number % 2 === 0 ? mias : mikes);
    const after = await traces();
    await expect(assign('op-1', mias)).rejects.toThrow();
    expect(await traces()).toEqual(after);
  });

  test('a request that was refused leaves nothing to be known again by', async () => {
    expect(await assign('op-1', { ...mike, bot: true })).toMatchObject({
      refusal: { code: 'worker-is-bot' },
    });
    expect((await assign('op-1')).ok).toBe(true);
    expect((await traces()).events).toEqual(['added', 'assigned']);
  });
});
