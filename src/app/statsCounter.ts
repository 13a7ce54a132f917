import { type WalletAccount, walletOf } from '../domain/account.ts';
import { completionIdOf, type Decision } from '../domain/decision.ts';
import type { StoredEntry, TransferKind } from '../domain/ledger.ts';
import { amountMinor, currencyCode, type Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { TimeSpan } from '../domain/period.ts';
import type { Status } from '../domain/status.ts';
import { decisions, entries, orders, wallets } from '../ports/collections.ts';
import type { Cursor, Filter, Store } from '../ports/store.ts';

const mostCurrencies = 50;
const changesRead = 100;

/** What may change what an order paid its worker, once it has. */
const laterChanges = ['refund', 'refund reversed', 'chargeback', 'chargeback reversed'] as const;

/** What was decided about work, and how long it took. Averages are undefined where there is nothing to average. */
export interface DecisionFigures {
  readonly completed: number;
  readonly rejected: number;
  /** From when the work was handed in until the decision. */
  readonly averageReviewMs: number | undefined;
}

/** What is counted: everything in a server, or what belongs to someone. */
export type Scope =
  | { readonly about: 'server'; readonly where: readonly [] }
  | {
      readonly about: 'own';
      readonly where: readonly [{ field: 'advertiserId'; is: 'equals'; value: string }];
    }
  | {
      readonly about: 'teams';
      readonly where: readonly [{ field: 'teamId'; is: 'in'; values: readonly string[] }];
    }
  | {
      readonly about: 'worker';
      readonly where: readonly [{ field: 'workerId'; is: 'equals'; value: string }];
    };

/** Counts and adds up within a span of time; nothing here reads one document after another. */
export class StatsCounter {
  private readonly store: Store;
  private readonly guildId: string;
  private readonly span: Partial<TimeSpan>;

  constructor(
    store: Store,
    guildId: string,
    span: { readonly from: Date | undefined; readonly before?: Date },
  ) {
    this.store = store;
    this.guildId = guildId;
    this.span = {
      ...(span.from === undefined ? {} : { from: span.from }),
      ...(span.before === undefined ? {} : { before: span.before }),
    };
  }

  async decided(scope: Scope): Promise<{ completed: number; rejected: number; approved: number }> {
    const [approved, unseen, rejected] = await Promise.all(
      (['approved', 'completed', 'rejected'] as const).map((kind) =>
        this.store.count(this.decisionsOf(scope, kind)),
      ),
    );
    return { completed: (approved ?? 0) + (unseen ?? 0), rejected: rejected ?? 0, approved: approved ?? 0 };
  }

  async reviewed(scope: Exclude<Scope, { about: 'worker' }>): Promise<DecisionFigures> {
    const [{ completed, rejected, approved }, ...sums] = await Promise.all([
      this.decided(scope),
      this.store.sum(this.decisionsOf(scope, 'approved'), 'reviewMs'),
      this.store.sum(this.decisionsOf(scope, 'rejected'), 'reviewMs'),
    ]);
    const reviews = approved + rejected;
    const reviewMs = sums.reduce((one, other) => one + other, 0);
    return { completed, rejected, averageReviewMs: reviews === 0 ? undefined : reviewMs / reviews };
  }

  async completionMs(scope: Scope & { about: 'worker' }): Promise<number> {
    const sums = await Promise.all(
      (['approved', 'completed'] as const).map((kind) =>
        this.store.sum(this.decisionsOf(scope, kind), 'completionMs'),
      ),
    );
    return sums.reduce((one, other) => one + other, 0);
  }

  ordersAdded(scope: Exclude<Scope, { about: 'worker' }>): Promise<number> {
    return this.store.count({
      from: orders,
      parent: orders.parent(this.guildId),
      where: [...scope.where, ...this.within<Order>('timestamp')],
      orderBy: { field: 'timestamp', direction: 'ascending' },
    });
  }

  ordersEnded(scope: Scope & { about: 'own' | 'teams' }, status: Status): Promise<number> {
    return this.store.count({
      from: orders,
      parent: orders.parent(this.guildId),
      where: [
        ...scope.where,
        { field: 'status', is: 'equals', value: status },
        ...this.within<Order>('statusSince'),
      ],
      orderBy: { field: 'statusSince', direction: 'ascending' },
    });
  }

  /** What waits for a decision now. */
  pending(scope: Scope & { about: 'server' | 'worker' }): Promise<number> {
    const field = scope.about === 'server' ? 'statusSince' : 'dueAt';
    return this.store.count({
      from: orders,
      parent: orders.parent(this.guildId),
      where: [...scope.where, { field: 'status', is: 'in', values: ['Evidence Submitted', 'In Review'] }],
      orderBy: { field, direction: 'ascending' },
    });
  }

  async latestRejections(limit: number): Promise<Decision[]> {
    const page = await this.store.query({
      ...this.decisionsOf({ about: 'server', where: [] }, 'rejected'),
      limit,
    });
    return page.docs.map(({ data }) => data);
  }

  /** What the orders that were completed paid into a wallet, less what was taken back of that, by currency. */
  async earned(userId: string): Promise<Money[]> {
    const account = walletOf(userId);
    const page = await this.store.query({
      from: wallets,
      parent: wallets.parent(this.guildId),
      where: [
        { field: 'account', is: 'from', value: account },
        { field: 'account', is: 'to', value: account },
      ],
      orderBy: { field: 'account', direction: 'ascending' },
      limit: mostCurrencies,
    });
    const sums = await Promise.all(
      page.docs.map(async ({ data: { currency } }): Promise<Money> => {
        const [paid, changed] = await Promise.all([
          this.store.sum(this.entriesOf(account, currency, ['release']), 'amountMinor'),
          this.changedSince(userId, currency),
        ]);
        return { amountMinor: amountMinor(paid + changed), currency: currencyCode(currency) };
      }),
    );
    return sums.filter((money) => money.amountMinor !== 0);
  }

  /**
   * What refunds and chargebacks took, after completion, of what orders of the period had paid a worker, below zero; and
   * what came back of it. They are few, so they are read one by one: a wallet has refunds of what its owner bought, too.
   */
  private async changedSince(userId: string, currency: string): Promise<number> {
    let changedMinor = 0;
    let after: Cursor | undefined;
    do {
      const page = await this.store.query({
        ...this.entriesOf(walletOf(userId), currency, laterChanges),
        limit: changesRead,
        ...(after === undefined ? {} : { after }),
      });
      // Who pays for an order they work on gets their own money back, which is nothing they earn.
      const changes = page.docs
        .map(({ data }) => data)
        .filter(
          ({ kind, amountMinor: minor, orderKey }) => orderKey !== '' && !(kind === 'refund' && minor > 0),
        );
      const keys = [...new Set(changes.map(({ orderKey }) => orderKey))];
      const completions = await this.store.getAll(
        keys.map((orderKey) => decisions.path(this.guildId, completionIdOf(orderKey))),
      );
      const { from } = this.span;
      const earnedWith = new Set(
        completions.flatMap((decision) =>
          decision?.workerId === userId && (from === undefined || decision.at >= from)
            ? decision.orderKey
            : [],
        ),
      );
      for (const { orderKey, amountMinor: minor } of changes)
        if (earnedWith.has(orderKey)) changedMinor += minor;
      after = page.next;
    } while (after !== undefined);
    return changedMinor;
  }

  private entriesOf(account: WalletAccount, currency: string, kinds: readonly TransferKind[]) {
    const where: Filter<StoredEntry>[] = [
      { field: 'account', is: 'equals', value: account },
      { field: 'currency', is: 'equals', value: currency },
      { field: 'kind', is: 'in', values: kinds },
      ...this.within<StoredEntry>('at'),
    ];
    return {
      from: entries,
      parent: entries.parent(this.guildId),
      where,
      orderBy: { field: 'at', direction: 'ascending' },
    } as const;
  }

  private decisionsOf(scope: Scope, kind: Decision['kind']) {
    const where: Filter<Decision>[] = [
      ...scope.where,
      { field: 'kind', is: 'equals', value: kind },
      ...this.within<Decision>('at'),
    ];
    return {
      from: decisions,
      parent: decisions.parent(this.guildId),
      where,
      orderBy: { field: 'at', direction: 'descending' },
    } as const;
  }

  private within<T>(field: Filter<T>['field']): Filter<T>[] {
    const { from, before } = this.span;
    return [
      ...(from === undefined ? [] : [{ field, is: 'from' as const, value: from }]),
      ...(before === undefined ? [] : [{ field, is: 'before' as const, value: before }]),
    ];
  }
}
