import type { Money } from './money.ts';
import type { Occasion } from './order.ts';
import type { Patience } from './patience.ts';
import { liveAttempt, never, newPayment, type Payment } from './payment.ts';
import { firstCheckAt } from './paymentClock.ts';
import type { WalletEvent, WalletEventKind } from './walletNotice.ts';

/** Why money is not added to a wallet. */
export type TopUpRefusal =
  /** The server has not turned it on, or has no provider to take it by. */
  | { readonly code: 'top-ups-off' }
  /** It is paid, or was not paid in time; or it is someone else's. */
  | { readonly code: 'top-up-over' };

/** Nobody is reminded of money that they only thought of adding. */
const patience: Patience = { reminderHours: [], waitHours: 24 };

/** The id of the payment by which someone tops their wallet up: it follows from the operation that asked for it. */
export function topUpIdOf(operationId: string): string {
  return `topup.${operationId}`;
}

/** A payment into the wallet of the one who asks. */
export function newTopUp(guildId: string, price: Money, { operationId, by, at }: Occasion): Payment {
  return newPayment({
    guildId,
    paymentId: topUpIdOf(operationId),
    orderKey: '',
    number: 1,
    purpose: 'top-up',
    payerId: by.userId,
    payerUsername: by.username,
    price,
    description: 'Wallet top-up',
    beforeStart: false,
    dueAt: at,
    patience,
    nextCheckAt: firstCheckAt(at, patience),
    createdAt: at,
    createdBy: by.userId,
    operationId,
  });
}

/** A top-up that nobody waits for any more. A page that is still open has to be closed, and may have been paid by then. */
export function expiredTopUp(payment: Payment, at: Date): Payment {
  return { ...payment, status: 'Expired', nextCheckAt: liveAttempt(payment) === undefined ? never : at };
}

/** What became of a top-up, as its payer is told; what moved is still to be added. */
export function topUpEventOf(
  kind: Exclude<WalletEventKind, `withdrawal ${string}`>,
  payment: Payment,
  { by, at }: Pick<Occasion, 'by' | 'at'>,
): WalletEvent {
  return {
    kind,
    userId: payment.payerId,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    subjectId: payment.paymentId,
    at,
    by: by.userId,
    byUsername: by.username,
  };
}
