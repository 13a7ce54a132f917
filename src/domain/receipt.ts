import { amountMinor, type CurrencyCode, currencyCode, type Money } from './money.ts';
import type { Order } from './order.ts';
import { keptMinor, type Payment } from './payment.ts';
import type { PaymentMethod } from './paymentMethod.ts';

/** One payment on a receipt. */
export interface ReceiptLine {
  /** What it was for, as it was agreed when it was paid. */
  readonly what: string;
  readonly payer: string;
  readonly money: Money;
  readonly method: PaymentMethod;
  /** The provider's id of it, or what staff wrote; undefined where there is none. */
  readonly reference: string | undefined;
  readonly paidAt: Date;
  /** What went back of it. */
  readonly refunded: Money;
}

/** What was paid for an order, for its payer to keep. */
export interface Receipt {
  readonly orderId: string;
  readonly customer: string;
  readonly lines: readonly ReceiptLine[];
  readonly paid: Money;
  readonly refunded: Money;
  /** Tax that is part of the price; undefined where none was named. */
  readonly taxIncluded: Money | undefined;
  readonly currency: CurrencyCode;
}

/**
 * The receipt over these payments of an order, undefined when nothing of them was paid. Money that came when it was no
 * longer wanted and went to a wallet is not on it: it paid for nothing.
 */
export function receiptOf(order: Order, payments: readonly Payment[]): Receipt | undefined {
  const currency = currencyCode(order.currency);
  const money = (minor: number): Money => ({ amountMinor: amountMinor(minor), currency });
  const lines = payments.flatMap((payment): readonly ReceiptLine[] => {
    const { method, paidAt, description, capturedMinor } = payment;
    if (capturedMinor === 0 || payment.credited === true || method === undefined || paidAt === undefined)
      return [];
    const service = payment.snapshot?.service ?? order.service;
    return [
      {
        what: description === '' ? service : `${service}: ${description}`,
        payer: payment.payerUsername,
        money: money(capturedMinor),
        method,
        reference: payment.reference,
        paidAt,
        refunded: money(capturedMinor - keptMinor(payment)),
      },
    ];
  });
  if (lines.length === 0) return undefined;
  const sumOf = (amounts: readonly Money[]) => money(amounts.reduce((sum, one) => sum + one.amountMinor, 0));
  return {
    orderId: order.orderId,
    customer: order.username,
    lines,
    paid: sumOf(lines.map((line) => line.money)),
    refunded: sumOf(lines.map((line) => line.refunded)),
    taxIncluded: order.taxIncludedMinor === undefined ? undefined : money(order.taxIncludedMinor),
    currency,
  };
}
