import { alreadyApplied } from '../domain/change.ts';
import { noticeIdOf } from '../domain/notice.ts';
import type { Change, Occasion, Order } from '../domain/order.ts';
import type { Action, Actor } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { titledOf } from '../domain/titled.ts';
import { orders } from '../ports/collections.ts';
import type { Reads, Transaction } from '../ports/store.ts';
import { access } from './access.ts';
import type { Changed } from './addOrder.ts';
import { commitChange } from './commitChange.ts';
import type { Desk } from './desk.ts';
import type { Refusal } from './refusal.ts';

/** One request to change one order, whoever makes it and however it got here. */
export interface ChangeRequest {
  /** The same when Discord delivers the same request twice. */
  readonly operationId: string;
  readonly by: Actor;
  readonly guildId: string;
  readonly orderKey: string;
}

/** What a request did to an order; `before` is missing when the same request was delivered twice. */
export type ChangedFrom = Changed & { readonly before: Order | undefined };

/**
 * The way of every change but `/updateorder`'s: may this person do it, has it been done already, what does the rule say,
 * commit, tell people. Someone who may not see the order gets the same refusal as for one that does not exist.
 */
export async function changeOneOrder(
  desk: Desk,
  request: ChangeRequest,
  action: Action,
  decide: (
    order: Order,
    occasion: Occasion,
    reads: Reads,
  ) => Result<Change, Refusal> | Promise<Result<Change, Refusal>>,
  alsoWrite?: (tx: Transaction) => void,
): Promise<Result<ChangedFrom, Refusal>> {
  const { by, guildId, orderKey, operationId } = request;
  const occasion = { operationId, by: { userId: by.userId, username: by.username }, at: desk.clock.now() };
  const path = orders.path(guildId, orderKey);
  const result = await desk.store.transact(async (tx) => {
    const order = await tx.get(path);
    if (order !== undefined && alreadyApplied(order, operationId))
      return ok({ order, before: undefined, noticeId: noticeIdOf(order) });
    if (order === undefined || (await access(tx, 'see order', by, guildId, order)) === undefined)
      return refuse({ code: 'order-not-found' as const });
    if ((await access(tx, action, by, guildId, order)) === undefined)
      return refuse({ code: 'not-allowed' as const, action, titled: titledOf(order) });
    const decided = await decide(order, occasion, tx);
    if (!decided.ok) return decided;
    const committed = await commitChange(tx, decided.value, occasion, order);
    if (committed.ok) alsoWrite?.(tx);
    return committed.ok ? ok({ ...committed.value, before: order }) : committed;
  });
  if (!result.ok) return result;
  const { order, before, noticeId } = result.value;
  return ok({ order, before, told: desk.outbox.announce(noticeId) });
}
