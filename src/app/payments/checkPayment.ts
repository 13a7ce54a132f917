import { expirePayment, remindedPayment } from '../../domain/expirePayment.ts';
import { noticeIdOf, paymentReminderOf } from '../../domain/notice.ts';
import type { Order } from '../../domain/order.ts';
import { orderly } from '../../domain/orderly.ts';
import { type Attempt, isGoingOn, isUnpaid, type Payment, type Refund } from '../../domain/payment.ts';
import { nextCheckOf, timeFor } from '../../domain/paymentClock.ts';
import { ok, type Result } from '../../domain/result.ts';
import { expiredTopUp, topUpEventOf } from '../../domain/topUp.ts';
import { orders, outbox, payments } from '../../ports/collections.ts';
import type { PaymentProvider, PaymentRef, ProviderFailure } from '../../ports/paymentProvider.ts';
import type { Transaction } from '../../ports/store.ts';
import { commitChange } from '../commitChange.ts';
import type { PaymentDesk } from '../desk.ts';
import { tellOfWallet } from '../tellOfWallet.ts';
import { type OrderWithPayments, readOrderWithPayments } from './findPayment.ts';
import { openPage } from './payByProvider.ts';
import { sendRefund } from './sendRefund.ts';
import { settleCheckout } from './settle.ts';
import { settleDispute } from './settleDispute.ts';
import { settleOneRefund } from './settleRefunds.ts';
import { tellOfKeys } from './tellOfKeys.ts';

/** One thing that was done about a payment by the clock. */
export type PaymentDeed =
  | { readonly kind: 'payment asked about'; readonly payment: Payment; readonly found: string }
  | { readonly kind: 'payment reminded' | 'payment expired'; readonly payment: Payment };

/**
 * Does what time has come for with a payment: asks the provider about pages, refunds and disputes nobody has
 * told of, closes pages that nobody needs, reminds the payer, ends the waiting. The backstop behind webhooks: it alone would bring every
 * payment to its end, only later. May run at any time, twice or late. Gives what providers answered in vain.
 */
export async function checkPayment(
  desk: PaymentDesk,
  ref: PaymentRef,
  note: (deed: PaymentDeed) => void,
): Promise<readonly ProviderFailure[]> {
  const path = payments.path(ref.guildId, ref.paymentId);
  const payment = await desk.store.get(path);
  if (payment === undefined) return [];
  const failures: ProviderFailure[] = [];
  for (const attempt of payment.attempts) {
    const provider = desk.providers.get(attempt.provider);
    if (provider === undefined || !isLive(attempt)) continue;
    const found = await askAbout(desk, provider, payment, attempt);
    if (!found.ok) failures.push(found.refusal);
    note({ kind: 'payment asked about', payment, found: found.ok ? found.value : found.refusal.code });
  }
  for (const { provider, refund } of refundsUnderWay(desk, payment)) {
    const found = await askAboutRefund(desk, provider, payment, refund);
    if (!found.ok) failures.push(found.refusal);
    note({ kind: 'payment asked about', payment, found: found.ok ? found.value : found.refusal.code });
  }
  for (const chargeback of payment.chargebacks ?? []) {
    const provider = desk.providers.get(chargeback.provider);
    if (provider === undefined || !isGoingOn(chargeback)) continue;
    const dispute = await provider.readDispute(chargeback.reference);
    const found = dispute.ok ? await settleDispute(desk, provider, dispute.value) : dispute;
    if (!found.ok) failures.push(found.refusal);
    note({ kind: 'payment asked about', payment, found: found.ok ? found.value : found.refusal.code });
  }
  for (const failure of failures) await tellOfKeys(desk, payment, failure);
  const done = await remindOrExpire(desk, ref);
  if (done !== undefined) note({ kind: done, payment });
  return failures;
}

/** The refunds of a payment that its providers have not finished. */
function refundsUnderWay(
  { providers }: PaymentDesk,
  { refunds, captures }: Payment,
): readonly { readonly refund: Refund; readonly provider: PaymentProvider }[] {
  return refunds.flatMap((refund) => {
    const taken = captures.find(({ reference }) => reference === refund.capture);
    const provider = taken && providers.get(taken.provider);
    const isUnderWay = refund.state === 'intended' || refund.state === 'pending';
    return isUnderWay && provider !== undefined ? [{ refund, provider }] : [];
  });
}

/** Asks for a refund once more, or how far it has come. */
async function askAboutRefund(
  desk: PaymentDesk,
  provider: PaymentProvider,
  payment: Payment,
  refund: Refund,
): Promise<Result<string, ProviderFailure>> {
  if (refund.state === 'intended' || refund.reference === undefined)
    return sendRefund(desk, provider, payment, refund);
  const found = await provider.readRefund(refund.reference);
  if (!found.ok) return found;
  const { guildId, paymentId } = payment;
  return ok(await settleOneRefund(desk, provider.name, { guildId, paymentId }, found.value));
}

function isLive({ state }: Attempt): boolean {
  return state === 'intended' || state === 'open' || state === 'processing';
}

