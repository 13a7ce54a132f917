import Stripe from 'stripe';
import { checkCurrency, checkDecimals, checkTotal } from './currencies.ts';
import { impossible, invalid, missing } from './errors.ts';
import { cancelIntent } from './intents.ts';
import type { StoredSession, World } from './world.ts';

/** What a session is asked for with, once it is known to be well-formed. */
export interface SessionRequest {
  readonly lines: readonly {
    readonly name: string;
    readonly description: string | undefined;
    readonly currency: string;
    readonly unitAmount: number;
    readonly quantity: number;
  }[];
  readonly mode: string;
  readonly successUrl: string;
  readonly cancelUrl: string | undefined;
  /** Seconds since 1970; a day from now without it. */
  readonly expiresAt: number | undefined;
  readonly clientReferenceId: string | undefined;
  readonly customerEmail: string | undefined;
  readonly metadata: Stripe.Metadata;
  readonly locale: string | undefined;
  readonly submitType: string | undefined;
  readonly paymentMethodTypes: readonly string[];
  readonly intent: StoredSession['intent'];
}

const daySeconds = 86_400;
const soonestSeconds = 1800;

/** Opens a payment page. Refuses amounts, currencies and times that Stripe refuses. */
export function createSession(world: World, request: SessionRequest): Stripe.Checkout.Session {
  if (request.mode !== 'payment')
    throw invalid('The local Stripe only knows the mode payment.', { param: 'mode' });
  const currency = checkLines(request.lines);
  const total = request.lines.reduce((sum, { unitAmount, quantity }) => sum + unitAmount * quantity, 0);
  checkTotal(total, currency);
  const expiresAt = request.expiresAt ?? world.now + daySeconds;
  checkExpiry(expiresAt - world.now);

  const id = world.id('cs');
  const wire: Stripe.Checkout.Session = {
    ...blankSession,
    id,
    amount_subtotal: total,
    amount_total: total,
    cancel_url: request.cancelUrl ?? null,
    client_reference_id: request.clientReferenceId ?? null,
    created: world.now,
    currency,
    customer_details: request.customerEmail === undefined ? null : customerOf(request.customerEmail),
    customer_email: request.customerEmail ?? null,
    expires_at: expiresAt,
    livemode: world.livemode,
    locale: request.locale ?? null,
    metadata: request.metadata,
    payment_method_types: [...request.paymentMethodTypes],
    submit_type: request.submitType ?? null,
    success_url: request.successUrl,
    url: `${world.origin}/pay/${id}`,
  };
  const lineItems = request.lines.map((line) => lineItemOf(world, line));
  world.sessions.set(id, { wire, lineItems, intent: request.intent });
  world.clock.after((expiresAt - world.now) * 1000, () => {
    if (wire.status === 'open') endSession(world, wire);
  });
  return wire;
}

/** Closes a page on the seller's demand. Only while it is open. */
export function expireSession(world: World, id: string): Stripe.Checkout.Session {
  const { wire } = sessionOf(world, id);
  if (wire.status !== 'open') {
    throw impossible(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${wire.status}\`.`,
    );
  }
  endSession(world, wire);
  return wire;
}

/** The session of an id. Refuses an id that stands for none. */
export function sessionOf(world: World, id: string): StoredSession {
  const session = world.sessions.get(id);
  if (!session) throw missing('checkout.session', id, 'session');
  return session;
}

function endSession(world: World, wire: Stripe.Checkout.Session): void {
  wire.status = 'expired';
  wire.url = null;
  world.emit('checkout.session.expired', wire);
  cancelIntent(world, wire);
}

/** The one currency of all lines. */
function checkLines(lines: SessionRequest['lines']): string {
  const [first] = lines;
  if (!first) throw invalid('You must pass `line_items` in `payment` mode.', { param: 'line_items' });
  for (const [index, { currency, unitAmount }] of lines.entries()) {
    const at = `line_items[${index}][price_data]`;
    checkCurrency(currency, `${at}[currency]`);
    checkDecimals(unitAmount, currency, `${at}[unit_amount]`);
    if (currency !== first.currency) {
      throw invalid('Each line item of a Checkout Session must have the same currency.', {
        param: `${at}[currency]`,
      });
    }
  }
  return first.currency;
}

function checkExpiry(seconds: number): void {
  const limit = (words: string) =>
    invalid(`The \`expires_at\` timestamp must be ${words} from Checkout Session creation.`, {
      param: 'expires_at',
    });
  if (seconds < soonestSeconds) throw limit('at least 30 minutes');
  if (seconds > daySeconds) throw limit('less than 24 hours');
}

/** What Stripe knows of a payer. */
export function customerOf(email: string): Stripe.Checkout.Session.CustomerDetails {
  const unknown = { address: null, business_name: null, individual_name: null, name: null, phone: null };
  return { ...unknown, email, tax_exempt: 'none', tax_ids: [] };
}

function lineItemOf(world: World, line: SessionRequest['lines'][number]): Stripe.LineItem {
  const { currency, name, quantity, unitAmount } = line;
  const total = unitAmount * quantity;
  return {
    id: world.id('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: total,
    amount_tax: 0,
    amount_total: total,
    currency,
    description: name,
    metadata: {},
    price: {
      id: world.id('price'),
      object: 'price',
      active: false,
      billing_scheme: 'per_unit',
      created: world.now,
      currency,
      custom_unit_amount: null,
      livemode: world.livemode,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product: world.id('prod'),
      recurring: null,
      tax_behavior: 'unspecified',
      tiers_mode: null,
      transform_quantity: null,
      type: 'one_time',
      unit_amount: unitAmount,
      unit_amount_decimal: Stripe.Decimal.from(unitAmount),
    },
    quantity,
  };
}

/** What a session in payment mode is like before anything is known of it. */
const blankSession: Omit<Stripe.Checkout.Session, 'id' | 'created' | 'expires_at' | 'livemode'> = {
  object: 'checkout.session',
  adaptive_pricing: { enabled: false },
  after_expiration: null,
  allow_promotion_codes: null,
  allowed_payment_method_types: null,
  amount_subtotal: null,
  amount_total: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  billing_address_collection: null,
  cancel_url: null,
  client_reference_id: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: {
    after_submit: null,
    shipping_address: null,
    submit: null,
    terms_of_service_acceptance: null,
  },
  customer: null,
  customer_account: null,
  customer_creation: 'if_required',
  customer_details: null,
  customer_email: null,
  discounts: [],
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  locale: null,
  managed_payments: { enabled: false },
  metadata: {},
  mode: 'payment',
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_collection: 'if_required',
  payment_method_configuration_details: null,
  payment_method_options: {},
  payment_method_types: ['card'],
  payment_status: 'unpaid',
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  saved_payment_method_options: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  status: 'open',
  submit_type: null,
  subscription: null,
  success_url: null,
  total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
  ui_mode: 'hosted_page',
  url: null,
  wallet_options: null,
};
