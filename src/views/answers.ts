import { type APIButtonComponentWithCustomId, ButtonStyle, ComponentType } from 'discord.js';
import type { Delivery } from '../domain/notice.ts';
import type { Order } from '../domain/order.ts';
import type { Status } from '../domain/status.ts';
import { hasUndecidedEvidence, verdictOf } from '../domain/verdict.ts';
import type { Message } from '../ports/messenger.ts';
import type { Capture } from '../ports/paymentProvider.ts';
import { button } from './button.ts';
import { orderButtons } from './orderButtons.ts';
import { orderCard } from './orderCard.ts';
import { heldFor, paidOutWords } from './orderMoney.ts';
import { dateTime, mention, shownId, shownLine } from './text.ts';
import { methodName, workerName } from './words.ts';

/** What became of telling people: still under way, or how each delivery ended (undefined when it is not known). */
export type Told = 'under way' | readonly Delivery[] | undefined;

/** Answers staff who recorded an order. */
export function addedAnswer(order: Order, told: Told, verified?: Pick<Capture, 'at'>): Message {
  const id = shownId(order.orderId);
  const { paymentMethod } = order;
  const confirmed =
    verified === undefined || paymentMethod === 'unpaid'
      ? ''
      : `\n${methodName(paymentMethod)} confirms the payment, made ${dateTime(verified.at)}.`;
  return staffAnswer(
    order,
    `✅ Order ${id} is recorded: ${shownLine(order.service, 100)}, ${order.amount}.${confirmed}`,
    told,
  );
}

/** Answers staff who asked for the payment of a new order. */
export function invoicedAnswer(order: Order, told: Told): Message {
  const id = shownId(order.orderId);
  return staffAnswer(
    order,
    `✅ Order ${id} waits for payment: ${shownLine(order.service, 100)}, ${order.amount}. See its payments with /pay order_id:${id}.`,
    told,
  );
}

/** Answers staff who asked for something more on a running order. */
export function chargedAnswer(order: Order, amount: string, what: string, told: Told): Message {
  const id = shownId(order.orderId);
  return staffAnswer(
    order,
    `✅ ${shownLine(amount, 40)} more is asked for order ${id}: ${shownLine(what, 100)}. The price grows once it is paid.`,
    told,
  );
}

/** Answers staff who changed an order. `before` is missing when the same request was delivered twice. */
export function updatedAnswer(order: Order, before: Order | undefined, told: Told): Message {
  const id = shownId(order.orderId);
  if (before === undefined) return staffAnswer(order, `✅ Order ${id} was updated.`, told);
  const line =
    before.status === order.status
      ? `✅ Order ${id} was updated: ${changesOf(order, before)}.`
      : `✅ Order ${id} is now ${order.status}.${moneyWords(order, before)}`;
  return staffAnswer(order, line, told);
}

/** What the end of an order meant for its money. */
function moneyWords(order: Order, before: Order): string {
  if (order.status === 'Complete') return paidOutWords(order);
  const held = heldFor(order) === undefined ? heldFor(before) : undefined;
  if (held === undefined) return '';
  return ` ${held} is back in the wallet of whoever paid it.`;
}

/** Answers who gave an order to a worker, or took it from one: who has it now, who had it, and a way to take it back. */
export function assignedAnswer(order: Order, told: Told, before: Order | undefined): Message {
  const id = shownId(order.orderId);
  const former = before?.workerId === undefined ? undefined : mention(before.workerId);
  const line =
    order.workerId === undefined
      ? `✅ Order ${id} has no ${workerName(order)} now.${former === undefined ? '' : ` ${former} had it.`}`
      : `✅ Order ${id} is now ${mention(order.workerId)}’s.${former === undefined ? '' : ` ${former} had it before.`}`;
  const isWithdrawn = before !== undefined && verdictOf(before, order) === 'withdrawn';
  const withdrawn = isWithdrawn ? '\nThe evidence that waited for a review is withdrawn.' : '';
  const card = cardAnswer(order, `${line}${withdrawn}`, told);
  if (order.workerId === undefined) return card;
  const row = orderButtons(order);
  return { ...card, components: [{ ...row, components: [...row.components, unassignButton(order)] }] };
}

/** Answers a worker who started. */
export function startedAnswer(order: Order, told: Told): Message {
  const next =
    order.evidenceRequired === false
      ? 'Tell staff when you are done.'
      : 'When you are done, press Submit evidence and add a screenshot of the finished work.';
  return workerAnswer(order, `✅ You have started Order #${shownId(order.orderId)}. ${next}`, told);
}

/** Answers a worker who gave an order back. */
export function declinedAnswer(order: Order, told: Told): Message {
  return {
    content: [`✅ You gave Order #${shownId(order.orderId)} back.`, ...toldLines(order, told)].join('\n'),
    embeds: [],
    components: [],
  };
}

/** Answers a reviewer who approved: who got what. */
export function approvedAnswer(order: Order, told: Told): Message {
  return cardAnswer(order, `✅ Order ${shownId(order.orderId)} is Complete.${paidOutWords(order)}`, told);
}

/** Answers a reviewer who rejected. */
export function rejectedAnswer(order: Order, told: Told): Message {
  const worker = workerName(order);
  return cardAnswer(
    order,
    `✅ Order ${shownId(order.orderId)} is Rejected. The ${worker} reads your reason and submits again.`,
    told,
  );
}

