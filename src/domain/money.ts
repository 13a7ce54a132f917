import { currencySigns, decimalCommaCurrencies, displaySigns, isoExponents } from './currencies.ts';
import { ok, type Result, refuse } from './result.ts';

declare const brand: unique symbol;

/** A safe integer in the currency's smallest unit (cents, yen, fils). Made by `amountMinor`. */
export type AmountMinor = number & { readonly [brand]: 'AmountMinor' };

/** An ISO 4217 code (`USD`), or the name of a server's own currency (`Gold`). Made by `findCurrency`. */
export type CurrencyCode = string & { readonly [brand]: 'CurrencyCode' };

/** An amount of one currency; what holds money otherwise (balances, differences) may also be zero or negative. */
export type Money = { readonly amountMinor: AmountMinor; readonly currency: CurrencyCode };

/** Why an amount was not taken, with what is needed to say so. */
export type MoneyRefusal =
  | { readonly code: 'money-not-understood' }
  /** It can be read in two ways; ask which. */
  | { readonly code: 'money-ambiguous'; readonly readings: readonly [Money, Money] }
  /** More decimals than the currency has. */
  | { readonly code: 'money-too-precise'; readonly currency: CurrencyCode; readonly decimals: number }
  | { readonly code: 'money-not-positive' }
  | { readonly code: 'money-too-large'; readonly most: Money }
  | { readonly code: 'currency-unknown'; readonly word: string };

/** The currencies of one server: what a bare number is in, and the names it made up itself. */
export interface ServerCurrencies {
  readonly defaultCurrency: CurrencyCode;
  readonly customCurrencies: readonly CurrencyCode[];
}

/** The largest amount taken from anyone, in whole units; even with three decimals sums of 9,000 of them stay exact. */
const mostMajor = 1_000_000_000;
const longestText = 64;

/** Brands a number of minor units. Throws when it is not a safe integer: money is never rounded silently. */
export function amountMinor(value: number): AmountMinor {
  if (!Number.isSafeInteger(value)) throw new RangeError(`Not an amount in minor units: ${value}`);
  return value as AmountMinor;
}

/** The sum of amounts of one currency. Throws when they are not of one, or beyond safe integers. */
export function sumOf(amounts: readonly Money[]): AmountMinor {
  if (amounts.some(({ currency }) => currency !== amounts[0]?.currency))
    throw new RangeError('Amounts of several currencies have no sum');
  return amountMinor(amounts.reduce((sum, one) => sum + one.amountMinor, 0));
}

/** How many decimals the currency has: ISO 4217 says 0, 2 or 3; a server's own currency has none. */
export function currencyExponent(currency: CurrencyCode): 0 | 2 | 3 {
  return isoExponents.get(currency) ?? 0;
}

/**
 * Whether a server may call its own currency so: up to 20 letters, single spaces between words, and not an ISO 4217
 * code in any case.
 */
export function isCustomCurrencyName(name: string): name is CurrencyCode {
  return (
    name.length <= 20 &&
    name === name.normalize('NFC') &&
    /^\p{L}[\p{L}\p{M}]*(?: [\p{L}\p{M}]+)*$/u.test(name) &&
    !isoExponents.has(name.toUpperCase() as CurrencyCode)
  );
}

/** Whether this is a currency an amount can be in: an ISO 4217 code, or a name a server may give its own. */
export function isCurrencyCode(text: unknown): text is CurrencyCode {
  return typeof text === 'string' && (isoExponents.has(text as CurrencyCode) || isCustomCurrencyName(text));
}

/** Brands a currency that the program itself names. Throws when it is none. */
export function currencyCode(text: string): CurrencyCode {
  if (!isCurrencyCode(text)) throw new RangeError(`Not a currency: ${text}`);
  return text;
}

/** The currency that a code, name, sign or everyday word stands for in this server, or undefined. */
export function findCurrency(word: string, server: ServerCurrencies): CurrencyCode | undefined {
  return currenciesMeant(word, server)[0];
}

/**
 * Reads an amount as people write it: `$150.00`, `usd 150`, `€1,50`, `1.500,00 EUR`, `500 Gold`, `500`. A sign that
 * several currencies share means the server's default when that is one of them: `$` is AUD where AUD is the default,
 * else USD. What could mean two amounts is refused with both.
 */
