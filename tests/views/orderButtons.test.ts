import { describe, expect, test } from 'vitest';
import type { Order } from '../../src/domain/order.ts';
import type { Party } from '../../src/domain/permissions.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
import { orderButtons, type Place } from '../../src/views/orderButtons.ts';
import { anOrder, at, mike } from '../support/anOrder.ts';

/** An order with a worker, and with evidence where there could be some. */
function inStatus(status: Status): Order {
  const before: readonly Status[] = ['Pending Payment', 'Payment Verified', 'Assigned', 'In Progress'];
  return anOrder({
    status,
    ...(status === 'On Hold' ? { heldFrom: 'In Review' } : {}),
    workerId: mike.userId,
    ...(before.includes(status) ? {} : { submissionId: '900' }),
  });
}

function labelsOf(order: Order, reader: readonly Party[], place?: Place, now?: Date): string[] {
  const row = JSON.stringify(orderButtons(order, new Set(reader), place, now));
  return [...row.matchAll(/"label":"([^"]*)"/g)].map(([, label = '']) => label).slice(1);
}

const [start, decline] = ['Start order', 'Decline'];
const [submit, again] = ['Submit evidence', 'Upload new evidence'];

// Written by hand: what is under the card besides its timeline.
const table: readonly (readonly [Status, worker: string[], reviewer: string[]])[] = [
  ['Pending Payment', [], []],
  ['Payment Verified', [], ['Assign']],
  ['Assigned', [start, decline], ['Assign']],
  ['In Progress', [submit], ['Assign']],
  ['Evidence Submitted', ['Evidence'], ['Review', 'Evidence', 'Assign']],
  ['In Review', ['Evidence'], ['Review', 'Evidence', 'Assign']],
  ['Rejected', [again, 'Evidence'], ['Evidence', 'Assign']],
  ['Complete', ['Evidence'], ['Evidence']],
  ['On Hold', ['Evidence'], ['Evidence', 'Assign']],
  ['Cancelled', ['Evidence'], ['Evidence']],
  ['Disputed', ['Evidence', 'Dispute'], ['Evidence', 'Dispute']],
  ['Refunded', ['Evidence'], ['Evidence']],
];

const disputable: readonly Status[] = [
  'Payment Verified',
  'Assigned',
  'In Progress',
  'Evidence Submitted',
  'In Review',
  'Rejected',
  'On Hold',
];

describe('the buttons of a card', () => {
  test('let customers dispute a completed order for seven days', () => {
    const completed = anOrder({ status: 'Complete', endedAt: at(0) });
    const week = 7 * 24 * 60 * 60;
    expect(labelsOf(completed, ['customer'], 'direct', at(week))).toEqual(['Dispute']);
    expect(labelsOf(completed, ['customer'], 'direct', at(week + 1))).toEqual([]);
    expect(labelsOf(completed, ['customer'])).toEqual([]);
  });

  test('are known for every status', () => {
    expect(table.map(([status]) => status)).toEqual(statuses);
  });

  describe.each(table)('%s', (status, worker, reviewer) => {
    test('the worker', () => {
      expect(labelsOf(inStatus(status), ['worker'])).toEqual(worker);
      const cancel = status === 'Pending Payment' ? ['Cancel order'] : [];
      const both = disputable.includes(status) ? [...worker, 'Dispute'] : [...worker, ...cancel];
      expect(labelsOf(inStatus(status), ['worker', 'customer'], 'direct')).toEqual(both);
    });

    test.each(['staff', 'support', 'advertiser', 'team advertiser'] as const)('%s', (party) => {
      expect(labelsOf(inStatus(status), [party])).toEqual(reviewer);
      expect(labelsOf(inStatus(status), [party], 'direct')).toEqual(
        reviewer.filter((label) => label !== 'Assign'),
      );
    });

    test('customers can cancel what is not paid and dispute what goes on, and whoever reads of a dispute can look at it', () => {
      const going = status === 'Disputed' ? ['Dispute'] : [];
      const unpaid = status === 'Pending Payment' ? ['Cancel order'] : going;
      expect(labelsOf(inStatus(status), ['customer'])).toEqual(
        disputable.includes(status) ? ['Dispute'] : unpaid,
      );
      expect(labelsOf(inStatus(status), [])).toEqual(going);
    });

    test('staff who do the work themselves never review it', () => {
      expect(labelsOf(inStatus(status), ['worker', 'staff'])).not.toContain('Review');
    });
  });

  test('there is nothing to review or look at without evidence', () => {
    const own = { ...inStatus('In Review'), submissionId: undefined };
    expect(labelsOf(own, ['staff'])).toEqual(['Assign']);
    const decided = { ...inStatus('In Review'), reviewedSubmissionId: '900' };
    expect(labelsOf(decided, ['staff'])).toEqual(['Evidence', 'Assign']);
  });

  test('are at most five with custom ids of at most 100 characters, each its own', () => {
    for (const status of statuses) {
      const order = { ...inStatus(status), guildId: '9'.repeat(20), orderKey: `~${'W'.repeat(40)}` };
      const row = JSON.stringify(orderButtons(order, new Set(['worker', 'customer', 'staff', 'support'])));
      const ids = [...row.matchAll(/"custom_id":"([^"]*)"/g)].map(([, id = '']) => id);
      expect(ids.length).toBeLessThanOrEqual(5);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id.length).toBeLessThanOrEqual(100);
    }
  });
});
