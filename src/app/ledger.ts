import {
  type Account,
  type HoldAccount,
  isGuarded,
  isHold,
  isWallet,
  ownerOf,
  type WalletAccount,
} from '../domain/account.ts';
import {
  type Books,
  balanceKey,
  entryIdOf,
  type LedgerRefusal,
  type Posted,
  post,
  type StoredTransfer,
  type Transfer,
  type TransferRequest,
} from '../domain/ledger.ts';
import { type AmountMinor, amountMinor, type CurrencyCode, currencyCode } from '../domain/money.ts';
import { ok, type Result } from '../domain/result.ts';
import { entries, holds, transfers, wallets } from '../ports/collections.ts';
import type { Path, Reads, Transaction } from '../ports/store.ts';

/** A server's books within one transaction. */
export interface OpenBooks {
  /**
   * Makes a transfer, on top of those made before in the same transaction. Nothing is written yet. Throws on what was not
   * opened.
   */
  post(request: TransferRequest): Result<Posted, LedgerRefusal>;
  /** What a guarded account has after what was posted so far. Throws when it was not opened. */
  balanceOf(account: WalletAccount | HoldAccount, currency: CurrencyCode): AmountMinor;
  /**
   * Writes what was posted into the commit: for each transfer its own document and one for each entry that is not a
   * hold's, and for each wallet and hold that changed its balance. Throws when anything was refused before.
   */
  write(): void;
}

/** A balance with its place in the store. */
interface Place {
  readonly account: Account;
  readonly currency: CurrencyCode;
  readonly path: Path<{ readonly balanceMinor: number; readonly currency: string }>;
  put(tx: Transaction, balance: { readonly balanceMinor: AmountMinor; readonly updatedAt: Date }): void;
}

/**
 * Reads what these requests need: whether their keys are used, and the balances they touch. Reads must come before
 * writes, so open the books before anything else is written; then `post` each request, and `write`:
 *
 *     const release = releaseHold(order, { policy }, occasion);
 *     const books = await openBooks(tx, guildId, [release]);
 *     const posted = books.post(release);
 *     if (!posted.ok) return posted;
 *     books.write();
 */
export async function openBooks(
  tx: Transaction,
  guildId: string,
  requests: readonly TransferRequest[],
): Promise<OpenBooks> {
  const places = placesOf(guildId, requests);
  const keys = [...new Set(requests.map(({ key }) => key))];
  const [found, balances] = await Promise.all([
    tx.getAll(keys.map((key) => transfers.path(guildId, key))),
    tx.getAll(places.map(({ path }) => path)),
  ]);
  const opened = balancesOf(places, balances);
  let books: Books = {
    transfers: new Map(
      found.flatMap((stored, index) => {
        const key = keys[index];
        return stored === undefined || key === undefined ? [] : [[key, transferFrom(key, stored)]];
      }),
    ),
    balances: opened,
  };
  const made: Transfer[] = [];
  let isRefused = false;

  return {
    post(request) {
      const posted = post(books, request);
      if (!posted.ok) {
        isRefused = true;
        return posted;
      }
      const { books: after, ...result } = posted.value;
      books = after;
      if (!result.isRepeat) made.push(result.transfer);
      return ok(result);
    },

    balanceOf(account, currency) {
      const balance = books.balances.get(balanceKey(account, currency));
      if (balance === undefined) throw new Error(`${account} in ${currency} was not opened`);
      return balance;
    },

    write() {
      if (isRefused) throw new Error('A transfer was refused, so nothing of this transaction may be written');
      for (const transfer of made) writeTransfer(tx, guildId, transfer);
      const changedAt = new Map<string, Date>();
      for (const { entries, currency, at } of made)
        for (const { account } of entries) changedAt.set(balanceKey(account, currency), at);
      for (const place of places) {
        const key = balanceKey(place.account, place.currency);
        const updatedAt = changedAt.get(key);
        const balanceMinor = books.balances.get(key);
        if (updatedAt !== undefined && balanceMinor !== undefined) place.put(tx, { balanceMinor, updatedAt });
      }
      made.length = 0;
    },
  };
}

function transferFrom(key: string, stored: StoredTransfer): Transfer {
  const { kind, orderKey, parametersHash, by, at } = stored;
  const entries = stored.entries.map((entry) => ({
    account: entry.account,
    amountMinor: amountMinor(entry.amountMinor),
  }));
  return { key, kind, orderKey, currency: currencyCode(stored.currency), entries, parametersHash, by, at };
}

/** Reads balances of guarded accounts, to decide by them before any transfer is asked for. Throws on any other account. */
export async function readBalances(
  reads: Reads,
  guildId: string,
  accounts: readonly Account[],
  currency: CurrencyCode,
): Promise<(account: Account) => AmountMinor> {
  const places = accounts.filter(isGuarded).map((account) => placeOf(guildId, account, currency));
  const balances = balancesOf(places, await reads.getAll(places.map(({ path }) => path)));
  return (account) => {
    const balance = balances.get(balanceKey(account, currency));
    if (balance === undefined) throw new Error(`${account} in ${currency} was not read`);
    return balance;
  };
}

/** The id of a wallet's document: one for each person and currency. */
export function walletIdOf(userId: string, currency: string): string {
  return `${userId}.${currency}`;
}

function placesOf(guildId: string, requests: readonly TransferRequest[]): readonly Place[] {
  const places = new Map<string, Place>();
  for (const { accounts, currency } of requests)
    for (const account of accounts) {
      if (!isGuarded(account)) continue;
      places.set(balanceKey(account, currency), placeOf(guildId, account, currency));
    }
  return [...places.values()];
}

function placeOf(guildId: string, account: WalletAccount | HoldAccount, currency: CurrencyCode): Place {
  const owner = ownerOf(account);
  if (isWallet(account)) {
    const path = wallets.path(guildId, walletIdOf(owner, currency));
    return { account, currency, path, put: (tx, balance) => tx.put(path, { account, currency, ...balance }) };
  }
  const path = holds.path(guildId, owner);
  const put: Place['put'] = (tx, balance) => tx.put(path, { orderKey: owner, currency, ...balance });
  return { account, currency, path, put };
}

/** The balances that were read. A hold is of one currency: in another it is left out, so that touching it throws. */
function balancesOf(
  places: readonly Place[],
  found: readonly ({ readonly balanceMinor: number; readonly currency: string } | undefined)[],
): Map<string, AmountMinor> {
  return new Map(
    places.flatMap(({ account, currency }, index) => {
      const stored = found[index];
      if (stored !== undefined && stored.currency !== currency) return [];
      return [[balanceKey(account, currency), amountMinor(stored?.balanceMinor ?? 0)]];
    }),
  );
}

function writeTransfer(tx: Transaction, guildId: string, transfer: Transfer): void {
  const { key, ...rest } = transfer;
  tx.create(transfers.path(guildId, key), {
    guildId,
    ...rest,
    entries: transfer.entries.map((entry) => ({ ...entry })),
  });
  const { kind, orderKey, currency, at } = transfer;
  for (const { account, amountMinor } of transfer.entries) {
    if (isHold(account)) continue;
    const entry = { transferKey: key, kind, orderKey, account, currency, amountMinor, at };
    tx.create(entries.path(guildId, entryIdOf(key, account)), entry);
  }
}
