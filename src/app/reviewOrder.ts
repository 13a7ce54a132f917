import type { Submission } from '../domain/evidence.ts';
import type { Occasion, Order } from '../domain/order.ts';
import type { Actor, Party } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { approve, awaitsReview, openReview, reject } from '../domain/reviewOrder.ts';
import { orders, submissions } from '../ports/collections.ts';
import { cursorAt, type Filter, type Store, type Tally } from '../ports/store.ts';
import { access, readSettings } from './access.ts';
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from './changeOrder.ts';
import { commitChange } from './commitChange.ts';
import type { Desk } from './desk.ts';
import type { Refusal } from './refusal.ts';

/** An order's evidence before a reviewer. */
export interface OpenedReview {
  readonly order: Order;
  readonly submissionId: string;
  readonly submission: Submission;
  readonly reader: ReadonlySet<Party>;
}

/**
 * Opens the latest evidence of an order for a reviewer. The first to open it takes the order to In Review; each look puts
 * off its return to the queue. Someone who may not review it, its worker above all, is refused.
 */
export async function openOrderReview(
  desk: Desk,
  request: ChangeRequest,
): Promise<Result<OpenedReview, Refusal>> {
  const { by, guildId, orderKey, operationId } = request;
  const occasion: Occasion = {
    operationId,
    by: { userId: by.userId, username: by.username },
    at: desk.clock.now(),
  };
  const path = orders.path(guildId, orderKey);
  const result = await desk.store.transact(async (tx) => {
    const before = await tx.get(path);
    const parties = before && (await access(tx, 'see order', by, guildId, before));
    if (before === undefined || parties === undefined) return refuse({ code: 'order-not-found' as const });
    const reader = await access(tx, 'review', by, guildId, before);
    if (reader === undefined) return refuse({ code: 'not-allowed' as const, action: 'review' as const });
    const opened = openReview(before, occasion);
    if (!opened.ok) return opened;
    const submissionId = before.submissionId ?? '';
    const submission = await tx.get(submissions.path(guildId, orderKey, submissionId));
    if (submission === undefined) return refuse({ code: 'no-evidence' as const });
    const review = { submissionId, submission, reader };
    if (opened.value === undefined) {
      // Whoever took it keeps it while they look; others looking too changes nothing.
      const order = before.reviewerId === by.userId ? { ...before, reviewTouchedAt: occasion.at } : before;
      if (order !== before) tx.put(path, order);
      return ok({ ...review, order, noticeId: undefined });
    }
    const committed = await commitChange(tx, opened.value, occasion, before);
    return committed.ok ? ok({ ...review, ...committed.value }) : committed;
  });
  if (!result.ok) return result;
  const { noticeId, ...review } = result.value;
  if (noticeId !== undefined) void desk.outbox.announce(noticeId);
  return ok(review);
}

/** The decision of a reviewer about one piece of evidence. */
export interface Verdict extends ChangeRequest {
  readonly submissionId: string;
}

/** Approves: the order is complete and its held money is paid out, all in one commit. Of two decisions the first stands. */
export function approveEvidence(desk: Desk, verdict: Verdict): Promise<Result<ChangedFrom, Refusal>> {
  return changeOneOrder(desk, verdict, 'review', (order, occasion) =>
    approve(order, verdict.submissionId, occasion),
  );
}

/** Rejects, with the reason the worker is told. No money moves. */
export function rejectEvidence(
  desk: Desk,
  verdict: Verdict & { readonly reason: string },
): Promise<Result<ChangedFrom, Refusal>> {
  return changeOneOrder(desk, verdict, 'review', (order, occasion) =>
    reject(order, verdict.submissionId, verdict.reason, occasion),
  );
}

/** A place in the review queue: behind this order. */
export interface QueuePlace {
  readonly since: Date;
  readonly orderKey: string;
}

