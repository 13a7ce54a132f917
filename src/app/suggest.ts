import type { Order } from '../domain/order.ts';
import { parseOrderId } from '../domain/orderId.ts';
import type { Actor } from '../domain/permissions.ts';
import { type Status, statuses } from '../domain/status.ts';
import { cleanLine, searchPrefix, searchTerms } from '../domain/text.ts';
import { movesByHand } from '../domain/updateOrder.ts';
import { orders } from '../ports/collections.ts';
import type { Filter, Query, Store } from '../ports/store.ts';
import { access } from './access.ts';
import type { Desk } from './desk.ts';
import { findOrderKey, type OrderReference } from './findOrder.ts';
import { listOrders } from './listOrders.ts';
import { suggestCatalogue } from './services.ts';

/** What Discord shows at most. */
const maxSuggestions = 25;

/** Orders whose id starts with what was typed, newest first while nothing is typed; only those the asker may see. */
export async function suggestOrders(
  desk: Desk,
  request: { readonly by: Actor; readonly guildId: string | undefined; readonly typed: string },
): Promise<Order[]> {
  const { by, guildId } = request;
  const typed = request.typed.trim().replace(/^#/, '').toUpperCase();
  if (typed !== '' && !parseOrderId(typed).ok) return [];
  const maySeeAll =
    guildId !== undefined && (await access(desk.store, 'list orders', by, guildId)) !== undefined;
  if (maySeeAll && typed !== '') {
    const page = await desk.store.query({
      from: orders,
      parent: orders.parent(guildId),
      where: [
        { field: 'orderKey', is: 'from', value: typed },
        { field: 'orderKey', is: 'before', value: `${typed}\uF8FF` },
      ],
      orderBy: { field: 'orderKey', direction: 'ascending' },
      limit: maxSuggestions,
      listsUnfit: true,
    });
    return page.docs.map((doc) => doc.data);
  }
  const recent = maySeeAll
    ? await newest(desk.store, guildId, [])
    : await newestConcerning(desk.store, guildId, by);
  return recent.filter((order) => order.orderKey.startsWith(typed));
}

/** The newest orders that someone bought, works on, or advertises. */
async function newestConcerning(store: Store, guildId: string | undefined, by: Actor): Promise<Order[]> {
  const mine = (field: 'userId' | 'workerId' | 'advertiserId') =>
    newest(store, guildId, [{ field, is: 'equals', value: by.userId }]);
  const [bought, worked, advertised] = await Promise.all([
    mine('userId'),
    mine('workerId'),
    guildId === undefined ? [] : mine('advertiserId'),
  ]);
  // Being named in a service is not enough; the role may be gone. What holds for one of them holds for all.
  const [first] = advertised;
  const isAdvertiser =
    guildId !== undefined &&
    first !== undefined &&
    (await access(store, 'assign worker', by, guildId, first)) !== undefined;
  const all = [...bought, ...worked, ...(isAdvertiser ? advertised : [])];
  const distinctOrders = new Map(all.map((order) => [`${order.guildId}/${order.orderKey}`, order]));
  return [...distinctOrders.values()]
    .sort((one, other) => other.timestamp.getTime() - one.timestamp.getTime())
    .slice(0, maxSuggestions);
}

/** Services the server has sold before, the most recent first, that match what was typed at the start of any word. */
export async function suggestServices(
  desk: Desk,
  request: { readonly by: Actor; readonly guildId: string; readonly typed: string },
): Promise<string[]> {
  const { by, guildId } = request;
  const page = await listOrders(desk, {
    by,
    guildId,
    filter: searchPrefix(request.typed) === '' ? {} : { service: request.typed },
    limit: maxSuggestions,
    start: { side: 'newest' },
  });
  const typed = cleanLine(request.typed);
  const found = page.ok ? page.value.orders.map((order) => order.service) : [];
  return distinct([...found, typed]).filter((service) => searchTerms(service).length > 0);
}

/** What can be sold: the catalogue first, then what was sold before under other names. */
export async function suggestServicesToSell(
  desk: Desk,
  request: { readonly by: Actor; readonly guildId: string; readonly typed: string },
): Promise<string[]> {
  const [catalogue, sold] = await Promise.all([
    suggestCatalogue(desk, request),
    suggestServices(desk, request),
  ]);
  const inCatalogue = new Set(catalogue.map((service) => service.name.toLowerCase()));
  return [
    ...catalogue.map((service) => service.name),
    ...sold.filter((name) => !inCatalogue.has(name.toLowerCase())),
  ];
}

/** Values of a field in the asker's own latest recorded orders, the most recent first. */
export async function suggestFromOwnOrders<Value>(
  desk: Desk,
  request: { readonly by: Actor; readonly guildId: string },
  pick: (order: Order) => Value,
): Promise<Value[]> {
  if ((await access(desk.store, 'add order', request.by, request.guildId)) === undefined) return [];
  const recent = await newest(desk.store, request.guildId, [
    { field: 'addedBy', is: 'equals', value: request.by.userId },
  ]);
  return distinct(recent.map(pick));
}

/** The statuses that staff may take an order to by hand; every status while it is not clear which order is meant. */
export async function suggestStatuses(
  desk: Desk,
  request: { readonly by: Actor; readonly order: OrderReference; readonly typed: string },
): Promise<Status[]> {
  const { by, order: reference } = request;
  if ((await access(desk.store, 'update order', by, reference.guildId)) === undefined) return [];
  const key = await findOrderKey(desk.store, reference);
  const order = key.ok ? await desk.store.get(orders.path(reference.guildId, key.value)) : undefined;
  const possible = order === undefined ? statuses : movesByHand(order, by);
  return statusesMatching(request.typed, possible);
}

/** The statuses with a word that starts with what was typed. */
export function statusesMatching(typed: string, among: readonly Status[] = statuses): Status[] {
  const prefix = searchPrefix(typed);
  return among.filter((status) => searchTerms(status).some((term) => term.startsWith(prefix)));
}

async function newest(store: Store, guildId: string | undefined, where: Filter<Order>[]): Promise<Order[]> {
  const query: Query<Order> = {
    from: orders,
    where,
    orderBy: { field: 'timestamp', direction: 'descending' },
    limit: maxSuggestions,
    listsUnfit: true,
  };
  const page = await store.query(
    guildId === undefined ? query : { ...query, parent: orders.parent(guildId) },
  );
  return page.docs.map((doc) => doc.data);
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
