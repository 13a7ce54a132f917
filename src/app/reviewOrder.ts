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
  readonly total: { readonly count: number; readonly atLeast: boolean };
  /** Where the next stretch begins, if there is one. */
  readonly next: QueuePlace | undefined;
}

const queueLength = 10;
const countLimit = 1000;
// Both of the filter's lists together may not ask for more than thirty combinations.
const maxTeams = 15;

/**
 * What waits for a review: for staff and support everything, for advertisers what belongs to their services, for team
 * advertisers their teams' too. Refused to those who review nothing.
 */
export async function readReviewQueue(
  desk: Desk,
  request: { readonly by: Actor; readonly guildId: string; readonly after?: QueuePlace | undefined },
): Promise<Result<ReviewQueue, Refusal>> {
  const { by, guildId, after } = request;
  const scope = await scopeOf(desk.store, by, guildId);
  if (scope === undefined) return refuse({ code: 'permission-denied', needs: 'reviewer' });
  const tally: Tally<Order> = {
    from: orders,
    parent: orders.parent(guildId),
    where: [...scope, { field: 'status', is: 'in', values: ['Evidence Submitted', 'In Review'] }],
    orderBy: { field: 'statusSince', direction: 'ascending' },
  };
  const [page, count] = await Promise.all([
    desk.store.query({
      ...tally,
      limit: queueLength,
      ...(after === undefined ? {} : { after: cursorAt(after.since, orders.path(guildId, after.orderKey)) }),
    }),
    desk.store.count({ ...tally, limit: countLimit + 1 }),
  ]);
  const last = page.docs.at(-1)?.data;
  return ok({
    // An order in review without evidence is staff's own work: there is nothing to look at.
    orders: page.docs.map((found) => found.data).filter(awaitsReview),
    total: { count: Math.min(count, countLimit), atLeast: count > countLimit },
    next:
      last === undefined || page.next === undefined
        ? undefined
        : { since: last.statusSince, orderKey: last.orderKey },
  });
}

/** The filter that keeps to what someone reviews; undefined when that is nothing. */
async function scopeOf(store: Store, by: Actor, guildId: string): Promise<Filter<Order>[] | undefined> {
  if ((await access(store, 'list orders', by, guildId)) !== undefined) return [];
  const settings = await readSettings(store, guildId);
  const holds = (roleIds: readonly string[]) => roleIds.some((roleId) => by.roleIds.includes(roleId));
  if (holds(settings.teamAdvertiserRoleIds))
    return [{ field: 'teamId', is: 'in', values: by.roleIds.slice(0, maxTeams) }];
  return holds(settings.advertiserRoleIds)
    ? [{ field: 'advertiserId', is: 'equals', value: by.userId }]
    : undefined;
}
