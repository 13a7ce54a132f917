import { describe, expect, test } from 'vitest';
import type { Change, Order } from '../../src/domain/order.ts';
import type { Result } from '../../src/domain/result.ts';
import {
  approve,
  awaitsReview,
  idleReviewMs,
  openReview,
  type ReviewRefusal,
  reject,
  returnIdleReview,
} from '../../src/domain/reviewOrder.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
import { anOccasion, anOrder, at, dana, mia, mike } from '../support/anOrder.ts';

const rita = { userId: '100000000000000009', username: 'rita' };

/** Mike's order with evidence 900, last changed by Mike. */
function withEvidence(overrides: Partial<Order> = {}): Order {
  return anOrder({
    status: 'Evidence Submitted',
    workerId: mike.userId,
    workerUsername: mike.username,
    submissionId: '900',
    submittedAt: at(0),
    updatedBy: mike.userId,
    updatedByUsername: mike.username,
    ...overrides,
  });
}

const inReview = withEvidence({
  status: 'In Review',
  reviewerId: dana.userId,
  reviewerUsername: 'dana',
  reviewTouchedAt: at(60),
  updatedBy: dana.userId,
  updatedByUsername: 'dana',
});

function changed(result: Result<Change | undefined, ReviewRefusal>): Change {
  if (!result.ok) throw new Error(result.refusal.code);
  if (result.value === undefined) throw new Error('Nothing was changed');
  return result.value;
}

function codeOf(result: Result<unknown, ReviewRefusal>): string {
  return result.ok ? 'ok' : result.refusal.code;
}

const waiting: readonly Status[] = ['Evidence Submitted', 'In Review'];

describe('what waits for a review', () => {
  test.each(statuses)('an order that is %s', (status) => {
    expect(awaitsReview(withEvidence({ status }))).toBe(waiting.includes(status));
    expect(awaitsReview(withEvidence({ status, submissionId: undefined }))).toBe(false);
  });
});

describe('opening a review', () => {
  test('takes the order to In Review and names who looks', () => {
    const { order, events } = changed(openReview(withEvidence(), anOccasion()));
    expect(order).toMatchObject({
      status: 'In Review',
      reviewerId: dana.userId,
      reviewerUsername: 'dana',
      reviewTouchedAt: at(60),
    });
    expect(events).toEqual([
      {
        sequence: 2,
        at: at(60),
        kind: 'opened',
        by: dana.userId,
        byUsername: 'dana',
        from: 'Evidence Submitted',
        to: 'In Review',
        submissionId: '900',
      },
    ]);
  });

  test('a second time, by anyone, changes nothing', () => {
    for (const by of [dana, rita])
      expect(openReview(inReview, anOccasion({ by }))).toEqual({ ok: true, value: undefined });
  });

  test.each(statuses.filter((status) => !waiting.includes(status)))(
    'is too late when the order is %s, and says who made it so',
    (status) => {
      expect(openReview(withEvidence({ status }), anOccasion())).toEqual({
        ok: false,
        refusal: { code: 'review-over', verdict: undefined, status, by: mike },
      });
    },
  );

  test('needs evidence', () => {
    expect(codeOf(openReview(withEvidence({ submissionId: undefined }), anOccasion()))).toBe('no-evidence');
  });
});

describe('a review that was left lying', () => {
  const later = (ms: number) => anOccasion({ at: new Date(at(60).getTime() + ms) });

  test('goes back to the queue after 15 minutes, and nobody is looking any more', () => {
    expect(idleReviewMs).toBe(900_000);
    expect(returnIdleReview(inReview, later(idleReviewMs - 1))).toBeUndefined();
    const change = returnIdleReview(inReview, later(idleReviewMs));
    expect(change?.order.status).toBe('Evidence Submitted');
    expect(change?.order.reviewerId).toBeUndefined();
    expect(change?.order.reviewerUsername).toBeUndefined();
    expect(change?.order.reviewTouchedAt).toBeUndefined();
    expect(change?.events).toHaveLength(1);
    expect(change?.events[0]).toMatchObject({
      kind: 'returned',
      from: 'In Review',
      to: 'Evidence Submitted',
      submissionId: '900',
    });
  });

  test('is counted from the last look', () => {
    const touched = { ...inReview, reviewTouchedAt: at(120) };
    expect(returnIdleReview(touched, later(idleReviewMs))).toBeUndefined();
    expect(returnIdleReview(touched, later(idleReviewMs + 60_000))).toBeDefined();
  });

  test.each(statuses.filter((status) => status !== 'In Review'))(
    'stays where it is when it is %s',
    (status) => {
      expect(returnIdleReview({ ...inReview, status }, later(idleReviewMs * 9))).toBeUndefined();
    },
  );

  test('is left alone where staff review work that needs no evidence', () => {
    const own = { ...inReview, submissionId: undefined, reviewTouchedAt: undefined };
    expect(returnIdleReview(own, later(idleReviewMs * 9))).toBeUndefined();
  });
});

