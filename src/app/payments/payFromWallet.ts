import { alreadyApplied } from '../../domain/change.ts';
import { noticeIdOf } from '../../domain/notice.ts';
import { type Payment, priceOf } from '../../domain/payment.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { Changed } from '../addOrder.ts';
import type { Desk } from '../desk.ts';
import type { Refusal } from '../refusal.ts';
import { payableBy, readOrderWithPayments } from './findPayment.ts';
import type { PayRequest } from './payByProvider.ts';
import { receiveInto } from './receiveMoney.ts';

/** A payment from a wallet that stands. */
export type PaidFromWallet = Changed & { readonly payment: Payment };

/**
 * Pays from the payer's own wallet, at once: out of the wallet and into the order's hold in one commit. Refused when the
 * wallet has less.
 */
export async function payFromWallet(
  desk: Desk,
  request: PayRequest & { readonly operationId: string; readonly number: number },
): Promise<Result<PaidFromWallet, Refusal>> {
  const { guildId, orderKey, by, operationId, number } = request;
  const occasion = { operationId, by: { userId: by.userId, username: by.username }, at: desk.clock.now() };
  const result = await desk.store.transact(async (tx) => {
    const found = await readOrderWithPayments(tx, guildId, orderKey);
    const known = found?.payments.find((payment) => payment.number === number);
    if (found !== undefined && known !== undefined && alreadyApplied(found.order, operationId))
      return ok({ order: found.order, payment: known, noticeId: noticeIdOf(found.order) });
    const payable = payableBy(by.userId, found, number);
    if (!payable.ok) return payable;
    const payment = payable.value;
    const ref = { guildId, paymentId: payment.paymentId };
    const received = await receiveInto(
      tx,
      payment,
      ref,
      { money: priceOf(payment), method: 'wallet' },
      occasion,
    );
    if (!received.ok) return received;
    const { order, noticeId } = received.value;
    return order === undefined
      ? refuse({ code: 'order-not-found' as const })
      : ok({ order, payment, noticeId });
  });
  if (!result.ok) return result;
  const { order, payment, noticeId } = result.value;
  return ok({ order, payment, told: desk.outbox.announce(noticeId) });
}
