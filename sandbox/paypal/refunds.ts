import { z } from 'zod';
import { DriverError } from '../driver/errors.ts';
import { unprocessable } from './errors.ts';
import type { Account } from './model/account.ts';
import type { Capture, Refund } from './model/types.ts';
import { type Amount, moneySchema, readAmount } from './money.ts';
import { completeCapture, readBody, tellOfCapture } from './orders.ts';
import { refundJson } from './shapes.ts';

const refundSchema = z.object({
  amount: moneySchema.optional(),
  note_to_payer: z.string().max(255).optional(),
  invoice_id: z.string().max(127).optional(),
  custom_id: z.string().max(127).optional(),
});

/** What a refund may say beside its amount. */
interface RefundNotes {
  readonly note?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly customId?: string | undefined;
}

/** Refunds by the API: the amount given, or all that is left. Throws PayPal's refusals. */
export function refundCapture(account: Account, captureId: string, body: unknown): Refund {
  const capture = account.capture(captureId);
  const read = readBody(refundSchema, body ?? {});
  const { currency } = capture.unit.amount;
  if (capture.status === 'PENDING')
    throw unprocessable('PENDING_CAPTURE', 'The payment itself is still pending.');
  if (capture.status === 'DECLINED') throw unprocessable('REFUND_NOT_ALLOWED', 'Nothing was paid.');
  const leftMinor = account.leftMinor(capture);
  if (leftMinor === 0) throw unprocessable('CAPTURE_FULLY_REFUNDED', 'All of it went back before.');
  const amount = read.amount ? readAmount(read.amount) : { amountMinor: leftMinor, currency };
  if (amount.currency !== currency) {
    throw unprocessable('REFUND_CAPTURE_CURRENCY_MISMATCH', `The payment was in ${currency}.`);
  }
  if (amount.amountMinor > leftMinor) {
    throw unprocessable('REFUND_AMOUNT_EXCEEDED', 'That is more than is left of the payment.');
  }
  const dispute = account.openDisputeOf(capture);
  if (dispute?.reversal) {
    throw unprocessable('REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK', 'The payer’s bank has the money already.');
  }
  if (dispute && amount.amountMinor < leftMinor) {
    throw unprocessable('CAPTURE_DISPUTED_PARTIAL_REFUND_NOT_ALLOWED', 'While disputed, all or nothing.');
  }
  const isPending = account.nextRefundIsPending;
  account.nextRefundIsPending = false;
  const notes = { note: read.note_to_payer, invoiceId: read.invoice_id, customId: read.custom_id };
  return giveBack(account, capture, amount, { kind: 'refund', isPending, ...notes });
}

/**
 * Money goes back to the payer: a refund of ours, or a reversal, where PayPal or a bank takes it. Throws DriverError
 * when that much is not left.
 */
export function giveBack(
  account: Account,
  capture: Capture,
  amount: Amount,
  { kind, isPending = false, ...notes }: { kind: 'refund' | 'reversal'; isPending?: boolean } & RefundNotes,
): Refund {
  const leftMinor = account.leftMinor(capture);
  if (capture.feeMinor === undefined || amount.amountMinor > leftMinor) {
    throw new DriverError(
      `${amount.amountMinor} of ${capture.id} can't go back: ${leftMinor} is left, ${capture.status}`,
    );
  }
  const refund: Refund = {
    id: account.id(),
    capture,
    status: isPending ? 'PENDING' : 'COMPLETED',
    isReversal: kind === 'reversal',
    amount,
    totalMinor: capture.unit.amount.amountMinor - leftMinor + amount.amountMinor,
    note: notes.note,
    // Without ids of its own a refund carries the payment's.
    invoiceId: notes.invoiceId ?? capture.unit.invoiceId,
    customId: notes.customId ?? capture.unit.customId,
    createdMs: account.nowMs,
    updatedMs: account.nowMs,
  };
  account.refunds.set(refund.id, refund);
  account.move(kind, refund.id, { ...amount, amountMinor: -amount.amountMinor });
  restateCapture(account, capture);
  if (isPending) tellOfRefund(account, refund, 'PAYMENT.REFUND.PENDING');
  else
    tellOfRefund(
      account,
      refund,
      refund.isReversal ? 'PAYMENT.CAPTURE.REVERSED' : 'PAYMENT.CAPTURE.REFUNDED',
    );
  return refund;
}

/** A pending refund arrives or fails; a failed one leaves the money with the seller. Throws DriverError. */
export function endRefund(account: Account, refund: Refund, status: 'COMPLETED' | 'FAILED'): void {
  if (refund.status !== 'PENDING')
    throw new DriverError(`Refund ${refund.id} is ${refund.status}, not PENDING`);
  refund.status = status;
  refund.updatedMs = account.nowMs;
  if (status === 'FAILED') {
    account.move('refundFailed', refund.id, refund.amount);
    restateCapture(account, refund.capture);
  }
  tellOfRefund(account, refund, status === 'FAILED' ? 'PAYMENT.REFUND.FAILED' : 'PAYMENT.CAPTURE.REFUNDED');
}

/** A reversal is undone: the money is the seller's again. */
export function reinstate(account: Account, reversal: Refund): void {
  reversal.status = 'CANCELLED';
  reversal.updatedMs = account.nowMs;
  account.move('reinstated', reversal.id, reversal.amount);
  restateCapture(account, reversal.capture);
}

/** A pending payment arrives or fails. Throws DriverError. */
export function endPending(account: Account, capture: Capture, arrives: boolean): void {
  if (capture.status !== 'PENDING')
    throw new DriverError(`Capture ${capture.id} is ${capture.status}, not PENDING`);
  if (arrives) {
    completeCapture(account, capture);
    return;
  }
  capture.status = 'DECLINED';
  capture.updatedMs = account.nowMs;
  tellOfCapture(account, capture, 'DENIED');
}

function restateCapture(account: Account, capture: Capture): void {
  const leftMinor = account.leftMinor(capture);
  const isWhole = leftMinor === capture.unit.amount.amountMinor;
  capture.status = leftMinor === 0 ? 'REFUNDED' : isWhole ? 'COMPLETED' : 'PARTIALLY_REFUNDED';
  capture.updatedMs = account.nowMs;
}

function tellOfRefund(account: Account, refund: Refund, type: string): void {
  const resource = refundJson(account, refund);
  const { value, currency_code } = resource.amount;
  const what = refund.isReversal ? 'reversed' : 'refunded';
  const summary = `${currency_code} ${value} of a payment: ${what}, ${refund.status.toLowerCase()}`;
  account.parts.tell({ type, resourceType: 'refund', summary, resource });
}
