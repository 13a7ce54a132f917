import { z } from 'zod';
import { balanceOf } from '../../model/balance.ts';
import { missing } from '../../model/errors.ts';
import type { Routes } from '../call.ts';
import { expanded } from '../expand.ts';
import { pageOf } from '../lists.ts';
import { common, flag, list, paging, readParams, text } from '../params.ts';

const eventListing = z.strictObject({
  ...paging('event'),
  type: text().optional(),
  types: list(text()).optional(),
  delivery_success: flag.optional(),
});

const transactionListing = z.strictObject({
  ...paging('balance_transaction'),
  currency: text(3).optional(),
  source: text().optional(),
  type: text().optional(),
});

/** `events`, `balance`, `balanceTransactions` and `accounts.retrieveCurrent` */
export const accountRoutes: Routes = {
  'GET /v1/events/:id': ({ world, id, params }) => {
    readParams(z.strictObject(common('event')), params);
    const event = world.events.get(id);
    if (!event) throw missing('event', id);
    return expanded(world, event);
  },

  'GET /v1/events': ({ world, params }) => {
    const asked = readParams(eventListing, params);
    const types = asked.types ?? (asked.type === undefined ? undefined : [asked.type]);
    const wanted = (type: string) =>
      types === undefined ||
      types.some((one) => (one.endsWith('*') ? type.startsWith(one.slice(0, -1)) : one === type));
    const found = [...world.events.values()].filter(({ type }) => wanted(type));
    return expanded(world, pageOf(found, '/v1/events', asked));
  },

  'GET /v1/balance': ({ world, params }) => {
    readParams(z.strictObject(common('none')), params);
    return balanceOf(world);
  },

  'GET /v1/balance_transactions/:id': ({ world, id, params }) => {
    const { expand } = readParams(z.strictObject(common('balance_transaction')), params);
    const transaction = world.transactions.get(id);
    if (!transaction) throw missing('balance transaction', id);
    return expanded(world, transaction, expand);
  },

  'GET /v1/balance_transactions': ({ world, params }) => {
    const { currency, source, type, ...asked } = readParams(transactionListing, params);
    const found = [...world.transactions.values()].filter(
      (one) =>
        (currency === undefined || one.currency === currency) &&
        (source === undefined || one.source === source) &&
        (type === undefined || one.type === type),
    );
    return expanded(world, pageOf(found, '/v1/balance_transactions', asked), asked.expand);
  },

  'GET /v1/account': ({ world, params }) => {
    readParams(z.strictObject(common('none')), params);
    return { id: world.accountId, object: 'account', charges_enabled: true, country: 'US', type: 'standard' };
  },
};
