import { changeOrder } from './change.ts';
import type { Change, Occasion, Order } from './order.ts';
import { factsOf, liveAttempt, never, type Payment, paymentStatusOf } from './payment.ts';
import { nextCheckOf } from './paymentClock.ts';

/**
 * Nobody waits for a payment any more. An order that can't begin without it is cancelled, with all that follows from
 * that for its other payments; what was charged besides is let go of. `payments` are all of the order's.
 */
export function expirePayment(
  order: Order,
  payments: readonly Payment[],
  payment: Payment,
  occasion: Occasion,
): Change {
  const facts = { payment: factsOf(payment) };
  if (order.status === 'Pending Payment' && payment.purpose === 'price') {
    const reason = 'It was not paid in time.';
    return changeOrder(order, { kind: 'payment expired', to: 'Cancelled', reason, ...facts }, {}, occasion);
  }
  const expired: Payment = {
    ...payment,
    status: 'Expired',
    nextCheckAt: liveAttempt(payment) === undefined ? never : occasion.at,
  };
  const all = payments.map((one) => (one.number === payment.number ? expired : one));
  const change = changeOrder(
    order,
    { kind: 'payment expired', ...facts },
    { paymentStatus: paymentStatusOf(all) },
    occasion,
  );
  return { ...change, payments: [expired] };
}

/** A payment of which its payer was just reminded. */
export function remindedPayment(payment: Payment, at: Date): Payment {
  const reminded = { ...payment, reminders: payment.reminders + 1 };
  return { ...reminded, nextCheckAt: nextCheckOf(reminded, at) };
}
