import type { Order } from './order.ts';
import { awaitsReview } from './reviewOrder.ts';
import { rowOf } from './status.ts';

/** What people are reminded of. */
export type Reminder = 'review' | 'deadline';

/** How long evidence may wait before its reviewers are reminded. */
export const reviewPatienceMs = 24 * 60 * 60 * 1000;

const dayMs = 24 * 60 * 60 * 1000;

/**
 * The moment since which a reminder is due, if it has not been given since: the first when patience ends or the deadline
 * passes, then one every 24 hours. Undefined when none is due. The moment follows from the order alone, so two who ask
 * get the same.
 */
export function reminderDue(order: Order, about: Reminder, now: Date): Date | undefined {
  const first = firstReminder(order, about);
  if (first === undefined || now.getTime() < first) return undefined;
  const due = new Date(first + Math.floor((now.getTime() - first) / dayMs) * dayMs);
  const last = order.remindedAt?.[about];
  return last === undefined || last < due ? due : undefined;
}

function firstReminder(order: Order, about: Reminder): number | undefined {
  if (about === 'deadline')
    return rowOf(order.workflow, order.status).stage === 'open' ? order.deadline?.getTime() : undefined;
  // While someone looks at it nobody need be called.
  if (!awaitsReview(order) || order.status === 'In Review') return undefined;
  return (order.submittedAt ?? order.statusSince).getTime() + reviewPatienceMs;
}
