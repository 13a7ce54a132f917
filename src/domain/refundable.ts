import { type AmountMinor, amountMinor } from './money.ts';
import { keptMinor, type Payment, type Refund, statusOf } from './payment.ts';

/*
 * Where the money of a payment is, as far as its own record tells: what is kept for its order, what lies in its payer's
 * wallet, and what left. A payment's sums (`capturedMinor` and the others) count what it asked for, or what came when it
 * was no longer waited for. A surplus, which is whatever came besides, went to the wallet and is in none of them.
 */

type Captures = Pick<Payment, 'captures' | 'method' | 'reference'>;

/** Money that a provider took for a payment. */
export type Capture = Payment['captures'][number];

/** The capture that the payment's sums count; undefined where no provider took it, or not yet. */
export function ownCapture({ captures, method, reference }: Captures): Capture | undefined {
  return captures.find((one) => one.provider === method && one.reference === reference);
}

/** Whether a capture came besides what the payment's sums count: paid twice, or another amount. */
export function isSurplus(payment: Captures, capture: string | undefined): boolean {
  return capture !== undefined && ownCapture(payment)?.reference !== capture;
}

/** Whether the payment's money never was in a hold: it came too late, or was meant for the wallet. */
export function isInWallet({ credited, purpose }: Pick<Payment, 'credited' | 'purpose'>): boolean {
  return credited === true || purpose === 'top-up';
}

/** Refunds that were not put back. */
export function standingRefunds({ refunds }: Pick<Payment, 'refunds'>): readonly Refund[] {
  return refunds.filter(({ state }) => state !== 'failed');
}

/** What of the payment's sums came back to its payer's wallet, or was credited to it, and was not sent on from there. */
export function walletMinor(payment: Payment): AmountMinor {
  if (isInWallet(payment)) return keptMinor(payment);
  const sentOut = standingRefunds(payment).filter(
    ({ to, capture }) => to === 'provider' && !isSurplus(payment, capture),
  );
  return amountMinor(payment.refundedMinor - sumOf(sentOut));
}

/** What of a surplus has been neither given back nor taken back. */
export function surplusMinor(payment: Payment, surplus: Capture): AmountMinor {
  const back = standingRefunds(payment).filter(({ capture }) => capture === surplus.reference);
  const taken = (payment.chargebacks ?? []).filter(({ capture }) => capture === surplus.reference);
  const takenMinor = taken.reduce((sum, one) => sum + (one.taken?.amountMinor ?? 0), 0);
  return amountMinor(Math.max(surplus.amountMinor - sumOf(back) - takenMinor, 0));
}

/** The payment with one more refund in its record and its sums, or with one of them as it is now. */
export function withRefund(payment: Payment, refund: Refund): Payment {
  const before = payment.refunds.find(({ key }) => key === refund.key);
  const refunds =
    before === undefined
      ? [...payment.refunds, refund]
      : payment.refunds.map((one) => (one === before ? refund : one));
  const countsMinor = (one: Refund | undefined) =>
    one === undefined || one.state === 'failed' || isSurplus(payment, one.capture)
      ? 0
      : one.amountMinor - (one.againMinor ?? 0);
  const refundedMinor = payment.refundedMinor + countsMinor(refund) - countsMinor(before);
  const after = { ...payment, refunds, refundedMinor };
  return { ...after, status: statusOf(after) };
}

function sumOf(refunds: readonly Refund[]): number {
  return refunds.reduce((sum, one) => sum + one.amountMinor, 0);
}
