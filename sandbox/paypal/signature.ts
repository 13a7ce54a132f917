import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** How a webhook can be forged; `certificate` unless told. */
export type Forgery =
  /** By a certificate with PayPal's names that another root has signed. */
  | 'certificate'
  /** By a certificate of the right root that ran out in 2020. */
  | 'expired'
  /** With a certificate address at another host: its name is not the one that others may be told to trust. */
  | 'host'
  /** Rightly, but for somebody else's webhook. */
  | 'webhook';

/** Where the local PayPal serves its certificate. */
export const CERTIFICATE_PATHS = {
  leaf: '/v1/notifications/certs/CERT-local-leaf',
  expired: '/v1/notifications/certs/CERT-local-expired',
  forged: '/v1/notifications/certs/CERT-local-forged',
} as const;

/** A certificate that the local PayPal serves. */
export type CertificateName = keyof typeof CERTIFICATE_PATHS;

const read = (name: string) => readFileSync(new URL(`testCertificates/${name}`, import.meta.url), 'utf8');

/**
 * Test material, good for nothing else: a root, a certificate signed by it, one that has run out, and one by another
 * root. The roots' keys were thrown away.
 */
export const rootCertificate: string = read('root.pem');

/** What is served at a certificate's address: the certificate itself and whoever signed it, as far as that is known. */
export function certificatePem(name: CertificateName): string {
  return name === 'forged' ? read('forged.pem') : read(`${name}.pem`) + rootCertificate;
}

/** What one transmission of a webhook is signed for. */
export interface Transmission {
  readonly id: string;
  readonly time: string;
  readonly webhookId: string;
  readonly body: string;
  /** `http://127.0.0.1:PORT`, where the certificate is served. */
  readonly origin: string;
}

/** The headers of a webhook: a signature over the transmission, the webhook's id and a checksum of the exact body. */
export function signWebhook(
  { id, time, webhookId, body, origin }: Transmission,
  forgery: Forgery | undefined,
): Record<string, string> {
  const name: CertificateName =
    forgery === 'certificate' ? 'forged' : forgery === 'expired' ? 'expired' : 'leaf';
  const signedFor = forgery === 'webhook' ? 'WH-SOMEBODY-ELSES' : webhookId;
  const signed = `${id}|${time}|${signedFor}|${crc32(body)}`;
  const key = read(name === 'forged' ? 'forged.key.pem' : 'leaf.key.pem');
  // The same server by another name: who goes there would get a right answer.
  const host = forgery === 'host' ? origin.replace('127.0.0.1', 'localhost') : origin;
  return {
    'paypal-transmission-id': id,
    'paypal-transmission-time': time,
    'paypal-transmission-sig': createSign('RSA-SHA256').update(signed).sign(key, 'base64'),
    'paypal-cert-url': host + CERTIFICATE_PATHS[name],
    'paypal-auth-algo': 'SHA256withRSA',
  };
}
