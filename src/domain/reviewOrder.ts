import { changeOrder } from './change.ts';
import type { EvidenceVerdict } from './evidence.ts';
import type { Change, Occasion, Order, Person } from './order.ts';
import { ok, type Result, refuse } from './result.ts';
import { movesFrom, type Status } from './status.ts';
import { cleanText } from './text.ts';
import { hasUndecidedEvidence, nobodyLooks } from './verdict.ts';

/** Why a review is not opened or decided. */
export type ReviewRefusal =
  /** Somebody decided already, or the order went another way: `by` made its last change. No verdict: it may come back. */
  | {
      readonly code: 'review-over';
      readonly verdict: EvidenceVerdict | undefined;
      readonly status: Status;
      readonly by: Person;
    }
  /** The worker has submitted again since this evidence was shown. */
  | { readonly code: 'evidence-replaced' }
  | { readonly code: 'no-evidence' }
  | { readonly code: 'reason-missing' };

/** How long a reviewer may let an opened review lie before it goes back to the queue. */
export const idleReviewMs = 15 * 60 * 1000;

/** Whether there is evidence on which somebody still has to decide. */
export function awaitsReview(order: Order): boolean {
  return (
    hasUndecidedEvidence(order) && (order.status === 'Evidence Submitted' || order.status === 'In Review')
  );
}

/**
 * A reviewer looks at the evidence. The first one to do so is named to the others; to whoever looks later the order stays
 * as it is, and `undefined` says that there is nothing to change.
 */
export function openReview(order: Order, occasion: Occasion): Result<Change | undefined, ReviewRefusal> {
  if (order.submissionId === undefined) return refuse({ code: 'no-evidence' });
  if (!awaitsReview(order)) return refuse(over(order));
  if (order.status === 'In Review') return ok(undefined);
  const { by, at } = occasion;
  return ok(
    changeOrder(
      order,
      { kind: 'opened', to: 'In Review' },
      { reviewerId: by.userId, reviewerUsername: by.username, reviewTouchedAt: at },
      occasion,
    ),
  );
}

/** An opened review that nobody touched for a while goes back to the queue; `undefined` when it need not. */
export function returnIdleReview(order: Order, occasion: Occasion): Change | undefined {
  const { reviewTouchedAt } = order;
  const canReturn = movesFrom(order).some(
    (move) => move.to === 'Evidence Submitted' && move.means === 'expiry',
  );
  if (!canReturn || order.submissionId === undefined || reviewTouchedAt === undefined) return undefined;
  if (occasion.at.getTime() - reviewTouchedAt.getTime() < idleReviewMs) return undefined;
  return changeOrder(order, { kind: 'returned', to: 'Evidence Submitted' }, nobodyLooks, occasion);
}

/** The reviewer finds the work done: the order is complete. */
export function approve(
  order: Order,
  submissionId: string,
  occasion: Occasion,
): Result<Change, ReviewRefusal> {
  const refusal = undecided(order, submissionId);
  if (refusal !== undefined) return refuse(refusal);
  return ok(changeOrder(order, { kind: 'approved', to: 'Complete' }, {}, occasion));
}

/** The reviewer finds something missing; the worker is told what and submits again. */
export function reject(
  order: Order,
  submissionId: string,
  reason: string,
  occasion: Occasion,
): Result<Change, ReviewRefusal> {
  const refusal = undecided(order, submissionId);
  if (refusal !== undefined) return refuse(refusal);
  const why = cleanText(reason);
  if (why === '') return refuse({ code: 'reason-missing' });
  return ok(changeOrder(order, { kind: 'rejected', to: 'Rejected', reason: why, notes: why }, {}, occasion));
}

function undecided(order: Order, submissionId: string): ReviewRefusal | undefined {
  if (order.submissionId === undefined) return { code: 'no-evidence' };
  if (!awaitsReview(order)) return over(order);
  return order.submissionId === submissionId ? undefined : { code: 'evidence-replaced' };
}

function over(order: Order): ReviewRefusal {
  return {
    code: 'review-over',
    verdict: order.reviewedSubmissionId === order.submissionId ? order.reviewedVerdict : undefined,
    status: order.status,
    by: { userId: order.updatedBy, username: order.updatedByUsername },
  };
}
