import { describe, expect, test } from 'vitest';
import { assignWorker, declineWork, startWork, unassignWorker } from '../../src/domain/assignOrder.ts';
import type { Change, Order } from '../../src/domain/order.ts';
import type { Result } from '../../src/domain/result.ts';
import { awaitsReview } from '../../src/domain/reviewOrder.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
import { updateOrder } from '../../src/domain/updateOrder.ts';
import { anOccasion, anOrder, at, dana, mia, mike } from '../support/anOrder.ts';

const person = { ...mike, bot: false };
const withMia = { workerId: mia.userId, workerUsername: mia.username };
const withMike = { workerId: mike.userId, workerUsername: mike.username };
const byMike = anOccasion({ by: mike });

/** An order in a status that has left traces of its way there. */
function inStatus(status: Status, worker: Partial<Order>): Order {
  return anOrder({ status, ...worker, ...(status === 'On Hold' ? { heldFrom: 'In Progress' } : {}) });
}

/** Where it goes, or why it does not. */
function outcome(result: Result<Change, { readonly code: string }>): string {
  return result.ok ? result.value.order.status : result.refusal.code;
}

function changed(result: Result<Change, { readonly code: string }>): Change {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

// Written by hand: any time from payment to completion, and on hold it stays on hold.
const open: readonly Status[] = [
  'Payment Verified',
  'Assigned',
  'In Progress',
  'Evidence Submitted',
  'In Review',
  'Rejected',
];

describe('where an order may change hands', () => {
  test.each(statuses)('%s', (status) => {
    const order = inStatus(status, withMia);
    const given = outcome(assignWorker(order, person, anOccasion()));
    const taken = outcome(unassignWorker(order, anOccasion()));
    if (status === 'On Hold') expect([given, taken]).toEqual(['On Hold', 'On Hold']);
    else if (status === 'Payment Verified') expect([given, taken]).toEqual(['Assigned', 'assign-not-now']);
    else if (open.includes(status)) expect([given, taken]).toEqual(['Assigned', 'Payment Verified']);
    else expect([given, taken]).toEqual(['assign-not-now', 'assign-not-now']);
  });

  test.each(statuses)('where its worker may start and decline: %s', (status) => {
    const order = inStatus(status, withMike);
    const canStart = status === 'Assigned' || status === 'Rejected';
    expect(outcome(startWork(order, byMike))).toBe(canStart ? 'In Progress' : 'start-not-now');
    expect(outcome(declineWork(order, byMike))).toBe(
      status === 'Assigned' ? 'Payment Verified' : 'start-not-now',
    );
  });
});

describe('giving an order to a worker', () => {
  test('the first one', () => {
    const { order, events } = changed(assignWorker(anOrder(), person, anOccasion()));
    expect(order).toMatchObject({
      status: 'Assigned',
      statusSince: at(60),
      ...withMike,
      updatedBy: dana.userId,
      sequence: 2,
    });
    expect(events).toEqual([
      {
        sequence: 2,
        at: at(60),
        kind: 'assigned',
        by: dana.userId,
        byUsername: 'dana',
        from: 'Payment Verified',
        to: 'Assigned',
        worker: mike.userId,
        workerUsername: 'mike',
        formerWorker: undefined,
      },
    ]);
  });

  test('another one: the event names who had it, and its reason to be where it was is gone', () => {
    const rejected = inStatus('Rejected', { ...withMia, statusReason: 'Too dark' });
    const { order, events } = changed(assignWorker(rejected, person, anOccasion()));
    expect(order).toMatchObject({ status: 'Assigned', ...withMike });
    expect(order.statusReason).toBeUndefined();
    expect(events[0]).toMatchObject({ worker: mike.userId, formerWorker: mia.userId });
  });

  test.each(open.slice(1))('never to the one who has it, while it is %s', (status) => {
    expect(assignWorker(inStatus(status, withMike), person, anOccasion())).toEqual({
      ok: false,
      refusal: { code: 'already-assigned', workerId: mike.userId },
    });
  });

  test('a bot does no work', () => {
    expect(outcome(assignWorker(anOrder(), { ...person, bot: true }, anOccasion()))).toBe('worker-is-bot');
  });

  test('a refusal says where the order stands', () => {
    expect(assignWorker(inStatus('Complete', withMia), person, anOccasion())).toEqual({
      ok: false,
      refusal: { code: 'assign-not-now', status: 'Complete' },
    });
  });
});

const deeds = [
  ['another worker', 'Assigned', (order: Order) => assignWorker(order, person, anOccasion())],
  ['no worker', 'Payment Verified', (order: Order) => unassignWorker(order, anOccasion())],
] as const;

describe.each(deeds)('%s while evidence waits', (_, to, deed) => {
  const evidence = {
    ...withMia,
    submissionId: '900',
    submittedAt: at(30),
    hasPictures: true,
    reviewerId: dana.userId,
    reviewerUsername: 'dana',
    reviewTouchedAt: at(40),
  };

  test.each(['Evidence Submitted', 'In Review'] as const)('%s: it is withdrawn, and kept', (status) => {
    const { order, events } = changed(deed(inStatus(status, evidence)));
    expect(order).toMatchObject({
      status: to,
      submissionId: '900',
      hasPictures: true,
      reviewedSubmissionId: '900',
      reviewedVerdict: 'withdrawn',
    });
    expect([order.reviewerId, order.reviewerUsername, order.reviewTouchedAt]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(awaitsReview(order)).toBe(false);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ from: status, to, submissionId: '900', formerWorker: mia.userId });
  });

  test('on hold: it is withdrawn, and work goes on from its beginning', () => {
    const held = inStatus('On Hold', { ...evidence, heldFrom: 'In Review', statusReason: 'Ill' });
    const { order, events } = changed(deed(held));
    expect(order).toMatchObject({
      status: 'On Hold',
      statusSince: at(0),
      statusReason: 'Ill',
      heldFrom: to,
      reviewedVerdict: 'withdrawn',
    });
    expect(events[0]).toMatchObject({ submissionId: '900', formerWorker: mia.userId });
    expect(events[0]).not.toHaveProperty('to');
    const resumed = updateOrder(order, { status: to }, anOccasion({ operationId: 'later' }));
    expect(outcome(resumed)).toBe(to);
  });

  test('what was decided before stays so', () => {
    const decided = { ...evidence, reviewedSubmissionId: '900', reviewedVerdict: 'rejected' } as const;
    const { order, events } = changed(deed(inStatus('Rejected', decided)));
    expect(order.reviewedVerdict).toBe('rejected');
    expect(events[0].submissionId).toBeUndefined();
  });
});

