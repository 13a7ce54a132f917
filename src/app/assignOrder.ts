import { assignWorker, declineWork, startWork, unassignWorker } from '../domain/assignOrder.ts';
import type { Person } from '../domain/order.ts';
import { type Result, refuse } from '../domain/result.ts';
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from './changeOrder.ts';
import type { Desk } from './desk.ts';
import type { Refusal } from './refusal.ts';

/** Gives an order to a worker or, without one, takes it from whoever has it. The former worker is told. */
export function assignOrder(
  desk: Desk,
  request: ChangeRequest & { readonly worker: (Person & { readonly bot: boolean }) | undefined },
): Promise<Result<ChangedFrom, Refusal>> {
  const { worker } = request;
  return changeOneOrder(desk, request, 'assign worker', (order, occasion) =>
    worker === undefined ? unassignWorker(order, occasion) : assignWorker(order, worker, occasion),
  );
}

/** The worker starts the work, or begins again after a rejection. */
export async function startOrder(desk: Desk, request: ChangeRequest): Promise<Result<ChangedFrom, Refusal>> {
  return notTheirs(await changeOneOrder(desk, request, 'start work', startWork));
}

/** The worker gives an assignment back before starting. */
export async function declineOrder(
  desk: Desk,
  request: ChangeRequest,
): Promise<Result<ChangedFrom, Refusal>> {
  return notTheirs(await changeOneOrder(desk, request, 'start work', declineWork));
}

/** Who may not see the order presses a button from when it was theirs: they are told so, whether it exists or not. */
function notTheirs(result: Result<ChangedFrom, Refusal>): Result<ChangedFrom, Refusal> {
  return !result.ok && result.refusal.code === 'order-not-found'
    ? refuse({ code: 'not-your-order' })
    : result;
}
