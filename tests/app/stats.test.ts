import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDecisionSeries, readStatistics } from '../../src/app/stats.ts';
import type { Period } from '../../src/domain/period.ts';
import type { Actor } from '../../src/domain/permissions.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { updateOrder } from '../../src/domain/updateOrder.ts';
import { collections, guilds } from '../../src/ports/collections.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { at, dana, guildId, mia, mike } from '../support/anOrder.ts';
import { type CountingStore, countingStore } from '../support/countingStore.ts';
import { PlayedOrders } from '../support/playedOrders.ts';

const hour = 3600;
const day = 24 * hour;
const advertiserRole = '300000000000000001';
const teamRole = '300000000000000002';
const teamAdvertiserRole = '300000000000000003';
const boosterRole = '300000000000000004';
const adam = { userId: '100000000000000005', username: 'adam' };

const actor = (person: typeof mike, roleIds: readonly string[] = [], managesServer = false): Actor => ({
  ...person,
  roleIds,
  managesServer,
});

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('statistics on $name', ({ freshPlace }) => {
  let place: Place;
  let store: CountingStore;
  let play: PlayedOrders;
  beforeEach(async () => {
    place = await freshPlace();
    store = countingStore(await place.open(collections));
    play = new PlayedOrders(store);
    await store.transact(async (tx) =>
      tx.put(guilds.path(guildId), {
        ...defaultSettings,
        advertiserRoleIds: [advertiserRole],
        teamAdvertiserRoleIds: [teamAdvertiserRole],
        boosterRoleIds: [boosterRole],
      }),
    );
  });
  afterEach(() => place.dispose());

  const read = (by: Actor, period: Period = '30 days', now = at(10 * day)) =>
    readStatistics({ store, clock: { now: () => now } }, { by, guildId, period });

  /** One order of mike's: rejected once after one hour of waiting, approved after two; another is handed in. */
  async function fill(): Promise<void> {
    const adams = { worker: mike, advertiserId: adam.userId, teamId: teamRole };
    await play.add('A', at(0), adams);
    await play.submit('A', at(4 * hour));
    await play.reject('A', at(5 * hour), 'Too dark.');
    await play.submit('A', at(6 * hour));
    await play.approve('A', at(8 * hour));
    await play.add('B', at(9 * hour), { worker: mike });
    await play.submit('B', at(10 * hour));
    await play.add('C', at(11 * hour), { advertiserId: adam.userId });
    await play.change('C', dana, at(12 * hour), (order, occasion) =>
      updateOrder(order, { status: 'Cancelled' }, occasion),
    );
  }

  test('of a worker: completed, pending, rejected, how long it took, what it earned', async () => {
    await fill();
    expect(await read(actor(mike))).toEqual({
      defaultCurrency: 'USD',
      worker: {
        completed: 1,
        rejected: 1,
        pending: 1,
        averageCompletionMs: 6 * hour * 1000,
        earned: [{ amountMinor: 20_000, currency: 'USD' }],
      },
    });
  });

  test('of an advertiser: orders, completion rate, how long reviews took; not what others sell', async () => {
    await fill();
    const { own, server, worker } = await read(actor(adam, [advertiserRole]));
    expect(own).toEqual({
      orders: 2,
      completed: 1,
      rejected: 1,
      ended: { complete: 1, all: 2 },
      averageReviewMs: 1.5 * hour * 1000,
    });
    expect([server, worker]).toEqual([undefined, undefined]);
  });

  test('of a team advertiser: the teams’ services besides the own ones', async () => {
    await fill();
    const { own, teams } = await read(actor(mia, [teamAdvertiserRole, teamRole]));
    expect(own).toMatchObject({ orders: 0, ended: { complete: 0, all: 0 }, averageReviewMs: undefined });
    expect(teams).toMatchObject({ orders: 1, completed: 1, rejected: 1, ended: { complete: 1, all: 1 } });
  });

  test('of staff: totals, what waits, how long decisions took, why work was rejected', async () => {
    await fill();
    for (const [id, reason] of [
      ['D', 'too  dark'],
      ['E', 'Wrong order'],
    ] as const) {
      await play.add(id, at(day), { worker: mike });
      await play.submit(id, at(day));
      await play.reject(id, at(day), reason);
    }
    const { server, worker } = await read(actor(dana, [], true));
    expect(server).toEqual({
      orders: 5,
      completed: 1,
      rejected: 3,
      pending: 1,
      averageReviewMs: (3 * hour * 1000) / 4,
      reasons: [
        { reason: 'too  dark', count: 2 },
        { reason: 'Wrong order', count: 1 },
      ],
      looked: 3,
    });
    expect(worker).toBeUndefined();
  });

  test('count what fell into the period; what waits, waits now', async () => {
    await fill();
    const later = at(8 * hour + 7 * day + 1);
    expect((await read(actor(mike), '7 days', later)).worker).toEqual({
      completed: 0,
      rejected: 0,
      pending: 1,
      averageCompletionMs: undefined,
      earned: [],
    });
    expect((await read(actor(mike), '30 days', later)).worker).toMatchObject({ completed: 1, rejected: 1 });
    expect((await read(actor(mike), 'all time', at(900 * day))).worker).toMatchObject({ completed: 1 });
  });

  test('are empty for someone who has done nothing, and all zero for a booster who has not yet', async () => {
    await fill();
    expect(await read(actor(mia))).toEqual({ defaultCurrency: 'USD' });
    expect((await read(actor(mia, [boosterRole]))).worker).toMatchObject({ completed: 0, pending: 0 });
  });

  test('read no order: they count and add up', async () => {
    await fill();
    store.reset();
    await read(actor(mike));
    // The settings, twice at most, and the wallet.
    expect(store.counts.reads).toBeLessThanOrEqual(3);
    store.reset();
    await read(actor(dana, [], true));
    // The settings, and the one rejection with its reason.
    expect(store.counts.reads).toBeLessThanOrEqual(3);
  });

  test('as a series have each decision in its part of the period', async () => {
    await fill();
    const request = { by: actor(mike), guildId, period: '7 days' } as const;
    const clock = { now: () => at(2 * day) };
    const { about, parts } = await readDecisionSeries({ store, clock }, request);
    expect(about).toBe('worker');
    expect(parts.map(({ completed, rejected }) => [completed, rejected])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 1],
      [0, 0],
    ]);
    const byStaff = { ...request, by: actor(dana, [], true) };
    expect((await readDecisionSeries({ store, clock }, byStaff)).about).toBe('server');
  });
});
