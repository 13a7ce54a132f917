import Stripe from 'stripe';
import type { z } from 'zod';
import { ok, refuse } from '../../domain/result.ts';
import type { Asked, ProviderFailure } from '../../ports/paymentProvider.ts';

/** These say that no connection came about, so nothing was sent. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
/** These may say no more than that Stripe had closed a connection that was kept. */
const cut = new Set(['ECONNRESET', 'EPIPE']);

/**
 * The SDK's own transport, less its repeating: that would hide whether a call that failed may have arrived. The SDK looks
 * at the code of an error for that, and finds none.
 */
export function oneTryEach(): ReturnType<typeof Stripe.createNodeHttpClient> {
  const client = Stripe.createNodeHttpClient();
  const makeRequest = client.makeRequest.bind(client);
  client.makeRequest = (...request) =>
    makeRequest(...request).catch((cause: unknown) => {
      throw new Error('The connection to Stripe failed', { cause });
    });
  return client;
}

/**
 * What a call is for. A `question` changes nothing, so that not knowing its answer is no more than having to ask again. A
 * `page` is useless to everyone until its address is known, so one that Stripe will never tell of is as good as none. An
 * `order` may have been carried out.
 */
export type Purpose = 'question' | 'page' | 'order';

/** Calls Stripe and reads the answer. A connection that was cut is tried once more, an order under its same key. */
export async function ask<T>(purpose: Purpose, schema: z.ZodType<T>, call: () => Promise<unknown>): Asked<T> {
  const first = await tryOnce(purpose, schema, call);
  if (first.ok || !cut.has(first.refusal.reason)) return first;
  const second = await tryOnce(purpose, schema, call);
  // That the second one did not arrive says nothing about the first.
  return purpose !== 'question' && !second.ok && second.refusal.code === 'unavailable'
    ? fail('unknown', second.refusal.reason)
    : second;
}

async function tryOnce<T>(purpose: Purpose, schema: z.ZodType<T>, call: () => Promise<unknown>): Asked<T> {
  const unclear = (reason: string) => fail(purpose === 'question' ? 'unavailable' : 'unknown', reason);
  try {
    const read = schema.safeParse(await call());
    return read.success ? ok(read.data) : unclear('answer-not-understood');
  } catch (error) {
    // Whatever else is thrown is a bug.
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const reason = reasonOf(error);
    switch (error.statusCode) {
      case undefined:
        return neverSent.has(reason) ? fail('unavailable', reason) : unclear(reason);
      case 401:
      case 403:
        return fail('unauthorised', reason);
      case 404:
        return fail('not-found', reason);
      case 429:
        return fail('unavailable', reason);
      // Another call with the same key is under way, and how it ends is not known yet.
      case 409:
        return unclear(reason);
      default: {
        const isClear = error.statusCode >= 400 && error.statusCode < 500;
        // What Stripe keeps for the key is all that it will ever say.
        const isHopeless = purpose === 'page' && error.headers?.['idempotent-replayed'] === 'true';
        return isClear || isHopeless ? fail('refused', reason) : unclear(reason);
      }
    }
  }
}

/** A failure of Stripe's. */
export function fail(code: ProviderFailure['code'], reason: string) {
  return refuse({ code, provider: 'stripe', reason } as const satisfies ProviderFailure);
}

/**
 * Stripe's word for what is wrong. Its messages are for developers and may show part of a key: only what looks like a
 * code is passed on.
 */
function reasonOf(error: Stripe.errors.StripeError): string {
  if (error instanceof Stripe.errors.StripeConnectionError) return connectionReasonOf(error);
  const { code, rawType, param, statusCode } = error;
  // Without a status it was no answer in JSON.
  if (statusCode === undefined) return 'answer-not-understood';
  const words = [code, [rawType, param].filter((word) => word !== undefined).join('.')];
  return words.find((word) => word !== undefined && /^[\w.[\]]{1,100}$/.test(word)) ?? `HTTP_${statusCode}`;
}

function connectionReasonOf({ detail }: Stripe.errors.StripeConnectionError): string {
  const cause: unknown = detail instanceof Error ? (detail.cause ?? detail) : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'network';
}
