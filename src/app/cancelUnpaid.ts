import { cancelUnpaid as decide } from '../domain/cancelUnpaid.ts';
import type { Result } from '../domain/result.ts';
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from './changeOrder.ts';
import type { Desk } from './desk.ts';
import type { Refusal } from './refusal.ts';

/** Its customer cancels an order that waits to be paid; what was paid of it goes back to wallets. */
export function cancelUnpaid(desk: Desk, request: ChangeRequest): Promise<Result<ChangedFrom, Refusal>> {
  return changeOneOrder(desk, request, 'cancel unpaid order', decide);
}
