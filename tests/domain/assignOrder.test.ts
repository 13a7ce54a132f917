import { describe, expect, test } from 'vitest';
import { assignWorker, declineWork, startWork, unassignWorker } from '../../src/domain/assignOrder.ts';
import type { Change, Order } from '../../src/domain/order.ts';
import type { Result } from '../../src/domain/result.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
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

// Written by hand from the product page: where each deed is possible; everywhere else it is refused.
const assignable: readonly Status[] = ['Payment Verified', 'Assigned', 'In Progress', 'Rejected'];
const unassignable: readonly Status[] = ['Assigned', 'In Progress', 'Rejected'];

describe('where an order may change hands', () => {
  test.each(statuses)('%s', (status) => {
    const order = inStatus(status, withMia);
    const given = outcome(assignWorker(order, person, anOccasion()));
    expect(given).toBe(assignable.includes(status) ? 'Assigned' : 'assign-not-now');
    const taken = outcome(unassignWorker(order, anOccasion()));
    expect(taken).toBe(unassignable.includes(status) ? 'Payment Verified' : 'assign-not-now');
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

  test('the same one again: refused while it is theirs to start, else they begin anew and nobody lost it', () => {
    expect(assignWorker(inStatus('Assigned', withMike), person, anOccasion())).toEqual({
      ok: false,
      refusal: { code: 'already-assigned', workerId: mike.userId },
    });
    const { events } = changed(assignWorker(inStatus('In Progress', withMike), person, anOccasion()));
    expect(events[0].formerWorker).toBeUndefined();
  });

  test('a bot does no work', () => {
    expect(outcome(assignWorker(anOrder(), { ...person, bot: true }, anOccasion()))).toBe('worker-is-bot');
  });

  test('a refusal says where the order stands', () => {
    expect(assignWorker(inStatus('In Review', withMia), person, anOccasion())).toEqual({
      ok: false,
      refusal: { code: 'assign-not-now', status: 'In Review' },
    });
  });
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
