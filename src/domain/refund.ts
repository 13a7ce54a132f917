import { type Account, isGuarded } from './account.ts';
import { type BearingOrder, bearersOf, bearingAccounts } from './bearers.ts';
import { changeOrder } from './change.ts';
import { hashOf } from './ledger.ts';
import { type AmountMinor, amountMinor, currencyCode, type Money } from './money.ts';
import type { Change, Occasion, Order, OrderEvent } from './order.ts';
import { type Moved, payBack, type RefundNote, type RefundPart, refundKeyOf } from './payBack.ts';
import {
  factsOf,
  keptMinor,
  type Payment,
  paymentLimits,
  paymentStatusOf,
  type Refund,
  type Shares,
} from './payment.ts';
import { type Capture, isInWallet, isSurplus, ownCapture, surplusMinor, walletMinor } from './refundable.ts';
import { ok, type Result, refuse } from './result.ts';
import { rowOf, type Status } from './status.ts';

/**
 * Where money of an order is to go back to. `wallet`: what is kept, to the wallets of those who paid. `provider`: what is
 * kept, the way each paid it. `credit`: what lies in their wallets already because of this order, the way they paid it.
 */
export const refundWays = ['wallet', 'provider', 'credit'] as const;

/** Where money of an order is to go back to. */
export type RefundWay = (typeof refundWays)[number];

/** Longest reason of a refund, in characters. */
export const longestRefundReason = 500;

/** What is asked to go back, and why. */
export interface RefundAsk {
  readonly way: RefundWay;
  /** How much; all that is left where it is missing. */
  readonly amountMinor?: number | undefined;
  readonly reason: string;
}

/** A part with the refund that is noted with its payment. */
export type BookedPart = RefundPart & { readonly refund: Refund };

/** What a refund does, every amount of it. */
export interface RefundPlan {
  readonly way: RefundWay;
  readonly parts: readonly BookedPart[];
  readonly money: Money;
  /** What could go back this way before. */
  readonly left: Money;
  /** The status that the order gets by it, where it gets another. */
  readonly endsAs: Status | undefined;
  /** The stored balances that change, as they are and as they will be. */
  readonly balances: readonly {
    readonly account: Account;
    readonly beforeMinor: number;
    readonly afterMinor: number;
  }[];
  readonly change: Change;
}

/** Why nothing is refunded. */
export type RefundRefusal =
  /** Nothing of the order can go back this way. */
  | { readonly code: 'nothing-to-refund'; readonly way: RefundWay }
  | { readonly code: 'refund-too-much'; readonly asked: Money; readonly left: Money }
  /** A dispute decides about its money. */
  | { readonly code: 'refund-disputed' }
  /** The payer has spent what came back to their wallet; they have this much. */
  | { readonly code: 'refund-spent'; readonly payerId: string; readonly has: Money }
  | { readonly code: 'too-many-refunds'; readonly most: number }
  /** The provider that would have to do it is not set up any more, or does not move such amounts. */
  | {
      readonly code: 'provider-refunds-not';
      readonly provider: Capture['provider'];
      readonly why: 'missing' | 'decimals';
    }
  /** What would be moved is no longer what was shown. */
  | { readonly code: 'refund-changed' };

/** Money of a payment that can go back one way. */
type Source = Pick<RefundPart, 'payment' | 'to' | 'capture'> & { readonly mostMinor: number };

/** What can go back one way, in the order in which it does: the newest payment first. */
function sourcesOf(order: Order, payments: readonly Payment[], way: RefundWay): readonly Source[] {
  return payments
    .toSorted((one, other) => other.number - one.number)
    .flatMap((payment) => (way === 'credit' ? creditOf(payment, order.currency) : keptOf(payment, way)))
    .filter(({ mostMinor }) => mostMinor > 0);
}

function keptOf(payment: Payment, way: 'wallet' | 'provider'): readonly Source[] {
  if (isInWallet(payment)) return [];
  const to = payment.method === 'wallet' ? 'wallet' : way;
  const capture = to === 'provider' ? ownCapture(payment) : undefined;
  return [{ payment, mostMinor: keptMinor(payment), to, capture }];
}

function creditOf(payment: Payment, currency: string): readonly Source[] {
  const source = (mostMinor: number, capture: Capture | undefined): Source => ({
    payment,
    mostMinor,
    to: 'provider',
    capture,
  });
  const surplus = payment.captures
    .filter((capture) => isSurplus(payment, capture.reference) && capture.currency === currency)
    .map((capture) => source(surplusMinor(payment, capture), capture));
  const own = payment.method === 'wallet' ? [] : [source(walletMinor(payment), ownCapture(payment))];
  return [...surplus.toReversed(), ...own];
}

/** A way by which money of an order can go back, and how much of it. */
export interface OpenWay {
  readonly way: RefundWay;
  readonly left: Money;
  /** The providers that have to do it. */
  readonly providers: readonly Capture['provider'][];
}

