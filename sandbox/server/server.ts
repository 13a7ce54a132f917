import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Faults, RestFault } from '../faults.ts';
import { DiscordError, refusal } from '../limits/errors.ts';
import type { World } from '../model/world.ts';
import { serveAttachment } from './attachments.ts';
import { type RequestBody, readBody } from './body.ts';
import type { Answer } from './call.ts';
import { type Match, Router } from './router.ts';
import { CHANNEL_ROUTES } from './routes/channels.ts';
import { COMMAND_ROUTES } from './routes/commands.ts';
import { GUILD_ROUTES } from './routes/guilds.ts';
import { INTERACTION_ROUTES } from './routes/interactions.ts';
import { MESSAGE_ROUTES } from './routes/messages.ts';
import { USER_ROUTES } from './routes/users.ts';
import { WEBHOOK_ROUTES } from './routes/webhooks.ts';

/** One request and its answer, as an observer is told of it. */
export interface Exchange {
  method: string;
  /** The route it met, such as `POST /channels/:channel/messages`; undefined if none. */
  route: string | undefined;
  path: string;
  requestBody: unknown;
  status: number;
  responseBody: unknown;
}

/** What the HTTP side of the local Discord is made of. */
export interface ServerParts {
  world: World;
  token: string;
  faults: () => Faults;
  /** Told of every exchange that was answered. */
  onExchange?: ((exchange: Exchange) => void) | undefined;
}

const API = /^\/api(?:\/v10)?(\/.*)$/;
/** These carry their own token in the path. */
const OPEN = new Router(INTERACTION_ROUTES, WEBHOOK_ROUTES);
const GUARDED = new Router(USER_ROUTES, GUILD_ROUTES, CHANNEL_ROUTES, MESSAGE_ROUTES, COMMAND_ROUTES);

/** The HTTP server of the local Discord; the caller makes it listen. */
export function createRestServer(parts: ServerParts): Server {
  return createServer((request, response) => {
    answer(parts, request, response).catch((error: unknown) => {
      // A client that hung up is no bug.
      if (request.errored) return;
      // A bug of the sandbox must be seen, not taken for a fault of the bot.
      console.error('The local Discord broke on', request.method, request.url, error);
      if (!response.headersSent) write(response, { status: 500, body: { message: String(error), code: 0 } });
    });
  });
}

async function answer(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? 'GET';
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const api = API.exec(url.pathname);
  if (!api) {
    await download(parts, method, url, response);
    return;
  }
  const path = decodeURIComponent(api[1] ?? '');
  const fault = parts.faults().take(method, path);
  // A fault begins when the request comes; its body is read all the same, to free the connection.
  const goesOn = fault ? applies(parts, fault, response) : true;
  const read = await readBody(request).then(
    (body) => ({ body }),
    (error: unknown) => ({ error }),
  );
  if (!(await goesOn)) return;

  const match = OPEN.find(method, path) ?? GUARDED.find(method, path);
  const result =
    'error' in read ? refused(read.error) : handle(parts, match, request, url.searchParams, read.body);
  if (fault?.kind === 'lost') {
    if (fault.status === undefined) response.destroy();
    else write(response, { status: fault.status, body: { message: 'Lost', code: 0 } });
    return;
  }
  write(response, result);
  parts.onExchange?.({
    method,
    route: match?.route,
    path,
    requestBody: 'error' in read ? undefined : read.body.json,
    status: result.status,
    responseBody: result.body,
  });
}

async function download(
  parts: ServerParts,
  method: string,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  const fault = parts.faults().take(method, url.pathname);
  if (fault && !(await applies(parts, fault, response))) return;
  // A download changes nothing, so a lost one is no different from a failed one.
  if (fault?.kind !== 'lost') serveAttachment(parts.world, url, response);
  else if (fault.status === undefined) response.destroy();
  else response.writeHead(fault.status).end();
}

function handle(
  parts: ServerParts,
  match: Match | undefined,
  request: IncomingMessage,
  query: URLSearchParams,
  body: RequestBody,
): Answer {
  try {
    const open = match !== undefined && (match.route in INTERACTION_ROUTES || match.route in WEBHOOK_ROUTES);
    if (!open && request.headers.authorization !== `Bot ${parts.token}`) throw refusal('unauthorized');
    if (!match) throw refusal('notFound');
    const { world } = parts;
    return match.handler({ world, params: match.params, query, body: body.json, files: body.files });
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): Answer {
  if (error instanceof DiscordError) return { status: error.status, body: error.body };
  throw error;
}

/** Plays a fault; says whether the request is still to be handled. */
async function applies(parts: ServerParts, fault: RestFault, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'rateLimit': {
      response.setHeader('Retry-After', String(fault.retryAfterSeconds));
      if (fault.global) response.setHeader('X-RateLimit-Global', 'true');
      response.setHeader('X-RateLimit-Scope', fault.global ? 'global' : 'user');
      const body = {
        message: 'You are being rate limited.',
        retry_after: fault.retryAfterSeconds,
        global: fault.global === true,
      };
      write(response, { status: 429, body });
      return false;
    }
    case 'status':
      write(response, { status: fault.status, body: fault.body ?? { message: 'Fault', code: 0 } });
      return false;
    case 'hang':
      return false;
    case 'destroy':
      response.destroy();
      return false;
    case 'redirect':
      response.writeHead(302, { Location: fault.to }).end();
      return false;
    case 'slow':
      await new Promise<void>((resolve) => void parts.world.clock.after(fault.waitMs, resolve));
      return true;
    case 'lost':
      return true;
  }
}

function write(response: ServerResponse, { status, body }: Answer): void {
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
    .end(text);
}
