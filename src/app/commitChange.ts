import { holdOf } from '../domain/account.ts';
import { decisionIn } from '../domain/decision.ts';
import { endPayments, type PaymentDueRefusal } from '../domain/endPayments.ts';
import type { Submission } from '../domain/evidence.ts';
import { endsNow, moneyBackIn, moneyMovement, payoutIn } from '../domain/heldMoney.ts';
import type { LedgerRefusal, Transfer } from '../domain/ledger.ts';
import { currencyCode } from '../domain/money.ts';
import { noticeIdOf, noticeOf } from '../domain/notice.ts';
import type { Change, Occasion, Order, OrderEvent } from '../domain/order.ts';
import { isUnpaid, type Payment, paymentIdsOf, paymentStatusOf } from '../domain/payment.ts';
import { ok, type Result } from '../domain/result.ts';
import { verdictOf } from '../domain/verdict.ts';
import {
  decisions,
  disputes,
  orderEvents,
  orders,
  outbox,
  payments,
  submissions,
} from '../ports/collections.ts';
import type { Reads, Transaction } from '../ports/store.ts';
import { type OpenBooks, openBooks } from './ledger.ts';

/** An order as it was committed, and the notice of it. */
export interface Committed {
  readonly order: Order;
  readonly noticeId: string;
}

/** Why the money of a change does not allow it. */
export type MoneyStop = LedgerRefusal | PaymentDueRefusal;

/**
 * Writes a change of an order with its audit events, its notice, payments, dispute and the money it moves, all in the caller's
 * commit. `before` is the order as it was, undefined for a new one. Reads the accounts first, so call it before other
 * writes. The events' ids follow from the operation, so an operation that is delivered twice can't be recorded twice.
 * Refused when the books don't allow the money's move, or when an order would be completed that is not paid; then nothing
 * was written.
 */
