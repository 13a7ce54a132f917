import { walletOf } from '../domain/account.ts';
import type { StoredEntry } from '../domain/ledger.ts';
import { amountMinor, type CurrencyCode, currencyCode, type Money } from '../domain/money.ts';
import { entries, wallets } from '../ports/collections.ts';
import { type Cursor, cursorAt } from '../ports/store.ts';
import { readSettings } from './access.ts';
import type { PaymentDesk } from './desk.ts';
import { takesTopUps } from './payments/topUp.ts';

/** One movement of a wallet; `id` is the entry's. Above zero it came in, below it went out. */
export type Movement = Money & { readonly id: string } & Pick<StoredEntry, 'kind' | 'orderKey' | 'at'>;

/** Where a page of a history starts: at the newest, or beside one that was seen. */
export type HistoryStart =
  | { readonly side: 'newest' }
  | { readonly side: 'older' | 'newer'; readonly at: Date; readonly id: string };

/** What someone has in a server, and a page of how it came about, newest first. */
export interface Wallet {
  /** By currency; also those that are empty by now. */
  readonly balances: readonly Money[];
  readonly history: readonly Movement[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** The server's, so that amounts are written as they are everywhere there. */
  readonly defaultCurrency: CurrencyCode;
  /** Whether money can be added and paid out here. */
  readonly topUps: boolean;
  readonly withdrawals: boolean;
}

/** As many currencies as one wallet shows. */
const mostCurrencies = 50;

/** What someone has in a server, by currency; also those that are empty by now. */
export async function walletBalances(
  store: Pick<PaymentDesk['store'], 'query'>,
  guildId: string,
  userId: string,
): Promise<readonly Money[]> {
  const account = walletOf(userId);
  const { docs } = await store.query({
    from: wallets,
    parent: wallets.parent(guildId),
    where: [
      { field: 'account', is: 'from', value: account },
      { field: 'account', is: 'to', value: account },
    ],
    orderBy: { field: 'account', direction: 'ascending' },
    limit: mostCurrencies,
  });
  return docs.map(({ data }) => moneyOf(data.balanceMinor, data.currency));
}

/** Reads someone's wallet. Whether the asker may see it is the caller's to know: everyone may see their own. */
export async function readWallet(
  desk: Pick<PaymentDesk, 'store' | 'providers' | 'publicUrl'>,
  request: {
    readonly userId: string;
    readonly guildId: string;
    readonly start: HistoryStart;
    readonly limit: number;
  },
): Promise<Wallet> {
  const { store } = desk;
  const { guildId, start, limit } = request;
  const account = walletOf(request.userId);
  const isNewerSide = start.side === 'newer';
  const [settings, balances, page] = await Promise.all([
    readSettings(store, guildId),
    walletBalances(store, guildId, request.userId),
    store.query({
      from: entries,
      parent: entries.parent(guildId),
      where: [{ field: 'account', is: 'equals', value: account }],
      orderBy: { field: 'at', direction: isNewerSide ? 'ascending' : 'descending' },
      limit,
      ...(start.side === 'newest' ? {} : { after: cursorOf(guildId, start) }),
    }),
  ]);
  const found = page.docs.map(({ id, data }): Movement => {
    const { kind, orderKey, at } = data;
    return { id, kind, orderKey, at, ...moneyOf(data.amountMinor, data.currency) };
  });
  const hasMore = page.next !== undefined;
  return {
    balances,
    history: isNewerSide ? found.reverse() : found,
    hasOlder: isNewerSide || hasMore,
    hasNewer: isNewerSide ? hasMore : start.side === 'older',
    defaultCurrency: settings.defaultCurrency,
    topUps: takesTopUps(desk, settings),
    withdrawals: settings.withdrawals,
  };
}

function moneyOf(minor: number, currency: string): Money {
  return { amountMinor: amountMinor(minor), currency: currencyCode(currency) };
}

function cursorOf(guildId: string, { at, id }: Exclude<HistoryStart, { side: 'newest' }>): Cursor {
  return cursorAt(at, entries.path(guildId, id));
}
