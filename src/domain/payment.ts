import { z } from 'zod';
import { type AmountMinor, amountMinor, type CurrencyCode, currencyCode, type Money } from './money.ts';
import { patienceSchema } from './patience.ts';
import { paymentMethods } from './paymentMethod.ts';
import { payoutPolicySchema } from './payout.ts';
import { unreachable } from './result.ts';

/*
 * What is to be paid for an order, by whom and when: one payment where someone pays everything at once, several for
 * instalments, for people who share, and for what is charged later. Each has its own payment status; the order's is
 * derived from them.
 */

/** Where the money of a payment stands. */
export const paymentStatuses = [
  'Pending',
  'Completed',
  'Failed',
  'Expired',
  'Partially Refunded',
  'Refunded',
  'Charged Back',
] as const;

/** Where the money of a payment stands. */
export type PaymentStatus = (typeof paymentStatuses)[number];

/** Most attempts at one payment, and most refunds of one. */
export const paymentLimits = { attempts: 20, refunds: 20, instalments: 12, payments: 30 } as const;

/** When nothing about a payment has to be looked at again. */
export const never = new Date(Date.UTC(9999, 11, 31));

const snowflake = z.string().regex(/^\d{1,20}$/);
const minor = z.number().int();

/**
 * One try at paying through a provider. `intended`: stored, and perhaps asked for; nobody knows before asking again with
 * the same key. `open`: there is a page. `processing`: the money is on its way. The others are final.
 */
const attemptSchema = z.looseObject({
  /** The key the provider gets; it never means anything else. */
  key: z.string(),
  provider: z.enum(['stripe', 'paypal']),
  state: z.enum(['intended', 'open', 'processing', 'paid', 'failed', 'expired']),
  /** The provider's id of the page, and where it is. */
  reference: z.string().optional(),
  url: z.string().optional(),
  startedAt: z.date(),
  expiresAt: z.date(),
  /** Why it failed, in the provider's code. */
  failure: z.string().optional(),
  /** How often what was approved on the page could not be taken. While it is there, a failed page takes something else. */
  declines: z.number().int().optional(),
});

/** One try at paying through a provider. */
export type Attempt = z.infer<typeof attemptSchema>;

/** Money that a provider took for a payment. */
const captureSchema = z.looseObject({
  provider: z.enum(['stripe', 'paypal']),
  /** The provider's id of it. */
  reference: z.string(),
  amountMinor: minor,
  currency: z.string(),
  at: z.date(),
  /** It could not be used for the order and went to the payer's wallet. */
  credited: z.boolean(),
});

/** What each gave towards a refund; together all of it. What is taken from a hold is `holdMinor`. */
export const sharesSchema = z.object({
  holdMinor: minor,
  workerMinor: minor,
  platformMinor: minor,
  lossMinor: minor,
  /** From the payer's own wallet, where the money had come back to before. */
  payerMinor: minor,
});

/** What each gave towards a refund or a chargeback. */
export type Shares = z.infer<typeof sharesSchema>;

/** Nobody gave anything. */
export const zeroShares: Shares = {
  holdMinor: 0,
  workerMinor: 0,
  platformMinor: 0,
  lossMinor: 0,
  payerMinor: 0,
};

/**
 * Money of a payment on its way back. To a wallet it is `done` at once. Through a provider the money has left its
 * account here when it is `intended`; a `failed` one was put back.
 */
const refundSchema = z.looseObject({
  /** The key the provider gets, and part of the keys of its transfers. */
  key: z.string(),
  amountMinor: minor,
  to: z.enum(['wallet', 'provider']),
  state: z.enum(['intended', 'pending', 'done', 'failed']),
  reference: z.string().optional(),
  reason: z.string(),
  by: snowflake,
  byUsername: z.string(),
  at: z.date(),
  /** The provider's capture that it is given back of; missing where it goes to a wallet or by hand. */
  capture: z.string().optional(),
  /** Where it is not the payment's: a capture in another currency went to the payer's wallet and comes from there. */
  currency: z.string().optional(),
  /** Who bore it, so that a failed one can be put back. */
  from: sharesSchema,
  /** How much of it had come back to the payer's wallet before, and counted as refunded then. */
  againMinor: minor.optional(),
  workerId: snowflake.optional(),
  failure: z.string().optional(),
});

/** Money of a payment on its way back. */
export type Refund = z.infer<typeof refundSchema>;

/** What a provider said of a dispute about a payment, as far as people are told of it. */
export const chargebackFactsSchema = z.looseObject({
  provider: z.enum(['stripe', 'paypal']),
  /** The provider's id of it, and its word for why. */
  reference: z.string(),
  reason: z.string(),
  state: z.enum(['open', 'won', 'lost']),
  /** Until when the provider takes an answer. */
  respondBy: z.date().optional(),
});