export async function commitChange(
  tx: Transaction,
  decided: Change,
  occasion: Occasion,
  before: Order | undefined,
): Promise<Result<Committed, MoneyStop>> {
  const ended = await paymentsAtEnd(tx, decided, occasion, before);
  if (!ended.ok) return ended;
  const moved = await moveMoney(tx, decided, occasion, before, ended.value.before);
  if (!moved.ok) return moved;
  const { books } = moved.value;
  const change = withPayments(moved.value.change, ended.value.after, ended.value.before);
  const { guildId, orderKey } = change.order;
  const verdict = await verdictOn(tx, before, change, occasion);
  books?.write();
  verdict?.(tx);
  tx.put(orders.path(guildId, orderKey), change.order);
  for (const payment of change.payments ?? []) tx.put(payments.path(guildId, payment.paymentId), payment);
  const { dispute } = change;
  if (dispute !== undefined) tx.put(disputes.path(guildId, dispute.disputeId), dispute);
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

/** All payments of an order that is just ending, as they are before that and as they are then; none otherwise. */
async function paymentsAtEnd(
  tx: Transaction,
  { order, payments: changed = [] }: Change,
  occasion: Occasion,
  before: Order | undefined,
): Promise<
  Result<{ readonly before: readonly Payment[]; readonly after: readonly Payment[] }, PaymentDueRefusal>
> {
  const none = ok({ before: [], after: [] });
  if (order.paymentCount === undefined || !endsNow(before, order)) return none;
  // With everything paid, completion leaves the payments as they are. Of several, one may be an extra charge that is not
  // paid, which the order's status does not tell.
  const isAllPaid = order.paymentStatus === 'Completed' && order.paymentCount === 1;
  if (order.status === 'Complete' && isAllPaid && changed.length === 0) return none;
  const all = await readPayments(tx, order, changed);
  const ended = endPayments(order, all, occasion);
  if (!ended.ok) return ended;
  return ok({ before: all, after: all.map((payment) => latest(ended.value, payment)) });
}

/** All payments of an order, those that a change has changed as they are after it. */
export async function readPayments(
  reads: Reads,
  order: Pick<Order, 'guildId' | 'orderKey' | 'paymentCount'>,
  changed: readonly Payment[] = [],
): Promise<readonly Payment[]> {
  const ids = paymentIdsOf(order.orderKey, order.paymentCount ?? 0);
  const found = await reads.getAll(ids.map((id) => payments.path(order.guildId, id)));
  const stored = found.filter((payment) => payment !== undefined);
  const added = changed.filter(({ number }) => stored.every((payment) => payment.number !== number));
  return [...stored.map((payment) => latest(changed, payment)), ...added];
}

function latest(changed: readonly Payment[], payment: Payment): Payment {
  return changed.find(({ number }) => number === payment.number) ?? payment;
}

/** Posts the transfers of a change, and the one that follows from the order's end, and notes what is held then. */
async function moveMoney(
  tx: Transaction,
  change: Change,
  occasion: Occasion,
  before: Order | undefined,
  paid: readonly Payment[],
): Promise<Result<{ readonly change: Change; readonly books: OpenBooks | undefined }, LedgerRefusal>> {
  const { order, transfers = [] } = change;
  const atEnd = moneyMovement(before, order, occasion, paid);
  const requests = atEnd === undefined ? transfers : [...transfers, atEnd];
  if (requests.length === 0) return ok({ change, books: undefined });
  const hold = holdOf(order.orderKey);
  const currency = currencyCode(order.currency);
  const books = await openBooks(tx, order.guildId, requests);
  let outcome: Pick<OrderEvent, 'payout' | 'moneyBack'> = {};
  for (const request of requests) {
    // A change that takes the whole hold by itself leaves nothing for the end.
    if (request === atEnd && transfers.length > 0 && books.balanceOf(hold, currency) === 0) continue;
    const posted = books.post(request);
    if (!posted.ok) return posted;
    outcome = { ...outcome, ...outcomeOf(posted.value.transfer) };
  }
  const touchesHold = requests.some(({ accounts }) => accounts.includes(hold));
  const heldMinor = touchesHold ? books.balanceOf(hold, currency) : order.heldMinor;
  const { payout } = outcome;
  const [first, ...rest] = change.events;
  return ok({
    books,
    change: {
      ...change,
      order: { ...order, heldMinor, ...(payout === undefined ? {} : { payout }) },
      events: [{ ...first, ...outcome }, ...rest],
    },
  });
}

/** What a transfer means to people, as the order's event tells it. */
function outcomeOf(transfer: Transfer): Pick<OrderEvent, 'payout' | 'moneyBack'> {
  const payout = payoutIn(transfer);
  const moneyBack = moneyBackIn(transfer);
  return { ...(payout === undefined ? {} : { payout }), ...(moneyBack === undefined ? {} : { moneyBack }) };
}

/** The change with what its end means for the payments, and with the status that follows from all of them. */
function withPayments(change: Change, atEnd: readonly Payment[], before: readonly Payment[]): Change {
  if (atEnd.length === 0) return change;
  const changed = atEnd.filter((payment) => !before.includes(payment) || change.payments?.includes(payment));
  const waited = before.filter(isUnpaid).map(({ payerId }) => payerId);
  const [first, ...rest] = change.events;
  return {
    ...change,
    order: { ...change.order, paymentStatus: paymentStatusOf(atEnd) },
    payments: changed,
    events:
      waited.length === 0 ? change.events : [{ ...first, noLongerAsked: [...new Set(waited)] }, ...rest],
  };
}

/** What became of the evidence that waited for a decision, whoever made the change and how. */
async function verdictOn(
  tx: Transaction,
  before: Order | undefined,
  { order, events }: Change,
  { by, at }: Occasion,
): Promise<((tx: Transaction) => void) | undefined> {
  const verdict = before && verdictOf(before, order);
  if (before?.submissionId === undefined || verdict === undefined) return undefined;
  const path = submissions.path(order.guildId, order.orderKey, before.submissionId);
  const submission = await tx.get(path);
  if (submission === undefined) return undefined;
  const decided: Submission = {
    ...submission,
    verdict,
    decidedBy: by.userId,
    decidedByUsername: by.username,
    decidedAt: at,
    reason: events[0].notes,
  };
  return (tx) => tx.put(path, decided);
}
