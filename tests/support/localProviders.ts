import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../sandbox/clock.ts';
import { type LocalPayments, startLocalPayments } from '../../sandbox/localPayments.ts';
import type { ProviderName } from '../../src/ports/paymentProvider.ts';

/** A local Stripe and a local PayPal with a proxy before the bot, as one stands there on the internet. */
export interface LocalProviders extends LocalPayments {
  /** Which port of this machine what is sent to PUBLIC_URL goes to; without one nobody answers. */
  target: number | undefined;
  /** The payer pays on a page, as far as it is theirs to do. */
  pay(provider: ProviderName, reference: string): void;
  /** Resolves when nothing is being sent to the bot. */
  settled(): Promise<void>;
}

/** Starts them; they go by `clock`, where it is not the real time. */
export async function startLocalProviders(clock?: Clock): Promise<LocalProviders> {
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
  const both = await startLocalPayments({ publicUrl, ...(clock === undefined ? {} : { clock }) });
  const { stripe, paypal } = both;
  const local: LocalProviders = {
    ...both,
    target: undefined,
    pay(provider, reference) {
      if (provider === 'stripe') stripe.pay(reference);
      else paypal.approve(reference);
    },
    async settled() {
      await Promise.all([stripe.webhooks.settled(), paypal.webhooks.settled()]);
    },
    async close() {
      await both.close();
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
  return local;
}
