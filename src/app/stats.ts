import type { Decision } from '../domain/decision.ts';
import type { CurrencyCode, Money } from '../domain/money.ts';
import { type Period, partsOf, periodStart, type TimeSpan } from '../domain/period.ts';
import type { Actor } from '../domain/permissions.ts';
import { statusesIn } from '../domain/status.ts';
import type { Store } from '../ports/store.ts';
import { access, readSettings } from './access.ts';
import type { Desk } from './desk.ts';
import { type DecisionFigures, type Scope, StatsCounter } from './statsCounter.ts';

/** What someone has done as a worker. */
export interface WorkerFigures {
  readonly completed: number;
  readonly rejected: number;
  /** Handed in and not decided yet, whatever the period. */
  readonly pending: number;
  /** From when they got an order until they handed in the work that was accepted. */
  readonly averageCompletionMs: number | undefined;
  readonly earned: readonly Money[];
}

/** How the services of someone, or of their teams, do. */
export interface ServiceFigures extends DecisionFigures {
  /** Added in the period. */
  readonly orders: number;
  /** Of those that ended in the period, how they ended. */
  readonly ended: { readonly complete: number; readonly all: number };
}

/** How the whole server does. */
export interface ServerFigures extends DecisionFigures {
  readonly orders: number;
  readonly pending: number;
  /** Why work was rejected, the most frequent first, among the latest `looked` rejections. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  readonly looked: number;
}

/** The statistics of a period, a part for each role that someone has. */
export interface Statistics {
  readonly server?: ServerFigures;
  readonly own?: ServiceFigures;
  readonly teams?: ServiceFigures;
  readonly worker?: WorkerFigures;
  readonly defaultCurrency: CurrencyCode;
  /** What the server calls its workers, where it says so. */
  readonly workerTitle: string | undefined;
}

/** Decisions by time, for a chart. */
export interface DecisionSeries {
  readonly about: Scope['about'];
  readonly parts: readonly (TimeSpan & { readonly completed: number; readonly rejected: number })[];
}

/** Who asks for which period. */
export interface StatsRequest {
  readonly by: Actor;
  readonly guildId: string;
  readonly period: Period;
}

const reasonsLooked = 100;
const reasonsShown = 5;
/** What both engines take in one question. */
const mostTeams = 30;

/** Reads the statistics of the caller's roles: counts and sums over indexes, and the latest rejections' reasons. */
export async function readStatistics(
  desk: Pick<Desk, 'store' | 'clock'>,
  request: StatsRequest,
): Promise<Statistics> {
  const counter = new StatsCounter(desk.store, request.guildId, {
    from: periodStart(request.period, desk.clock.now()),
  });
  const settings = await readSettings(desk.store, request.guildId);
  const scopes = await scopesOf(desk.store, request);
  const { defaultCurrency, workerTitle } = settings;
  let statistics: Statistics = { defaultCurrency, workerTitle };
  await Promise.all(
    scopes.map(async (scope) => {
      if (scope.about === 'server') {
        const server = await serverFigures(counter, scope);
        statistics = { ...statistics, server };
      } else if (scope.about === 'worker') {
        const worker = await workerFigures(counter, scope, request.by.userId);
        const isBooster = settings.boosterRoleIds.some((roleId) => request.by.roleIds.includes(roleId));
        const { completed, rejected, pending, earned } = worker;
        if (isBooster || completed + rejected + pending + earned.length > 0)
          statistics = { ...statistics, worker };
      } else {
        const figures = await serviceFigures(counter, scope);
        statistics = { ...statistics, [scope.about]: figures };
      }
    }),
  );
  return statistics;
}

/** What a chart of the period shows, about the widest of the caller's roles. */
export async function readDecisionSeries(
  desk: Pick<Desk, 'store' | 'clock'>,
  request: StatsRequest,
): Promise<DecisionSeries> {
  const [scope] = await scopesOf(desk.store, request);
  const parts = await Promise.all(
    partsOf(request.period, desk.clock.now()).map(async (span) => {
      const { completed, rejected } = await new StatsCounter(desk.store, request.guildId, span).decided(
        scope,
      );
      return { ...span, completed, rejected };
    }),
  );
  return { about: scope.about, parts };
}

/** What concerns someone, the widest first. As a worker everyone may count. */
async function scopesOf(store: Store, { by, guildId }: StatsRequest): Promise<[Scope, ...Scope[]]> {
  const settings = await readSettings(store, guildId);
  const holds = (roleIds: readonly string[]) => roleIds.some((roleId) => by.roleIds.includes(roleId));
  const isTeamAdvertiser = holds(settings.teamAdvertiserRoleIds);
  const worker: Scope = {
    about: 'worker',
    where: [{ field: 'workerId', is: 'equals', value: by.userId }],
  };
  const wider: Scope[] = [];
  if ((await access(store, 'list orders', by, guildId)) !== undefined)
    wider.push({ about: 'server', where: [] });
  if (isTeamAdvertiser || holds(settings.advertiserRoleIds))
    wider.push({ about: 'own', where: [{ field: 'advertiserId', is: 'equals', value: by.userId }] });
  if (isTeamAdvertiser)
    wider.push({
      about: 'teams',
      where: [{ field: 'teamId', is: 'in', values: by.roleIds.slice(0, mostTeams) }],
    });
  const [first, ...rest] = wider;
  return first === undefined ? [worker] : [first, ...rest, worker];
}

async function serverFigures(
  counter: StatsCounter,
  scope: Scope & { about: 'server' },
): Promise<ServerFigures> {
  const [decided, added, pending, latest] = await Promise.all([
    counter.reviewed(scope),
    counter.ordersAdded(scope),
    counter.pending(scope),
    counter.latestRejections(reasonsLooked),
  ]);
  return { ...decided, orders: added, pending, reasons: commonReasons(latest), looked: latest.length };
}

async function serviceFigures(
  counter: StatsCounter,
  scope: Scope & { about: 'own' | 'teams' },
): Promise<ServiceFigures> {
  const [decided, added, complete, ...others] = await Promise.all([
    counter.reviewed(scope),
    counter.ordersAdded(scope),
    counter.ordersEnded(scope, 'Complete'),
    ...statusesIn('ended')
      .filter((status) => status !== 'Complete')
      .map((status) => counter.ordersEnded(scope, status)),
  ]);
  const all = others.reduce((sum, count) => sum + count, complete);
  return { ...decided, orders: added, ended: { complete, all } };
}

async function workerFigures(
  counter: StatsCounter,
  scope: Scope & { about: 'worker' },
  userId: string,
): Promise<WorkerFigures> {
  const [{ completed, rejected }, completionMs, pending, earned] = await Promise.all([
    counter.decided(scope),
    counter.completionMs(scope),
    counter.pending(scope),
    counter.earned(userId),
  ]);
  const averageCompletionMs = completed === 0 ? undefined : completionMs / completed;
  return { completed, rejected, pending, averageCompletionMs, earned };
}

/** Reasons that differ only in case, spaces and how they end count as one. */
function commonReasons(rejections: readonly Decision[]): ServerFigures['reasons'] {
  const counts = new Map<string, { reason: string; count: number }>();
  for (const { reason } of rejections) {
    if (reason === undefined) continue;
    const key = reason
      .toLowerCase()
      .replaceAll(/\s+/g, ' ')
      .replace(/[\s.!]+$/, '');
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { reason, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].sort((one, other) => other.count - one.count).slice(0, reasonsShown);
}
