import { expect } from 'vitest';
import type { PayPal } from '../../../sandbox/paypal/index.ts';
import { type PayPalSettings, payPal } from '../../../src/adapters/paypal/payPal.ts';
import { amountMinor, currencyCode, type Money } from '../../../src/domain/money.ts';
import type { Result } from '../../../src/domain/result.ts';
import type {
  CheckoutRequest,
  PaymentProvider,
  ProviderFailure,
} from '../../../src/ports/paymentProvider.ts';

/** A payment of some server. */
export const payment = { guildId: '1400000000000000001', paymentId: 'ABC123.1' };

/** An amount in minor units. */
export const money = (minor: number, currency = 'USD'): Money => ({
  amountMinor: amountMinor(minor),
  currency: currencyCode(currency),
});

/** The provider, set up to talk to a local PayPal. */
export function providerAt(
  paypal: PayPal,
  webhookId = 'WH',
  more: Partial<PayPalSettings> = {},
): PaymentProvider {
  return payPal({
    clientId: paypal.clientId,
    clientSecret: paypal.clientSecret,
    webhookId,
    isLive: false,
    apiUrl: paypal.origin,
    certHosts: [`127.0.0.1:${paypal.port}`],
    certRoots: [paypal.rootCertificate],
    timeoutMs: 5000,
    ...more,
  });
}

/** What is asked for to have a page opened. */
export const checkoutOf = (key: string, price = money(15_000)): CheckoutRequest => ({
  key,
  payment,
  money: price,
  description: 'Website for Mia',
  returnUrl: 'https://desk.example/back',
  cancelUrl: 'https://desk.example/no',
  expiresAt: new Date(Date.UTC(2030, 0, 1)),
});

/** The value of what came out well; fails the test otherwise. */
export function value<T>(result: Result<T, ProviderFailure>): T {
  if (!result.ok) expect.fail(`${result.refusal.code}: ${result.refusal.reason}`);
  return result.value;
}

/** A page that was opened, approved and taken. */
export async function paid(
  paypal: PayPal,
  provider: PaymentProvider,
  key = 'k',
  price = money(15_000),
): Promise<{ order: string; capture: string }> {
  const { reference } = value(await provider.openCheckout(checkoutOf(key, price)));
  paypal.approve(reference);
  value(await provider.takeApproved(reference, `take ${key}`));
  return { order: reference, capture: paypal.captureIds(reference)[0] ?? '' };
}
