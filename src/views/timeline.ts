import type { APIButtonComponentWithCustomId } from 'discord.js';
import type { Order, OrderEvent } from '../domain/order.ts';
import { rowOf } from '../domain/status.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { isDisputeEvent, sideName } from './disputeNotice.ts';
import { isPaymentEvent, paymentLine } from './paymentNotice.ts';
import { dateTime, escapeText, mention, quote, shownId } from './text.ts';
import { colourOf, methodName } from './words.ts';

/** Where a page of the timeline begins: at an event, and so far into its notes. */
export interface TimelineStart {
  readonly sequence: number;
  readonly offset: number;
}

const pageMax = 3800;
/** Less room than this is not worth beginning an event in. */
const leastRoom = 150;

/**
 * A page of an order's history, oldest first, with every note whole; long ones go on over the page. Who is not staff sees
 * nothing of what only staff have noted.
 */
export function timelinePage(
  order: Order,
  events: readonly OrderEvent[],
  start: TimelineStart,
  options: { readonly forStaff: boolean },
): Message {
  const blocks: string[] = [];
  let room = pageMax;
  let next: TimelineStart | undefined;
  for (const event of events) {
    if (room < leastRoom) {
      next = { sequence: event.sequence, offset: 0 };
      break;
    }
    const offset = event.sequence === start.sequence ? start.offset : 0;
    const notes = notesOf(event, options.forStaff);
    if (notes === '' && isNoteOnly(event)) continue;
    const head = headOf(order, event, offset > 0);
    const text = notes.slice(offset);
    const length = fitting(text, room - head.length - 2);
    const block = length === 0 ? head : `${head}\n${quoted(text.slice(0, length))}`;
    blocks.push(block);
    room -= block.length + 2;
    if (length < text.length) {
      next = { sequence: event.sequence, offset: offset + length };
      break;
    }
  }
  const last = events.at(-1);
  if (next === undefined && last !== undefined && last.sequence < order.sequence)
    next = { sequence: last.sequence + 1, offset: 0 };
  const isFirst = start.sequence === 1 && start.offset === 0;
  const buttons = [
    ...(isFirst ? [] : [pageButton(order, 'From the start', { sequence: 1, offset: 0 })]),
    ...(next === undefined ? [] : [pageButton(order, 'Later', next)]),
  ];
  return {
    content: `Timeline of order ${shownId(order.orderId)}, oldest first`,
    embeds: [
      {
        color: colourOf(order.workflow, order.status),
        description: blocks.join('\n\n') || 'Nothing more that concerns you.',
      },
    ],
    components: buttons.length === 0 ? [] : [buttonRow(...buttons)],
  };
}

function pageButton(order: Order, label: string, start: TimelineStart): APIButtonComponentWithCustomId {
  const where = `${order.guildId}:${order.orderKey}:${start.sequence}:${start.offset}`;
  return button(label, `trackorder:page:${where}`);
}

function headOf(order: Order, event: OrderEvent, continues: boolean): string {
  const who = `-# ${mention(event.by)}, ${dateTime(event.at)}`;
  return `${whatHappened(order, event)}${continues ? ' (continued)' : ''}\n${who}`;
}

function whatHappened(order: Order, event: OrderEvent): string {
  const worker = event.worker === undefined ? '' : `, ${mention(event.worker)} works on it`;
  const staff = event.staff === undefined ? '' : `, ${mention(event.staff)} looks after it`;
  const withdrawn =
    event.formerWorker === undefined || event.submissionId === undefined
      ? ''
      : `, ${mention(event.formerWorker)}’s evidence is withdrawn`;
  if (isPaymentEvent(event)) return paymentLine(order, event, 'timeline');
  if (event.kind === 'opened' && event.dispute !== undefined) return '🔍 Staff look at the dispute';
  if (isDisputeEvent(event)) return disputeHappened(order, event);
  if (event.to !== undefined) {
    const { emoji } = rowOf(order.workflow, event.to);
    return `${emoji} ${prefixes[event.kind] ?? ''}**${event.to}**${worker}${staff}${withdrawn}`;
  }
  if (event.kind === 'assigned' || event.kind === 'unassigned')
    return `👤 ${event.kind === 'assigned' ? 'Assigned' : 'Unassigned'} while on hold${worker}${withdrawn}`;
  if (event.staff !== undefined) return `👥 ${mention(event.staff)} looks after it`;
  return '📝 Note';
}

/** In a few words: the notes, which follow, say the rest. Everyone may read it. */
function disputeHappened(order: Order, { kind, to, dispute, chargeback }: OrderEvent): string {
  const who = sideName(dispute?.side, order);
  switch (kind) {
    case 'disputed':
      return `⚖️ **Disputed** by ${who.replace(/,$/, '')}`;
    case 'dispute stated':
      return `⚖️ Something new from ${who}`;
    case 'dispute resolved':
      return `⚖️ **${dispute?.resolution ?? 'Resolved'}**, now ${to ?? order.status}`;
    case 'charged back':
      return `⚠️ A payment is disputed at ${chargeback === undefined ? 'its provider' : methodName(chargeback.provider)}`;
    default:
      return '💳 The dispute about a payment went well';
  }
}

const prefixes: Partial<Record<OrderEvent['kind'], string>> = {
  added: 'Added, ',
  unassigned: 'Unassigned, ',
  declined: 'Declined, ',
  approved: 'Approved, ',
  returned: 'Nobody decided in time, back to ',
};

function isNoteOnly(event: OrderEvent): boolean {
  return event.kind === 'updated' && event.to === undefined && event.staff === undefined;
}

function notesOf(event: OrderEvent, forStaff: boolean): string {
  const internal =
    forStaff && event.internalNotes !== undefined ? [`🔒 Staff only: ${event.internalNotes}`] : [];
  return [...(event.notes === undefined ? [] : [event.notes]), ...internal].join('\n');
}

function quoted(text: string): string {
  return quote(escapeText(text));
}

/** How many characters of a text fit into `max` once escaped and quoted; up to the end of a word where it can be had. */
function fitting(text: string, max: number): number {
  if (quoted(text).length <= max) return text.length;
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (quoted(text.slice(0, middle)).length <= max) fits = middle;
    else tooLong = middle;
  }
  // A link in two halves would lead nowhere; a character in two halves is none.
  const words = text.slice(0, fits).search(/\S*$/);
  if (words > fits / 2) return words;
  return /[\uD800-\uDBFF]$/.test(text.slice(0, fits)) ? fits - 1 : fits;
}
