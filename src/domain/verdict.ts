import type { EvidenceVerdict } from './evidence.ts';
import type { Order } from './order.ts';
import { rowOf } from './status.ts';

/** Whether there is evidence on which nobody has decided, wherever the order stands. */
export function hasUndecidedEvidence({ submissionId, reviewedSubmissionId }: Order): boolean {
  return submissionId !== undefined && submissionId !== reviewedSubmissionId;
}

/** What a change means for evidence on which nobody had decided; undefined when it goes on waiting, or there is none. */
export function verdictOf(before: Order, after: Order): EvidenceVerdict | undefined {
  if (!hasUndecidedEvidence(before)) return undefined;
  if (after.workerId !== before.workerId) return 'withdrawn';
  if (after.status === 'Complete') return 'approved';
  if (after.status === 'Rejected') return 'rejected';
  return rowOf(after.workflow, after.status).stage === 'ended' ? 'closed' : undefined;
}

/** What an order says of its reviewer while nobody looks at its evidence. */
export const nobodyLooks = {
  reviewerId: undefined,
  reviewerUsername: undefined,
  reviewTouchedAt: undefined,
} satisfies Partial<Order>;