describe('deciding', () => {
  test.each(waiting)('approves what is %s', (status) => {
    const { order, events } = changed(approve(withEvidence({ status }), '900', anOccasion()));
    expect(order).toMatchObject({ status: 'Complete', endedAt: at(60), updatedBy: dana.userId });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ kind: 'approved', from: status, to: 'Complete', submissionId: '900' });
  });

  test.each(waiting)('rejects what is %s, with the reason for everyone to read', (status) => {
    const { order, events } = changed(
      reject(withEvidence({ status }), '900', ' Too \u202edark ', anOccasion()),
    );
    expect(order).toMatchObject({ status: 'Rejected', statusReason: 'Too dark' });
    expect(order.endedAt).toBeUndefined();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      kind: 'rejected',
      from: status,
      to: 'Rejected',
      notes: 'Too dark',
      submissionId: '900',
    });
  });

  test.each(['', ' \n ', '\u200B\u202e'])('a rejection without a reason (%j) is none', (reason) => {
    expect(codeOf(reject(withEvidence(), '900', reason, anOccasion()))).toBe('reason-missing');
  });

  const decisions = [
    ['approving', (order: Order, id: string) => approve(order, id, anOccasion({ by: rita }))],
    ['rejecting', (order: Order, id: string) => reject(order, id, 'No', anOccasion({ by: rita }))],
  ] as const;

  test.each(decisions)('%s after someone else did is refused, naming them', (_, decide) => {
    for (const first of [
      approve(inReview, '900', anOccasion()),
      reject(inReview, '900', 'No', anOccasion()),
    ]) {
      const { order } = changed(first);
      expect(decide(order, '900')).toEqual({
        ok: false,
        refusal: {
          code: 'review-over',
          verdict: order.status === 'Complete' ? 'approved' : 'rejected',
          status: order.status,
          by: dana,
        },
      });
    }
  });

  test.each(decisions)('%s what has been replaced is refused', (_, decide) => {
    expect(codeOf(decide(withEvidence({ submissionId: '901' }), '900'))).toBe('evidence-replaced');
    expect(codeOf(decide(withEvidence({ submissionId: '901' }), '901'))).toBe('ok');
  });

  test.each(decisions)('%s without evidence is refused', (_, decide) => {
    expect(codeOf(decide(withEvidence({ submissionId: undefined }), ''))).toBe('no-evidence');
  });

  test.each(decisions)('%s is possible though another reviewer has it open', (_, decide) => {
    expect(codeOf(decide({ ...inReview, reviewerId: mia.userId }, '900'))).toBe('ok');
  });
});

test('evidence that was decided on is not decided on again, wherever the order goes', () => {
  const order = anOrder({
    status: 'In Review',
    submissionId: '7',
    workerId: mike.userId,
    evidenceRequired: false,
  });
  const rejected = reject(order, '7', 'Blurred', anOccasion({ by: dana }));
  if (!rejected.ok) throw new Error(rejected.refusal.code);
  const again = { ...rejected.value.order, status: 'In Review' as const };
  expect(awaitsReview(again)).toBe(false);
  expect(approve(again, '7', anOccasion({ by: dana, operationId: 'later' })).ok).toBe(false);
  expect(awaitsReview({ ...again, submissionId: '8' })).toBe(true);
});
