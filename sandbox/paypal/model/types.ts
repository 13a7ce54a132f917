import type { Amount } from '../money.ts';

/** How a payer pays, and so what a capture of it becomes. */
export type Funding =
  /** At once. */
  | 'balance'
  /** From a bank account: the capture is pending until `settlePending` or `denyPending`. */
  | 'echeck'
  /** The capture is refused with `INSTRUMENT_DECLINED`, and the payer may choose again. */
  | 'declinedCard'
  /** A capture is made, and is DECLINED. */
  | 'riskyCard';

/** Whoever pays at PayPal. */
export interface Payer {
  readonly payerId: string;
  readonly email: string;
  readonly givenName: string;
  readonly surname: string;
}

/** One thing that is paid for in an order. */
export interface Unit {
  readonly referenceId: string;
  readonly amount: Amount;
  readonly customId?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly description?: string | undefined;
}

/** An order, as PayPal calls one payment on its way. */
export interface Order {
  readonly id: string;
  status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'COMPLETED' | 'VOIDED';
  readonly units: readonly Unit[];
  /** It was created with `payment_source.paypal`, so its link is called `payer-action`. */
  readonly namesSource: boolean;
  readonly brandName?: string | undefined;
  readonly returnUrl?: string | undefined;
  readonly cancelUrl?: string | undefined;
  readonly createdMs: number;
  updatedMs: number;
  /** After this nobody finds it any more, unless it is completed or voided. */
  expiresMs: number;
  payer?: Payer;
  funding?: Funding;
}

/** Money taken for one unit of an order. */
export interface Capture {
  readonly id: string;
  readonly order: Order;
  readonly unit: Unit;
  status: 'COMPLETED' | 'PENDING' | 'DECLINED' | 'PARTIALLY_REFUNDED' | 'REFUNDED';
  reason?: 'ECHECK' | 'DECLINED_BY_RISK_FRAUD_FILTERS';
  /** What PayPal kept of it, once it is completed. */
  feeMinor?: number;
  readonly createdMs: number;
  updatedMs: number;
}

/** Money given back, by us or (then it is a reversal) taken back by PayPal. */
export interface Refund {
  readonly id: string;
  readonly capture: Capture;
  status: 'COMPLETED' | 'PENDING' | 'FAILED' | 'CANCELLED';
  readonly isReversal: boolean;
  readonly amount: Amount;
  /** All that was given back of the capture by then. */
  readonly totalMinor: number;
  readonly note?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly customId?: string | undefined;
  readonly createdMs: number;
  updatedMs: number;
}

/** Why a payer complains. */
export type DisputeReason =
  | 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED'
  | 'MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED'
  | 'UNAUTHORISED'
  | 'CREDIT_NOT_PROCESSED'
  | 'DUPLICATE_TRANSACTION'
  | 'INCORRECT_AMOUNT'
  | 'PAYMENT_BY_OTHER_MEANS'
  | 'CANCELED_RECURRING_BILLING'
  | 'PROBLEM_WITH_REMITTANCE'
  | 'OTHER';

/** How a dispute ended. */
export type DisputeOutcome =
  | 'RESOLVED_BUYER_FAVOUR'
  | 'RESOLVED_SELLER_FAVOUR'
  | 'RESOLVED_WITH_PAYOUT'
  | 'CANCELED_BY_BUYER'
  | 'ACCEPTED';

/** What the seller said in a dispute. */
export interface Evidence {
  readonly type: string;
  readonly notes?: string | undefined;
  readonly fileNames: readonly string[];
  readonly atMs: number;
}

/** A payer's complaint about a capture. */
export interface Dispute {
  readonly id: string;
  readonly capture: Capture;
  readonly amount: Amount;
  readonly reason: DisputeReason;
  /** EXTERNAL: by way of the payer's bank. */
  readonly channel: 'INTERNAL' | 'EXTERNAL';
  status: 'WAITING_FOR_SELLER_RESPONSE' | 'UNDER_REVIEW' | 'RESOLVED';
  outcome?: DisputeOutcome;
  readonly evidences: Evidence[];
  /** The reversal by which PayPal took the money, if it did. */
  reversal?: Refund;
  readonly createdMs: number;
  updatedMs: number;
  readonly responseDueMs: number;
}

/** Money that moved on the seller's PayPal account; above 0 it came in. */
export interface Movement {
  readonly atMs: number;
  readonly kind: 'capture' | 'fee' | 'refund' | 'refundFailed' | 'reversal' | 'reinstated';
  readonly currency: string;
  /** ISO 4217 minor units. */
  readonly amountMinor: number;
  /** The capture or refund it belongs to. */
  readonly id: string;
}
