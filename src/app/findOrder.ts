import type { Order } from '../domain/order.ts';
import { type OrderKey, orderKeyOf, parseOrderId } from '../domain/orderId.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { orders } from '../ports/collections.ts';
import type { Found, Store } from '../ports/store.ts';
import type { Refusal } from './refusal.ts';

/** Which order someone means: by id, or by the ticket channel they are in. */
export interface OrderReference {
  readonly guildId: string;
  readonly orderId?: string | undefined;
  readonly channelId?: string | undefined;
}

/** The order that a ticket channel is linked to; the newest, should there be several. */
export async function findByTicket(
  store: Store,
  guildId: string,
  channelId: string,
): Promise<Found<Order> | undefined> {
  const page = await store.query({
    from: orders,
    parent: orders.parent(guildId),
    where: [{ field: 'ticketChannelId', is: 'equals', value: channelId }],
    orderBy: { field: 'timestamp', direction: 'descending' },
    limit: 1,
  });
  return page.docs[0];
}

/** The key of the order that is meant, without reading it when its id is given. */
export async function findOrderKey(
  store: Store,
  reference: OrderReference,
): Promise<Result<OrderKey, Refusal>> {
  if (reference.orderId !== undefined) {
    const orderId = parseOrderId(reference.orderId);
    // What can't be an id is not found either: the asker learns nothing more from the difference.
    return orderId.ok ? ok(orderKeyOf(orderId.value)) : refuse({ code: 'order-not-found' });
  }
  const found =
    reference.channelId === undefined
      ? undefined
      : await findByTicket(store, reference.guildId, reference.channelId);
  return found === undefined ? refuse({ code: 'order-needed' }) : ok(found.data.orderKey);
}
