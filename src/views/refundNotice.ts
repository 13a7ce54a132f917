import type { Delivery, Notice } from '../domain/notice.ts';
import type { Order, OrderEvent } from '../domain/order.ts';
import type { Shares } from '../domain/payment.ts';
import { rowOf } from '../domain/status.ts';
import { money } from './orderMoney.ts';
import { linesWithin, mention, shownId, shownLine } from './text.ts';
import { methodName } from './words.ts';

type RefundEvent = OrderEvent & { readonly payment: NonNullable<OrderEvent['payment']> };

/** Whether an event is about money on its way back to who paid it. */
export function isRefundEvent(event: OrderEvent): event is RefundEvent {
  return (event.kind === 'refunded' || event.kind === 'refund failed') && event.payment !== undefined;
}

/**
 * A refund in one line that everyone may read who sees the order; who bears it is for staff. `by`: who did it, where the
 * reader does not see that beside the line.
 */
export function refundLine(order: Order, event: RefundEvent, by: string | undefined): string {
  const id = shownId(order.orderId);
  const { payerId, to } = event.payment;
  const amount = amountOf(event);
  const who = by === undefined ? '' : `, by ${shownLine(by, 40)}`;
  if (event.kind === 'refunded')
    return `↩️ ${amount} of order ${id} goes back to ${mention(payerId)}, ${whereTo(event)}${who}.`;
  const now = to === 'wallet' ? `It is in the wallet of ${mention(payerId)} instead.` : 'It stays here.';
  return `⚠️ ${amount} of order ${id} could not go back to ${mention(payerId)}. ${now}`;
}

/** The refunds of a notice for its reader: a line for each payment, or what of them the worker bears. */
export function refundLines({ order, events }: Notice, { audience, userId }: Delivery): readonly string[] {
  const refunds = events.filter(isRefundEvent);
  if (audience === 'worker') return workerLines(order, events, refunds);
  const isLog = audience === 'log';
  const read = audience === 'payer' ? refunds.filter(({ payment }) => payment.payerId === userId) : refunds;
  const lines = read.map((event) => (isLog ? logLine(order, event) : ownLine(order, event, userId)));
  return linesWithin(lines, 1000);
}

/** What a notice of refunds says to its reader: the refunds, what became of the order, and why. */
export function refundWords(notice: Notice, delivery: Delivery): string {
  const { order, events } = notice;
  const { audience } = delivery;
  const lines = refundLines(notice, delivery);
  const last = events.at(-1);
  if (audience === 'worker') {
    const { emoji } = rowOf(order.workflow, order.status);
    const what = `${emoji} Order #${shownId(order.orderId)}, which you work on, is now ${order.status}.`;
    return [...lines, ...(last?.to === undefined ? [] : [what])].join('\n');
  }
  const isLog = audience === 'log';
  const reason = events.find(({ notes }) => notes !== undefined)?.notes;
  const ended = last?.to === undefined || audience === 'payer' ? [] : [endLine(order, last, isLog)];
  const why = reason === undefined ? [] : [`Why: ${shownLine(reason, 500)}`];
  return [...lines, ...ended, ...why].join('\n');
}

function ownLine(order: Order, event: RefundEvent, readerId: string | undefined): string {
  const id = shownId(order.orderId);
  const { payerId, to, method } = event.payment;
  const amount = amountOf(event);
  if (payerId !== readerId) return refundLine(order, event, event.byUsername);
  if (event.kind === 'refunded' && to === 'wallet')
    return `↩️ ${amount} for order ${id} is back in your wallet. See /wallet.`;
  if (event.kind === 'refunded' && event.payment.byHand)
    return `↩️ ${amount} for order ${id} goes back to you ${whereTo(event)}: staff send it.`;
  // It is booked, and the provider has not said yet that it did it.
  if (event.kind === 'refunded')
    return `↩️ ${amount} for order ${id} is on its way back to you: ${method === undefined ? 'the payment provider' : methodName(method)} has been asked to send it the way it was paid. It can take some days to arrive.`;
  const by = method === undefined ? '' : ` by ${methodName(method)}`;
  return to === 'wallet'
    ? `⚠️ ${amount} for order ${id} could not go back to you${by}. It is in your wallet instead. See /wallet.`
    : `⚠️ ${amount} for order ${id} could not go back to you${by}. The server’s staff know and look after it.`;
}

function logLine(order: Order, event: RefundEvent): string {
  const { from, payerId, to } = event.payment;
  const id = shownId(order.orderId);
  if (event.kind === 'refunded') {
    const bearers = from === undefined ? '' : ` From ${bearersOf(order, from, payerId, event)}.`;
    const send = event.payment.byHand ? ' Staff have to send it.' : '';
    return `${refundLine(order, event, event.byUsername)}${bearers}${send}`;
  }
  const why = event.internalNotes === undefined ? '' : ` (${shownLine(event.internalNotes, 100)})`;
  const next =
    to === 'wallet'
      ? `It is in the wallet of ${mention(payerId)} instead.`
      : `It is back where it came from. To give it to the wallet instead, run /refund order_id:${id}.`;
  return `⚠️ ${amountOf(event)} of order ${id} could not go back to ${mention(payerId)}${why}. ${next}`;
}

/** Who bears it, with how much where it is more than one. */
function bearersOf(order: Order, from: Shares, payerId: string, event: RefundEvent): string {
  const { currency } = event.payment;
  const all: (readonly [minor: number, words: string])[] = [
    [from.holdMinor, 'what is held'],
    [from.workerMinor, `the wallet of ${mention(order.workerId ?? '')}`],
    [from.platformMinor, 'the fee'],
    [from.lossMinor, 'the desk’s loss account'],
    [from.payerMinor, `the wallet of ${mention(payerId)}`],
  ];
  const bearers = all.filter(([minor]) => minor > 0);
  return bearers
    .map(([minor, words]) => (bearers.length === 1 ? words : `${words} ${money(minor, currency)}`))
    .join(', ');
}

function workerLines(order: Order, events: Notice['events'], refunds: readonly RefundEvent[]): string[] {
  const id = shownId(order.orderId);
  const minor = refunds.reduce((sum, { payment }) => sum + (payment.from?.workerMinor ?? 0), 0);
  const amount = money(minor, order.currency);
  if (minor === 0) return [];
  return events[0].kind === 'refunded'
    ? [
        `↩️ Order #${id} was refunded: ${amount} of what you earned with it was taken from your wallet. See /wallet.`,
      ]
    : [`↩️ A refund of order #${id} did not go through: ${amount} is back in your wallet. See /wallet.`];
}

function endLine(order: Order, { from, to }: OrderEvent, isLog: boolean): string {
  const id = shownId(order.orderId);
  const { emoji } = rowOf(order.workflow, order.status);
  return isLog ? `${emoji} Order ${id}: ${from} → ${to}.` : `${emoji} Order ${id} is now ${order.status}.`;
}

/** Where a refund goes, as it follows "goes back". */
function whereTo({ payment: { to, method, byHand } }: RefundEvent): string {
  if (to === 'wallet' || method === undefined) return 'to the wallet';
  if (method === 'manual') return 'by hand';
  return `${byHand ? 'by hand, ' : ''}the way it was paid (${methodName(method)})`;
}

function amountOf({ payment }: RefundEvent): string {
  return money(payment.amountMinor, payment.currency);
}
