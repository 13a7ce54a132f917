import { type CurrencyCode, formatMoney, type Money } from './money.ts';
import { noDeadline, type Occasion, type Order, type Person } from './order.ts';
import { type OrderId, orderKeyOf } from './orderId.ts';
import type { PayoutPolicy } from './payout.ts';
import type { Service } from './service.ts';
import { cleanLine, cleanText, searchTerms } from './text.ts';

/** What an order is made from, paid or not, every field checked. */
export interface OrderDetails {
  readonly orderId: OrderId;
  readonly guildId: string;
  readonly customer: Person;
  readonly service: string;
  readonly price: Money;
  /** The server's default: the amount is written so that it reads back the same there. */
  readonly defaultCurrency: CurrencyCode;
  readonly notes?: string | undefined;
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

/** A new order in the status it begins with, before anything has happened to it. */
export function newOrder(
  input: OrderDetails,
  begins: Pick<Order, 'status' | 'paymentMethod' | 'paymentStatus' | 'paymentCount' | 'heldMinor'>,
  { by, at, operationId }: Occasion,
): Order {
  const { catalogueEntry } = input;
  const notes = cleanText(input.notes ?? '');
  const service = catalogueEntry?.name ?? cleanLine(input.service);
  const paymentReference = cleanLine(input.paymentReference ?? '');
  return {
    orderId: input.orderId,
    userId: input.customer.userId,
    username: input.customer.username,
    service,
    amount: formatMoney(input.price, input.defaultCurrency),
    notes,
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
    ...begins,
    sequence: 1,
    recentOperations: [operationId],
  };
}
