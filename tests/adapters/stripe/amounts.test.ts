import { afterAll, beforeAll, expect, test } from 'vitest';
import { isoExponents } from '../../../src/domain/currencies.ts';
import { amountMinor, type CurrencyCode, currencyExponent } from '../../../src/domain/money.ts';
import { checkoutOf, type Desk, money, startDesk, value } from './desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
});

afterAll(() => desk.local.close());

const why = (minor: number, currency: string) => {
  const accepted = desk.provider.accepts(money(minor, currency));
  if (accepted.ok) return 'taken';
  const { why: because, limit } = accepted.refusal;
  return limit === undefined ? because : `${because} ${limit.amountMinor} ${limit.currency}`;
};

test.each([
  ['USD', 50, 'taken'],
  ['USD', 49, 'too-small 50 USD'],
  ['USD', 0, 'too-small 50 USD'],
  ['USD', 99_999_999, 'taken'],
  ['USD', 100_000_000, 'too-large 99999999 USD'],
  ['JPY', 50, 'taken'],
  ['JPY', 49, 'too-small 50 JPY'],
  ['HUF', 17_499, 'too-small 17500 HUF'],
  ['HUF', 17_550, 'taken'],
  ['KWD', 5120, 'taken'],
  ['KWD', 5124, 'decimals'],
  ['ISK', 500, 'taken'],
  ['ISK', 1_000_000, 'too-large 999999 ISK'],
  ['MGA', 50_000, 'taken'],
  ['MGA', 50_050, 'decimals'],
  ['VES', 500, 'currency'],
  ['Gold', 500, 'currency'],
])('%s %d: %s', (currency, minor, expected) => expect(why(minor, currency)).toBe(expected));

test('every currency that is accepted can be paid in, and comes back as the same amount', async () => {
  const taken = [...isoExponents.keys()].filter((currency) => desk.provider.accepts(wholeUnits(currency)).ok);
  expect(taken).toHaveLength(137);
  for (const currency of taken) {
    const price = wholeUnits(currency);
    const { reference } = value(await desk.provider.openCheckout(checkoutOf(`in ${currency}`, price)));
    desk.local.pay(reference);
    expect(value(await desk.provider.readCheckout(reference))).toMatchObject({
      state: 'paid',
      capture: { money: price, refunded: { ...price, amountMinor: 0 } },
    });
  }
});

test('what counts are different is counted as Stripe does', async () => {
  const stripes = async (price: ReturnType<typeof money>) => {
    const { reference } = value(
      await desk.provider.openCheckout(checkoutOf(`${price.currency} alone`, price)),
    );
    return desk.local.world.sessions.get(reference)?.wire.amount_total;
  };
  expect(await stripes(money(500, 'ISK'))).toBe(50_000);
  expect(await stripes(money(50_000, 'MGA'))).toBe(500);
  expect(await stripes(money(5120, 'KWD'))).toBe(5120);
  expect(await stripes(money(5120, 'USD'))).toBe(5120);
});

/** 5000 of it, without decimals. */
function wholeUnits(currency: CurrencyCode) {
  return { amountMinor: amountMinor(5000 * 10 ** currencyExponent(currency)), currency };
}