test('on hold, why it was rejected is forgotten once it has changed hands', () => {
  const held = inStatus('On Hold', { ...withMia, heldFrom: 'Rejected', heldReason: 'Too dark' });
  const { order } = changed(assignWorker(held, person, anOccasion()));
  expect(order).toMatchObject({ heldFrom: 'Assigned', ...withMike, assignedAt: at(60) });
  expect(order.heldReason).toBeUndefined();
});

describe('an order without a worker again', () => {
  test.each([
    ['unassigned', unassignWorker, dana],
    ['declined', declineWork, mike],
  ] as const)('%s: it waits for someone, and the event names who had it', (kind, deed, by) => {
    const { order, events } = changed(deed(inStatus('Assigned', withMike), anOccasion({ by })));
    expect(order.status).toBe('Payment Verified');
    expect(order.workerId).toBeUndefined();
    expect(order.workerUsername).toBeUndefined();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      kind,
      by: by.userId,
      from: 'Assigned',
      to: 'Payment Verified',
      formerWorker: mike.userId,
    });
  });

  test('nobody is taken off an order that has nobody', () => {
    expect(outcome(unassignWorker(anOrder(), anOccasion()))).toBe('not-assigned');
  });
});

describe('starting', () => {
  test('notes the moment once', () => {
    const first = changed(startWork(inStatus('Assigned', withMike), byMike));
    expect(first.order.startedAt).toEqual(at(60));
    expect(first.events[0]).toMatchObject({ kind: 'started', from: 'Assigned', to: 'In Progress' });
    const again = inStatus('Rejected', { ...withMike, startedAt: at(10), statusReason: 'Too dark' });
    expect(changed(startWork(again, byMike)).order.startedAt).toEqual(at(10));
  });

  test('and declining are for its worker only, wherever the order stands', () => {
    for (const status of statuses)
      for (const deed of [startWork, declineWork]) {
        expect(outcome(deed(inStatus(status, withMike), anOccasion({ by: dana })))).toBe('not-your-order');
        expect(outcome(deed(inStatus(status, {}), byMike))).toBe('not-your-order');
      }
  });
});
