import { once } from 'node:events';
import { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { returnPages } from './returnPages.ts';
import { type WebhookParts, webhookRoutes } from './webhooks.ts';

/** A server that listens. */
export interface HttpServer {
  /** The port it listens on, also when any free one was asked for. */
  readonly port: number;
  /** Stops listening, lets the answers under way finish, and ends idle connections. */
  close(): Promise<void>;
}

/**
 * Serves `GET /health` (200 while the process serves: restart it otherwise) and `GET /ready` (200 or 503 by `isReady`:
 * whether it can work, with Discord and the store there). Both answer in JSON. A throw of `isReady` means no.
 * With `webhooks`, also what payments need: where providers tell of them, and where payers come back to.
 * Port 0 takes any free one. Rejects when the port can't be had.
 */
export async function startHttpServer({
  port,
  host,
  isReady,
  webhooks,
}: {
  readonly port: number;
  readonly host: string;
  readonly isReady: () => boolean | Promise<boolean>;
  readonly webhooks?: WebhookParts;
}): Promise<HttpServer> {
  const app = new Hono()
    .get('/health', (context) => context.json({ healthy: true }))
    .get('/ready', async (context) => {
      const ready = await (async () => isReady())().catch(() => false);
      return context.json({ ready }, ready ? 200 : 503);
    });
  if (webhooks !== undefined) app.route('/', webhookRoutes(webhooks)).route('/', returnPages());

  // Other libraries in the process keep the platform's own Request and Response.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  if (!(server instanceof Server)) throw new Error('Expected a plain HTTP server');
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected to listen on a port');

  return {
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
}
