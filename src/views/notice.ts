import { ButtonStyle, ComponentType } from 'discord.js';
import { amountMinor, currencyCode, formatMoney, type Money } from '../domain/money.ts';
import type { Audience, Delivery, Notice } from '../domain/notice.ts';
import type { Order, OrderEvent } from '../domain/order.ts';
import type { Party } from '../domain/permissions.ts';
import { unreachable } from '../domain/result.ts';
import { rowOf } from '../domain/status.ts';
import type { Message } from '../ports/messenger.ts';
import type { ProviderName } from '../ports/paymentProvider.ts';
import { disputeEnding, disputeLine, isDisputeEvent } from './disputeNotice.ts';
import { orderCard } from './orderCard.ts';
import { endForPayer, isNoLongerAsked, moneyBackTo, moneyBackToAll } from './orderMoney.ts';
import { payRow } from './payment.ts';
import { billLines, isPaymentEvent, keysWords, paymentLine, paymentReminderLine } from './paymentNotice.ts';
import { isRefundEvent, refundLines, refundWords } from './refundNotice.ts';
import { ago, cut, escapeText, mention, shownId, shownLine } from './text.ts';
import { type MissingIn, troubleWords } from './trouble.ts';
import { workerName } from './words.ts';

/** What a notice needs to know that is not stored with it. */
export interface NoticeContext {
  readonly serverName: string | undefined;
  readonly missingIn?: MissingIn;
  /** The providers that take an amount here. */
  readonly payBy?: ((money: Money) => readonly ProviderName[]) | undefined;
}

/** The message of one delivery: a line that says what happened, then the order's card as the reader may see it. */
export function noticeMessage(
  notice: Notice,
  delivery: Delivery,
  { serverName, missingIn, payBy }: NoticeContext,
): Message {
  const { order } = notice;
  if (delivery.trouble !== undefined)
    return {
      content: `${serverPrefix(serverName)}${troubleWords(order, delivery.trouble, missingIn)}`,
      embeds: [],
      components: [],
    };
  if (notice.reminder === 'payment')
    return paymentMessage(
      order,
      notice.events[0],
      delivery,
      paymentReminderLine(order, notice.events[0], delivery.audience),
      { serverName, payBy },
    );
  if (notice.reminder === 'keys') return { content: keysWords(notice.events[0]), embeds: [], components: [] };
  if (notice.reminder !== undefined) return reminderMessage(order, delivery.audience, serverName);
  const id = shownId(order.orderId);
  const { audience } = delivery;
  const last = lastOf(notice);
  const isResult = last.kind === 'refunded' || last.kind === 'dispute resolved';
  // Of what others get back a payer learns nothing.
  if (audience === 'payer' && isResult && refundLines(notice, delivery).length === 0)
    return payerMessage(payerLine(notice, delivery), serverName);
  if (isPaymentEvent(last) && audience !== 'advertiser' && audience !== 'reviewers')
    return paymentMessage(
      order,
      last,
      delivery,
      isRefundEvent(last)
        ? refundWords(notice, delivery)
        : paymentLine(order, last, audience, delivery.userId),
      { serverName, payBy },
    );
  if (isDisputeEvent(last) && audience !== 'advertiser' && audience !== 'reviewers')
    return disputeMessage(notice, last, delivery, serverName);
  switch (audience) {
    case 'customer':
      return withCard(order, serverName, customerLine(notice), {
        ending: `${hasEnded(order) ? 'See it again' : 'Track it'} with /trackorder order_id:${id}, here or in the server.`,
      });
    case 'worker':
      return withCard(order, serverName, workerLine(notice), {
        reader: new Set(['worker']),
        ending: workerHint(order) ?? `See it again with /trackorder order_id:${id}, here or in the server.`,
      });
    case 'former worker':
      return {
        content: `${serverPrefix(serverName)}👤 Order #${id} is no longer yours: ${formerWorkerWords(notice)}\nRun /myorders in the server to see what you work on.`,
      };
    case 'advertiser':
      return withCard(order, serverName, ...advertiserWords(notice));
    case 'reviewers':
      return queueMessage(order);
    case 'payer':
      return payerMessage(payerLine(notice, delivery), serverName);
    case 'log':
      return withCard(order, undefined, logLine(notice), {});
    default:
      return unreachable(audience);
  }
}