/** A stretch of the review queue, the longest waiting first. */
export interface ReviewQueue {
  readonly orders: readonly Order[];
  /** How many wait in all; undefined where that would take counting them one by one. */
  readonly total: { readonly count: number; readonly atLeast: boolean } | undefined;
  /** Where the next stretch begins, if there is one. */
  readonly next: QueuePlace | undefined;
}

const queueLength = 10;
const countLimit = 1000;
// As many as every store takes in one question.
const maxTeamsAtOnce = 10;

/**
 * What waits for a review: for staff and support everything, for advertisers what belongs to their services, for team
 * advertisers their teams' too. Refused to those who review nothing.
 */
export async function readReviewQueue(
  desk: Desk,
  request: { readonly by: Actor; readonly guildId: string; readonly after?: QueuePlace | undefined },
): Promise<Result<ReviewQueue, Refusal>> {
  const { by, guildId, after } = request;
  const scopes = await scopesOf(desk.store, by, guildId);
  if (scopes.length === 0) return refuse({ code: 'permission-denied', needs: 'reviewer' });
  // One question for each status and scope, since only one field of a question may have several values.
  const tallies = scopes.flatMap((scope) =>
    (['Evidence Submitted', 'In Review'] as const).map(
      (status): Tally<Order> => ({
        from: orders,
        parent: orders.parent(guildId),
        where: [...scope, { field: 'status', is: 'equals', value: status }],
        orderBy: { field: 'statusSince', direction: 'ascending' },
      }),
    ),
  );
  const start =
    after === undefined ? {} : { after: cursorAt(after.since, orders.path(guildId, after.orderKey)) };
  const [pages, counts] = await Promise.all([
    Promise.all(tallies.map((tally) => desk.store.query({ ...tally, limit: queueLength, ...start }))),
    Promise.all(tallies.map((tally) => desk.store.count({ ...tally, limit: countLimit + 1 }))),
  ]);
  const found = new Map(pages.flatMap(({ docs }) => docs.map(({ data }) => [data.orderKey, data])));
  const waiting = [...found.values()].sort(byWaiting);
  const shown = waiting.slice(0, queueLength);
  const last = shown.at(-1);
  const hasMore = waiting.length > shown.length || pages.some(({ next }) => next !== undefined);
  const count = counts.reduce((sum, one) => sum + one, 0);
  return ok({
    // An order in review without evidence is staff's own work: there is nothing to look at.
    orders: shown.filter(awaitsReview),
    // Where scopes overlap, their sum would count an order twice.
    total:
      scopes.length > 1 ? undefined : { count: Math.min(count, countLimit), atLeast: count > countLimit },
    next: last === undefined || !hasMore ? undefined : { since: last.statusSince, orderKey: last.orderKey },
  });
}

function byWaiting(one: Order, other: Order): number {
  const since = one.statusSince.getTime() - other.statusSince.getTime();
  return since !== 0 ? since : one.orderKey < other.orderKey ? -1 : 1;
}

/** The filters that keep to what someone reviews, each for a part of it; none when that is nothing. */
async function scopesOf(store: Store, by: Actor, guildId: string): Promise<Filter<Order>[][]> {
  if ((await access(store, 'list orders', by, guildId)) !== undefined) return [[]];
  const settings = await readSettings(store, guildId);
  const holds = (roleIds: readonly string[]) => roleIds.some((roleId) => by.roleIds.includes(roleId));
  const isTeamAdvertiser = holds(settings.teamAdvertiserRoleIds);
  if (!isTeamAdvertiser && !holds(settings.advertiserRoleIds)) return [];
  const own: Filter<Order>[] = [{ field: 'advertiserId', is: 'equals', value: by.userId }];
  if (!isTeamAdvertiser) return [own];
  const teams: Filter<Order>[][] = [];
  for (let at = 0; at < by.roleIds.length; at += maxTeamsAtOnce)
    teams.push([{ field: 'teamId', is: 'in', values: by.roleIds.slice(at, at + maxTeamsAtOnce) }]);
  return [own, ...teams];
}
