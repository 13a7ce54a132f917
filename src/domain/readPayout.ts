import { type MoneyRefusal, parseMoney, type ServerCurrencies } from './money.ts';
import {
  checkPayoutPolicy,
  defaultPayoutPolicy,
  marketplacePayoutPolicy,
  type PayoutPolicy,
  type PayoutRefusal,
} from './payout.ts';
import { ok, type Result, refuse } from './result.ts';

/** Policies that have a name. */
export const payoutPresets = { worker: defaultPayoutPolicy, marketplace: marketplacePayoutPolicy } as const;

/** The name of a policy. */
export type PayoutPreset = keyof typeof payoutPresets;

/** A payout policy as someone writes it: a preset, a part of it, or a preset with a part of it changed. */
export interface PayoutWish {
  readonly preset?: PayoutPreset | undefined;
  /** `20 %`, `12.5`, `$5.00`, `none`. */
  readonly fee?: string | undefined;
  /** `15 %`. */
  readonly tax?: string | undefined;
}

/** Why a payout policy was not taken. */
export type PayoutWishRefusal =
  | PayoutRefusal
  | MoneyRefusal
  | { readonly code: 'payout-not-understood'; readonly part: 'fee' | 'tax'; readonly typed: string };

/** Whether anything at all is wished. */
export function isPayoutWish({ preset, fee, tax }: PayoutWish): boolean {
  return preset !== undefined || fee !== undefined || tax !== undefined;
}

/** Reads a payout policy; what the wish leaves out is as in `current`. A bare number is a percentage. */
export function readPayout(
  wish: PayoutWish,
  current: PayoutPolicy,
  server: ServerCurrencies,
): Result<PayoutPolicy, PayoutWishRefusal> {
  const base = wish.preset === undefined ? current : payoutPresets[wish.preset];
  const fee = wish.fee === undefined ? ok(base.fee) : readFee(wish.fee, server);
  if (!fee.ok) return fee;
  const tax = wish.tax === undefined ? base.taxBasisPoints : readPercent(wish.tax);
  if (tax === undefined) return refuse({ code: 'payout-not-understood', part: 'tax', typed: wish.tax ?? '' });
  return checkPayoutPolicy({ fee: fee.value, taxBasisPoints: tax });
}

function readFee(
  typed: string,
  server: ServerCurrencies,
): Result<PayoutPolicy['fee'], MoneyRefusal | Extract<PayoutWishRefusal, { part: unknown }>> {
  const percent = readPercent(typed);
  if (percent !== undefined)
    return ok(percent === 0 ? { kind: 'none' } : { kind: 'percent', basisPoints: percent });
  if (typed.includes('%')) return refuse({ code: 'payout-not-understood', part: 'fee', typed });
  const amount = parseMoney(typed, server);
  if (amount.ok) return ok({ kind: 'fixed', ...amount.value });
  return amount.refusal.code === 'money-not-understood'
    ? refuse({ code: 'payout-not-understood', part: 'fee', typed })
    : amount;
}

/** Basis points: `20`, `20 %`, `12,5%`, `none`; undefined when it is something else or has more than two decimals. */
function readPercent(typed: string): number | undefined {
  const tidied = typed.trim().toLowerCase();
  if (tidied === 'none') return 0;
  const [, minus, whole, decimals = ''] = /^([-−]?)(\d{1,9})(?:[.,](\d{1,2}))? ?%?$/.exec(tidied) ?? [];
  if (whole === undefined) return undefined;
  const basisPoints = Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
  return minus === '' ? basisPoints : -basisPoints;
}
