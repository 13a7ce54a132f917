import { amountMinor, currencyCode } from '../../domain/money.ts';
import type { Payment, Refund } from '../../domain/payment.ts';
import { ok } from '../../domain/result.ts';
import type { Asked, PaymentProvider } from '../../ports/paymentProvider.ts';
import type { Desk } from '../desk.ts';
import { failRefund, settleOneRefund, settleRefundsOf } from './settleRefunds.ts';

/**
 * Asks a provider for a refund that is stored, as often as it takes, and notes what came of it: it is always asked for
 * with the same key. While nobody knows what came of it, it stays as it is, and the failure is answered.
 */
export async function sendRefund(
  desk: Pick<Desk, 'store' | 'clock' | 'outbox'>,
  provider: PaymentProvider,
  payment: Payment,
  refund: Refund,
): Asked<'pending' | 'done' | 'failed'> {
  const { guildId, paymentId } = payment;
  const { key, capture } = refund;
  if (capture === undefined) throw new Error(`Refund ${key} is not a provider's`);
  const ref = { guildId, paymentId };
  const money = {
    amountMinor: amountMinor(refund.amountMinor),
    currency: currencyCode(refund.currency ?? payment.currency),
  };
  const asked = await provider.refund({ key, capture, money, payment: ref });
  if (asked.ok) {
    await settleOneRefund(desk, provider.name, ref, { ...asked.value, key });
    return ok(asked.value.state);
  }
  const { code, reason } = asked.refusal;
  if (code !== 'refused' && code !== 'not-found') return asked;
  await failRefund(desk, ref, key, `${provider.name}: ${reason}`);
  // It may have been refused because the money had gone back there in another way.
  const taken = await provider.readCapture(capture);
  if (taken.ok) await settleRefundsOf(desk, provider, ref, taken.value);
  return ok('failed');
}
