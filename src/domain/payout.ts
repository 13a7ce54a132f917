import { z } from 'zod';
import { type AmountMinor, amountMinor, type CurrencyCode, isCurrencyCode } from './money.ts';
import { ok, type Result, refuse, unreachable } from './result.ts';

/** All of it, in basis points: hundredths of a percent. */
const whole = 10_000;

const share = z.number().int().min(0).max(whole);

/** How a hold is shared out once the work is approved; stored with a service or a server. */
export const payoutPolicySchema = z.looseObject({
  /** What the platform keeps of the net price; the worker gets the rest. */
  fee: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('none') }),
    z.looseObject({ kind: z.literal('percent'), basisPoints: share }),
    /** At most the net price itself. Orders in another currency carry no fee. */
    z.looseObject({
      kind: z.literal('fixed'),
      amountMinor: z.number().int().min(0),
      currency: z.custom<CurrencyCode>(isCurrencyCode, 'not a currency'),
    }),
  ]),
  /** What the tax office gets of the fee. */
  taxBasisPoints: share.default(0),
});

/** How a hold is shared out once the work is approved. */
export type PayoutPolicy = z.infer<typeof payoutPolicySchema>;

/** All to the worker. */
export const defaultPayoutPolicy: PayoutPolicy = { fee: { kind: 'none' }, taxBasisPoints: 0 };

/** Of 100.00 net the worker gets 80.00, the tax office 3.00, the platform 17.00. */
export const marketplacePayoutPolicy: PayoutPolicy = {
  fee: { kind: 'percent', basisPoints: 2000 },
  taxBasisPoints: 1500,
};

/** Why a policy was not taken. */
export type PayoutRefusal =
  /** Not from 0 to 100 %. */
  | {
      readonly code: 'payout-share-out-of-range';
      readonly part: 'fee' | 'tax';
      readonly basisPoints: number;
    }
  | { readonly code: 'payout-fee-negative'; readonly amountMinor: number };

/** Checks a policy that someone made up. Throws when its numbers are not whole or it names no currency. */
export function checkPayoutPolicy(policy: PayoutPolicy): Result<PayoutPolicy, PayoutRefusal> {
  const { fee, taxBasisPoints } = policy;
  const isShare = (basisPoints: number) => basisPoints >= 0 && basisPoints <= whole;
  if (fee.kind === 'percent' && !isShare(fee.basisPoints))
    return refuse({ code: 'payout-share-out-of-range', part: 'fee', basisPoints: fee.basisPoints });
  if (fee.kind === 'fixed' && fee.amountMinor < 0)
    return refuse({ code: 'payout-fee-negative', amountMinor: fee.amountMinor });
  if (!isShare(taxBasisPoints))
    return refuse({ code: 'payout-share-out-of-range', part: 'tax', basisPoints: taxBasisPoints });
  return ok(payoutPolicySchema.parse(policy));
}

/** What each gets of a hold, in minor units; together the whole of it. */
export interface Payout {
  readonly workerMinor: AmountMinor;
  readonly platformMinor: AmountMinor;
  readonly taxMinor: AmountMinor;
}

/**
 * Shares out a hold. Tax that was part of the price goes whole to the tax account, the policy is applied to the rest.
 * Where a share is not whole units, it is rounded to the nearest; exactly half a unit goes to the worker rather than the
 * fee, and to the tax rather than the platform. With no worker, their share goes to the platform.
 * Throws when more tax is included than is held.
 */
export function payoutOf(
  held: { readonly amountMinor: AmountMinor; readonly currency: CurrencyCode },
  policy: PayoutPolicy,
  order: { readonly hasWorker: boolean; readonly taxIncludedMinor?: AmountMinor | undefined },
): Payout {
  const taxIncluded = order.taxIncludedMinor ?? amountMinor(0);
  if (taxIncluded < 0 || taxIncluded > held.amountMinor)
    throw new RangeError(`${taxIncluded} of tax can't be part of ${held.amountMinor}`);
  const net = amountMinor(held.amountMinor - taxIncluded);
  const [worker, fee] = splitFee(net, held.currency, policy);
  const [feeTax, platform] = allocate(fee, [policy.taxBasisPoints, whole - policy.taxBasisPoints]);
  return {
    workerMinor: order.hasWorker ? worker : amountMinor(0),
    platformMinor: order.hasWorker ? platform : amountMinor(platform + worker),
    taxMinor: amountMinor(feeTax + taxIncluded),
  };
}

function splitFee(
  net: AmountMinor,
  currency: CurrencyCode,
  { fee }: PayoutPolicy,
): readonly [worker: AmountMinor, fee: AmountMinor] {
  switch (fee.kind) {
    case 'none':
      return [net, amountMinor(0)];
    case 'percent':
      return allocate(net, [whole - fee.basisPoints, fee.basisPoints]);
    case 'fixed': {
      const taken = amountMinor(fee.currency === currency ? Math.min(fee.amountMinor, net) : 0);
      return [amountMinor(net - taken), taken];
    }
    default:
      return unreachable(fee);
  }
}

/**
 * Divides an amount in proportion to whole, non-negative weights, losing no unit: by the largest remainder. Everyone first
 * gets their share rounded down; what is left goes, a unit each, to those who lost most by that, equals in the given order.
 * Throws on a negative amount and when all weights are zero.
 */
export function allocate<const Weights extends readonly number[]>(
  amount: AmountMinor,
  weights: Weights,
): { readonly [Index in keyof Weights]: AmountMinor } {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (amount < 0 || total <= 0n || weights.some((weight) => weight < 0))
    throw new RangeError(`Can't divide ${amount} by ${weights.join(':')}`);
  const exact = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const shares = exact.map((product) => product / total);
  const left = Number(BigInt(amount) - shares.reduce((sum, one) => sum + one, 0n));
  // A stable sort keeps equals in the given order.
  const byLoss = exact
    .map((product, index) => ({ index, loss: product % total }))
    .sort((one, other) => Number(other.loss - one.loss));
  const lucky = new Set(byLoss.slice(0, left).map(({ index }) => index));
  const amounts = shares.map((one, index) => amountMinor(Number(one) + (lucky.has(index) ? 1 : 0)));
  // One amount a weight, which `map` forgets.
  return amounts as unknown as { readonly [Index in keyof Weights]: AmountMinor };
}
