import type { Order } from '../domain/order.ts';
import type { Actor } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import type { Status } from '../domain/status.ts';
import { searchPrefix } from '../domain/text.ts';
import { orders } from '../ports/collections.ts';
import { type Cursor, cursorAt, type Filter, type Store } from '../ports/store.ts';
import { access } from './access.ts';
import type { Desk } from './desk.ts';
import { type Listed, listedIn, unreadableIn } from './listed.ts';
import type { Refusal } from './refusal.ts';
import { termsStartingWith } from './serviceTerms.ts';

/** Which orders are listed; filters combine. */
export interface ListFilter {
  readonly status?: Status | undefined;
  readonly userId?: string | undefined;
  /** The start of any word of the service, or of several words in a row. */
  readonly service?: string | undefined;
}

/** The place of an order among all, newest first. */
export interface OrderPlace {
  readonly timestamp: Date;
  readonly orderKey: string;
}

/** Where a page begins: at the newest order, or beside one that was seen. */
export type PageStart = { readonly side: 'newest' } | ({ readonly side: 'older' | 'newer' } & OrderPlace);

/** Who wants to see which page of which orders. */
export interface ListOrdersRequest {
  readonly by: Actor;
  readonly guildId: string;
  readonly filter: ListFilter;
  readonly limit: number;
  readonly start: PageStart;
}

/** One page of orders, newest first. */
export interface OrderPage {
  readonly orders: readonly Order[];
  /** The keys of orders on this page that can't be read. */
  readonly unreadable: readonly string[];
  /** The places of the first and the last, readable or not; undefined on an empty page. */
  readonly ends: { readonly first: OrderPlace; readonly last: OrderPlace } | undefined;
  /** How many match in all; `atLeast` when counting stopped at the limit. */
  readonly total: { readonly count: number; readonly atLeast: boolean };
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

// Counting stops here: a list of a million orders must cost what a list of a thousand costs.
const countLimit = 1000;
// What both engines take in one question.
const maxTerms = 30;

const nothing: OrderPage = {
  orders: [],
  unreadable: [],
  ends: undefined,
  total: { count: 0, atLeast: false },
  hasOlder: false,
  hasNewer: false,
};

/** Lists orders for staff and support. Refuses a service filter that too many different words begin with. */
export async function listOrders(
  desk: Desk,
  request: ListOrdersRequest,
): Promise<Result<OrderPage, Refusal>> {
  const { store } = desk;
  const { by, guildId, start, limit } = request;
  if ((await access(store, 'list orders', by, guildId)) === undefined)
    return refuse({ code: 'permission-denied', needs: 'support' });
  const where = await filtersOf(store, guildId, request.filter);
  if (!where.ok) return where;
  if (where.value === undefined) return ok(nothing);

  const parent = orders.parent(guildId);
  const newerSide = start.side === 'newer';
  const [page, count] = await Promise.all([
    store.query({
      from: orders,
      parent,
      where: where.value,
      orderBy: { field: 'timestamp', direction: newerSide ? 'ascending' : 'descending' },
      limit,
      listsUnfit: true,
      ...(start.side === 'newest' ? {} : { after: cursorOf(guildId, start) }),
    }),
    store.count({
      from: orders,
      parent,
      where: where.value,
      orderBy: { field: 'timestamp', direction: 'descending' },
      limit: countLimit + 1,
    }),
  ]);
  const found = listedIn(desk, page, 'timestamp');
  if (newerSide) found.reverse();
  const [first] = found;
  const last = found.at(-1);
  const hasMore = page.next !== undefined;
  return ok({
    orders: found.flatMap(({ order }) => order ?? []),
    unreadable: unreadableIn(found),
    ends: first && last && { first: placeOf(first), last: placeOf(last) },
    total: { count: Math.min(count, countLimit), atLeast: count > countLimit },
    hasOlder: newerSide || hasMore,
    hasNewer: newerSide ? hasMore : start.side === 'older',
  });
}

function placeOf({ sortedBy, orderKey }: Listed): OrderPlace {
  return { timestamp: sortedBy, orderKey };
}

function cursorOf(guildId: string, start: Exclude<PageStart, { side: 'newest' }>): Cursor {
  return cursorAt(start.timestamp, orders.path(guildId, start.orderKey));
}

/** The filters as the store takes them; undefined when no service matches. */
async function filtersOf(
  store: Store,
  guildId: string,
  filter: ListFilter,
): Promise<Result<Filter<Order>[] | undefined, Refusal>> {
  const where: Filter<Order>[] = [];
  if (filter.status !== undefined) where.push({ field: 'status', is: 'equals', value: filter.status });
  if (filter.userId !== undefined) where.push({ field: 'userId', is: 'equals', value: filter.userId });
  const prefix = searchPrefix(filter.service ?? '');
  if (prefix === '') return filter.service?.trim() ? ok(undefined) : ok(where);
  const terms = await termsStartingWith(store, guildId, prefix, maxTerms + 1);
  if (terms.length === 0) return ok(undefined);
  if (terms.length > maxTerms) return refuse({ code: 'too-many-services', typed: filter.service ?? '' });
  return ok([...where, { field: 'serviceTerms', is: 'contains', values: terms }]);
}
