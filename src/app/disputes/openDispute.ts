import { openDispute as decide } from '../../domain/openDispute.ts';
import type { Result } from '../../domain/result.ts';
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from '../changeOrder.ts';
import type { Desk } from '../desk.ts';
import type { Refusal } from '../refusal.ts';

/** Someone who has to do with an order disputes it. */
export function openDispute(
  desk: Desk,
  { reason, ...request }: ChangeRequest & { readonly reason: string },
): Promise<Result<ChangedFrom, Refusal>> {
  return changeOneOrder(desk, request, 'open dispute', (order, occasion) => decide(order, reason, occasion));
}
