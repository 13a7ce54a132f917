import { z } from 'zod';

/*
 * What is used of Stripe's objects. Whatever does not fit was not understood.
 */

const id = z.string().min(1).max(255);
const seconds = z
  .number()
  .int()
  .transform((at) => new Date(at * 1000));
const metadata = z.record(z.string(), z.string()).nullish();

/** A session as it was just opened. */
export const openedSchema = z.looseObject({ id, url: z.url(), expires_at: seconds });

const chargeSchema = z.looseObject({
  id,
  amount_captured: z.number().int(),
  amount_refunded: z.number().int(),
  created: seconds,
});

/** A payment with its latest charge filled in. */
export const intentSchema = z.looseObject({
  id,
  status: z.string(),
  currency: z.string(),
  livemode: z.boolean(),
  metadata,
  last_payment_error: z.looseObject({ code: z.string().nullish() }).nullish(),
  latest_charge: chargeSchema.nullable(),
});

/** A session with its payment and latest charge filled in. */
export const sessionSchema = z.looseObject({
  id,
  status: z.enum(['open', 'complete', 'expired']),
  payment_status: z.string(),
  metadata,
  payment_intent: intentSchema.nullable(),
});

/** The sessions of a payment. */
export const sessionsSchema = z.looseObject({ data: z.array(z.looseObject({ id })) });

/** A charge by itself. */
export const chargeReferenceSchema = z.looseObject({ payment_intent: id.nullable() });

/** A refund. */
export const refundSchema = z.looseObject({
  id,
  amount: z.number().int(),
  currency: z.string(),
  created: seconds,
  metadata,
  payment_intent: id.nullable(),
  status: z.string().nullable(),
});

/** The refunds of a payment. */
export const refundsSchema = z.looseObject({ data: z.array(refundSchema), has_more: z.boolean() });

/** A dispute with its payment filled in. */
export const disputeSchema = z.looseObject({
  id,
  amount: z.number().int(),
  balance_transactions: z.array(z.looseObject({ amount: z.number() })),
  created: seconds,
  currency: z.string(),
  evidence_details: z.looseObject({ due_by: seconds.nullable() }).optional(),
  payment_intent: z.looseObject({ id, metadata }).nullable(),
  reason: z.string(),
  status: z.string(),
});

/** A webhook's event, as far as it says what to look at. */
export const eventSchema = z.looseObject({
  id,
  type: z.string().max(200),
  account: z.string().optional(),
  created: seconds,
  livemode: z.boolean(),
  data: z.looseObject({
    object: z.looseObject({ id, metadata, payment_intent: id.nullish().catch(undefined) }),
  }),
});

/** See `sessionSchema`. */
export type SessionShape = z.infer<typeof sessionSchema>;
/** See `intentSchema`. */
export type IntentShape = z.infer<typeof intentSchema>;
/** See `refundSchema`. */
export type RefundShape = z.infer<typeof refundSchema>;
/** See `disputeSchema`. */
export type DisputeShape = z.infer<typeof disputeSchema>;
/** See `eventSchema`. */
export type EventShape = z.infer<typeof eventSchema>;
