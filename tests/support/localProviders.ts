import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type PayPal, startPayPal } from '../../sandbox/paypal/index.ts';
import { type LocalStripe, startLocalStripe } from '../../sandbox/stripe/index.ts';
import type { ProviderName } from '../../src/ports/paymentProvider.ts';

/** A local Stripe and a local PayPal, set up to tell a bot of what happens there. */
export interface LocalProviders {
  readonly stripe: LocalStripe;
  readonly paypal: PayPal;
  /** The variables that set the bot up to use them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Which port of this machine what is sent to PUBLIC_URL goes to; without one nobody answers. */
  target: number | undefined;
  /** The payer pays on a page, as far as it is theirs to do. */
  pay(provider: ProviderName, reference: string): void;
  /** Resolves when nothing is being sent to the bot. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Starts both. Between them and the bot stands what stands before a bot on the internet: a proxy with its address. */
export async function startLocalProviders(): Promise<LocalProviders> {
  const proxy = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const on = request({ host: '127.0.0.1', port: local.target, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    on.on('error', () => outgoing.destroy());
    incoming.pipe(on);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  // A listening TCP server's address is never a string.
  const publicUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const [stripe, paypal] = await Promise.all([startLocalStripe(), startPayPal()]);
  const endpoint = stripe.addWebhookEndpoint(`${publicUrl}/webhooks/stripe`);
  const webhook = paypal.addWebhook(`${publicUrl}/webhooks/paypal`);
  const local: LocalProviders = {
    stripe,
    paypal,
    target: undefined,
    environment: {
      PUBLIC_URL: publicUrl,
      STRIPE_SECRET_KEY: stripe.secretKey,
      STRIPE_WEBHOOK_SECRET: endpoint.secret,
      STRIPE_ACCOUNT_ID: stripe.accountId,
      STRIPE_API_URL: stripe.origin,
      PAYPAL_CLIENT_ID: paypal.clientId,
      PAYPAL_CLIENT_SECRET: paypal.clientSecret,
      PAYPAL_WEBHOOK_ID: webhook.id,
      PAYPAL_ENVIRONMENT: 'sandbox',
      PAYPAL_API_URL: paypal.origin,
      PAYPAL_CERT_HOSTS: `127.0.0.1:${paypal.port}`,
      NODE_EXTRA_CA_CERTS: new URL('../../sandbox/paypal/testCertificates/root.pem', import.meta.url)
        .pathname,
    },
    pay(provider, reference) {
      if (provider === 'stripe') stripe.pay(reference);
      else paypal.approve(reference);
    },
    async settled() {
      await Promise.all([stripe.webhooks.settled(), paypal.webhooks.settled()]);
    },
    async close() {
      await Promise.all([stripe.close(), paypal.close()]);
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
  return local;
}
