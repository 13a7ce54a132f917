import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoExponents } from '../../src/domain/currencies.ts';
import {
  amountMinor,
  type CurrencyCode,
  currencyExponent,
  findCurrency,
  formatMoney,
  isCustomCurrencyName,
  type Money,
  parseMoney,
  type ServerCurrencies,
} from '../../src/domain/money.ts';

const code = (text: string) => text as CurrencyCode;
const money = (minor: number, currency: string): Money => ({
  amountMinor: amountMinor(minor),
  currency: code(currency),
});
const server = (defaultCurrency = 'USD', ...custom: string[]): ServerCurrencies => ({
  defaultCurrency: code(defaultCurrency),
  customCurrencies: custom.map(code),
});

/** The amount shown with its currency and minor units, both amounts of an ambiguity, or the refusal's code. */
function read(text: string, where: ServerCurrencies = server('USD', 'Gold', 'Dragon Coins')): string {
  const result = parseMoney(text, where);
  const show = (m: Money) => `${m.amountMinor} ${m.currency}`;
  if (result.ok) return show(result.value);
  if (result.refusal.code === 'money-ambiguous') return result.refusal.readings.map(show).join(' or ');
  return result.refusal.code;
}

describe('amounts as people write them', () => {
  test.each([
    ['$150.00', '15000 USD'],
    ['$150', '15000 USD'],
    ['150$', '15000 USD'],
    ['$ 150', '15000 USD'],
    ['150 USD', '15000 USD'],
    ['usd 150', '15000 USD'],
    ['150usd', '15000 USD'],
    ['$150 USD', '15000 USD'],
    ['$150 CAD', '15000 CAD'],
    ['us$150', '15000 USD'],
    ['150 dollars', '15000 USD'],
    ['€1,50', '150 EUR'],
    ['1.50 €', '150 EUR'],
    ['1,5 €', '150 EUR'],
    ['£20', '2000 GBP'],
    ['¥500', '500 JPY'],
    ['¥1,500', '1500 JPY'],
    ['500 JPY', '500 JPY'],
    ['¥500.00', '500 JPY'],
    ['500 Gold', '500 Gold'],
    ['500 gold', '500 Gold'],
    ['GOLD 500', '500 Gold'],
    ['1,500 Gold', '1500 Gold'],
    ['1.500 Gold', '1500 Gold'],
    ['12 dragon coins', '12 Dragon Coins'],
    ['500', '50000 USD'],
    ['0.01', '1 USD'],
    ['.50', '50 USD'],
    ['$0,50', '50 USD'],
    ['1,500.00 USD', '150000 USD'],
    ['1,500 USD', '150000 USD'],
    ['1.500,00 EUR', '150000 EUR'],
    ['1.500,00 USD', '150000 USD'],
    ['1 500,00 EUR', '150000 EUR'],
    ["1'500.00 CHF", '150000 CHF'],
    ['1,50,000 INR', '15000000 INR'],
    ['1.234.567 EUR', '123456700 EUR'],
    ['12.500 KWD', '12500 KWD'],
    ['12.5 KWD', '12500 KWD'],
    ['1.5000 USD', '150 USD'],
    ['  150\u00a0USD ', '15000 USD'],
    ['1\u202f500,00\u00a0€', '150000 EUR'],
    ['1000000000', '100000000000 USD'],
    // ISO 4217, where ICU says no decimals:
    ['10.50 HUF', '1050 HUF'],
    ['10.500 IQD', '10500 IQD'],
  ])('%j is %s', (text, expected) => expect(read(text)).toBe(expected));
});

