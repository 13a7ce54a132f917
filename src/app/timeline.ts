import type { Order, OrderEvent } from '../domain/order.ts';
import type { Actor } from '../domain/permissions.ts';
import { ok, type Result } from '../domain/result.ts';
import { orderEvents } from '../ports/collections.ts';
import type { Desk } from './desk.ts';
import type { Refusal } from './refusal.ts';
import { type Seen, seeOrder } from './trackOrder.ts';

/** A stretch of an order's history, oldest first. */
export interface Timeline extends Seen {
  readonly order: Order;
  readonly events: readonly OrderEvent[];
}

/** As many events as one message could ever show. */
const eventsAtOnce = 20;

/** The history of an order from event number `fromSequence` on, for whoever may see the order. */
export async function readTimeline(
  desk: Desk,
  request: {
    readonly by: Actor;
    readonly guildId: string;
    readonly orderKey: string;
    readonly fromSequence: number;
  },
): Promise<Result<Timeline, Refusal>> {
  const { guildId, orderKey } = request;
  const seen = await seeOrder(desk.store, request.by, guildId, orderKey);
  if (!seen.ok) return seen;
  const page = await desk.store.query({
    from: orderEvents,
    parent: orderEvents.parent(guildId, orderKey),
    where: [{ field: 'sequence', is: 'from', value: request.fromSequence }],
    orderBy: { field: 'sequence', direction: 'ascending' },
    limit: eventsAtOnce,
  });
  return ok({ ...seen.value, events: page.docs.map((doc) => doc.data) });
}
