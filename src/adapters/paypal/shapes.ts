import { z } from 'zod';
import { moneySchema } from './amounts.ts';

/*
 * The part of PayPal's answers that is used. Statuses are read as text: an unknown one is decided on where it is used.
 */

const linksSchema = z
  .array(z.looseObject({ rel: z.string(), href: z.string() }))
  .catch([])
  .default([]);

/** An access token. */
export const tokenSchema = z.looseObject({ access_token: z.string().min(1), expires_in: z.number() });

/** Money taken. */
export const captureSchema = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  status_details: z.looseObject({ reason: z.string().optional() }).optional(),
  amount: moneySchema,
  custom_id: z.string().optional(),
  create_time: z.coerce.date(),
  supplementary_data: z
    .looseObject({ related_ids: z.looseObject({ order_id: z.string().optional() }).optional() })
    .optional(),
  links: linksSchema,
});

/** Money taken, as PayPal shows it. */
export type CaptureShape = z.infer<typeof captureSchema>;

/** Money given back, or taken back by PayPal: both look alike. */
export const refundSchema = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  amount: moneySchema,
  custom_id: z.string().optional(),
  create_time: z.coerce.date(),
  links: linksSchema,
});

/** Money given or taken back, as PayPal shows it. */
export type RefundShape = z.infer<typeof refundSchema>;

/** An order: what PayPal calls a payment page and what became of it. */
export const orderSchema = z.looseObject({
  id: z.string().min(1),
  status: z.string(),
  purchase_units: z
    .array(
      z.looseObject({
        custom_id: z.string().optional(),
        payments: z
          .looseObject({
            captures: z.array(captureSchema).default([]),
            refunds: z.array(refundSchema).default([]),
          })
          .default({ captures: [], refunds: [] }),
      }),
    )
    .min(1),
  create_time: z.coerce.date(),
  links: linksSchema,
});

/** An order, as PayPal shows it. */
export type OrderShape = z.infer<typeof orderSchema>;

/** A dispute. */
export const disputeSchema = z.looseObject({
  dispute_id: z.string().min(1),
  create_time: z.coerce.date(),
  reason: z.string().default('OTHER'),
  status: z.string(),
  seller_response_due_date: z.coerce.date().optional(),
  dispute_amount: moneySchema,
  dispute_outcome: z
    .looseObject({ outcome_code: z.string().optional(), amount_refunded: moneySchema.optional() })
    .optional(),
  disputed_transactions: z
    .array(z.looseObject({ seller_transaction_id: z.string().min(1), custom: z.string().optional() }))
    .min(1),
  money_movements: z
    .array(
      z.looseObject({
        affected_party: z.string().optional(),
        type: z.string().optional(),
        amount: moneySchema,
      }),
    )
    .default([]),
});

/** A dispute, as PayPal shows it. */
export type DisputeShape = z.infer<typeof disputeSchema>;

/** The disputes about one payment. */
export const disputesSchema = z.looseObject({
  items: z.array(z.looseObject({ dispute_id: z.string().min(1) })).default([]),
});

/** What an error says in a word. */
export const errorSchema = z.looseObject({
  name: z.string().optional(),
  error: z.string().optional(),
  details: z
    .array(z.looseObject({ issue: z.string().optional() }))
    .catch([])
    .default([]),
});
