import {
  type APIButtonComponentWithCustomId,
  type APIMessageTopLevelComponent,
  ComponentType,
} from 'discord.js';
import type { OwnOrder, OwnOrders, OwnPlace } from '../app/myOrders.ts';
import type { Seen } from '../app/trackOrder.ts';
import type { Order } from '../domain/order.ts';
import { awaitsReview } from '../domain/reviewOrder.ts';
import { rowOf } from '../domain/status.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import type { Place } from './orderButtons.ts';
import { orderCard } from './orderCard.ts';
import { ago, cut, shownId, shownLine } from './text.ts';
import { unreadableLines } from './unreadable.ts';

/** The name of a server that the bot is in. */
export type ServerName = (guildId: string) => string | undefined;

/**
 * What someone works on and has ordered, one line an order with what they can do next, a select that opens one and buttons
 * that page. `serverName` is given where orders of several servers are listed together.
 */
export function ownOrderList(
  page: OwnOrders,
  start: OwnPlace | undefined,
  serverName: ServerName | undefined,
): Message {
  const title = '📋 Your orders, what needs you first';
  const unreadable = unreadableLines(page.unreadable, 'owner');
  if (page.orders.length === 0 && unreadable.length === 0) {
    const hint =
      start === undefined
        ? 'You have none yet. What you order, and what you are given to work on, appears here.'
        : 'There is nothing further here. Run /myorders again for the first page.';
    return { content: `${title}\n${hint}`, embeds: [], components: [] };
  }
  const part = (as: OwnOrder['as'], heading: string): string[] => {
    const lines = page.orders.filter((own) => own.as === as).map((own) => lineOf(own, serverName));
    return lines.length === 0 ? [] : [`**${heading}**\n${lines.join('\n')}`];
  };
  const parts = [...part('worker', 'You work on'), ...part('customer', 'You ordered')];
  return {
    content: [title, ...unreadable].join('\n'),
    embeds: parts.length === 0 ? [] : [{ description: parts.join('\n\n') }],
    components: [...(parts.length === 0 ? [] : [selectRow(page.orders, start)]), pageRow(page.next, start)],
  };
}

/** One order of the list opened in its place, with what its reader can do, and the way back. */
export function openedOwnOrder(
  { order, reader }: Seen,
  options: { readonly place: Place; readonly serverName: string | undefined; readonly now: Date },
  back: OwnPlace | undefined,
  select: APIMessageTopLevelComponent,
): Message {
  const card = orderCard(order, { reader, ...options });
  return {
    ...card,
    components: [...(card.components ?? []), select, buttonRow(pageButton('Back to the list', 'back', back))],
  };
}

const lineMax = 140;

/** At most 140 characters: the longer the rest, the less of the service. */
function lineOf({ order, as }: OwnOrder, serverName: ServerName | undefined): string {
  const { emoji } = rowOf(order.workflow, order.status);
  const server = serverName?.(order.guildId);
  const start = [
    `${emoji} **${shownId(order.orderId)}**`,
    ...(server === undefined ? [] : [shownLine(server, 16)]),
  ];
  const end = [as === 'worker' ? nextForWorker(order) : nextForCustomer(order), timeOf(order, as)];
  const length = [...start, ...end].join(' · ').length;
  const room = Math.min(lineMax - length - 3, 40);
  return [...start, ...(room < 4 ? [] : [shownLine(order.service, room)]), ...end].join(' · ');
}

function nextForWorker(order: Order): string {
  switch (order.status) {
    case 'Rejected':
      return 'Rejected: fix it and upload new evidence';
    case 'Assigned':
      return 'Assigned: press Start order';
    case 'In Progress':
      return order.evidenceRequired === false
        ? 'In Progress: tell staff when it is done'
        : 'In Progress: submit evidence when done';
    case 'Evidence Submitted':
      return 'waits for a review';
    case 'In Review':
      return awaitsReview(order) ? 'a reviewer is looking at it' : 'staff are checking it';
    case 'On Hold':
      return 'On Hold: staff will resume it';
    default:
      return order.status;
  }
}

function nextForCustomer({ workflow, status }: Order): string {
  return `${status}: ${rowOf(workflow, status)
    .next.replace(/\.$/, '')
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase())}`;
}

function timeOf(order: Order, as: OwnOrder['as']): string {
  const { stage } = rowOf(order.workflow, order.status);
  if (order.endedAt !== undefined && stage === 'ended') return ago(order.endedAt);
  if (order.deadline !== undefined && !awaitsReview(order)) return `due ${ago(order.deadline)}`;
  return ago(as === 'worker' ? order.statusSince : order.timestamp);
}

function selectRow(orders: readonly OwnOrder[], start: OwnPlace | undefined): APIMessageTopLevelComponent {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: `myorders:open:${placeText(start)}`,
        placeholder: 'Open an order',
        options: orders.map(({ order }) => ({
          label: cut(`${order.orderId} · ${order.status}`, 100),
          description: cut(order.service, 100),
          value: `${order.guildId}:${order.orderKey}`,
        })),
      },
    ],
  };
}

function pageRow(next: OwnPlace | undefined, start: OwnPlace | undefined): APIMessageTopLevelComponent {
  return buttonRow(
    { ...pageButton('First page', 'first', undefined), disabled: start === undefined },
    { ...pageButton('Next', 'next', next), disabled: next === undefined },
    pageButton('Refresh', 'refresh', start),
  );
}

// The name keeps the ids apart: two buttons may well lead to the same page.
function pageButton(
  label: string,
  name: string,
  place: OwnPlace | undefined,
): APIButtonComponentWithCustomId {
  return button(label, `myorders:page:${name}:${placeText(place)}`);
}

function placeText(place: OwnPlace | undefined): string {
  if (place === undefined) return 'first';
  const { section, sortedBy, guildId, orderKey } = place;
  return `${section}:${sortedBy.getTime().toString(36)}:${guildId}:${orderKey}`;
}
