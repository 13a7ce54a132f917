import { type Account, clearingOf, holdOf, walletOf } from './account.ts';
import { changeOrder } from './change.ts';
import type { TransferRequest } from './ledger.ts';
import { amountMinor, type CurrencyCode, currencyCode, formatMoney, type Money } from './money.ts';
import type { Change, Occasion, Order } from './order.ts';
import { dueMinor, factsOf, isUnpaid, liveAttempt, type Payment, paymentStatusOf } from './payment.ts';
import { nextCheckOf } from './paymentClock.ts';
import type { PaymentMethod } from './paymentMethod.ts';
import { ok } from './result.ts';
import { rowOf } from './status.ts';

/** Money that came for a payment. */
export interface ReceivedMoney {
  readonly money: Money;
  readonly method: PaymentMethod;
  /** What a provider calls it; undefined for a wallet's money and what staff record. */
  readonly capture?:
    | {
        readonly provider: 'stripe' | 'paypal';
        readonly reference: string;
        /** The page it was paid on, where that is known. */
        readonly page?: string | undefined;
      }
    | undefined;
  /** What staff wrote about a payment they record. */
  readonly reference?: string | undefined;
}

/** Whether this money was already received: providers tell of it again and again. */
export function knowsCapture(
  payment: Pick<Payment, 'captures'>,
  capture: NonNullable<ReceivedMoney['capture']>,
): boolean {
  return payment.captures.some(
    ({ provider, reference }) => provider === capture.provider && reference === capture.reference,
  );
}

/**
 * The payment with the page noted as paid that brought money it knows already: of the money it may have been told without
 * the page. Undefined when there is nothing to note.
 */
export function withPaidPage(
  payment: Payment,
  { provider, page }: NonNullable<ReceivedMoney['capture']>,
  at: Date,
): Payment | undefined {
  const isIts = (attempt: Payment['attempts'][number]) =>
    attempt.provider === provider && attempt.reference === page && attempt.state !== 'paid';
  if (page === undefined || !payment.attempts.some(isIts)) return undefined;
  const attempts = payment.attempts.map((one) => (isIts(one) ? { ...one, state: 'paid' as const } : one));
  const noted = { ...payment, attempts };
  return { ...noted, nextCheckAt: nextCheckOf(noted, at) };
}

/**
 * What money that came means. Where it is what an unpaid payment of a living order asks for, it goes into the hold, and
 * work may start once all that is due before is there. Anything else (paid twice, too late, another amount) is the
 * payer's: it goes to their wallet, and is never lost. `payments` are all of the order's.
 */
export function receivePayment(
  order: Order,
  payments: readonly Payment[],
  payment: Payment,
  received: ReceivedMoney,
  occasion: Occasion,
  defaultCurrency: CurrencyCode,
): Change {
  const isDue = isUnpaid(payment) && rowOf(order.workflow, order.status).stage !== 'ended';
  const isWanted =
    isDue &&
    received.money.currency === payment.currency &&
    received.money.amountMinor === payment.amountMinor;
  const after = isWanted
    ? { ...paidBy(payment, received, occasion), snapshot: snapshotOf(order, payment) }
    : creditedBy(payment, received, occasion);
  const all = payments.map((one) => (one.number === payment.number ? after : one));
  const transfer = isWanted
    ? transferOf('payment', order.orderKey, payment, received, holdOf(order.orderKey), occasion)
    : transferOf('credit', order.orderKey, payment, received, walletOf(payment.payerId), occasion);
  const opens = isWanted && order.status === 'Pending Payment' && dueMinor(all, 'start') === 0;
  const { amountMinor: minor, currency } = payment;
  const due = isDue && !isWanted ? { due: { amountMinor: minor, currency } } : {};
  const facts = { ...factsOf(after), ...received.money, method: received.method, ...due };
  const change = changeOrder(
    order,
    { kind: isWanted ? 'paid' : 'credited', payment: facts, to: opens ? 'Payment Verified' : undefined },
    {
      paymentStatus: paymentStatusOf(all),
      ...(isWanted ? { paymentMethod: received.method } : {}),
      ...(isWanted && received.reference !== undefined ? { paymentReference: received.reference } : {}),
      ...(isWanted && payment.purpose === 'extra' ? grown(order, payment, defaultCurrency) : {}),
    },
    occasion,
  );
  return { ...change, payments: [after], transfers: [transfer] };
}

