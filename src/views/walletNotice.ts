import type { APIMessageTopLevelComponent } from 'discord.js';
import { amountMinor, currencyCode, formatMoney } from '../domain/money.ts';
import type { Delivery } from '../domain/notice.ts';
import { unreachable } from '../domain/result.ts';
import type { WalletEvent, WalletNotice } from '../domain/walletNotice.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { type NoticeContext, serverPrefix } from './notice.ts';
import { mention, shownLine } from './text.ts';
import { topUpRow } from './topUp.ts';
import { troubleWords } from './trouble.ts';
import { methodName } from './words.ts';

/** What became of someone's wallet: to its owner, or to staff in the order log. */
export function walletNoticeMessage(
  { guildId, wallet }: WalletNotice,
  { audience, trouble }: Delivery,
  { serverName, missingIn, payBy = () => [] }: NoticeContext,
): Message {
  const message = (content: string, components: readonly APIMessageTopLevelComponent[] = []): Message => ({
    content,
    embeds: [],
    components: [...components],
  });
  const prefix = serverPrefix(serverName);
  if (trouble !== undefined) return message(`${prefix}${troubleWords(undefined, trouble, missingIn)}`);
  if (audience === 'log') return message(logLine(wallet), staffButtons(guildId, wallet));
  const money = { amountMinor: amountMinor(wallet.amountMinor), currency: currencyCode(wallet.currency) };
  const again =
    wallet.kind === 'top-up failed' ? topUpRow(guildId, wallet.subjectId, payBy(money)) : undefined;
  return message(`${prefix}${ownerLines(wallet)}`, again === undefined ? [] : [again]);
}

function ownerLines(event: WalletEvent): string {
  const amount = shownMinor(event, event.amountMinor);
  switch (event.kind) {
    case 'topped up':
      return `💰 ${amount} was added to your wallet. It had ${before(event)} and has ${after(event)} now.\nPay an order from it with /pay, or look at it with /wallet in the server.`;
    case 'top-up failed':
      return `⚠️ Your top-up of ${amount} did not go through. Nothing was taken.\nTry again below, or start another with /wallet in the server.`;
    case 'top-up expired':
      return `⌛ Your top-up of ${amount} was not paid, and is no longer waited for. Nothing was taken.\nYou can start another with /wallet in the server.`;
    case 'top-up refunded':
      return `↩️ ${amount} that was added to your wallet went back the way it was paid. Your wallet had ${before(event)} and has ${after(event)} now.\nIf you did not ask for that, please ask staff.`;
    case 'top-up refund failed':
      return `⚠️ ${amount} that was to go back the way it was paid did not arrive. It is in your wallet again, which had ${before(event)} and has ${after(event)} now.\nAsk staff if you want it another way.`;
    case 'top-up charged back':
      return `⚠️ Your bank or payment provider took back ${amount} that you had added to your wallet. It had ${before(event)} and has ${after(event)} now.\nIf you did not ask them for that, please tell staff.`;
    case 'top-up charge-back undone':
      return `💰 ${amount} that your bank or payment provider had taken back is in your wallet again. It had ${before(event)} and has ${after(event)} now.\nLook at it with /wallet in the server.`;
    case 'withdrawal asked':
      return `💸 ${amount} is set aside to be paid out to you. Your wallet had ${before(event)} and has ${after(event)} now.\nStaff pay it by hand; you get a DM as soon as they have.`;
    case 'withdrawal paid':
      return `✅ Your withdrawal of ${amount} is paid out. It left your wallet when you asked; your wallet has ${after(event)} now.\nIf nothing arrives in the next days, please ask staff.`;
    case 'withdrawal refused':
      return `↩️ Your withdrawal of ${amount} was not paid: ${reasonOf(event)}\nIt is back in your wallet, which had ${before(event)} and has ${after(event)} now.`;
    default:
      return unreachable(event.kind);
  }
}

function logLine(event: WalletEvent): string {
  const amount = shownMinor(event, event.amountMinor);
  const whose = mention(event.userId);
  const change = `${before(event)} → ${after(event)}`;
  const by = shownLine(event.byUsername, 40);
  switch (event.kind) {
    case 'topped up':
      return `💰 ${whose} added ${amount} to their wallet with ${event.method === undefined ? 'a payment' : methodName(event.method)}: ${change}.`;
    case 'top-up refunded':
      return `↩️ ${amount} of a top-up by ${whose} was refunded at the payment provider: ${change}.`;
    case 'top-up refund failed':
      return `⚠️ The refund of ${amount} of a top-up by ${whose} did not arrive and is back in their wallet: ${change}.`;
    case 'top-up charged back':
      return `⚠️ The payment provider took back ${amount} of a top-up by ${whose}: ${change}. What the wallet lacked is on the loss account.`;
    case 'top-up charge-back undone':
      return `💰 The payment provider gave ${amount} of a top-up by ${whose} again: ${change}.`;
    case 'withdrawal asked':
      return `💸 ${whose} asks to be paid ${amount} from their wallet: ${change}.\nOpen it to see where to, pay it, and press Confirm paid.`;
    case 'withdrawal paid':
      return `✅ The withdrawal of ${amount} by ${whose} is paid out, by ${by}.`;
    case 'withdrawal refused':
      return `↩️ The withdrawal of ${amount} by ${whose} was refused by ${by}: ${reasonOf(event)} It is back in their wallet: ${change}.`;
    case 'top-up failed':
    case 'top-up expired':
      return `⌛ The top-up of ${amount} by ${whose} came to nothing.`;
    default:
      return unreachable(event.kind);
  }
}

function staffButtons(guildId: string, { kind, subjectId }: WalletEvent): APIMessageTopLevelComponent[] {
  if (kind !== 'withdrawal asked') return [];
  return [buttonRow(button('Open', `withdrawals:open:${guildId}:${subjectId}`))];
}

/** The reason as a sentence of its own. */
function reasonOf({ reason = '' }: WalletEvent): string {
  const shown = shownLine(reason, 300);
  return /[.!?…]$/.test(shown) ? shown : `${shown}.`;
}

function before(event: WalletEvent): string {
  return shownMinor(event, event.beforeMinor ?? 0);
}

function after(event: WalletEvent): string {
  return shownMinor(event, event.afterMinor ?? 0);
}

function shownMinor({ currency }: WalletEvent, minor: number): string {
  return formatMoney({ amountMinor: amountMinor(minor), currency: currencyCode(currency) });
}
