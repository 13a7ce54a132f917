import { changeOrder } from '../../domain/change.ts';
import type { Occasion } from '../../domain/order.ts';
import { orderly } from '../../domain/orderly.ts';
import { paymentOfRefundKey } from '../../domain/payBack.ts';
import {
  type Attempt,
  factsOf,
  isUnpaid,
  liveAttempt,
  type Payment,
  paymentStatusOf,
} from '../../domain/payment.ts';
import { nextCheckOf } from '../../domain/paymentClock.ts';
import { ok, type Result, unreachable } from '../../domain/result.ts';
import { rowOf } from '../../domain/status.ts';
import { topUpEventOf } from '../../domain/topUp.ts';
import { orders, payments } from '../../ports/collections.ts';
import type {
  Asked,
  Capture,
  CheckoutState,
  PaymentProvider,
  PaymentRef,
  ProviderFailure,
  ProviderRefund,
} from '../../ports/paymentProvider.ts';
import { commitChange } from '../commitChange.ts';
import type { PaymentDesk } from '../desk.ts';
import { tellOfWallet } from '../tellOfWallet.ts';
import { readOrderWithPayments } from './findPayment.ts';
import { receiveCapture } from './receiveMoney.ts';
import { settleOneRefund, settleRefundsOf } from './settleRefunds.ts';

/** What settling works with. */
export type SettlingDesk = Pick<PaymentDesk, 'store' | 'clock' | 'outbox'>;

/**
 * Brings a payment to where its page stands at the provider. May be told the same any number of times, late and in any
 * order: a state that was passed is not gone back to, and money counts once. Answers what it did, in a few words for the
 * log; a failure of the provider is passed on, for another try.
 */
export async function settleCheckout(
  desk: SettlingDesk,
  provider: PaymentProvider,
  state: CheckoutState,
): Asked<string> {
  const ref = state.payment;
  if (ref === undefined) return ok('not one of ours');
  switch (state.state) {
    case 'open':
      return ok('still open');
    case 'approved':
      return takeOrLeave(desk, provider, ref, state);
    case 'paid':
      return settleCapture(desk, provider, { ...state.capture, payment: ref }, state.reference);
    case 'processing':
    case 'expired':
      return ok(await noteAttempt(desk, provider, ref, { page: state.reference, state: state.state }));
    case 'failed':
      return ok(
        await noteAttempt(desk, provider, ref, {
          page: state.reference,
          state: 'failed',
          failure: state.reason.slice(0, 200),
        }),
      );
    case 'declined':
      // Only trying to take it finds that out, and that is noted where it is tried.
      return ok('declined');
    default:
      return unreachable(state);
  }
}

/** Books money that a provider took, see `receiveCapture`, and what went back of it, wherever that was asked for. */
export async function settleCapture(
  desk: SettlingDesk,
  provider: PaymentProvider,
  capture: Capture,
  page?: string,
): Asked<string> {
  if (capture.payment === undefined) return ok('not one of ours');
  const became = await receiveCapture(desk, provider.name, capture.payment, capture, page);
  // Of money that is new here nothing was refunded yet, unless the provider says so.
  const isWhole = became === 'received' && capture.refunded.amountMinor === 0;
  if (became === 'no such payment' || isWhole) return ok(became);
  const refunds = await settleRefundsOf(desk, provider, capture.payment, capture);
  if (!refunds.ok || refunds.value === 'known') return refunds.ok ? ok(became) : refunds;
  return ok(`${became}; refunds: ${refunds.value}`);
}

/** Brings a refund to where it stands at the provider, and books one that was made at the provider's own site. */
export async function settleRefund(
  desk: SettlingDesk,
  provider: PaymentProvider,
  refund: ProviderRefund,
): Asked<string> {
  const ref = refund.key === undefined ? undefined : paymentOfRefundKey(refund.key);
  if (ref !== undefined) return ok(await settleOneRefund(desk, provider.name, ref, refund));
  // Its money has to be known before it.
  const capture = await provider.readCapture(refund.capture);
  return capture.ok ? settleCapture(desk, provider, capture.value) : capture;
}

/** Takes money that a payer approved, if somebody still waits for it; else the approval is left to run out. */
async function takeOrLeave(
  desk: SettlingDesk,
  provider: PaymentProvider,
  ref: PaymentRef,
  { reference }: CheckoutState,
): Promise<Result<string, ProviderFailure>> {
  const payment = await waitingPayment(desk, ref);
  if (payment === undefined) return ok('approved when nothing was due any more; not taken');
  const attempt = payment.attempts.find(
    (one) => one.provider === provider.name && one.reference === reference,
  );
  const declinedBefore = attempt === undefined ? 0 : declinesOf(attempt);
  // One key for as long as nobody knows what became of it. After a clear no the payer has approved something else, and the
  // provider would answer the key of before with the same no. Whatever the keys, it takes a page's money once.
  const key = `take.${reference}${declinedBefore === 0 ? '' : `.${declinedBefore}`}`;
  const taken = await provider.takeApproved(reference, key);
  if (!taken.ok) return taken;
  if (taken.value.state === 'approved') return ok('approved, but not taken yet');
  if (taken.value.state !== 'declined') return settleCheckout(desk, provider, taken.value);
  const failure = taken.value.reason.slice(0, 200);
  return ok(
    await noteAttempt(desk, provider, ref, { page: reference, state: 'failed', failure, declinedBefore }),
  );
}

