import { type Account, walletOf } from './account.ts';
import { changeOrder } from './change.ts';
import { type AmountMinor, amountMinor } from './money.ts';
import type { Change, Occasion, Order } from './order.ts';
import { putBack } from './payBack.ts';
import { factsOf, keptMinor, type Payment, paymentStatusOf, type Refund } from './payment.ts';
import { nextCheckOf } from './paymentClock.ts';
import { Booking, payoutLess } from './refund.ts';
import { isInWallet, withRefund } from './refundable.ts';

/** A refund as it stands at a provider, as far as it matters here. */
export interface RefundAtProvider {
  readonly provider: 'stripe' | 'paypal';
  readonly reference: string;
  /** The key we asked for it with; undefined where it was made at the provider's own site. */
  readonly key: string | undefined;
  readonly capture: string;
  readonly amountMinor: AmountMinor;
  readonly state: 'pending' | 'done' | 'failed';
}

/** The key of a refund that was made at the provider's own site. */
export function siteRefundKey({
  provider,
  reference,
}: Pick<RefundAtProvider, 'provider' | 'reference'>): string {
  return `refund.${provider}.${reference}`;
}

/** The refund of a payment that a provider tells of: ours by its key, any other by its reference. */
export function refundTold(payment: Payment, told: RefundAtProvider): Refund | undefined {
  return payment.refunds.find(
    ({ key, reference }) =>
      key === told.key ||
      key === siteRefundKey(told) ||
      (reference === told.reference && told.key === undefined),
  );
}

/** Notes that a refund is on its way, or arrived. The payment as it was where that is known, or it came back already. */
export function noteRefund(
  payment: Payment,
  refund: Refund,
  { state, reference }: Pick<RefundAtProvider, 'reference'> & { readonly state: 'pending' | 'done' },
  at: Date,
): Payment {
  const isKnown = refund.state === 'failed' || refund.state === 'done' || refund.state === state;
  if (isKnown && refund.reference !== undefined) return payment;
  const noted = withRefund(payment, { ...refund, state: isKnown ? refund.state : state, reference });
  return { ...noted, nextCheckAt: nextCheckOf(noted, at) };
}

/** Books a refund that was made at the provider's own site: nobody asked the desk, but the money is gone. */
export function bookSiteRefund(
  order: Order,
  payments: readonly Payment[],
  payment: Payment,
  told: RefundAtProvider,
  balanceOf: (account: Account) => AmountMinor,
  occasion: Occasion,
): Change {
  const booking = new Booking(order, payments, balanceOf);
  const capture = payment.captures.find(({ reference }) => reference === told.capture);
  const reason = 'Refunded at the payment provider’s own site.';
  const part = booking.part(payment.number, told.amountMinor, 'provider', capture);
  const { reference, state } = told;
  booking.add(part, { key: siteRefundKey(told), state, reference, reason }, occasion);
  return booking.finish(reason, occasion).change;
}

/**
 * A refund did not go through, or came back: in the books it is put back where it came from, in the order's payout, too.
 * An order that was Refunded by it is Complete again. `payments` are all of the order's.
 */
export function reverseRefund(
  order: Order,
  payments: readonly Payment[],
  payment: Payment,
  refund: Refund,
  failure: string,
  occasion: Occasion,
): Change {
  const wallet = walletOf(payment.payerId);
  const moved = putBack(order, payment, refund, failure, occasion);
  const all = payments.map((one) => (one.number === payment.number ? moved.payment : one));
  const isRefunded = all.every((one) => isInWallet(one) || keptMinor(one) === 0);
  const { workerMinor, platformMinor } = refund.from;
  const payout = payoutLess(order.payout, {
    ...refund.from,
    workerMinor: -workerMinor,
    platformMinor: -platformMinor,
  });
  const facts = {
    ...factsOf(moved.payment),
    amountMinor: amountMinor(refund.amountMinor),
    currency: refund.currency ?? payment.currency,
    method:
      payment.captures.find(({ reference }) => reference === refund.capture)?.provider ?? payment.method,
    // Where it is now.
    to: moved.entries.some((entry) => entry.account === wallet && entry.amountMinor > 0)
      ? ('wallet' as const)
      : undefined,
    from: refund.from,
  };
  const change = changeOrder(
    order,
    {
      kind: 'refund failed',
      payment: facts,
      internalNotes: failure,
      ...(order.status === 'Refunded' && !isRefunded ? { to: 'Complete' } : {}),
    },
    { paymentStatus: paymentStatusOf(all), ...(payout === undefined ? {} : { payout }) },
    occasion,
  );
  return { ...change, payments: [moved.payment], transfers: moved.transfers };
}
