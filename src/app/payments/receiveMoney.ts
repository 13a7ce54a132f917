import { walletOf } from '../../domain/account.ts';
import type { Occasion, Order } from '../../domain/order.ts';
import { orderly } from '../../domain/orderly.ts';
import type { Payment } from '../../domain/payment.ts';
import {
  knowsCapture,
  type ReceivedMoney,
  receivePayment,
  receiveTopUp,
  withPaidPage,
} from '../../domain/receivePayment.ts';
import { ok, type Result } from '../../domain/result.ts';
import { topUpEventOf } from '../../domain/topUp.ts';
import { beforeAndAfter, type WalletEvent } from '../../domain/walletNotice.ts';
import { payments } from '../../ports/collections.ts';
import type { Capture, PaymentRef, ProviderName } from '../../ports/paymentProvider.ts';
import type { Transaction } from '../../ports/store.ts';
import { readSettings } from '../access.ts';
import { commitChange, type MoneyStop } from '../commitChange.ts';
import type { Desk } from '../desk.ts';
import { openBooks } from '../ledger.ts';
import { tellOfWallet } from '../tellOfWallet.ts';
import { readOrderWithPayments } from './findPayment.ts';

/** What became of money that a provider took. */
export type Received = 'received' | 'known' | 'no such payment';

/**
 * Takes note of money that a provider took: into the order's hold, or the payer's wallet where it is not wanted any more.
 * Any number of tellings count once. Money for a payment that isn't here is not ours to book.
 */
export async function receiveCapture(
  desk: Pick<Desk, 'store' | 'clock' | 'outbox'>,
  provider: ProviderName,
  ref: PaymentRef,
  capture: Capture,
  page?: string,
): Promise<Received> {
  const known = { provider, reference: capture.reference, page };
  const occasion: Occasion = {
    operationId: `capture.${provider}.${capture.reference}`,
    by: orderly,
    at: desk.clock.now(),
  };
  const received = { money: capture.money, method: provider, capture: known };
  const result = await desk.store.transact(async (tx) => {
    const path = payments.path(ref.guildId, ref.paymentId);
    const payment = await tx.get(path);
    if (payment === undefined) return ok({ became: 'no such payment' as const });
    if (knowsCapture(payment, known)) {
      const noted = withPaidPage(payment, known, occasion.at);
      if (noted !== undefined) tx.put(path, noted);
      return ok({ became: 'known' as const });
    }
    return receiveInto(tx, payment, ref, received, occasion);
  });
  if (!result.ok) throw new Error(`The books refused ${occasion.operationId}: ${result.refusal.code}`);
  const { became, noticeId } = { noticeId: undefined, ...result.value };
  if (noticeId !== undefined) void desk.outbox.announce(noticeId);
  return became;
}

/** Money that was booked; a top-up has no order. */
export interface ReceivedInto {
  readonly became: 'received';
  readonly order: Order | undefined;
  readonly noticeId: string;
}

/** Books money for a payment with all that follows from it, in the caller's commit. */
export async function receiveInto(
  tx: Transaction,
  payment: Payment,
  { guildId, paymentId }: PaymentRef,
  received: ReceivedMoney,
  occasion: Occasion,
): Promise<Result<ReceivedInto, MoneyStop>> {
  const found =
    payment.orderKey === '' ? undefined : await readOrderWithPayments(tx, guildId, payment.orderKey);
  if (found !== undefined) {
    const { defaultCurrency } = await readSettings(tx, guildId);
    const change = receivePayment(found.order, found.payments, payment, received, occasion, defaultCurrency);
    const committed = await commitChange(tx, change, occasion, found.order);
    return committed.ok ? ok({ became: 'received', ...committed.value }) : committed;
  }
  const topUp = receiveTopUp(payment, received, occasion);
  const books = await openBooks(tx, guildId, [topUp.transfer]);
  const posted = books.post(topUp.transfer);
  if (!posted.ok) return posted;
  const { money, method, capture } = received;
  const after = books.balanceOf(walletOf(payment.payerId), money.currency);
  const event: WalletEvent = {
    ...topUpEventOf('topped up', payment, occasion),
    ...money,
    ...beforeAndAfter(after, money.amountMinor),
    ...(method === 'stripe' || method === 'paypal' ? { method } : {}),
  };
  books.write();
  tx.put(payments.path(guildId, paymentId), topUp.payment);
  const noticeId = tellOfWallet(tx, guildId, event, capture?.reference);
  return ok({ became: 'received', noticeId, order: undefined });
}
