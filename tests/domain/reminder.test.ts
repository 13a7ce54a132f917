import { describe, expect, test } from 'vitest';
import { noticeSchema, reminderOf } from '../../src/domain/notice.ts';
import { reminderDue } from '../../src/domain/reminder.ts';
import { anOrder, at, mike } from '../support/anOrder.ts';

const day = 24 * 3600;

describe('reviewers are reminded', () => {
  const waiting = anOrder({
    status: 'Evidence Submitted',
    submissionId: '1',
    submittedAt: at(0),
    statusSince: at(600),
  });

  test('once evidence has waited for a day, counted from when it was handed in', () => {
    expect(reminderDue(waiting, 'review', at(day - 1))).toBeUndefined();
    expect(reminderDue(waiting, 'review', at(day))).toEqual(at(day));
  });

  test('once in every 24 hours after that', () => {
    const told = { ...waiting, remindedAt: { review: at(day + 300) } };
    expect(reminderDue(told, 'review', at(2 * day - 1))).toBeUndefined();
    expect(reminderDue(told, 'review', at(2 * day))).toEqual(at(2 * day));
    expect(reminderDue(told, 'review', at(5 * day + 9))).toEqual(at(5 * day));
  });

  test('about new evidence even if they were reminded of the old one', () =>
    expect(reminderDue({ ...waiting, remindedAt: { review: at(-10) } }, 'review', at(day))).toEqual(at(day)));

  test.each(['In Review', 'Rejected', 'Complete', 'Disputed'] as const)('not while it is %s', (status) =>
    expect(reminderDue({ ...waiting, status }, 'review', at(9 * day))).toBeUndefined(),
  );
});

describe('workers and staff are reminded', () => {
  const order = anOrder({ status: 'In Progress', deadline: at(100), workerId: mike.userId });

  test('from the deadline on, once in every 24 hours', () => {
    expect(reminderDue(order, 'deadline', at(99))).toBeUndefined();
    expect(reminderDue(order, 'deadline', at(100))).toEqual(at(100));
    const told = { ...order, remindedAt: { deadline: at(100) } };
    expect(reminderDue(told, 'deadline', at(99 + day))).toBeUndefined();
    expect(reminderDue(told, 'deadline', at(100 + day))).toEqual(at(100 + day));
  });

  test.each(['Complete', 'Cancelled', 'On Hold', 'Disputed', 'Pending Payment'] as const)(
    'not when it is %s',
    (status) => expect(reminderDue({ ...order, status }, 'deadline', at(9 * day))).toBeUndefined(),
  );

  test('not without a deadline', () =>
    expect(reminderDue({ ...order, deadline: undefined }, 'deadline', at(9 * day))).toBeUndefined());
});

describe('a reminder', () => {
  const recipients = (notice: ReturnType<typeof reminderOf>) =>
    notice.deliveries.map(({ audience, route, userId }) => [audience, route, userId]);

  test('of a review goes to the review channel', () => {
    const notice = reminderOf(anOrder({ status: 'Evidence Submitted' }), 'review', at(5));
    expect(recipients(notice)).toEqual([['reviewers', 'review', undefined]]);
    expect(noticeSchema.safeParse(notice).success).toBe(true);
  });

  test('of a deadline goes to the log, and to the worker unless the work is handed in', () => {
    const working = anOrder({ status: 'In Progress', workerId: mike.userId });
    expect(recipients(reminderOf(working, 'deadline', at(5)))).toEqual([
      ['worker', 'direct', mike.userId],
      ['log', 'log', undefined],
    ]);
    const handedIn = { ...working, status: 'Evidence Submitted', submissionId: '1' } as const;
    const log = [['log', 'log', undefined]];
    expect(recipients(reminderOf(handedIn, 'deadline', at(5)))).toEqual(log);
    expect(recipients(reminderOf(anOrder(), 'deadline', at(5)))).toEqual(log);
  });
});
