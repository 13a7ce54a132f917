import { bearersOf, bearingAccounts } from '../../domain/bearers.ts';
import { amountMinor, currencyCode } from '../../domain/money.ts';
import type { Change, Occasion } from '../../domain/order.ts';
import { orderly } from '../../domain/orderly.ts';
import { type Moved, payBack, putBack } from '../../domain/payBack.ts';
import { keptMinor, type Payment, type Refund } from '../../domain/payment.ts';
import { refundAccounts } from '../../domain/refund.ts';
import { standingRefunds, walletMinor } from '../../domain/refundable.ts';
import { ok } from '../../domain/result.ts';
import {
  bookSiteRefund,
  noteRefund,
  type RefundAtProvider,
  refundTold,
  reverseRefund,
  siteRefundKey,
} from '../../domain/settleRefund.ts';
import { payments } from '../../ports/collections.ts';
import type {
  Asked,
  Capture,
  PaymentProvider,
  PaymentRef,
  ProviderName,
  ProviderRefund,
} from '../../ports/paymentProvider.ts';
import type { Transaction } from '../../ports/store.ts';
import { commitChange } from '../commitChange.ts';
import type { Desk } from '../desk.ts';
import { openBooks, readBalances } from '../ledger.ts';
import { tellOfWallet } from '../tellOfWallet.ts';
import { type OrderWithPayments, readOrderWithPayments } from './findPayment.ts';
import { topUpMoved } from './topUpMoved.ts';

type SettlingDesk = Pick<Desk, 'store' | 'clock' | 'outbox'>;

/** What became of a refund here, in a word or two for the log. */
export type RefundSettled =
  | 'no such payment'
  | 'known'
  | 'noted'
  | 'booked'
  | 'put back'
  | 'never booked'
  /**
   * Something else has the same money in the books, and it will be put back there: one of ours, which the provider can
   * only refuse, or a dispute that was won. Then this one is booked.
   */
  | 'waits for another';

/**
 * Brings a payment to where one of its refunds stands at the provider: notes how far it has come, puts it back where it
 * failed, books it where it was made at the provider's own site. May be told any number of times, in any order: what has
 * failed stays so, and nothing is booked twice.
 */
export function settleOneRefund(
  desk: SettlingDesk,
  provider: ProviderName,
  ref: PaymentRef,
  refund: ProviderRefund,
): Promise<RefundSettled> {
  const { reference, key, capture, money, state } = refund;
  const told: RefundAtProvider = { provider, reference, key, capture, amountMinor: money.amountMinor, state };
  return settle(desk, ref, (payment) => {
    const known = refundTold(payment, told);
    if (known?.state === 'failed') return 'known';
    const isOurs = payment.captures.some((taken) => taken.reference === capture);
    if (known === undefined && (state === 'failed' || !isOurs)) return 'never booked';
    if (known === undefined) return isBehindAnother(payment, told) ? 'waits for another' : { book: told };
    if (state === 'failed') return { fail: known, why: `${provider}: failed` };
    const noted = noteRefund(payment, known, { state, reference }, desk.clock.now());
    return noted === payment ? 'known' : { note: noted };
  });
}

/**
 * Whether a refund that nobody asked for here takes what something else has in the books: one of ours, whose outcome is
 * not known, or a dispute whose money is back at the provider, or it could not be refunded there, and not yet here.
 */
function isBehindAnother(payment: Payment, { capture, amountMinor: minor }: RefundAtProvider): boolean {
  const isAsked = payment.refunds.some((one) => one.capture === capture && one.state === 'intended');
  const isTaken = payment.chargebacks?.some((one) => one.capture === capture && one.taken !== undefined);
  return (isAsked || isTaken === true) && minor > keptMinor(payment) + walletMinor(payment);
}

/** Puts a refund back that a provider clearly refused. Once it has come further, or was put back, nothing happens. */
export function failRefund(
  desk: SettlingDesk,
  ref: PaymentRef,
  key: string,
  why: string,
): Promise<RefundSettled> {
  return settle(desk, ref, ({ refunds }) => {
    const known = refunds.find((one) => one.key === key);
    return known?.state === 'intended' ? { fail: known, why } : 'known';
  });
}

/** Brings a payment to all that went back of one of its captures, where the provider's sum is not what is known here. */
export async function settleRefundsOf(
  desk: SettlingDesk,
  provider: PaymentProvider,
  ref: PaymentRef,
  { reference, refunded }: Capture,
): Asked<string> {
  const path = payments.path(ref.guildId, ref.paymentId);
  const payment = await desk.store.get(path);
  const arrived = (of: Payment | undefined) =>
    (of === undefined ? [] : standingRefunds(of)).filter(
      ({ capture, state }) => capture === reference && state !== 'intended',
    );
  const known = arrived(payment);
  // One that was on its way may have arrived since, which the sum does not tell.
  const isAllDone = known.every(({ state }) => state === 'done');
  if (isAllDone && sumOf(known) === refunded.amountMinor) return ok('known');
  const listed = await provider.readRefunds(reference);
  if (!listed.ok) return listed;
  const became: string[] = [];
  // What failed comes first, so that there is something to take what was made in its place from.
  const failedFirst = listed.value.toSorted(
    (one, other) => Number(other.state === 'failed') - Number(one.state === 'failed'),
  );
  for (const refund of failedFirst)
    became.push(await settleListed(desk, provider.name, ref, refund, listed.value));
  return ok(became.join(', ') || 'nothing to settle');
}

