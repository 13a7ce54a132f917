import { walletOf } from '../domain/account.ts';
import type { Decision } from '../domain/decision.ts';
import { amountMinor, currencyCode, type Money } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { TimeSpan } from '../domain/period.ts';
import type { Status } from '../domain/status.ts';
import { decisions, entries, orders, wallets } from '../ports/collections.ts';
import type { Filter, Store } from '../ports/store.ts';

const mostCurrencies = 50;

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

  /** What came into a wallet from finished orders, by currency. */
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
        const sum = await this.store.sum(
          {
            from: entries,
            parent: entries.parent(this.guildId),
            where: [
              { field: 'account', is: 'equals', value: account },
              { field: 'currency', is: 'equals', value: currency },
              { field: 'kind', is: 'equals', value: 'release' },
              ...(this.span.from === undefined
                ? []
                : [{ field: 'at', is: 'from', value: this.span.from } as const]),
            ],
            orderBy: { field: 'at', direction: 'ascending' },
          },
          'amountMinor',
        );
        return { amountMinor: amountMinor(sum), currency: currencyCode(currency) };
      }),
    );
    return sums.filter((money) => money.amountMinor !== 0);
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
