import { describe, expect, test } from 'vitest';
import type { Order } from '../../src/domain/order.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
import { needsConfirmation, type Update, updateOrder } from '../../src/domain/updateOrder.ts';
import { anOccasion, anOrder, at, dana, mia, mike } from '../support/anOrder.ts';

const withMike = { workerId: mike.userId, workerUsername: mike.username };

/** Where an update takes the order, or why it does not. */
function outcome(order: Order, update: Update, by = dana): string {
  const result = updateOrder(order, update, anOccasion({ by }));
  return result.ok ? result.value.order.status : result.refusal.code;
}

/** An order in a status; on hold it came from In Progress. */
function inStatus(status: Status, overrides: Partial<Order> = {}): Order {
  return anOrder({ status, ...(status === 'On Hold' ? { heldFrom: 'In Progress' } : {}), ...overrides });
}

const done = {
  ok: '→',
  not: 'move-not-allowed',
  here: 'already-there',
  reason: 'reason-needed',
  worker: 'worker-must-start',
  other: 'other-way',
  evidence: 'evidence-needed',
} as const;

type Cell = keyof typeof done;

// A column a target: where staff may take an order by hand, without and with a worker, without and with a reason.
const targets: readonly Status[] = [
  'In Progress',
  'In Review',
  'Rejected',
  'Complete',
  'On Hold',
  'Cancelled',
];
const neverByHand: readonly Status[] = [
  'Pending Payment',
  'Payment Verified',
  'Assigned',
  'Evidence Submitted',
  'Disputed',
  'Refunded',
];

// 'other': it can follow, but comes about by another deed than /updateorder.
const cells: readonly (readonly [Status, 'nobody' | 'mike', 'bare' | 'with a reason', ...Cell[]])[] = [
  ['Pending Payment', 'nobody', 'bare', 'not', 'not', 'not', 'not', 'not', 'ok'],
  ['Pending Payment', 'nobody', 'with a reason', 'not', 'not', 'not', 'not', 'not', 'ok'],
  ['Payment Verified', 'nobody', 'bare', 'ok', 'not', 'not', 'reason', 'ok', 'ok'],
  ['Payment Verified', 'nobody', 'with a reason', 'ok', 'not', 'not', 'ok', 'ok', 'ok'],
  ['Payment Verified', 'mike', 'bare', 'worker', 'not', 'not', 'reason', 'ok', 'ok'],
  ['Payment Verified', 'mike', 'with a reason', 'worker', 'not', 'not', 'ok', 'ok', 'ok'],
  ['Assigned', 'mike', 'bare', 'ok', 'not', 'not', 'reason', 'ok', 'ok'],
  ['Assigned', 'mike', 'with a reason', 'ok', 'not', 'not', 'ok', 'ok', 'ok'],
  ['In Progress', 'nobody', 'bare', 'here', 'ok', 'not', 'reason', 'ok', 'ok'],
  ['In Progress', 'nobody', 'with a reason', 'here', 'ok', 'not', 'ok', 'ok', 'ok'],
  ['In Progress', 'mike', 'bare', 'here', 'evidence', 'not', 'reason', 'ok', 'ok'],
  ['In Progress', 'mike', 'with a reason', 'here', 'evidence', 'not', 'ok', 'ok', 'ok'],
  ['Evidence Submitted', 'mike', 'bare', 'not', 'not', 'reason', 'reason', 'ok', 'ok'],
  ['Evidence Submitted', 'mike', 'with a reason', 'not', 'not', 'ok', 'ok', 'ok', 'ok'],
  ['In Review', 'nobody', 'bare', 'not', 'here', 'reason', 'ok', 'ok', 'ok'],
  ['In Review', 'nobody', 'with a reason', 'not', 'here', 'ok', 'ok', 'ok', 'ok'],
  ['In Review', 'mike', 'bare', 'not', 'here', 'reason', 'reason', 'ok', 'ok'],
  ['In Review', 'mike', 'with a reason', 'not', 'here', 'ok', 'ok', 'ok', 'ok'],
  ['Rejected', 'nobody', 'bare', 'ok', 'not', 'here', 'reason', 'ok', 'ok'],
  ['Rejected', 'nobody', 'with a reason', 'ok', 'not', 'here', 'ok', 'ok', 'ok'],
  ['Rejected', 'mike', 'bare', 'worker', 'not', 'here', 'reason', 'ok', 'ok'],
  ['Rejected', 'mike', 'with a reason', 'worker', 'not', 'here', 'ok', 'ok', 'ok'],
  ['Complete', 'nobody', 'with a reason', 'not', 'not', 'not', 'here', 'not', 'not'],
  ['On Hold', 'nobody', 'bare', 'ok', 'not', 'not', 'not', 'here', 'ok'],
  ['On Hold', 'mike', 'with a reason', 'ok', 'not', 'not', 'not', 'here', 'ok'],
  ['Cancelled', 'nobody', 'with a reason', 'not', 'not', 'not', 'not', 'not', 'here'],
  ['Disputed', 'mike', 'with a reason', 'not', 'not', 'not', 'other', 'not', 'not'],
  ['Refunded', 'nobody', 'with a reason', 'not', 'not', 'not', 'not', 'not', 'not'],
];

