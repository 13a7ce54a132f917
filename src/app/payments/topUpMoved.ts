import { walletOf } from '../../domain/account.ts';
import type { TransferRequest } from '../../domain/ledger.ts';
import { amountMinor } from '../../domain/money.ts';
import type { Occasion } from '../../domain/order.ts';
import type { Payment } from '../../domain/payment.ts';
import { topUpEventOf } from '../../domain/topUp.ts';
import { beforeAndAfter, type WalletEvent } from '../../domain/walletNotice.ts';
import type { Transaction } from '../../ports/store.ts';
import { walletBalance } from './seePayments.ts';

/**
 * What the payer of a top-up is told when its money goes back through the provider, or comes again: how much, and what
 * their wallet has before and after. Undefined when nothing moves. Reads the wallet, so call it before anything is written.
 */
export async function topUpMoved(
  tx: Transaction,
  kind: Parameters<typeof topUpEventOf>[0],
  payment: Payment,
  transfers: readonly TransferRequest[],
  occasion: Occasion,
): Promise<WalletEvent | undefined> {
  const [transfer] = transfers;
  if (transfer === undefined || payment.purpose !== 'top-up') return undefined;
  const { guildId, payerId } = payment;
  const before = await walletBalance(tx, guildId, payerId, transfer.currency);
  const decided = transfer.entries(() => before.amountMinor);
  const entries = decided.ok ? decided.value : [];
  const own = entries.find(({ account }) => account === walletOf(payerId))?.amountMinor ?? 0;
  const moved = entries.reduce((sum, { amountMinor: minor }) => sum + Math.max(minor, 0), 0);
  return {
    ...topUpEventOf(kind, payment, occasion),
    amountMinor: moved,
    currency: transfer.currency,
    ...beforeAndAfter(amountMinor(before.amountMinor + own), own),
  };
}
