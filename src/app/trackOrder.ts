import type { Order } from '../domain/order.ts';
import { orderKeyOf, parseOrderId } from '../domain/orderId.ts';
import type { Actor, Party } from '../domain/permissions.ts';
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
      ? seenByCustomer(await newestOf(store, by.userId, { orderKey }), 'order-not-found')
      : seeOrder(store, by, guildId, orderKey);
  }
  if (guildId !== undefined && request.channelId !== undefined) {
    const ticket = await findByTicket(store, guildId, request.channelId);
    const reader = ticket && (await access(store, 'see order', by, guildId, ticket.data));
    if (ticket !== undefined && reader !== undefined) return ok({ order: ticket.data, reader });
  }
  return seenByCustomer(await newestOf(store, by.userId, { guildId }), 'no-orders-yet');
}

/** One order by its key, if the asker may see it. Refuses with `order-not-found` otherwise, whether it exists or not. */
export async function seeOrder(
  store: Store,
  by: Actor,
  guildId: string,
  orderKey: string,
): Promise<Result<Seen, Refusal>> {
  const order = await store.get(orders.path(guildId, orderKey));
  const reader = order && (await access(store, 'see order', by, guildId, order));
  return order === undefined || reader === undefined
    ? refuse({ code: 'order-not-found' })
    : ok({ order, reader });
}

/** The newest order of a customer: in one server, in all of them, or (by key) of that id in any server. */
async function newestOf(
  store: Store,
  userId: string,
  { guildId, orderKey }: { guildId?: string | undefined; orderKey?: string },
): Promise<Order | undefined> {
  const own = { field: 'userId', is: 'equals', value: userId } as const;
  const page = await store.query({
    from: orders,
    ...(guildId === undefined ? {} : { parent: orders.parent(guildId) }),
    ...(orderKey === undefined
      ? { where: [own], orderBy: { field: 'timestamp', direction: 'descending' } }
      : {
          where: [
            own,
            { field: 'orderKey', is: 'from', value: orderKey },
            { field: 'orderKey', is: 'to', value: orderKey },
          ],
          orderBy: { field: 'orderKey', direction: 'descending' },
        }),
    limit: 1,
  });
  return page.docs[0]?.data;
}

function seenByCustomer(
  order: Order | undefined,
  code: 'order-not-found' | 'no-orders-yet',
): Result<Seen, Refusal> {
  return order === undefined ? refuse({ code }) : ok({ order, reader: new Set<Party>(['customer']) });
}
