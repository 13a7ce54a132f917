import { changeOrder } from './change.ts';
import type { Change, Occasion, Order } from './order.ts';
import { ok, type Result, refuse } from './result.ts';
import { movesFrom, type Status } from './status.ts';
import { nobodyLooks } from './verdict.ts';

/** Why evidence is not taken for an order, whatever it shows. */
export type SubmitRefusal =
  | { readonly code: 'not-your-order' }
  | { readonly code: 'submit-not-now'; readonly status: Status };

/** What stands in the way of someone submitting evidence for an order now; known before any picture is fetched. */
export function checkSubmitter(order: Order, userId: string): SubmitRefusal | undefined {
  if (order.workerId !== userId) return { code: 'not-your-order' };
  const canSubmit = movesFrom(order).some((move) => move.means === 'evidence' && move.by.includes('worker'));
  return canSubmit ? undefined : { code: 'submit-not-now', status: order.status };
}

/** The worker hands the work in: from now on nothing can be changed by them until the review. */
export function submitEvidence(
  order: Order,
  submissionId: string,
  occasion: Occasion,
): Result<Change, SubmitRefusal> {
  const refusal = checkSubmitter(order, occasion.by.userId);
  if (refusal !== undefined) return refuse(refusal);
  return ok(
    changeOrder(
      order,
      { kind: 'submitted', to: 'Evidence Submitted', submissionId },
      {
        submissionId,
        submittedAt: occasion.at,
        hasPictures: true,
        ...nobodyLooks,
      },
      occasion,
    ),
  );
}
