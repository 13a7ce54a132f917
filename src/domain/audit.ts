import { isHold, walletOf } from './account.ts';
import { heldMinorOf } from './heldMoney.ts';
import {
  entryIdOf,
  problemOf,
  type StoredEntry,
  type StoredHold,
  type StoredTransfer,
  type TransferKind,
} from './ledger.ts';
import { amountMinor, formatMoney, isCurrencyCode } from './money.ts';
import type { Order } from './order.ts';
import { rowOf } from './status.ts';
import type { Withdrawal } from './withdrawal.ts';

/*
 * What must always hold of a server's money, as questions about what is stored. Each answers with what is wrong, in words
 * for the people who run the desk; with nothing when all is well.
 */

/** What the transfers of one order add up to. */
export interface OrderMoney {
  transfers: number;
  /** How often its hold was paid out or returned. */
  resolutions: number;
  /** What came into its hold and went out of it, by what it was for. */
  readonly onHold: Map<TransferKind, bigint>;
  /** What went out by all clearing accounts, less what came in, by what it was for and the currency: `refund USD`. */
  readonly onClearing: Map<`${TransferKind} ${string}`, bigint>;
  readonly currencies: Set<string>;
}

/** The money of an order without transfers. */
export function noOrderMoney(): OrderMoney {
  return {
    transfers: 0,
    resolutions: 0,
    onHold: new Map(),
    onClearing: new Map(),
    currencies: new Set(),
  };
}

/** Adds a transfer of the order. */
export function addTransfer(money: OrderMoney, { kind, currency, entries }: StoredTransfer): void {
  const entry = entries.find(({ account }) => isHold(account));
  const onHold = BigInt(entry?.amountMinor ?? 0);
  money.transfers += 1;
  // What comes in another currency goes to a wallet, past the hold.
  if (entry !== undefined) money.currencies.add(currency);
  money.onHold.set(kind, (money.onHold.get(kind) ?? 0n) + onHold);
  const onClearing = entries.find(({ account }) => account.startsWith('clearing:'));
  if (onClearing !== undefined) {
    const key = `${kind} ${currency}` as const;
    money.onClearing.set(key, (money.onClearing.get(key) ?? 0n) + BigInt(onClearing.amountMinor));
  }
  if (kind === 'release' || kind === 'return') money.resolutions += 1;
}

/** What is wrong with an order's money, given the order and its hold as stored. */
export function orderProblems(
  order: Order | undefined,
  money: OrderMoney | undefined,
  hold: StoredHold | undefined,
): readonly string[] {
  const { onHold, resolutions, currencies } = money ?? noOrderMoney();
  const held = [...onHold.values()].reduce((sum, change) => sum + change, 0n);
  const currency = [...currencies][0] ?? hold?.currency ?? order?.currency ?? '';
  const shown = (minor: bigint) => shownAmount(minor, currency);
  const problems: string[] = [];
  if (currencies.size > 1) problems.push(`its transfers are in ${[...currencies].join(' and ')}`);
  if (hold !== undefined && hold.currency !== currency) problems.push(`its hold is in ${hold.currency}`);
  if (held < 0n) problems.push(`${shown(-held)} more left its hold than came in`);
  if (BigInt(hold?.balanceMinor ?? 0) !== held)
    problems.push(
      `its hold says ${shown(BigInt(hold?.balanceMinor ?? 0))}, its transfers leave ${shown(held)}`,
    );
  if (resolutions > 1) problems.push(`its hold was paid out or returned ${resolutions} times`);
  if (order === undefined) return [...problems, 'money was moved for it, but there is no such order'];

  const expected = BigInt(heldMinorOf(order));
  const isEnded = rowOf(order.workflow, order.status).stage === 'ended';
  if (currency !== order.currency)
    problems.push(`its price is in ${order.currency}, its money in ${currency}`);
  if (isEnded && held !== 0n) problems.push(`it is ${order.status}, but ${shown(held)} is still held`);
  if (!isEnded && held !== expected)
    problems.push(`it is ${order.status} and should hold ${shown(expected)}, but holds ${shown(held)}`);
  return problems;
}

const counterparts: Readonly<Record<TransferKind, RegExp>> = {
  payment: /^(?:wallet|clearing):/,
  release: /^(?:wallet:|platform$|tax$)/,
  return: /^wallet:/,
  refund: /^(?:wallet:|clearing:|platform$|loss$)/,
  'refund reversed': /^(?:wallet:|clearing:|platform$|loss$)/,
  credit: /^(?:wallet|clearing):/,
  chargeback: /^(?:wallet:|clearing:|platform$|loss$)/,
  'chargeback reversed': /^(?:wallet:|clearing:|platform$|tax$|loss$)/,
  'top-up': /^(?:wallet|clearing):/,
  withdrawal: /^(?:wallet|clearing):/,
  'withdrawal reversed': /^(?:wallet|clearing):/,
};

/** Which way a kind changes the hold: in, out, or either or not at all. */
const onHoldOf: Readonly<Record<TransferKind, 'in' | 'out' | 'in or none' | 'out or none' | 'none'>> = {
  payment: 'in',
  release: 'out',
  return: 'out',
  refund: 'out or none',
  'refund reversed': 'in or none',
  credit: 'none',
  chargeback: 'out or none',
  'chargeback reversed': 'in or none',
  'top-up': 'none',
  withdrawal: 'none',
  'withdrawal reversed': 'none',
};

