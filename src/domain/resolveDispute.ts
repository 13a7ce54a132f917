import { type Account, isGuarded } from './account.ts';
import { changeOrder } from './change.ts';
import { type Dispute, isUnresolved, type Resolution } from './dispute.ts';
import { heldMinorOf, moneyMovement } from './heldMoney.ts';
import { type Entry, hashOf } from './ledger.ts';
import { type AmountMinor, amountMinor, currencyCode, type Money } from './money.ts';
import type { Change, Occasion, Order, Person } from './order.ts';
import { keptMinor, type Payment } from './payment.ts';
import { type BookedPart, bookRefund, type RefundRefusal } from './refund.ts';
import { isInWallet } from './refundable.ts';
import { ok, type Result, refuse } from './result.ts';
import type { Status } from './status.ts';

/** How someone wants to resolve a dispute. */
export interface ResolutionAsk {
  readonly resolution: Resolution;
  /** How much goes back; for a Partial Refund only. */
  readonly amountMinor?: number | undefined;
  /** Where it goes back to. */
  readonly way: 'wallet' | 'provider';
  /** Why; both sides read it. */
  readonly reason: string;
}

/** Why a dispute is not resolved. */
export type ResolutionRefusal =
  | RefundRefusal
  /** It is resolved, or there is none. */
  | { readonly code: 'dispute-over'; readonly resolution: Resolution | undefined; readonly by: Person }
  /** A Partial Refund of all that is left, or more. */
  | { readonly code: 'partial-refund-whole'; readonly left: Money }
  /** Something else would be moved by now than was shown. */
  | { readonly code: 'resolution-changed' }
  | { readonly code: 'resolution-reason-missing' };

/** What a resolution does, every amount of it. */
export interface ResolutionPlan {
  readonly ask: ResolutionAsk;
  readonly to: Status;
  readonly refunded: Money;
  readonly released: Money;
  readonly parts: readonly BookedPart[];
  /** All that moves: the accounts with what they have before and after; before is undefined where no balance is kept. */
  readonly moves: readonly {
    readonly account: Account;
    readonly changeMinor: number;
    readonly beforeMinor: number | undefined;
  }[];
  readonly change: Change & { readonly dispute: Dispute };
}

/**
 * Works out how a dispute would be resolved, given all payments of its order and the balances of `refundAccounts`. What
 * goes back was held, or is borne like every refund; the rest of what is held is released by the payout policy.
 */
export function planResolution(
  order: Order,
  dispute: Dispute | undefined,
  payments: readonly Payment[],
  ask: ResolutionAsk,
  balanceOf: (account: Account) => AmountMinor,
  occasion: Occasion,
): Result<ResolutionPlan, ResolutionRefusal> {
  if (dispute === undefined || !isUnresolved(dispute) || order.status !== 'Disputed')
    return refuse(overRefusal(order, dispute));
  const currency = currencyCode(order.currency);
  const leftMinor = leftOf(payments);
  const left = { amountMinor: amountMinor(leftMinor), currency };
  const { resolution, amountMinor: asked } = ask;
  if (resolution === 'Partial Refund' && leftMinor > 0 && (asked ?? leftMinor) >= leftMinor)
    return refuse({ code: 'partial-refund-whole', left });
  const backMinor = resolution === 'Refund Buyer' ? leftMinor : resolution === 'Partial Refund' ? asked : 0;
  const booked =
    backMinor === 0
      ? ok({ parts: [], change: undefined })
      : bookRefund(order, payments, { ...ask, amountMinor: backMinor }, balanceOf, occasion);
  if (!booked.ok) return booked;
  const { parts, change: refund } = booked.value;

  const refundedMinor = parts.reduce((sum, part) => sum + part.amountMinor, 0);
  const fromHold = parts.reduce((sum, { bearing }) => sum + bearing.shares.holdMinor, 0);
  const isReleasing = resolution === 'Release Seller' || resolution === 'Partial Refund';
  const releasedMinor = isReleasing ? heldMinorOf(order) - fromHold : 0;
  const change = resolved(
    refund?.order ?? order,
    dispute,
    { ...ask, refundedMinor, releasedMinor },
    // One operation, however much it does.
    refund === undefined ? undefined : order.recentOperations,
    occasion,
  );
  const events = refund === undefined ? change.events : ([...refund.events, ...change.events] as const);
  const [first, ...more] = events;
  const whole: ResolutionPlan['change'] = {
    ...change,
    events: [first, ...more],
    ...(refund?.payments === undefined ? {} : { payments: refund.payments }),
    ...(refund?.transfers === undefined ? {} : { transfers: refund.transfers }),
  };
  return ok({
    ask,
    to: whole.order.status,
    refunded: { amountMinor: amountMinor(refundedMinor), currency },
    released: { amountMinor: amountMinor(releasedMinor), currency },
    parts,
    moves: movesOf(order, whole, balanceOf, occasion),
    change: whole,
  });
}