describe('where staff may take an order by hand', () => {
  test.each(
    cells.flatMap(([from, worker, how, ...row]) =>
      row.map((cell, column) => ({ from, worker, how, to: targets[column] ?? 'Assigned', cell: done[cell] })),
    ),
  )('$from, worked on by $worker, to $to $how: $cell', ({ from, worker, how, to, cell }) => {
    const order = inStatus(from, worker === 'mike' ? withMike : {});
    const expected = cell === '→' ? to : cell;
    expect(outcome(order, { status: to, ...(how === 'bare' ? {} : { notes: 'because' }) })).toBe(expected);
    // Staff's own words serve as a reason as well.
    if (how === 'with a reason')
      expect(outcome(order, { status: to, internalNotes: 'because' })).toBe(expected);
  });

  // Which of the statuses that only other deeds lead to can follow, by those deeds, without and with a worker.
  const otherDeeds: Readonly<Record<Status, readonly [Status[], Status[]]>> = {
    'Pending Payment': [['Payment Verified'], ['Payment Verified']],
    'Payment Verified': [
      ['Assigned', 'Disputed'],
      ['Assigned', 'Disputed'],
    ],
    Assigned: [['Disputed'], ['Payment Verified', 'Evidence Submitted', 'Disputed']],
    'In Progress': [
      ['Assigned', 'Disputed'],
      ['Payment Verified', 'Assigned', 'Evidence Submitted', 'Disputed'],
    ],
    'Evidence Submitted': [
      ['Assigned', 'Disputed'],
      ['Payment Verified', 'Assigned', 'Disputed'],
    ],
    'In Review': [
      ['Assigned', 'Disputed'],
      ['Payment Verified', 'Assigned', 'Disputed'],
    ],
    Rejected: [
      ['Assigned', 'Disputed'],
      ['Payment Verified', 'Assigned', 'Evidence Submitted', 'Disputed'],
    ],
    Complete: [
      ['Disputed', 'Refunded'],
      ['Disputed', 'Refunded'],
    ],
    'On Hold': [['Disputed'], ['Disputed']],
    Cancelled: [[], []],
    Disputed: [['Refunded'], ['Refunded']],
    Refunded: [[], []],
  };

  test.each(statuses)('from %s never into a status that other deeds lead to', (from) => {
    for (const [index, worker] of [{}, withMike].entries())
      for (const to of neverByHand) {
        const expected = otherDeeds[from][index]?.includes(to) ? 'other-way' : 'move-not-allowed';
        expect([to, outcome(inStatus(from, worker), { status: to, notes: 'because' })]).toEqual([
          to,
          from === to ? 'already-there' : expected,
        ]);
      }
  });

  test('a refused move that comes about in another way tells how, and by whom', () => {
    const result = updateOrder(
      inStatus('In Progress', withMike),
      { status: 'Evidence Submitted' },
      anOccasion(),
    );
    expect(result).toEqual({
      ok: false,
      refusal: {
        code: 'other-way',
        to: 'Evidence Submitted',
        means: 'evidence',
        by: ['worker'],
        titled: { workflow: 'service' },
      },
    });
  });

  test('a refused move tells what is possible instead', () => {
    const order = inStatus('On Hold', { heldFrom: 'Rejected' });
    const result = updateOrder(order, { status: 'In Progress' }, anOccasion());
    expect(result).toEqual({
      ok: false,
      refusal: {
        code: 'move-not-allowed',
        titled: { workflow: 'service' },
        from: 'On Hold',
        to: 'In Progress',
        moves: [
          { to: 'Rejected', by: ['staff'], means: 'update', needs: [] },
          { to: 'Cancelled', by: ['staff'], means: 'update', needs: [] },
          {
            to: 'Disputed',
            by: ['customer', 'staff', 'support', 'advertiser', 'team advertiser', 'system'],
            means: 'dispute',
            needs: [],
          },
        ],
      },
    });
  });

  test.each(['Complete', 'Rejected'] as const)('nobody sets their own work to %s', (status) => {
    const order = inStatus('In Review', withMike);
    expect(outcome(order, { status, notes: 'because' }, mike)).toBe('own-work');
    expect(outcome(order, { status, notes: 'because' }, dana)).toBe(status);
  });

  test('who works on a rejected order may resume it at Rejected: that decides nothing anew', () => {
    const held = inStatus('On Hold', { ...withMike, heldFrom: 'Rejected' });
    expect(outcome(held, { status: 'Rejected' }, mike)).toBe('Rejected');
  });

  test('a reason of nothing visible is no reason', () => {
    expect(outcome(inStatus('In Review', withMike), { status: 'Rejected', notes: ' \u200B ' })).toBe(
      'reason-needed',
    );
  });

  test('only moves that end an order with something lost are asked about first', () => {
    for (const status of [...targets, ...neverByHand])
      expect(needsConfirmation(anOrder(), status)).toBe(status === 'Cancelled' || status === 'Refunded');
    expect(needsConfirmation(anOrder(), undefined)).toBe(false);
  });
});

