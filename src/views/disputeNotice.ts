import { type DisputeSide, disputeLimits } from '../domain/dispute.ts';
import { amountMinor, currencyCode, formatMoney } from '../domain/money.ts';
import type { Audience } from '../domain/notice.ts';
import type { Order, OrderEvent } from '../domain/order.ts';
import { type Chargeback, zeroShares } from '../domain/payment.ts';
import { unreachable } from '../domain/result.ts';
import { rowOf } from '../domain/status.ts';
import { heldFor } from './orderMoney.ts';
import { amountOf } from './paymentNotice.ts';
import { dateTime, mention, quote, shown, shownId, shownLine } from './text.ts';
import { methodName, workerName } from './words.ts';

/** Kinds of events that are about a dispute, here or at a provider. */
export type DisputeEventKind = Extract<
  OrderEvent['kind'],
  'disputed' | 'dispute stated' | 'dispute resolved' | 'charged back' | 'charge-back undone'
>;

const kinds: Readonly<Record<DisputeEventKind, true>> = {
  disputed: true,
  'dispute stated': true,
  'dispute resolved': true,
  'charged back': true,
  'charge-back undone': true,
};

/** Whether an event is about a dispute. */
export function isDisputeEvent(event: OrderEvent): event is OrderEvent & { readonly kind: DisputeEventKind } {
  return Object.hasOwn(kinds, event.kind);
}

/** A side of a dispute in a sentence: "the customer", "the booster". */
export function sideName(side: DisputeSide | undefined, order: Order): string {
  switch (side) {
    case 'customer':
      return 'the customer';
    case 'worker':
      return `the ${workerName(order)}`;
    case 'provider':
      return 'the payer, at their bank or payment provider,';
    case 'desk':
    case undefined:
      return 'staff';
    default:
      return unreachable(side);
  }
}

/** What happened, in a line or two for its reader; what they can do about it is `disputeEnding`. */
export function disputeLine(
  order: Order,
  event: OrderEvent & { readonly kind: DisputeEventKind },
  audience: Audience,
): string {
  const id = shownId(order.orderId);
  const isLog = audience === 'log';
  const who =
    event.by === order.userId || event.by === order.workerId || !isLog
      ? ''
      : ` (${shownLine(event.byUsername, 40)})`;
  switch (event.kind) {
    case 'disputed': {
      const money =
        heldFor(order) === undefined
          ? 'Nothing is held for it any more; staff decide about its money.'
          : 'What is held for it stays where it is until staff decide.';
      if (event.chargeback !== undefined && isLog)
        return `⚖️ Order ${id}: ${chargebackWords(event.chargeback, amountOf(event))}`;
      if (!isLog && event.by === readerOf(order, audience))
        return `⚖️ You have disputed order ${id}. ${money}`;
      return `⚖️ Order ${id} is disputed by ${sideName(event.dispute?.side, order)}${who}. ${money}`;
    }
    case 'dispute stated': {
      const said = event.notes === undefined ? '' : `\n${quote(shown(event.notes, 500))}`;
      const side = sideName(event.dispute?.side, order).replace(/^./, (first) => first.toUpperCase());
      return `⚖️ ${side}${who} added to the dispute about order ${id}.${said}`;
    }
    case 'dispute resolved':
      return `⚖️ The dispute about order ${id} is resolved: ${event.dispute?.resolution ?? order.status}.${resolvedWords(order, event)}`;
    case 'charged back':
    case 'charge-back undone':
      return chargebackLine(order, event, audience);
    default:
      return unreachable(event.kind);
  }
}

/** What the reader of a dispute's notice can do, and until when; the card's last line. */
export function disputeEnding(order: Order, event: OrderEvent, audience: Audience): string | undefined {
  const id = shownId(order.orderId);
  const isGoingOn = rowOf(order.workflow, order.status).stage === 'contested';
  if (event.kind === 'charged back' || event.kind === 'charge-back undone' || !isGoingOn) return undefined;
  const until = dateTime(new Date(order.statusSince.getTime() + disputeLimits.hearingMs));
  if (audience === 'log')
    return `Both sides have until ${until} to say what happened. Decide with /dispute resolve order_id:${id}.`;
  return `Say what happened, with pictures if you have some, until ${until}: press Dispute, or run /dispute evidence order_id:${id} in the server.`;
}

