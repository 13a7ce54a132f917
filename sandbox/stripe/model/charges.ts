import type Stripe from 'stripe';
import { missing } from './errors.ts';
import type { World } from './world.ts';

/** The charge of an id. Refuses an id that stands for none. */
export function chargeOf(world: World, id: string, param = 'id'): Stripe.Charge {
  const charge = world.charges.get(id);
  if (!charge) throw missing('charge', id, param);
  return charge;
}

/** A charge that has just been begun. */
export function newCharge(
  world: World,
  intent: Stripe.PaymentIntent,
  method: Stripe.Charge.PaymentMethodDetails,
  email: string | null,
): Stripe.Charge {
  const charge: Stripe.Charge = {
    id: world.id('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: 'LOCAL STRIPE',
    captured: false,
    created: world.now,
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: world.livemode,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: false,
    payment_intent: intent.id,
    payment_method: typeof intent.payment_method === 'string' ? intent.payment_method : null,
    payment_method_details: method,
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'pending',
    transfer_data: null,
    transfer_group: null,
  };
  world.charges.set(charge.id, charge);
  return charge;
}
