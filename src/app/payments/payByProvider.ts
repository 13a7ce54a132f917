import type { Order } from '../../domain/order.ts';
import { type Attempt, type Payment, paymentLimits, paymentStatusOf, priceOf } from '../../domain/payment.ts';
import { nextCheckOf } from '../../domain/paymentClock.ts';
import type { Actor } from '../../domain/permissions.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { orders, payments } from '../../ports/collections.ts';
import type {
  Checkout,
  PaymentProvider,
  ProviderFailure,
  ProviderName,
} from '../../ports/paymentProvider.ts';
import type { Transaction } from '../../ports/store.ts';
import type { PaymentDesk } from '../desk.ts';
import type { Refusal } from '../refusal.ts';
import { payableBy, readOrderWithPayments } from './findPayment.ts';
import { tellOfKeys } from './tellOfKeys.ts';

/** Someone's wish to pay an order through a provider. */
export interface PayRequest {
  readonly by: Actor;
  readonly guildId: string;
  readonly orderKey: string;
  /** Which of the order's payments; the first unpaid one of theirs where it is missing. */
  readonly number?: number | undefined;
}

/** A page to pay on. */
export interface PayPage {
  readonly order: Order;
  readonly payment: Payment;
  readonly url: string;
}

/** How long a page takes money. */
const pageMs = 23 * 60 * 60 * 1000;
/** A page that ends sooner is not offered any more. */
const leastMs = 5 * 60 * 1000;

/**
 * Opens a page to pay on, or finds the one that is open. The attempt is stored with its key before the provider is
 * asked: when nobody knows whether a page was made, the same key is asked with again, now or by the job.
 */
export async function payByProvider(
  desk: PaymentDesk,
  name: ProviderName,
  request: PayRequest,
): Promise<Result<PayPage, Refusal>> {
  const provider = desk.providers.get(name);
  if (provider === undefined || desk.publicUrl === undefined)
    return refuse({ code: 'provider-missing', provider: name });
  const now = desk.clock.now();
  const begun = await desk.store.transact(async (tx) => {
    const found = await readOrderWithPayments(tx, request.guildId, request.orderKey);
    const payable = payableBy(request.by.userId, found, request.number);
    if (!payable.ok) return payable;
    if (found === undefined) return refuse({ code: 'order-not-found' as const });
    const { order } = found;
    const attempted = beginAttempt(tx, provider, payable.value, now);
    if (!attempted.ok) return attempted;
    // One that failed is Pending again, so that the order's status may be another by that.
    const { payment } = attempted.value;
    const all = found.payments.map((one) => (one.number === payment.number ? payment : one));
    const paymentStatus = paymentStatusOf(all);
    if (paymentStatus !== order.paymentStatus)
      tx.put(orders.path(order.guildId, order.orderKey), { ...order, paymentStatus });
    return ok({ ...attempted.value, order });
  });
  if (!begun.ok) return begun;
  const { order, payment } = begun.value;
  const url = await pageOf(desk, provider, order.service, begun.value);
  return url.ok ? ok({ order, payment, url: url.value }) : url;
}

/** An attempt as it is stored with its payment. */
interface Begun {
  readonly payment: Payment;
  readonly attempt: Attempt;
}

/** Finds the attempt of a payment that is under way at this provider, or writes a new one in the caller's commit. */
export function beginAttempt(
  tx: Transaction,
  provider: PaymentProvider,
  payment: Payment,
  now: Date,
): Result<Begun, Refusal> {
  const accepted = provider.accepts(priceOf(payment));
  if (!accepted.ok) return accepted;
  const usable = payment.attempts.findLast(
    (attempt) =>
      attempt.provider === provider.name &&
      (attempt.state === 'intended' || attempt.state === 'open') &&
      attempt.expiresAt.getTime() - now.getTime() > leastMs,
  );
  if (usable !== undefined) return ok({ payment, attempt: usable });
  if (payment.attempts.length >= paymentLimits.attempts)
    return refuse({ code: 'too-many-attempts', most: paymentLimits.attempts });
  const { guildId, paymentId } = payment;
  const attempt: Attempt = {
    key: `${guildId}.${paymentId}.${payment.attempts.length + 1}`,
    provider: provider.name,
    state: 'intended',
    startedAt: now,
    expiresAt: new Date(now.getTime() + pageMs),
  };
  const begun: Payment = { ...payment, status: 'Pending', attempts: [...payment.attempts, attempt] };
  tx.put(payments.path(guildId, paymentId), { ...begun, nextCheckAt: nextCheckOf(begun, now) });
  return ok({ payment: begun, attempt });
}

/** Where the page of an attempt is; it is opened if it is not yet. */
export async function pageOf(
  desk: PaymentDesk,
  provider: PaymentProvider,
  description: string,
  { payment, attempt }: Begun,
): Promise<Result<string, Refusal>> {
  if (attempt.url !== undefined) return ok(attempt.url);
  const opened = await openPage(desk, provider, description, payment, attempt);
  if (opened.ok) return ok(opened.value.url);
  await tellOfKeys(desk, payment, opened.refusal);
  return refuse({ code: 'provider-failed', provider: provider.name, why: whyNot(opened.refusal) });
}

function whyNot({ code }: ProviderFailure): 'no-answer' | 'keys' | 'refused' {
  switch (code) {
    case 'refused':
      return 'refused';
    case 'unauthorised':
      return 'keys';
    default:
      return 'no-answer';
  }
}

/** Asks for the page of a stored attempt, as often as it takes, and notes what came of it. */
export async function openPage(
  { store, clock, publicUrl = '' }: PaymentDesk,
  provider: PaymentProvider,
  description: string,
  payment: Payment,
  attempt: Attempt,
): Promise<Result<Checkout, ProviderFailure>> {
  const { guildId, paymentId } = payment;
  const opened = await provider.openCheckout({
    key: attempt.key,
    payment: { guildId, paymentId },
    money: priceOf(payment),
    description: description.slice(0, 120),
    returnUrl: `${publicUrl}/paid`,
    cancelUrl: `${publicUrl}/cancelled`,
    expiresAt: attempt.expiresAt,
  });
  const isFinal = opened.ok || opened.refusal.code === 'refused';
  if (!isFinal) return opened;
  const path = payments.path(guildId, paymentId);
  await store.transact(async (tx) => {
    const stored = await tx.get(path);
    const asked = stored?.attempts.find(
      ({ key, reference }) => key === attempt.key && reference === undefined,
    );
    if (stored === undefined || asked === undefined) return;
    // A page that is there is kept track of, even where the attempt was given up meanwhile: someone may pay on it.
    if (!opened.ok && asked.state !== 'intended') return;
    const known: Attempt = opened.ok
      ? { ...asked, state: 'open', ...opened.value }
      : { ...asked, state: 'failed', failure: opened.refusal.reason };
    const attempts = stored.attempts.map((one) => (one === asked ? known : one));
    const after = { ...stored, attempts };
    tx.put(path, { ...after, nextCheckAt: nextCheckOf(after, clock.now()) });
  });
  return opened;
}