/** A dispute about a payment at its provider. `taken` is what the provider holds back because of it, while it does. */
const chargebackSchema = chargebackFactsSchema.extend({
  capture: z.string(),
  /** What is contested. */
  amountMinor: minor,
  currency: z.string(),
  at: z.date(),
  taken: z
    .object({
      amountMinor: minor,
      /** Who bore it, so that it can be given back. */
      from: sharesSchema,
      /** How much of it had come back to the payer's wallet before, and counted as refunded then. */
      againMinor: minor,
      /** How much of it counts in the payment's `chargedBackMinor`. */
      countedMinor: minor,
      workerId: snowflake.optional(),
    })
    .optional(),
  /** How often its money was taken: each time has transfers of its own. */
  times: z.number().int(),
});

/** A dispute about a payment at its provider. */
export type Chargeback = z.infer<typeof chargebackSchema>;

/** Whether its provider has still to decide it, or to give back what it decided about. */
export function isGoingOn({ state, taken }: Pick<Chargeback, 'state' | 'taken'>): boolean {
  return state === 'open' || (state === 'won' && taken !== undefined);
}

/**
 * A payment as stored at `guilds/{guildId}/payments/{paymentId}`. It keeps every attempt and every refund, so that what
 * happened can always be told.
 */
export const paymentSchema = z.looseObject({
  guildId: snowflake,
  /** Its own id, see `paymentIdOf`. */
  paymentId: z.string(),
  /** The order it is for; '' for money that goes into a wallet (a top-up). */
  orderKey: z.string(),
  /** Which of its order's payments it is, from 1. */
  number: z.number().int(),
  /** `price`: part of what was agreed. `extra`: charged later; part of the total only once it is paid. */
  purpose: z.enum(['price', 'extra', 'top-up']),
  payerId: snowflake,
  payerUsername: z.string(),
  amountMinor: minor,
  currency: z.string(),
  status: z.enum(paymentStatuses),
  /** What it is for, in a few words; '' where the order's service says it. */
  description: z.string(),
  /** Work does not start before it is paid. */
  beforeStart: z.boolean(),
  /** When it is to be paid by; reminders and the end of waiting are reckoned from it. */
  dueAt: z.date(),
  /** How patiently, as it held when it was asked for; missing where that is the default. */
  patience: patienceSchema.optional(),
  /** How and with what reference it was paid: the provider's capture, or what staff wrote. */
  method: z.enum(paymentMethods).optional(),
  reference: z.string().optional(),
  paidAt: z.date().optional(),
  /** What came in, what went back or is on its way back, and what a provider took back. */
  capturedMinor: minor,
  refundedMinor: minor,
  chargedBackMinor: minor,
  /** It came when nobody waited for it any more, and went to the payer's wallet. */
  credited: z.boolean().optional(),
  /** Everything providers took for it; more than one when someone paid twice. */
  captures: z.array(captureSchema),
  attempts: z.array(attemptSchema),
  refunds: z.array(refundSchema),
  chargebacks: z.array(chargebackSchema).optional(),
  /** What was agreed when it was paid, whatever becomes of the order later. */
  snapshot: z
    .object({ service: z.string(), totalMinor: minor, payoutPolicy: payoutPolicySchema.optional() })
    .optional(),
  /** How often the payer was reminded. */
  reminders: z.number().int(),
  /** When a job must look at it again: to ask a provider, to remind, to end the waiting. `never` when it need not. */
  nextCheckAt: z.date(),
  createdAt: z.date(),
  createdBy: snowflake,
  /** The latest operations applied, so that one delivered twice is known again. */
  recentOperations: z.array(z.string()),
});

/** A payment as stored. */
export type Payment = z.infer<typeof paymentSchema>;

/** The id of an order's payment: they are numbered, so that all of them can be read without asking for a list. */
export function paymentIdOf(orderKey: string, number: number): string {
  return `${orderKey}.${number}`;
}

/** The ids of all payments of an order that has `count` of them. */
export function paymentIdsOf(orderKey: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => paymentIdOf(orderKey, index + 1));
}

/** What is to be paid, or was. */
export function priceOf(payment: Pick<Payment, 'amountMinor' | 'currency'>): Money {
  return { amountMinor: amountMinor(payment.amountMinor), currency: currencyCode(payment.currency) };
}

/** What came in and has neither gone back nor been taken back: what can still be refunded. */
export function keptMinor(
  payment: Pick<Payment, 'capturedMinor' | 'refundedMinor' | 'chargedBackMinor'>,
): AmountMinor {
  return amountMinor(payment.capturedMinor - payment.refundedMinor - payment.chargedBackMinor);
}

/** Whether it still waits for its payer: a retry of a failed one is possible. */
export function isUnpaid({ status }: Pick<Payment, 'status'>): boolean {
  return status === 'Pending' || status === 'Failed';
}

