import { checkTax, invoiceOrder, type OrderToInvoice } from '../../domain/invoice.ts';
import { parseMoney } from '../../domain/money.ts';
import { noticeIdOf } from '../../domain/notice.ts';
import type { Person } from '../../domain/order.ts';
import { parseOrderId } from '../../domain/orderId.ts';
import { planPayments } from '../../domain/paymentPlan.ts';
import type { Actor } from '../../domain/permissions.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { serviceIdOf } from '../../domain/service.ts';
import { cleanLine, isPhrase } from '../../domain/text.ts';
import { services, serviceTerms } from '../../ports/collections.ts';
import { access, readSettings } from '../access.ts';
import { type Changed, findPlace } from '../addOrder.ts';
import { commitChange } from '../commitChange.ts';
import type { Desk } from '../desk.ts';
import { readDeadline } from '../readDeadline.ts';
import type { Refusal } from '../refusal.ts';
import { missingTerms } from '../serviceTerms.ts';

type PersonOrBot = Person & { readonly bot: boolean };

/** What staff ask a customer to pay for, as they wrote it. */
export interface InvoiceRequest {
  readonly operationId: string;
  readonly by: Actor;
  readonly guildId: string;
  readonly channel: { readonly id: string; readonly parentId: string | undefined };
  readonly customer: PersonOrBot;
  readonly service: string;
  readonly amount: string;
  readonly orderId?: string | undefined;
  readonly notes?: string | undefined;
  readonly deadline?: string | undefined;
  /** How much of the amount is tax, as they wrote it. */
  readonly taxIncluded?: string | undefined;
  /** Who else pays, in equal shares. */
  readonly otherPayers: readonly PersonOrBot[];
  /** In how many parts; 1 for all at once. */
  readonly instalments: number;
  readonly intervalDays: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Makes an unpaid order and asks its payers to pay. Staff only. */
export async function invoice(desk: Desk, request: InvoiceRequest): Promise<Result<Changed, Refusal>> {
  const { store, clock } = desk;
  const { guildId, by, operationId, channel, customer } = request;
  if ((await access(store, 'add order', by, guildId)) === undefined)
    return refuse({ code: 'permission-denied', needs: 'staff' });

  const settings = await readSettings(store, guildId);
  const at = clock.now();
  const payers = [customer, ...request.otherPayers];
  if (payers.some(({ bot }) => bot)) return refuse({ code: 'customer-is-bot' });
  const service = cleanLine(request.service);
  if (service === '') return refuse({ code: 'service-empty' });
  const price = parseMoney(request.amount, settings);
  if (!price.ok) return price;
  const tax =
    request.taxIncluded === undefined
      ? ok(undefined)
      : checkTax(parseMoney(request.taxIncluded, settings), price.value);
  if (!tax.ok) return tax;
  const deadline =
    request.deadline === undefined
      ? ok(undefined)
      : await readDeadline(request.deadline, { now: at, timeZone: settings.timeZone });
  if (!deadline.ok) return deadline;
  const asked = request.orderId === undefined ? ok(undefined) : parseOrderId(request.orderId);
  if (!asked.ok) return asked;
  const plan = planPayments({
    price: price.value,
    payers: payers.map(({ userId, username }) => ({ userId, username })),
    instalments: request.instalments,
    intervalMs: request.intervalDays * dayMs,
    from: at,
  });
  if (!plan.ok) return plan;
  const [first, ...rest] = plan.value;
  if (first === undefined) throw new Error('A plan without payments');

  const isTicket = channel.parentId !== undefined && settings.ticketCategoryIds.includes(channel.parentId);
  const toInvoice: Omit<OrderToInvoice, 'orderId'> = {
    guildId,
    customer: { userId: customer.userId, username: customer.username },
    service,
    price: price.value,
    defaultCurrency: settings.defaultCurrency,
    notes: request.notes,
    deadline: deadline.value,
    ticketChannelId: isTicket ? channel.id : undefined,
    payoutPolicy: settings.payoutPolicy,
    workerTitle: settings.workerTitle,
    taxIncludedMinor: tax.value?.amountMinor,
    plan: [first, ...rest],
    patience: settings.paymentPatience,
  };
  const occasion = { operationId, by: { userId: by.userId, username: by.username }, at };
  const result = await store.transact(async (tx) => {
    const place = await findPlace(tx, guildId, operationId, asked.value);
    if (!place.ok) return place;
    const { orderId, existing } = place.value;
    if (existing !== undefined) return ok({ order: existing, noticeId: noticeIdOf(existing) });
    const [catalogueEntry, newTerms] = await Promise.all([
      tx.get(services.path(guildId, serviceIdOf(service))),
      missingTerms(tx, guildId, service),
    ]);
    const change = invoiceOrder({ ...toInvoice, orderId, catalogueEntry }, occasion);
    const committed = await commitChange(tx, change, occasion, undefined);
    if (!committed.ok) return committed;
    for (const term of newTerms) tx.put(serviceTerms.path(guildId, term), { term, phrase: isPhrase(term) });
    return committed;
  });
  if (!result.ok) return result;
  return ok({ order: result.value.order, told: desk.outbox.announce(result.value.noticeId) });
}
