import type { Order } from './order.ts';
import { awaitsReview } from './reviewOrder.ts';
import { type Move, movesFrom } from './status.ts';
import type { Condition } from './workflow.ts';

/** Evidence is required when a worker is assigned, unless the service says otherwise. */
function requiresEvidence(order: Order): boolean {
  return order.workerId !== undefined && order.evidenceRequired !== false;
}

const holds: Readonly<Record<Condition, (order: Order, reason: string | undefined) => boolean>> = {
  reason: (_, reason) => reason !== undefined,
  'no worker': (order) => order.workerId === undefined,
  'evidence not required': (order) => !requiresEvidence(order),
};

/** What a move needs and does not have. */
export function missingFor(move: Move, order: Order, reason: string | undefined): Condition[] {
  return move.needs.filter((condition) => !holds[condition](order, reason));
}

/**
 * The moves that can really come about now: what they work on and who makes them is there, and nothing is missing but
 * perhaps a reason.
 */
export function possibleMoves(order: Order): Move[] {
  const hasWorker = order.workerId !== undefined;
  return movesFrom(order)
    .filter((move) => {
      const isUnassigning = move.means === 'assign' && move.to === 'Payment Verified';
      const isReviewing =
        move.means === 'review' || (move.to === 'Evidence Submitted' && move.means === 'expiry');
      // Only a refund that fails takes a refunded order back.
      if (move.to === order.status || (move.means === 'refund' && order.status === 'Refunded')) return false;
      if (isUnassigning && !hasWorker) return false;
      if (isReviewing && !awaitsReview(order)) return false;
      return missingFor(move, order, 'a reason').length === 0;
    })
    .map((move) => (hasWorker ? move : { ...move, by: move.by.filter((party) => party !== 'worker') }))
    .filter((move) => move.by.length > 0);
}
