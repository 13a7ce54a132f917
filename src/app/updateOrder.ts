import { noticeIdOf } from '../domain/notice.ts';
import type { Occasion, Order } from '../domain/order.ts';
import type { OrderKey } from '../domain/orderId.ts';
import type { Actor } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { rowOf, type Status } from '../domain/status.ts';
import { alreadyApplied, updateOrder as decide, type Update } from '../domain/updateOrder.ts';
import { confirmations, orders } from '../ports/collections.ts';
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

  const result = await store.transact((tx) =>
    applyUpdate(tx, { guildId, orderKey: key.value, update, occasion, confirmed: false }),
  );
  return announced(desk, result);
}

/** Makes a change that its author has now confirmed. Refused to anyone else, and when the order has moved meanwhile. */
export async function confirmUpdate(
  desk: Desk,
  request: {
    readonly operationId: string;
    readonly by: Actor;
    readonly guildId: string;
    readonly confirmationId: string;
  },
): Promise<Result<Updated, Refusal>> {
  const { by, guildId } = request;
  if ((await access(desk.store, 'update order', by, guildId)) === undefined)
    return refuse({ code: 'permission-denied', needs: 'staff' });
  const occasion = {
    operationId: request.operationId,
    by: { userId: by.userId, username: by.username },
    at: desk.clock.now(),
  };
  const path = confirmations.path(guildId, request.confirmationId);
  const result = await desk.store.transact(async (tx) => {
    const asked = await tx.get(path);
    if (asked === undefined || asked.by !== by.userId) return refuse({ code: 'confirmation-gone' as const });
    const applied = await applyUpdate(tx, {
      guildId,
      orderKey: asked.orderKey,
      update: asked,
      occasion,
      confirmed: true,
    });
    tx.delete(path);
    return applied;
  });
  return announced(desk, result);
}

/** Forgets a change that its author decided against. */
export async function dropUpdate(
  desk: Desk,
  request: { readonly by: Actor; readonly guildId: string; readonly confirmationId: string },
): Promise<void> {
  const path = confirmations.path(request.guildId, request.confirmationId);
  await desk.store.transact(async (tx) => {
    const asked = await tx.get(path);
    if (asked?.by === request.by.userId) tx.delete(path);
  });
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

async function applyUpdate(
  tx: Transaction,
  request: {
    readonly guildId: string;
    readonly orderKey: OrderKey;
    readonly update: Update;
    readonly occasion: Occasion;
    readonly confirmed: boolean;
  },
): Promise<Applied> {
  const { guildId, orderKey, update, occasion } = request;
  const order = await tx.get(orders.path(guildId, orderKey));
  if (order === undefined) return refuse({ code: 'order-not-found' });
  if (alreadyApplied(order, occasion.operationId))
    return ok({ outcome: 'changed', order, before: undefined, noticeId: noticeIdOf(order) });
  const decided = decide(order, update, occasion);
  if (!decided.ok) return decided;
  const { status } = update;
  if (status !== undefined && isFinal(order, status) && !request.confirmed) {
    const { operationId, by, at } = occasion;
    tx.put(confirmations.path(guildId, operationId), { ...update, status, orderKey, by: by.userId, at });
    return ok({ outcome: 'asked', order, to: status, confirmationId: operationId });
  }
  const noticeId = commitChange(tx, decided.value, occasion);
  return ok({ outcome: 'changed', order: decided.value.order, before: order, noticeId });
}

function announced(desk: Desk, applied: Applied): Result<Updated, Refusal> {
  if (!applied.ok) return applied;
  if (applied.value.outcome === 'asked') return ok(applied.value);
  const { noticeId, ...changed } = applied.value;
  return ok({ ...changed, told: desk.outbox.announce(noticeId) });
}

/** Whether a status ends an order with something lost: nothing leads back, and it is not a success. */
function isFinal(order: Order, status: Status): boolean {
  const row = rowOf(order.workflow, status);
  return row.stage === 'ended' && row.step === 'aside';
}
