import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { ok, type Result, refuse } from '../../src/domain/result.ts';
import type { ProviderEvent, WebhookRefusal } from '../../src/ports/paymentProvider.ts';

/** What a webhook is sent as. */
export interface SignedWebhook {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whose webhooks these are, and by what they are known. */
export interface WebhookSigner {
  readonly secret: string;
  readonly account: string;
  readonly isLive: boolean;
}

const toleranceMs = 5 * 60_000;

const bodySchema = z.object({
  id: z.string(),
  type: z.string(),
  at: z.number(),
  account: z.string(),
  live: z.boolean(),
  subject: z
    .object({ kind: z.enum(['checkout', 'capture', 'refund', 'dispute']), reference: z.string() })
    .optional(),
});

/** Signs an event as of a moment, as its provider would; whatever the signer says may be a lie. */
export function signWebhook(
  { eventId: id, type, at, subject }: ProviderEvent,
  { secret, account, isLive }: WebhookSigner,
  signedAt: Date,
): SignedWebhook {
  const text = JSON.stringify({ id, type, at: at.getTime(), account, live: isLive, subject });
  const body = new TextEncoder().encode(text);
  const time = String(signedAt.getTime());
  return { body, headers: { 'fake-time': time, 'fake-signature': signatureOf(time, body, secret) } };
}

/** Believes what carries the signer's own signature, is about its own account and mode, and of about now. */
export function verifyWebhook(
  body: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
  { secret, account, isLive }: WebhookSigner,
  now: Date,
): Result<ProviderEvent, WebhookRefusal> {
  const { 'fake-time': time = '', 'fake-signature': signature = '' } = headers;
  const expected = Buffer.from(signatureOf(time, body, secret));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return refuse({ code: 'bad-signature' });
  const ageMs = now.getTime() - Number(time);
  if (ageMs > toleranceMs) return refuse({ code: 'stale' });
  if (ageMs < -toleranceMs) return refuse({ code: 'future' });
  const read = bodySchema.safeParse(parseJson(body));
  if (!read.success) return refuse({ code: 'not-understood' });
  const { id, type, at, account: from, live, subject } = read.data;
  if (from !== account) return refuse({ code: 'other-account' });
  if (live !== isLive) return refuse({ code: 'wrong-mode' });
  return ok({ eventId: id, type, at: new Date(at), subject });
}

function signatureOf(time: string, body: Uint8Array, secret: string): string {
  return createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
