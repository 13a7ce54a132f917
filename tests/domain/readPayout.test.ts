import { describe, expect, test } from 'vitest';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import { defaultPayoutPolicy, marketplacePayoutPolicy, type PayoutPolicy } from '../../src/domain/payout.ts';
import { isPayoutWish, type PayoutWish, readPayout } from '../../src/domain/readPayout.ts';

const server = { defaultCurrency: currencyCode('USD'), customCurrencies: [currencyCode('Gold')] };
const current: PayoutPolicy = { fee: { kind: 'percent', basisPoints: 1000 }, taxBasisPoints: 500 };
const percent = (basisPoints: number) => ({ kind: 'percent', basisPoints });
const fixed = (minor: number, code: string) => ({
  kind: 'fixed',
  amountMinor: amountMinor(minor),
  currency: currencyCode(code),
});

describe('a payout policy as someone writes it', () => {
  test.each<[PayoutWish, unknown, number]>([
    [{ preset: 'worker' }, defaultPayoutPolicy.fee, 0],
    [{ preset: 'marketplace' }, marketplacePayoutPolicy.fee, 1500],
    [{ preset: 'marketplace', tax: 'none' }, percent(2000), 0],
    [{ fee: '20 %' }, percent(2000), 500],
    [{ fee: ' 12,5% ' }, percent(1250), 500],
    [{ fee: '0.01' }, percent(1), 500],
    [{ fee: '100%' }, percent(10_000), 500],
    [{ fee: 'None' }, { kind: 'none' }, 500],
    [{ fee: '0 %' }, { kind: 'none' }, 500],
    [{ fee: '$5.00' }, fixed(500, 'USD'), 500],
    [{ fee: '50 gold' }, fixed(50, 'Gold'), 500],
    [{ tax: '15 %' }, percent(1000), 1500],
    [{ fee: '1.5', tax: '100' }, percent(150), 10_000],
  ])('%o', (wish, fee, taxBasisPoints) => {
    expect(readPayout(wish, current, server)).toEqual({ ok: true, value: { fee, taxBasisPoints } });
  });

  test.each<[PayoutWish, unknown]>([
    [{ fee: '100.01 %' }, { code: 'payout-share-out-of-range', part: 'fee', basisPoints: 10_001 }],
    [{ fee: '120' }, { code: 'payout-share-out-of-range', part: 'fee', basisPoints: 12_000 }],
    [{ fee: '-5 %' }, { code: 'payout-share-out-of-range', part: 'fee', basisPoints: -500 }],
    [{ tax: '101%' }, { code: 'payout-share-out-of-range', part: 'tax', basisPoints: 10_100 }],
    [{ fee: '999999999 %' }, { code: 'payout-share-out-of-range', part: 'fee', basisPoints: 99_999_999_900 }],
    [{ fee: '1.234 %' }, { code: 'payout-not-understood', part: 'fee', typed: '1.234 %' }],
    [{ fee: 'a lot' }, { code: 'payout-not-understood', part: 'fee', typed: 'a lot' }],
    [{ fee: '$5 %' }, { code: 'payout-not-understood', part: 'fee', typed: '$5 %' }],
    [{ tax: '$5' }, { code: 'payout-not-understood', part: 'tax', typed: '$5' }],
    [{ fee: '5 Shells' }, { code: 'currency-unknown', word: 'Shells' }],
    [{ fee: '-$5' }, { code: 'money-not-positive' }],
  ])('%o is refused', (wish, refusal) => {
    expect(readPayout(wish, current, server)).toEqual({ ok: false, refusal });
  });

  test('saying nothing is no wish', () => {
    expect(isPayoutWish({})).toBe(false);
    expect(isPayoutWish({ tax: '0' })).toBe(true);
  });
});