/**
 * A message about money: to those who are asked for it with the ways to pay. Who pays a share of someone else's order
 * reads of the money alone.
 */
function paymentMessage(
  order: Order,
  event: OrderEvent,
  { audience, userId }: Delivery,
  line: string,
  { serverName, payBy = () => [] }: NoticeContext,
): Message {
  if (audience === 'log') return withCard(order, undefined, line, {});
  const isAsked = event.kind === 'updated' || asking.includes(event.kind);
  const bill = event.bills?.find(({ payerId }) => payerId === (userId ?? order.userId));
  const { currency } = event.payment ?? order;
  const { amountMinor: minor } = bill ?? event.payment ?? order;
  const money = { amountMinor: amountMinor(minor), currency: currencyCode(currency) };
  const lines = bill === undefined || audience === 'worker' ? [] : billLines(order, event.kind, bill);
  const row = isAsked && audience !== 'worker' ? [payRow(order, payBy(money))] : [];
  if (audience === 'payer')
    return {
      content: [`${serverPrefix(serverName)}${line}`, ...lines].join('\n'),
      embeds: [],
      components: row,
    };
  const card = withCard(order, serverName, line, {
    ...(lines.length === 0 ? {} : { ending: lines.join('\n') }),
    ...(audience === 'worker' ? { reader: new Set(['worker' as const]) } : {}),
  });
  return { ...card, components: [...(card.components ?? []), ...row] };
}

/** A message about a dispute. Who paid a share of someone else's order reads of the money alone. */
function disputeMessage(
  notice: Notice,
  event: Parameters<typeof disputeLine>[1],
  delivery: Delivery,
  serverName: string | undefined,
): Message {
  const { order } = notice;
  const { audience } = delivery;
  const line = [disputeLine(order, event, audience), ...refundLines(notice, delivery)].join('\n');
  if (audience === 'payer') return payerMessage(line, serverName);
  const ending = disputeEnding(order, event, audience);
  return withCard(order, audience === 'log' ? undefined : serverName, line, {
    ...(audience === 'worker' ? { reader: new Set(['worker' as const]) } : {}),
    ...(ending === undefined ? {} : { ending }),
  });
}

/** Events that ask their reader for money. */
const asking: readonly OrderEvent['kind'][] = ['invoiced', 'charged', 'payment failed'];

/** How a direct message begins: with the server's name. */
export function serverPrefix(serverName: string | undefined): string {
  return serverName === undefined ? '' : `**${shownLine(serverName, 100)}** · `;
}

function withCard(
  order: Order,
  serverName: string | undefined,
  line: string,
  card: { readonly ending?: string | undefined; readonly reader?: ReadonlySet<Party> },
): Message {
  return { ...orderCard(order, { ...card, place: 'direct' }), content: `${serverPrefix(serverName)}${line}` };
}

function lastOf({ events }: Notice): OrderEvent {
  return events.at(-1) ?? events[0];
}

function whatOf(order: Order): string {
  return `${shownLine(order.service, 100)}, ${cut(escapeText(order.amount), 40)}`;
}

function hasEnded({ workflow, status }: Order): boolean {
  return rowOf(workflow, status).stage === 'ended';
}

