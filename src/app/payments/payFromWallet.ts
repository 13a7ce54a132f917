import { alreadyApplied } from '../../domain/change.ts';
import { noticeIdOf } from '../../domain/notice.ts';
import type { Order } from '../../domain/order.ts';
import { priceOf } from '../../domain/payment.ts';
import { ok, type Result } from '../../domain/result.ts';
import { orders } from '../../ports/collections.ts';
import type { Changed } from '../addOrder.ts';
import type { Desk } from '../desk.ts';
import type { Refusal } from '../refusal.ts';
import { payableBy, readOrderWithPayments } from './findPayment.ts';
import type { PayRequest } from './payByProvider.ts';
import { receiveInto } from './receiveMoney.ts';

/**
 * Pays from the payer's own wallet, at once: out of the wallet and into the order's hold in one commit. Refused when the
 * wallet has less.
 */
export async function payFromWallet(
  desk: Desk,
  request: PayRequest & { readonly operationId: string },
): Promise<Result<Changed, Refusal>> {
  const { guildId, orderKey, by, operationId, number } = request;
  const occasion = { operationId, by: { userId: by.userId, username: by.username }, at: desk.clock.now() };
  const result = await desk.store.transact(
    async (
      tx,
    ): Promise<Result<{ readonly noticeId: string | undefined; readonly order?: Order }, Refusal>> => {
      const found = await readOrderWithPayments(tx, guildId, orderKey);
      if (found !== undefined && alreadyApplied(found.order, operationId))
        return ok({ order: found.order, noticeId: noticeIdOf(found.order) });
      const payable = payableBy(by.userId, found, number);
      if (!payable.ok) return payable;
      const payment = payable.value;
      const ref = { guildId, paymentId: payment.paymentId };
      return receiveInto(tx, payment, ref, { money: priceOf(payment), method: 'wallet' }, occasion);
    },
  );
  if (!result.ok) return result;
  const { noticeId } = result.value;
  const order = await desk.store.get(orders.path(guildId, orderKey));
  if (order === undefined || noticeId === undefined) throw new Error(`Order ${orderKey} is gone`);
  return ok({ order, told: desk.outbox.announce(noticeId) });
}
