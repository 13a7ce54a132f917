import { alreadyApplied } from '../domain/change.ts';
import type { Submission } from '../domain/evidence.ts';
import type { Occasion, Order } from '../domain/order.ts';
import type { Party } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { approve, openReview, reject } from '../domain/reviewOrder.ts';
import { titledOf } from '../domain/titled.ts';
import { orders, submissions } from '../ports/collections.ts';
import { access } from './access.ts';
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from './changeOrder.ts';
import { commitChange } from './commitChange.ts';
import type { Desk } from './desk.ts';
import type { Refusal } from './refusal.ts';

/** An order's evidence before a reviewer. */
export interface OpenedReview {
  readonly order: Order;
  readonly submissionId: string;
  readonly submission: Submission;
  readonly reader: ReadonlySet<Party>;
}

/**
 * Opens the latest evidence of an order for a reviewer. The first to open it takes the order to In Review; each look puts
 * off its return to the queue. Someone who may not review it, its worker above all, is refused.
 */
export async function openOrderReview(
  desk: Desk,
  request: ChangeRequest,
): Promise<Result<OpenedReview, Refusal>> {
  const { by, guildId, orderKey, operationId } = request;
  const occasion: Occasion = {
    operationId,
    by: { userId: by.userId, username: by.username },
    at: desk.clock.now(),
  };
  const path = orders.path(guildId, orderKey);
  const result = await desk.store.transact(async (tx) => {
    const before = await tx.get(path);
    const parties = before && (await access(tx, 'see order', by, guildId, before));
    if (before === undefined || parties === undefined) return refuse({ code: 'order-not-found' as const });
    const reader = await access(tx, 'review', by, guildId, before);
    if (reader === undefined)
      return refuse({ code: 'not-allowed' as const, action: 'review' as const, titled: titledOf(before) });
    // A second delivery may come so late that the next evidence waits by then.
    const opened = alreadyApplied(before, operationId) ? ok(undefined) : openReview(before, occasion);
    if (!opened.ok) return opened;
    const submissionId = before.submissionId ?? '';
    const submission = await tx.get(submissions.path(guildId, orderKey, submissionId));
    if (submission === undefined) return refuse({ code: 'no-evidence' as const });
    const review = { submissionId, submission, reader };
    if (opened.value === undefined) {
      // Whoever took it keeps it while they look; others looking too changes nothing.
      const order = before.reviewerId === by.userId ? { ...before, reviewTouchedAt: occasion.at } : before;
      if (order !== before) tx.put(path, order);
      return ok({ ...review, order, noticeId: undefined });
    }
    const committed = await commitChange(tx, opened.value, occasion, before);
    return committed.ok ? ok({ ...review, ...committed.value }) : committed;
  });
  if (!result.ok) return result;
  const { noticeId, ...review } = result.value;
  if (noticeId !== undefined) void desk.outbox.announce(noticeId);
  return ok(review);
}

/** The decision of a reviewer about one piece of evidence. */
export interface Verdict extends ChangeRequest {
  readonly submissionId: string;
}

/** Approves: the order is complete and its held money is paid out, all in one commit. Of two decisions the first stands. */
export function approveEvidence(desk: Desk, verdict: Verdict): Promise<Result<ChangedFrom, Refusal>> {
  return changeOneOrder(desk, verdict, 'review', (order, occasion) =>
    approve(order, verdict.submissionId, occasion),
  );
}

/** Rejects, with the reason the worker is told. No money moves. */
export function rejectEvidence(
  desk: Desk,
  verdict: Verdict & { readonly reason: string },
): Promise<Result<ChangedFrom, Refusal>> {
  return changeOneOrder(desk, verdict, 'review', (order, occasion) =>
    reject(order, verdict.submissionId, verdict.reason, occasion),
  );
}
