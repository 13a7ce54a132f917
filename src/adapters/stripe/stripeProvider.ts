import Stripe from 'stripe';
import type { StripeConfig } from '../../config/payments.ts';
import { ok } from '../../domain/result.ts';
import type {
  Asked,
  Checkout,
  CheckoutState,
  PaymentProvider,
  ProviderRefund,
  ProviderRefundRequest,
} from '../../ports/paymentProvider.ts';
import { stripeAccepts, toStripe } from './amounts.ts';
import { ask, fail, oneTryEach } from './ask.ts';
import {
  captureOf,
  keyOfRefund,
  readPayment,
  stateOf,
  stateOfSession,
  toDispute,
  toRefund,
  writePayment,
} from './readings.ts';
import {
  chargeReferenceSchema,
  disputeSchema,
  type IntentShape,
  intentSchema,
  openedSchema,
  type RefundShape,
  refundSchema,
  refundsSchema,
  sessionSchema,
  sessionsSchema,
} from './shapes.ts';
import { readStripeWebhook } from './webhook.ts';

/** How to be let in at Stripe, and how long to wait for it. */
export interface StripeSettings extends StripeConfig {
  /** For one exchange with Stripe. A call makes a few at most. */
  readonly timeoutMs?: number;
}

/** Most refunds of one payment that are looked through, by the hundred. */
const refundPages = 10;

