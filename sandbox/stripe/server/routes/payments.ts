import { z } from 'zod';
import { chargeOf } from '../../model/charges.ts';
import { intentOf } from '../../model/intents.ts';
import type { Routes } from '../call.ts';
import { expanded } from '../expand.ts';
import { listOf, pageOf } from '../lists.ts';
import { common, paging, readParams, text } from '../params.ts';
import { search } from '../search.ts';

const searching = z.strictObject({
  ...paging('payment_intent'),
  query: text(),
  page: text().optional(),
  created: z.never().optional(),
});

/** `paymentIntents` and `charges` */
export const paymentRoutes: Routes = {
  'GET /v1/payment_intents/search': ({ world, params }) => {
    const { query, limit = 10, expand } = readParams(searching, params);
    const found = search(world.intents.values(), query);
    const page = {
      ...listOf(found.slice(0, limit), '/v1/payment_intents/search'),
      object: 'search_result',
      has_more: found.length > limit,
      next_page: null,
    };
    return expanded(world, page, expand);
  },

  'GET /v1/payment_intents/:id': ({ world, id, params }) => {
    const { expand } = readParams(
      z.strictObject({ ...common('payment_intent'), client_secret: text().optional() }),
      params,
    );
    return expanded(world, intentOf(world, id), expand);
  },

  'GET /v1/payment_intents': ({ world, params }) => {
    const asked = readParams(z.strictObject(paging('payment_intent')), params);
    return expanded(world, pageOf(world.intents.values(), '/v1/payment_intents', asked), asked.expand);
  },

  'GET /v1/charges/:id': ({ world, id, params }) => {
    const { expand } = readParams(z.strictObject(common('charge')), params);
    return expanded(world, chargeOf(world, id), expand);
  },

  'GET /v1/charges': ({ world, params }) => {
    const asked = readParams(
      z.strictObject({ ...paging('charge'), payment_intent: text().optional() }),
      params,
    );
    const found = [...world.charges.values()].filter(
      (charge) => asked.payment_intent === undefined || charge.payment_intent === asked.payment_intent,
    );
    return expanded(world, pageOf(found, '/v1/charges', asked), asked.expand);
  },
};
