import { type AmountMinor, type CurrencyCode, currencyCode } from './money.ts';
import type { Occasion, Order } from './order.ts';
import { dueMinor, isUnpaid, keptMinor, liveAttempt, never, type Payment, statusOf } from './payment.ts';
import { ok, type Result, refuse } from './result.ts';

/** Why an order can't be completed yet: part of its price is not paid. */
export type PaymentDueRefusal = {
  readonly code: 'payment-due';
  readonly amountMinor: AmountMinor;
  readonly currency: CurrencyCode;
};

/**
 * What the end of an order means for its payments: nobody waits for the unpaid ones any more, and when the order was not
 * completed, what was paid is back in the payers' wallets. Gives the payments that change. Refused with `payment-due`
 * when the order would be completed and part of its price is not paid.
 */
export function endPayments(
  order: Order,
  payments: readonly Payment[],
  { operationId, by, at }: Occasion,
): Result<readonly Payment[], PaymentDueRefusal> {
  const isCompleted = order.status === 'Complete';
  const due = dueMinor(payments, 'end');
  if (isCompleted && due > 0)
    return refuse({ code: 'payment-due', amountMinor: due, currency: currencyCode(order.currency) });
  return ok(
    payments.flatMap((payment): readonly Payment[] => {
      const kept = keptMinor(payment);
      if (isUnpaid(payment))
        // A page that is still open has to be closed, and may have been paid by then.
        return [
          { ...payment, status: 'Expired', nextCheckAt: liveAttempt(payment) === undefined ? never : at },
        ];
      if (isCompleted || kept === 0 || payment.credited === true) return [];
      const returned = { ...payment, refundedMinor: payment.refundedMinor + kept };
      return [
        {
          ...returned,
          status: statusOf(returned),
          refunds: [
            ...payment.refunds,
            {
              key: `${operationId}.return`,
              amountMinor: kept,
              to: 'wallet',
              state: 'done',
              reason: order.statusReason ?? `Order ${order.status}`,
              by: by.userId,
              byUsername: by.username,
              at,
              from: { holdMinor: kept, workerMinor: 0, platformMinor: 0, lossMinor: 0, payerMinor: 0 },
            },
          ],
        },
      ];
    }),
  );
}
