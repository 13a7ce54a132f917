import type { CurrencyCode } from './money.ts';

/*
 * Facts from ISO 4217: how many decimals each currency in use has ("minor unit"). ICU, behind `Intl`, rounds some of
 * them to what is common in shops (HUF 0, IQD 0, …) and must not be asked: payment providers count in these units.
 */

const withoutDecimals = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const withThreeDecimals = 'BHD IQD JOD KWD LYD OMR TND';
const withTwoDecimals = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
  CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR
  KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB
  PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY
  TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`;

const codesOf = (list: string) => list.trim().split(/\s+/) as CurrencyCode[];

/** Every ISO 4217 currency in use, with its number of decimals. */
export const isoExponents: ReadonlyMap<CurrencyCode, 0 | 2 | 3> = new Map([
  ...codesOf(withoutDecimals).map((code) => [code, 0] as const),
  ...codesOf(withTwoDecimals).map((code) => [code, 2] as const),
  ...codesOf(withThreeDecimals).map((code) => [code, 3] as const),
]);

/** Where a single comma means decimals without asking: `1,50 EUR`. Elsewhere (`$1,50`) it may also be a slip. */
export const decimalCommaCurrencies: ReadonlySet<CurrencyCode> = new Set(
  codesOf(`
    ALL AMD AOA ARS AZN BAM BOB BRL BYN CLP COP CVE CZK DKK DZD EUR GEL HUF IDR ISK KGS KZT MAD MDL MKD MZN NOK PLN PYG
    RON RSD RUB SEK STN TJS TRY UAH UYU UZS VES VND XAF XOF`),
);

/**
 * Signs and everyday words, and what they may stand for: the server's own currency when it is among them, otherwise
 * the first. Keys are lower case.
 */
export const currencySigns: ReadonlyMap<string, readonly CurrencyCode[]> = new Map(
  Object.entries({
    $: `USD AUD CAD NZD SGD HKD TWD MXN ARS CLP COP UYU BBD BMD BND BSD BZD DOP FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD`,
    us$: 'USD',
    a$: 'AUD',
    c$: 'CAD',
    nz$: 'NZD',
    s$: 'SGD',
    hk$: 'HKD',
    r$: 'BRL',
    '€': 'EUR',
    '£': 'GBP EGP FKP GIP SHP',
    '¥': 'JPY CNY',
    '￥': 'JPY CNY',
    円: 'JPY',
    元: 'CNY',
    '₩': 'KRW KPW',
    '₹': 'INR',
    '₽': 'RUB',
    '₺': 'TRY',
    '₴': 'UAH',
    '₫': 'VND',
    '₱': 'PHP',
    '₦': 'NGN',
    '₪': 'ILS',
    '฿': 'THB',
    zł: 'PLN',
    kč: 'CZK',
    dollar: 'USD AUD CAD NZD SGD HKD TWD',
    dollars: 'USD AUD CAD NZD SGD HKD TWD',
    euro: 'EUR',
    euros: 'EUR',
    pound: 'GBP EGP FKP GIP SHP',
    pounds: 'GBP EGP FKP GIP SHP',
    yen: 'JPY',
  }).map(([sign, codes]) => [sign, codesOf(codes)]),
);

/** The signs that amounts are shown with; every other currency is shown by its code. */
export const displaySigns: ReadonlyMap<CurrencyCode, string> = new Map([
  ['USD' as CurrencyCode, '$'],
  ['EUR' as CurrencyCode, '€'],
  ['GBP' as CurrencyCode, '£'],
  ['JPY' as CurrencyCode, '¥'],
]);