/** A refund of a list. Made at the site, it is booked only while the list has more of those than the books. */
async function settleListed(
  desk: SettlingDesk,
  provider: ProviderName,
  ref: PaymentRef,
  refund: ProviderRefund,
  all: readonly ProviderRefund[],
): Promise<RefundSettled> {
  if (refund.key === undefined && refund.state !== 'failed') {
    const payment = await desk.store.get(payments.path(ref.guildId, ref.paymentId));
    const booked = (payment === undefined ? [] : standingRefunds(payment)).filter(
      ({ key, capture }) => capture === refund.capture && key.startsWith(`refund.${provider}.`),
    );
    const made = all.filter(({ key, state }) => key === undefined && state !== 'failed');
    const madeMinor = made.reduce((sum, { money }) => sum + money.amountMinor, 0);
    // What a dispute took may be listed for a refund of the same amount, and the other way round.
    const isNew = !booked.some(({ reference }) => reference === refund.reference);
    if (isNew && madeMinor <= sumOf(booked)) return 'known';
  }
  return settleOneRefund(desk, provider, ref, refund);
}

function sumOf(refunds: readonly Refund[]): number {
  return refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** What is to be done about a refund. */
type Decision =
  | RefundSettled
  | { readonly note: Payment }
  | { readonly fail: Refund; readonly why: string }
  | { readonly book: RefundAtProvider };

/** Does what is decided about a payment's refund, in one commit. */
async function settle(
  desk: SettlingDesk,
  { guildId, paymentId }: PaymentRef,
  decide: (payment: Payment) => Decision,
): Promise<RefundSettled> {
  const path = payments.path(guildId, paymentId);
  const at = desk.clock.now();
  const { became, noticeId } = await desk.store.transact(
    async (tx): Promise<{ readonly became: RefundSettled; readonly noticeId?: string }> => {
      const payment = await tx.get(path);
      if (payment === undefined) return { became: 'no such payment' };
      const decision = decide(payment);
      if (typeof decision === 'string') return { became: decision };
      if ('note' in decision) {
        tx.put(path, decision.note);
        return { became: 'noted' };
      }
      const found =
        payment.orderKey === '' ? undefined : await readOrderWithPayments(tx, guildId, payment.orderKey);
      const became = 'fail' in decision ? 'put back' : 'booked';
      const operationId = 'fail' in decision ? `${decision.fail.key}.failed` : siteRefundKey(decision.book);
      const occasion: Occasion = { operationId, by: orderly, at };
      if (found === undefined) {
        const moved = await movedOf(tx, payment, decision, occasion);
        const kind = 'fail' in decision ? 'top-up refund failed' : 'top-up refunded';
        const event = await topUpMoved(tx, kind, payment, moved.transfers, occasion);
        await commitMoved(tx, payment, moved);
        return {
          became,
          ...(event === undefined ? {} : { noticeId: tellOfWallet(tx, guildId, event, operationId) }),
        };
      }
      const change = await changeOf(tx, found, payment, decision, occasion);
      const committed = await commitChange(tx, change, occasion, found.order);
      if (!committed.ok) throw new Error(`The books refused ${operationId}: ${committed.refusal.code}`);
      return { became, noticeId: committed.value.noticeId };
    },
  );
  if (noticeId !== undefined) void desk.outbox.announce(noticeId);
  return became;
}

type Move = Extract<Decision, { readonly fail: Refund } | { readonly book: RefundAtProvider }>;

async function changeOf(
  tx: Transaction,
  { order, payments: all }: OrderWithPayments,
  payment: Payment,
  decision: Move,
  occasion: Occasion,
): Promise<Change> {
  if ('fail' in decision) return reverseRefund(order, all, payment, decision.fail, decision.why, occasion);
  const currency = currencyOfCapture(payment, decision.book.capture);
  const accounts = refundAccounts(order, [payment]);
  const balanceOf = await readBalances(tx, order.guildId, accounts, currency);
  return bookSiteRefund(order, all, payment, decision.book, balanceOf, occasion);
}

/** The same for money that was never for an order: it comes from the payer's wallet, and goes back there. */
async function movedOf(
  tx: Transaction,
  payment: Payment,
  decision: Move,
  occasion: Occasion,
): Promise<Moved> {
  if ('fail' in decision) return putBack(undefined, payment, decision.fail, decision.why, occasion);
  const { capture: reference, amountMinor: minor, state } = decision.book;
  const accounts = bearingAccounts({ order: undefined, payment });
  const currency = currencyOfCapture(payment, reference);
  const balanceOf = await readBalances(tx, payment.guildId, accounts, currency);
  const back = { order: undefined, payment, amountMinor: minor, capture: reference };
  const part = {
    payment,
    amountMinor: amountMinor(minor),
    to: 'provider' as const,
    capture: payment.captures.find((one) => one.reference === reference),
    bearing: bearersOf(back, balanceOf),
  };
  const key = siteRefundKey(decision.book);
  return payBack(undefined, part, { key, state, reference: decision.book.reference, reason: '' }, occasion);
}

async function commitMoved(tx: Transaction, { guildId, paymentId }: Payment, moved: Moved): Promise<void> {
  const books = await openBooks(tx, guildId, moved.transfers);
  for (const transfer of moved.transfers) {
    const posted = books.post(transfer);
    if (!posted.ok) throw new Error(`The books refused ${transfer.key}: ${posted.refusal.code}`);
  }
  books.write();
  tx.put(payments.path(guildId, paymentId), moved.payment);
}

function currencyOfCapture(payment: Payment, capture: string) {
  const taken = payment.captures.find(({ reference }) => reference === capture);
  return currencyCode(taken?.currency ?? payment.currency);
}
