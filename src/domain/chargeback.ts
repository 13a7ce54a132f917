import { type Account, clearingOf, holdOf, walletOf } from './account.ts';
import { type BearingOrder, bearersOf, bearingEntries } from './bearers.ts';
import { changeOrder } from './change.ts';
import type { Entry, TransferRequest } from './ledger.ts';
import { type AmountMinor, amountMinor, currencyCode } from './money.ts';
import { disputed, mayBecomeDisputed } from './openDispute.ts';
import type { Change, Occasion, Order } from './order.ts';
import { holdStands } from './payBack.ts';
import {
  type Chargeback,
  factsOf,
  keptMinor,
  type Payment,
  paymentStatusOf,
  type Refund,
  type Shares,
  statusOf,
  zeroShares,
} from './payment.ts';
import { nextCheckOf } from './paymentClock.ts';
import { defaultPayoutPolicy, type Payout, payoutOf } from './payout.ts';
import { payoutLess } from './refund.ts';
import { isInWallet, isSurplus, walletMinor, withRefund } from './refundable.ts';
import { ok } from './result.ts';

/*
 * Disputes that payers open at their bank or at the payment provider. The provider decides them; here they are known by
 * its id, and the books follow what it holds back: taken from those who have the money, and given back to them.
 */

/** A dispute as it stands at a provider, as far as it matters here. */
export interface DisputeAtProvider
  extends Pick<
    Chargeback,
    'provider' | 'reference' | 'reason' | 'state' | 'capture' | 'amountMinor' | 'currency' | 'at'
  > {
  readonly respondBy?: Date | undefined;
  /** Whether the provider holds the money back now. */
  readonly isWithdrawn: boolean;
}

/** What has to be done next about a dispute that a provider tells of. */
export type ChargebackStep = 'note' | 'take' | 'give back';

/** What the payment knows of this dispute. */
export function knownChargeback(
  { chargebacks = [] }: Payment,
  { provider, reference }: Pick<Chargeback, 'provider' | 'reference'>,
): Chargeback | undefined {
  return chargebacks.find((one) => one.provider === provider && one.reference === reference);
}

/**
 * What has to be done next, one thing after the other, until the books agree with what is told. What was told before
 * something that is known here is left alone: nothing opens again that was decided, and what came back after a win is
 * not taken for it once more.
 */
export function chargebackStep(
  known: Chargeback | undefined,
  told: DisputeAtProvider,
): ChargebackStep | undefined {
  if (known === undefined) return 'note';
  const isOld =
    (known.state !== 'open' && told.state === 'open') ||
    (known.state === 'won' && told.state === 'won' && known.taken === undefined);
  if (isOld) return undefined;
  const takenMinor = known.taken?.amountMinor ?? 0;
  const wantedMinor = told.isWithdrawn ? told.amountMinor : 0;
  if (takenMinor !== wantedMinor) return takenMinor === 0 ? 'take' : 'give back';
  const isSame =
    known.state === told.state &&
    known.amountMinor === told.amountMinor &&
    known.respondBy?.getTime() === told.respondBy?.getTime();
  return isSame ? undefined : 'note';
}

/** What was done to a payment, and the money that moves for it. */
export interface MovedChargeback {
  readonly payment: Payment;
  readonly chargeback: Chargeback;
  readonly shares: Shares;
  readonly transfers: readonly TransferRequest[];
  readonly payout: Order['payout'];
}

/** The payment with what was told, no money moved. */
export function notedChargeback(payment: Payment, told: DisputeAtProvider): MovedChargeback {
  const known = knownChargeback(payment, told);
  const { isWithdrawn: _, ...facts } = told;
  const chargeback: Chargeback = { times: 0, ...known, ...facts };
  return {
    payment: withChargeback(payment, chargeback),
    chargeback,
    shares: zeroShares,
    transfers: [],
    payout: undefined,
  };
}

/**
 * The provider takes the money: from the hold, or whoever has it by then. What the payer had got back before comes from
 * their wallet. More than is left of the payment is the loss account's, and so is what people no longer have.
 */
