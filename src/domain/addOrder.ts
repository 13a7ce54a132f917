import { newOrder, type OrderDetails } from './newOrder.ts';
import type { Change, Occasion, OrderEvent, Person } from './order.ts';
import { never, type Payment, paymentIdOf, recordedPayment } from './payment.ts';
import type { PaymentMethod } from './paymentMethod.ts';

/** A paid order as staff record it, every field checked. */
export interface OrderToAdd extends OrderDetails {
  readonly paymentMethod: PaymentMethod;
  readonly worker?: Person | undefined;
  /** What the provider took for it, where it was looked up. */
  readonly capture?: { readonly reference: string; readonly at: Date } | undefined;
}

/** Records a paid order: Payment Verified, and on to Assigned when a worker is named at once. */
export function addOrder(input: OrderToAdd, occasion: Occasion): Change {
  const { by, at } = occasion;
  const { paymentMethod, price } = input;
  const author = { by: by.userId, byUsername: by.username, at };
  const order = newOrder(
    input,
    {
      status: 'Payment Verified',
      paymentMethod,
      paymentStatus: 'Completed',
      paymentCount: 1,
      heldMinor: price.amountMinor,
    },
    occasion,
  );
  const added: OrderEvent = {
    ...author,
    sequence: 1,
    kind: 'added',
    to: 'Payment Verified',
    ...(order.notes === '' ? {} : { notes: order.notes }),
  };
  const payments = [
    recordedPayment({
      guildId: input.guildId,
      paymentId: paymentIdOf(order.orderKey, 1),
      orderKey: order.orderKey,
      number: 1,
      purpose: 'price',
      payerId: order.userId,
      payerUsername: order.username,
      price,
      description: '',
      beforeStart: true,
      dueAt: at,
      nextCheckAt: never,
      createdAt: at,
      createdBy: by.userId,
      operationId: occasion.operationId,
      method: paymentMethod,
      reference: order.paymentReference,
    }),
  ].map((payment) => withCapture(payment, input));
  if (input.worker === undefined) return { order, events: [added], payments };

  const assigned: OrderEvent = {
    ...author,
    sequence: 2,
    kind: 'assigned',
    from: 'Payment Verified',
    to: 'Assigned',
    worker: input.worker.userId,
    workerUsername: input.worker.username,
  };
  return {
    order: {
      ...order,
      status: 'Assigned',
      workerId: input.worker.userId,
      workerUsername: input.worker.username,
      assignedAt: at,
      sequence: 2,
    },
    events: [added, assigned],
    payments,
  };
}

/** The payment with what its provider took, so that it can be refunded there. */
function withCapture(payment: Payment, { paymentMethod, capture }: OrderToAdd): Payment {
  if (capture === undefined || (paymentMethod !== 'stripe' && paymentMethod !== 'paypal')) return payment;
  const { amountMinor, currency } = payment;
  const { reference, at } = capture;
  const known = { provider: paymentMethod, reference, amountMinor, currency, at, credited: false };
  return { ...payment, reference, captures: [known] };
}
