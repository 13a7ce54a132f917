import { changeOrder, type EventFacts } from './change.ts';
import type { Change, Occasion, Order, Person } from './order.ts';
import type { Party } from './permissions.ts';
import { ok, type Result, refuse } from './result.ts';
import { type Move, movesFrom, rowOf, type Status } from './status.ts';
import { nobodyLooks } from './verdict.ts';

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
  if (order.workerId === worker.userId) return refuse({ code: 'already-assigned', workerId: worker.userId });
  if (!canChangeHands(order, 'Assigned')) return refuse({ code: 'assign-not-now', status: order.status });
  return ok(
    handOver(
      order,
      'Assigned',
      {
        kind: 'assigned',
        worker: worker.userId,
        workerUsername: worker.username,
      },
      { workerId: worker.userId, workerUsername: worker.username, assignedAt: occasion.at },
      occasion,
    ),
  );
}

/** Takes an order from its worker; it waits for someone else. */
export function unassignWorker(order: Order, occasion: Occasion): Result<Change, AssignRefusal> {
  if (order.workerId === undefined) return refuse({ code: 'not-assigned' });
  if (!canChangeHands(order, 'Payment Verified'))
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
  const nobody = { workerId: undefined, workerUsername: undefined, assignedAt: undefined };
  return handOver(order, 'Payment Verified', { kind }, nobody, occasion);
}

/** Whether the order may change hands by others than its worker, and go to that status; on hold it stays on hold. */
function canChangeHands(order: Order, to: Status): boolean {
  return leadsTo(order, isPaused(order) ? order.status : to, 'assign', 'staff');
}

/** Another worker, or none: the work begins anew from `to`, once it is resumed where the order is on hold. */
function handOver(
  order: Order,
  to: Status,
  facts: EventFacts,
  patch: Partial<Order>,
  occasion: Occasion,
): Change {
  const place = isPaused(order) ? { heldFrom: to, heldReason: undefined } : {};
  return changeOrder(
    order,
    { ...facts, formerWorker: order.workerId, ...(isPaused(order) ? {} : { to }) },
    { ...patch, ...place, ...nobodyLooks },
    occasion,
  );
}

function isPaused({ workflow, status }: Order): boolean {
  return rowOf(workflow, status).stage === 'paused';
}

function leadsTo(order: Order, to: Status, means: Move['means'], party: Party): boolean {
  return movesFrom(order).some((move) => move.to === to && move.means === means && move.by.includes(party));
}
