import { isUnpaid, liveAttempt, never, type Payment } from './payment.ts';

/*
 * When something is to be done about a payment that is not settled. Reminders come at set points after it was due;
 * waiting ends at a set time after that, for payments that must come before the work.
 */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How long after a payment is due its payer is reminded, and when waiting for it ends. */
export const paymentPatience = {
  reminderMs: [24 * hourMs, 48 * hourMs],
  expiryMs: 72 * hourMs,
} as const;

/** How soon, and how often, a provider is asked about something under way: after 1, 2, 4 … minutes, at most an hour. */
export function askAgainAt(startedAt: Date, now: Date): Date {
  const waitedMs = Math.max(now.getTime() - startedAt.getTime(), 0);
  return new Date(now.getTime() + Math.min(Math.max(waitedMs, minuteMs), hourMs));
}

/** When a new payment is first looked at: to remind its payer. */
export function firstCheckAt(dueAt: Date): Date {
  return new Date(dueAt.getTime() + paymentPatience.reminderMs[0]);
}

/** What time has come for with an unpaid payment: the next reminder, the end of waiting, or nothing yet. */
export function timeFor(
  payment: Pick<Payment, 'status' | 'dueAt' | 'reminders' | 'beforeStart' | 'purpose'>,
  now: Date,
): 'reminder' | 'expiry' | undefined {
  if (!isUnpaid(payment)) return undefined;
  const lateMs = now.getTime() - payment.dueAt.getTime();
  if (payment.purpose !== 'price' || payment.beforeStart) {
    if (lateMs >= paymentPatience.expiryMs) return 'expiry';
  }
  const reminderMs = paymentPatience.reminderMs[payment.reminders];
  return reminderMs !== undefined && lateMs >= reminderMs ? 'reminder' : undefined;
}

/** When the payment must be looked at again, as it is at `now`. */
export function nextCheckOf(payment: Payment, now: Date): Date {
  const moments: Date[] = [];
  const attempt = liveAttempt(payment);
  if (attempt !== undefined) moments.push(askAgainAt(attempt.startedAt, now));
  for (const refund of payment.refunds)
    if (refund.state === 'intended' || refund.state === 'pending') moments.push(askAgainAt(refund.at, now));
  if (isUnpaid(payment)) {
    const due = payment.dueAt.getTime();
    const reminderMs = paymentPatience.reminderMs[payment.reminders];
    if (reminderMs !== undefined) moments.push(new Date(due + reminderMs));
    if (payment.purpose !== 'price' || payment.beforeStart)
      moments.push(new Date(due + paymentPatience.expiryMs));
  }
  return moments.reduce((first, one) => (one < first ? one : first), never);
}
