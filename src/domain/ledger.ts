import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Account, accountSchema, isGuarded } from './account.ts';
import { type AmountMinor, amountMinor, type CurrencyCode, type Money } from './money.ts';
import { ok, type Result, refuse } from './result.ts';

/*
 * The double-entry ledger of a server. A transfer moves money between accounts by entries that sum to zero; it is of one
 * currency, it is made at most once under its key, and it is never changed: what was wrong is set right by another.
 * A balance is the sum of an account's entries. What a server owes someone is above zero (wallets, holds, platform, tax);
 * what it has received from outside is below (clearing).
 */

/**
 * What a transfer is for. `payment`: into an order's hold. `release`: the hold's payout. `return`: all that is held, back
 * to the payers' wallets, because the order ended. `refund`: money of a payment on its way back to the payer, from the
 * hold or from those who had it by then; `refund reversed`: a provider could not pay it out. `credit`: money that came
 * when nobody waited for it, into the payer's wallet. `chargeback`: a provider took it back; `chargeback reversed`: and
 * gave it again. `top-up`: into a wallet; `withdrawal`: out of it; `withdrawal reversed`: staff did not pay it.
 */
export const transferKinds = [
  'payment',
  'release',
  'return',
  'refund',
  'refund reversed',
  'credit',
  'chargeback',
  'chargeback reversed',
  'top-up',
  'withdrawal',
  'withdrawal reversed',
] as const;

/** What a transfer is for. */
export type TransferKind = (typeof transferKinds)[number];

/** What one transfer adds to an account's balance, or takes from it; never zero. */
export interface Entry {
  readonly account: Account;
  readonly amountMinor: AmountMinor;
}

/** A transfer that was made. */
export interface Transfer {
  readonly key: string;
  readonly kind: TransferKind;
  /** The order it belongs to; '' for none. Only this order's hold may be touched. */
  readonly orderKey: string;
  readonly currency: CurrencyCode;
  readonly entries: readonly Entry[];
  /** What was asked for, hashed: tells a repeat from another request under the same key. */
  readonly parametersHash: string;
  /** Discord id of whoever asked, or 'system'. */
  readonly by: string;
  readonly at: Date;
}

/** A transfer as it is asked for. Its entries may depend on the balances at that moment. */
export interface TransferRequest extends Omit<Transfer, 'entries' | 'parametersHash'> {
  /** What makes it the same request when it comes again; what is decided from the balances does not belong here. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Every account with a stored balance (see `isGuarded`) that it may touch or ask about. */
  readonly accounts: readonly Account[];
  /** Decides the entries: two or more, one an account, none zero, together zero. */
  entries(balanceOf: (account: Account) => AmountMinor): Result<readonly Entry[], LedgerRefusal>;
}

/** Why a transfer was not made. */
export type LedgerRefusal =
  /** The account lacks `missing` for this. */
  | { readonly code: 'insufficient-funds'; readonly account: Account; readonly missing: Money }
  /** Something else was done under this key. */
  | { readonly code: 'key-reused'; readonly key: string }
  /** The order's hold is empty: never filled, or already paid out or returned. */
  | { readonly code: 'nothing-held'; readonly orderKey: string };

/** What is known of a server's books: the transfers by key, and the balances of guarded accounts by `balanceKey`. */
export interface Books {
  readonly transfers: ReadonlyMap<string, Transfer>;
  readonly balances: ReadonlyMap<string, AmountMinor>;
}

/** A transfer that stands. */
export interface Posted {
  readonly transfer: Transfer;
  /** It had been made before, by the same request; nothing was moved again. */
  readonly isRepeat: boolean;
}

/** The name of an account's balance in one currency. */
export function balanceKey(account: Account, currency: CurrencyCode): string {
  return `${account} ${currency}`;
}

/**
 * Makes a transfer, and gives the books as they are then. Throws on what no request may ask for: entries that don't sum to
 * zero, the hold of another order, an account that was not opened, a balance beyond safe integers.
 */
