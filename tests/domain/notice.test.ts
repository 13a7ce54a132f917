import { describe, expect, test } from 'vitest';
import { audiencesOf, noticeIdOf, noticeOf, noticeSchema } from '../../src/domain/notice.ts';
import type { Change, OrderEvent } from '../../src/domain/order.ts';
import type { Status } from '../../src/domain/status.ts';
import { anEvent, anOrder, at, dana, mia, mike } from '../support/anOrder.ts';

/** A change to a status (or of something else, without one), of an order with or without a worker. */
function change(to: Status | undefined, facts: Partial<OrderEvent> = {}, worker?: typeof mike): Change {
  return {
    order: anOrder({
      sequence: 2,
      lastUpdated: at(60),
      ...(to === undefined ? {} : { status: to }),
      ...(worker === undefined ? {} : { workerId: worker.userId, workerUsername: worker.username }),
    }),
    events: [anEvent({ ...(to === undefined ? {} : { from: 'In Progress', to }), ...facts })],
  };
}

describe('who is told of a change', () => {
  // From the product page's table "Telling people".
  test.each([
    ['added', change('Payment Verified', { kind: 'added' }), ['customer', 'log']],
    ['added with a worker', change('Assigned', { kind: 'added' }, mike), ['customer', 'worker', 'log']],
    ['started', change('In Progress', {}, mike), ['customer', 'worker', 'log']],
    ['on hold', change('On Hold', {}, mike), ['customer', 'worker', 'log']],
    ['on hold, nobody works on it', change('On Hold'), ['customer', 'log']],
    ['cancelled', change('Cancelled', {}, mike), ['customer', 'worker', 'log']],
    ['rejected', change('Rejected', { notes: 'Too dark' }, mike), ['worker', 'log']],
    ['completed', change('Complete', {}, mike), ['customer', 'worker', 'log']],
    ['a note', change(undefined, { notes: 'Hello' }, mike), ['customer', 'worker', 'log']],
    ['a note, nobody works on it', change(undefined, { notes: 'Hello' }), ['customer', 'log']],
    ['a note for staff', change(undefined, { internalNotes: 'Psst' }, mike), ['log']],
    ['another staff member', change(undefined, { staff: dana.userId }, mike), ['customer', 'log']],
  ])('%s', (_, made, expected) => {
    expect(audiencesOf(made)).toEqual(expected);
  });

  test('everyone gets a delivery of their own, which waits', () => {
    const made = change('In Progress', {}, mike);
    const notice = noticeOf(made);
    const waiting = { state: 'waiting', attempts: 0, nextAttemptAt: at(60) };
    expect(notice).toEqual({
      guildId: made.order.guildId,
      createdAt: at(60),
      order: made.order,
      events: [...made.events],
      deliveries: [
        { audience: 'customer', route: 'direct', userId: mia.userId, ...waiting },
        { audience: 'worker', route: 'direct', userId: mike.userId, ...waiting },
        { audience: 'log', route: 'log', ...waiting },
      ],
    });
    expect(noticeSchema.safeParse(notice).success).toBe(true);
  });
});

describe('the ids of notices', () => {
  test('differ by server, order and change', () => {
    const ids = [
      anOrder(),
      anOrder({ sequence: 2 }),
      anOrder({ orderKey: 'ABC1234' }),
      anOrder({ guildId: '1' }),
    ].map(noticeIdOf);
    expect(new Set(ids).size).toBe(4);
    expect(noticeIdOf(anOrder())).toBe(ids[0]);
  });

  test('sort as the changes of an order came', () => {
    const ids = [1, 2, 9, 10, 11, 99, 100, 1000].map((sequence) => noticeIdOf(anOrder({ sequence })));
    expect([...ids].sort()).toEqual(ids);
  });
});
