import type { PayPalRequest } from '@paypal/checkout-server-sdk';
import { amountMinor } from '../../domain/money.ts';
import type { Result } from '../../domain/result.ts';
import { ok } from '../../domain/result.ts';
import type { ProviderDispute, ProviderFailure, ProviderRefund } from '../../ports/paymentProvider.ts';
import { keyOfRefund } from './references.ts';
import type { CaptureShape, DisputeShape, RefundShape } from './shapes.ts';
import { fail } from './transport.ts';

/** A question that the SDK has no builder for. */
export function get(path: string): PayPalRequest {
  return { path, verb: 'GET', body: null, headers: { 'Content-Type': 'application/json' } };
}

/** The order a capture belongs to. */
export function orderIdOf({ supplementary_data, links }: CaptureShape): string | undefined {
  return supplementary_data?.related_ids?.order_id ?? lastOfLink(links, 'orders');
}

/** The capture a refund belongs to. */
export function captureIdOf({ links }: RefundShape): string | undefined {
  return lastOfLink(links, 'captures');
}

/** The id at the end of the link to what something belongs to, if that is an order or a capture as expected. */
export function lastOfLink(
  links: readonly { readonly rel: string; readonly href: string }[],
  what: 'orders' | 'captures',
): string | undefined {
  const up = links.find(({ rel }) => rel === 'up')?.href;
  return up === undefined ? undefined : new RegExp(`/${what}/(\\w+)$`).exec(up)?.[1];
}

/** A refund as the port has it. */
export function toRefund(
  refund: RefundShape,
  capture: string | undefined,
): Result<ProviderRefund, ProviderFailure> {
  const state = refundStates.get(refund.status);
  if (state === undefined || capture === undefined) return fail('unknown', 'answer-not-understood');
  const { id, amount, create_time, custom_id } = refund;
  return ok({ reference: id, key: keyOfRefund(custom_id), capture, money: amount, state, at: create_time });
}

const refundStates: ReadonlyMap<string, ProviderRefund['state']> = new Map([
  ['COMPLETED', 'done'],
  ['PENDING', 'pending'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'failed'],
]);

/** Whether a refund took place, or is about to. */
export function isUnderWay({ status }: RefundShape): boolean {
  return status === 'COMPLETED' || status === 'PENDING';
}

/** All of these together, in minor units. */
export function sumOf(refunds: readonly RefundShape[]): number {
  return refunds.reduce((sum, { amount }) => sum + amount.amountMinor, 0);
}

/** How a dispute ended. PayPal paying the buyer itself, or the buyer giving up, is won. */
export function verdictOf(dispute: DisputeShape): ProviderDispute['state'] {
  if (dispute.status !== 'RESOLVED') return 'open';
  const outcome = dispute.dispute_outcome?.outcome_code ?? '';
  return outcome === 'RESOLVED_BUYER_FAVOUR' || outcome === 'ACCEPTED' || movedMinor(dispute) > 0
    ? 'lost'
    : 'won';
}

/**
 * What a dispute holds back from the seller at present. PayPal lists the money's movements, or says what the buyer got.
 * Where the seller refunded the payment, the buyer got it by that refund, and the dispute took nothing: more than was
 * paid never goes back.
 */
export function takenMinor(
  dispute: DisputeShape,
  capture: CaptureShape,
  back: readonly RefundShape[],
): number {
  const { money_movements, dispute_outcome, dispute_amount } = dispute;
  const lost = dispute_outcome?.amount_refunded ?? dispute_amount;
  const minor =
    money_movements.length > 0
      ? Math.max(0, movedMinor(dispute))
      : verdictOf(dispute) === 'lost'
        ? lost.amountMinor
        : 0;
  const ours = back.filter(({ custom_id }) => keyOfRefund(custom_id) !== undefined);
  return amountMinor(sumOf(ours) + minor > capture.amount.amountMinor ? 0 : minor);
}

function movedMinor({ money_movements }: DisputeShape): number {
  return money_movements
    .filter(({ affected_party }) => affected_party === 'SELLER')
    .reduce((sum, { type, amount }) => sum + (type === 'CREDIT' ? -1 : 1) * amount.amountMinor, 0);
}