export function takenChargeback(
  order: BearingOrder,
  payment: Payment,
  told: DisputeAtProvider,
  balanceOf: (account: Account) => AmountMinor,
  occasion: Occasion,
): MovedChargeback {
  const { capture, amountMinor: asked } = told;
  const surplus = isSurplus(payment, capture);
  const isPayers = surplus || isInWallet(payment);
  const kept = keptMinor(payment);
  const known = isPayers ? asked : Math.min(asked, kept + walletMinor(payment));
  const bearing =
    known === 0
      ? { shares: zeroShares, againMinor: amountMinor(0) }
      : bearersOf({ order, payment, amountMinor: known, capture }, balanceOf);
  const shares = { ...bearing.shares, lossMinor: bearing.shares.lossMinor + asked - known };
  const againMinor = bearing.againMinor;
  const countedMinor = surplus ? 0 : isPayers ? Math.min(asked, kept) : known;
  const workerId = shares.workerMinor > 0 ? order?.workerId : undefined;
  const noted = notedChargeback(payment, told);
  const chargeback: Chargeback = {
    ...noted.chargeback,
    taken: { amountMinor: asked, from: shares, againMinor, countedMinor, ...(workerId && { workerId }) },
    times: noted.chargeback.times + 1,
  };
  const bearers = { orderKey: payment.orderKey, workerId: order?.workerId, payerId: payment.payerId };
  const entries = bearingEntries(shares, bearers, clearingOf(told.provider));
  return {
    payment: counted(withChargeback(noted.payment, chargeback), {
      chargedBackMinor: countedMinor,
      refundedMinor: -againMinor,
    }),
    chargeback,
    shares,
    transfers: [transferOf('chargeback', keyOf(chargeback), payment, chargeback, entries, occasion)],
    payout: payoutLess(order?.payout, shares),
  };
}

/**
 * The provider gives the money again: to those who bore it. What had been held goes back into the hold while it stands,
 * is paid out where the order was completed meanwhile, and is the payer's otherwise.
 */
export function returnedChargeback(
  order: Order | undefined,
  payment: Payment,
  told: DisputeAtProvider,
  occasion: Occasion,
): MovedChargeback {
  const noted = notedChargeback(payment, told);
  const { taken, ...rest } = noted.chargeback;
  if (taken === undefined) throw new Error(`Nothing of ${told.reference} was taken`);
  const { from, againMinor, countedMinor, workerId } = taken;
  const { holdMinor } = from;
  const isHeld = order !== undefined && holdStands(order);
  const payout =
    isHeld || order?.status !== 'Complete' || holdMinor === 0 ? undefined : payoutOfHold(order, holdMinor);
  const toPayerMinor = isHeld || payout !== undefined ? 0 : holdMinor;

  const changes = new Map<Account, number>();
  const give = (account: Account, minor: number) => changes.set(account, (changes.get(account) ?? 0) + minor);
  give(clearingOf(told.provider), -taken.amountMinor);
  give('loss', from.lossMinor);
  give('platform', from.platformMinor + (payout?.platformMinor ?? 0));
  give('tax', payout?.taxMinor ?? 0);
  give(walletOf(payment.payerId), from.payerMinor + toPayerMinor);
  if (isHeld) give(holdOf(payment.orderKey), holdMinor);
  if (workerId !== undefined) give(walletOf(workerId), from.workerMinor);
  if (payout !== undefined && order?.workerId !== undefined)
    give(walletOf(order.workerId), payout.workerMinor);
  const entries = [...changes]
    .filter(([, minor]) => minor !== 0)
    .map(([account, minor]): Entry => ({ account, amountMinor: amountMinor(minor) }));

  const shares: Shares = {
    holdMinor: isHeld ? holdMinor : 0,
    workerMinor: from.workerMinor + (payout?.workerMinor ?? 0),
    platformMinor: from.platformMinor + (payout?.platformMinor ?? 0),
    lossMinor: from.lossMinor,
    payerMinor: from.payerMinor + toPayerMinor,
  };
  const chargeback: Chargeback = { ...rest, taken: undefined };
  const after = counted(withChargeback(noted.payment, chargeback), {
    chargedBackMinor: -countedMinor,
    refundedMinor: againMinor,
  });
  const { by, at } = occasion;
  // What went to the payer's wallet is refunded to them.
  const refund: Refund = {
    ...{ key: `${keyOf(chargeback)}.wallet`, amountMinor: toPayerMinor, to: 'wallet', state: 'done' },
    ...{ reason: 'The payment provider gave it again.', by: by.userId, byUsername: by.username, at },
    from: { ...zeroShares, holdMinor: toPayerMinor },
  };
  return {
    payment: toPayerMinor === 0 ? after : withRefund(after, refund),
    chargeback,
    shares,
    transfers: [
      transferOf(
        'chargeback reversed',
        `${keyOf(chargeback)}.reversed`,
        payment,
        chargeback,
        entries,
        occasion,
      ),
    ],
    payout: payoutLess(order?.payout ?? (payout && { ...noPayout, currency: payment.currency }), {
      ...zeroShares,
      workerMinor: -shares.workerMinor,
      platformMinor: -shares.platformMinor,
    }),
  };
}

