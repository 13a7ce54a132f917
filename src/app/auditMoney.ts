import { type Account, isWallet, ownerOf } from '../domain/account.ts';
import {
  addTransfer,
  entryProblems,
  expectedEntries,
  noOrderMoney,
  type OrderMoney,
  orderProblems,
  transferProblems,
  walletProblems,
} from '../domain/audit.ts';
import {
  addPayment,
  noPayments,
  type OrderPayments,
  paymentProblems,
  paymentsProblems,
} from '../domain/auditPayments.ts';
import type { StoredHold, StoredTransfer } from '../domain/ledger.ts';
import type { Order } from '../domain/order.ts';
import { type Payment, paymentIdsOf } from '../domain/payment.ts';
import { entries, holds, orders, payments, transfers, wallets } from '../ports/collections.ts';
import { type Found, Misfit, type Store } from '../ports/store.ts';
import { auditSeals } from './auditSeals.ts';
import { auditWithdrawals } from './auditWithdrawals.ts';
import { walletIdOf } from './ledger.ts';
import { foldByKey, joinByKey, keyed, pagesOf } from './streams.ts';

/** Something in a server's books that must not be. */
export interface Breach {
  readonly guildId: string;
  /** What it is about: an order, a transfer, an account, a document. */
  readonly subject: string;
  /** What is wrong with it, for the people who run the desk. */
  readonly problem: string;
}

/** What was looked at in a server's books, and the balances that its entries give. */
export interface Audited {
  readonly orders: number;
  readonly transfers: number;
  readonly entries: number;
  /** How many seals were recomputed. */
  readonly seals: number;
  /** By account, then currency, in minor units; all wallets together as `wallets`, all holds as `holds`. */
  readonly balances: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
}

/** How often something that others keep changing is read again before the audit gives up on it. */
const mostReads = 50;

/**
 * Recomputes every balance of a server from its entries and checks what must always hold of its money; reports each breach
 * as it is found. Reads by pages and remembers no more than one order's or account's sums, however large the books.
 * The desk may be at work meanwhile: what looks wrong is read again by itself before it is called a breach.
 */
export async function auditMoney(
  store: Store,
  guildId: string,
  report: (breach: Breach) => void,
): Promise<Audited> {
  const audit = new MoneyAudit(store, guildId, (subject, problem) => report({ guildId, subject, problem }));
  await audit.checkOrders();
  await audit.checkAccounts();
  await auditWithdrawals(store, guildId, (subject, problem) => report({ guildId, subject, problem }));
  const seals = await auditSeals(store, guildId, (subject, problem) => report({ guildId, subject, problem }));
  return { ...audit.seen, seals };
}

class MoneyAudit {
  readonly seen = { orders: 0, transfers: 0, entries: 0, balances: new Map<string, Map<string, bigint>>() };
  readonly #store: Store;
  readonly #guildId: string;
  readonly #parent: string;
  readonly #report: (subject: string, problem: string) => void;
  #expectedEntries = 0;

  constructor(store: Store, guildId: string, report: (subject: string, problem: string) => void) {
    this.#store = store;
    this.#guildId = guildId;
    this.#parent = transfers.parent(guildId);
    this.#report = report;
  }