/** Brings an attempt to where it stands at the provider; a page that nobody needs is closed first. */
async function askAbout(
  desk: PaymentDesk,
  provider: PaymentProvider,
  payment: Payment,
  attempt: Attempt,
): Promise<Result<string, ProviderFailure>> {
  const isOver = attempt.expiresAt <= desk.clock.now();
  if (attempt.reference === undefined) {
    // Without its address nobody has seen the page: it need not be closed, only not be made any more.
    if (isOver || !isUnpaid(payment)) return ok(await endAttempt(desk, payment, attempt));
    const opened = await openPage(desk, provider, await boughtBy(desk, payment), payment, attempt);
    return opened.ok ? ok('opened') : opened;
  }
  const state = isUnpaid(payment)
    ? await provider.readCheckout(attempt.reference)
    : await provider.closeCheckout(attempt.reference);
  if (!state.ok) {
    if (state.refusal.code !== 'not-found') return state;
    return ok(await endAttempt(desk, payment, attempt));
  }
  // A page that its provider has forgotten no longer says whose it was.
  const { payment: named = { guildId: payment.guildId, paymentId: payment.paymentId } } = state.value;
  const settled = await settleCheckout(desk, provider, { ...state.value, payment: named });
  if (!settled.ok) return settled;
  const isIdle = state.value.state === 'open' || state.value.state === 'approved';
  // A provider without an end for its pages: what is approved later is taken only if it is still due.
  return isIdle && (isOver || !isUnpaid(payment)) ? ok(await endAttempt(desk, payment, attempt)) : settled;
}

/** What the page says that is paid for: the same as when it was first asked for, so that it is the same request. */
async function boughtBy(
  { store }: PaymentDesk,
  { guildId, orderKey, description }: Payment,
): Promise<string> {
  const order = orderKey === '' ? undefined : await store.get(orders.path(guildId, orderKey));
  return order?.service ?? description;
}

async function endAttempt(
  { store, clock }: PaymentDesk,
  { guildId, paymentId }: Payment,
  attempt: Attempt,
): Promise<string> {
  const path = payments.path(guildId, paymentId);
  await store.transact(async (tx) => {
    const payment = await tx.get(path);
    if (payment === undefined) return;
    // What has gone on meanwhile is not over: it may have been opened just now, or its money may be on its way.
    const isAsItWas = ({ key, state }: Attempt) => key === attempt.key && state === attempt.state;
    const attempts = payment.attempts.map((one) =>
      isAsItWas(one) ? { ...one, state: 'expired' as const } : one,
    );
    const after = { ...payment, attempts };
    tx.put(path, { ...after, nextCheckAt: nextCheckOf(after, clock.now()) });
  });
  return 'given up';
}

/** Reminds, or ends the waiting, if it is time; and notes when to look again. */
async function remindOrExpire(
  desk: PaymentDesk,
  ref: PaymentRef,
): Promise<'payment reminded' | 'payment expired' | undefined> {
  const path = payments.path(ref.guildId, ref.paymentId);
  const result = await desk.store.transact(async (tx) => {
    const payment = await tx.get(path);
    const now = desk.clock.now();
    if (payment === undefined) return ok({ done: undefined });
    const time = timeFor(payment, now);
    const found =
      payment.orderKey === '' || time === undefined
        ? undefined
        : await readOrderWithPayments(tx, ref.guildId, payment.orderKey);
    if (payment.purpose === 'top-up' && time === 'expiry') return ok(expireTopUp(tx, path, payment, now));
    if (found === undefined || time === undefined) {
      tx.put(path, { ...payment, nextCheckAt: nextCheckOf(payment, now) });
      return ok({ done: undefined });
    }
    return time === 'expiry'
      ? expire(tx, found, payment, now)
      : ok(remind(tx, path, found.order, payment, now));
  });
  if (!result.ok) throw new Error(`The books refused the end of ${ref.paymentId}: ${result.refusal.code}`);
  const { done, noticeId } = { noticeId: undefined, ...result.value };
  if (noticeId !== undefined) void desk.outbox.announce(noticeId);
  return done;
}

function expireTopUp(tx: Transaction, path: ReturnType<typeof payments.path>, payment: Payment, at: Date) {
  const { guildId } = payment;
  const event = topUpEventOf('top-up expired', payment, { by: orderly, at });
  tx.put(path, expiredTopUp(payment, at));
  // Who never opened a page has thought better of it, and need not be told.
  if (payment.attempts.length === 0) return { done: 'payment expired' as const };
  return { done: 'payment expired' as const, noticeId: tellOfWallet(tx, guildId, event) };
}

async function expire(
  tx: Transaction,
  { order, payments: all }: OrderWithPayments,
  payment: Payment,
  at: Date,
) {
  const occasion = { operationId: `expire.${order.orderKey}.${payment.number}`, by: orderly, at };
  const committed = await commitChange(tx, expirePayment(order, all, payment, occasion), occasion, order);
  if (!committed.ok) return committed;
  return ok({ done: 'payment expired' as const, noticeId: committed.value.noticeId });
}

function remind(
  tx: Transaction,
  path: ReturnType<typeof payments.path>,
  order: Order,
  payment: Payment,
  at: Date,
) {
  const noticeId = `${noticeIdOf(order)}.payment.${payment.number}.${payment.reminders}`;
  tx.put(path, remindedPayment(payment, at));
  tx.create(outbox.path(noticeId), paymentReminderOf(order, payment, at));
  return { done: 'payment reminded' as const, noticeId };
}
