import { afterEach, expect, test } from 'vitest';
import { type HttpServer, startHttpServer } from '../../src/http/server.ts';

const host = '127.0.0.1';
// As they are before any server was started.
const { Request: ownRequest, Response: ownResponse } = globalThis;
let server: HttpServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(isReady: () => boolean | Promise<boolean>) {
  server = await startHttpServer({ port: 0, host, isReady });
  const { port } = server;
  return (path: string, method = 'GET') => fetch(`http://${host}:${port}${path}`, { method });
}

test('health is 200 while the process serves, ready or not', async () => {
  const ask = await start(() => false);
  const answer = await ask('/health');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ healthy: true });
});

test('ready follows what it is told, each time anew', async () => {
  let ready = false;
  const ask = await start(async () => ready);
  const before = await ask('/ready');
  expect([before.status, await before.json()]).toEqual([503, { ready: false }]);
  ready = true;
  const after = await ask('/ready');
  expect([after.status, await after.json()]).toEqual([200, { ready: true }]);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('the store is down');
    },
  ],
  ['rejects', () => Promise.reject(new Error('the store is down'))],
])('a check that %s means not ready, and tells strangers nothing', async (_, isReady) => {
  const ask = await start(isReady);
  const answer = await ask('/ready');
  expect([answer.status, await answer.text()]).toEqual([503, '{"ready":false}']);
});

test('anything else is not found', async () => {
  const ask = await start(() => true);
  expect((await ask('/')).status).toBe(404);
  expect((await ask('/health', 'POST')).status).toBe(404);
});

test('a port that is taken is an error, not a silent failure', async () => {
  await start(() => true);
  await expect(startHttpServer({ port: server?.port ?? 0, host, isReady: () => true })).rejects.toThrow(
    'EADDRINUSE',
  );
});

test('after closing nothing answers, and connections that are kept alive do not hold it up', async () => {
  const ask = await start(() => true);
  await (await ask('/health')).text();
  await server?.close();
  server = undefined;
  await expect(ask('/health')).rejects.toThrow();
});

test('the platform keeps its own Request and Response', async () => {
  await start(() => true);
  expect(globalThis.Request).toBe(ownRequest);
  expect(globalThis.Response).toBe(ownResponse);
});