/** Answers a worker who handed in evidence. */
export function submittedAnswer(order: Order, told: Told): Message {
  const id = shownId(order.orderId);
  return workerAnswer(
    order,
    `✅ Your evidence for Order #${id} is submitted. A reviewer looks at it; you will get a DM with the decision.`,
    told,
  );
}

/** Answers who disputed an order. */
export function disputeOpenedAnswer(order: Order, told: Told): Message {
  const id = shownId(order.orderId);
  return cardAnswer(
    order,
    `✅ Order ${id} is disputed${heldFor(order) === undefined ? '' : ', and what is held for it stays where it is'}. Press Dispute to say more, with pictures; then staff decide.`,
    told,
  );
}

/** Answers who added to a dispute. */
export function statementAnswer(order: Order, told: Told): Message {
  return cardAnswer(
    order,
    `✅ That is part of the dispute about order ${shownId(order.orderId)} now. You get a DM when it is decided.`,
    told,
  );
}

/** Says who does the work, and lets someone pick who shall, or nobody. */
export function assignPanel(order: Order): Message {
  const id = shownId(order.orderId);
  const hasWorker = order.workerId !== undefined;
  const warning = hasUndecidedEvidence(order)
    ? ['⚠️ Their evidence waits for a review. If someone else gets the order, it is withdrawn.']
    : [];
  return {
    content: [
      hasWorker
        ? `${mention(order.workerId ?? '')} does order ${id}. Who shall do it?`
        : `Who does order ${id}?`,
      ...warning,
    ].join('\n'),
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.UserSelect,
            custom_id: `assign:pick:${placeOf(order)}`,
            placeholder: `Choose the ${workerName(order)}`,
          },
        ],
      },
      ...(hasWorker ? [{ type: ComponentType.ActionRow as const, components: [unassignButton(order)] }] : []),
    ],
  };
}

function unassignButton(order: Order): APIButtonComponentWithCustomId {
  return button('Unassign', `assign:unassign:${placeOf(order)}`, ButtonStyle.Danger);
}

function placeOf({ guildId, orderKey }: Order): string {
  return `${guildId}:${orderKey}`;
}

/** What an update without a new status changed. */
function changesOf(order: Order, before: Order): string {
  const changes = [
    ...(order.notes === before.notes && order.notesAt === before.notesAt
      ? []
      : ['the customer reads a new note']),
    ...(order.internalNotes === before.internalNotes ? [] : ['a note for staff was added']),
    ...(order.staff === undefined || order.staff === before.staff
      ? []
      : [`${mention(order.staff)} looks after it`]),
  ];
  return changes.length === 0 ? 'nothing new' : changes.join(', ');
}

/** Asks before something is lost, naming it. */
export function confirmQuestion(order: Order, to: Status, confirmationId: string): Message {
  const id = shownId(order.orderId);
  const where = `${order.orderKey}:${confirmationId}`;
  const held = heldFor(order);
  const back = held === undefined ? '' : ` ${held} goes back to the wallet of whoever paid it,`;
  return {
    content:
      `⚠️ Set order ${id} (${shownLine(order.service, 100)}, ${order.amount}) to ${to}?\n` +
      `It can’t be taken back: work on it ends,${back} and ${mention(order.userId)} is told.`,
    embeds: [],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          button(`Yes, set ${to}`, `updateorder:confirm:${where}`, ButtonStyle.Danger),
          button('No, keep it', `updateorder:keep:${where}`),
        ],
      },
    ],
  };
}

/** Answers staff who decided not to go on. */
export function keptAnswer(): Message {
  return { content: '✅ Nothing was changed.', embeds: [], components: [] };
}

/** For people who may not be staff: the card without what is for staff's eyes only. */
export function cardAnswer(order: Order, line: string, told: Told): Message {
  return { ...orderCard(order), content: [line, ...toldLines(order, told)].join('\n') };
}

function workerAnswer(order: Order, line: string, told: Told): Message {
  const card = orderCard(order, { reader: new Set(['worker']), place: 'direct' });
  return { ...card, content: [line, ...toldLines(order, told)].join('\n') };
}

function staffAnswer(order: Order, line: string, told: Told): Message {
  const card = orderCard(order, { reader: new Set(['staff']) });
  return { ...card, content: [line, ...toldLines(order, told)].join('\n') };
}

/** Who was told and how, in a line each. */
function toldLines(order: Order, told: Told): string[] {
  if (told === undefined) return ['People will be told by DM as soon as Discord takes the messages.'];
  if (told === 'under way') return ['I am telling the people concerned by DM.'];
  return told
    .filter((delivery) => delivery.route === 'direct' && delivery.trouble === undefined)
    .map((delivery) => toldLine(order, told, delivery));
}

function toldLine(order: Order, told: readonly Delivery[], direct: Delivery): string {
  const person = mention(direct.userId ?? '');
  const who = direct.audience === 'worker' ? `The ${workerName(order)} ${person}` : person;
  switch (direct.state) {
    case 'sent':
      return `${who} was told by DM.`;
    case 'closed':
      return ticketTook(told, direct)
        ? `${who}’s DMs are closed, so I posted it in <#${order.ticketChannelId}>.`
        : `⚠️ ${who}’s DMs are closed, or they left: please tell them yourself.`;
    case 'waiting':
    case 'gave up':
      return `Discord is not taking messages right now; I keep trying to tell ${who}.`;
  }
}

function ticketTook(told: readonly Delivery[], direct: Delivery): boolean {
  return told.some(
    (delivery) =>
      delivery.route === 'ticket' && delivery.audience === direct.audience && delivery.state === 'sent',
  );
}