/**
 * A step as a change of its order. A dispute that is new opens one here, too, where the order can be disputed; `payments`
 * are all of the order's.
 */
export function chargebackChange(
  order: Order,
  payments: readonly Payment[],
  step: ChargebackStep,
  moved: MovedChargeback,
  isNew: boolean,
  occasion: Occasion,
): Change {
  const { payment, chargeback, shares, transfers, payout } = moved;
  const { provider, reference, reason, state, respondBy, amountMinor: minor, currency } = chargeback;
  const facts = {
    payment: {
      ...factsOf(payment),
      amountMinor: minor,
      currency,
      method: provider,
      ...(step === 'note' ? {} : { from: shares }),
    },
    chargeback: { provider, reference, reason, state, respondBy },
  };
  const all = payments.map((one) => (one.number === payment.number ? payment : one));
  const checked = [{ ...payment, nextCheckAt: nextCheckOf(payment, occasion.at) }];
  const patch: Partial<Order> = {
    paymentStatus: paymentStatusOf(all),
    ...(payout === undefined ? {} : { payout }),
  };
  if (isNew && state !== 'won' && mayBecomeDisputed(order)) {
    const opened = disputed(order, 'provider', '', occasion, facts);
    return { ...opened, order: { ...opened.order, ...patch }, payments: checked };
  }
  const kind = step === 'give back' ? 'charge-back undone' : 'charged back';
  return { ...changeOrder(order, { kind, ...facts }, patch, occasion), payments: checked, transfers };
}

const noPayout = { workerMinor: 0, platformMinor: 0, taxMinor: 0 };

function payoutOfHold(order: Order, heldMinor: number): Payout {
  const { payoutPolicy: policy = defaultPayoutPolicy, taxIncludedMinor = 0, workerId, currency } = order;
  const held = { amountMinor: amountMinor(heldMinor), currency: currencyCode(currency) };
  // Where something was paid out before, that took the tax with it.
  const isFirst = order.payout === undefined;
  const included = amountMinor(isFirst ? Math.min(taxIncludedMinor, heldMinor) : 0);
  return payoutOf(held, policy, { hasWorker: workerId !== undefined, taxIncludedMinor: included });
}

function withChargeback(payment: Payment, chargeback: Chargeback): Payment {
  const { chargebacks = [] } = payment;
  const known = knownChargeback(payment, chargeback);
  return {
    ...payment,
    chargebacks:
      known === undefined
        ? [...chargebacks, chargeback]
        : chargebacks.map((one) => (one === known ? chargeback : one)),
  };
}

function counted(
  payment: Payment,
  change: { readonly chargedBackMinor: number; readonly refundedMinor: number },
): Payment {
  const after = {
    ...payment,
    chargedBackMinor: payment.chargedBackMinor + change.chargedBackMinor,
    refundedMinor: payment.refundedMinor + change.refundedMinor,
  };
  return { ...after, status: statusOf(after) };
}

/** It follows from the provider and its id of the dispute; the second time the money is taken it is another. */
function keyOf({ provider, reference, times }: Chargeback): string {
  return `chargeback.${provider}.${reference}${times > 1 ? `.${times}` : ''}`;
}

function transferOf(
  kind: 'chargeback' | 'chargeback reversed',
  key: string,
  payment: Payment,
  { amountMinor: minor, currency, provider }: Chargeback,
  entries: readonly Entry[],
  { by, at }: Occasion,
): TransferRequest {
  return {
    key,
    kind,
    orderKey: payment.orderKey,
    currency: currencyCode(currency),
    by: by.userId,
    at,
    parameters: { payment: payment.number, amountMinor: minor, provider },
    accounts: entries.map(({ account }) => account),
    entries: () => ok(entries),
  };
}
