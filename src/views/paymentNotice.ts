import type { Bill } from '../domain/bill.ts';
import { amountMinor, currencyCode, formatMoney } from '../domain/money.ts';
import type { Audience } from '../domain/notice.ts';
import type { Order, OrderEvent } from '../domain/order.ts';
import { unreachable } from '../domain/result.ts';
import { endForPayer, money, moneyBackTo, moneyBackToAll } from './orderMoney.ts';
import { isRefundEvent, refundLine } from './refundNotice.ts';
import { dateTime, mention, shownId, shownLine } from './text.ts';
import { methodName } from './words.ts';

/** Kinds of events that are about the money of an order. */
export type PaymentEventKind = Extract<
  OrderEvent['kind'],
  | 'invoiced'
  | 'charged'
  | 'paid'
  | 'payment failed'
  | 'payment expired'
  | 'credited'
  | 'refunded'
  | 'refund failed'
>;

const kinds: Readonly<Record<PaymentEventKind, true>> = {
  invoiced: true,
  charged: true,
  paid: true,
  'payment failed': true,
  'payment expired': true,
  credited: true,
  refunded: true,
  'refund failed': true,
};

/** Whether an event is about the money of an order. */
export function isPaymentEvent(event: OrderEvent): event is OrderEvent & { readonly kind: PaymentEventKind } {
  return Object.hasOwn(kinds, event.kind);
}

/** What happened to an order's money, in one line for its reader, whose id is `readerId`. The timeline says by itself who did it. */
export function paymentLine(
  order: Order,
  event: OrderEvent & { readonly kind: PaymentEventKind },
  audience: Audience | 'timeline',
  readerId = order.userId,
): string {
  const id = shownId(order.orderId);
  const amount = amountOf(event) ?? shownLine(order.amount, 40);
  const who = audience === 'log' ? `, by ${shownLine(event.byUsername, 40)}` : '';
  const payer = event.payment === undefined ? mention(order.userId) : mention(event.payment.payerId);
  const isOthers =
    audience === 'customer' && event.payment !== undefined && event.payment.payerId !== order.userId;
  const isForAll = audience === 'log' || audience === 'timeline';
  const isReaders = !isForAll && !isOthers;
  const payersWallet = isReaders ? 'your wallet' : `the wallet of ${payer}`;
  switch (event.kind) {
    case 'invoiced':
      return `⏳ Order ${id}${audience === 'payer' ? ` of ${mention(order.userId)}` : ''} waits for payment: ${shownLine(order.service, 100)}, ${amount}${who}.`;
    case 'charged':
      return `🧾 ${amount} more is asked for order ${id}${event.notes === undefined ? '' : `: ${shownLine(event.notes, 100)}`}${who}.`;
    case 'paid':
      if (isForAll) return `💳 ${amount} came in for order ${id} from ${payer}.`;
      return isOthers
        ? `💳 ${payer} has paid ${amount} for order ${id}.`
        : `💳 ${amount} for order ${id} is paid. Thank you!`;
    case 'payment failed':
      return `⚠️ The payment of ${amount} for order ${id} did not go through. Nothing was taken.`;
    case 'payment expired':
      return order.status === 'Cancelled'
        ? `❌ Order ${id} was cancelled: it was not paid in time${endWords(event, audience, readerId)}`
        : `⌛ ${amount} more for order ${id} was not paid in time and is no longer asked for.`;
    case 'credited':
      if (event.payment?.due !== undefined)
        return `💳 ${amount} came in for order ${id}, but ${money(event.payment.due.amountMinor, event.payment.due.currency)} is asked for. It is in ${payersWallet}${isReaders ? `; pay the order with /pay order_id:${id}` : ''}.`;
      return `💳 ${amount} for order ${id} came when nothing was due any more. It is in ${payersWallet}.`;
    case 'refunded':
    case 'refund failed':
      return isRefundEvent(event)
        ? refundLine(order, event, audience === 'timeline' ? undefined : event.byUsername)
        : `↩️ Money of order ${id} was to go back${who}.`;
    default:
      return unreachable(event.kind);
  }
}

/** How the sentence about an order that was not paid in time ends: with what its reader has to know of the money. */
function endWords(event: OrderEvent, audience: Audience | 'timeline', readerId: string): string {
  if (audience === 'payer') return endForPayer(readerId, [event]);
  if (audience === 'log') return `.${moneyBackToAll(event)}`;
  return audience === 'customer' ? `.${moneyBackTo(readerId, event)}` : '.';
}

/** What one payer is asked for, where it is not the whole price at once, and until when it is waited for. */
export function billLines(
  order: Order,
  kind: OrderEvent['kind'],
  { amountMinor: minor, shareMinor, parts, until }: Bill,
): string[] {
  const what = [
    ...(kind === 'invoiced' && shareMinor !== order.amountMinor
      ? [`Your share is ${money(shareMinor, order.currency)}.`]
      : []),
    ...(parts === 1 ? [] : [`To be paid now: ${money(minor, order.currency)}, part 1 of ${parts}.`]),
  ];
  const otherwise =
    order.status === 'Pending Payment' ? 'the order is cancelled' : 'it is no longer asked for';
  return [
    ...(what.length === 0 ? [] : [what.join(' ')]),
    ...(until === undefined ? [] : [`Please pay until ${dateTime(until)}; after that ${otherwise}.`]),
  ];
}

/** What staff have to know of a provider that does not accept the bot's keys. */
export function keysWords({ payment }: OrderEvent): string {
  const name = payment?.method === undefined ? 'The payment provider' : methodName(payment.method);
  return (
    `⚠️ ${name} does not accept the bot’s keys: until it does, nobody can pay with it and no refund leaves by it.\n` +
    'Have whoever runs the bot set its keys anew and restart it. What waits is then done by itself.'
  );
}

/** Reminds a payer of what is due. */
export function paymentReminderLine(order: Order, event: OrderEvent, audience: Audience): string {
  const id = shownId(order.orderId);
  const amount = amountOf(event) ?? shownLine(order.amount, 40);
  return audience === 'log'
    ? `⏰ ${mention(event.payment?.payerId ?? order.userId)} has not paid ${amount} for order ${id} yet.`
    : `⏰ ${amount} for order ${id} is still to be paid.`;
}

/** The amount of the payment that an event is about. */
export function amountOf({ payment }: OrderEvent): string | undefined {
  return (
    payment &&
    formatMoney({ amountMinor: amountMinor(payment.amountMinor), currency: currencyCode(payment.currency) })
  );
}