/** How often what was approved on a page could not be taken; earlier versions did not count. */
function declinesOf({ state, declines }: Attempt): number {
  return declines ?? (state === 'failed' ? 1 : 0);
}

/** The payment, if somebody still waits for its money. */
async function waitingPayment(
  { store }: SettlingDesk,
  { guildId, paymentId }: PaymentRef,
): Promise<Payment | undefined> {
  const payment = await store.get(payments.path(guildId, paymentId));
  if (payment === undefined || !isUnpaid(payment)) return undefined;
  if (payment.orderKey === '') return payment;
  const found = await readOrderWithPayments(store, guildId, payment.orderKey);
  const isOver = found === undefined || rowOf(found.order.workflow, found.order.status).stage === 'ended';
  return isOver ? undefined : payment;
}

/** What a page came to, short of money. */
interface Outcome {
  readonly page: string;
  readonly state: 'processing' | 'expired' | 'failed';
  readonly failure?: string;
  /** Where the page takes something else: how often it was declined before. */
  readonly declinedBefore?: number;
}

/** Notes that an attempt is on its way, failed or ran out; the payer hears of a failure when no other attempt lives. */
async function noteAttempt(
  desk: SettlingDesk,
  provider: PaymentProvider,
  { guildId, paymentId }: PaymentRef,
  { page, declinedBefore, ...outcome }: Outcome,
): Promise<string> {
  const path = payments.path(guildId, paymentId);
  const at = desk.clock.now();
  const occasion: Occasion = {
    operationId:
      declinedBefore === undefined
        ? `${outcome.state}.${provider.name}.${page}`
        : `declined.${provider.name}.${page}.${declinedBefore}`,
    by: orderly,
    at,
  };
  const result = await desk.store.transact(async (tx) => {
    const payment = await tx.get(path);
    const attempt = payment?.attempts.find((one) => one.provider === provider.name && one.reference === page);
    if (payment === undefined || attempt === undefined) return ok({ did: 'no such attempt' });
    const declines = declinedBefore === undefined ? undefined : declinedBefore + 1;
    const isKnown =
      declinedBefore === undefined
        ? isFinal(attempt) || (attempt.state === outcome.state && outcome.state !== 'failed')
        : attempt.state === 'paid' || declinesOf(attempt) !== declinedBefore;
    if (isKnown) return ok({ did: 'known' });
    const noted = withAttempt(payment, { ...attempt, ...outcome, declines });
    const hasFailed = outcome.state === 'failed' && isUnpaid(payment) && liveAttempt(noted) === undefined;
    const goesOn = outcome.state === 'processing' && payment.status === 'Failed';
    const status = hasFailed ? 'Failed' : goesOn ? 'Pending' : payment.status;
    const after: Payment = { ...noted, status };
    const checked = { ...after, nextCheckAt: nextCheckOf(after, at) };
    const found =
      (hasFailed || goesOn) && payment.orderKey !== ''
        ? await readOrderWithPayments(tx, guildId, payment.orderKey)
        : undefined;
    if (found === undefined) {
      tx.put(path, checked);
      if (!hasFailed || payment.purpose !== 'top-up') return ok({ did: outcome.state });
      const event = topUpEventOf('top-up failed', payment, occasion);
      return ok({
        did: outcome.state,
        noticeId: tellOfWallet(tx, guildId, event, `${page}${declines ?? ''}`),
      });
    }
    const all = found.payments.map((one) => (one.number === payment.number ? checked : one));
    const paymentStatus = paymentStatusOf(all);
    if (goesOn) {
      tx.put(path, checked);
      tx.put(orders.path(guildId, payment.orderKey), { ...found.order, paymentStatus });
      return ok({ did: outcome.state });
    }
    const change = changeOrder(
      found.order,
      { kind: 'payment failed', payment: { ...factsOf(checked), method: provider.name } },
      { paymentStatus },
      occasion,
    );
    const committed = await commitChange(tx, { ...change, payments: [checked] }, occasion, found.order);
    return committed.ok ? ok({ did: outcome.state, noticeId: committed.value.noticeId }) : committed;
  });
  if (!result.ok) throw new Error(`The books refused ${occasion.operationId}: ${result.refusal.code}`);
  const { did, noticeId } = { noticeId: undefined, ...result.value };
  if (noticeId !== undefined) void desk.outbox.announce(noticeId);
  return did;
}

/** Money never comes of it any more, or came. A page on which something was declined takes something else. */
function isFinal({ state, declines }: Attempt): boolean {
  return state === 'paid' || state === 'expired' || (state === 'failed' && declines === undefined);
}

function withAttempt(payment: Payment, attempt: Attempt): Payment {
  return { ...payment, attempts: payment.attempts.map((one) => (one.key === attempt.key ? attempt : one)) };
}