describe('amounts that are refused', () => {
  test.each([
    ['$1,50', '150 USD or 15000 USD'],
    ['1,5', '150 USD or 1500 USD'],
    ['12.345 USD', '1234 USD or 1234500 USD'],
    ['€1.500', '150 EUR or 150000 EUR'],
    ['€1,500', '150 EUR or 150000 EUR'],
    ['12,500 KWD', '12500 KWD or 12500000 KWD'],
    ['1,00 Gold', '1 Gold or 100 Gold'],
    ['1500,000 USD', '150000 USD or 150000000 USD'],
    ['12.3456 USD', 'money-too-precise'],
    ['12345.678', 'money-too-precise'],
    ['0.001', 'money-too-precise'],
    ['¥1.5', 'money-too-precise'],
    ['1.5 Gold', 'money-too-precise'],
    ['1,50 Gold', 'money-too-precise'],
    ['0', 'money-not-positive'],
    ['$0.00', 'money-not-positive'],
    ['-5', 'money-not-positive'],
    ['$-5', 'money-not-positive'],
    ['-$5', 'money-not-positive'],
    ['−5 EUR', 'money-not-positive'],
    ['-99999999999999', 'money-not-positive'],
    ['1000000000.01', 'money-too-large'],
    ['1,000,000,001 Gold', 'money-too-large'],
    ['9'.repeat(60), 'money-too-large'],
    // Its second reading is no amount that is taken.
    ['$999999999,50', 'money-too-large'],
    ['150 FOO', 'currency-unknown'],
    ['150 silver', 'currency-unknown'],
    ['₿1', 'currency-unknown'],
    ['1e9', 'money-not-understood'],
    ['five', 'money-not-understood'],
    ['', 'money-not-understood'],
    ['   ', 'money-not-understood'],
    ['USD', 'money-not-understood'],
    ['$', 'money-not-understood'],
    ['9'.repeat(300), 'money-not-understood'],
    ['x'.repeat(300), 'money-not-understood'],
    ['５００', 'money-not-understood'],
    ['٥٠٠', 'money-not-understood'],
    ['💰500', 'money-not-understood'],
    ['500 💰', 'money-not-understood'],
    ['1,,5', 'money-not-understood'],
    ['1..5', 'money-not-understood'],
    ['1.5.0', 'money-not-understood'],
    ['1,500,00', 'money-not-understood'],
    ['1,500.000,00', 'money-not-understood'],
    ['1 50', 'money-not-understood'],
    ['0,500,000', 'money-not-understood'],
    ['150.', 'money-not-understood'],
    ['--5', 'money-not-understood'],
    ['-$-5', 'money-not-understood'],
    ['+5', 'money-not-understood'],
    ['0x10', 'money-not-understood'],
    ['Infinity', 'money-not-understood'],
    ['€150 USD', 'money-not-understood'],
    ['1\u200b50', 'money-not-understood'],
  ])('%j: %s', (text, expected) => expect(read(text)).toBe(expected));

  test('a refusal carries what is needed to explain it', () => {
    expect(parseMoney('150 silver', server())).toEqual({
      ok: false,
      refusal: { code: 'currency-unknown', word: 'silver' },
    });
    expect(parseMoney('1.505', server('KWD')).ok).toBe(true);
    expect(parseMoney('1.5', server('JPY'))).toEqual({
      ok: false,
      refusal: { code: 'money-too-precise', currency: 'JPY', decimals: 0 },
    });
    expect(parseMoney('10000000000', server())).toEqual({
      ok: false,
      refusal: { code: 'money-too-large', most: money(100_000_000_000, 'USD') },
    });
  });
});

describe('what a server is used to', () => {
  test.each([
    ['$5', 'AUD', '500 AUD'],
    ['$5', 'MXN', '500 MXN'],
    ['$5', 'EUR', '500 USD'],
    ['$5', 'Gold', '500 USD'],
    ['$5 USD', 'AUD', '500 USD'],
    ['US$5', 'AUD', '500 USD'],
    ['¥5', 'CNY', '500 CNY'],
    ['£5', 'USD', '500 GBP'],
    ['5', 'Gold', '5 Gold'],
    ['5', 'KWD', '5000 KWD'],
    ['5 gold', 'Gold', '5 Gold'],
  ])('%s where the default is %s is %s', (text, byDefault, expected) =>
    expect(read(text, server(byDefault))).toBe(expected),
  );

  test('a made-up currency is known only in its own server', () =>
    expect(read('500 Gold', server('USD'))).toBe('currency-unknown'));

  test('a name is known however its accents are typed', () =>
    expect(read('5 Cafe\u0301', server('USD', 'Caf\u00e9'))).toBe('5 Caf\u00e9'));

  test('a currency is found by code, name and sign', () => {
    const here = server('AUD', 'Gold');
    expect(['eur', 'gold', '$', '£', 'shells'].map((word) => findCurrency(word, here))).toEqual([
      'EUR',
      'Gold',
      'AUD',
      'GBP',
      undefined,
    ]);
  });

  test.each(['Gold', 'Dragon Coins', 'Złoto', '金'])('%j can name a currency', (name) =>
    expect(isCustomCurrencyName(name)).toBe(true),
  );
  test.each(['', 'usd', 'USD', 'Gold 2', ' Gold', 'Gold  Coins', '@everyone', '$', 'x'.repeat(21), '<@1>'])(
    '%j can not',
    (name) => expect(isCustomCurrencyName(name)).toBe(false),
  );
});

