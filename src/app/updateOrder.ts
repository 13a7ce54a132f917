import { alreadyApplied } from '../domain/change.ts';
import { noticeIdOf } from '../domain/notice.ts';
import type { Occasion, Order } from '../domain/order.ts';
import type { Actor } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import type { Status } from '../domain/status.ts';
import { updateOrder as decide, needsConfirmation, type Update } from '../domain/updateOrder.ts';
import { orders } from '../ports/collections.ts';
import type { Transaction } from '../ports/store.ts';
import { access } from './access.ts';
import type { Changed } from './addOrder.ts';
import { commitChange } from './commitChange.ts';
import type { Desk } from './desk.ts';
import { findOrderKey, type OrderReference } from './findOrder.ts';
import type { Refusal } from './refusal.ts';

/** What staff ask to be changed. */
export interface UpdateOrderRequest {
  readonly operationId: string;
  readonly by: Actor;
  readonly order: OrderReference;
  readonly update: Update;
}

/** The order was changed, or the author is asked first because something would be lost. */
export type Updated =
  | ({ readonly outcome: 'changed'; readonly before: Order | undefined } & Changed)
  | {
      readonly outcome: 'asked';
      readonly order: Order;
      readonly to: Status;
      readonly confirmationId: string;
    };

/** Changes an order and tells those whom it concerns. A move that can't be taken back is asked about first. Staff only. */
export async function updateOrder(
  desk: Desk,
  request: UpdateOrderRequest,
): Promise<Result<Updated, Refusal>> {
  const { store, clock } = desk;
  const { by, operationId, update } = request;
  const { guildId } = request.order;
  if ((await access(store, 'update order', by, guildId)) === undefined)
    return refuse({ code: 'permission-denied', needs: 'staff' });
  const key = await findOrderKey(store, request.order);
  if (!key.ok) return key;
  const occasion = { operationId, by: { userId: by.userId, username: by.username }, at: clock.now() };

  const path = orders.path(guildId, key.value);
  const result = await store.transact(async (tx): Promise<Applied> => {
    const order = await tx.get(path);
    if (order === undefined) return refuse({ code: 'order-not-found' });
    if (alreadyApplied(order, operationId)) return repeated(order);
    const { status } = update;
    if (!needsConfirmation(order, status)) return apply(tx, order, update, occasion);
    const decided = decide(order, update, occasion);
    if (!decided.ok) return decided;
    const pendingUpdate = { ...update, status, operationId, by: by.userId };
    tx.put(path, { ...order, pendingUpdate });
    return ok({ outcome: 'asked', order, to: status, confirmationId: operationId });
  });
  return announced(desk, result);
}

/** A question that `updateOrder` asked, as its buttons name it. */
export interface Confirmation {
  readonly by: Actor;
  readonly guildId: string;
  readonly orderKey: string;
  /** The operation that asked. */
  readonly confirmationId: string;
}

/** Makes a change that its author has now confirmed. Refused to anyone else, and when the order has changed meanwhile. */
export async function confirmUpdate(
  desk: Desk,
  request: Confirmation & { readonly operationId: string },
): Promise<Result<Updated, Refusal>> {
  const { by, guildId, orderKey } = request;
  if ((await access(desk.store, 'update order', by, guildId)) === undefined)
    return refuse({ code: 'permission-denied', needs: 'staff' });
  const occasion = {
    operationId: request.operationId,
    by: { userId: by.userId, username: by.username },
    at: desk.clock.now(),
  };
  const result = await desk.store.transact(async (tx): Promise<Applied> => {
    const order = await tx.get(orders.path(guildId, orderKey));
    if (order === undefined) return refuse({ code: 'confirmation-gone' });
    if (alreadyApplied(order, occasion.operationId)) return repeated(order);
    const asked = ownQuestion(order, request);
    return asked === undefined ? refuse({ code: 'confirmation-gone' }) : apply(tx, order, asked, occasion);
  });
  return announced(desk, result);
}

/** Forgets a change that its author decided against. */
export async function dropUpdate(desk: Desk, request: Confirmation): Promise<void> {
  const path = orders.path(request.guildId, request.orderKey);
  await desk.store.transact(async (tx) => {
    const order = await tx.get(path);
    if (order !== undefined && ownQuestion(order, request) !== undefined)
      tx.put(path, { ...order, pendingUpdate: undefined });
  });
}

function ownQuestion(order: Order, { by, confirmationId }: Confirmation): Order['pendingUpdate'] {
  const asked = order.pendingUpdate;
  return asked?.operationId === confirmationId && asked.by === by.userId ? asked : undefined;
}

type Applied = Result<
  | {
      readonly outcome: 'changed';
      readonly order: Order;
      readonly before: Order | undefined;
      readonly noticeId: string;
    }
  | Extract<Updated, { outcome: 'asked' }>,
  Refusal
>;

/** Applies an update that needs no question, or has had it; says so when this very operation already did. */
async function apply(tx: Transaction, order: Order, update: Update, occasion: Occasion): Promise<Applied> {
  const decided = decide(order, update, occasion);
  if (!decided.ok) return decided;
  const committed = await commitChange(tx, decided.value, occasion, order);
  return committed.ok ? ok({ outcome: 'changed', before: order, ...committed.value }) : committed;
}

function repeated(order: Order): Applied {
  return ok({ outcome: 'changed', order, before: undefined, noticeId: noticeIdOf(order) });
}

function announced(desk: Desk, applied: Applied): Result<Updated, Refusal> {
  if (!applied.ok) return applied;
  if (applied.value.outcome === 'asked') return ok(applied.value);
  const { noticeId, ...changed } = applied.value;
  return ok({ ...changed, told: desk.outbox.announce(noticeId) });
}
