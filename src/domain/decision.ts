import { z } from 'zod';
import type { Change, Order } from './order.ts';
import { awaitsReview } from './reviewOrder.ts';

const id = z.string().regex(/^\d{1,20}$/);
const milliseconds = z.number().int().nonnegative();

/**
 * One decision about work that was done, as stored at `guilds/{guildId}/decisions/{decisionId}`: what statistics count
 * and add up, so that they never read orders. Written in the same commit as the decision.
 */
export const decisionSchema = z.looseObject({
  at: z.date(),
  /** `approved`: the evidence was reviewed. `completed`: the order was completed without evidence. */
  kind: z.enum(['approved', 'completed', 'rejected']),
  orderKey: z.string(),
  by: id,
  workerId: id.optional(),
  advertiserId: id.optional(),
  teamId: id.optional(),
  /** From when the work was handed in until the decision; 0 where nothing was reviewed. */
  reviewMs: milliseconds,
  /** From when the worker got the order until the work that was accepted was handed in; 0 for a rejection. */
  completionMs: milliseconds,
  /** Why it was rejected. */
  reason: z.string().optional(),
});

/** One decision about work that was done. */
export type Decision = z.infer<typeof decisionSchema>;

/**
 * The decision in a change, if there is one, with the id it is kept under: an order is completed once, however often a
 * dispute brings it back to Complete. Returning from a hold or a dispute to Rejected repeats a decision and is none.
 */
export function decisionIn(
  before: Order | undefined,
  { order, events }: Change,
): { readonly id: string; readonly decision: Decision } | undefined {
  if (before === undefined || before.status === order.status) return undefined;
  // What a dispute is about had been decided before.
  if (before.heldFrom === 'Complete') return undefined;
  const isRejected = order.status === 'Rejected';
  if (!isRejected && order.status !== 'Complete') return undefined;
  // A refund that failed brings it back.
  if (before.status === 'Refunded') return undefined;
  if (isRejected && before.status !== 'Evidence Submitted' && before.status !== 'In Review') return undefined;
  const at = order.lastUpdated;
  const isReviewed = awaitsReview(before);
  const handedInAt = isReviewed ? before.submittedAt : undefined;
  const { workerId, advertiserId, teamId, orderKey } = order;
  const shared = { at, orderKey, by: order.updatedBy, workerId, advertiserId, teamId };
  const reviewMs = between(handedInAt ?? before.statusSince, at);
  if (isRejected) {
    const reason = events.at(-1)?.notes ?? events.at(-1)?.internalNotes;
    const id = `${orderKey}.${String(order.sequence).padStart(8, '0')}`;
    return { id, decision: { ...shared, kind: 'rejected', reviewMs, completionMs: 0, reason } };
  }
  const completionMs = between(before.assignedAt ?? before.startedAt ?? before.timestamp, handedInAt ?? at);
  return {
    id: completionIdOf(orderKey),
    decision: isReviewed
      ? { ...shared, kind: 'approved', reviewMs, completionMs }
      : { ...shared, kind: 'completed', reviewMs: 0, completionMs },
  };
}

/** The id of the decision that completed an order. */
export function completionIdOf(orderKey: string): string {
  return `${orderKey}.completed`;
}

function between(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime());
}
