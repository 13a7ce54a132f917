import type Stripe from 'stripe';
import { missing } from './errors.ts';
import type { StoredSession, World } from './world.ts';

/** The payment of an id. Refuses an id that stands for none. */
export function intentOf(world: World, id: string, param = 'intent'): Stripe.PaymentIntent {
  const intent = world.intents.get(id);
  if (!intent) throw missing('payment_intent', id, param);
  return intent;
}

/** The payment that a session is made with: Stripe begins it at the first attempt. */
export function intentFor(world: World, { wire, intent: wanted }: StoredSession): Stripe.PaymentIntent {
  if (typeof wire.payment_intent === 'string') return intentOf(world, wire.payment_intent);
  const id = world.id('pi');
  const intent: Stripe.PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: wire.amount_total ?? 0,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${world.ids.next(25)}`,
    confirmation_method: 'automatic',
    created: world.now,
    currency: wire.currency ?? '',
    customer: null,
    customer_account: null,
    description: wanted.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: world.livemode,
    managed_payments: null,
    metadata: { ...wanted.metadata },
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: [...wire.payment_method_types],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_group: null,
  };
  world.intents.set(id, intent);
  wire.payment_intent = id;
  world.emit('payment_intent.created', intent);
  return intent;
}

/** A session that ended takes the payment that was tried in it with it. */
export function cancelIntent(world: World, { payment_intent: id }: Stripe.Checkout.Session): void {
  const intent = typeof id === 'string' ? world.intents.get(id) : undefined;
  if (intent?.status !== 'requires_payment_method') return;
  intent.status = 'canceled';
  intent.canceled_at = world.now;
  intent.cancellation_reason = 'automatic';
  world.emit('payment_intent.canceled', intent);
}
