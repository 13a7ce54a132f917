import { isoExponents } from '../../domain/currencies.ts';
import {
  amountMinor,
  type CurrencyCode,
  currencyCode,
  currencyExponent,
  isCurrencyCode,
  type Money,
} from '../../domain/money.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { UnpayableRefusal } from '../../ports/paymentProvider.ts';

/*
 * Stripe's rules on amounts (docs: "Supported currencies"). Stripe counts in the smallest unit as ISO 4217 has it, but
 * for three currencies: ariary in whole ones, and krónur and shillings in hundredths that must be whole.
 */

const inHundredths = new Set(['ISK', 'UGX']);
const inWholeOnes = new Set(['MGA']);

/** Currencies of ISO 4217 that Stripe does not take. */
const notTaken = new Set(
  'BTN CUP ERN GHS IQD IRR KPW LYD MRU SDG SSP STN SVC SYP TMT VED VES ZWG'.split(' '),
);

/** The least that can be paid, in minor units. Elsewhere it is what 0.50 USD are worth on the day. */
const least: Readonly<Record<string, number>> = {
  ...{ AED: 200, AUD: 50, BRL: 50, CAD: 50, CHF: 50, CZK: 1500, DKK: 250, EUR: 50, GBP: 30, HKD: 400 },
  ...{ HUF: 17_500, INR: 50, JPY: 50, MXN: 1000, MYR: 200, NOK: 300, NZD: 50, PLN: 200, RON: 200 },
  ...{ SEK: 300, SGD: 50, THB: 1000, USD: 50 },
};

/** The most, in Stripe's own count: eight digits. */
const most = 99_999_999;

/** Whether Stripe takes such an amount. */
export function stripeAccepts({ amountMinor: minor, currency }: Money): Result<undefined, UnpayableRefusal> {
  const no = (why: UnpayableRefusal['why'], limitMinor?: number) =>
    refuse({
      code: 'provider-takes-not',
      provider: 'stripe',
      why,
      ...(limitMinor === undefined ? {} : { limit: { amountMinor: amountMinor(limitMinor), currency } }),
    } as const);
  if (!isoExponents.has(currency) || notTaken.has(currency)) return no('currency');
  const smallest = least[currency] ?? 1;
  if (minor < smallest) return no('too-small', smallest);
  const largest = inHundredths.has(currency)
    ? Math.floor(most / 100)
    : inWholeOnes.has(currency)
      ? most * 100
      : most;
  if (minor > largest) return no('too-large', largest);
  return minor % stepOf(currency) === 0 ? ok(undefined) : no('decimals');
}

/** Stripe's count of an amount that it accepts. */
export function toStripe({ amountMinor: minor, currency }: Money): number {
  if (inHundredths.has(currency)) return minor * 100;
  return inWholeOnes.has(currency) ? minor / 100 : minor;
}

/** An amount as Stripe counts it; undefined where it is none that we can count. */
export function fromStripe(amount: number, code: string): Money | undefined {
  const name = code.toUpperCase();
  if (!isCurrencyCode(name)) return undefined;
  const currency = currencyCode(name);
  const minor = inHundredths.has(name) ? amount / 100 : inWholeOnes.has(name) ? amount * 100 : amount;
  return Number.isSafeInteger(minor) ? { amountMinor: amountMinor(minor), currency } : undefined;
}

/** Amounts are multiples of this many minor units: of three decimals Stripe passes on only two. */
function stepOf(currency: CurrencyCode): number {
  if (inWholeOnes.has(currency)) return 100;
  return currencyExponent(currency) === 3 ? 10 : 1;
}
