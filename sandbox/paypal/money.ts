import { z } from 'zod';
import { invalid, unprocessable } from './errors.ts';

/** An amount as PayPal writes it. */
export interface PayPalMoney {
  readonly currency_code: string;
  readonly value: string;
}

/** An amount as the local PayPal keeps it: ISO 4217 minor units, also where PayPal takes no decimals. */
export interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
}

const CURRENCIES = new Set(
  'AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD'.split(
    ' ',
  ),
);
/** PayPal takes these in whole units only, though the forint and the Taiwan dollar have two decimals in ISO 4217. */
const WITHOUT_DECIMALS = new Set(['HUF', 'JPY', 'TWD']);

/** How a request's amount must look; `readAmount` says the rest. */
export const moneySchema = z.object({ currency_code: z.string().length(3), value: z.string().max(32) });

/** The decimals of a currency in ISO 4217; those PayPal knows have two, but for the yen. */
function isoDecimals(currency: string): 0 | 2 {
  return currency === 'JPY' ? 0 : 2;
}

/** Reads an amount more than nothing. Throws PayPal's refusals. */
export function readAmount({ currency_code: currency, value }: PayPalMoney): Amount {
  if (!/^-?\d+(?:\.\d+)?$/.test(value)) {
    throw invalid({
      issue: 'INVALID_PARAMETER_SYNTAX',
      description: 'This is no amount.',
      field: '/amount/value',
      value,
    });
  }
  if (!CURRENCIES.has(currency)) throw unprocessable('CURRENCY_NOT_SUPPORTED', `${currency} is not taken.`);
  const [whole = '', fraction = ''] = value.split('.');
  if (WITHOUT_DECIMALS.has(currency) && value.includes('.')) {
    throw unprocessable('DECIMALS_NOT_SUPPORTED', `${currency} is taken in whole units only.`);
  }
  if (fraction.length > 2) throw unprocessable('DECIMAL_PRECISION', 'There are more than two decimals.');
  const amountMinor = Number(whole + fraction.padEnd(isoDecimals(currency), '0'));
  if (amountMinor <= 0)
    throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE', 'The amount must be more than nothing.');
  return { amountMinor, currency };
}

/** Writes an amount, also zero. */
export function toMoney({ amountMinor, currency }: Amount): PayPalMoney {
  const decimals = WITHOUT_DECIMALS.has(currency) ? 0 : 2;
  return { currency_code: currency, value: (amountMinor / 10 ** isoDecimals(currency)).toFixed(decimals) };
}

/** PayPal's fee by default: 3.49 % and 49 cents (or yen), in what the currency can be paid in. */
export function standardFee({ amountMinor, currency }: Amount): number {
  const step = WITHOUT_DECIMALS.has(currency) && isoDecimals(currency) === 2 ? 100 : 1;
  const fee = Math.round((amountMinor * 0.0349 + 49) / step) * step;
  return Math.min(amountMinor, fee);
}
