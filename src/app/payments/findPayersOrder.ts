import type { Order } from '../../domain/order.ts';
import { orderKeyOf, parseOrderId } from '../../domain/orderId.ts';
import { isUnpaid, type Payment, type PaymentStatus, paymentStatuses } from '../../domain/payment.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { orders, payments } from '../../ports/collections.ts';
import type { Store } from '../../ports/store.ts';
import type { Desk } from '../desk.ts';
import type { Refusal } from '../refusal.ts';
import { type TrackOrderRequest, trackOrder } from '../trackOrder.ts';

/** Where an order is. */
export type OrderPlace = Pick<Order, 'guildId' | 'orderKey'>;

/** How many of someone's payments are looked at. */
const looked = 25;

/**
 * Which order's payments someone means: the named one, or else the newest that they have to pay something of (where
 * `unpaidFirst`), that of the ticket channel, their newest, or the newest that they share. Whether they may see anything of
 * a named one is for `seePayments` to say; outside of servers an order that isn't theirs to pay is not found.
 */
export async function findPayersOrder(
  desk: Desk,
  request: TrackOrderRequest & { readonly unpaidFirst: boolean },
): Promise<Result<OrderPlace, Refusal>> {
  const { store } = desk;
  const { by, guildId, orderId, unpaidFirst } = request;
  if (orderId !== undefined) {
    const parsed = parseOrderId(orderId);
    if (!parsed.ok) return refuse({ code: 'order-not-found' });
    const orderKey = orderKeyOf(parsed.value);
    if (guildId !== undefined) return ok({ guildId, orderKey });
    const share = await shareInAnyServer(store, by.userId, orderKey);
    if (share !== undefined) return ok(share);
  } else if (unpaidFirst) {
    const [unpaid] = await newestShares(store, by.userId, guildId, unpaidStatuses);
    if (unpaid !== undefined) return ok(unpaid);
  }
  const tracked = await trackOrder(desk, request);
  if (tracked.ok) return ok(tracked.value.order);
  const [share] = orderId === undefined ? await newestShares(store, by.userId, guildId) : [];
  return share === undefined ? tracked : ok(share);
}

/** Orders that someone pays something of, whoever bought them, the newest share first, and whose id starts so. */
export async function sharedOrders(
  { store }: Pick<Desk, 'store'>,
  request: { readonly userId: string; readonly guildId: string | undefined; readonly typed: string },
): Promise<readonly Order[]> {
  const start = request.typed.trim().replace(/^#/, '').toUpperCase();
  const shares = await newestShares(store, request.userId, request.guildId);
  const paths = new Set(
    shares
      .filter(({ orderKey }) => orderKey.startsWith(start))
      .map(({ guildId, orderKey }) => orders.path(guildId, orderKey)),
  );
  return (await store.getAll([...paths])).filter((order) => order !== undefined);
}

const unpaidStatuses = paymentStatuses.filter((status) => isUnpaid({ status }));

/** Someone's newest payments for orders. Top-ups among the latest are left out. */
async function newestShares(
  store: Store,
  payerId: string,
  guildId: string | undefined,
  statuses: readonly PaymentStatus[] = paymentStatuses,
): Promise<readonly Payment[]> {
  const page = await store.query({
    from: payments,
    ...(guildId === undefined ? {} : { parent: payments.parent(guildId) }),
    where: [
      { field: 'payerId', is: 'equals', value: payerId },
      { field: 'status', is: 'in', values: statuses },
    ],
    orderBy: { field: 'createdAt', direction: 'descending' },
    limit: looked,
  });
  return page.docs.map(({ data }) => data).filter(({ purpose }) => purpose !== 'top-up');
}

/** A payment of someone's for the order of that id, in whichever server. */
async function shareInAnyServer(
  store: Store,
  payerId: string,
  orderKey: string,
): Promise<Payment | undefined> {
  const page = await store.query({
    from: payments,
    where: [
      { field: 'payerId', is: 'equals', value: payerId },
      { field: 'orderKey', is: 'from', value: orderKey },
      { field: 'orderKey', is: 'to', value: orderKey },
    ],
    orderBy: { field: 'orderKey', direction: 'descending' },
    limit: 1,
  });
  return page.docs[0]?.data;
}
