import { describe, expect, test } from 'vitest';
import { decisionIn, decisionSchema } from '../../src/domain/decision.ts';
import { openDispute } from '../../src/domain/openDispute.ts';
import type { Order } from '../../src/domain/order.ts';
import { resolved } from '../../src/domain/resolveDispute.ts';
import { approve, reject } from '../../src/domain/reviewOrder.ts';
import { updateOrder } from '../../src/domain/updateOrder.ts';
import { anOccasion, anOrder, at, dana, mike } from '../support/anOrder.ts';

const handedIn = anOrder({
  status: 'In Review',
  workerId: mike.userId,
  advertiserId: '42',
  teamId: '43',
  assignedAt: at(100),
  startedAt: at(200),
  submittedAt: at(1000),
  submissionId: '1',
  statusSince: at(1500),
  sequence: 7,
});
const minute = 60_000;

function decided(before: Order, made: ReturnType<typeof approve | typeof updateOrder>) {
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
  const found = decisionIn(before, made.value);
  if (found !== undefined) expect(decisionSchema.safeParse(found.decision).success).toBe(true);
  return found;
}

describe('a decision', () => {
  test('to approve says how long the work and the review took', () =>
    expect(decided(handedIn, approve(handedIn, '1', anOccasion({ at: at(1600) })))).toEqual({
      id: 'ABC123.completed',
      decision: {
        at: at(1600),
        kind: 'approved',
        orderKey: 'ABC123',
        by: dana.userId,
        workerId: mike.userId,
        advertiserId: '42',
        teamId: '43',
        reviewMs: 600_000,
        completionMs: 900_000,
      },
    }));

  test('to reject says why, under an id of its own for each', () => {
    const made = reject(handedIn, '1', 'Too dark', anOccasion({ at: at(1600) }));
    expect(decided(handedIn, made)).toMatchObject({
      id: 'ABC123.00000008',
      decision: { kind: 'rejected', reviewMs: 600_000, completionMs: 0, reason: 'Too dark' },
    });
  });

  test('to complete without evidence counts no review, and the work up to now', () => {
    const before = anOrder({ status: 'In Progress', startedAt: at(0) });
    const made = updateOrder(before, { status: 'Complete', notes: 'Seen it' }, anOccasion({ at: at(120) }));
    expect(decided(before, made)).toMatchObject({
      id: 'ABC123.completed',
      decision: { kind: 'completed', reviewMs: 0, completionMs: 2 * minute },
    });
  });

  test('is none when a dispute about a completed order leaves it so: it was completed before', () => {
    const complete = anOrder({ status: 'Complete', endedAt: at(0) });
    const opened = openDispute(complete, 'It is blue', anOccasion());
    if (!opened.ok) throw new Error(opened.refusal.code);
    const { order, dispute } = opened.value;
    for (const resolution of ['Release Seller', 'No Action'] as const) {
      const verdict = { resolution, reason: '', refundedMinor: 0, releasedMinor: 0 };
      const value = resolved(order, dispute, verdict, undefined, anOccasion({ at: at(120) }));
      expect(value.order.status).toBe('Complete');
      expect(decided(order, { ok: true, value })).toBeUndefined();
    }
  });

  test('is none when the status stays, changes otherwise, or comes back from a hold', () => {
    const note = updateOrder(handedIn, { notes: 'Hm' }, anOccasion());
    const hold = updateOrder(handedIn, { status: 'On Hold' }, anOccasion());
    const paused = { ...handedIn, status: 'On Hold', heldFrom: 'Rejected' } as const;
    const back = updateOrder(paused, { status: 'Rejected', notes: 'Again' }, anOccasion());
    expect([decided(handedIn, note), decided(handedIn, hold), decided(paused, back)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
