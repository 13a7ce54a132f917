import { createVerify } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { ProviderEvent, WebhookRefusal } from '../../ports/paymentProvider.ts';
import type { Certificates } from './certificates.ts';
import { lastOfLink } from './readings.ts';
import { keyOfRefund } from './references.ts';

/** What webhooks are verified by. */
export interface WebhookSettings {
  /** The id of the webhook as registered at PayPal; it is part of what is signed. */
  readonly webhookId: string;
  readonly certificates: Certificates;
  /** Where certificates come from in the other mode: live for the sandbox, the sandbox for live. */
  readonly otherModeHosts: readonly string[];
}

const hourMs = 60 * 60 * 1000;
/** PayPal tries for three days; what is older was kept back by somebody. */
const oldestMs = 4 * 24 * hourMs;
const newestMs = hourMs / 12;

const linksSchema = z.array(z.looseObject({ rel: z.string(), href: z.string() })).default([]);
const eventSchema = z.looseObject({
  id: z.string().min(1).max(200),
  event_type: z.string().max(100),
  create_time: z.coerce.date(),
  resource: z.looseObject({
    id: z.string().optional(),
    order_id: z.string().optional(),
    dispute_id: z.string().optional(),
    custom_id: z.string().optional(),
    supplementary_data: z
      .looseObject({ related_ids: z.looseObject({ order_id: z.string().optional() }).optional() })
      .optional(),
    links: linksSchema,
  }),
});

type Resource = z.infer<typeof eventSchema>['resource'];

/** Verifies a webhook by its exact bytes and says what it is about. Never throws. */
export async function readPayPalWebhook(
  { webhookId, certificates, otherModeHosts }: WebhookSettings,
  body: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
  now: Date,
): Promise<Result<ProviderEvent, WebhookRefusal>> {
  const id = headers['paypal-transmission-id'];
  const time = headers['paypal-transmission-time'];
  const signature = headers['paypal-transmission-sig'];
  const certUrl = headers['paypal-cert-url'];
  if (!id || !time || !signature || !certUrl || headers['paypal-auth-algo'] !== 'SHA256withRSA')
    return refuse({ code: 'bad-signature' });
  const ageMs = now.getTime() - Date.parse(time);
  if (Number.isNaN(ageMs)) return refuse({ code: 'bad-signature' });
  if (ageMs > oldestMs) return refuse({ code: 'stale' });
  if (ageMs < -newestMs) return refuse({ code: 'future' });
  if (otherModeHosts.includes(URL.parse(certUrl)?.host ?? '')) return refuse({ code: 'wrong-mode' });
  const certificate = await certificates.get(certUrl, now);
  const signed = `${id}|${time}|${webhookId}|${crc32(body)}`;
  if (
    certificate?.publicKey.asymmetricKeyType !== 'rsa' ||
    !createVerify('RSA-SHA256').update(signed).verify(certificate.publicKey, signature, 'base64')
  )
    return refuse({ code: 'bad-signature' });

  const event = readEvent(body);
  if (event === undefined) return refuse({ code: 'not-understood' });
  const { id: eventId, event_type: type, create_time: at, resource } = event;
  return ok({ eventId, type, at, subject: subjectOf(type, resource) });
}

function readEvent(body: Uint8Array): z.infer<typeof eventSchema> | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(Buffer.from(body).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/** What to look at. Events about payments are looked at by their order, since only that tells all there is. */
function subjectOf(type: string, resource: Resource): ProviderEvent['subject'] {
  const about = (
    kind: 'checkout' | 'capture' | 'refund' | 'dispute',
    reference: string | undefined,
  ): ProviderEvent['subject'] => (reference === undefined ? undefined : { kind, reference });
  switch (type) {
    case 'CHECKOUT.ORDER.APPROVED':
    case 'CHECKOUT.ORDER.COMPLETED':
    case 'CHECKOUT.ORDER.VOIDED':
      return about('checkout', resource.id);
    case 'CHECKOUT.PAYMENT-APPROVAL.REVERSED':
      return about('checkout', resource.order_id ?? resource.id);
    case 'PAYMENT.CAPTURE.COMPLETED':
    case 'PAYMENT.CAPTURE.PENDING':
    case 'PAYMENT.CAPTURE.DECLINED':
    case 'PAYMENT.CAPTURE.DENIED': {
      const orderId =
        resource.supplementary_data?.related_ids?.order_id ?? lastOfLink(resource.links, 'orders');
      return orderId === undefined ? about('capture', resource.id) : about('checkout', orderId);
    }
    case 'PAYMENT.CAPTURE.REFUNDED':
    case 'PAYMENT.CAPTURE.REVERSED':
    case 'PAYMENT.REFUND.PENDING':
    case 'PAYMENT.REFUND.FAILED': {
      // What is not ours was made at PayPal's site, or is part of a dispute: the capture tells which.
      const isOurs = keyOfRefund(resource.custom_id) !== undefined;
      const captureId = lastOfLink(resource.links, 'captures');
      return isOurs || captureId === undefined ? about('refund', resource.id) : about('capture', captureId);
    }
    case 'CUSTOMER.DISPUTE.CREATED':
    case 'CUSTOMER.DISPUTE.UPDATED':
    case 'CUSTOMER.DISPUTE.RESOLVED':
      return about('dispute', resource.dispute_id);
    default:
      return undefined;
  }
}
