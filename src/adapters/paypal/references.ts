import type { PaymentRef } from '../../ports/paymentProvider.ts';

/** How a payment travels through PayPal, as the `custom_id` of its order and capture. */
export function writePayment({ guildId, paymentId }: PaymentRef): string {
  return `${guildId}.${paymentId}`;
}

/** The payment that a `custom_id` stands for; undefined where it is none of ours. */
export function readPayment(customId: string | undefined): PaymentRef | undefined {
  const [, guildId, paymentId] = /^(\d{1,20})\.(\S+)$/.exec(customId ?? '') ?? [];
  return guildId === undefined || paymentId === undefined ? undefined : { guildId, paymentId };
}

/** How the key of a refund travels: PayPal gives refunds without a `custom_id` that of their capture. */
export function writeRefundKey(key: string): string {
  return `refund:${key}`;
}

/** The key we asked for a refund with; undefined for one that we did not ask for. */
export function keyOfRefund(customId: string | undefined): string | undefined {
  return customId?.startsWith('refund:') ? customId.slice('refund:'.length) : undefined;
}