describe('amounts as they are shown', () => {
  test.each([
    [money(15_000, 'USD'), '$150.00'],
    [money(150_000, 'USD'), '$1,500.00'],
    [money(123_456_789_012, 'USD'), '$1,234,567,890.12'],
    [money(1, 'USD'), '$0.01'],
    [money(0, 'USD'), '$0.00'],
    [money(-150, 'USD'), '-$1.50'],
    [money(150, 'EUR'), '€1.50'],
    [money(2000, 'GBP'), '£20.00'],
    [money(500, 'JPY'), '¥500'],
    [money(12_500, 'KWD'), '12.500 KWD'],
    [money(20_000, 'CHF'), '200.00 CHF'],
    [money(500, 'Gold'), '500 Gold'],
    [money(1_500_000, 'Gold'), '1,500,000 Gold'],
  ])('%j is %s', (amount, expected) => expect(formatMoney(amount)).toBe(expected));

  test('a sign that means another currency in that server gives way to the code', () => {
    expect(formatMoney(money(150, 'USD'), code('AUD'))).toBe('1.50 USD');
    expect(formatMoney(money(150, 'AUD'), code('AUD'))).toBe('1.50 AUD');
    expect(formatMoney(money(150, 'USD'), code('EUR'))).toBe('$1.50');
  });

  test('what is shown in a server reads back as the same amount there', () => {
    const customName = fc.stringMatching(/^\p{L}{1,9}( \p{L}{1,9})?$/u).filter(isCustomCurrencyName);
    const currency = fc.oneof(fc.constantFrom(...isoExponents.keys()), customName);
    fc.assert(
      fc.property(
        currency,
        currency,
        fc.integer({ min: 1, max: 100_000_000_000 }),
        (own, byDefault, amount) => {
          const most = 10 ** (9 + currencyExponent(own));
          const shown = { amountMinor: amountMinor(Math.min(amount, most)), currency: own };
          // Names that differ only in case are one name to the reader.
          fc.pre(own === byDefault || own.toLowerCase() !== byDefault.toLowerCase());
          const where = { defaultCurrency: byDefault, customCurrencies: [own] };
          expect(parseMoney(formatMoney(shown, byDefault), where)).toEqual({ ok: true, value: shown });
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('no text makes the reader throw, and every amount read is positive and bounded', () => {
    const characters = fc.constantFrom(..."0123456789.,' $€-+eUSDgold\u00a0💰５");
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 20 }), (text) => {
        const result = parseMoney(text, server('USD', 'Gold'));
        if (result.ok) {
          expect(result.value.amountMinor).toBeGreaterThan(0);
          expect(result.value.amountMinor).toBeLessThanOrEqual(1e12);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test('decimals follow ISO 4217', () => {
  expect(
    ['JPY', 'KRW', 'UGX', 'USD', 'HUF', 'MGA', 'ISK', 'IQD', 'TND'].map((c) => currencyExponent(code(c))),
  ).toEqual([0, 0, 0, 2, 2, 2, 0, 3, 3]);
  // A code that stands in two of the lists would be missing here.
  expect(isoExponents.size).toBe(16 + 7 + 132);
});

test('an amount that is not a whole number of minor units is a bug', () => {
  for (const value of [1.5, Number.NaN, 2 ** 53]) expect(() => amountMinor(value)).toThrow(RangeError);
});
