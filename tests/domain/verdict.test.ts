import { describe, expect, test } from 'vitest';
import type { Order } from '../../src/domain/order.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
import { verdictOf } from '../../src/domain/verdict.ts';
import { anOrder, mia, mike } from '../support/anOrder.ts';

const waits = anOrder({ status: 'In Review', workerId: mike.userId, submissionId: '900' });

// Written by hand: what entering each status means for evidence on which nobody had decided.
const verdicts: Partial<Record<Status, string>> = {
  Complete: 'approved',
  Rejected: 'rejected',
  Cancelled: 'closed',
  Refunded: 'closed',
};

describe('what a change means for evidence that waits', () => {
  test.each(statuses)('the order is %s now', (status) => {
    expect(verdictOf(waits, { ...waits, status })).toBe(verdicts[status]);
  });

  test.each(['Assigned', 'On Hold', 'Payment Verified'] as const)('it changed hands, and is %s', (status) => {
    expect(verdictOf(waits, { ...waits, status, workerId: mia.userId })).toBe('withdrawn');
    expect(verdictOf(waits, { ...waits, status, workerId: undefined })).toBe('withdrawn');
  });

  test.each<[string, Partial<Order>]>([
    ['it waited on hold', { status: 'On Hold', heldFrom: 'In Review' }],
    ['it was disputed', { status: 'Disputed' }],
  ])('wherever the order was: %s', (_, before) => {
    expect(verdictOf({ ...waits, ...before }, { ...waits, status: 'Cancelled' })).toBe('closed');
  });

  test('there is none, or it was decided on', () => {
    for (const before of [
      { ...waits, submissionId: undefined },
      { ...waits, reviewedSubmissionId: '900' },
    ])
      for (const status of statuses)
        expect(verdictOf(before, { ...before, status, workerId: undefined })).toBeUndefined();
    expect(verdictOf({ ...waits, reviewedSubmissionId: '800' }, { ...waits, status: 'Complete' })).toBe(
      'approved',
    );
  });
});
