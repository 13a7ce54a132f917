import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import {
  allocate,
  checkPayoutPolicy,
  defaultPayoutPolicy,
  marketplacePayoutPolicy,
  type PayoutPolicy,
  payoutOf,
  payoutPolicySchema,
} from '../../src/domain/payout.ts';

const usd = currencyCode('USD');
const gold = currencyCode('Gold');

const percent = (basisPoints: number, taxBasisPoints = 0): PayoutPolicy => ({
  fee: { kind: 'percent', basisPoints },
  taxBasisPoints,
});
const fixed = (minor: number, currency = usd): PayoutPolicy => ({
  fee: { kind: 'fixed', amountMinor: minor, currency },
  taxBasisPoints: 1500,
});

const shares = (
  held: number,
  policy: PayoutPolicy,
  { hasWorker = true, taxIncluded = 0 } = {},
): [worker: number, platform: number, tax: number] => {
  const taxIncludedMinor = amountMinor(taxIncluded);
  const payout = payoutOf({ amountMinor: amountMinor(held), currency: usd }, policy, {
    hasWorker,
    taxIncludedMinor,
  });
  return [payout.workerMinor, payout.platformMinor, payout.taxMinor];
};

describe('a payout', () => {
  test.each<[string, number, PayoutPolicy, [number, number, number]]>([
    ['all to the worker', 10_000, defaultPayoutPolicy, [10_000, 0, 0]],
    ['the marketplace', 10_000, marketplacePayoutPolicy, [8_000, 1_700, 300]],
    ['the marketplace on one cent: it is the worker’s', 1, marketplacePayoutPolicy, [1, 0, 0]],
    ['half a unit goes to the worker', 5, percent(5000), [3, 2, 0]],
    ['half a unit of the fee goes to the tax', 10, percent(10_000, 500), [0, 9, 1]],
    ['a third', 100, percent(3333), [67, 33, 0]],
    ['everything is fee, and all of the fee is tax', 777, percent(10_000, 10_000), [0, 0, 777]],
    ['a fixed fee', 10_000, fixed(250), [9_750, 212, 38]],
    ['a fixed fee above the price takes the price', 200, fixed(250), [0, 170, 30]],
    ['a fixed fee in another currency takes nothing', 200, fixed(250, gold), [200, 0, 0]],
  ])('%s', (_, held, policy, expected) => expect(shares(held, policy)).toEqual(expected));

  test('without a worker, their share goes to the platform', () => {
    expect(shares(10_000, marketplacePayoutPolicy, { hasWorker: false })).toEqual([0, 9_700, 300]);
    expect(shares(10_000, defaultPayoutPolicy, { hasWorker: false })).toEqual([0, 10_000, 0]);
  });

  test('tax that was part of the price goes whole to the tax account, and the policy shares the rest', () => {
    expect(shares(11_500, marketplacePayoutPolicy, { taxIncluded: 1_500 })).toEqual([8_000, 1_700, 1_800]);
    expect(shares(1_500, marketplacePayoutPolicy, { taxIncluded: 1_500 })).toEqual([0, 0, 1_500]);
    expect(() => shares(100, defaultPayoutPolicy, { taxIncluded: 101 })).toThrow(RangeError);
  });

  test('nobody loses a unit or gets less than nothing, whatever the policy', () => {
    const share = fc.integer({ min: 0, max: 10_000 });
    const fee = fc.oneof(
      fc.constant({ kind: 'none' as const }),
      fc.record({ kind: fc.constant('percent' as const), basisPoints: share }),
      fc.record({
        kind: fc.constant('fixed' as const),
        amountMinor: fc.nat(),
        currency: fc.constantFrom(usd, gold),
      }),
    );
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.record({ fee, taxBasisPoints: share }),
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (held, policy, hasWorker, taxPart) => {
          const taxIncluded = Math.floor(held * taxPart);
          const paid = shares(held, policy, { hasWorker, taxIncluded });
          expect(paid.reduce((sum, one) => sum + BigInt(one), 0n)).toBe(BigInt(held));
          expect(paid.every((one) => Number.isSafeInteger(one) && one >= 0)).toBe(true);
          expect(paid[2]).toBeGreaterThanOrEqual(taxIncluded);
          if (!hasWorker) expect(paid[0]).toBe(0);
        },
      ),
    );
  });
});