  /** Every order with its transfers, its hold and its payments. */
  async checkOrders(): Promise<void> {
    const byOrder = { field: 'orderKey' } as const;
    const ordersFound = keyed(pagesOf(this.#store, orders, this.#parent, byOrder), ({ id }) => id);
    const holdsFound = keyed(pagesOf(this.#store, holds, this.#parent, byOrder), ({ data }) => data.orderKey);
    const moneyFound = foldByKey(
      this.#checkedTransfers(),
      ({ data }) => data.orderKey,
      noOrderMoney,
      (money, { data }) => addTransfer(money, data),
    );
    const paidFound = foldByKey(
      this.#checkedPayments(),
      ({ data }) => data.orderKey,
      noPayments,
      (sums, { data }) => addPayment(sums, data),
    );
    await this.#unlessUnreadable(async () => {
      const kept = joinByKey(ordersFound, holdsFound);
      for await (const { key, value } of joinByKey(kept, joinByKey(moneyFound, paidFound))) {
        const [[order, hold] = [], [money, paid] = []] = value;
        if (order !== undefined) this.seen.orders += 1;
        if (hold !== undefined) this.#add('holds', hold.data.currency, BigInt(hold.data.balanceMinor));
        const isSuspect = problemsOfOrder(order?.data, hold?.data, money, paid).length > 0;
        // Money without an order belongs to wallets.
        if (isSuspect && key !== '') await this.#checkOrderAlone(key);
      }
    });
  }

  /** Every account's entries, with the stored balances of wallets. */
  async checkAccounts(): Promise<void> {
    const byAccount = { field: 'account' } as const;
    const sums = foldByKey(
      pagesOf(this.#store, entries, this.#parent, byAccount),
      ({ data }) => data.account,
      (): Sum => ({ account: undefined, minor: new Map() }),
      (sum, { data }) => {
        this.seen.entries += 1;
        sum.account = data.account;
        sum.minor.set(data.currency, (sum.minor.get(data.currency) ?? 0n) + BigInt(data.amountMinor));
      },
    );
    const stored = foldByKey(
      pagesOf(this.#store, wallets, this.#parent, byAccount),
      ({ data }) => data.account,
      (): Sum => ({ account: undefined, minor: new Map() }),
      (sum, { id, data }) => {
        if (!isWallet(data.account) || id !== walletIdOf(ownerOf(data.account), data.currency))
          this.#report(`wallet ${id}`, `says it is ${data.account} in ${data.currency}`);
        sum.account = data.account;
        sum.minor.set(data.currency, BigInt(data.balanceMinor));
      },
    );
    await this.#unlessUnreadable(async () => {
      for await (const { value } of joinByKey(sums, stored)) {
        const [sum, balance] = value;
        const account = sum?.account ?? balance?.account;
        if (account !== undefined) await this.#checkAccount(account, sum?.minor, balance?.minor);
      }
      if (this.seen.entries !== this.#expectedEntries) await this.#findStrays();
    });
  }

  /** The transfers, each checked by itself and against its entries that are kept for themselves. */
  async *#checkedTransfers(): AsyncGenerator<readonly Found<StoredTransfer>[]> {
    for await (const page of pagesOf(this.#store, transfers, this.#parent, { field: 'orderKey' })) {
      const expected = page.flatMap(({ id, data }) => expectedEntries(id, data));
      const found = await this.#store.getAll(expected.map(({ id }) => entries.path(this.#guildId, id)));
      for (const [index, entry] of expected.entries())
        for (const problem of entryProblems(entry, found[index]))
          this.#report(`transfer ${entry.transferKey}`, problem);
      for (const { id, data } of page)
        for (const problem of transferProblems(data, this.#guildId)) this.#report(`transfer ${id}`, problem);
      this.seen.transfers += page.length;
      this.#expectedEntries += expected.length;
      yield page;
    }
  }

  /** The payments, each checked by itself. */
  async *#checkedPayments(): AsyncGenerator<readonly Found<Payment>[]> {
    for await (const page of pagesOf(this.#store, payments, this.#parent, { field: 'orderKey' })) {
      for (const { id, data } of page)
        for (const problem of paymentProblems(data)) this.#report(`payment ${id}`, problem);
      yield page;
    }
  }

  /** One order at one moment: it, its hold and its payments were the same before and after its transfers were read. */
  async #checkOrderAlone(orderKey: string): Promise<void> {
    const read = async () => {
      const [order, hold] = await Promise.all([
        this.#store.get(orders.path(this.#guildId, orderKey)),
        this.#store.get(holds.path(this.#guildId, orderKey)),
      ]);
      const ids = paymentIdsOf(orderKey, order?.paymentCount ?? 0);
      return {
        order,
        hold,
        paid: await this.#store.getAll(ids.map((id) => payments.path(this.#guildId, id))),
      };
    };
    const readMoney = async () => {
      const money = noOrderMoney();
      const only = { field: 'orderKey', only: orderKey } as const;
      for await (const page of pagesOf(this.#store, transfers, this.#parent, only))
        for (const { data } of page) addTransfer(money, data);
      return money.transfers === 0 ? undefined : money;
    };
    await this.#judge(`order ${orderKey}`, read, readMoney, ({ order, hold, paid }, money) => {
      const sums = noPayments();
      for (const payment of paid) if (payment !== undefined) addPayment(sums, payment);
      return problemsOfOrder(order, hold, money, sums);
    });
  }

  async #checkAccount(account: Account, sum: Sum['minor'] = new Map(), balance: Sum['minor'] = new Map()) {
    for (const [currency, minor] of sum) this.#add(isWallet(account) ? 'wallets' : account, currency, minor);
    if (!isWallet(account)) return;
    for (const currency of new Set([...sum.keys(), ...balance.keys()])) {
      const stored = balance.get(currency);
      const isSuspect = walletProblems(currency, sum.get(currency) ?? 0n, stored).length > 0;
      if (isSuspect) await this.#checkWalletAlone(account, currency);
    }
  }

  /** One wallet at one moment, as `#checkOrderAlone`. */
  async #checkWalletAlone(account: `wallet:${string}`, currency: string): Promise<void> {
    const path = wallets.path(this.#guildId, walletIdOf(ownerOf(account), currency));
    const sum = () =>
      this.#store.sum(
        {
          from: entries,
          parent: this.#parent,
          where: [
            { field: 'account', is: 'equals', value: account },
            { field: 'currency', is: 'equals', value: currency },
          ],
          orderBy: { field: 'at', direction: 'descending' },
        },
        'amountMinor',
      );
    const read = () => this.#store.get(path);
    await this.#judge(account, read, sum, (wallet, minor) =>
      walletProblems(currency, BigInt(minor), wallet && BigInt(wallet.balanceMinor)),
    );
  }

  /**
   * Reports what is wrong with something that takes two readings. A problem counts only when the one was the same before
   * and after the other: then both are of one moment.
   */
  async #judge<A, B>(
    subject: string,
    readAround: () => Promise<A>,
    readBetween: () => Promise<B>,
    problemsOf: (around: A, between: B) => readonly string[],
  ): Promise<void> {
    let before = await readAround();
    for (let reads = 0; reads < mostReads; reads += 1) {
      const between = await readBetween();
      const after = await readAround();
      const problems = problemsOf(after, between);
      const isOneMoment = JSON.stringify(after) === JSON.stringify(before);
      if (isOneMoment) for (const problem of problems) this.#report(subject, problem);
      if (isOneMoment || problems.length === 0) return;
      before = after;
    }
    this.#report(subject, 'changes too fast to be checked; run the audit again');
  }

