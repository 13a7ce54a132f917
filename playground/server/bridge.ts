import { once } from 'node:events';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import { serveAttachment } from '../../sandbox/server/attachments.ts';
import type { FromServer } from '../protocol.ts';
import { readDeed } from './deeds.ts';
import type { Desk } from './desk.ts';
import { Visitor } from './visitor.ts';

/** Somewhat more than Discord takes, so that it is Discord's limit that people meet. */
const MAX_UPLOAD_BYTES = 30 * 1024 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * The page may ask nobody but this server, and run nothing that is not part of it. Style attributes are let through:
 * elements set sizes and colours by them.
 */
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
    "img-src 'self' data: blob:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** The page's server. */
export interface Bridge {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the page in `pageFolder`, and connects it to the desk. Listens on 127.0.0.1. Rejects when the port is taken. */
export async function startBridge(desk: Desk, pageFolder: string, port: number): Promise<Bridge> {
  const server = createServer((request, response) => {
    serve(desk, pageFolder, request, response).catch((error: unknown) => {
      console.error('The playground broke on', request.method, request.url, error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const sockets = connect(server, desk);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function connect(server: Server, desk: Desk): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const ours = isOurs(request) && request.headers.origin === `http://${request.headers.host}`;
    if (!ours || request.url !== '/desk') {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      const first = desk.sandbox.guilds[0]?.people[0];
      if (!first) {
        client.close();
        return;
      }
      const { origin } = desk.sandbox.world;
      // Links to uploaded files lead to this server, which has them too: the page asks nobody else.
      const tell = (message: FromServer) =>
        client.send(JSON.stringify(message).replaceAll(`${origin}/`, '/'));
      const visitor = new Visitor(desk, first, tell);
      client.on('close', () => visitor.close());
      client.on('message', (raw) => {
        const asked = readDeed(String(raw));
        if (!asked) return;
        visitor
          .do(asked.deed)
          .catch((error: unknown) => {
            console.error('The playground broke on', asked.deed.kind, error);
            return { kind: 'refused', reason: 'Something broke in the playground.' } as const;
          })
          .then((outcome) => tell({ kind: 'outcome', of: asked.number, outcome }));
      });
    });
  });
  return sockets;
}

/** Whether a request was meant for this machine by its name: a page elsewhere can lead a browser here by another. */
function isOurs({ headers }: IncomingMessage): boolean {
  return /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(headers.host ?? '');
}

async function serve(
  desk: Desk,
  pageFolder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://playground');
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (!isOurs(request)) {
    response.writeHead(403).end();
  } else if (request.method === 'POST' && url.pathname === '/files') {
    await upload(desk, url, request, response);
  } else if (request.method !== 'GET') {
    response.writeHead(405).end();
  } else if (/^\/(?:ephemeral-)?attachments\//.test(url.pathname)) {
    serveAttachment(desk.sandbox.world, url, response);
  } else {
    servePage(pageFolder, url.pathname, response);
  }
}

async function upload(
  desk: Desk,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Other pages can't send this header without being asked first, and are refused then.
  if (request.headers['x-playground'] !== 'upload') {
    response.writeHead(403).end();
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_UPLOAD_BYTES) {
      response.writeHead(413).end();
      request.destroy();
      return;
    }
    chunks.push(chunk);
  }
  const id = desk.uploads.add(url.searchParams.get('name') ?? 'file', Buffer.concat(chunks));
  response.writeHead(201, { 'Content-Type': 'application/json' }).end(JSON.stringify({ id }));
}

function servePage(folder: string, pathname: string, response: ServerResponse): void {
  const path = join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
  if (!path.startsWith(folder) || !existsSync(path) || !statSync(path).isFile()) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is nothing here.');
    return;
  }
  const named = pathname.startsWith('/assets/');
  response.writeHead(200, {
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    // The names of assets change with what is in them.
    'Cache-Control': named ? 'max-age=31536000, immutable' : 'no-cache',
  });
  createReadStream(path).pipe(response);
}
