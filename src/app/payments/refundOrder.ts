import type { Order } from '../../domain/order.ts';
import {
  type BookedPart,
  fingerprintOf,
  type RefundAsk,
  type RefundPlan,
  type RefundWay,
} from '../../domain/refund.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { orders } from '../../ports/collections.ts';
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from '../changeOrder.ts';
import type { PaymentDesk } from '../desk.ts';
import type { Refusal } from '../refusal.ts';
import type { Confirmation } from '../updateOrder.ts';
import { ownRefund, paymentsOf, planIn } from './quoteRefund.ts';
import { sendRefund } from './sendRefund.ts';

/**
 * What a provider made of a part; `unknown` where it did not say, and `keys` where it does not take the bot's: it is asked
 * again by itself.
 */
export interface SentPart {
  readonly part: BookedPart;
  readonly became: 'pending' | 'done' | 'failed' | 'unknown' | 'keys';
}

/** A refund that stands in the books; `plan` is missing when the same request was delivered twice. */
export interface Refunded extends ChangedFrom {
  readonly plan: RefundPlan | undefined;
  /** The parts that providers were asked for. */
  readonly sent: readonly SentPart[];
}

/**
 * Refunds an order: in one commit the intent with its key, the money in the books, the status, the event and the notice;
 * then the providers are asked, and what came of it is noted. Whatever they answer, or don't, nothing is lost: the job
 * asks again with the same key. Staff and support only.
 */
export function refundOrder(
  desk: PaymentDesk,
  request: ChangeRequest & RefundAsk,
): Promise<Result<Refunded, Refusal>> {
  return refund(desk, request, () => ok(request));
}

/**
 * Makes a refund that was offered. Refused to anyone but who asked for it, and when the order has changed meanwhile; with
 * `refund-changed` when something else would be moved by now than was seen.
 */
export function confirmRefund(
  desk: PaymentDesk,
  request: Confirmation & { readonly operationId: string; readonly way: RefundWay; readonly seen: string },
): Promise<Result<Refunded, Refusal>> {
  const { way, seen } = request;
  return refund(desk, request, (order) => {
    const asked = ownRefund(order, request);
    return asked === undefined
      ? refuse({ code: 'confirmation-gone' })
      : ok({ way, seen, amountMinor: asked.amountMinor, reason: asked.reason });
  });
}

async function refund(
  desk: PaymentDesk,
  request: ChangeRequest,
  askedOf: (order: Order) => Result<RefundAsk & { readonly seen?: string }, Refusal>,
): Promise<Result<Refunded, Refusal>> {
  let plan: RefundPlan | undefined;
  const changed = await changeOneOrder(desk, request, 'refund', async (order, occasion, reads) => {
    plan = undefined;
    const asked = askedOf(order);
    if (!asked.ok) return asked;
    const payments = await paymentsOf(reads, order, occasion);
    const planned = await planIn(reads, desk.providers, order, payments, asked.value, occasion);
    if (!planned.ok) return planned;
    const { seen } = asked.value;
    if (seen !== undefined && seen !== fingerprintOf(planned.value))
      return refuse({ code: 'refund-changed' });
    plan = planned.value;
    return ok(plan.change);
  });
  if (!changed.ok) return changed;
  const sent = await sendParts(desk, plan?.parts ?? []);
  const hasFailed = sent.some(({ became }) => became === 'failed');
  const path = orders.path(request.guildId, request.orderKey);
  const order = hasFailed ? await desk.store.get(path) : undefined;
  return ok({ ...changed.value, ...(order === undefined ? {} : { order }), plan, sent });
}

/** Asks the providers for the parts of a refund that are in the books, and notes what came of it. */
export async function sendParts(
  desk: PaymentDesk,
  parts: readonly BookedPart[],
): Promise<readonly SentPart[]> {
  const sent: SentPart[] = [];
  for (const part of parts) {
    const { capture, payment, refund } = part;
    if (capture === undefined) continue;
    const provider = desk.providers.get(capture.provider);
    if (provider === undefined) throw new Error(`No provider for refund ${refund.key}`);
    const asked = await sendRefund(desk, provider, payment, refund);
    const unsaid = asked.ok || asked.refusal.code !== 'unauthorised' ? 'unknown' : 'keys';
    sent.push({ part, became: asked.ok ? asked.value : unsaid });
  }
  return sent;
}
