import {
  type APIActionRowComponent,
  type APIStringSelectComponent,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type { RefundOffer } from '../app/payments/quoteRefund.ts';
import type { Refunded, SentPart } from '../app/payments/refundOrder.ts';
import { type Account, isHold, isWallet, ownerOf, walletOf } from '../domain/account.ts';
import { formatMoney } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { BookedPart, RefundPlan, RefundWay } from '../domain/refund.ts';
import { unreachable } from '../domain/result.ts';
import type { Message } from '../ports/messenger.ts';
import { cardAnswer, type Told } from './answers.ts';
import { button, buttonRow } from './button.ts';
import { money } from './orderMoney.ts';
import { ago, linesWithin, mention, shown, shownId, shownLine } from './text.ts';
import { colourOf, methodName } from './words.ts';

/** Shows what a refund would do, every amount before and after, and asks for it to be confirmed. */
export function refundPanel(offer: RefundOffer): Message {
  const { order, plan, confirmationId, seen } = offer;
  const amount = formatMoney(plan.money);
  const where = `${order.orderKey}:${confirmationId}`;
  return {
    content: `↩️ Refund ${amount} of order ${shownId(order.orderId)} (${shownLine(order.service, 100)}, ${order.amount})?`,
    embeds: [{ color: colourOf(order.workflow, order.status), description: bodyOf(offer) }],
    components: [
      ...(offer.ways.length > 1 ? [wayRow(offer, where)] : []),
      buttonRow(
        button(`Refund ${amount}`, `refund:confirm:${where}:${plan.way}:${seen}`, ButtonStyle.Danger),
        button('Cancel', `refund:keep:${where}`),
      ),
    ],
  };
}

/** Answers who decided against a refund. */
export function notRefundedAnswer(): Message {
  return {
    content: '✅ Nothing was refunded. To do it after all, run /refund again.',
    embeds: [],
    components: [],
  };
}

/** Answers who made a refund: where each part is, and what a provider made of it. */
export function refundedAnswer({ order, plan, sent }: Refunded, told: Told): Message {
  const id = shownId(order.orderId);
  if (plan === undefined) return cardAnswer(order, `✅ Order ${id} was refunded.`, told);
  const failed = sent.filter(({ became }) => became === 'failed').length;
  const amount = formatMoney(plan.money);
  const head =
    failed === 0
      ? `✅ ${amount} of order ${id} goes back.`
      : failed === plan.parts.length
        ? `⚠️ ${amount} of order ${id} could not go back.`
        : `⚠️ Not all of the ${amount} of order ${id} could go back.`;
  const parts = linesOf(plan, (part, amount) => partLine(order, plan, part, sent, amount));
  const ended = plan.endsAs === undefined ? [] : [`The order is ${order.status}.`];
  return cardAnswer(order, [head, ...linesWithin(parts, 1400), ...ended].join('\n'), told);
}

/** A line for each part; those that read the same but for the amount are one, with their sum. */
function linesOf(
  { parts }: Pick<RefundPlan, 'parts'>,
  lineOf: (part: BookedPart, amount: string) => string,
): readonly string[] {
  const alike = new Map<string, { readonly part: BookedPart; minor: number }>();
  for (const part of parts) {
    const key = `${currencyOf(part)} ${lineOf(part, '')}`;
    const { minor = 0 } = alike.get(key) ?? {};
    alike.set(key, { part, minor: minor + part.amountMinor });
  }
  return [...alike.values()].map(({ part, minor }) => lineOf(part, money(minor, currencyOf(part))));
}

function partLine(
  order: Order,
  plan: RefundPlan,
  part: BookedPart,
  sent: readonly SentPart[],
  amount: string,
): string {
  const { capture, payment, to } = part;
  const payer = mention(payment.payerId);
  if (to === 'wallet') return `${amount} is in the wallet of ${payer}.`;
  if (capture === undefined) return sendYourself(part, amount);
  const provider = methodName(capture.provider);
  const became = sent.find((one) => one.part === part)?.became ?? 'unknown';
  switch (became) {
    case 'done':
      return `${provider} has sent ${amount} to ${payer}. It may take some days to arrive.`;
    case 'pending':
      return `${provider} is sending ${amount} to ${payer}. If that fails, the order log says so.`;
    case 'unknown':
      return `${provider} has not answered about the ${amount} yet. I keep asking; it goes back to ${payer} once.`;
    case 'keys':
      return `⚠️ ${provider} does not accept the bot’s keys, so the ${amount} has not left yet. Have whoever runs the bot set them anew: I keep asking, and it goes back to ${payer} once.`;
    case 'failed': {
      const isInWallet = order.status === 'Cancelled' || plan.way === 'credit';
      return isInWallet
        ? `⚠️ ${provider} did not take the ${amount} back to ${payer}. It is in their wallet instead.`
        : `⚠️ ${provider} did not take the ${amount} back to ${payer}. It is back where it came from; run /refund again to give it to the wallet.`;
    }
    default:
      return unreachable(became);
  }
}

function bodyOf({ order, plan, reason, underWay }: RefundOffer): string {
  const { money: asked, left, endsAs } = plan;
  const after = left.amountMinor - asked.amountMinor;
  const becomes =
    endsAs === undefined
      ? `The order stays ${order.status}.`
      : `Nothing is left then: the order becomes **${endsAs}**, and that can’t be taken back.`;
  return [
    `**Can go back this way** ${formatMoney(left)} → ${money(after, left.currency)}`,
    '',
    '**To**',
    ...linesOf(plan, (part, amount) => goesTo(part, plan, amount)),
    '',
    '**From**',
    ...comesFrom(order, plan),
    '',
    becomes,
    ...linesWithin(
      underWay.map(
        ({ amountMinor, currency = order.currency, at }) =>
          `⏳ ${money(amountMinor, currency)} of an earlier refund is still on its way, since ${ago(at)}.`,
      ),
      1000,
    ),
    ...(reason === '' ? [] : [`Why: ${shown(reason, 1000)}`]),
  ].join('\n');
}

function goesTo(part: BookedPart, plan: RefundPlan, amount: string): string {
  const { capture, payment, to } = part;
  const payer = mention(payment.payerId);
  if (to === 'wallet')
    return `- ${amount} to the wallet of ${payer}${changeOf(plan, walletOf(payment.payerId))}`;
  return capture === undefined
    ? `- ${amount} to ${payer}, by hand: ${byHand(part)}. Please send it yourself`
    : `- ${amount} to ${payer}, the way it was paid: ${methodName(capture.provider)} sends it`;
}

/** Who gives how much of all parts together, with what each has before and after. */
function comesFrom(order: Order, plan: RefundPlan): string[] {
  const { currency } = plan.money;
  const { payout } = order;
  const shares = plan.parts.map(({ bearing }) => bearing.shares);
  const sumOf = (key: 'platformMinor' | 'lossMinor') => shares.reduce((sum, share) => sum + share[key], 0);
  const [platform, loss] = [sumOf('platformMinor'), sumOf('lossMinor')];
  const given = plan.balances.filter(({ beforeMinor, afterMinor }) => afterMinor < beforeMinor);
  return [
    ...given.map(
      ({ account, beforeMinor, afterMinor }) =>
        `- ${money(beforeMinor - afterMinor, currency)} from ${nameOf(account)}${changeOf(plan, account)}`,
    ),
    ...(platform === 0 || payout === undefined
      ? []
      : [
          `- ${money(platform, currency)} from the fee of this order: ${money(payout.platformMinor, currency)} → ${money(payout.platformMinor - platform, currency)}`,
        ]),
    ...(loss === 0 ? [] : [`- ${money(loss, currency)} from the server’s own money, as a loss`]),
  ];
}

function nameOf(account: Account): string {
  if (isHold(account)) return 'what is held';
  return isWallet(account) ? `the wallet of ${mention(ownerOf(account))}` : account;
}

function changeOf({ balances, money: { currency } }: RefundPlan, account: Account): string {
  const balance = balances.find((one) => one.account === account);
  if (balance === undefined) return '';
  return `: ${money(balance.beforeMinor, currency)} → ${money(balance.afterMinor, currency)}`;
}

/** Asks staff to send what no provider sends, in a line for each who gets it. */
export function sendYourselfLines({ parts }: Pick<RefundPlan, 'parts'>): readonly string[] {
  return linesOf(
    { parts: parts.filter(({ to, capture }) => to === 'provider' && capture === undefined) },
    sendYourself,
  );
}

function sendYourself(part: BookedPart, amount: string): string {
  return `Please send ${amount} to ${mention(part.payment.payerId)} yourself: ${byHand(part)}.`;
}

function byHand({ payment: { method } }: BookedPart): string {
  if (method === 'manual') return 'it was paid by hand';
  return `it was paid with ${method === undefined ? 'something else' : methodName(method)}`;
}

function currencyOf({ refund, payment }: BookedPart): string {
  return refund.currency ?? payment.currency;
}

const wayLabels: Readonly<Record<RefundWay, string>> = {
  wallet: 'To the wallet',
  provider: 'The way it was paid',
  credit: 'Out of the wallet, the way it was paid',
};

function wayRow({ ways, plan }: RefundOffer, where: string): APIActionRowComponent<APIStringSelectComponent> {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: `refund:way:${where}`,
        placeholder: 'Where it goes back to',
        options: ways.map(({ way, left }) => ({
          label: wayLabels[way],
          value: way,
          description: `Up to ${formatMoney(left)}`,
          default: way === plan.way,
        })),
      },
    ],
  };
}
