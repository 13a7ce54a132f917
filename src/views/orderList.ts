import {
  type APIButtonComponentWithCustomId,
  type APIMessageTopLevelComponent,
  ComponentType,
} from 'discord.js';
import type { ListFilter, OrderPage, OrderPlace, PageStart } from '../app/listOrders.ts';
import type { Seen } from '../app/trackOrder.ts';
import type { Order } from '../domain/order.ts';
import { rowOf } from '../domain/status.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { orderButtons } from './orderButtons.ts';
import { headline, orderEmbed } from './orderCard.ts';
import { ago, cut, shownId, shownLine } from './text.ts';
import { unreadableLines } from './unreadable.ts';

/** What a list was asked for; the whole of it travels in the message's own buttons, so that they outlive the process. */
export interface ListRequest {
  readonly filter: ListFilter;
  readonly limit: number;
  readonly start: PageStart;
}

/** A page of orders, one line each, with a select that opens one and buttons that page. */
export function orderList(page: OrderPage, request: ListRequest): Message {
  const title = titleOf(page, request.filter);
  if (page.ends === undefined)
    return { content: `${title}\n${emptyHint(request)}`, embeds: [], components: [] };
  const hasOrders = page.orders.length > 0;
  return {
    content: [title, ...unreadableLines(page.unreadable, 'team')].join('\n'),
    embeds: hasOrders ? [{ description: page.orders.map(lineOf).join('\n') }] : [],
    components: [selectRow(page, request), pageRow(page, request)],
  };
}

/** One order of a list opened in its place, with the way back. `back` is the page it was on, `select` the list's own row for opening. */
export function openedFromList(
  { order, reader }: Seen,
  back: PageStart,
  select: APIMessageTopLevelComponent,
): Message {
  return {
    content: headline(order),
    embeds: [orderEmbed(order, { reader })],
    components: [orderButtons(order, reader), select, buttonRow(pageButton('Back to the list', back))],
  };
}

function titleOf(page: OrderPage, { status, service, userId }: ListFilter): string {
  const { count, atLeast } = page.total;
  const filters = [
    ...(status === undefined ? [] : [status]),
    ...(service === undefined ? [] : [`service starts with '${shownLine(service, 60)}'`]),
    ...(userId === undefined ? [] : [`customer <@${userId}>`]),
  ];
  const orders = `${atLeast ? 'more than ' : ''}${count.toLocaleString('en')} ${count === 1 ? 'order' : 'orders'}`;
  return [...(filters.length === 0 ? ['All orders'] : filters), orders].join(' · ');
}

function emptyHint({ filter, start }: ListRequest): string {
  if (start.side !== 'newest') return 'There is nothing further here. Run /listorders again for the newest.';
  const isFiltered =
    filter.status !== undefined || filter.service !== undefined || filter.userId !== undefined;
  return isFiltered
    ? 'No order matches. Leave a filter out, or type less of the service.'
    : 'No orders yet. The first one you record with /addorder appears here.';
}

// So that 25 lines fit into one embed.
const lineMax = 140;
const separator = ' · ';

/** At most 140 characters: the longer the id and status, the less of the rest. */
function lineOf(order: Order): string {
  const { emoji } = rowOf(order.workflow, order.status);
  const end = `${separator}${order.status}${separator}${ago(order.timestamp)}`;
  const facts = [
    [order.service, 28],
    [order.username, 14],
    [order.amount, 18],
  ] as const;
  const start = facts.reduce(
    (line, [fact, max]) => {
      const room = lineMax - end.length - line.length - separator.length;
      return room < 2 ? line : `${line}${separator}${shownLine(fact, Math.min(max, room))}`;
    },
    `${emoji} **${shownId(order.orderId)}**`,
  );
  return `${start}${end}`;
}

function selectRow(
  { orders, unreadable }: OrderPage,
  { filter, limit }: ListRequest,
): APIMessageTopLevelComponent {
  const options = orders.map((order) => ({
    label: cut(`${order.orderId} · ${order.status}`, 100),
    description: cut(`${order.service} · ${order.username}`, 100),
    value: order.orderKey,
  }));
  const isEmpty = options.length === 0;
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: `listorders:open:${limit}:${filter.status ?? ''}:${filter.userId ?? ''}:${filter.service ?? ''}`,
        placeholder: 'Open an order',
        // It holds the filter, so it has to be there.
        disabled: isEmpty,
        options: isEmpty ? unreadable.map((orderKey) => ({ label: orderKey, value: orderKey })) : options,
      },
    ],
  };
}

function pageRow(page: OrderPage, { start }: ListRequest): APIMessageTopLevelComponent {
  const beside = (side: 'older' | 'newer', place: OrderPlace | undefined): PageStart =>
    place === undefined ? { side: 'newest' } : { side, ...place };
  return buttonRow(
    { ...pageButton('Newer', beside('newer', page.ends?.first)), disabled: !page.hasNewer },
    { ...pageButton('Older', beside('older', page.ends?.last)), disabled: !page.hasOlder },
    pageButton('Refresh', start),
  );
}

function pageButton(label: string, start: PageStart): APIButtonComponentWithCustomId {
  const where =
    start.side === 'newest'
      ? 'newest'
      : `${start.side}:${start.timestamp.getTime().toString(36)}:${start.orderKey}`;
  // The label keeps the ids apart: two buttons may well lead to the same page.
  return button(label, `listorders:page:${label.toLowerCase().split(' ')[0]}:${where}`);
}