  /** Entries that belong to no transfer. */
  async #findStrays(): Promise<void> {
    for await (const page of pagesOf(this.#store, entries, this.#parent, { field: 'account' })) {
      const keys = [...new Set(page.map(({ data }) => data.transferKey))];
      const found = await this.#store.getAll(keys.map((key) => transfers.path(this.#guildId, key)));
      const known = new Set(
        keys.flatMap((key, index) => {
          const transfer = found[index];
          return transfer === undefined ? [] : expectedEntries(key, transfer).map(({ id }) => id);
        }),
      );
      for (const { id, data } of page)
        if (!known.has(id))
          this.#report(`entry ${id}`, `on ${data.account} is in no transfer (it names ${data.transferKey})`);
    }
  }

  /** A document that does not fit its schema is a breach too, and ends the reading it was met in. */
  async #unlessUnreadable(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Misfit)) throw error;
      this.#report(error.path, `can’t be read, so that what follows it was not checked. ${error.message}`);
    }
  }

  #add(name: string, currency: string, minor: bigint): void {
    const balances = this.seen.balances.get(name) ?? new Map<string, bigint>();
    balances.set(currency, (balances.get(currency) ?? 0n) + minor);
    this.seen.balances.set(name, balances);
  }
}

function problemsOfOrder(
  order: Order | undefined,
  hold: StoredHold | undefined,
  money: OrderMoney | undefined,
  paid: OrderPayments | undefined,
): readonly string[] {
  return [...orderProblems(order, money, hold), ...paymentsProblems(order, paid, money ?? noOrderMoney())];
}

/** What one account holds, by currency. */
interface Sum {
  account: Account | undefined;
  readonly minor: Map<string, bigint>;
}
