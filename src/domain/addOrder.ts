import { type CurrencyCode, formatMoney, type Money } from './money.ts';
import { type Change, noDeadline, type Occasion, type Order, type OrderEvent, type Person } from './order.ts';
import { type OrderId, orderKeyOf } from './orderId.ts';
import { never, recordedPayment } from './payment.ts';
import type { PaymentMethod } from './paymentMethod.ts';
import type { PayoutPolicy } from './payout.ts';
import type { Service } from './service.ts';
import { cleanLine, cleanText, searchTerms } from './text.ts';

/** A paid order as staff record it, every field checked. */
export interface OrderToAdd {
  readonly orderId: OrderId;
  readonly guildId: string;
  readonly customer: Person;
  readonly service: string;
  readonly paymentMethod: PaymentMethod;
  readonly price: Money;
  /** The server's default: the amount is written so that it reads back the same there. */
  readonly defaultCurrency: CurrencyCode;
  readonly notes?: string | undefined;
  readonly worker?: Person | undefined;
  readonly deadline?: Date | undefined;
  readonly paymentReference?: string | undefined;
  readonly ticketChannelId?: string | undefined;
  /** The catalogue entry that `service` names, if it names one. */
  readonly catalogueEntry?: Service | undefined;
  /** The server's own policy, for services that have none; without one, all goes to the worker. */
  readonly payoutPolicy?: PayoutPolicy | undefined;
  /** What the server calls its workers, if not by the workflow's title. */
  readonly workerTitle?: string | undefined;
}

/** Records a paid order: Payment Verified, and on to Assigned when a worker is named at once. */
export function addOrder(input: OrderToAdd, occasion: Occasion): Change {
  const { by, at } = occasion;
  const author = { by: by.userId, byUsername: by.username, at };
  const notes = input.notes === undefined ? '' : cleanText(input.notes);
  const { catalogueEntry } = input;
  const service = catalogueEntry?.name ?? cleanLine(input.service);
  const paymentReference = cleanLine(input.paymentReference ?? '');
  const added: OrderEvent = {
    ...author,
    sequence: 1,
    kind: 'added',
    to: 'Payment Verified',
    ...(notes === '' ? {} : { notes }),
  };
  const order: Order = {
    orderId: input.orderId,
    userId: input.customer.userId,
    username: input.customer.username,
    service,
    paymentMethod: input.paymentMethod,
    amount: formatMoney(input.price, input.defaultCurrency),
    notes,
    status: 'Payment Verified',
    timestamp: at,
    addedBy: by.userId,
    addedByUsername: by.username,
    lastUpdated: at,
    updatedBy: by.userId,
    updatedByUsername: by.username,
    guildId: input.guildId,
    orderKey: orderKeyOf(input.orderId),
    workflow: 'service',
    serviceTerms: searchTerms(service),
    amountMinor: input.price.amountMinor,
    currency: input.price.currency,
    ...(paymentReference === '' ? {} : { paymentReference }),
    ...(notes === '' ? {} : { notesBy: by.userId, notesAt: at }),
    statusSince: at,
    ticketChannelId: input.ticketChannelId,
    deadline: input.deadline,
    workerTitle: input.workerTitle,
    ...(catalogueEntry === undefined
      ? {}
      : {
          serviceId: catalogueEntry.serviceId,
          advertiserId: catalogueEntry.advertiserId,
          teamId: catalogueEntry.teamId,
          evidenceRequired: catalogueEntry.evidenceRequired,
        }),
    payoutPolicy: catalogueEntry?.payoutPolicy ?? input.payoutPolicy,
    dueAt: input.deadline ?? noDeadline,
    paymentCount: 1,
    paymentStatus: 'Completed',
    heldMinor: input.price.amountMinor,
    sequence: 1,
    recentOperations: [occasion.operationId],
  };
  const payments = [
    recordedPayment({
      guildId: input.guildId,
      orderKey: order.orderKey,
      number: 1,
      purpose: 'price',
      payerId: order.userId,
      payerUsername: order.username,
      price: input.price,
      description: '',
      beforeStart: true,
      dueAt: at,
      nextCheckAt: never,
      createdAt: at,
      createdBy: by.userId,
      operationId: occasion.operationId,
      method: input.paymentMethod,
      reference: order.paymentReference,
    }),
  ];
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
