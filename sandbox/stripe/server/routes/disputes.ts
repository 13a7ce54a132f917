import { z } from 'zod';
import { disputeOf, evidenceFields, updateDispute } from '../../model/disputes.ts';
import type { Routes } from '../call.ts';
import { expanded } from '../expand.ts';
import { pageOf } from '../lists.ts';
import { common, flag, metadata, paging, readParams, text } from '../params.ts';

const evidence = z.strictObject(
  Object.fromEntries(evidenceFields.map((field) => [field, z.string().max(20_000, 'long').optional()])),
);

const change = z.strictObject({
  ...common('dispute'),
  evidence: evidence.optional(),
  metadata: metadata.optional(),
  submit: flag.optional(),
});

const listing = z.strictObject({
  ...paging('dispute'),
  charge: text().optional(),
  payment_intent: text().optional(),
});

/** `disputes` */
export const disputeRoutes: Routes = {
  'GET /v1/disputes/:id': ({ world, id, params }) => {
    const { expand } = readParams(z.strictObject(common('dispute')), params);
    return expanded(world, disputeOf(world, id), expand);
  },

  'POST /v1/disputes/:id': ({ world, id, params }) => {
    const asked = readParams(change, params);
    const given = Object.entries(asked.evidence ?? {}).flatMap(([field, value]) =>
      value === undefined ? [] : [[field, value] as const],
    );
    const dispute = updateDispute(world, id, {
      evidence: Object.fromEntries(given),
      metadata: asked.metadata ?? {},
      submit: asked.submit ?? true,
    });
    return expanded(world, dispute, asked.expand);
  },

  'GET /v1/disputes': ({ world, params }) => {
    const asked = readParams(listing, params);
    const found = [...world.disputes.values()].filter(
      (dispute) =>
        (asked.charge === undefined || dispute.charge === asked.charge) &&
        (asked.payment_intent === undefined || dispute.payment_intent === asked.payment_intent),
    );
    return expanded(world, pageOf(found, '/v1/disputes', asked), asked.expand);
  },
};
