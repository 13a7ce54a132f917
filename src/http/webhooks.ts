import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { PaymentDesk } from '../app/desk.ts';
import { type ReceiveRefusal, receiveWebhook } from '../app/payments/receiveWebhook.ts';
import type { Logger } from '../log.ts';
import type { Timer } from '../ports/clock.ts';
import { type ProviderName, providerNames } from '../ports/paymentProvider.ts';
import { Contention, Unavailable } from '../ports/store.ts';
import { type BodyRefusal, readBody } from './readBody.ts';
import { RefusalCounts } from './refusalCounts.ts';

/** What receiving webhooks works with. */
export interface WebhookParts {
  readonly desk: Pick<PaymentDesk, 'store' | 'clock' | 'providers'>;
  readonly timer: Timer;
  readonly log: Logger;
  /** Told of what was just recorded, and is to be handled. */
  readonly recorded: (provider: ProviderName) => void;
}

/** Providers' events are a few kilobytes, and never this large. */
const limitBytes = 1_000_000;
const limitMs = 10_000;

const statusOf = { 'too-large': 413, 'too-slow': 408, broken: 400 } as const satisfies Record<
  BodyRefusal,
  number
>;

/**
 * `POST /webhooks/stripe` and `/webhooks/paypal`: 200 once the event is recorded (or need not be), so that the provider
 * forgets it; anything else makes it try again. Refusals say why in a short code, `{"error": …}`.
 */
export function webhookRoutes({
  desk,
  timer,
  log,
  recorded,
}: WebhookParts): Hono<{ Bindings: HttpBindings }> {
  const refusals = new RefusalCounts<`${ProviderName} ${ReceiveRefusal['code'] | BodyRefusal}`>(
    desk.clock,
    (key, count) => {
      const [provider, code] = key.split(' ');
      log.warn({ provider, code, count }, 'Webhooks were refused');
    },
  );
  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const provider of providerNames)
    app.post(`/webhooks/${provider}`, async (context) => {
      if (!desk.providers.has(provider)) return context.json({ error: 'not-configured' }, 404);
      const body = await readBody(context.env.incoming, { limitBytes, limitMs, timer });
      if (!body.ok) {
        refusals.add(`${provider} ${body.refusal}`);
        return context.json({ error: body.refusal }, statusOf[body.refusal], { connection: 'close' });
      }
      try {
        const headers = context.req.header();
        const received = await receiveWebhook(desk, { provider, body: body.value, headers });
        if (!received.ok) {
          refusals.add(`${provider} ${received.refusal.code}`);
          return context.json({ error: received.refusal.code }, 400);
        }
        if (received.value === 'recorded') recorded(provider);
        return context.json({ received: true });
      } catch (error) {
        const isDown = error instanceof Unavailable || error instanceof Contention;
        log[isDown ? 'warn' : 'error']({ err: error, provider }, 'A webhook could not be recorded');
        return isDown ? context.json({ error: 'unavailable' }, 503) : context.json({ error: 'failed' }, 500);
      }
    });
  return app;
}