/** The payment status that follows from what came in and went back. Throws when more left than came. */
export function statusOf(
  payment: Pick<Payment, 'status' | 'capturedMinor' | 'refundedMinor' | 'chargedBackMinor'>,
): PaymentStatus {
  const { capturedMinor, refundedMinor, chargedBackMinor } = payment;
  if (keptMinor(payment) < 0) throw new RangeError('More of a payment went back than came in');
  if (capturedMinor === 0) return payment.status;
  if (chargedBackMinor > 0) return 'Charged Back';
  if (refundedMinor === 0) return 'Completed';
  return refundedMinor === capturedMinor ? 'Refunded' : 'Partially Refunded';
}

/**
 * The payment status of an order: what is wrong or missing comes before what is well. Extra charges count once paid.
 * Completed for an order without payments of its own (recorded as paid).
 */
export function paymentStatusOf(payments: readonly Pick<Payment, 'status' | 'purpose'>[]): PaymentStatus {
  const counted = payments.filter((payment) => payment.purpose !== 'extra' || !isUnsettled(payment.status));
  const has = (status: PaymentStatus) => counted.some((payment) => payment.status === status);
  const all = (status: PaymentStatus) => counted.every((payment) => payment.status === status);
  if (counted.length === 0) return 'Completed';
  if (has('Charged Back')) return 'Charged Back';
  if (has('Failed')) return 'Failed';
  if (has('Pending')) return 'Pending';
  if (all('Refunded')) return 'Refunded';
  if (all('Expired')) return 'Expired';
  if (has('Refunded') || has('Partially Refunded')) return 'Partially Refunded';
  return has('Expired') ? 'Expired' : 'Completed';
}

function isUnsettled(status: PaymentStatus): boolean {
  switch (status) {
    case 'Pending':
    case 'Failed':
    case 'Expired':
      return true;
    case 'Completed':
    case 'Partially Refunded':
    case 'Refunded':
    case 'Charged Back':
      return false;
    default:
      return unreachable(status);
  }
}

/** What is still to be paid before work may start, or (`before` = 'end') before the order may be completed. */
export function dueMinor(
  payments: readonly Pick<Payment, 'status' | 'purpose' | 'beforeStart' | 'amountMinor'>[],
  before: 'start' | 'end',
): AmountMinor {
  const due = payments.filter(
    (payment) =>
      payment.purpose === 'price' && isUnsettled(payment.status) && (before === 'end' || payment.beforeStart),
  );
  return amountMinor(due.reduce((sum, payment) => sum + payment.amountMinor, 0));
}

/** The attempt that may still bring money, if there is one: the latest that is not final. */
export function liveAttempt({ attempts }: Pick<Payment, 'attempts'>): Attempt | undefined {
  return attempts.findLast(({ state }) => state === 'intended' || state === 'open' || state === 'processing');
}

/** Whether money is on its way that may still fail: it is waited for, however long it takes. */
export function isUnderWay({ attempts }: Pick<Payment, 'attempts'>): boolean {
  return attempts.some(({ state }) => state === 'processing');
}

/** A payment that someone is asked for, nothing of it paid yet. */
export function newPayment(
  asked: Pick<
    Payment,
    | 'guildId'
    | 'paymentId'
    | 'orderKey'
    | 'number'
    | 'purpose'
    | 'payerId'
    | 'payerUsername'
    | 'description'
    | 'beforeStart'
    | 'dueAt'
    | 'nextCheckAt'
    | 'createdAt'
    | 'createdBy'
    | 'patience'
  > & { readonly price: Money; readonly operationId: string },
): Payment {
  const { price, operationId, ...rest } = asked;
  return {
    ...rest,
    amountMinor: price.amountMinor,
    currency: price.currency,
    status: 'Pending',
    capturedMinor: 0,
    refundedMinor: 0,
    chargedBackMinor: 0,
    captures: [],
    attempts: [],
    refunds: [],
    reminders: 0,
    recentOperations: [operationId],
  };
}

/** A payment that was made elsewhere and is recorded as made. */
export function recordedPayment(
  asked: Parameters<typeof newPayment>[0] & Required<Pick<Payment, 'method'>> & Pick<Payment, 'reference'>,
): Payment {
  const { method, reference, ...rest } = asked;
  return {
    ...newPayment({ ...rest, nextCheckAt: never }),
    status: 'Completed',
    method,
    ...(reference === undefined ? {} : { reference }),
    paidAt: asked.createdAt,
    capturedMinor: asked.price.amountMinor,
  };
}

/** The currency of these payments; they all share their order's. */
export function currencyOf(payment: Pick<Payment, 'currency'>): CurrencyCode {
  return currencyCode(payment.currency);
}

/** What an audit event says of the payment it is about. */
export function factsOf(
  payment: Pick<Payment, 'number' | 'amountMinor' | 'currency' | 'payerId' | 'method'>,
): Pick<Payment, 'number' | 'amountMinor' | 'currency' | 'payerId' | 'method'> {
  const { number, amountMinor, currency, payerId, method } = payment;
  return { number, amountMinor, currency, payerId, method };
}