describe('allocation', () => {
  const allocated = (amount: number, weights: number[]): number[] => [
    ...allocate(amountMinor(amount), weights),
  ];

  test.each<[number, number[], number[]]>([
    [100, [1, 1, 1], [34, 33, 33]],
    [101, [1, 1, 1], [34, 34, 33]],
    [1, [1, 2], [0, 1]],
    [5, [0, 1, 0], [0, 5, 0]],
    [0, [3, 7], [0, 0]],
    // Rounded down 12, 16 and 70; the second lost .67, the third .5.
    [100, [1250, 1667, 7083], [12, 17, 71]],
    [Number.MAX_SAFE_INTEGER, [1, 1], [2 ** 52, 2 ** 52 - 1]],
  ])('of %d by %j gives %j', (amount, weights, expected) =>
    expect(allocated(amount, weights)).toEqual(expected),
  );

  test('gives each their exact share, rounded up or down, and loses nothing', () => {
    const weights = fc
      .array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 8 })
      .filter((list) => list.some((weight) => weight > 0));
    fc.assert(
      fc.property(fc.maxSafeNat(), weights, (amount, list) => {
        const parts = allocated(amount, list);
        const total = BigInt(list.reduce((sum, weight) => sum + weight, 0));
        expect(parts.reduce((sum, part) => sum + BigInt(part), 0n)).toBe(BigInt(amount));
        for (const [index, weight] of list.entries()) {
          const product = BigInt(amount) * BigInt(weight);
          const difference = BigInt(parts[index] ?? -1) * total - product;
          expect(difference > -total && difference < total).toBe(true);
        }
        expect(allocated(amount, list)).toEqual(parts);
      }),
    );
  });

  test('gives nobody with a smaller weight more than one with a larger', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 }),
        (amount, list) => {
          const parts = allocated(amount, list);
          const byWeight = list
            .map((weight, index) => [weight, parts[index] ?? 0] as const)
            .sort(([one], [other]) => one - other);
          for (const [index, [weight, part]] of byWeight.entries()) {
            const [nextWeight, nextPart] = byWeight[index + 1] ?? [Infinity, Infinity];
            if (nextWeight > weight) expect(nextPart).toBeGreaterThanOrEqual(part);
          }
        },
      ),
    );
  });

  test('refuses to divide what can’t be divided', () => {
    expect(() => allocated(-1, [1])).toThrow(RangeError);
    expect(() => allocated(1, [])).toThrow(RangeError);
    expect(() => allocated(1, [0, 0])).toThrow(RangeError);
    expect(() => allocated(1, [2, -1])).toThrow(RangeError);
  });
});

describe('a policy', () => {
  test.each<[PayoutPolicy, unknown]>([
    [percent(10_001), { code: 'payout-share-out-of-range', part: 'fee', basisPoints: 10_001 }],
    [percent(-1), { code: 'payout-share-out-of-range', part: 'fee', basisPoints: -1 }],
    [percent(2000, 10_001), { code: 'payout-share-out-of-range', part: 'tax', basisPoints: 10_001 }],
    [fixed(-1), { code: 'payout-fee-negative', amountMinor: -1 }],
  ])('%j is refused, and can’t be stored', (policy, refusal) => {
    expect(checkPayoutPolicy(policy)).toEqual({ ok: false, refusal });
    expect(payoutPolicySchema.safeParse(policy).success).toBe(false);
  });

  test.each([defaultPayoutPolicy, marketplacePayoutPolicy, percent(10_000, 10_000), fixed(0, gold)])(
    '%j is taken, and stored as it is',
    (policy) => {
      expect(checkPayoutPolicy(policy)).toEqual({ ok: true, value: policy });
      expect(payoutPolicySchema.parse(policy)).toEqual(policy);
    },
  );
});
