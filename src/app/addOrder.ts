import { addOrder as decide, type OrderToAdd } from '../domain/addOrder.ts';
import { alreadyApplied } from '../domain/change.ts';
import { parseMoney } from '../domain/money.ts';
import { type Delivery, noticeIdOf } from '../domain/notice.ts';
import type { Order, Person } from '../domain/order.ts';
import { generateOrderId, type OrderId, orderKeyOf, parseOrderId } from '../domain/orderId.ts';
import type { PaymentMethod } from '../domain/paymentMethod.ts';
import type { Actor } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { serviceIdOf } from '../domain/service.ts';
import { cleanLine, isPhrase } from '../domain/text.ts';
import { orders, services, serviceTerms } from '../ports/collections.ts';
import type { Capture } from '../ports/paymentProvider.ts';
import type { Transaction } from '../ports/store.ts';
import { access, readSettings } from './access.ts';
import { commitChange } from './commitChange.ts';
import type { Desk, PaymentDesk } from './desk.ts';
import { claimCapture, verifyPayment } from './payments/verifyPayment.ts';
import { readDeadline } from './readDeadline.ts';
import type { Refusal } from './refusal.ts';
import { missingTerms } from './serviceTerms.ts';

/** What staff ask to be recorded, as they wrote it. */
export interface AddOrderRequest {
  /** The same when Discord delivers the same request twice. */
  readonly operationId: string;
  readonly by: Actor;
  readonly guildId: string;
  /** Where it was asked, and the category of that channel. */
  readonly channel: { readonly id: string; readonly parentId: string | undefined };
  readonly customer: Person & { readonly bot: boolean };
  readonly service: string;
  readonly paymentMethod: PaymentMethod;
  readonly amount: string;
  readonly orderId?: string | undefined;
  readonly notes?: string | undefined;
  readonly worker?: (Person & { readonly bot: boolean }) | undefined;
  readonly deadline?: string | undefined;
  readonly paymentReference?: string | undefined;
  /** Staff take it for paid whatever the provider says. */
  readonly recordAnyway?: boolean | undefined;
}

/** An order that was recorded, and what its provider took, where it was asked. */
export type Added = Changed & { readonly verified: Capture | undefined };

/** A change that stands, and what will have become of telling people about it. */
export interface Changed {
  readonly order: Order;
  readonly told: Promise<readonly Delivery[] | undefined>;
}

// Enough for a guild with hundreds of millions of made-up ids.
const maxGeneratedIds = 5;

/** Records a paid order and tells the customer, and the worker if one is named. Staff only. */
export async function addOrder(
  desk: Desk & Partial<Pick<PaymentDesk, 'providers'>>,
  request: AddOrderRequest,
): Promise<Result<Added, Refusal>> {
  const { store, clock } = desk;
  const { guildId, by, operationId } = request;
  if ((await access(store, 'add order', by, guildId)) === undefined)
    return refuse({ code: 'permission-denied', needs: 'staff' });

  const settings = await readSettings(store, guildId);
  const at = clock.now();
  if (request.customer.bot) return refuse({ code: 'customer-is-bot' });
  if (request.worker?.bot) return refuse({ code: 'worker-is-bot' });
  const service = cleanLine(request.service);
  if (service === '') return refuse({ code: 'service-empty' });
  const price = parseMoney(request.amount, settings);
  if (!price.ok) return price;
  const deadline =
    request.deadline === undefined
      ? ok(undefined)
      : await readDeadline(request.deadline, { now: at, timeZone: settings.timeZone });
  if (!deadline.ok) return deadline;
  const asked = request.orderId === undefined ? ok(undefined) : parseOrderId(request.orderId);
  if (!asked.ok) return asked;

  const reference = cleanLine(request.paymentReference ?? '');
  const checked =
    request.recordAnyway === true
      ? ok(undefined)
      : await verifyPayment(desk.providers, {
          method: request.paymentMethod,
          reference,
          price: price.value,
        });
  if (!checked.ok) return checked;

  const { channel } = request;
  const isTicket = channel.parentId !== undefined && settings.ticketCategoryIds.includes(channel.parentId);
  const toAdd: Omit<OrderToAdd, 'orderId'> = {
    guildId,
    customer: { userId: request.customer.userId, username: request.customer.username },
    service,
    paymentMethod: request.paymentMethod,
    price: price.value,
    defaultCurrency: settings.defaultCurrency,
    notes: request.notes,
    worker: request.worker && { userId: request.worker.userId, username: request.worker.username },
    deadline: deadline.value,
    paymentReference: reference,
    capture: checked.value,
    ticketChannelId: isTicket ? channel.id : undefined,
    payoutPolicy: settings.payoutPolicy,
    workerTitle: settings.workerTitle,
  };
  const occasion = { operationId, by: { userId: by.userId, username: by.username }, at };

  const result = await store.transact(async (tx) => {
    const place = await findPlace(tx, guildId, operationId, asked.value);
    if (!place.ok) return place;
    const { orderId, existing } = place.value;
    if (existing !== undefined) return ok({ order: existing, noticeId: noticeIdOf(existing) });
    const claim = await claimCapture(tx, {
      guildId,
      method: request.paymentMethod,
      reference,
      capture: checked.value,
    });
    if (!claim.ok) return claim;
    const [catalogueEntry, newTerms] = await Promise.all([
      tx.get(services.path(guildId, serviceIdOf(service))),
      missingTerms(tx, guildId, service),
    ]);
    const change = decide({ ...toAdd, orderId, catalogueEntry }, occasion);
    const committed = await commitChange(tx, change, occasion, undefined);
    if (!committed.ok) return committed;
    claim.value(tx, committed.value.order);
    for (const term of newTerms) tx.put(serviceTerms.path(guildId, term), { term, phrase: isPhrase(term) });
    return committed;
  });
  if (!result.ok) return result;
  const told = desk.outbox.announce(result.value.noticeId);
  return ok({ order: result.value.order, told, verified: checked.value });
}

/** The id the order gets: the one asked for, if it is free, or one made up; or the order this very operation made before. */
export async function findPlace(
  tx: Transaction,
  guildId: string,
  operationId: string,
  asked: OrderId | undefined,
): Promise<Result<{ readonly orderId: OrderId; readonly existing: Order | undefined }, Refusal>> {
  for (let attempt = 0; attempt < maxGeneratedIds; attempt += 1) {
    const orderId = asked ?? generateOrderId(operationId, attempt);
    const existing = await tx.get(orders.path(guildId, orderKeyOf(orderId)));
    if (existing === undefined || alreadyApplied(existing, operationId)) return ok({ orderId, existing });
    if (asked !== undefined) return refuse({ code: 'order-id-taken', orderId: existing.orderId });
  }
  throw new Error(`No free order id for operation ${operationId}`);
}
