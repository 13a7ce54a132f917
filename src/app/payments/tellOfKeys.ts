import { keysNoticeOf, noticeIdOf } from '../../domain/notice.ts';
import type { Payment } from '../../domain/payment.ts';
import { orders, outbox, refusedKeys } from '../../ports/collections.ts';
import type { ProviderFailure } from '../../ports/paymentProvider.ts';
import type { PaymentDesk } from '../desk.ts';

const sayAgainMs = 24 * 60 * 60 * 1000;

/**
 * Tells a server's staff in the order log that a provider does not accept the bot's keys, once a day however often it is
 * asked: who finds that out may be a customer, or the clock. Only an order's payment tells of it, a top-up does not.
 */
export async function tellOfKeys(
  { store, clock, outbox: worker }: Pick<PaymentDesk, 'store' | 'clock' | 'outbox'>,
  payment: Payment,
  { provider, code }: Pick<ProviderFailure, 'provider' | 'code'>,
): Promise<void> {
  const { guildId, orderKey } = payment;
  if (code !== 'unauthorised' || orderKey === '') return;
  const path = refusedKeys.path(guildId, provider);
  const noticeId = await store.transact(async (tx) => {
    const [told, order] = await Promise.all([tx.get(path), tx.get(orders.path(guildId, orderKey))]);
    const at = clock.now();
    if (order === undefined || (told !== undefined && at.getTime() - told.toldAt.getTime() < sayAgainMs))
      return undefined;
    const id = `${noticeIdOf(order)}.keys.${provider}.${at.getTime().toString(36)}`;
    tx.put(path, { toldAt: at });
    tx.create(outbox.path(id), keysNoticeOf(order, payment, provider, at));
    return id;
  });
  if (noticeId !== undefined) void worker.announce(noticeId);
}
