import { once } from 'node:events';
import { Server } from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { Clock } from '../clock.ts';
import type { PaymentFault, PaymentFaults } from './faults.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** What every request to a local payment provider carries through hono. */
export interface ProviderEnv {
  Bindings: HttpBindings;
  Variables: {
    /** This call in the journal; set `replayed` when an earlier answer is given again. */
    call: JournalEntry;
    /** The fault that it meets. */
    fault: PaymentFault | undefined;
  };
}

/** A local provider's web server. */
export interface LocalServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Cuts all connections and frees the port. */
  close(): Promise<void>;
}

/** Serves on 127.0.0.1; port 0 takes a free one. */
export async function serveLocally(app: Hono<ProviderEnv>, port = 0): Promise<LocalServer> {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  if (!(server instanceof Server)) throw new Error('Expected a plain HTTP server');
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected to listen on a port');
  return {
    port: address.port,
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What `enterCall` needs of a provider. */
export interface JournalParts {
  readonly journal: Journal;
  readonly clock: Clock;
  /** The request header that carries the idempotency key. */
  readonly idempotencyHeader: string;
}

/** What `meetFaults` needs of a provider. */
export interface FaultParts extends JournalParts {
  readonly faults: PaymentFaults;
  /** The provider's own words for an error status. */
  readonly errorBody: (status: number) => unknown;
}

/** Writes a call into the journal, once, whatever stands first in its way. */
export async function enterCall(context: Context<ProviderEnv>, parts: JournalParts): Promise<JournalEntry> {
  const { method, path } = context.req;
  // Middleware that comes later finds it there.
  const earlier: JournalEntry | undefined = context.get('call');
  if (earlier) return earlier;
  const call: JournalEntry = {
    atMs: parts.clock.now(),
    method,
    path,
    query: new URL(context.req.url).search.slice(1),
    idempotencyKey: context.req.header(parts.idempotencyHeader),
    body: await context.req.text(),
  };
  parts.journal.entries.push(call);
  context.set('call', call);
  return call;
}

/** Writes calls into the journal and lets them meet the faults that were asked for. Stands before everything else. */
export function meetFaults(parts: FaultParts): MiddlewareHandler<ProviderEnv> {
  return async (context, next) => {
    // A fault begins when the request comes; its body is read all the same, to free the connection.
    const fault = parts.faults.take(context.req.method, context.req.path);
    const isTime =
      fault?.kind === 'slow' && new Promise<void>((resolve) => void parts.clock.after(fault.waitMs, resolve));
    const call = await enterCall(context, parts);
    if (fault) call.fault = fault.kind;
    context.set('fault', fault);
    const { outgoing } = context.env;
    const errorAnswer = (
      status: number,
      headers: Record<string, string> = {},
      body = parts.errorBody(status),
    ) => {
      call.status = status;
      return Response.json(body, { status, headers });
    };

    switch (fault?.kind) {
      case 'rateLimit':
        return errorAnswer(429, { 'Retry-After': String(fault.retryAfterSeconds ?? 1) });
      case 'status':
        if (!fault.sticks) return errorAnswer(fault.status, {}, fault.body ?? parts.errorBody(fault.status));
        break;
      case 'hang':
        return RESPONSE_ALREADY_SENT;
      case 'destroy':
        outgoing.destroy();
        return RESPONSE_ALREADY_SENT;
      case 'slow':
        await isTime;
        break;
    }
    await next();
    const right = context.res;
    call.status = right.status;
    if (fault?.kind === 'garbled') replaceAnswer(context, writeGarbled(right, fault, outgoing));
    if (fault?.kind !== 'lost') return undefined;
    if (fault.status !== undefined) {
      replaceAnswer(context, errorAnswer(fault.status));
      return undefined;
    }
    delete call.status;
    if (!fault.hang) outgoing.destroy();
    replaceAnswer(context, RESPONSE_ALREADY_SENT);
    return undefined;
  };
}

/** hono adds the headers of the answer before, unless there is none. */
function replaceAnswer(context: Context<ProviderEnv>, answer: Response): void {
  context.res = undefined;
  context.res = answer;
}

/** Written past hono, which would put back a content type that was taken away. */
function writeGarbled(
  answer: Response,
  fault: Extract<PaymentFault, { kind: 'garbled' }>,
  outgoing: HttpBindings['outgoing'],
): Response {
  const headers = new Headers(answer.headers);
  headers.delete('content-length');
  for (const [name, value] of Object.entries(fault.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  outgoing
    .writeHead(fault.status ?? answer.status, Object.fromEntries(headers))
    .end(fault.body ?? '{"id": "');
  return RESPONSE_ALREADY_SENT;
}
