import { writeAmount } from '../../payments/page.ts';
import { invalid } from './errors.ts';

/*
 * Stripe's own rules on amounts (its documentation, "Supported currencies"). They are not ISO 4217's: MGA has no
 * decimals here, ISK and UGX are counted in hundredths that must be whole.
 */

const withoutDecimals = new Set(
  'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.toLowerCase().split(' '),
);
const withThreeDecimals = new Set('BHD JOD KWD OMR TND'.toLowerCase().split(' '));
const inWholeHundreds = new Set(['isk', 'ugx']);
const withTwoDecimals = new Set(
  `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC CVE
  CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD KES KGS KHR KYD KZT
  LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
  QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TOP TRY TTD TWD TZS UAH UGX USD UYU UZS WST XCD
  XCG YER ZAR ZMW`
    .toLowerCase()
    .split(/\s+/),
);

/** The least that can be charged; elsewhere it is what 0.50 USD are worth, which the local Stripe does not know. */
const least: Readonly<Record<string, number>> = {
  ...{
    usd: 50,
    aed: 200,
    aud: 50,
    bgn: 100,
    brl: 50,
    cad: 50,
    chf: 50,
    czk: 1500,
    dkk: 250,
    eur: 50,
    gbp: 30,
  },
  ...{ hkd: 400, huf: 17_500, inr: 50, jpy: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50, pln: 200, ron: 200 },
  ...{ sek: 300, sgd: 50, thb: 1000 },
};
const most = 99_999_999;

/** How many decimals Stripe counts a currency with. */
export function exponentOf(currency: string): 0 | 2 | 3 {
  if (withoutDecimals.has(currency)) return 0;
  return withThreeDecimals.has(currency) ? 3 : 2;
}

/** An amount for people: `12.34 EUR`. */
export function write(amount: number, currency: string): string {
  return writeAmount(amount, currency, exponentOf(currency));
}

/** Refuses a currency that Stripe does not take; `param` says where it was given. */
export function checkCurrency(currency: string, param: string): void {
  const sets = [withoutDecimals, withTwoDecimals, withThreeDecimals];
  if (sets.some((set) => set.has(currency))) return;
  throw invalid(`Invalid currency: ${currency}. Stripe does not support this currency.`, { param });
}

/** Refuses what no payment and no refund can be in this currency. */
export function checkDecimals(amount: number, currency: string, param: string): void {
  if (withThreeDecimals.has(currency) && amount % 10 !== 0)
    throw invalid(`Invalid amount: in ${currency} the last digit must be 0.`, { param });
  if (inWholeHundreds.has(currency) && amount % 100 !== 0)
    throw invalid(`Invalid amount: in ${currency} the last two digits must be 0.`, { param });
}

/** Refuses a total that can't be charged. */
export function checkTotal(total: number, currency: string): void {
  const smallest = least[currency] ?? 1;
  if (total < smallest) {
    const limit = write(smallest, currency);
    throw invalid(`The Checkout Session's total amount due must add up to at least ${limit}`, {
      code: 'amount_too_small',
    });
  }
  if (total > most) {
    throw invalid(`The Checkout Session's total amount must be no more than ${write(most, currency)}`, {
      code: 'amount_too_large',
    });
  }
}