export function parseMoney(text: string, server: ServerCurrencies): Result<Money, MoneyRefusal> {
  const pattern =
    /^(?<sign>[-−])? ?(?<before>[\p{L}\p{M}\p{Sc} ]+?)? ?(?<innerSign>[-−])? ?(?<number>\d(?:[\d.,'’ ]*\d)?|\.\d+) ?(?<after>[\p{L}\p{M}\p{Sc} ]+)?$/u;
  const tidied = text.trim().replace(/\s+/g, ' ').normalize('NFC');
  const found = tidied.length <= longestText ? pattern.exec(tidied)?.groups : undefined;
  if (found?.number === undefined || (found.sign && found.innerSign))
    return refuse({ code: 'money-not-understood' });
  const { sign, before, innerSign, number, after } = found;

  const words = [before, after].filter((word) => word !== undefined);
  const meanings = words.map((word) => currenciesMeant(word, server));
  const unknown = words.find((_, index) => meanings[index]?.length === 0);
  if (unknown !== undefined) return refuse({ code: 'currency-unknown', word: unknown });
  const [first = [server.defaultCurrency], second = first] = meanings;
  // "$150 CAD": the sign and the code must be able to mean the same.
  const currency = first.find((code) => second.includes(code));
  if (currency === undefined) return refuse({ code: 'money-not-understood' });

  const amount = readNumber(number, currency);
  const isAmount = amount.ok || amount.refusal.code !== 'money-not-understood';
  return isAmount && (sign || innerSign) ? refuse({ code: 'money-not-positive' }) : amount;
}

/**
 * Shows an amount: `$1,500.00`, `¥500`, `12.500 KWD`, `500 Gold`. Give the server's default currency when the text may
 * be typed or sent back: then `parseMoney` in that server reads exactly this amount, because a sign that means another
 * currency there is replaced by the code (`150.00 USD` where `$` is AUD).
 */
export function formatMoney(money: Money, defaultCurrency?: CurrencyCode): string {
  const exponent = currencyExponent(money.currency);
  const digits = String(Math.abs(money.amountMinor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent).replace(/\B(?=(?:\d{3})+$)/g, ',');
  const number = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`;
  const minus = money.amountMinor < 0 ? '-' : '';
  const sign = displaySigns.get(money.currency);
  const readsBack = sign !== undefined && signMeanings(sign, defaultCurrency)[0] === money.currency;
  return readsBack ? `${minus}${sign}${number}` : `${minus}${number} ${money.currency}`;
}

/** What a word may stand for, the likeliest first; empty when unknown. */
function currenciesMeant(word: string, server: ServerCurrencies): readonly CurrencyCode[] {
  const asked = word.trim().toLowerCase();
  const own = [...server.customCurrencies, server.defaultCurrency].find((c) => c.toLowerCase() === asked);
  if (own !== undefined) return [own];
  const code = asked.toUpperCase() as CurrencyCode;
  return isoExponents.has(code) ? [code] : signMeanings(asked, server.defaultCurrency);
}

function signMeanings(sign: string, defaultCurrency: CurrencyCode | undefined): readonly CurrencyCode[] {
  const codes = currencySigns.get(sign) ?? [];
  return defaultCurrency !== undefined && codes.includes(defaultCurrency)
    ? [defaultCurrency, ...codes.filter((code) => code !== defaultCurrency)]
    : codes;
}

/** Digits before and after the decimal mark, nothing else. */
interface Decimal {
  readonly whole: string;
  readonly fraction: string;
}

function readNumber(number: string, currency: CurrencyCode): Result<Money, MoneyRefusal> {
  const grouped = readGrouped(number);
  const decimal = readDecimal(number);
  const only = grouped ?? decimal;
  if (only === undefined) return refuse({ code: 'money-not-understood' });

  const exponent = currencyExponent(currency);
  const isComma = number.includes(',');
  const takesComma = decimalCommaCurrencies.has(currency);
  if (grouped !== undefined && decimal !== undefined) {
    // One mark with three digits behind it: "1,500" or "12.345".
    if (exponent === 0 || (exponent === 2 && isComma && !takesComma)) return toMoney(grouped, currency);
    if (exponent === 3 && !isComma) return toMoney(decimal, currency);
    return askWhich(decimal, grouped, currency);
  }
  // "$1,50": decimals written the other way, or thousands with a digit missing?
  if (decimal !== undefined && /^[1-9]\d*,\d+$/.test(number) && !takesComma) {
    const isExact = toMoney(decimal, currency).ok;
    if (isExact)
      return askWhich(decimal, { whole: decimal.whole + decimal.fraction, fraction: '' }, currency);
  }
  return toMoney(only, currency);
}

/** A whole number, with or without thousands grouped: `1500`, `1,500`, `1.500`, `1 500`, `1'500`, `1,50,000`. */
function readGrouped(number: string): Decimal | undefined {
  const isGrouped =
    /^\d+$/.test(number) ||
    /^[1-9]\d{0,2}([.,'’ ])\d{3}(?:\1\d{3})*$/.test(number) ||
    /^[1-9]\d?(?:,\d{2})+,\d{3}$/.test(number);
  return isGrouped ? { whole: number.replace(/\D/g, ''), fraction: '' } : undefined;
}

/** A number with decimals behind the last `.` or `,`: `1.50`, `.50`, `1,500.00`, `1.500,00`. */
function readDecimal(number: string): Decimal | undefined {
  const [, whole, mark, fraction] = /^(.*)([.,])(\d+)$/.exec(number) ?? [];
  if (whole === undefined || mark === undefined || fraction === undefined || whole.includes(mark))
    return undefined;
  if (whole === '') return { whole: '0', fraction };
  const before = readGrouped(whole);
  return before && { whole: before.whole, fraction };
}

function toMoney({ whole, fraction }: Decimal, currency: CurrencyCode): Result<Money, MoneyRefusal> {
  const decimals = currencyExponent(currency);
  const significant = fraction.replace(/0+$/, '');
  const most = { amountMinor: amountMinor(mostMajor * 10 ** decimals), currency };
  if (significant.length > decimals) return refuse({ code: 'money-too-precise', currency, decimals });
  // The number may have lost its last digits here, but then it is far beyond the most.
  const minor = Number(whole + significant.padEnd(decimals, '0'));
  if (minor === 0) return refuse({ code: 'money-not-positive' });
  if (minor > most.amountMinor) return refuse({ code: 'money-too-large', most });
  return ok({ amountMinor: amountMinor(minor), currency });
}

/** Refuses with both readings, the first cut to the decimals that the currency has; or as the one that is no amount. */
function askWhich(decimal: Decimal, other: Decimal, currency: CurrencyCode): Result<Money, MoneyRefusal> {
  const kept = decimal.fraction.slice(0, currencyExponent(currency));
  const first = toMoney({ whole: decimal.whole, fraction: kept }, currency);
  const second = toMoney(other, currency);
  if (!first.ok) return first;
  if (!second.ok) return second;
  return refuse({ code: 'money-ambiguous', readings: [first.value, second.value] });
}
