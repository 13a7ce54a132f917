import { fileURLToPath } from 'node:url';
import type { Clock } from './clock.ts';
import { type PayPal, startPayPal } from './paypal/index.ts';
import { type LocalStripe, startLocalStripe } from './stripe/index.ts';

/** A local Stripe and a local PayPal, set up to tell a bot of what happens there. */
export interface LocalPayments {
  readonly stripe: LocalStripe;
  readonly paypal: PayPal;
  /**
   * The variables that set the bot up to use them. NODE_EXTRA_CA_CERTS, by which the certificates of PayPal's webhooks
   * are trusted, is read by Node itself when a process starts: within this one give the bot `paypal.rootCertificate`.
   */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts both. `publicUrl` is where they reach the bot, and where payers come back to. */
export async function startLocalPayments({
  publicUrl,
  clock,
}: {
  readonly publicUrl: string;
  readonly clock?: Clock;
}): Promise<LocalPayments> {
  const options = clock === undefined ? {} : { clock };
  const [stripe, paypal] = await Promise.all([startLocalStripe(options), startPayPal(options)]);
  const { secret } = stripe.addWebhookEndpoint(`${publicUrl}/webhooks/stripe`);
  const { id: webhookId } = paypal.addWebhook(`${publicUrl}/webhooks/paypal`);
  return {
    stripe,
    paypal,
    environment: {
      PUBLIC_URL: publicUrl,
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_WEBHOOK_SECRET: secret,
      STRIPE_ACCOUNT_ID: stripe.accountId,
      STRIPE_API_URL: stripe.origin,
      PAYPAL_CLIENT_ID: paypal.clientId,
      PAYPAL_CLIENT_SECRET: paypal.clientSecret,
      PAYPAL_WEBHOOK_ID: webhookId,
      PAYPAL_ENVIRONMENT: 'sandbox',
      PAYPAL_API_URL: paypal.origin,
      PAYPAL_CERT_HOSTS: `127.0.0.1:${paypal.port}`,
      NODE_EXTRA_CA_CERTS: fileURLToPath(new URL('paypal/testCertificates/root.pem', import.meta.url)),
    },
    async close() {
      await Promise.all([stripe.close(), paypal.close()]);
    },
  };
}
