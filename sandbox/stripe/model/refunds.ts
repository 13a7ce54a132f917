import type Stripe from 'stripe';
import { move } from './balance.ts';
import { chargeOf } from './charges.ts';
import { checkDecimals, write } from './currencies.ts';
import { impossible, invalid, missing } from './errors.ts';
import { intentOf } from './intents.ts';
import type { RefundFate, World } from './world.ts';

/** What a refund is asked for with, once it is known to be well-formed. */
export interface RefundRequest {
  readonly charge?: string | undefined;
  readonly paymentIntent?: string | undefined;
  /** All that is left without it. */
  readonly amount?: number | undefined;
  readonly reason?: string | undefined;
  readonly metadata?: Stripe.Metadata | undefined;
  readonly fate?: RefundFate;
}

/** Gives money back. Refuses more than is left, and a charge that was charged back. */
export function createRefund(world: World, request: RefundRequest): Stripe.Refund {
  const charge = refundable(world, request);
  const left = charge.amount - charge.amount_refunded;
  if (left === 0)
    throw impossible(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  const amount = request.amount ?? left;
  if (amount < 1) throw invalid('Invalid positive integer', { param: 'amount' });
  checkDecimals(amount, charge.currency, 'amount');
  if (amount > left) {
    const [asked, rest] = [write(amount, charge.currency), write(left, charge.currency)];
    // Stripe gives no code here.
    throw impossible(`Refund amount (${asked}) is greater than unrefunded amount on charge (${rest})`, {
      param: 'amount',
    });
  }

  const id = world.id('re');
  const fate = request.fate ?? (world.slowRefunds.has(charge.id) ? 'pending' : 'succeeded');
  const refund: Stripe.Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: move(world, 'refund', { source: id, amount: -amount, currency: charge.currency }).id,
    charge: charge.id,
    created: world.now,
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: { card: { reference_status: 'pending', type: 'refund' }, type: 'card' },
    metadata: request.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(fate === 'pending' ? { pending_reason: 'processing' as const } : {}),
    reason: request.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: fate,
    transfer_reversal: null,
  };
  world.refunds.set(id, refund);
  const previous = { amount_refunded: charge.amount_refunded };
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  world.emit('refund.created', refund);
  world.emit('charge.refunded', charge, previous);
  return refund;
}

/** The refund of an id. Refuses an id that stands for none. */
export function refundOf(world: World, id: string): Stripe.Refund {
  const refund = world.refunds.get(id);
  if (!refund) throw missing('refund', id);
  return refund;
}

/** A pending refund reaches the payer. */
export function settleRefund(world: World, id: string): Stripe.Refund {
  const refund = refundOf(world, id);
  if (refund.status !== 'pending') throw impossible(`Refund ${id} is ${refund.status}.`);
  refund.status = 'succeeded';
  delete refund.pending_reason;
  world.emit('refund.updated', refund, { status: 'pending' });
  return refund;
}

/** A refund, though it may have succeeded, comes back from the payer's bank: its money is on the account again. */
export function failRefund(world: World, id: string, reason = 'expired_or_canceled_card'): Stripe.Refund {
  const refund = refundOf(world, id);
  const { status, amount, currency } = refund;
  if (status !== 'pending' && status !== 'succeeded') throw impossible(`Refund ${id} is ${status}.`);
  const charge = chargeOf(world, String(refund.charge));
  refund.status = 'failed';
  refund.failure_reason = reason;
  delete refund.pending_reason;
  refund.failure_balance_transaction = move(world, 'refund_failure', { source: id, amount, currency }).id;
  charge.amount_refunded -= amount;
  charge.refunded = false;
  world.emit('refund.updated', refund, { status });
  world.emit('refund.failed', refund, { status });
  return refund;
}

function refundable(world: World, request: RefundRequest): Stripe.Charge {
  if (request.charge === undefined && request.paymentIntent === undefined) {
    throw invalid(
      'One of the following params should be provided for this request: payment_intent or charge.',
      {
        code: 'parameter_missing',
      },
    );
  }
  const intent =
    request.paymentIntent === undefined
      ? undefined
      : intentOf(world, request.paymentIntent, 'payment_intent');
  const charge = chargeOf(world, request.charge ?? String(intent?.latest_charge), 'charge');
  const intentId = String(charge.payment_intent);
  if (charge.status !== 'succeeded')
    throw impossible(`This PaymentIntent (${intentId}) does not have a successful charge to refund.`);
  const dispute = [...world.disputes.values()].find((one) => one.charge === charge.id);
  if (dispute && !dispute.is_charge_refundable) {
    throw impossible(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  return charge;
}
