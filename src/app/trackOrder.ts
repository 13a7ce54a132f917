import type { Order } from '../domain/order.ts';
import { orderKeyOf, parseOrderId } from '../domain/orderId.ts';
import type { Action, Actor, Party } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { orders } from '../ports/collections.ts';
import type { Store } from '../ports/store.ts';
import { access } from './access.ts';
import type { Desk } from './desk.ts';
import { findByTicket } from './findOrder.ts';
import type { Refusal } from './refusal.ts';

/** An order with what its reader is to it, which decides what the card shows. */
export interface Seen {
  readonly order: Order;
  readonly reader: ReadonlySet<Party>;
}

/** Who wants to see which order; without a guild it is asked in the bot's direct messages. */
export interface TrackOrderRequest {
  readonly by: Actor;
  readonly guildId: string | undefined;
  readonly channelId: string | undefined;
  readonly orderId: string | undefined;
}

/**
 * The named order; or without an id the one of this ticket channel, or the asker's newest. Someone who may not see an order
 * gets the same answer as for one that does not exist.
 */
export async function trackOrder(desk: Desk, request: TrackOrderRequest): Promise<Result<Seen, Refusal>> {
  const { store } = desk;
  const { by, guildId } = request;
  if (request.orderId !== undefined) {
    const orderId = parseOrderId(request.orderId);
    if (!orderId.ok) return refuse({ code: 'order-not-found' });
    const orderKey = orderKeyOf(orderId.value);
    return guildId === undefined
      ? ownInAnyServer(store, by.userId, orderKey)
      : seeOrder(store, by, guildId, orderKey);
  }
  if (guildId !== undefined && request.channelId !== undefined) {
    const ticket = await findByTicket(store, guildId, request.channelId);
    const reader = ticket && (await access(store, 'see order', by, guildId, ticket.data));
    if (ticket !== undefined && reader !== undefined) return ok({ order: ticket.data, reader });
  }
  const newest = await newestOf(store, by.userId, guildId);
  return newest === undefined
    ? refuse({ code: 'no-orders-yet' })
    : ok({ order: newest, reader: new Set<Party>(['customer']) });
}

/**
 * One order by its key, if the asker may see it, or do `action` with it. Refuses with `order-not-found` otherwise,
 * whether it exists or not.
 */
export async function seeOrder(
  store: Store,
  by: Actor,
  guildId: string,
  orderKey: string,
  action: Action = 'see order',
): Promise<Result<Seen, Refusal>> {
  const order = await store.get(orders.path(guildId, orderKey));
  const reader = order && (await access(store, action, by, guildId, order));
  return order === undefined || reader === undefined
    ? refuse({ code: 'order-not-found' })
    : ok({ order, reader });
}

/** The newest order of a customer, in one server or in all of them. */
async function newestOf(
  store: Store,
  userId: string,
  guildId: string | undefined,
): Promise<Order | undefined> {
  const page = await store.query({
    from: orders,
    ...(guildId === undefined ? {} : { parent: orders.parent(guildId) }),
    where: [{ field: 'userId', is: 'equals', value: userId }],
    orderBy: { field: 'timestamp', direction: 'descending' },
    limit: 1,
  });
  return page.docs[0]?.data;
}

/** The order of that id in whichever server, for its customer or its worker. */
async function ownInAnyServer(
  store: Store,
  userId: string,
  orderKey: string,
): Promise<Result<Seen, Refusal>> {
  for (const [field, party] of [
    ['userId', 'customer'],
    ['workerId', 'worker'],
  ] as const) {
    const page = await store.query({
      from: orders,
      where: [
        { field, is: 'equals', value: userId },
        { field: 'orderKey', is: 'from', value: orderKey },
        { field: 'orderKey', is: 'to', value: orderKey },
      ],
      orderBy: { field: 'orderKey', direction: 'descending' },
      limit: 1,
    });
    const order = page.docs[0]?.data;
    if (order !== undefined) return ok({ order, reader: new Set<Party>([party]) });
  }
  return refuse({ code: 'order-not-found' });
}
