import Stripe from 'stripe';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { ProviderEvent, WebhookRefusal } from '../../ports/paymentProvider.ts';
import { keyOfRefund, readPayment } from './readings.ts';
import { type EventShape, eventSchema } from './shapes.ts';

/** What webhooks are verified by. */
export interface WebhookSettings {
  readonly webhookSecrets: readonly string[];
  readonly isLive: boolean;
  /** Events that name another account are refused; with none set, all that name one. */
  readonly accountId?: string;
}

/** Stripe signs each attempt anew, so that only clocks differ. */
const toleranceSeconds = 300;

/** Verifies a webhook by its exact bytes and says what it is about. Never throws. */
export function readStripeWebhook(
  { webhookSecrets, isLive, accountId }: WebhookSettings,
  body: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
  now: Date,
): Result<ProviderEvent, WebhookRefusal> {
  const header = headers['stripe-signature'] ?? '';
  // The SDK takes the last of several times; here there is only one.
  const [time, another] = [...header.matchAll(/(?:^|,)t=([^,]*)/g)].map(([, value = '']) => value);
  if (time === undefined || another !== undefined || !/^\d{1,12}$/.test(time))
    return refuse({ code: 'bad-signature' });
  if (!webhookSecrets.some((secret) => isSigned(body, header, secret)))
    return refuse({ code: 'bad-signature' });
  const ageSeconds = now.getTime() / 1000 - Number(time);
  if (ageSeconds > toleranceSeconds) return refuse({ code: 'stale' });
  if (ageSeconds < -toleranceSeconds) return refuse({ code: 'future' });

  const event = readEvent(body);
  if (event === undefined) return refuse({ code: 'not-understood' });
  if (event.account !== undefined && event.account !== accountId) return refuse({ code: 'other-account' });
  if (event.livemode !== isLive) return refuse({ code: 'wrong-mode' });
  return ok({ eventId: event.id, type: event.type, at: event.created, subject: subjectOf(event) });
}

/** Whether a secret signed these bytes, at whatever time. */
function isSigned(body: Uint8Array, header: string, secret: string): boolean {
  try {
    return Stripe.webhooks.signature?.verifyHeader(body, header, secret, 0) === true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

function readEvent(body: Uint8Array): EventShape | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(Buffer.from(body).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/** What to look at. Pages tell all about paying, and are found by their payments where only those are told of. */
function subjectOf({ type, data: { object } }: EventShape): ProviderEvent['subject'] {
  const capture = object.payment_intent
    ? ({ kind: 'capture', reference: object.payment_intent } as const)
    : undefined;
  switch (type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired':
      return { kind: 'checkout', reference: object.id };
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled':
      return readPayment(object.metadata) === undefined
        ? undefined
        : { kind: 'checkout', reference: object.id };
    case 'charge.refunded':
      return capture;
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      // What we did not ask for was made at Stripe's site, and shows in what is left of the capture.
      return keyOfRefund(object.metadata) === undefined ? capture : { kind: 'refund', reference: object.id };
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
      return { kind: 'dispute', reference: object.id };
    default:
      return undefined;
  }
}
