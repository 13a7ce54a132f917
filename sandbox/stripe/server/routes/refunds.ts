import { z } from 'zod';
import { createRefund, refundOf } from '../../model/refunds.ts';
import type { Routes } from '../call.ts';
import { expanded } from '../expand.ts';
import { pageOf } from '../lists.ts';
import { common, integer, metadata, paging, readParams, text } from '../params.ts';

const creation = z.strictObject({
  ...common('refund'),
  amount: integer.optional(),
  charge: text().optional(),
  payment_intent: text().optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata.optional(),
});

const listing = z.strictObject({
  ...paging('refund'),
  charge: text().optional(),
  payment_intent: text().optional(),
});

/** `refunds` */
export const refundRoutes: Routes = {
  'POST /v1/refunds': ({ world, params }) => {
    const asked = readParams(creation, params);
    const { amount, charge, reason } = asked;
    const refund = createRefund(world, {
      amount,
      charge,
      reason,
      paymentIntent: asked.payment_intent,
      metadata: asked.metadata,
    });
    return expanded(world, refund, asked.expand);
  },

  'GET /v1/refunds/:id': ({ world, id, params }) => {
    const { expand } = readParams(z.strictObject(common('refund')), params);
    return expanded(world, refundOf(world, id), expand);
  },

  'GET /v1/refunds': ({ world, params }) => {
    const asked = readParams(listing, params);
    const found = [...world.refunds.values()].filter(
      (refund) =>
        (asked.charge === undefined || refund.charge === asked.charge) &&
        (asked.payment_intent === undefined || refund.payment_intent === asked.payment_intent),
    );
    return expanded(world, pageOf(found, '/v1/refunds', asked), asked.expand);
  },
};
