import { z } from 'zod';
import { createSession, expireSession, sessionOf } from '../../model/sessions.ts';
import type { Routes } from '../call.ts';
import { expanded } from '../expand.ts';
import { listOf, pageOf } from '../lists.ts';
import { address, common, flag, integer, list, metadata, paging, readParams, text } from '../params.ts';

const email = z.string().regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'email');

const lineItem = z.strictObject({
  price_data: z.strictObject({
    currency: text(3).transform((code) => code.toLowerCase()),
    product_data: z.strictObject({
      name: text(),
      description: text().optional(),
      metadata: metadata.optional(),
    }),
    unit_amount: integer.refine((amount) => amount >= 0, 'integer'),
    tax_behavior: z.enum(['exclusive', 'inclusive', 'unspecified']).optional(),
  }),
  quantity: integer.refine((count) => count >= 1, 'integer'),
});

/** The parameters that the local Stripe knows; real Stripe knows more. */
const creation = z.strictObject({
  ...common('checkout.session'),
  mode: z.enum(['payment', 'setup', 'subscription']),
  ui_mode: z.enum(['hosted_page']).optional(),
  line_items: list(lineItem),
  success_url: address,
  cancel_url: address.optional(),
  client_reference_id: text(200).optional(),
  customer_email: email.optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  expires_at: integer.optional(),
  locale: text(10).optional(),
  metadata: metadata.optional(),
  payment_method_types: list(z.enum(['card', 'sepa_debit', 'us_bank_account'])).optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay', 'subscribe']).optional(),
  adaptive_pricing: z.strictObject({ enabled: flag.optional() }).optional(),
  allow_promotion_codes: flag.optional(),
  billing_address_collection: z.enum(['auto', 'required']).optional(),
  payment_intent_data: z
    .strictObject({
      capture_method: z.enum(['automatic', 'automatic_async']).optional(),
      description: text(1000).optional(),
      metadata: metadata.optional(),
      receipt_email: email.optional(),
      statement_descriptor: text(22).optional(),
      statement_descriptor_suffix: text(22).optional(),
    })
    .optional(),
});

const listing = z.strictObject({
  ...paging('checkout.session'),
  payment_intent: text().optional(),
  status: z.enum(['complete', 'expired', 'open']).optional(),
});

/** `checkout.sessions` */
export const sessionRoutes: Routes = {
  'POST /v1/checkout/sessions': ({ world, params }) => {
    const asked = readParams(creation, params);
    const session = createSession(world, {
      lines: asked.line_items.map(({ price_data: price, quantity }) => ({
        name: price.product_data.name,
        description: price.product_data.description,
        currency: price.currency,
        unitAmount: price.unit_amount,
        quantity,
      })),
      mode: asked.mode,
      successUrl: asked.success_url,
      cancelUrl: asked.cancel_url,
      expiresAt: asked.expires_at,
      clientReferenceId: asked.client_reference_id,
      customerEmail: asked.customer_email,
      metadata: asked.metadata ?? {},
      locale: asked.locale,
      submitType: asked.submit_type,
      paymentMethodTypes: asked.payment_method_types ?? ['card', 'sepa_debit'],
      intent: {
        description: asked.payment_intent_data?.description ?? null,
        metadata: asked.payment_intent_data?.metadata ?? {},
      },
    });
    return expanded(world, session, asked.expand);
  },

  'GET /v1/checkout/sessions/:id': ({ world, id, params }) => {
    const { expand } = readParams(z.strictObject(common('checkout.session')), params);
    return expanded(world, sessionOf(world, id).wire, expand);
  },

  'POST /v1/checkout/sessions/:id/expire': ({ world, id, params }) => {
    const { expand } = readParams(z.strictObject(common('checkout.session')), params);
    return expanded(world, expireSession(world, id), expand);
  },

  'GET /v1/checkout/sessions/:id/line_items': ({ world, id, params }) => {
    const { expand } = readParams(
      z.strictObject({ ...paging('item'), created: z.never().optional() }),
      params,
    );
    const items = listOf(sessionOf(world, id).lineItems, `/v1/checkout/sessions/${id}/line_items`);
    return expanded(world, items, expand);
  },

  'GET /v1/checkout/sessions': ({ world, params }) => {
    const asked = readParams(listing, params);
    const found = [...world.sessions.values()]
      .map(({ wire }) => wire)
      .filter(
        (wire) =>
          (asked.payment_intent === undefined || wire.payment_intent === asked.payment_intent) &&
          (asked.status === undefined || wire.status === asked.status),
      );
    return expanded(world, pageOf(found, '/v1/checkout/sessions', asked), asked.expand);
  },
};