/** Money for a wallet: a top-up that was paid. */
export function receiveTopUp(
  payment: Payment,
  received: ReceivedMoney,
  occasion: Occasion,
): { readonly payment: Payment; readonly transfer: TransferRequest } {
  const isWanted = isUnpaid(payment) && received.money.currency === payment.currency;
  const after = isWanted ? paidBy(payment, received, occasion) : creditedBy(payment, received, occasion);
  return {
    payment: after,
    transfer: transferOf('top-up', '', payment, received, walletOf(payment.payerId), occasion),
  };
}

function paidBy(payment: Payment, received: ReceivedMoney, { at, operationId }: Occasion): Payment {
  const { method, reference, capture, money } = received;
  const paid: Payment = {
    ...withCapture(payment, received, at, false),
    status: 'Completed',
    method,
    reference: capture?.reference ?? reference,
    paidAt: at,
    capturedMinor: money.amountMinor,
    recentOperations: [...payment.recentOperations, operationId].slice(-5),
  };
  // Another page that is still open must be closed, lest someone pays twice.
  return { ...paid, nextCheckAt: liveAttempt(paid) === undefined ? nextCheckOf(paid, at) : at };
}

function creditedBy(payment: Payment, received: ReceivedMoney, { at, operationId }: Occasion): Payment {
  const known = withCapture(payment, received, at, true);
  const recentOperations = [...payment.recentOperations, operationId].slice(-5);
  // A payment that still waits goes on waiting for what it asked for.
  const isFirst = payment.status === 'Expired' && received.money.currency === payment.currency;
  const credited: Payment = isFirst
    ? {
        ...known,
        recentOperations,
        status: 'Completed',
        credited: true,
        method: received.method,
        reference: received.capture?.reference ?? received.reference,
        paidAt: at,
        capturedMinor: received.money.amountMinor,
      }
    : { ...known, recentOperations };
  return { ...credited, nextCheckAt: liveAttempt(credited) === undefined ? nextCheckOf(credited, at) : at };
}

function withCapture(payment: Payment, received: ReceivedMoney, at: Date, credited: boolean): Payment {
  const { capture, money } = received;
  if (capture === undefined) return payment;
  const { provider, reference, page } = capture;
  return {
    ...payment,
    attempts: payment.attempts.map((attempt) =>
      attempt.provider === provider && attempt.reference === page ? { ...attempt, state: 'paid' } : attempt,
    ),
    captures: [
      ...payment.captures,
      { provider, reference, amountMinor: money.amountMinor, currency: money.currency, at, credited },
    ],
  };
}

/** What is agreed at the moment it is paid; an extra charge is part of the price from now on. */
function snapshotOf(order: Order, payment: Payment): Payment['snapshot'] {
  return {
    service: order.service,
    totalMinor: order.amountMinor + (payment.purpose === 'extra' ? payment.amountMinor : 0),
    payoutPolicy: order.payoutPolicy,
  };
}

/** The order with an extra charge as part of its price. */
function grown(order: Order, payment: Payment, defaultCurrency: CurrencyCode): Partial<Order> {
  const total = amountMinor(order.amountMinor + payment.amountMinor);
  return {
    amountMinor: total,
    amount: formatMoney({ amountMinor: total, currency: currencyCode(order.currency) }, defaultCurrency),
  };
}

function transferOf(
  kind: 'payment' | 'credit' | 'top-up',
  orderKey: string,
  payment: Payment,
  { money, method, capture }: ReceivedMoney,
  to: Account,
  { operationId, by, at }: Occasion,
): TransferRequest {
  const from = method === 'wallet' ? walletOf(payment.payerId) : clearingOf(method);
  return {
    // What a provider took moves once, whatever tells of it and however often.
    key:
      capture === undefined
        ? `${operationId}.${orderKey}.${payment.number}.${kind}`
        : `capture.${capture.provider}.${capture.reference}`,
    kind,
    orderKey,
    currency: money.currency,
    by: by.userId,
    at,
    parameters: { from, ...money },
    accounts: [from, to],
    entries: () =>
      ok([
        { account: from, amountMinor: amountMinor(-money.amountMinor) },
        { account: to, amountMinor: money.amountMinor },
      ]),
  };
}
