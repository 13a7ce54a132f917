import { type Account, clearingOf, walletOf } from './account.ts';
import { type Bearing, type BearingOrder, bearingEntries } from './bearers.ts';
import type { Entry, TransferKind, TransferRequest } from './ledger.ts';
import { type AmountMinor, amountMinor, currencyCode } from './money.ts';
import type { Occasion, Order } from './order.ts';
import type { Payment, Refund, Shares } from './payment.ts';
import { nextCheckOf } from './paymentClock.ts';
import { type Capture, withRefund } from './refundable.ts';
import { ok } from './result.ts';
import { rowOf } from './status.ts';

/*
 * Money of one payment on its way back, as its record and the books tell it. What follows from it for the order stands in
 * `refund.ts` and `settleRefund.ts`.
 */

/** What one payment gives back. */
export interface RefundPart {
  readonly payment: Payment;
  readonly amountMinor: AmountMinor;
  readonly to: 'wallet' | 'provider';
  /** What a provider gives it back of; undefined where it goes to a wallet, or by hand. */
  readonly capture: Capture | undefined;
  readonly bearing: Bearing;
}

/** What is noted of a refund besides its amounts. */
export type RefundNote = Pick<Refund, 'key' | 'state' | 'reference' | 'reason'>;

/** A payment as it is then, and the money that moves for it; nothing where it comes from and goes to the same wallet. */
export interface Moved {
  readonly payment: Payment;
  readonly refund: Refund;
  readonly entries: readonly Entry[];
  readonly transfers: readonly TransferRequest[];
}

/** The key of the next refund that someone asks for of a payment; it never means another one. */
export function refundKeyOf({ guildId, paymentId, refunds }: Payment): string {
  return `${guildId}.${paymentId}.r${refunds.length + 1}`;
}

/** The payment that a key of `refundKeyOf` is of; undefined for any other key. */
export function paymentOfRefundKey(key: string): Pick<Payment, 'guildId' | 'paymentId'> | undefined {
  const [, guildId, paymentId] = /^(\d{1,20})\.(.+)\.r\d+$/.exec(key) ?? [];
  return guildId === undefined || paymentId === undefined ? undefined : { guildId, paymentId };
}

/** Money leaves for the payer. */
export function payBack(
  order: BearingOrder,
  { payment, amountMinor: minor, to, capture, bearing }: RefundPart,
  note: RefundNote,
  occasion: Occasion,
): Moved {
  const { by, at } = occasion;
  const { shares, againMinor } = bearing;
  const refund: Refund = {
    ...note,
    amountMinor: minor,
    to,
    by: by.userId,
    byUsername: by.username,
    at,
    from: shares,
    ...(againMinor === 0 ? {} : { againMinor }),
    ...(capture === undefined ? {} : { capture: capture.reference }),
    ...(capture === undefined || capture.currency === payment.currency ? {} : { currency: capture.currency }),
    ...(order?.workerId === undefined || shares.workerMinor === 0 ? {} : { workerId: order.workerId }),
  };
  const bearers = { orderKey: order?.orderKey ?? '', workerId: order?.workerId, payerId: payment.payerId };
  const entries = bearingEntries(shares, bearers, destinationOf(payment, refund));
  const after = withRefund(payment, refund);
  const next = nextCheckOf(after, at);
  return {
    payment: { ...after, nextCheckAt: next < payment.nextCheckAt ? next : payment.nextCheckAt },
    refund,
    entries,
    transfers: transfersOf('refund', refund.key, payment, refund, entries, occasion),
  };
}

/**
 * A refund came back: its money is put back where it came from. What was taken from a hold that is no longer there goes
 * to the payer's wallet: they were to have it back.
 */
export function putBack(
  order: Order | undefined,
  payment: Payment,
  refund: Refund,
  failure: string,
  occasion: Occasion,
): Moved {
  const { holdMinor } = refund.from;
  const isHeld = order !== undefined && holdStands(order);
  const toWalletMinor = isHeld ? 0 : holdMinor;
  const shares: Shares = {
    ...refund.from,
    holdMinor: holdMinor - toWalletMinor,
    payerMinor: refund.from.payerMinor + toWalletMinor,
  };
  const failed: Refund = { ...refund, state: 'failed', failure };
  const without = withRefund(payment, failed);
  const { by, at } = occasion;
  const instead: Refund = {
    ...{ key: `${refund.key}.wallet`, amountMinor: toWalletMinor, to: 'wallet', state: 'done' },
    ...{ reason: refund.reason, by: by.userId, byUsername: by.username, at },
    from: { holdMinor: toWalletMinor, workerMinor: 0, platformMinor: 0, lossMinor: 0, payerMinor: 0 },
  };
  const after = toWalletMinor === 0 ? without : withRefund(without, instead);
  const bearers = { orderKey: payment.orderKey, workerId: refund.workerId, payerId: payment.payerId };
  const entries = bearingEntries(shares, bearers, destinationOf(payment, refund)).map((entry) => ({
    ...entry,
    amountMinor: amountMinor(-entry.amountMinor),
  }));
  return {
    payment: { ...after, nextCheckAt: nextCheckOf(after, at) },
    refund: failed,
    entries,
    transfers: transfersOf('refund reversed', `${refund.key}.reversed`, payment, refund, entries, occasion),
  };
}

/** Whether an order's hold has been neither paid out nor returned. */
export function holdStands(order: Order): boolean {
  const { stage } = rowOf(order.workflow, order.status);
  if (stage === 'contested' && order.heldFrom !== undefined)
    return rowOf(order.workflow, order.heldFrom).stage !== 'ended';
  return stage !== 'ended';
}

/** Where a refund goes: the payer's wallet, or out the way the money came in. */
export function destinationOf(payment: Payment, { to, capture }: Pick<Refund, 'to' | 'capture'>): Account {
  if (to === 'wallet') return walletOf(payment.payerId);
  const taken = payment.captures.find(({ reference }) => reference === capture);
  const method = taken?.provider ?? payment.method;
  if (method === undefined || method === 'wallet')
    throw new Error(`Payment ${payment.paymentId} was not paid from outside`);
  return clearingOf(method);
}

function transfersOf(
  kind: TransferKind,
  key: string,
  payment: Payment,
  refund: Refund,
  entries: readonly Entry[],
  { by, at }: Occasion,
): readonly TransferRequest[] {
  if (entries.length === 0) return [];
  const request: TransferRequest = {
    key,
    kind,
    orderKey: payment.orderKey,
    currency: currencyCode(refund.currency ?? payment.currency),
    by: by.userId,
    at,
    parameters: { payment: payment.number, amountMinor: refund.amountMinor, to: refund.to },
    accounts: entries.map(({ account }) => account),
    entries: () => ok(entries),
  };
  return [request];
}
