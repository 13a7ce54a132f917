import { noticeIdOf, noticeOf } from '../domain/notice.ts';
import type { Change, Occasion } from '../domain/order.ts';
import { orderEvents, orders, outbox } from '../ports/collections.ts';
import type { Transaction } from '../ports/store.ts';

/**
 * Writes a change of an order with its audit events and its notice, all in the caller's commit; returns the notice's id.
 * The events' ids follow from the operation, so an operation that is delivered twice can't be recorded twice.
 */
export function commitChange(tx: Transaction, change: Change, occasion: Occasion): string {
  const { order, events } = change;
  const { guildId, orderKey } = order;
  tx.put(orders.path(guildId, orderKey), order);
  events.forEach((event, index) => {
    const eventId = index === 0 ? occasion.operationId : `${occasion.operationId}-${index + 1}`;
    tx.create(orderEvents.path(guildId, orderKey, eventId), event);
  });
  const noticeId = noticeIdOf(order);
  tx.create(outbox.path(noticeId), noticeOf(change));
  return noticeId;
}
