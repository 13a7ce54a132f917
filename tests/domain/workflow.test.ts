import { describe, expect, test } from 'vitest';
import type { Party } from '../../src/domain/permissions.ts';
import { movesFrom, pathOf, type Status, statuses, workflows } from '../../src/domain/status.ts';
import type { Condition, Means } from '../../src/domain/workflow.ts';

// Written by hand from the product page, never derived from the code.
const allStatuses: readonly Status[] = [
  'Pending Payment',
  'Payment Verified',
  'Assigned',
  'In Progress',
  'Evidence Submitted',
  'In Review',
  'Rejected',
  'Complete',
  'On Hold',
  'Cancelled',
  'Disputed',
  'Refunded',
];
const open: readonly Status[] = [
  'Payment Verified',
  'Assigned',
  'In Progress',
  'Evidence Submitted',
  'In Review',
  'Rejected',
];
const allMeans: readonly Means[] = [
  'add',
  'update',
  'payment',
  'assign',
  'start',
  'evidence',
  'review',
  'expiry',
  'dispute',
  'refund',
];
const allParties: readonly Party[] = [
  'customer',
  'worker',
  'advertiser',
  'team advertiser',
  'support',
  'staff',
  'reviewer',
  'system',
];
const assigners: readonly Party[] = ['staff', 'support', 'advertiser', 'team advertiser'];

type Row = readonly [
  to: Status,
  from: readonly Status[],
  means: Means,
  by: readonly Party[],
  needs?: readonly Condition[],
];

const legal: readonly Row[] = [
  ['Payment Verified', ['Pending Payment'], 'payment', ['staff']],
  [
    'Payment Verified',
    ['Assigned', 'In Progress', 'Evidence Submitted', 'In Review', 'Rejected'],
    'assign',
    assigners,
  ],
  ['Payment Verified', ['Assigned'], 'assign', ['worker']],
  ['Assigned', open, 'assign', assigners],
  ['In Progress', ['Payment Verified', 'Rejected'], 'update', ['staff'], ['no worker']],
  ['In Progress', ['Assigned'], 'update', ['staff']],
  ['In Progress', ['Assigned', 'Rejected'], 'start', ['worker']],
  ['Evidence Submitted', ['Assigned', 'In Progress', 'Rejected'], 'evidence', ['worker']],
  ['Evidence Submitted', ['In Review'], 'expiry', ['system']],
  ['In Review', ['Evidence Submitted'], 'review', ['reviewer']],
  ['In Review', ['In Progress'], 'update', ['staff'], ['evidence not required']],
  ['Rejected', ['Evidence Submitted', 'In Review'], 'review', ['reviewer'], ['reason']],
  ['Rejected', ['Evidence Submitted', 'In Review'], 'update', ['staff'], ['reason']],
  ['Complete', ['Evidence Submitted', 'In Review'], 'review', ['reviewer']],
  ['Complete', ['In Review'], 'update', ['staff'], ['evidence not required']],
  ['Complete', open, 'update', ['staff'], ['reason']],
  ['Complete', ['Disputed'], 'dispute', ['staff', 'support', 'system']],
  // A refund that its provider could not pay out.
  ['Complete', ['Refunded'], 'refund', ['system']],
  ['On Hold', open, 'update', ['staff']],
  ['On Hold', ['On Hold'], 'assign', assigners],
  ['Cancelled', ['Pending Payment'], 'update', ['customer', 'staff']],
  ['Cancelled', ['Pending Payment'], 'expiry', ['system']],
  ['Cancelled', [...open, 'On Hold'], 'update', ['staff']],
  ['Disputed', [...open, 'On Hold', 'Complete'], 'dispute', ['customer', 'worker', ...assigners, 'system']],
  ['Refunded', ['Disputed'], 'dispute', ['staff', 'support', 'system']],
  ['Refunded', ['Complete'], 'refund', ['staff']],
];

/** What the table above says about one cell: the needs of each way, '' when there are none. */
function expectedWays(from: Status, to: Status, means: Means, party: Party): string[] {
  return legal
    .filter((row) => row[0] === to && row[1].includes(from) && row[2] === means && row[3].includes(party))
    .map((row) => (row[4] ?? []).join())
    .sort();
}

function actualWays(
  position: { status: Status; heldFrom?: Status },
  to: Status,
  means: Means,
  party: Party,
): string[] {
  return movesFrom({ workflow: 'service', ...position })
    .filter((move) => move.to === to && move.means === means && move.by.includes(party))
    .map((move) => move.needs.join())
    .sort();
}

