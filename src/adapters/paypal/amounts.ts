import { z } from 'zod';
import {
  amountMinor,
  currencyCode,
  currencyExponent,
  isCurrencyCode,
  type Money,
} from '../../domain/money.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { UnpayableRefusal } from '../../ports/paymentProvider.ts';

/** The currencies PayPal takes (docs: "Currency codes"). */
const taken = new Set(
  'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(
    ' ',
  ),
);

/** PayPal takes these in whole units only, though ISO 4217 gives forint and Taiwan dollar two decimals. */
const wholeOnly = new Set(['HUF', 'JPY', 'TWD']);

/** An amount in PayPal's answers, read into minor units. Fails to parse when it is no such amount. */
export const moneySchema = z
  .object({ currency_code: z.string(), value: z.string().regex(/^-?\d{1,12}(?:\.\d{1,3})?$/) })
  .transform(({ currency_code, value }, context): Money => {
    if (isCurrencyCode(currency_code)) {
      const currency = currencyCode(currency_code);
      const decimals = currencyExponent(currency);
      const [whole = '', fraction = ''] = value.split('.');
      // Yen may be answered as `500.00`; anything but zeros beyond the currency's decimals is not an amount.
      if (/^0*$/.test(fraction.slice(decimals)))
        return {
          currency,
          amountMinor: amountMinor(Number(whole + fraction.slice(0, decimals).padEnd(decimals, '0'))),
        };
    }
    context.addIssue({ code: 'custom', message: 'Not an amount' });
    return z.NEVER;
  });

/** An amount as PayPal wants it written. Ask `payPalAccepts` first. */
export function writeMoney({ amountMinor: minor, currency }: Money): {
  currency_code: string;
  value: string;
} {
  const decimals = currencyExponent(currency);
  const digits = String(minor).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const isWhole = decimals === 0 || wholeOnly.has(currency);
  return { currency_code: currency, value: isWhole ? whole : `${whole}.${digits.slice(-decimals)}` };
}

/** Whether PayPal takes such an amount at all. */
export function payPalAccepts({ amountMinor: minor, currency }: Money): Result<undefined, UnpayableRefusal> {
  const no = (why: UnpayableRefusal['why']) =>
    refuse({ code: 'provider-takes-not', provider: 'paypal', why } as const);
  if (!taken.has(currency)) return no('currency');
  if (wholeOnly.has(currency) && minor % 10 ** currencyExponent(currency) !== 0) return no('decimals');
  return minor > 0 ? ok(undefined) : no('too-small');
}
