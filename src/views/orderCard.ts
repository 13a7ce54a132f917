import type { APIEmbed } from 'discord.js';
import type { Order } from '../domain/order.ts';
import type { Party } from '../domain/permissions.ts';
import { pathOf, rowOf, workflows } from '../domain/status.ts';
import type { Message } from '../ports/messenger.ts';
import { orderButtons, type Place } from './orderButtons.ts';
import { ago, escapeText, mention, quote, shown, shownId, shownLine } from './text.ts';
import { colourOf, paidBy, workerTitleOf } from './words.ts';

/** What a card leaves out or adds for its reader. */
export interface CardOptions {
  /** What the reader is to the order: decides the buttons, and whether what is for staff's eyes only is shown. */
  readonly reader?: ReadonlySet<Party>;
  readonly place?: Place;
  /** What the reader can do now; the card's last line. */
  readonly ending?: string | undefined;
  /** Named where the reader may not know which server it is about. */
  readonly serverName?: string | undefined;
  /** For what depends on the time. */
  readonly now?: Date;
}

const noteMax = 300;
const noteLines = 6;
const barLength = 10;

/** The card of an order: a line that makes sense alone, the embed, and the buttons. */
export function orderCard(order: Order, options: CardOptions = {}): Message {
  const server = options.serverName === undefined ? '' : `**${shownLine(options.serverName, 100)}** · `;
  return {
    content: `${server}${headline(order)}`,
    embeds: [orderEmbed(order, options)],
    components: [orderButtons(order, options.reader, options.place, options.now)],
  };
}

/** The card's first line: what it is and where it stands. */
export function headline(order: Order): string {
  return `${rowOf(order.workflow, order.status).emoji} Order ${shownId(order.orderId)} · ${order.status}`;
}

/** The body of the card: money, progress, people, time, the latest note. */
export function orderEmbed(order: Order, options: CardOptions = {}): APIEmbed {
  const paragraphs = [
    [
      `**${shownLine(order.service, 120)}** · ${escapeText(order.amount)} ${paidBy(order)}`,
      ...progress(order),
    ],
    [people(order), times(order)],
    notes(order, options),
    options.ending === undefined ? [] : [options.ending],
  ];
  return {
    color: colourOf(order.workflow, order.status),
    description: paragraphs
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n'),
  };
}

function progress(order: Order): string[] {
  const row = rowOf(order.workflow, order.status);
  if (row.step === 'aside') return [aside(order, row.next)];
  const { steps } = workflows[order.workflow];
  const full = Math.round((row.step / steps) * barLength);
  const bar = '▰'.repeat(full) + '▱'.repeat(barLength - full);
  const path = pathOf(order.workflow, order.status);
  const here = path.indexOf(order.status);
  const names = path.map((status, index) => {
    if (index === here) return `**${status}**${row.stage === 'ended' ? ' ✓' : ''}`;
    return index < here ? `${status} ✓` : status;
  });
  return [`${bar} step ${row.step} of ${steps}`, `-# ${names.join(' → ')}`];
}

/** A status off the path: why, and what happens next, in words instead of a bar. */
function aside(order: Order, next: string): string {
  const reason = order.statusReason === undefined ? '' : `: ${shownLine(order.statusReason, 200)}`;
  const { stage } = rowOf(order.workflow, order.status);
  const resumes =
    stage !== 'paused' || order.heldFrom === undefined ? next : `Staff will resume it at ${order.heldFrom}.`;
  return `**${order.status}**${reason}\n-# ${resumes}`;
}

function people(order: Order): string {
  return [
    `Customer ${mention(order.userId)}`,
    ...(order.staff === undefined ? [] : [`Staff ${mention(order.staff)}`]),
    ...(order.workerId === undefined ? [] : [`${workerTitleOf(order)} ${mention(order.workerId)}`]),
  ].join(' · ');
}

function times(order: Order): string {
  const { stage } = rowOf(order.workflow, order.status);
  const ended = order.status === 'Complete' ? 'Completed' : 'Ended';
  const since =
    order.endedAt !== undefined
      ? `${ended} ${ago(order.endedAt)}`
      : order.startedAt !== undefined
        ? `Started ${ago(order.startedAt)}`
        : `Added ${ago(order.timestamp)}`;
  const due = order.deadline === undefined || stage === 'ended' ? '' : ` · due ${ago(order.deadline)}`;
  return `${since}${due}`;
}

function notes(order: Order, { reader }: CardOptions): string[] {
  const forStaff = reader?.has('staff') ?? false;
  const lines: string[] = [];
  // A reason is already told in the line about the status.
  if (order.notes !== '' && order.notes !== order.statusReason) {
    const author = order.notesBy === undefined ? '' : mention(order.notesBy);
    const when = order.notesAt === undefined ? '' : ago(order.notesAt);
    lines.push(quote(firstLines(order.notes)), `> -# ${[author, when].filter(Boolean).join(', ')}`);
  }
  if (forStaff && order.internalNotes !== undefined)
    lines.push('🔒 Staff only:', quote(firstLines(order.internalNotes)));
  if (forStaff && order.paymentReference !== undefined)
    lines.push(`🔒 Payment reference: ${shownLine(order.paymentReference, 100)}`);
  return lines;
}

function firstLines(text: string): string {
  const lines = text.split('\n');
  const short = lines.slice(0, noteLines).join('\n');
  return shown(lines.length > noteLines ? `${short} …` : short, noteMax);
}
