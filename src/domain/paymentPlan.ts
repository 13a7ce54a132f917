import { amountMinor, type Money } from './money.ts';
import type { Person } from './order.ts';
import { type Payment, paymentLimits } from './payment.ts';
import { allocate } from './payout.ts';
import { ok, type Result, refuse } from './result.ts';

/** One payment as it is planned. */
export type PlannedPayment = Pick<Payment, 'description' | 'beforeStart' | 'dueAt'> & {
  readonly payer: Person;
  readonly price: Money;
};

/** Why a price can't be divided so. */
export type PlanRefusal =
  /** Someone would pay less than one unit. */
  | { readonly code: 'plan-too-fine'; readonly price: Money; readonly parts: number }
  | { readonly code: 'plan-too-many'; readonly parts: number; readonly most: number }
  | { readonly code: 'payer-twice'; readonly userId: string };

/** How a price is to be paid. */
export interface PlanRequest {
  readonly price: Money;
  /** Who pays, in equal shares; at least one. */
  readonly payers: readonly Person[];
  /** In how many parts each pays; the first is due at once and before the work starts. */
  readonly instalments: number;
  /** How long one part is due after the other. */
  readonly intervalMs: number;
  readonly from: Date;
}

/**
 * Divides a price into payments, losing no unit: among the payers first, then each one's share into instalments. What
 * can't be divided evenly is a unit more for those named first, and for what is due first.
 */
export function planPayments(request: PlanRequest): Result<readonly PlannedPayment[], PlanRefusal> {
  const { price, payers, instalments, intervalMs, from } = request;
  const parts = payers.length * instalments;
  const twice = payers.find(
    (payer, index) => payers.findIndex(({ userId }) => userId === payer.userId) < index,
  );
  if (twice !== undefined) return refuse({ code: 'payer-twice', userId: twice.userId });
  if (instalments > paymentLimits.instalments)
    return refuse({ code: 'plan-too-many', parts: instalments, most: paymentLimits.instalments });
  if (parts > paymentLimits.payments)
    return refuse({ code: 'plan-too-many', parts, most: paymentLimits.payments });
  if (price.amountMinor < parts) return refuse({ code: 'plan-too-fine', price, parts });
  const evenly = (amount: number, count: number): readonly number[] =>
    allocate(
      amountMinor(amount),
      Array.from({ length: count }, () => 1),
    );
  const shares = evenly(price.amountMinor, payers.length);
  return ok(
    payers.flatMap((payer, index) =>
      evenly(shares[index] ?? 0, instalments).map((share, part) => ({
        payer,
        price: { amountMinor: amountMinor(share), currency: price.currency },
        description: instalments === 1 ? '' : `Part ${part + 1} of ${instalments}`,
        beforeStart: part === 0,
        dueAt: new Date(from.getTime() + part * intervalMs),
      })),
    ),
  );
}
