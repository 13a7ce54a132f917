import { changeOrder } from './change.ts';
import type { Change, Occasion, Order } from './order.ts';
import { ok, type Result, refuse } from './result.ts';
import { movesFrom, type Status } from './status.ts';

/** Why a customer can't cancel an order. */
export interface CancelRefusal {
  readonly code: 'cancel-not-now';
  readonly status: Status;
}

/** Whether its customer may cancel an order: while it waits to be paid. */
export function isCancellable(order: Order): boolean {
  return movesFrom(order).some(
    ({ to, means, by }) => to === 'Cancelled' && means === 'update' && by.includes('customer'),
  );
}

/** The customer does not want an order that waits to be paid. */
export function cancelUnpaid(order: Order, occasion: Occasion): Result<Change, CancelRefusal> {
  if (!isCancellable(order)) return refuse({ code: 'cancel-not-now', status: order.status });
  const facts = { kind: 'updated', to: 'Cancelled', reason: 'By its customer, before it was paid' } as const;
  return ok(changeOrder(order, facts, {}, occasion));
}
