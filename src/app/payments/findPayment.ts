import type { Order } from '../../domain/order.ts';
import { isUnderWay, isUnpaid, type Payment } from '../../domain/payment.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { orders } from '../../ports/collections.ts';
import type { Reads } from '../../ports/store.ts';
import { readPayments } from '../commitChange.ts';
import type { Refusal } from '../refusal.ts';

/** An order with all of its payments. */
export interface OrderWithPayments {
  readonly order: Order;
  readonly payments: readonly Payment[];
}

/** Reads an order with all of its payments; undefined when there is no such order. */
export async function readOrderWithPayments(
  reads: Reads,
  guildId: string,
  orderKey: string,
): Promise<OrderWithPayments | undefined> {
  const order = await reads.get(orders.path(guildId, orderKey));
  return order && { order, payments: await readPayments(reads, order) };
}

/**
 * The payment that someone may pay: the one they name, or the first of theirs that is not paid and whose money is not on
 * its way already. Whoever pays nothing of an order, and is not its customer, gets the refusal of an order that does not
 * exist.
 */
export function payableBy(
  userId: string,
  found: OrderWithPayments | undefined,
  number: number | undefined,
): Result<Payment, Refusal> {
  const own = found?.payments.filter(({ payerId }) => payerId === userId) ?? [];
  if (found === undefined || (own.length === 0 && found.order.userId !== userId))
    return refuse({ code: 'order-not-found' });
  const unpaid = own.filter((one) => isUnpaid(one) && (number === undefined || one.number === number));
  const payment = unpaid.find((one) => !isUnderWay(one));
  if (payment !== undefined) return ok(payment);
  return refuse({ code: unpaid.length > 0 ? 'payment-under-way' : 'nothing-to-pay' });
}
