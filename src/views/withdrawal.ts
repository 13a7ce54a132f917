import {
  type APIModalInteractionResponseCallbackData,
  ButtonStyle,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { AskedWithdrawal, WaitingWithdrawals, Withdrawable } from '../app/withdrawals.ts';
import { amountMinor, formatMoney } from '../domain/money.ts';
import { amountOf, type Withdrawal, withdrawalLimits } from '../domain/withdrawal.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { ago, cut, mention, quote, shown, shownLine } from './text.ts';

/** The form in which someone asks to be paid from their wallet. */
export function withdrawForm({
  has,
  defaultCurrency,
}: Withdrawable): APIModalInteractionResponseCallbackData {
  return {
    custom_id: 'wallet:withdraw',
    title: 'Withdraw from your wallet',
    components: [
      {
        type: ComponentType.Label,
        label: 'Amount',
        description: cut(
          `Such as 20 (in ${defaultCurrency}); it leaves your wallet at once, which has ${has.map((money) => formatMoney(money)).join(', ')}`,
          100,
        ),
        component: {
          type: ComponentType.TextInput,
          custom_id: 'amount',
          style: TextInputStyle.Short,
          max_length: 64,
          required: true,
        },
      },
      {
        type: ComponentType.Label,
        label: 'Where to',
        description: 'Such as a PayPal address or a bank account. Only staff see it; never give a password',
        component: {
          type: ComponentType.TextInput,
          custom_id: 'to',
          style: TextInputStyle.Paragraph,
          max_length: withdrawalLimits.to,
          required: true,
        },
      },
    ],
  };
}

/** Answers someone who asked to be paid: what the wallet had, what it has. */
export function withdrawalAskedAnswer({ withdrawal, wallet }: AskedWithdrawal): Message {
  const money = amountOf(withdrawal);
  const before = { ...wallet, amountMinor: amountMinor(wallet.amountMinor + money.amountMinor) };
  return {
    content: [
      `💸 ${formatMoney(money)} is set aside to be paid out to you. Your wallet had ${formatMoney(before)} and has ${formatMoney(wallet)} now.`,
      'Staff pay it by hand; you get a DM as soon as they have.',
    ].join('\n'),
    embeds: [],
    components: [],
  };
}

/** What waits to be paid out, the longest waiting first. */
export function withdrawalsList({ first, total }: WaitingWithdrawals): Message {
  if (first.length === 0)
    return {
      content:
        'Nothing waits to be paid out.\nWhat people ask for with /wallet appears here, and in the order log.',
      embeds: [],
      components: [],
    };
  const more = total > first.length ? `, the first ${first.length} here` : '';
  return {
    content: `💸 ${total} ${total === 1 ? 'withdrawal waits' : 'withdrawals wait'}, the longest first${more}`,
    embeds: [
      {
        description: first
          .map(
            (one) => `**${formatMoney(amountOf(one))}** ${mention(one.userId)} · asked ${ago(one.askedAt)}`,
          )
          .join('\n'),
      },
    ],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.StringSelect,
            custom_id: 'withdrawals:choose',
            placeholder: 'Open a withdrawal',
            options: first.map((one) => ({
              label: cut(`${formatMoney(amountOf(one))} · ${one.username}`, 100),
              value: one.withdrawalId,
            })),
          },
        ],
      },
    ],
  };
}

/** One withdrawal for staff: where to, and what the reader may decide while it waits. */
export function withdrawalMessage({ withdrawal, wallet }: AskedWithdrawal, readerId: string): Message {
  const { state, guildId, withdrawalId, userId, askedAt, to } = withdrawal;
  const place = `${guildId}:${withdrawalId}`;
  const head = `💸 **${formatMoney(amountOf(withdrawal))}** for ${mention(userId)}, asked ${ago(askedAt)}. Their wallet has ${formatMoney(wallet)} besides.`;
  const where =
    to === ''
      ? 'Where it was to go was deleted after the retention time.'
      : `Where to:\n${quote(shown(to, 1200))}`;
  if (state !== 'Pending')
    return { content: [head, where, decidedWords(withdrawal)].join('\n'), embeds: [], components: [] };
  const isOwn = userId === readerId;
  const next = isOwn
    ? 'It is your own, so someone else on staff pays it and confirms that. **Refuse** puts it back.'
    : 'Pay it by hand first, then press **Confirm paid**. **Refuse** puts it back.';
  return {
    content: [head, where, next].join('\n'),
    embeds: [],
    components: [
      buttonRow(
        ...(isOwn ? [] : [button('Confirm paid', `withdrawals:paid:${place}`, ButtonStyle.Success)]),
        button('Refuse', `withdrawals:refuse:${place}`, ButtonStyle.Danger),
      ),
    ],
  };
}

/** What became of a withdrawal, in a line for staff. */
export function decidedWords({ state, decidedBy = '', decidedAt, reason = '' }: Withdrawal): string {
  const when = decidedAt === undefined ? '' : ` ${ago(decidedAt)}`;
  return state === 'Paid'
    ? `✅ Paid, confirmed by ${mention(decidedBy)}${when}.`
    : `↩️ Refused by ${mention(decidedBy)}${when}, and back in the wallet: ${shownLine(reason, 400)}`;
}

/** Answers staff who decided one. */
export function withdrawalDecidedAnswer(withdrawal: Withdrawal): Message {
  const amount = formatMoney(amountOf(withdrawal));
  const who = mention(withdrawal.userId);
  const what =
    withdrawal.state === 'Paid'
      ? `✅ ${amount} for ${who} is confirmed as paid.`
      : `↩️ ${amount} is back in the wallet of ${who}.`;
  return {
    content: `${what} They are told by DM. See what else waits with /withdrawals.`,
    embeds: [],
    components: [],
  };
}

/** The form in which staff say why they don't pay. */
export function refuseForm(guildId: string, withdrawalId: string): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `withdrawals:refused:${guildId}:${withdrawalId}`,
    title: 'Refuse the withdrawal',
    components: [
      {
        type: ComponentType.Label,
        label: 'Why is it not paid?',
        description: 'They read this, and have the amount back in their wallet.',
        component: {
          type: ComponentType.TextInput,
          custom_id: 'reason',
          style: TextInputStyle.Paragraph,
          min_length: 1,
          max_length: withdrawalLimits.reason,
          required: true,
        },
      },
    ],
  };
}
