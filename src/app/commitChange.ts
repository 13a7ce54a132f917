import { decisionIn } from '../domain/decision.ts';
import type { Submission } from '../domain/evidence.ts';
import { moneyMovement, payoutIn } from '../domain/heldMoney.ts';
import type { LedgerRefusal } from '../domain/ledger.ts';
import { noticeIdOf, noticeOf } from '../domain/notice.ts';
import type { Change, Occasion, Order } from '../domain/order.ts';
import { ok, type Result } from '../domain/result.ts';
import { awaitsReview } from '../domain/reviewOrder.ts';
import { decisions, orderEvents, orders, outbox, submissions } from '../ports/collections.ts';
import type { Transaction } from '../ports/store.ts';
import { openBooks } from './ledger.ts';

/** An order as it was committed, and the notice of it. */
export interface Committed {
  readonly order: Order;
  readonly noticeId: string;
}

/**
 * Writes a change of an order with its audit events, its notice and the money it moves, all in the caller's commit.
 * `before` is the order as it was, undefined for a new one. Reads the accounts first, so call it before other writes.
 * The events' ids follow from the operation, so an operation that is delivered twice can't be recorded twice.
 * Refused when the books don't allow the money's move; then nothing was written.
 */
export async function commitChange(
  tx: Transaction,
  decided: Change,
  occasion: Occasion,
  before: Order | undefined,
): Promise<Result<Committed, LedgerRefusal>> {
  const { guildId, orderKey } = decided.order;
  const movement = moneyMovement(before, decided.order, occasion);
  const books = movement && (await openBooks(tx, guildId, [movement]));
  const posted = movement && books?.post(movement);
  if (posted?.ok === false) return posted;
  const change = posted === undefined ? decided : withPayout(decided, posted.value.transfer);
  const verdict = await verdictOn(tx, before, change, occasion);
  books?.write();
  verdict?.(tx);
  tx.put(orders.path(guildId, orderKey), change.order);
  const fact = decisionIn(before, change);
  if (fact !== undefined) tx.put(decisions.path(guildId, fact.id), fact.decision);
  change.events.forEach((event, index) => {
    const eventId = index === 0 ? occasion.operationId : `${occasion.operationId}-${index + 1}`;
    tx.create(orderEvents.path(guildId, orderKey, eventId), event);
  });
  const noticeId = noticeIdOf(change.order);
  tx.create(outbox.path(noticeId), noticeOf(change));
  return ok({ order: change.order, noticeId });
}

/** What a change means for the evidence that waited for a decision: it has its verdict, whoever gave it and how. */
async function verdictOn(
  tx: Transaction,
  before: Order | undefined,
  { order, events }: Change,
  { by, at }: Occasion,
): Promise<((tx: Transaction) => void) | undefined> {
  const isDecided = order.status === 'Complete' || order.status === 'Rejected';
  if (before?.submissionId === undefined || !awaitsReview(before) || !isDecided) return undefined;
  const path = submissions.path(order.guildId, order.orderKey, before.submissionId);
  const submission = await tx.get(path);
  if (submission === undefined) return undefined;
  const decided: Submission = {
    ...submission,
    verdict: order.status === 'Complete' ? 'approved' : 'rejected',
    decidedBy: by.userId,
    decidedByUsername: by.username,
    decidedAt: at,
    reason: events[0].notes ?? events[0].internalNotes,
  };
  return (tx) => tx.put(path, decided);
}

/** Notes in the event that completed an order who got what. */
function withPayout(change: Change, transfer: Parameters<typeof payoutIn>[0]): Change {
  const payout = payoutIn(transfer);
  if (payout === undefined) return change;
  const [first, ...rest] = change.events;
  return { order: change.order, events: [{ ...first, payout }, ...rest] };
}
