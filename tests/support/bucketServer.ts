import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An object as the stand-in keeps it. */
export interface BucketObject {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly timeCreated: Date;
  readonly headers: IncomingMessage['headers'];
}

/** A stand-in for the part of Cloud Storage's JSON API that a vault uses, on this machine. */
export interface BucketServer {
  readonly endpoint: string;
  readonly objects: Map<string, BucketObject>;
  /** How many requests came. */
  readonly asked: () => number;
  /** Answers the next requests in place of the bucket: see Fault. */
  readonly fail: (...faults: Fault[]) => void;
  close(): Promise<void>;
}

/** A status, no answer, a connection that is cut, or bytes that are not those that were put. */
export type Fault = number | 'silence' | 'cut' | 'wrong bytes';

export async function startBucketServer(bucket: string, pageSize = 1000): Promise<BucketServer> {
  const objects = new Map<string, BucketObject>();
  const faults: Fault[] = [];
  let asked = 0;

  const server = createServer((request, response) => {
    asked += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const fault = faults.shift();
      if (fault === 'silence') return;
      if (fault === 'cut') {
        request.socket.destroy();
        return;
      }
      if (typeof fault === 'number') refuse(response, fault, 'As asked');
      else answer(request, Buffer.concat(chunks), response, fault === 'wrong bytes');
    });
  });

  const answer = (request: IncomingMessage, body: Buffer, response: ServerResponse, isWrong: boolean) => {
    const url = new URL(request.url ?? '', 'http://bucket');
    const [, upload, , , , named, , name] =
      /^\/((upload)\/)?(storage\/v1)\/(b)\/([^/]+)\/(o)(?:\/(.+))?$/
        .exec(url.pathname)
        ?.map((part) => (part === undefined ? undefined : decodeURIComponent(part))) ?? [];
    if (named !== bucket) return refuse(response, 404, 'The specified bucket does not exist.');
    if (request.method === 'POST' && upload !== undefined) {
      const name = url.searchParams.get('name') ?? '';
      const object = readUpload(request, body);
      objects.set(name, object);
      return send(response, resource(name, object));
    }
    if (name === undefined) return send(response, page(url.searchParams));
    const object = objects.get(name);
    if (object === undefined) return refuse(response, 404, `No such object: ${bucket}/${name}`);
    if (request.method === 'DELETE') {
      objects.delete(name);
      response.writeHead(204).end();
      return;
    }
    const bytes = isWrong ? Buffer.from(object.bytes).fill('x') : object.bytes;
    const hash = `crc32c=${crc32c(object.bytes)}`;
    const about = { 'Content-Type': object.contentType, 'X-Goog-Hash': hash };
    response.writeHead(200, { ...about, 'X-Goog-Stored-Content-Encoding': 'identity' }).end(bytes);
  };

  const page = (query: URLSearchParams) => {
    const names = [...objects.keys()].filter((name) => name.startsWith(query.get('prefix') ?? '')).sort();
    const start = Number(query.get('pageToken') ?? 0);
    const end = start + Math.min(pageSize, Number(query.get('maxResults') ?? pageSize));
    return {
      items: names.slice(start, end).flatMap((name) => {
        const object = objects.get(name);
        return object === undefined ? [] : [resource(name, object)];
      }),
      ...(end < names.length ? { nextPageToken: String(end) } : {}),
    };
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // A listening TCP server's address is never a string.
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    asked: () => asked,
    fail: (...more) => void faults.push(...more),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, code: number, message: string): void {
  send(response, { error: { code, message, errors: [{ message }] } }, code);
}

/** multipart/related: the metadata as JSON, then the bytes. */
function readUpload(request: IncomingMessage, body: Buffer): BucketObject {
  const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1];
  const text = body.toString('latin1');
  const [, meta, media] = text.split(`--${boundary}`).map((part) => {
    const gap = part.indexOf('\r\n\r\n');
    return part.slice(gap + 4, -2);
  });
  const { contentType, cacheControl } = JSON.parse(meta ?? '');
  const bytes = Buffer.from(media ?? '', 'latin1');
  return { bytes, contentType, cacheControl, timeCreated: new Date(), headers: request.headers };
}

const resource = (name: string, { bytes, contentType, timeCreated }: BucketObject) => ({
  kind: 'storage#object',
  name,
  size: String(bytes.length),
  contentType,
  timeCreated: timeCreated.toISOString(),
  crc32c: crc32c(bytes),
});

/** CRC-32C as Cloud Storage writes it: base64 of its four bytes. */
function crc32c(bytes: Buffer): string {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  const written = Buffer.alloc(4);
  written.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return written.toString('base64');
}
