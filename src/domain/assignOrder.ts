import { changeOrder } from './change.ts';
import type { Change, Occasion, Order, Person } from './order.ts';
import type { Party } from './permissions.ts';
import { ok, type Result, refuse } from './result.ts';
import { type Move, movesFrom, type Status } from './status.ts';

/** Why an order's worker is not changed, or does not start or decline. */
export type AssignRefusal =
  | { readonly code: 'worker-is-bot' }
  | { readonly code: 'already-assigned'; readonly workerId: string }
  | { readonly code: 'not-assigned' }
  | { readonly code: 'assign-not-now'; readonly status: Status }
  | { readonly code: 'not-your-order' }
  | { readonly code: 'start-not-now'; readonly status: Status };

/** Gives an order to a worker, or to another one. The reason it is not possible now is in the status. */
export function assignWorker(
  order: Order,
  worker: Person & { readonly bot: boolean },
  occasion: Occasion,
): Result<Change, AssignRefusal> {
  if (worker.bot) return refuse({ code: 'worker-is-bot' });
  if (order.workerId === worker.userId && order.status === 'Assigned')
    return refuse({ code: 'already-assigned', workerId: worker.userId });
  if (!leadsTo(order, 'Assigned', 'assign', 'staff'))
    return refuse({ code: 'assign-not-now', status: order.status });
  return ok(
    changeOrder(
      order,
      {
        kind: 'assigned',
        to: 'Assigned',
        worker: worker.userId,
        workerUsername: worker.username,
        formerWorker: order.workerId === worker.userId ? undefined : order.workerId,
      },
      { workerId: worker.userId, workerUsername: worker.username, assignedAt: occasion.at },
      occasion,
    ),
  );
}

/** Takes an order from its worker; it waits for someone else. */
export function unassignWorker(order: Order, occasion: Occasion): Result<Change, AssignRefusal> {
  if (order.workerId === undefined) return refuse({ code: 'not-assigned' });
  if (!leadsTo(order, 'Payment Verified', 'assign', 'staff'))
    return refuse({ code: 'assign-not-now', status: order.status });
  return ok(withoutWorker(order, 'unassigned', occasion));
}

/** The worker takes the assignment up, or begins again after a rejection. */
export function startWork(order: Order, occasion: Occasion): Result<Change, AssignRefusal> {
  if (order.workerId !== occasion.by.userId) return refuse({ code: 'not-your-order' });
  if (!leadsTo(order, 'In Progress', 'start', 'worker'))
    return refuse({ code: 'start-not-now', status: order.status });
  return ok(changeOrder(order, { kind: 'started', to: 'In Progress' }, {}, occasion));
}

/** The worker gives the assignment back before starting. */
export function declineWork(order: Order, occasion: Occasion): Result<Change, AssignRefusal> {
  if (order.workerId !== occasion.by.userId) return refuse({ code: 'not-your-order' });
  if (!leadsTo(order, 'Payment Verified', 'assign', 'worker'))
    return refuse({ code: 'start-not-now', status: order.status });
  return ok(withoutWorker(order, 'declined', occasion));
}

function withoutWorker(order: Order, kind: 'unassigned' | 'declined', occasion: Occasion): Change {
  return changeOrder(
    order,
    { kind, to: 'Payment Verified', formerWorker: order.workerId },
    { workerId: undefined, workerUsername: undefined, assignedAt: undefined },
    occasion,
  );
}

function leadsTo(order: Order, to: Status, means: Move['means'], party: Party): boolean {
  return movesFrom(order).some((move) => move.to === to && move.means === means && move.by.includes(party));
}
