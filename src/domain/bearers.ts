import { type Account, holdOf, walletOf } from './account.ts';
import type { Entry } from './ledger.ts';
import { type AmountMinor, amountMinor } from './money.ts';
import type { Order } from './order.ts';
import { keptMinor, type Payment, type Shares } from './payment.ts';
import { isInWallet, isSurplus, walletMinor } from './refundable.ts';

/*
 * Whose money it is that goes back. While it is held: the hold's. Where it came back to its payer's wallet before, or
 * never left it: the payer's. After completion: the worker's, as much as this order paid them and they still have; then
 * the platform's fee of this order; then the loss account.
 */

/** The order as far as it says who got its money; undefined for money that was never for one. */
export type BearingOrder = Pick<Order, 'orderKey' | 'workerId' | 'payout'> | undefined;

/** Money of one payment that goes back, or is taken back. */
export interface MoneyBack {
  readonly order: BearingOrder;
  readonly payment: Payment;
  readonly amountMinor: number;
  /** Of which of the provider's captures; undefined where no provider is asked. */
  readonly capture?: string | undefined;
  /** It is what came back to the payer's wallet that goes on from there, and nothing of what is kept. */
  readonly isWalletMoney?: boolean | undefined;
}

/** Who bears it. */
export interface Bearing {
  readonly shares: Shares;
  /** How much of it had come back to the payer's wallet before. It went back only once: take it off `refundedMinor`. */
  readonly againMinor: AmountMinor;
  /**
   * How much of that the payer no longer has, so that the loss account bears it. A refund that someone asks for must not
   * come to that; what a provider did is booked all the same.
   */
  readonly spentMinor: AmountMinor;
}

/** The accounts with a stored balance on which it depends who bears this. */
export function bearingAccounts({ order, payment }: Pick<MoneyBack, 'order' | 'payment'>): Account[] {
  const accounts = new Set<Account>([walletOf(payment.payerId)]);
  if (order !== undefined) accounts.add(holdOf(order.orderKey));
  if (order?.workerId !== undefined) accounts.add(walletOf(order.workerId));
  return [...accounts];
}

/**
 * Decides who bears money that goes back, the same for refunds and for what a provider takes back. What is kept of the
 * payment comes first, what came back to its payer's wallet after it. Throws when more would go back than ever came.
 */
export function bearersOf(back: MoneyBack, balanceOf: (account: Account) => AmountMinor): Bearing {
  const { order, payment, amountMinor: asked, capture, isWalletMoney = false } = back;
  const payersWallet = walletOf(payment.payerId);
  const isPayers = isInWallet(payment) || isSurplus(payment, capture);
  const kept = isPayers || isWalletMoney ? 0 : Math.min(asked, keptMinor(payment));
  const again = isPayers ? 0 : asked - kept;
  if (asked <= 0 || again > walletMinor(payment))
    throw new RangeError(`${asked} of payment ${payment.paymentId} can't go back`);

  // A surplus may be in a currency that the hold is not in.
  const hold = order === undefined || kept === 0 ? 0 : Math.min(kept, balanceOf(holdOf(order.orderKey)));
  const { workerId, payout } = order ?? {};
  const workers = workerId === undefined ? undefined : walletOf(workerId);
  const worker =
    workers === undefined ? 0 : Math.min(kept - hold, payout?.workerMinor ?? 0, balanceOf(workers));
  const platform = Math.min(kept - hold - worker, payout?.platformMinor ?? 0);

  const fromPayer = isPayers ? asked : again;
  // Who works on an order may have paid for it, too.
  const payersBalance = balanceOf(payersWallet) - (workers === payersWallet ? worker : 0);
  const payer = Math.min(fromPayer, payersBalance);
  return {
    shares: {
      holdMinor: hold,
      workerMinor: worker,
      platformMinor: platform,
      lossMinor: kept - hold - worker - platform + fromPayer - payer,
      payerMinor: payer,
    },
    againMinor: amountMinor(again),
    spentMinor: amountMinor(fromPayer - payer),
  };
}

/** Who the shares of one payment are of. */
export interface Bearers {
  readonly orderKey: string;
  readonly workerId: string | undefined;
  readonly payerId: string;
}

/**
 * The entries that take these shares and give them to an account. None where both come to the same: a worker who paid
 * for the order and gets back what they had earned with it.
 */
export function bearingEntries(shares: Shares, bearers: Bearers, to: Account): readonly Entry[] {
  const changes = new Map<Account, number>();
  const change = (account: Account, minor: number) =>
    changes.set(account, (changes.get(account) ?? 0) + minor);
  const { orderKey, workerId, payerId } = bearers;
  change(holdOf(orderKey), -shares.holdMinor);
  if (workerId !== undefined) change(walletOf(workerId), -shares.workerMinor);
  change('platform', -shares.platformMinor);
  change('loss', -shares.lossMinor);
  change(walletOf(payerId), -shares.payerMinor);
  change(to, sumOfShares(shares));
  return [...changes]
    .filter(([, minor]) => minor !== 0)
    .map(([account, minor]) => ({ account, amountMinor: amountMinor(minor) }));
}

/** All shares together. */
export function sumOfShares(shares: Shares): number {
  return Object.values(shares).reduce((sum, one) => sum + one, 0);
}
