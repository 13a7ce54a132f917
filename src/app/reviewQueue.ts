import type { Order } from '../domain/order.ts';
import type { Actor } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { awaitsReview } from '../domain/reviewOrder.ts';
import { orders } from '../ports/collections.ts';
import { cursorAt, type Filter, type Store } from '../ports/store.ts';
import { access, readSettings } from './access.ts';
import type { Desk } from './desk.ts';
import { type Listed, listedIn, unreadableIn } from './listed.ts';
import type { Refusal } from './refusal.ts';

/** A place in the review queue: behind this order. */
export interface QueuePlace {
  readonly since: Date;
  readonly orderKey: string;
}

/** A stretch of the review queue, the longest waiting first. */
export interface ReviewQueue {
  readonly orders: readonly Order[];
  /** The keys of orders in this stretch that can't be read. */
  readonly unreadable: readonly string[];
  /** How many the asker can decide on in all; `atLeast` where there may be more. Undefined on later stretches. */
  readonly total: { readonly count: number; readonly atLeast: boolean } | undefined;
  /** Where the next stretch begins, if there is one. */
  readonly next: QueuePlace | undefined;
}

const queueLength = 10;
/** As many are looked at, so that a long queue costs what a short one costs. */
const lookedAt = 50;
// As many as every store takes in one question.
const maxTeamsAtOnce = 10;

/**
 * What waits for a review by this person: for staff and support everything, for advertisers what belongs to their
 * services, for team advertisers their teams' too; never their own work. Refused to those who review nothing.
 */
export async function readReviewQueue(
  desk: Desk,
  request: { readonly by: Actor; readonly guildId: string; readonly after?: QueuePlace | undefined },
): Promise<Result<ReviewQueue, Refusal>> {
  const { by, guildId, after } = request;
  const scopes = await scopesOf(desk.store, by, guildId);
  if (scopes.length === 0) return refuse({ code: 'permission-denied', needs: 'reviewer' });
  const start =
    after === undefined ? {} : { after: cursorAt(after.since, orders.path(guildId, after.orderKey)) };
  // One question for each status and scope, since only one field of a question may have several values.
  const pages = await Promise.all(
    scopes.flatMap((scope) =>
      (['Evidence Submitted', 'In Review'] as const).map((status) =>
        desk.store.query({
          from: orders,
          parent: orders.parent(guildId),
          where: [...scope, { field: 'status', is: 'equals', value: status }],
          orderBy: { field: 'statusSince', direction: 'ascending' },
          limit: lookedAt,
          listsUnfit: true,
          ...start,
        }),
      ),
    ),
  );
  const found = new Map(
    pages.flatMap((page) => listedIn(desk, page, 'statusSince')).map((each) => [each.orderKey, each]),
  );
  // Beyond as many as each question gives, one that gave no more might have had the next.
  const waiting = [...found.values()].sort(byWaiting).slice(0, lookedAt);
  const isWhole = waiting.length === found.size && pages.every(({ next }) => next === undefined);
  // An order in review without evidence is staff's own work, and nobody decides on theirs.
  const mayDecide = ({ order }: Listed) =>
    order !== undefined && awaitsReview(order) && order.workerId !== by.userId;
  const stretch = waiting.slice(0, lengthOf(waiting, mayDecide));
  const last = stretch.at(-1);
  return ok({
    orders: stretch.filter(mayDecide).flatMap(({ order }) => order ?? []),
    unreadable: unreadableIn(stretch),
    total: after === undefined ? { count: waiting.filter(mayDecide).length, atLeast: !isWhole } : undefined,
    next:
      last === undefined || (isWhole && stretch.length === waiting.length)
        ? undefined
        : { since: last.sortedBy, orderKey: last.orderKey },
  });
}

/** How many of those that wait make a stretch: up to the last that is shown, or all when they all fit. */
function lengthOf(waiting: readonly Listed[], isShown: (each: Listed) => boolean): number {
  let shown = 0;
  const beyond = waiting.findIndex((each) => {
    if (isShown(each)) shown += 1;
    return shown > queueLength;
  });
  return beyond === -1 ? waiting.length : beyond;
}

function byWaiting(one: Listed, other: Listed): number {
  const since = one.sortedBy.getTime() - other.sortedBy.getTime();
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
