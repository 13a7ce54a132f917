import {
  type APIButtonComponentWithCustomId,
  type APIMessageTopLevelComponent,
  ButtonStyle,
} from 'discord.js';
import type { HistoryStart, Movement, Wallet } from '../app/wallet.ts';
import type { TransferKind } from '../domain/ledger.ts';
import { type CurrencyCode, formatMoney } from '../domain/money.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { ago, shownId } from './text.ts';

const payOutHint = 'Pay orders from it with /pay; to be paid out, ask staff.';

/** What someone has, and how it came about, one line a movement, with buttons that page. */
export function walletMessage(wallet: Wallet, start: HistoryStart): Message {
  const { balances, history, defaultCurrency } = wallet;
  const amounts = balances
    .filter((balance) => balance.amountMinor !== 0)
    .map((balance) => `**${formatMoney(balance, defaultCurrency)}**`);
  const title = `💰 Your wallet · ${amounts.length === 0 ? 'empty' : amounts.join(' · ')}`;
  if (history.length === 0) {
    const hint =
      start.side === 'newest'
        ? 'What you earn with orders, and what comes back from cancelled ones, appears here.'
        : 'There is nothing further here. Run /wallet again for the newest.';
    return { content: `${title}\n${hint}`, embeds: [], components: moneyRow(wallet) };
  }
  // Where Withdraw is no button, it says what else there is.
  const hint = wallet.withdrawals || !hasSome(wallet) ? {} : { footer: { text: payOutHint } };
  const description = history.map((movement) => lineOf(movement, defaultCurrency)).join('\n');
  return {
    content: title,
    embeds: [{ description, ...hint }],
    components: [pageRow(wallet, start), ...moneyRow(wallet)],
  };
}

/** What a movement was, and what joins it to its order: [what came in, what went out, joined by]. */
const reasons: Readonly<Record<TransferKind, readonly [came: string, went: string, joint: string]>> = {
  payment: ['paid', 'paid', 'for'],
  release: ['earned', 'earned', 'with'],
  return: ['came back', 'came back', 'from'],
  refund: ['refunded', 'given back', 'for'],
  'refund reversed': ['refund that did not arrive', 'refund undone', 'for'],
  credit: ['paid twice, too late or not as asked', 'paid twice, too late or not as asked', 'for'],
  chargeback: ['taken back by the payment provider', 'taken back by the payment provider', 'for'],
  'chargeback reversed': [
    'given again by the payment provider',
    'given again by the payment provider',
    'for',
  ],
  'top-up': ['added to the wallet', 'added to the wallet', 'for'],
  withdrawal: ['withdrawn', 'withdrawn', 'for'],
  'withdrawal reversed': ['withdrawal not paid, back in the wallet', 'withdrawal not paid', 'for'],
};

function lineOf(movement: Movement, defaultCurrency: CurrencyCode): string {
  const { amountMinor, kind, orderKey, at } = movement;
  const sign = amountMinor > 0 ? '+' : '';
  const [came, went, joint] = reasons[kind];
  const order = orderKey === '' ? '' : ` ${joint} order ${shownId(orderKey.replace(/^~/, ''))}`;
  return `**${sign}${formatMoney(movement, defaultCurrency)}** ${amountMinor > 0 ? came : went}${order} · ${ago(at)}`;
}

/** The ways to bring money in and out, where the server has them. */
function moneyRow(wallet: Wallet): APIMessageTopLevelComponent[] {
  const { topUps, withdrawals } = wallet;
  const buttons = [
    ...(topUps ? [button('Top up', 'wallet:topup', ButtonStyle.Primary)] : []),
    ...(withdrawals && hasSome(wallet) ? [button('Withdraw', 'wallet:withdraw')] : []),
  ];
  return buttons.length === 0 ? [] : [buttonRow(...buttons)];
}

function hasSome({ balances }: Wallet): boolean {
  return balances.some(({ amountMinor }) => amountMinor > 0);
}

function pageRow(wallet: Wallet, start: HistoryStart): APIMessageTopLevelComponent {
  const beside = (side: 'older' | 'newer', movement: Movement | undefined): HistoryStart =>
    movement === undefined ? { side: 'newest' } : { side, at: movement.at, id: movement.id };
  return buttonRow(
    { ...pageButton('Newer', beside('newer', wallet.history[0])), disabled: !wallet.hasNewer },
    { ...pageButton('Older', beside('older', wallet.history.at(-1))), disabled: !wallet.hasOlder },
    pageButton('Refresh', start),
  );
}

function pageButton(label: string, start: HistoryStart): APIButtonComponentWithCustomId {
  const where =
    start.side === 'newest' ? 'newest' : `${start.side}:${start.at.getTime().toString(36)}:${start.id}`;
  // The label keeps the ids apart: two buttons may well lead to the same page.
  return button(label, `wallet:page:${label.toLowerCase()}:${where}`);
}
