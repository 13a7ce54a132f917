import { type OrderMoney, shownAmount } from './audit.ts';
import { sumOfShares } from './bearers.ts';
import type { TransferKind } from './ledger.ts';
import type { Order } from './order.ts';
import { keptMinor, type Payment, paymentStatusOf, statusOf } from './payment.ts';
import { isInWallet, isSurplus, ownCapture, standingRefunds } from './refundable.ts';

/*
 * What must always hold of payments: each by itself, and those of an order together against its transfers. Per order what
 * was captured is what is held, was released, refunded and charged back; nothing goes back twice.
 */

/** What the payments of one order add up to, all in its currency. */
export interface OrderPayments {
  readonly all: Pick<Payment, 'status' | 'purpose'>[];
  /** What they say came into the hold, and what of it was refunded, or returned when the order ended. */
  intoHold: bigint;
  refundedFromHold: bigint;
  returned: bigint;
  /** What came from outside, and what went out again. */
  cameIn: bigint;
  sentOut: bigint;
}

/** The payments of an order without any. */
export function noPayments(): OrderPayments {
  return { all: [], intoHold: 0n, refundedFromHold: 0n, returned: 0n, cameIn: 0n, sentOut: 0n };
}

/** Adds a payment of the order. */
export function addPayment(sums: OrderPayments, payment: Payment): void {
  const { status, purpose, capturedMinor, captures, currency } = payment;
  sums.all.push({ status, purpose });
  if (!isInWallet(payment)) sums.intoHold += BigInt(capturedMinor);
  for (const refund of standingRefunds(payment)) {
    const fromHold = BigInt(refund.from.holdMinor);
    if (refund.key.endsWith('.return')) sums.returned += fromHold;
    // What a provider gave again after a dispute moves by the dispute's own transfers.
    else if (!refund.key.startsWith('chargeback.')) sums.refundedFromHold += fromHold;
    if (refund.to === 'provider' && (refund.currency ?? currency) === currency)
      sums.sentOut += BigInt(refund.amountMinor);
  }
  const surplus = captures.filter(
    (capture) => isSurplus(payment, capture.reference) && capture.currency === currency,
  );
  for (const capture of surplus) sums.cameIn += BigInt(capture.amountMinor);
  if (payment.method !== 'wallet') sums.cameIn += BigInt(capturedMinor);
}

/** What is wrong with a payment by itself. */
export function paymentProblems(payment: Payment): readonly string[] {
  const { currency, capturedMinor, refundedMinor, chargedBackMinor, chargebacks = [], refunds } = payment;
  const shown = (minor: number) => shownAmount(BigInt(minor), currency);
  const problems: string[] = [];
  if (Math.min(capturedMinor, refundedMinor, chargedBackMinor) < 0) problems.push('counts less than nothing');
  if (keptMinor(payment) < 0)
    return [...problems, `${shown(-keptMinor(payment))} more went back than came in`];
  const own = ownCapture(payment);
  if (own !== undefined && own.amountMinor !== capturedMinor)
    problems.push(`says ${shown(capturedMinor)} came in, its provider took ${shown(own.amountMinor)}`);

  const taken = chargebacks.flatMap((one) => (one.taken === undefined ? [] : [one.taken]));
  const refunded =
    standingRefunds(payment)
      .filter(({ capture }) => !isSurplus(payment, capture))
      .reduce((sum, one) => sum + one.amountMinor - (one.againMinor ?? 0), 0) -
    taken.reduce((sum, one) => sum + one.againMinor, 0);
  if (refunded !== refundedMinor)
    problems.push(`says ${shown(refundedMinor)} was refunded, its refunds come to ${shown(refunded)}`);
  const chargedBack = taken.reduce((sum, one) => sum + one.countedMinor, 0);
  if (chargedBack !== chargedBackMinor)
    problems.push(
      `says ${shown(chargedBackMinor)} was charged back, its disputes took ${shown(chargedBack)}`,
    );
  if (payment.status !== statusOf(payment)) problems.push(`is ${payment.status}, not ${statusOf(payment)}`);

  for (const { key, amountMinor, from } of refunds)
    if (sumOfShares(from) !== amountMinor)
      problems.push(`its refund ${key} of ${shown(amountMinor)} is borne for ${shown(sumOfShares(from))}`);
  if (new Set(refunds.map(({ key }) => key)).size < refunds.length) problems.push('has a refund twice');
  for (const { reference, amountMinor } of payment.captures) {
    const back = standingRefunds(payment).filter(({ capture }) => capture === reference);
    if (back.reduce((sum, one) => sum + one.amountMinor, 0) > amountMinor)
      problems.push(`more than all of ${reference} was given back`);
  }
  return problems;
}

/** What is wrong with the payments of an order together, given what its transfers add up to. */
export function paymentsProblems(
  order: Order | undefined,
  paid: OrderPayments | undefined,
  { onHold, onClearing }: OrderMoney,
): readonly string[] {
  const sums = paid ?? noPayments();
  if (order?.paymentCount === undefined)
    return sums.all.length === 0 ? [] : [`it has ${sums.all.length} payments that it does not know of`];
  const { currency, paymentCount, paymentStatus } = order;
  const problems: string[] = [];
  if (sums.all.length !== paymentCount)
    problems.push(`it has ${sums.all.length} payments, and says ${paymentCount}`);
  if (paymentStatus !== paymentStatusOf(sums.all))
    problems.push(`its payment status is ${paymentStatus}, not ${paymentStatusOf(sums.all)}`);
  const held = (...kinds: TransferKind[]) => kinds.reduce((sum, kind) => sum + (onHold.get(kind) ?? 0n), 0n);
  const cleared = (...kinds: TransferKind[]) =>
    kinds.reduce((sum, kind) => sum + (onClearing.get(`${kind} ${currency}`) ?? 0n), 0n);
  const agree = (what: string, said: bigint, moved: bigint) => {
    if (said !== moved)
      problems.push(
        `its payments say ${shownAmount(said, currency)} ${what}, its transfers ${shownAmount(moved, currency)}`,
      );
  };
  agree('came into its hold', sums.intoHold, held('payment'));
  agree('was refunded from its hold', sums.refundedFromHold, -held('refund', 'refund reversed'));
  agree('was returned', sums.returned, -held('return'));
  agree('came from outside', sums.cameIn, -cleared('payment', 'credit'));
  agree('was sent back outside', sums.sentOut, cleared('refund', 'refund reversed'));
  return problems;
}
