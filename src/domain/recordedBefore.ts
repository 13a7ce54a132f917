import { endPayments } from './endPayments.ts';
import type { Occasion, Order } from './order.ts';
import { never, type Payment, paymentIdOf, priceOf, recordedPayment } from './payment.ts';
import { rowOf } from './status.ts';

/**
 * The payment of an order that was recorded as paid before payments had documents of their own: its whole price, back
 * with its customer where the order ended otherwise than completed. None where the order is not paid.
 */
export function recordedBefore(order: Order, occasion: Occasion): readonly Payment[] {
  const { paymentMethod: method } = order;
  const { stage } = rowOf(order.workflow, order.status);
  if (method === 'unpaid' || stage === 'unpaid') return [];
  const payment = recordedPayment({
    guildId: order.guildId,
    paymentId: paymentIdOf(order.orderKey, 1),
    orderKey: order.orderKey,
    number: 1,
    purpose: 'price',
    payerId: order.userId,
    payerUsername: order.username,
    price: priceOf(order),
    description: '',
    beforeStart: true,
    dueAt: order.timestamp,
    nextCheckAt: never,
    createdAt: order.timestamp,
    createdBy: order.addedBy,
    operationId: occasion.operationId,
    method,
    reference: order.paymentReference,
  });
  if (stage !== 'ended' || order.status === 'Complete') return [payment];
  const ended = endPayments(order, [payment], occasion);
  return ended.ok ? ended.value : [payment];
}
