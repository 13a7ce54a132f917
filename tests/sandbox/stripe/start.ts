import Stripe from 'stripe';
import { ManualClock } from '../../../sandbox/clock.ts';
import {
  type LocalStripe,
  type LocalStripeOptions,
  startLocalStripe,
} from '../../../sandbox/stripe/index.ts';

/** When the clock of a test begins. */
export const START_MS = 1_800_000_000_000;

/** A local Stripe, its clock, and the real SDK. */
export interface Started {
  readonly clock: ManualClock;
  readonly local: LocalStripe;
  readonly stripe: Stripe;
}

/** Starts all three. */
export async function start(options: LocalStripeOptions = {}): Promise<Started> {
  const clock = new ManualClock(START_MS);
  const local = await startLocalStripe({ clock, seed: 'test', ...options });
  return { clock, local, stripe: sdk(local) };
}

/** The real SDK; it tries once. */
export function sdk(local: LocalStripe, more: Stripe.StripeConfig = {}): Stripe {
  return new Stripe(local.secretKey, { ...local.sdkOptions, maxNetworkRetries: 0, timeout: 10_000, ...more });
}

/** What a checkout session is asked for with, 12.34 EUR by default. */
export function order(
  more: Partial<Stripe.Checkout.SessionCreateParams> = {},
  unitAmount = 1234,
  currency = 'eur',
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    line_items: [
      {
        price_data: { currency, unit_amount: unitAmount, product_data: { name: 'Website design' } },
        quantity: 1,
      },
    ],
    success_url: 'https://example.com/thanks?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://example.com/back',
    client_reference_id: 'guild/A1.1',
    metadata: { payment: 'A1.1' },
    payment_intent_data: { metadata: { payment: 'A1.1' } },
    ...more,
  };
}

/** A session that was paid by card. */
export async function paid({ local, stripe }: Started, unitAmount = 1234): Promise<Stripe.Checkout.Session> {
  const { id } = await stripe.checkout.sessions.create(order({}, unitAmount));
  return local.pay(id).session;
}

/** The types of all events, in their order. */
export function types(local: LocalStripe): readonly string[] {
  return local.events.map(({ type }) => type);
}