/** The ways by which money of an order can go back; `payments` are all of its payments. */
export function openWays(order: Order, payments: readonly Payment[]): readonly OpenWay[] {
  return refundWays.flatMap((way) => {
    const sources = sourcesOf(order, payments, way);
    // What was paid from wallets all the same goes to wallets.
    const isSame = way !== 'wallet' && sources.every(({ to }) => to === 'wallet');
    const minor = sources.reduce((sum, { mostMinor }) => sum + mostMinor, 0);
    if (minor === 0 || isSame) return [];
    const providers = sources.flatMap(({ capture }) => (capture === undefined ? [] : [capture.provider]));
    const left = { amountMinor: amountMinor(minor), currency: currencyCode(order.currency) };
    return [{ way, left, providers: [...new Set(providers)] }];
  });
}

/** The accounts with a stored balance that decide who bears a refund of these payments. */
export function refundAccounts(order: BearingOrder, payments: readonly Payment[]): readonly Account[] {
  return [...new Set(payments.flatMap((payment) => bearingAccounts({ order, payment })))];
}

/**
 * Works out a refund of an order, given all of its payments and the balances of `refundAccounts`: what goes where, who
 * bears it, and the change that does it.
 */
export function planRefund(
  order: Order,
  payments: readonly Payment[],
  { way, amountMinor: asked, reason }: RefundAsk,
  balanceOf: (account: Account) => AmountMinor,
  occasion: Occasion,
): Result<RefundPlan, RefundRefusal> {
  if (rowOf(order.workflow, order.status).stage === 'contested') return refuse({ code: 'refund-disputed' });
  return bookRefund(order, payments, { way, amountMinor: asked, reason }, balanceOf, occasion);
}

/** The same whatever the order's status: what a dispute's resolution gives back, too. */
export function bookRefund(
  order: Order,
  payments: readonly Payment[],
  { way, amountMinor: asked, reason }: RefundAsk,
  balanceOf: (account: Account) => AmountMinor,
  occasion: Occasion,
): Result<RefundPlan, RefundRefusal> {
  const currency = currencyCode(order.currency);
  const sources = sourcesOf(order, payments, way);
  const leftMinor = sources.reduce((sum, { mostMinor }) => sum + mostMinor, 0);
  const left = { amountMinor: amountMinor(leftMinor), currency };
  if (leftMinor === 0) return refuse({ code: 'nothing-to-refund', way });
  const money = { amountMinor: amountMinor(asked ?? left.amountMinor), currency };
  if (money.amountMinor > left.amountMinor) return refuse({ code: 'refund-too-much', asked: money, left });

  const booking = new Booking(order, payments, balanceOf);
  let rest: number = money.amountMinor;
  for (const {
    payment: { number },
    to,
    capture,
    mostMinor,
  } of sources) {
    if (rest === 0) break;
    const amount = amountMinor(Math.min(rest, mostMinor));
    const part = booking.part(number, amount, to, capture, way === 'credit');
    const { payment, bearing } = part;
    if (bearing.spentMinor > 0) {
      const has = { amountMinor: amountMinor(amount - bearing.spentMinor), currency };
      return refuse({ code: 'refund-spent', payerId: payment.payerId, has });
    }
    if (payment.refunds.length >= paymentLimits.refunds)
      return refuse({ code: 'too-many-refunds', most: paymentLimits.refunds });
    const state = capture === undefined ? 'done' : 'intended';
    booking.add(part, { key: refundKeyOf(payment), state, reason }, occasion);
    rest -= amount;
  }
  const { parts, endsAs, balances, change } = booking.finish(reason, occasion);
  return ok({ way, parts, money, left, endsAs, balances, change });
}

/** What a plan says, in a few letters: two that move the same have the same. */
export function fingerprintOf({ way, parts, endsAs }: RefundPlan): string {
  const said = parts.map(({ payment, amountMinor: minor, to, capture, bearing }) => [
    payment.number,
    minor,
    to,
    capture?.reference,
    bearing.shares,
  ]);
  return hashOf({ way, said, endsAs }).slice(0, 8);
}

/** Refunds of an order's payments as they are booked, one on top of the other. */
export class Booking {
  readonly #order: Order;
  readonly #balanceOf: (account: Account) => AmountMinor;
  readonly #changes = new Map<Account, number>();
  readonly #parts: BookedPart[] = [];
  readonly #moved: Moved[] = [];
  #payments: readonly Payment[];
  #payout: Order['payout'];

  constructor(order: Order, payments: readonly Payment[], balanceOf: (account: Account) => AmountMinor) {
    this.#order = order;
    this.#balanceOf = balanceOf;
    this.#payments = payments;
    this.#payout = order.payout;
  }