/** Stripe by Checkout Sessions. */
export function stripeProvider(settings: StripeSettings): PaymentProvider {
  const stripe = new Stripe(settings.secretKey, {
    ...addressOf(settings.apiUrl),
    httpClient: oneTryEach(),
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: settings.timeoutMs ?? 20_000,
  });
  const { sessions } = stripe.checkout;

  async function readPage(reference: string): Asked<CheckoutState> {
    const expand = ['payment_intent.latest_charge'];
    const session = await ask('question', sessionSchema, () => sessions.retrieve(reference, { expand }));
    return session.ok ? stateOfSession(session.value) : session;
  }

  const readIntent = (id: string): Asked<IntentShape> =>
    ask('question', intentSchema, () => stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }));

  async function findByIntent(id: string): Asked<CheckoutState> {
    const found = await ask('question', sessionsSchema, () => sessions.list({ payment_intent: id }));
    if (!found.ok) return found;
    const [session] = found.value.data;
    if (session !== undefined) return readPage(session.id);
    const intent = await readIntent(id);
    return intent.ok
      ? stateOf(intent.value, { reference: id, payment: readPayment(intent.value.metadata) })
      : intent;
  }

  const readCheckout = (reference: string) =>
    reference.startsWith('pi_') ? findByIntent(reference) : readPage(reference);

  /** All refunds of a payment. */
  async function refundsOf(capture: string): Asked<readonly RefundShape[]> {
    const refunds: RefundShape[] = [];
    let after: string | undefined;
    for (let page = 0; page < refundPages; page += 1) {
      const more = after === undefined ? {} : { starting_after: after };
      const read = await ask('question', refundsSchema, () =>
        stripe.refunds.list({ payment_intent: capture, limit: 100, ...more }),
      );
      if (!read.ok) return read;
      refunds.push(...read.value.data);
      if (!read.value.has_more) return ok(refunds);
      after = read.value.data.at(-1)?.id;
    }
    return fail('refused', 'too-many-refunds');
  }

  /** The refund that was made under a key. Stripe itself forgets keys, after a day, and would refund once more. */
  async function findRefund({ capture, key }: ProviderRefundRequest): Asked<RefundShape | undefined> {
    const refunds = await refundsOf(capture);
    return refunds.ok ? ok(refunds.value.find(({ metadata }) => keyOfRefund(metadata) === key)) : refunds;
  }

  return {
    name: 'stripe',
    isLive: settings.isLive,
    accepts: stripeAccepts,
    readCheckout,
    // Stripe takes the money as soon as the payer agrees.
    takeApproved: readCheckout,

    async openCheckout({ key, payment, money, description, returnUrl, cancelUrl, expiresAt }) {
      const metadata = writePayment(payment);
      const opened = await ask('page', openedSchema, () =>
        sessions.create(
          {
            mode: 'payment',
            line_items: [
              {
                price_data: {
                  currency: money.currency.toLowerCase(),
                  unit_amount: toStripe(money),
                  product_data: { name: description },
                },
                quantity: 1,
              },
            ],
            // The payer pays what was asked for, in the currency it was asked in.
            adaptive_pricing: { enabled: false },
            metadata,
            payment_intent_data: { description, metadata },
            client_reference_id: `${payment.guildId}.${payment.paymentId}`,
            success_url: returnUrl,
            cancel_url: cancelUrl,
            expires_at: Math.floor(expiresAt.getTime() / 1000),
          },
          { idempotencyKey: key },
        ),
      );
      if (!opened.ok) return opened;
      const { id: reference, url, expires_at } = opened.value;
      return ok({ reference, url, expiresAt: expires_at } satisfies Checkout);
    },

    async closeCheckout(reference) {
      const expand = ['payment_intent.latest_charge'];
      const closed = await ask('order', sessionSchema, () => sessions.expire(reference, { expand }));
      if (closed.ok) return stateOfSession(closed.value);
      // It is not open any more, and may just have been paid.
      return closed.refusal.code === 'refused' ? readCheckout(reference) : closed;
    },

    async readCapture(reference) {
      const intent = await readIntent(reference);
      return intent.ok ? captureOf(intent.value) : intent;
    },

    async refund(request): Asked<ProviderRefund> {
      const { key, capture, money, payment } = request;
      const earlier = await findRefund(request);
      if (!earlier.ok) return earlier;
      if (earlier.value !== undefined) return toRefund(earlier.value);
      const metadata = { ...writePayment(payment), refund_key: key };
      const made = await ask('order', refundSchema, () =>
        stripe.refunds.create(
          { payment_intent: capture, amount: toStripe(money), metadata },
          { idempotencyKey: key },
        ),
      );
      return made.ok ? toRefund(made.value) : made;
    },

    async readRefund(reference) {
      const refund = await ask('question', refundSchema, () => stripe.refunds.retrieve(reference));
      return refund.ok ? toRefund(refund.value) : refund;
    },

    async readRefunds(capture) {
      const refunds = await refundsOf(capture);
      if (!refunds.ok) return refunds;
      const read: ProviderRefund[] = [];
      for (const refund of refunds.value) {
        const one = await toRefund(refund);
        if (!one.ok) return one;
        read.push(one.value);
      }
      return ok(read);
    },

    async readDispute(reference) {
      const expand = ['payment_intent'];
      const dispute = await ask('question', disputeSchema, () =>
        stripe.disputes.retrieve(reference, { expand }),
      );
      return dispute.ok ? toDispute(dispute.value) : dispute;
    },

    async findPayment(written) {
      const [reference = '', prefix] = /^(cs|pi|ch|py)_\w{1,250}$/.exec(written.trim()) ?? [];
      switch (prefix) {
        case 'cs':
        case 'pi':
          return readCheckout(reference);
        case 'ch':
        case 'py': {
          const charge = await ask('question', chargeReferenceSchema, () =>
            stripe.charges.retrieve(reference),
          );
          if (!charge.ok) return charge;
          const { payment_intent: intent } = charge.value;
          return intent === null ? fail('not-found', 'no-payment-intent') : findByIntent(intent);
        }
        default:
          return fail('not-found', 'not-a-reference');
      }
    },

    async readWebhook(body, headers, now) {
      return readStripeWebhook(settings, body, headers, now);
    },
  };
}

/** The address of the API in the parts that the SDK takes. */
function addressOf(apiUrl: string | undefined): Stripe.StripeConfig {
  if (apiUrl === undefined) return {};
  const { protocol, hostname, port } = new URL(apiUrl);
  const isPlain = protocol === 'http:';
  return {
    host: hostname,
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
    protocol: isPlain ? 'http' : 'https',
  };
}
