import type { Delivery, Notice } from '../domain/notice.ts';
import type { Order, OrderEvent } from '../domain/order.ts';
import { unreachable } from '../domain/result.ts';
import { rowOf } from '../domain/status.ts';
import type { Message } from '../ports/messenger.ts';
import { orderCard } from './orderCard.ts';
import { cut, escapeText, mention, shownId, shownLine } from './text.ts';

/** What a notice needs to know that is not stored with it. */
export interface NoticeContext {
  readonly serverName: string | undefined;
}

/** The message of one delivery: a line that says what happened, then the order's card as the reader may see it. */
export function noticeMessage(notice: Notice, delivery: Delivery, { serverName }: NoticeContext): Message {
  if (delivery.trouble !== undefined) return troubleMessage(notice.order, delivery.trouble, serverName);
  const { audience } = delivery;
  switch (audience) {
    case 'customer':
      return withCard(notice.order, serverName, customerLine(notice), customerEnding(notice.order));
    case 'worker':
      return withCard(notice.order, serverName, workerLine(notice), workerEnding(notice.order));
    case 'log':
      return withCard(notice.order, undefined, logLine(notice), undefined);
    default:
      return unreachable(audience);
  }
}

function withCard(
  order: Order,
  serverName: string | undefined,
  line: string,
  ending: string | undefined,
): Message {
  const server = serverName === undefined ? '' : `**${shownLine(serverName, 100)}** · `;
  const card = orderCard(order, ending === undefined ? {} : { ending });
  return { ...card, content: `${server}${line}` };
}

function customerLine({ order, events }: Notice): string {
  const id = shownId(order.orderId);
  const { emoji } = rowOf(order.workflow, order.status);
  const what = `${shownLine(order.service, 100)}, ${cut(escapeText(order.amount), 40)}`;
  if (events[0].kind === 'added') return `${emoji} Your order ${id} is confirmed: ${what}.`;
  if (!events.some(hasMoved)) {
    const staff = events.find((event) => event.staff !== undefined)?.staff;
    const hasNote = events.some((event) => event.notes !== undefined);
    if (staff !== undefined && !hasNote) return `👥 ${mention(staff)} now looks after your order ${id}.`;
    return `📝 There is a new note on your order ${id}.`;
  }
  if (order.status === 'Complete') return `${emoji} Your order has been completed: ${id}, ${what}.`;
  return `${emoji} Your order ${id} is now ${order.status}.`;
}

function customerEnding({ orderId }: Order): string {
  return `See where it stands at any time with /trackorder order_id:${shownId(orderId)}, here or in the server.`;
}

function workerLine({ order, events }: Notice): string {
  const id = shownId(order.orderId);
  const { emoji } = rowOf(order.workflow, order.status);
  if (events.some((event) => event.kind === 'assigned'))
    return `${emoji} You have been assigned to Order #${id}: ${shownLine(order.service, 100)}.`;
  if (!events.some(hasMoved)) return `📝 There is a new note on Order #${id}, which you work on.`;
  if (order.status === 'Complete')
    return `${emoji} Order completed! #${id}, ${shownLine(order.service, 100)}.`;
  return `${emoji} Order #${id}, which you work on, is now ${order.status}.`;
}

function workerEnding({ orderId }: Order): string {
  return `See it at any time with /trackorder order_id:${shownId(orderId)} in the server.`;
}

function logLine({ order, events }: Notice): string {
  const id = shownId(order.orderId);
  const last = events.at(-1) ?? events[0];
  const who = shownLine(last.byUsername, 40);
  const { emoji } = rowOf(order.workflow, order.status);
  if (events[0].kind === 'added') return `${emoji} Order ${id} was added by ${who}: ${order.status}.`;
  if (hasMoved(last)) return `${emoji} Order ${id}: ${last.from} → ${last.to}, by ${who}.`;
  return `📝 Order ${id} was updated by ${who}.`;
}

function troubleMessage(
  order: Order,
  trouble: NonNullable<Delivery['trouble']>,
  serverName: string | undefined,
): Message {
  const server = serverName === undefined ? '' : `**${shownLine(serverName, 100)}** · `;
  const who = mention(trouble.userId);
  const id = shownId(order.orderId);
  const why =
    trouble.why === 'closed'
      ? `${who} could not be told about order ${id}: their DMs are closed, or they left.`
      : `${who} could not be told about order ${id}: Discord did not take the message for 24 hours.`;
  const next = trouble.ticket
    ? `I posted it in <#${order.ticketChannelId}> instead.`
    : 'Please tell them yourself, in a channel they read.';
  return { content: `${server}⚠️ ${why}\n${next}`, embeds: [], components: [] };
}

function hasMoved(event: OrderEvent): boolean {
  return event.to !== undefined;
}
