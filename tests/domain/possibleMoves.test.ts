import { describe, expect, test } from 'vitest';
import type { Order } from '../../src/domain/order.ts';
import { possibleMoves } from '../../src/domain/possibleMoves.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
import { movesByHand } from '../../src/domain/updateOrder.ts';
import { anOrder, dana, mike } from '../support/anOrder.ts';

function inStatus(status: Status, over: Partial<Order>): Order {
  return anOrder({ status, ...(status === 'On Hold' ? { heldFrom: 'In Progress' } : {}), ...over });
}

/** Where the moves lead and by whom, such as "Cancelled (staff)"; who assigns, or disputes, is the same everywhere. */
function waysOf(order: Order): string[] {
  return possibleMoves(order).map(
    ({ to, by, means }) =>
      `${to} (${(means === 'assign' || means === 'dispute') && by.length > 1 ? means : by.join()})`,
  );
}

const alone = {};
const mikes = { workerId: mike.userId };
const handedIn = { ...mikes, submissionId: '900' };
const usual = ['Complete (staff)', 'On Hold (staff)', 'Cancelled (staff)', 'Disputed (dispute)'];

// Written by hand: what can come about, by whom. What is not built yet (refunds) can't.
const table: readonly (readonly [Status, Partial<Order>, string[]])[] = [
  [
    'Pending Payment',
    alone,
    ['Payment Verified (staff)', 'Cancelled (customer,staff)', 'Cancelled (system)'],
  ],
  ['Payment Verified', alone, ['Assigned (assign)', 'In Progress (staff)', ...usual]],
  [
    'Assigned',
    mikes,
    [
      'Payment Verified (assign)',
      'Payment Verified (worker)',
      'In Progress (staff)',
      'In Progress (worker)',
      'Evidence Submitted (worker)',
      ...usual,
    ],
  ],
  ['In Progress', alone, ['Assigned (assign)', 'In Review (staff)', ...usual]],
  [
    'In Progress',
    mikes,
    ['Payment Verified (assign)', 'Assigned (assign)', 'Evidence Submitted (worker)', ...usual],
  ],
  [
    'Evidence Submitted',
    handedIn,
    [
      'Payment Verified (assign)',
      'Assigned (assign)',
      'In Review (reviewer)',
      'Rejected (reviewer)',
      'Rejected (staff)',
      'Complete (reviewer)',
      ...usual,
    ],
  ],
  // Staff's own work without evidence: there is nothing that a reviewer could open.
  ['In Review', alone, ['Assigned (assign)', 'Rejected (staff)', 'Complete (staff)', ...usual]],
  ['Rejected', alone, ['Assigned (assign)', 'In Progress (staff)', ...usual]],
  [
    'Rejected',
    { ...handedIn, reviewedSubmissionId: '900' },
    [
      'Payment Verified (assign)',
      'Assigned (assign)',
      'In Progress (worker)',
      'Evidence Submitted (worker)',
      ...usual,
    ],
  ],
  ['Complete', mikes, ['Disputed (dispute)', 'Refunded (staff)']],
  ['On Hold', mikes, ['In Progress (staff)', 'Cancelled (staff)', 'Disputed (dispute)']],
  ['Cancelled', mikes, []],
  ['Disputed', mikes, ['Complete (dispute)', 'Refunded (dispute)']],
  [
    'Disputed',
    { ...mikes, heldFrom: 'Assigned' },
    ['Assigned (dispute)', 'Complete (dispute)', 'Refunded (dispute)'],
  ],
  ['Refunded', mikes, []],
];

describe('what can come about next', () => {
  test('is known for every status', () => {
    expect([...new Set(table.map(([status]) => status))]).toEqual(statuses);
  });

  test.each(table)('from %s, %j', (status, over, ways) => {
    expect(waysOf(inStatus(status, over))).toEqual(ways);
  });
});

describe('what staff are offered to set', () => {
  test('is what they can set, with a reason where one is needed', () => {
    expect(movesByHand(inStatus('Rejected', mikes), dana)).toEqual(['Complete', 'On Hold', 'Cancelled']);
    expect(movesByHand(inStatus('Rejected', alone), dana)).toEqual([
      'In Progress',
      'Complete',
      'On Hold',
      'Cancelled',
    ]);
    expect(movesByHand(inStatus('In Progress', mikes), dana)).not.toContain('In Review');
  });

  test('is never to decide about one’s own work', () => {
    expect(movesByHand(inStatus('In Review', handedIn), mike)).toEqual(['On Hold', 'Cancelled']);
    expect(movesByHand(inStatus('In Review', handedIn), dana)).toEqual([
      'Rejected',
      'Complete',
      'On Hold',
      'Cancelled',
    ]);
  });
});