  /** So much of one of the payments, with who bears it after what was booked before. */
  part(
    number: number,
    amount: AmountMinor,
    to: RefundPart['to'],
    capture: Capture | undefined,
    isWalletMoney = false,
  ): RefundPart {
    const payment = this.#payments.find((one) => one.number === number);
    if (payment === undefined) throw new Error(`Order ${this.#order.orderKey} has no payment ${number}`);
    const back = {
      order: { ...this.#order, payout: this.#payout },
      payment,
      amountMinor: amount,
      capture: capture?.reference,
      isWalletMoney,
    };
    const bearing = bearersOf(back, (account) =>
      amountMinor(this.#balanceOf(account) + (this.#changes.get(account) ?? 0)),
    );
    return { payment, amountMinor: amount, to, capture, bearing };
  }

  /** Books a part. */
  add(part: RefundPart, note: RefundNote, occasion: Occasion): void {
    const moved = payBack(this.#order, part, note, occasion);
    this.#parts.push({ ...part, refund: moved.refund });
    this.#moved.push(moved);
    this.#payments = this.#payments.map((one) => (one === part.payment ? moved.payment : one));
    this.#payout = payoutLess(this.#payout, part.bearing.shares);
    for (const { account, amountMinor: minor } of moved.entries)
      this.#changes.set(account, (this.#changes.get(account) ?? 0) + minor);
  }

  /** All that was booked, as one change of the order with one event for each part. */
  finish(reason: string, occasion: Occasion): Pick<RefundPlan, 'parts' | 'endsAs' | 'balances' | 'change'> {
    const isOfOrder = this.#parts.some(
      ({ payment, capture }) => !isInWallet(payment) && !isSurplus(payment, capture?.reference),
    );
    const endsAs = isOfOrder ? statusAfterRefund(this.#order, this.#payments) : undefined;
    const patch: Partial<Order> = {
      paymentCount: this.#payments.length,
      paymentStatus: paymentStatusOf(this.#payments),
      ...(this.#payout === undefined ? {} : { payout: this.#payout }),
    };
    let order = this.#order;
    const events: OrderEvent[] = [];
    for (const [index, moved] of this.#moved.entries()) {
      const isLast = index === this.#moved.length - 1;
      const { refund } = moved;
      const facts = {
        ...factsOf(moved.payment),
        amountMinor: refund.amountMinor,
        currency: refund.currency ?? moved.payment.currency,
        method: this.#parts[index]?.capture?.provider ?? moved.payment.method,
        to: refund.to,
        ...(refund.to === 'provider' && this.#parts[index]?.capture === undefined ? { byHand: true } : {}),
        from: refund.from,
      };
      const change = changeOrder(
        order,
        {
          kind: 'refunded',
          payment: facts,
          notes: reason === '' ? undefined : reason,
          ...(isLast && endsAs !== undefined
            ? { to: endsAs, reason: reason === '' ? undefined : reason }
            : {}),
        },
        patch,
        occasion,
      );
      // One operation, however many payments it is about.
      const { recentOperations } = events.length === 0 ? change.order : order;
      order = { ...change.order, recentOperations };
      events.push(...change.events);
    }
    const [first, ...more] = events;
    if (first === undefined) throw new Error(`Nothing of order ${order.orderKey} goes back`);
    const changed = this.#payments.filter(({ number }) =>
      this.#moved.some(({ payment }) => payment.number === number),
    );
    const transfers = this.#moved.flatMap((moved) => moved.transfers);
    return {
      parts: this.#parts,
      endsAs,
      balances: this.#changedBalances(),
      change: { order, events: [first, ...more], payments: changed, transfers },
    };
  }

  #changedBalances(): RefundPlan['balances'] {
    return [...this.#changes]
      .filter(([account, change]) => isGuarded(account) && change !== 0)
      .map(([account, change]) => {
        const beforeMinor = this.#balanceOf(account);
        return { account, beforeMinor, afterMinor: beforeMinor + change };
      });
  }
}

/**
 * The status that follows from refunds, given the payments as they are then: with nothing kept any more an order that had
 * not ended is cancelled, and a completed one is Refunded. About a disputed one the dispute decides.
 */
function statusAfterRefund(order: Order, payments: readonly Payment[]): Status | undefined {
  const { stage } = rowOf(order.workflow, order.status);
  const isEmpty = payments.every((payment) => isInWallet(payment) || keptMinor(payment) === 0);
  if (!isEmpty || stage === 'contested') return undefined;
  if (stage !== 'ended') return 'Cancelled';
  return order.status === 'Complete' ? 'Refunded' : undefined;
}

/** A completed order's payout, less what was taken of it again. */
export function payoutLess(payout: Order['payout'], shares: Shares): Order['payout'] {
  return (
    payout && {
      ...payout,
      workerMinor: payout.workerMinor - shares.workerMinor,
      platformMinor: payout.platformMinor - shares.platformMinor,
    }
  );
}