/** What belongs to a wallet alone. */
const withoutOrder: readonly TransferKind[] = ['top-up', 'withdrawal', 'withdrawal reversed'];

/** What is wrong with a transfer by itself. */
export function transferProblems(transfer: StoredTransfer, guildId: string): readonly string[] {
  const { kind, entries, currency } = transfer;
  const problem = problemOf(transfer);
  const problems = problem === undefined ? [] : [problem];
  if (transfer.guildId !== guildId) problems.push(`says it is of the server ${transfer.guildId}`);
  if (withoutOrder.includes(kind) && transfer.orderKey !== '')
    problems.push(`is a ${kind}, but belongs to order ${transfer.orderKey}`);
  if (!isCurrencyCode(currency)) problems.push(`is in ${currency}, which is no currency`);
  const onHold = entries.find(({ account }) => isHold(account))?.amountMinor ?? 0;
  const way = onHold === 0 ? 'none' : onHold > 0 ? 'in' : 'out';
  if (!onHoldOf[kind].includes(way))
    problems.push(`is a ${kind}, but changes the hold by ${shownAmount(BigInt(onHold), currency)}`);
  for (const { account } of entries)
    if (!isHold(account) && !counterparts[kind].test(account))
      problems.push(`is a ${kind}, but touches ${account}`);
  return problems;
}

/** What is wrong with a withdrawal, given what took it out of the wallet and what put it back. */
export function withdrawalProblems(
  withdrawal: Withdrawal,
  out: StoredTransfer | undefined,
  back: StoredTransfer | undefined,
): readonly string[] {
  const { state, userId, amountMinor: minor, currency } = withdrawal;
  const moved = (transfer: StoredTransfer | undefined) =>
    transfer?.entries.find(({ account }) => account === walletOf(userId))?.amountMinor ?? 0;
  const left = state === 'Refused' ? 0 : -minor;
  const problems: string[] = [];
  if (moved(out) !== -minor || out?.currency !== currency)
    problems.push(`${shownAmount(BigInt(minor), currency)} should have left the wallet, but did not`);
  if (back !== undefined && back.currency !== currency) problems.push(`it came back in ${back.currency}`);
  const sum = moved(out) + moved(back);
  if (sum !== left)
    problems.push(
      `it is ${state}, but its transfers leave ${shownAmount(BigInt(sum), currency)} on the wallet instead of ${shownAmount(BigInt(left), currency)}`,
    );
  return problems;
}

/** An entry as it must be stored for itself, with its id. */
export type ExpectedEntry = { readonly id: string } & Pick<
  StoredEntry,
  'transferKey' | 'kind' | 'orderKey' | 'account' | 'currency' | 'amountMinor' | 'at'
>;

/** The entries that must be stored for themselves because of a transfer. */
export function expectedEntries(transferKey: string, transfer: StoredTransfer): readonly ExpectedEntry[] {
  const { kind, orderKey, currency, at } = transfer;
  return transfer.entries
    .filter(({ account }) => !isHold(account))
    .map(({ account, amountMinor }) => ({
      id: entryIdOf(transferKey, account),
      ...{ transferKey, kind, orderKey, account, currency, amountMinor, at },
    }));
}

/** What is wrong with an entry that is stored for itself. */
export function entryProblems(expected: ExpectedEntry, found: StoredEntry | undefined): readonly string[] {
  const { id, ...fields } = expected;
  const amount = shownAmount(BigInt(expected.amountMinor), expected.currency);
  if (found === undefined) return [`its entry ${id} of ${amount} on ${expected.account} is missing`];
  // What the fields are compared by, dates and all.
  const words = (entry: Omit<ExpectedEntry, 'id'>) =>
    [
      entry.transferKey,
      entry.kind,
      entry.orderKey,
      entry.account,
      entry.currency,
      entry.amountMinor,
      +entry.at,
    ].join();
  if (words(fields) === words(found)) return [];
  const stored = shownAmount(BigInt(found.amountMinor), found.currency);
  return [
    `its entry ${id} of ${amount} on ${expected.account} is stored otherwise (${stored} on ${found.account})`,
  ];
}

/** What is wrong with a wallet's balance; `balanceMinor` is undefined where none is stored. */
export function walletProblems(
  currency: string,
  entriesMinor: bigint,
  balanceMinor: bigint | undefined,
): readonly string[] {
  const balance = balanceMinor ?? 0n;
  const problems: string[] = [];
  if (balance !== entriesMinor)
    problems.push(
      `holds ${shownAmount(balance, currency)}, its entries sum to ${shownAmount(entriesMinor, currency)}`,
    );
  if (balance < 0n) problems.push(`is below zero: ${shownAmount(balance, currency)}`);
  return problems;
}

/** An amount for people, even one that no transfer could hold. */
export function shownAmount(minor: bigint, currency: string): string {
  return isCurrencyCode(currency) && Number.isSafeInteger(Number(minor))
    ? formatMoney({ amountMinor: amountMinor(Number(minor)), currency })
    : `${minor} minor units of ${currency}`;
}