/** How much of an order can still go back. */
function leftOf(payments: readonly Payment[]): number {
  return payments.reduce((sum, payment) => sum + (isInWallet(payment) ? 0 : keptMinor(payment)), 0);
}

/**
 * What the providers' own decisions make of a dispute, if that is clear: where they took all that had been paid for good,
 * the buyer has it; where a dispute was theirs alone and all came back, nothing has to be done. Undefined where somebody
 * has to decide.
 */
export function decidedByProvider(dispute: Dispute, payments: readonly Payment[]): Resolution | undefined {
  const chargebacks = payments.flatMap((payment) => payment.chargebacks ?? []);
  if (chargebacks.length === 0 || chargebacks.some(({ state }) => state === 'open')) return undefined;
  const isLost = chargebacks.some(({ state, taken }) => state === 'lost' && taken !== undefined);
  if (isLost) return leftOf(payments) === 0 ? 'Refund Buyer' : undefined;
  const isBack = chargebacks.every(({ state, taken }) => state === 'won' && taken === undefined);
  return dispute.side === 'provider' && isBack ? 'No Action' : undefined;
}

/** The order and its dispute with a resolution, nothing of its money moved but what follows from the order's end. */
export function resolved(
  order: Order,
  dispute: Dispute,
  verdict: Pick<ResolutionAsk, 'resolution' | 'reason'> & {
    readonly refundedMinor: number;
    readonly releasedMinor: number;
  },
  recentOperations: Order['recentOperations'] | undefined,
  occasion: Occasion,
): Change & { readonly dispute: Dispute } {
  const { resolution, reason, refundedMinor, releasedMinor } = verdict;
  const { status, ...was } = dispute.from;
  const { by } = occasion;
  const before = recentOperations === undefined ? order : { ...order, recentOperations };
  const change = changeOrder(
    before,
    {
      kind: 'dispute resolved',
      to: endOf(resolution, status),
      dispute: { number: dispute.number, side: 'desk', resolution, refundedMinor, releasedMinor },
      ...(reason === '' ? {} : { reason, notes: reason }),
    },
    resolution === 'No Action'
      ? {
          statusReason: was.statusReason,
          heldFrom: was.heldFrom,
          heldReason: was.heldReason,
          endedAt: was.endedAt,
        }
      : {},
    occasion,
  );
  return {
    ...change,
    dispute: {
      ...dispute,
      state: 'Resolved',
      pending: undefined,
      verdict: {
        resolution,
        reason,
        refundedMinor,
        releasedMinor,
        by: by.userId,
        byUsername: by.username,
        at: change.order.lastUpdated,
      },
    },
  };
}

function endOf(resolution: Resolution, before: Status): Status {
  if (resolution === 'No Action') return before;
  return resolution === 'Refund Buyer' ? 'Refunded' : 'Complete';
}

function overRefusal(order: Order, dispute: Dispute | undefined): ResolutionRefusal {
  const by = dispute?.verdict ?? { by: order.updatedBy, byUsername: order.updatedByUsername };
  return {
    code: 'dispute-over',
    resolution: dispute?.verdict?.resolution,
    by: { userId: by.by, username: by.byUsername },
  };
}

/** What a plan says, in a few letters: two that move the same have the same. */
export function fingerprintOfResolution({ ask, to, moves, parts }: ResolutionPlan): string {
  const said = parts.map(({ payment, amountMinor: minor, to: where }) => [payment.number, minor, where]);
  return hashOf({ ask, to, moves, said }).slice(0, 8);
}

/** All that a change moves, the payout that follows from it included; account by account. */
function movesOf(
  before: Order,
  change: Change,
  balanceOf: (account: Account) => AmountMinor,
  occasion: Occasion,
): ResolutionPlan['moves'] {
  const changes = new Map<Account, number>();
  const known = new Map<Account, number>();
  const now = (account: Account) => {
    if (!known.has(account)) known.set(account, balanceOf(account));
    return amountMinor((known.get(account) ?? 0) + (changes.get(account) ?? 0));
  };
  const apply = (entries: readonly Entry[]) => {
    for (const { account, amountMinor: minor } of entries)
      changes.set(account, (changes.get(account) ?? 0) + minor);
  };
  const atEnd = moneyMovement(before, change.order, occasion);
  for (const request of [...(change.transfers ?? []), ...(atEnd === undefined ? [] : [atEnd])]) {
    for (const account of request.accounts.filter(isGuarded)) now(account);
    const entries = request.entries(now);
    // With nothing held any more the end moves nothing.
    if (entries.ok) apply(entries.value);
  }
  return [...changes]
    .filter(([, minor]) => minor !== 0)
    .map(([account, changeMinor]) => ({ account, changeMinor, beforeMinor: known.get(account) }));
}
