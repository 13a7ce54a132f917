import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import type { Asked, CheckoutRequest, Providers } from '../../src/ports/paymentProvider.ts';
import { guildId } from './anOrder.ts';
import type { FakeProvider } from './fakeProvider.ts';

/** So much in US dollars, in cents. */
export function usd(minor: number) {
  return { amountMinor: amountMinor(minor), currency: currencyCode('USD') };
}

/** A page for $20.00 that takes money for an hour from `now` on. */
export function aCheckout(now: Date, overrides: Partial<CheckoutRequest> = {}): CheckoutRequest {
  return {
    key: 'checkout-1',
    payment: { guildId, paymentId: 'ABC123.1' },
    money: usd(2_000),
    description: 'Website Development',
    returnUrl: 'https://desk.example.com/paid',
    cancelUrl: 'https://desk.example.com/cancelled',
    expiresAt: new Date(now.getTime() + 3_600_000),
    ...overrides,
  };
}

/** These, by name. */
export function providersOf(...providers: readonly FakeProvider[]): Providers {
  return new Map(providers.map((provider) => [provider.name, provider]));
}

/** What was answered, where it must have gone well. */
export async function answered<T>(asked: Asked<T>): Promise<T> {
  const result = await asked;
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.reason}`);
  return result.value;
}
