import { expect } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import {
  type LocalStripe,
  type LocalStripeOptions,
  startLocalStripe,
} from '../../../sandbox/stripe/index.ts';
import { type StripeSettings, stripeProvider } from '../../../src/adapters/stripe/stripeProvider.ts';
import { amountMinor, currencyCode, type Money } from '../../../src/domain/money.ts';
import type { Result } from '../../../src/domain/result.ts';
import type {
  Capture,
  CheckoutRequest,
  PaymentProvider,
  ProviderFailure,
} from '../../../src/ports/paymentProvider.ts';

/** When the clock of a test begins. */
export const startMs = Date.UTC(2030, 0, 1);
const hourMs = 3_600_000;

/** A payment of some server. */
export const payment = { guildId: '1400000000000000001', paymentId: 'ABC123.1' };

/** An amount in minor units. */
export const money = (minor: number, currency = 'USD'): Money => ({
  amountMinor: amountMinor(minor),
  currency: currencyCode(currency),
});

/** A local Stripe, its clock, and the adapter that talks to it. */
export interface Desk {
  readonly clock: ManualClock;
  readonly local: LocalStripe;
  readonly provider: PaymentProvider;
}

/** Starts all three. */
export async function startDesk(options: LocalStripeOptions = {}): Promise<Desk> {
  const clock = new ManualClock(startMs);
  const local = await startLocalStripe({ clock, seed: 'desk', ...options });
  return { clock, local, provider: providerAt(local) };
}

/** The adapter, set up to talk to a local Stripe. */
export function providerAt(local: LocalStripe, more: Partial<StripeSettings> = {}): PaymentProvider {
  return stripeProvider({
    secretKey: local.secretKey,
    isLive: false,
    webhookSecrets: ['whsec_of_the_desk'],
    apiUrl: local.origin,
    timeoutMs: 10_000,
    ...more,
  });
}

/** One that does not wait for long; for calls that are never answered. */
export const impatientAt = (local: LocalStripe): PaymentProvider => providerAt(local, { timeoutMs: 150 });

/** What is asked for to have a page opened. */
export const checkoutOf = (key: string, price = money(15_000)): CheckoutRequest => ({
  key,
  payment,
  money: price,
  description: 'Website for Mia',
  returnUrl: 'https://desk.example/paid',
  cancelUrl: 'https://desk.example/cancelled',
  expiresAt: new Date(startMs + 23 * hourMs),
});

/** The value of what came out well; fails the test otherwise. */
export function value<T>(result: Result<T, ProviderFailure>): T {
  if (!result.ok) expect.fail(`${result.refusal.code}: ${result.refusal.reason}`);
  return result.value;
}

/** Why something did not come about: `code reason`; fails the test if it did. */
export function failure(result: Result<unknown, ProviderFailure>): string {
  if (result.ok) expect.fail(`It came about: ${JSON.stringify(result.value)}`);
  expect(result.refusal.provider).toBe('stripe');
  return `${result.refusal.code} ${result.refusal.reason}`;
}

/** A page that was paid by card. */
export async function paid({ local, provider }: Desk, key = 'k', price = money(15_000)): Promise<Capture> {
  const { reference } = value(await provider.openCheckout(checkoutOf(key, price)));
  local.pay(reference);
  const state = value(await provider.readCheckout(reference));
  if (state.state !== 'paid') expect.fail(state.state);
  return state.capture;
}