/** What a provider says of a dispute, and what staff have to do there. */
export function chargebackWords(
  {
    provider,
    reason,
    reference,
    state,
    respondBy,
  }: Pick<Chargeback, 'provider' | 'reason' | 'reference' | 'state' | 'respondBy'>,
  amount: string | undefined,
): string {
  const name = methodName(provider);
  const what = `${amount ?? 'a payment'} is disputed at ${name} (${shownLine(reason.replaceAll('_', ' ').toLowerCase(), 60)}, ${shownLine(reference, 60)})`;
  if (state !== 'open') return `${what}, and was ${state}.`;
  const until = respondBy === undefined ? 'as soon as you can' : `until ${dateTime(respondBy)}`;
  return `${what}. Answer it ${until} ${sitePlaces[provider]}: I can’t do that for you.`;
}

const sitePlaces: Readonly<Record<Chargeback['provider'], string>> = {
  stripe: 'in Stripe’s dashboard under Payments → Disputes',
  paypal: 'in PayPal’s Resolution Centre',
};

function chargebackLine(order: Order, event: OrderEvent, audience: Audience): string {
  const id = shownId(order.orderId);
  const amount = amountOf(event) ?? 'Money';
  const isBack = event.kind === 'charge-back undone';
  const name =
    event.chargeback === undefined ? 'The payment provider' : methodName(event.chargeback.provider);
  const { workerMinor, payerMinor, lossMinor, platformMinor, holdMinor } = event.payment?.from ?? zeroShares;
  const money = (minor: number) =>
    formatMoney({
      amountMinor: amountMinor(minor),
      currency: currencyCode(event.payment?.currency ?? order.currency),
    });
  if (audience === 'log') {
    if (event.chargeback !== undefined && event.payment?.from === undefined)
      return `⚠️ Order ${id}, which is ${order.status}: ${chargebackWords(event.chargeback, amountOf(event))}`;
    const shares = [
      [holdMinor, 'what is held'],
      [workerMinor, `the ${workerName(order)}’s wallet`],
      [platformMinor, 'the platform’s fee'],
      [payerMinor, `the wallet of ${mention(event.payment?.payerId ?? order.userId)}`],
      [lossMinor, 'the loss account'],
    ] as const;
    const borne = shares
      .filter(([minor]) => minor > 0)
      .map(([minor, whose]) => `${money(minor)} ${isBack ? 'to' : 'from'} ${whose}`);
    const how = borne.length === 0 ? '' : `: ${borne.join(', ')}`;
    return isBack
      ? `💳 ${name} gave ${amount} of order ${id} again${how}.`
      : `⚠️ ${name} took ${amount} of order ${id} back${how}.`;
  }
  const own = audience === 'worker' ? workerMinor : payerMinor;
  return isBack
    ? `💳 ${money(own)} is in your wallet again: the dispute about a payment of order ${id} was won.`
    : `⚠️ A payment of order ${id} was taken back, and ${money(own)} of it from your wallet. If the dispute about it is won, it comes back.`;
}

function resolvedWords(order: Order, { dispute, notes }: OrderEvent): string {
  const money = (minor: number) =>
    formatMoney({ amountMinor: amountMinor(minor), currency: currencyCode(order.currency) });
  const { refundedMinor = 0, releasedMinor = 0 } = dispute ?? {};
  const moved = [
    ...(refundedMinor === 0 ? [] : [`${money(refundedMinor)} goes back to who paid`]),
    ...(releasedMinor === 0
      ? []
      : [
          `${money(releasedMinor)} ${order.workerId === undefined ? 'stays with the server' : 'is paid out'}`,
        ]),
  ];
  const why = notes === undefined ? '' : `\n${quote(shown(notes, 500))}`;
  return `${moved.length === 0 ? '' : ` ${moved.join(', ')}.`} The order is ${order.status}.${why}`;
}

function readerOf(order: Order, audience: Audience): string | undefined {
  if (audience === 'customer') return order.userId;
  return audience === 'worker' ? order.workerId : undefined;
}