/** Every cell of the matrix as a line, where there is a way. */
function matrix(ways: (to: Status, means: Means, party: Party) => string[]): string[] {
  return allStatuses.flatMap((to) =>
    allMeans.flatMap((means) =>
      allParties.flatMap((party) =>
        ways(to, means, party).map((needs) => `${to} by ${means} of ${party}${needs && `, needs ${needs}`}`),
      ),
    ),
  );
}

describe('the service workflow', () => {
  test('has just the statuses of the product page, in its order', () => {
    expect(statuses).toEqual(allStatuses);
  });

  test.each(allStatuses)('leads out of %s only as the product page says', (from) => {
    expect(matrix((to, means, party) => actualWays({ status: from }, to, means, party))).toEqual(
      matrix((to, means, party) => expectedWays(from, to, means, party)),
    );
  });

  test('names no party, means or condition that this test does not know', () => {
    const moves = allStatuses.flatMap((status) => movesFrom({ workflow: 'service', status }));
    expect(moves.filter((move) => !allMeans.includes(move.means))).toEqual([]);
    expect(moves.flatMap((move) => move.by).filter((party) => !allParties.includes(party))).toEqual([]);
    expect([...new Set(moves.flatMap((move) => move.needs))].sort()).toEqual([
      'evidence not required',
      'no worker',
      'reason',
    ]);
  });

  test.each(open)(
    'lets staff take an order on hold back to %s, where it came from, and nowhere else',
    (heldFrom) => {
      const workBegins = movesFrom({ workflow: 'service', status: 'On Hold', heldFrom }).filter((move) =>
        open.includes(move.to),
      );
      expect(workBegins).toEqual([{ to: heldFrom, by: ['staff'], means: 'update', needs: [] }]);
    },
  );

  test.each([...open, 'On Hold'] as const)(
    'lets a dispute end with the order back at %s, where it came from, and nowhere else but at an end',
    (heldFrom) => {
      const ways = movesFrom({ workflow: 'service', status: 'Disputed', heldFrom });
      const by = ['staff', 'support', 'system'];
      expect(ways).toEqual([
        { to: heldFrom, by, means: 'dispute', needs: [] },
        { to: 'Complete', by, means: 'dispute', needs: [] },
        { to: 'Refunded', by, means: 'dispute', needs: [] },
      ]);
    },
  );

  test('never lets anyone take an order that was cancelled or refunded anywhere', () => {
    expect(movesFrom({ workflow: 'service', status: 'Cancelled' })).toEqual([]);
    expect(movesFrom({ workflow: 'service', status: 'Refunded' }).flatMap(({ by }) => by)).toEqual([
      'system',
    ]);
  });

  test('counts nothing unpaid as open', () => {
    const stages = Object.entries(workflows.service.rows).filter(([, row]) => row.stage === 'open');
    expect(stages.map(([status]) => status)).toEqual(open);
  });
});

describe('how statuses look', () => {
  // Emoji and colours from the table of the style guide; steps are the quarters of the product page's bar.
  test.each([
    ['Pending Payment', '⏳', 'grey', 0],
    ['Payment Verified', '💳', 'blue', 1],
    ['Assigned', '👤', 'teal', 1],
    ['In Progress', '🔄', 'amber', 2],
    ['Evidence Submitted', '📸', 'violet', 3],
    ['In Review', '🔍', 'indigo', 3],
    ['Rejected', '🔁', 'orange', 'aside'],
    ['Complete', '✅', 'green', 4],
    ['On Hold', '⏸️', 'slate', 'aside'],
    ['Cancelled', '❌', 'red', 'aside'],
    ['Disputed', '⚖️', 'red', 'aside'],
    ['Refunded', '↩️', 'red', 'aside'],
  ] as const)('%s is %s, %s, at step %s', (status, emoji, colour, step) => {
    expect(workflows.service.rows[status]).toMatchObject({ emoji, colour, step });
  });

  test('every status says in a sentence what happens next', () => {
    for (const row of Object.values(workflows.service.rows)) expect(row.next).toMatch(/^[A-Z].+\.$/);
  });

  test('the path names four steps, with the status at its own step', () => {
    const milestones = ['Payment Verified', 'In Progress', 'In Review', 'Complete'];
    expect(pathOf('service', 'In Progress')).toEqual(milestones);
    expect(pathOf('service', 'Pending Payment')).toEqual(milestones);
    expect(pathOf('service', 'Assigned')).toEqual(['Assigned', 'In Progress', 'In Review', 'Complete']);
    expect(pathOf('service', 'Evidence Submitted')).toEqual([
      'Payment Verified',
      'In Progress',
      'Evidence Submitted',
      'Complete',
    ]);
  });

  test('workers are called Booster', () => {
    expect(workflows.service.workerTitle).toBe('Booster');
  });
});
