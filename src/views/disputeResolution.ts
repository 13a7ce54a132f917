import {
  type APIButtonComponentWithCustomId,
  type APIModalInteractionResponseCallbackData,
  ButtonStyle,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { SeenDispute } from '../app/disputes/readDispute.ts';
import type { ResolutionOffer, ResolvedDispute } from '../app/disputes/resolveDispute.ts';
import { type Account, isHold, isWallet, ownerOf } from '../domain/account.ts';
import { disputeLimits, type Resolution, resolutions } from '../domain/dispute.ts';
import { heldMinorOf } from '../domain/heldMoney.ts';
import { amountMinor, currencyCode, formatMoney } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { ResolutionPlan } from '../domain/resolveDispute.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { disputeMessage } from './dispute.ts';
import { sendYourselfLines } from './refund.ts';
import { cut, linesWithin, mention, quote, shown, shownId } from './text.ts';
import { methodName, workerName } from './words.ts';

/** What becomes of held money that is released, as it follows what is released. */
function releasedWords({ workerId, ...order }: Order): string {
  return workerId === undefined
    ? 'stays with the server, as nobody works on the order'
    : `is paid out to the ${workerName(order)}`;
}

/** What each resolution does, in a line. */
function meaningOf(resolution: Resolution, order: Order): string {
  const isHeld = heldMinorOf(order) > 0;
  switch (resolution) {
    case 'Refund Buyer':
      return 'all of it goes back to who paid';
    case 'Release Seller':
      return isHeld
        ? `what is held ${releasedWords(order)}; the order is Complete`
        : 'nothing is held any more, so no money moves; the order is Complete';
    case 'Partial Refund':
      return `a part goes back${isHeld ? `, the rest ${releasedWords(order)}` : ''}; the order is Complete`;
    case 'No Action':
      return 'the order goes on where it was';
  }
}

/** A dispute before someone who resolves it, with the ways to do so. */
export function resolveMessage(seen: SeenDispute): Message {
  const { order, dispute } = seen;
  // Its button leads to where the reader is.
  const message = disputeMessage({ ...seen, mayResolve: false });
  const isOneSided = new Set(dispute.statements.map(({ side }) => side)).size < 2;
  const where = `${order.guildId}:${order.orderKey}`;
  return {
    ...message,
    content: [
      `⚖️ How is the dispute about order ${shownId(order.orderId)} resolved?`,
      ...resolutions.map((resolution) => `- **${resolution}**: ${meaningOf(resolution, order)}.`),
      ...(isOneSided ? ['Not both sides have said something yet.'] : []),
    ].join('\n'),
    components: [
      ...(message.components ?? []),
      buttonRow(
        ...resolutions.map((resolution, index) => button(resolution, `dispute:decide:${where}:${index}`)),
      ),
    ],
  };
}

/** The form with which someone resolves a dispute. */
export function resolutionForm(
  order: Order,
  resolution: Resolution,
): APIModalInteractionResponseCallbackData {
  const index = resolutions.indexOf(resolution);
  return {
    custom_id: `dispute:decided:${order.guildId}:${order.orderKey}:${index}`,
    title: cut(`${resolution}: order ${order.orderId}`, 45),
    components: [
      ...(resolution === 'Partial Refund'
        ? [
            {
              type: ComponentType.Label as const,
              label: 'How much goes back?',
              description: cut(
                `Such as $15.00${heldMinorOf(order) > 0 ? `; the rest ${releasedWords(order)}` : ''}`,
                100,
              ),
              component: {
                type: ComponentType.TextInput as const,
                custom_id: 'amount',
                style: TextInputStyle.Short as const,
                max_length: 64,
                required: true,
              },
            },
          ]
        : []),
      {
        type: ComponentType.Label,
        label: 'Why?',
        description: 'Both sides read it. You see all amounts before anything moves.',
        component: {
          type: ComponentType.TextInput,
          custom_id: 'reason',
          style: TextInputStyle.Paragraph,
          max_length: disputeLimits.text,
          required: true,
        },
      },
    ],
  };
}

/** Asks before a dispute is resolved: what goes where, every amount before and after. */
export function resolutionQuestion({ order, plan, ways, confirmationId, seen }: ResolutionOffer): Message {
  const { ask, to } = plan;
  const id = shownId(order.orderId);
  const where = `${order.guildId}:${order.orderKey}:${confirmationId}`;
  const other = ask.way === 'wallet' ? 'provider' : 'wallet';
  const canTurn = plan.parts.length > 0 && ways.some(({ way }) => way === other);
  const turn: APIButtonComponentWithCustomId[] = canTurn
    ? [
        button(
          other === 'wallet' ? 'To wallets instead' : 'The way it was paid instead',
          `dispute:way:${where}:${other}`,
        ),
      ]
    : [];
  return {
    content: [
      `⚖️ ${ask.resolution} for order ${id}: it is ${to} then${to === 'Complete' || to === 'Refunded' ? ', and it can’t be taken back' : ''}.`,
      ...moneyLines(order, plan),
      quote(shown(ask.reason, 500)),
    ].join('\n'),
    embeds: [],
    files: [],
    components: [
      buttonRow(
        button(ask.resolution, `dispute:confirm:${where}:${seen}`, ButtonStyle.Danger),
        ...turn,
        button('Not now', `dispute:keep:${where}`),
      ),
    ],
  };
}

/** Answers who resolved a dispute. */
export function resolvedAnswer({ order, plan, sent }: ResolvedDispute): Message {
  const troubles = sent.flatMap(({ became, part }) => {
    const name = part.capture === undefined ? 'The provider' : methodName(part.capture.provider);
    if (became === 'unknown') return [`${name} has not answered yet; I keep asking.`];
    if (became === 'keys')
      return [
        `⚠️ ${name} does not accept the bot’s keys; I keep asking. Have whoever runs the bot set them anew.`,
      ];
    return became === 'failed'
      ? [`⚠️ ${name} refused the refund; see /pay order_id:${shownId(order.orderId)}.`]
      : [];
  });
  const what = plan === undefined ? '' : `: ${plan.ask.resolution}`;
  return {
    content: [
      `✅ The dispute about order ${shownId(order.orderId)} is resolved${what}. The order is ${order.status}.`,
      ...(plan === undefined
        ? []
        : [...moneyLines(order, plan), ...linesWithin(sendYourselfLines(plan), 1000)]),
      ...new Set(troubles),
    ].join('\n'),
    embeds: [],
    files: [],
    components: [],
  };
}

/** Answers who decided not to resolve it now. */
export function notResolvedAnswer(): Message {
  return {
    content: '✅ Nothing was changed. The dispute waits; see it with /dispute list.',
    embeds: [],
    components: [],
  };
}

function moneyLines(order: Order, { moves }: ResolutionPlan): string[] {
  if (moves.length === 0) return ['No money moves.'];
  const money = (minor: number) =>
    formatMoney({ amountMinor: amountMinor(minor), currency: currencyCode(order.currency) });
  return moves.map(({ account, changeMinor, beforeMinor }) => {
    const name = accountName(account);
    if (beforeMinor === undefined)
      return `- ${name}: ${money(Math.abs(changeMinor))}${changeMinor < 0 ? ' less' : ''}`;
    return `- ${name}: ${money(beforeMinor)} → ${money(beforeMinor + changeMinor)}`;
  });
}

function accountName(account: Account): string {
  if (isHold(account)) return 'Held for the order';
  if (isWallet(account)) return `Wallet of ${mention(ownerOf(account))}`;
  switch (account) {
    case 'platform':
      return 'The platform’s fee';
    case 'tax':
      return 'Tax';
    case 'loss':
      return 'The server’s loss';
    case 'clearing:stripe':
      return 'Back through Stripe';
    case 'clearing:paypal':
      return 'Back through PayPal';
    default:
      return 'Back by hand, the way it was paid';
  }
}
