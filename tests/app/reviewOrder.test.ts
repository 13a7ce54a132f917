import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Desk } from '../../src/app/desk.ts';
import { approveEvidence, openOrderReview, rejectEvidence } from '../../src/app/reviewOrder.ts';
import { type QueuePlace, readReviewQueue } from '../../src/app/reviewQueue.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Actor } from '../../src/domain/permissions.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { updateOrder } from '../../src/domain/updateOrder.ts';
import { collections, guilds, orders, outbox } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { at, dana, guildId, mia, mike } from '../support/anOrder.ts';
import { PlayedOrders, rick } from '../support/playedOrders.ts';

const ada = { userId: '100000000000000005', username: 'ada' };
const person = (who: typeof dana, roleIds: readonly string[] = [], managesServer = false): Actor => ({
  ...who,
  managesServer,
  roleIds,
});
const [blue, red] = ['501', '502'];
const staff = person(dana, [], true);
const support = person(rick, ['help']);

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('reviewing on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  let play: PlayedOrders;
  let desk: Desk;
  let now: Date;
  let announced: number;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
    play = new PlayedOrders(store);
    now = at(100);
    announced = 0;
    desk = {
      store,
      clock: { now: () => now },
      outbox: {
        announce: async () => {
          announced += 1;
          return undefined;
        },
      },
    };
    await store.transact(async (tx) =>
      tx.put(guilds.path(guildId), {
        ...defaultSettings,
        supportRoleIds: ['help'],
        advertiserRoleIds: ['ads'],
        teamAdvertiserRoleIds: ['team ads'],
      }),
    );
  });
  afterEach(() => place.dispose());

  let operations = 0;
  const asked = (by: Actor, orderKey = 'A') => {
    operations += 1;
    return { operationId: `asked-${operations}`, by, guildId, orderKey };
  };
  const open = (by: Actor, orderKey = 'A') => openOrderReview(desk, asked(by, orderKey));
  const order = async (orderKey = 'A') => {
    const found = await store.get(orders.path(guildId, orderKey));
    if (found === undefined) throw new Error(`There is no order ${orderKey}`);
    return found;
  };
  const codeOf = (result: { ok: true } | { ok: false; refusal: { code: string } }) =>
    result.ok ? 'ok' : result.refusal.code;
  const notices = () =>
    store.count({ from: outbox, orderBy: { field: 'createdAt', direction: 'ascending' } });

  /** An order of Mike's whose evidence waits. */
  async function waiting(id: string, seconds: number, over: Partial<Order> = {}): Promise<void> {
    await play.add(id, at(0), { worker: mike, ...over });
    await play.submit(id, at(seconds));
  }

  describe('opening', () => {
    beforeEach(() => waiting('A', 10));

    test('that is delivered again once the next evidence waits changes nothing', async () => {
      const once = asked(support);
      await openOrderReview(desk, once);
      await play.reject('A', at(110), 'Too dark');
      await play.submit('A', at(120));
      const before = await order();
      expect(codeOf(await openOrderReview(desk, once))).toBe('ok');
      expect(await order()).toEqual(before);
    });

    test('shows the evidence, takes the order to In Review, and tells of it', async () => {
      const opened = await open(support);
      if (!opened.ok) throw new Error(opened.refusal.code);
      expect(opened.value.submission).toMatchObject({ workerId: mike.userId, verdict: 'pending' });
      expect(opened.value.order).toMatchObject({ status: 'In Review', reviewerId: rick.userId });
      expect(opened.value.reader).toEqual(new Set(['support']));
      expect(await order()).toEqual(opened.value.order);
      expect(announced).toBe(1);
    });

    test('again by the same person puts off its return, and is nothing that anyone is told', async () => {
      await open(support);
      const before = await order();
      const [told, waitingNotices] = [announced, await notices()];
      now = at(700);
      await open(support);
      expect(await order()).toEqual({ ...before, reviewTouchedAt: at(700) });
      expect([announced, await notices()]).toEqual([told, waitingNotices]);
    });

    test('by another reviewer shows it, and changes nothing', async () => {
      await open(support);
      const before = await order();
      now = at(700);
      expect(codeOf(await open(staff))).toBe('ok');
      expect(await order()).toEqual(before);
    });

    test.each<[string, Actor, string]>([
      ['its worker', person(mike), 'not-allowed'],
      ['its worker who is staff and support', person(mike, ['help'], true), 'not-allowed'],
      ['its customer', person(mia), 'not-allowed'],
      ['a stranger', person(ada), 'order-not-found'],
      ['an advertiser of other services', person(ada, ['ads']), 'order-not-found'],
    ])('is not for %s', async (_, by, code) => {
      const before = await order();
      expect(codeOf(await open(by))).toBe(code);
      for (const result of [
        await approveEvidence(desk, { ...asked(by), submissionId: 'submission-2' }),
        await rejectEvidence(desk, { ...asked(by), submissionId: 'submission-2', reason: 'No' }),
      ])
        expect(codeOf(result)).toBe(code);
      expect(await order()).toEqual(before);
    });

    test('what is not there is told like what one may not see', async () => {
      expect(codeOf(await open(staff, 'NONE'))).toBe('order-not-found');
    });
  });

  describe('deciding', () => {
    beforeEach(() => waiting('A', 10));

    test('the same decision delivered twice is made once, and both are told so', async () => {
      const verdict = { ...asked(staff), submissionId: (await order()).submissionId ?? '' };
      const results = await Promise.all([approveEvidence(desk, verdict), approveEvidence(desk, verdict)]);
      expect(results.map(codeOf)).toEqual(['ok', 'ok']);
      expect(results.filter((result) => result.ok && result.value.before !== undefined)).toHaveLength(1);
    });

    test('about evidence that was replaced meanwhile is refused', async () => {
      const submissionId = (await order()).submissionId ?? '';
      await play.reject('A', at(20), 'Too dark');
      await play.submit('A', at(30));
      const result = await approveEvidence(desk, { ...asked(staff), submissionId });
      expect(codeOf(result)).toBe('evidence-replaced');
      expect((await order()).status).toBe('Evidence Submitted');
    });
  });

  describe('the queue', () => {
    const queue = async (by: Actor, after?: QueuePlace) => {
      const result = await readReviewQueue(desk, { by, guildId, after });
      if (!result.ok) throw new Error(result.refusal.code);
      return result.value;
    };
    const idsOf = async (by: Actor) => (await queue(by)).orders.map(({ orderId }) => orderId);

    test('has what waits, the longest first, for staff and support', async () => {
      await waiting('LATE', 30);
      await waiting('EARLY', 10);
      await waiting('OPEN', 20);
      await play.open('OPEN', at(25));
      await play.add('IDLE', at(0), { worker: mike });
      await waiting('DONE', 5);
      await play.approve('DONE', at(40));
      for (const by of [staff, support]) {
        expect(await idsOf(by)).toEqual(['EARLY', 'OPEN', 'LATE']);
        expect(await queue(by)).toMatchObject({ total: { count: 3, atLeast: false }, next: undefined });
      }
    });

    test('goes on from stretch to stretch, each order once, also among those of the same moment', async () => {
      const ids = Array.from({ length: 23 }, (_, index) => `N-${String(index).padStart(2, '0')}`);
      for (const [index, id] of ids.entries()) await waiting(id, 10 + Math.floor(index / 8));
      const found: string[] = [];
      let after: QueuePlace | undefined;
      do {
        const stretch = await queue(staff, after);
        expect(stretch.orders.length).toBeLessThanOrEqual(10);
        found.push(...stretch.orders.map(({ orderId }) => orderId));
        after = stretch.next;
      } while (after !== undefined);
      expect(found).toEqual(ids);
    });

    test('its number is what someone can decide on, and so is what it shows', async () => {
      for (let number = 10; number < 23; number += 1) await waiting(`N-${number}`, number);
      // Nobody decides on their own work, and staff's own review has no evidence.
      for (const by of [staff, support, person(mike, ['help'])]) {
        const own = by.userId === mike.userId;
        const { orders, total, next } = await queue(by);
        expect(total).toEqual({ count: own ? 0 : 13, atLeast: false });
        expect(orders).toHaveLength(own ? 0 : 10);
        expect(next === undefined).toBe(own);
      }
      const { next } = await queue(staff);
      const later = await queue(staff, next);
      expect(later.orders).toHaveLength(3);
      expect([later.total, later.next]).toEqual([undefined, undefined]);
    });

    test('its number is exact where what someone advertises overlaps', async () => {
      await waiting('HERS', 11, { advertiserId: ada.userId });
      await waiting('BOTH', 13, { advertiserId: ada.userId, teamId: blue });
      await waiting('BLUE', 12, { advertiserId: '77', teamId: blue });
      const { total } = await queue(person(ada, ['team ads', blue]));
      expect(total).toEqual({ count: 3, atLeast: false });
    });

    test('of a long queue a part is counted', async () => {
      for (let number = 0; number < 51; number += 1) await waiting(`N-${number}`, 1 + number);
      const { orders, total, next } = await queue(staff);
      expect(total).toEqual({ count: 50, atLeast: true });
      expect(orders).toHaveLength(10);
      expect(next?.orderKey).toBe('N-9');
    });

    test('work that staff review without evidence is not in it, and hides nothing behind it', async () => {
      for (let number = 0; number < 52; number += 1) {
        const id = `OWN-${number}`;
        await play.add(id, at(0));
        for (const status of ['In Progress', 'In Review'] as const)
          await play.change(id, dana, at(1), (one, occasion) => updateOrder(one, { status }, occasion));
      }
      await waiting('A', 50);
      const first = await queue(staff);
      expect(first).toMatchObject({ orders: [], total: { count: 0, atLeast: true } });
      expect((await queue(staff, first.next)).orders.map(({ orderId }) => orderId)).toEqual(['A']);
    });

    test('of advertisers has what belongs to their services, of team advertisers their teams’ too', async () => {
      await waiting('FREE', 10);
      await waiting('HERS', 11, { advertiserId: ada.userId });
      await waiting('BLUE', 12, { advertiserId: '77', teamId: blue });
      await waiting('BOTH', 13, { advertiserId: ada.userId, teamId: blue });
      await waiting('RED', 14, { advertiserId: '77', teamId: red });
      expect(await idsOf(person(ada, ['ads', blue]))).toEqual(['HERS', 'BOTH']);
      expect(await idsOf(person(ada, ['team ads', blue]))).toEqual(['HERS', 'BLUE', 'BOTH']);
      const many = Array.from({ length: 60 }, (_, index) => `role ${index}`);
      expect(await idsOf(person(ada, [...many, 'team ads', red]))).toEqual(['HERS', 'BOTH', 'RED']);
      expect(await idsOf(person(ada, ['ads', 'help']))).toEqual(['FREE', 'HERS', 'BLUE', 'BOTH', 'RED']);
    });

    test.each([
      ['a customer', person(mia)],
      ['a worker', person(mike, ['booster'])],
      ['who advertised once', person(ada, ['dj'])],
    ])('is not for %s', async (_, by) => {
      await waiting('A', 10, { advertiserId: ada.userId });
      expect(await readReviewQueue(desk, { by, guildId })).toEqual({
        ok: false,
        refusal: { code: 'permission-denied', needs: 'reviewer' },
      });
    });
  });
});
