import type { OrderEvent } from './order.ts';
import type { Payment } from './payment.ts';
import { waitingEndsAt } from './paymentClock.ts';

/** What one payer is asked for: what is due first, of how much in how many parts, and until when it is waited for. */
export type Bill = NonNullable<OrderEvent['bills']>[number];

/** The bills of payments that are asked for, given in the order in which they are due; one for each who pays. */
export function billsOf(payments: readonly Payment[]): Bill[] {
  const payerIds = new Set(payments.map(({ payerId }) => payerId));
  return [...payerIds].flatMap((payerId) => {
    const own = payments.filter((payment) => payment.payerId === payerId);
    const [first] = own;
    return first === undefined
      ? []
      : [
          {
            payerId,
            amountMinor: first.amountMinor,
            shareMinor: own.reduce((sum, payment) => sum + payment.amountMinor, 0),
            parts: own.length,
            until: waitingEndsAt(first),
          },
        ];
  });
}