export function post(
  books: Books,
  request: TransferRequest,
): Result<Posted & { readonly books: Books }, LedgerRefusal> {
  const { key, kind, orderKey, currency, by, at } = request;
  const parametersHash = hashOf({ kind, orderKey, currency, ...request.parameters });
  const before = books.transfers.get(key);
  if (before !== undefined)
    return before.parametersHash === parametersHash
      ? ok({ books, transfer: before, isRepeat: true })
      : refuse({ code: 'key-reused', key });

  const balanceOf = (account: Account): AmountMinor => {
    const balance = books.balances.get(balanceKey(account, currency));
    if (balance === undefined) throw new Error(`${account} in ${currency} was not opened for ${key}`);
    return balance;
  };
  const decided = request.entries(balanceOf);
  if (!decided.ok) return decided;
  const entries = decided.value;
  const problem = problemOf({ orderKey, entries });
  if (problem !== undefined) throw new Error(`Transfer ${key}: ${problem}`);

  const balances = new Map(books.balances);
  for (const { account, amountMinor: change } of entries) {
    if (!isGuarded(account)) continue;
    const balance = balanceOf(account) + change;
    if (balance < 0)
      return refuse({
        code: 'insufficient-funds',
        account,
        missing: { amountMinor: amountMinor(-balance), currency },
      });
    balances.set(balanceKey(account, currency), amountMinor(balance));
  }
  const transfer: Transfer = { key, kind, orderKey, currency, entries, parametersHash, by, at };
  return ok({
    books: { transfers: new Map(books.transfers).set(key, transfer), balances },
    transfer,
    isRepeat: false,
  });
}

/** What is wrong with the entries of a transfer, in a few words; undefined when all is well. */
export function problemOf({
  orderKey,
  entries,
}: {
  readonly orderKey: string;
  readonly entries: readonly { readonly account: Account; readonly amountMinor: number }[];
}): string | undefined {
  if (entries.length < 2) return 'it has fewer than two entries';
  if (new Set(entries.map(({ account }) => account)).size < entries.length)
    return 'an account has two entries';
  let sum = 0n;
  for (const { account, amountMinor: amount } of entries) {
    if (!Number.isSafeInteger(amount) || amount === 0) return `${account} gets ${amount}`;
    if (account.startsWith('hold:') && account !== `hold:${orderKey}`)
      return `it touches ${account} for order ${orderKey}`;
    sum += BigInt(amount);
  }
  return sum === 0n ? undefined : `its entries sum to ${sum}`;
}

/** A hash of plain values that is the same whatever the order of their keys; undefined ones don't count. */
export function hashOf(parameters: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(JSON.stringify(parameters, sortKeys)).digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const amount = z.number().int();

/** A transfer as stored at `guilds/{guildId}/transfers/{key}`. Never changed. */
export const transferSchema = z.looseObject({
  guildId: z.string(),
  kind: z.enum(transferKinds),
  orderKey: z.string(),
  currency: z.string(),
  entries: z.array(z.looseObject({ account: accountSchema, amountMinor: amount })),
  parametersHash: z.string(),
  by: z.string(),
  at: z.date(),
});

/** A transfer as stored. */
export type StoredTransfer = z.infer<typeof transferSchema>;

/** An entry as stored for itself at `guilds/{guildId}/entries/{id}`, see `entryIdOf`. Holds have none. Never changed. */
export const entrySchema = z.looseObject({
  transferKey: z.string(),
  kind: z.enum(transferKinds),
  orderKey: z.string(),
  account: accountSchema,
  currency: z.string(),
  amountMinor: amount,
  at: z.date(),
});

/** An entry as stored for itself. */
export type StoredEntry = z.infer<typeof entrySchema>;

/** A balance of a wallet, as stored at `guilds/{guildId}/wallets/{userId}.{currency}`. */
export const walletSchema = z.looseObject({
  account: accountSchema,
  currency: z.string(),
  balanceMinor: amount,
  updatedAt: z.date(),
});

/** The balance of an order's hold, as stored at `guilds/{guildId}/holds/{orderKey}`. */
export const holdSchema = z.looseObject({
  orderKey: z.string(),
  currency: z.string(),
  balanceMinor: amount,
  updatedAt: z.date(),
});

/** The balance of an order's hold, as stored. */
export type StoredHold = z.infer<typeof holdSchema>;

/** The name of an entry's document: it follows from its transfer, and is short enough for a button's id. */
export function entryIdOf(transferKey: string, account: string): string {
  return createHash('sha256').update(`${transferKey}/${account}`).digest('hex').slice(0, 24);
}
