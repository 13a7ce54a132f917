import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { attachmentDownloads } from '../../src/adapters/download/attachmentDownloads.ts';
import { isPrivateAddress } from '../../src/adapters/download/privateAddress.ts';
import { evidenceLimits } from '../../src/domain/evidence.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server on this machine; its host with port. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What comes of a link to such a server, when its host is configured. */
async function fetched(answer: RequestListener, timeoutMs?: number) {
  const host = await serve(answer);
  const downloads = attachmentDownloads({ hosts: [host], ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  return downloads.fetch(`http://${host}/attachments/1/2/shot.png?ex=1`);
}

test('the bytes behind a link are fetched as they are', async () => {
  const bytes = Buffer.from('not compressed, not changed');
  const result = await fetched((request, response) => {
    expect(request.url).toBe('/attachments/1/2/shot.png?ex=1');
    expect(request.headers['accept-encoding']).toBe('identity');
    response.end(bytes);
  });
  expect(result).toEqual({ ok: true, value: bytes });
});

describe('a link that leads elsewhere', () => {
  const hosts = ['cdn.discordapp.com', 'media.discordapp.net', '127.0.0.1:4000', 'localhost', '10.0.0.9'];
  test.each([
    ['to another host', 'https://example.com/x.png'],
    ['to a host that only ends alike', 'https://evil-cdn.discordapp.com/x.png'],
    ['to a host that only begins alike', 'https://cdn.discordapp.com.example.com/x.png'],
    ['in clear', 'http://cdn.discordapp.com/x.png'],
    ['to another port', 'https://cdn.discordapp.com:8443/x.png'],
    ['with a password', 'https://cdn.discordapp.com:x@example.com/x.png'],
    ['with a user', 'https://someone@cdn.discordapp.com/x.png'],
    ['to another port of this machine', 'http://127.0.0.1:4001/x.png'],
    ['to this machine in other words', 'http://2130706433:4001/x.png'],
    ['to a private address', 'https://192.168.0.1/x.png'],
    ['to the metadata of a cloud', 'http://169.254.169.254/latest/meta-data'],
    ['to a private address over IPv6', 'https://[::1]/x.png'],
    ['to a name of a private address', 'https://localhost/x.png'],
    ['to a configured address in clear', 'http://10.0.0.9/x.png'],
    ['to a file', 'file:///etc/passwd'],
    ['nowhere', 'shot.png'],
  ])('%s is not followed', async (_, link) =>
    expect(await attachmentDownloads({ hosts }).fetch(link)).toEqual({
      ok: false,
      refusal: { code: 'download-host-not-allowed', host: URL.parse(link)?.host ?? '' },
    }),
  );

  test('by a redirect is not followed, wherever it leads', async () => {
    let asked = 0;
    const result = await fetched((request, response) => {
      asked += 1;
      response.writeHead(302, { Location: `http://${request.headers.host}/elsewhere` }).end();
    });
    expect(result).toEqual({ ok: false, refusal: { code: 'download-failed', status: 302 } });
    expect(asked).toBe(1);
  });
});

test('https is spoken where the link says so', async () => {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const result = attachmentDownloads({ hosts: [host] }).fetch(`https://${host}/x.png`);
  const [socket] = await once(server, 'connection');
  const [first] = await once(socket, 'data');
  // How a TLS handshake begins.
  expect(first[0]).toBe(0x16);
  socket.destroy();
  expect(await result).toEqual({ ok: false, refusal: { code: 'download-failed', status: undefined } });
  server.close();
});

test.each([
  [403, { code: 'download-expired' }],
  [404, { code: 'download-expired' }],
  [410, { code: 'download-expired' }],
  [500, { code: 'download-failed', status: 500 }],
  [206, { code: 'download-failed', status: 206 }],
  [204, { code: 'download-failed', status: 204 }],
])('status %d: %o', async (status, refusal) =>
  expect(await fetched((_, response) => response.writeHead(status).end())).toEqual({ ok: false, refusal }),
);

describe('too much', () => {
  const limit = evidenceLimits.bytes;
  const refusal = { code: 'download-too-large', limit };

  test('is refused before it comes, where the server says so', async () => {
    let sent = 0;
    const result = await fetched((_, response) => {
      response.writeHead(200, { 'Content-Length': limit + 1 });
      response.flushHeaders();
      response.on('drain', () => {
        sent += 1;
      });
    });
    expect(result).toEqual({ ok: false, refusal });
    expect(sent).toBe(0);
  });

  test('is cut off while it comes, where the server does not say so', async () => {
    const closed = Promise.withResolvers<void>();
    const result = await fetched((_, response) => {
      const chunk = Buffer.alloc(1_000_000);
      const send = () => {
        while (response.writable && response.write(chunk));
      };
      response.on('drain', send).on('close', closed.resolve);
      send();
    });
    expect(result).toEqual({ ok: false, refusal });
    // The server would go on for ever.
    await closed.promise;
  });

  test('is one byte more than 10 MB', async () => {
    const send = (bytes: number) =>
      fetched((_, response) => {
        // Headers that are sent first don't say how much will come.
        response.flushHeaders();
        response.end(Buffer.alloc(bytes));
      });
    const result = await send(limit);
    expect(result.ok && result.value.byteLength).toBe(limit);
    expect(await send(limit + 1)).toEqual({ ok: false, refusal });
  });
});

describe('a server that does not finish', () => {
  const late = { ok: false, refusal: { code: 'download-timed-out', waitedMs: 100 } };

  test('by never answering', async () => expect(await fetched(() => undefined, 100)).toEqual(late));

  test('by answering drop by drop', async () => {
    let drip: NodeJS.Timeout | undefined;
    const result = await fetched((_, response) => {
      drip = setInterval(() => response.write('x'), 5);
    }, 100);
    clearInterval(drip);
    expect(result).toEqual(late);
  });

  test('by breaking off', async () => {
    const result = await fetched((_, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('half', () => response.destroy());
    });
    expect(result).toEqual({ ok: false, refusal: { code: 'download-failed', status: undefined } });
  });

  test('by not being there', async () => {
    const host = await serve(() => undefined);
    servers.pop()?.close();
    expect(await attachmentDownloads({ hosts: [host] }).fetch(`http://${host}/x.png`)).toEqual({
      ok: false,
      refusal: { code: 'download-failed', status: undefined },
    });
  });
});

test.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['172.16.0.1', true],
  ['172.32.0.1', false],
  ['192.168.1.1', true],
  ['169.254.169.254', true],
  ['100.64.0.1', true],
  ['0.0.0.0', true],
  ['255.255.255.255', true],
  ['162.159.133.233', false],
  ['::1', true],
  ['::', true],
  ['fd00::1', true],
  ['fe80::1', true],
  ['::ffff:10.0.0.1', true],
  ['64:ff9b::a00:1', true],
  ['2002:a00:1::', true],
  ['2606:4700::6812:1', false],
])('%s is private: %s', (address, expected) => expect(isPrivateAddress(address)).toBe(expected));