function customerLine(notice: Notice): string {
  const { order, events } = notice;
  const id = shownId(order.orderId);
  // A status off the path is explained in the card.
  const { emoji, next, step } = rowOf(order.workflow, order.status);
  if (events[0].kind === 'added') return `${emoji} Your order ${id} is confirmed: ${whatOf(order)}.`;
  const event = lastOf(notice);
  switch (event.kind) {
    case 'assigned':
      return `${emoji} ${mention(event.worker ?? '')} now works on your order ${id}.`;
    case 'unassigned':
    case 'declined':
      return `${emoji} Your order ${id} waits for someone new to work on it.`;
    case 'submitted':
      return `${emoji} The work on your order ${id} is done and waits for a review.`;
    default:
  }
  if (event.to === 'Complete') return `${emoji} Your order has been completed: ${id}, ${whatOf(order)}.`;
  if (event.to !== undefined)
    return `${emoji} Your order ${id} is now ${order.status}.${moneyBackTo(order.userId, event)}${step === 'aside' ? '' : ` ${next}`}`;
  if (event.notes !== undefined) return `📝 There is a new note on your order ${id}.`;
  return `👥 ${mention(event.staff ?? '')} now looks after your order ${id}.`;
}

/** Who pays a share of someone else's order reads of the money alone. */
function payerMessage(line: string, serverName: string | undefined): Message {
  return { content: `${serverPrefix(serverName)}${line}`, embeds: [], components: [] };
}

/** Someone who pays for an order that is not theirs: nothing is asked of them any more, and their money is back. */
function payerLine({ order, events }: Notice, { userId = '' }: Delivery): string {
  const { emoji } = rowOf(order.workflow, order.status);
  const isBack = events.some((event) => moneyBackTo(userId, event) !== '');
  const part = isBack || !isNoLongerAsked(userId, events) ? 'paid for' : 'were asked to pay for';
  return `${emoji} Order ${shownId(order.orderId)}, which you ${part}, is now ${order.status}${endForPayer(userId, events)}`;
}

function workerLine(notice: Notice): string {
  const { order } = notice;
  const id = shownId(order.orderId);
  const { emoji } = rowOf(order.workflow, order.status);
  const event = lastOf(notice);
  const what = shownLine(order.service, 100);
  if (event.kind === 'assigned') return `${emoji} You have been assigned to Order #${id}: ${what}.`;
  if (event.to === 'Complete')
    return `${emoji} Order completed!${payoutWords(event)}\nOrder #${id}: ${what}.`;
  if (event.to === 'Rejected' && event.from !== 'On Hold')
    return `${emoji} Order #${id} was rejected${order.statusReason === undefined ? '.' : `: ${shownLine(order.statusReason, 500)}`}`;
  if (event.to === undefined) return `📝 There is a new note on Order #${id}, which you work on.`;
  return `${emoji} Order #${id}, which you ${hasEnded(order) ? 'worked' : 'work'} on, is now ${order.status}.`;
}

function formerWorkerWords(notice: Notice): string {
  const why = notice.order.workerId === undefined ? 'staff took it back.' : 'someone else does it now.';
  const isWithdrawn = lastOf(notice).submissionId !== undefined;
  return isWithdrawn ? `${why} The evidence you handed in is withdrawn.` : why;
}

function payoutWords({ payout }: OrderEvent): string {
  if (payout === undefined || payout.workerMinor === 0) return '';
  const share = formatMoney({
    amountMinor: amountMinor(payout.workerMinor),
    currency: currencyCode(payout.currency),
  });
  return ` ${share} added to your wallet`;
}

/** What the worker can do with the order now, if anything. */
function workerHint(order: Order): string | undefined {
  switch (order.status) {
    case 'Assigned':
      return 'Press Start order when you begin, or Decline to give it back.';
    case 'In Progress':
      return order.evidenceRequired === false
        ? 'When you are done, tell staff; a screenshot is not needed.'
        : 'When you are done, press Submit evidence and add a screenshot.';
    case 'Rejected':
      return 'Press Upload new evidence once it is fixed.';
    case 'On Hold':
      return 'You get a DM when it goes on.';
    default:
      return undefined;
  }
}

