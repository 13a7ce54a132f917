import { defaultPatience, type Patience } from './patience.ts';
import { isGoingOn, isUnderWay, isUnpaid, liveAttempt, never, type Payment } from './payment.ts';

/*
 * When something is to be done about a payment that is not settled. Reminders come at set points after it was due;
 * waiting ends at a set time after that, for payments that must come before the work. The payment says when, see
 * `patienceSchema`.
 */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How often a provider is asked about a dispute that it has not ended: they take weeks. */
const disputeCheckMs = 6 * hourMs;

/** How soon, and how often, a provider is asked about something under way: after 1, 2, 4 … minutes, at most an hour. */
export function askAgainAt(startedAt: Date, now: Date): Date {
  const waitedMs = Math.max(now.getTime() - startedAt.getTime(), 0);
  return new Date(now.getTime() + Math.min(Math.max(waitedMs, minuteMs), hourMs));
}

/** When a new payment is first looked at: to remind its payer, or to end the waiting. */
export function firstCheckAt(dueAt: Date, patience: Patience): Date {
  return new Date(dueAt.getTime() + (patience.reminderHours[0] ?? patience.waitHours) * hourMs);
}

/** When waiting for an unpaid payment ends; undefined for later parts of a price, which are waited for as long as it takes. */
export function waitingEndsAt({
  purpose,
  beforeStart,
  patience = defaultPatience,
  dueAt,
}: Pick<Payment, 'purpose' | 'beforeStart' | 'patience' | 'dueAt'>): Date | undefined {
  if (purpose === 'price' && !beforeStart) return undefined;
  return new Date(dueAt.getTime() + patience.waitHours * hourMs);
}

/** What time has come for with an unpaid payment: the next reminder, the end of waiting, or nothing yet. */
export function timeFor(
  payment: Pick<
    Payment,
    'status' | 'dueAt' | 'reminders' | 'beforeStart' | 'purpose' | 'patience' | 'attempts'
  >,
  now: Date,
): 'reminder' | 'expiry' | undefined {
  if (!isUnpaid(payment) || isUnderWay(payment)) return undefined;
  const { reminderHours } = payment.patience ?? defaultPatience;
  const lateMs = now.getTime() - payment.dueAt.getTime();
  const endsAt = waitingEndsAt(payment);
  if (endsAt !== undefined && now >= endsAt) return 'expiry';
  const reminder = reminderHours[payment.reminders];
  return reminder !== undefined && lateMs >= reminder * hourMs ? 'reminder' : undefined;
}

/** When the payment must be looked at again, as it is at `now`. */
export function nextCheckOf(payment: Payment, now: Date): Date {
  const moments: Date[] = [];
  const attempt = liveAttempt(payment);
  if (attempt !== undefined) moments.push(askAgainAt(attempt.startedAt, now));
  for (const refund of payment.refunds)
    if (refund.state === 'intended' || refund.state === 'pending') moments.push(askAgainAt(refund.at, now));
  if (payment.chargebacks?.some(isGoingOn)) moments.push(new Date(now.getTime() + disputeCheckMs));
  if (isUnpaid(payment) && !isUnderWay(payment)) {
    const { reminderHours } = payment.patience ?? defaultPatience;
    const due = payment.dueAt.getTime();
    const reminder = reminderHours[payment.reminders];
    if (reminder !== undefined) moments.push(new Date(due + reminder * hourMs));
    const endsAt = waitingEndsAt(payment);
    if (endsAt !== undefined) moments.push(endsAt);
  }
  return moments.reduce((first, one) => (one < first ? one : first), never);
}