describe('what an update changes', () => {
  function updated(order: Order, update: Update) {
    const result = updateOrder(order, update, anOccasion());
    if (!result.ok) throw new Error(result.refusal.code);
    const { events } = result.value;
    return { order: result.value.order, event: events[0], count: events.length };
  }

  test('a status, with who did it and when', () => {
    const before = anOrder();
    const { order, event, count } = updated(before, { status: 'In Progress', notes: ' Off we go ' });
    expect(order).toEqual({
      ...before,
      status: 'In Progress',
      statusSince: at(60),
      startedAt: at(60),
      notes: 'Off we go',
      notesBy: dana.userId,
      notesAt: at(60),
      lastUpdated: at(60),
      sequence: 2,
      recentOperations: ['operation-1', 'operation-2'],
    });
    expect(count).toBe(1);
    expect(event).toEqual({
      sequence: 2,
      at: at(60),
      kind: 'updated',
      by: dana.userId,
      byUsername: 'dana',
      from: 'Payment Verified',
      to: 'In Progress',
      notes: 'Off we go',
    });
  });

  test('a note alone leaves the status and how long it has been so', () => {
    const { order, event } = updated(anOrder(), { notes: 'Hello' });
    expect(order).toMatchObject({ status: 'Payment Verified', statusSince: at(0), notes: 'Hello' });
    expect(event).not.toHaveProperty('to');
  });

  test('a note for staff touches nothing that the customer reads', () => {
    const before = anOrder({ notes: 'Hello', notesBy: mia.userId, notesAt: at(0) });
    const { order, event } = updated(before, { internalNotes: 'Watch out' });
    expect(order).toMatchObject({
      notes: 'Hello',
      notesBy: mia.userId,
      notesAt: at(0),
      internalNotes: 'Watch out',
    });
    expect(event).toMatchObject({ internalNotes: 'Watch out' });
    expect(event.notes).toBeUndefined();
  });

  test('a staff member who looks after it', () => {
    const { order, event } = updated(anOrder(), { staff: mike });
    expect(order).toMatchObject({ staff: mike.userId, staffUsername: 'mike' });
    expect(event).toMatchObject({ staff: mike.userId, staffUsername: 'mike' });
  });

  test('holding says why and remembers where from; resuming forgets both', () => {
    const held = updated(inStatus('In Progress', { startedAt: at(30) }), {
      status: 'On Hold',
      notes: 'Ill',
    }).order;
    expect(held).toMatchObject({
      status: 'On Hold',
      heldFrom: 'In Progress',
      statusReason: 'Ill',
      startedAt: at(30),
    });
    const resumed = updated(held, { status: 'In Progress' }).order;
    expect(resumed).toMatchObject({ status: 'In Progress', startedAt: at(30), notes: 'Ill' });
    expect(resumed.heldFrom).toBeUndefined();
    expect(resumed.statusReason).toBeUndefined();
  });

  test('a hold keeps why an order was rejected, whatever is said when it is resumed', () => {
    const rejected = inStatus('Rejected', { ...withMike, statusReason: 'Too dark' });
    const held = updated(rejected, { status: 'On Hold', notes: 'Ill' }).order;
    expect(held).toMatchObject({ statusReason: 'Ill', heldReason: 'Too dark' });
    const resumed = updated(held, { status: 'Rejected', notes: 'Well again' }).order;
    expect(resumed).toMatchObject({ status: 'Rejected', statusReason: 'Too dark', notes: 'Well again' });
    expect(resumed.heldReason).toBeUndefined();
    const cancelled = updated(held, { status: 'Cancelled', notes: 'Given up' }).order;
    expect(cancelled).toMatchObject({ statusReason: 'Given up' });
    expect(cancelled.heldReason).toBeUndefined();
  });

  test('a reason in staff’s own words is not shown as the reason', () => {
    const { order } = updated(anOrder(), { status: 'On Hold', internalNotes: 'They are suspicious' });
    expect(order.statusReason).toBeUndefined();
    expect(order.internalNotes).toBe('They are suspicious');
  });

  test('ending notes the moment', () => {
    expect(updated(anOrder(), { status: 'Cancelled' }).order.endedAt).toEqual(at(60));
    expect(updated(anOrder(), { status: 'Complete', notes: 'Override' }).order.endedAt).toEqual(at(60));
  });

  test('any change drops a question that still waits for its answer', () => {
    const pendingUpdate = { operationId: 'asked', by: dana.userId, status: 'Cancelled' as const };
    expect(updated(anOrder({ pendingUpdate }), { notes: 'Hello' }).order.pendingUpdate).toBeUndefined();
  });

  test('a change that began earlier but comes later is not dated back', () => {
    const { order, event } = updated(anOrder({ lastUpdated: at(90) }), { status: 'In Progress' });
    expect(order).toMatchObject({ lastUpdated: at(90), statusSince: at(90) });
    expect(event.at).toEqual(at(90));
  });

  test.each([{}, { notes: '' }, { notes: ' \n ', internalNotes: '\u200B' }])(
    '%j changes nothing',
    (update) => {
      expect(outcome(anOrder(), update)).toBe('nothing-to-update');
    },
  );
});