function advertiserWords(notice: Notice): [line: string, card: { readonly ending?: string }] {
  const { order, events } = notice;
  const id = shownId(order.orderId);
  const { emoji } = rowOf(order.workflow, order.status);
  const what = shownLine(order.service, 100);
  if (events[0].kind === 'added' || lastOf(notice).kind === 'paid')
    return [
      `${emoji} New order ${id} for your service ${what}.`,
      order.workerId === undefined ? { ending: assignHint(order) } : {},
    ];
  switch (lastOf(notice).kind) {
    case 'declined':
    case 'unassigned':
      return [`${emoji} Order ${id} needs someone: ${what}.`, { ending: assignHint(order) }];
    case 'submitted':
      return [
        `${emoji} Review is due: order ${id}, ${what}.`,
        { ending: `Run /review order_id:${id} in the server.` },
      ];
    default:
      return [`${emoji} Order completed successfully: ${id}, ${what}.`, {}];
  }
}

function assignHint(order: Order): string {
  return `Give it to someone with /assign order_id:${shownId(order.orderId)} in the server.`;
}

/** The one message about a piece of evidence in the review queue: it says where the review stands. */
function queueMessage(order: Order): Message {
  const { emoji } = rowOf(order.workflow, order.status);
  const head = `${emoji} Order ${shownId(order.orderId)} · ${shownLine(order.service, 100)}`;
  const reviewer = mention(order.reviewerId ?? order.updatedBy);
  const since = ago(order.submittedAt ?? order.statusSince);
  switch (order.status) {
    case 'Evidence Submitted':
      return { content: `${head} · waits for a review, submitted ${since}`, components: [openRow(order)] };
    case 'In Review':
      return {
        content: `${head} · in review by ${reviewer}, submitted ${since}`,
        components: [openRow(order)],
      };
    case 'Complete':
      return { content: `${head} · approved by ${mention(order.updatedBy)}`, components: [] };
    case 'Rejected':
      return { content: `${head} · rejected by ${mention(order.updatedBy)}`, components: [] };
    default:
      return {
        content: `${head} · ${order.reviewedVerdict === 'withdrawn' ? 'withdrawn, the order changed hands' : order.status}`,
        components: [],
      };
  }
}

function openRow(order: Order): NonNullable<Message['components']>[number] {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.Button,
        style: ButtonStyle.Primary,
        label: 'Open',
        custom_id: `review:open:${order.guildId}:${order.orderKey}`,
      },
    ],
  };
}

/** Reminds reviewers of what waits for them, and workers and staff of what is past its deadline. */
function reminderMessage(order: Order, audience: Audience, serverName: string | undefined): Message {
  const id = shownId(order.orderId);
  const what = shownLine(order.service, 100);
  const due = order.deadline === undefined ? '' : `, which was due ${ago(order.deadline)}`;
  if (audience === 'reviewers')
    return {
      content: `⏰ Order ${id} · ${what} · still waits for a review, submitted ${ago(order.submittedAt ?? order.statusSince)}`,
      components: [openRow(order)],
    };
  if (audience === 'worker')
    return withCard(order, serverName, `⏰ Order #${id} is past its deadline: ${what}${due}.`, {
      reader: new Set(['worker']),
      ending: workerHint(order),
    });
  const worker = workerName(order);
  const who = order.workerId === undefined ? `no ${worker} has it` : `${mention(order.workerId)} works on it`;
  return withCard(
    order,
    undefined,
    `⏰ Order ${id} is past its deadline${due}: ${order.status}, ${who}.`,
    {},
  );
}

function logLine(notice: Notice): string {
  const { order, events } = notice;
  const id = shownId(order.orderId);
  const last = lastOf(notice);
  const who = shownLine(last.byUsername, 40);
  const { emoji } = rowOf(order.workflow, order.status);
  if (events[0].kind === 'added') return `${emoji} Order ${id} was added by ${who}: ${order.status}.`;
  if (last.kind === 'declined') return `${emoji} Order ${id} was declined by ${who} and needs someone.`;
  if (last.to !== undefined)
    return `${emoji} Order ${id}: ${last.from} → ${last.to}, by ${who}.${moneyBackToAll(last)}`;
  if (last.kind === 'assigned' || last.kind === 'unassigned')
    return `${emoji} Order ${id} was ${last.kind} by ${who} and stays ${order.status}.`;
  return `📝 Order ${id} was updated by ${who}.`;
}
