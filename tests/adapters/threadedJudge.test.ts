import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageJudge } from '../../src/adapters/images/imageJudge.ts';
import { type ThreadedJudge, threadedJudge } from '../../src/adapters/images/threadedJudge.ts';
import { blankPng, photo } from '../support/imageFiles.ts';

const png = await photo(1000, 800).png().toBuffer();
const turned = await photo(1000, 800).withMetadata({ orientation: 6 }).jpeg().toBuffer();
let host: string;
let judge: ThreadedJudge;
const server = createServer((request, response) => {
  if (request.url === '/png') response.end(png);
  else if (request.url === '/turned') response.end(turned);
  else if (request.url === '/blank') response.end(blankPng(800, 600));
  else if (request.url === '/text') response.end('I did the work');
  // Anything else is never answered.
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server's address is never a string.
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  judge = threadedJudge({ hosts: [host] });
});
afterAll(async () => {
  await judge.close();
  server.closeAllConnections();
  server.close();
});

test('what is judged in the thread is judged as it would be here: large, small, turned, many at once', async () => {
  const here = imageJudge({ hosts: [host] });
  const links = ['/png', '/blank', '/text', '/turned', '/png'].map((path) => `http://${host}${path}`);
  const [inThread, directly] = await Promise.all(
    [judge, here].map((one) => Promise.all(links.map((link) => one.judge(link)))),
  );
  expect(inThread?.map(({ ok }) => ok)).toEqual([true, true, false, true, true]);
  const plain = (all: typeof inThread) =>
    all?.map((one) =>
      one.ok ? { ...one.value, bytes: Buffer.from(one.value.bytes), release: undefined } : one,
    );
  expect(plain(inThread)).toEqual(plain(directly));
  expect(await judge.judge('http://127.0.0.1:1/png')).toEqual({
    ok: false,
    refusal: { code: 'download-host-not-allowed', host: '127.0.0.1:1' },
  });
});

test('the memory of a picture serves for another one once it is released, and not before', async () => {
  const judged = async (path: string) => {
    const one = await judge.judge(`http://${host}${path}`);
    if (!one.ok) throw new Error(`Refused: ${one.refusal.code}`);
    return one.value;
  };
  const first = await judged('/png');
  const kept = Buffer.from(first.bytes);
  await judged('/turned');
  expect(Buffer.from(first.bytes)).toEqual(kept);
  first.release?.();
  const next = await judged('/turned');
  expect(Buffer.from(first.bytes.subarray(0, 100))).toEqual(Buffer.from(next.bytes.subarray(0, 100)));
});

test('when the thread ends, what it was asked fails, and the next image gets a new thread', async () => {
  const asked = once(server, 'request');
  const judged = judge.judge(`http://${host}/never`);
  const failed = expect(judged).rejects.toThrow('has ended');
  await asked;
  await judge.close();
  await failed;
  expect((await judge.judge(`http://${host}/png`)).ok).toBe(true);
});

test('the thread keeps no process alive', async () => {
  const module = new URL('../../src/adapters/images/threadedJudge.ts', import.meta.url).href;
  const script = `
    import('${module}')
      .then(({ threadedJudge }) => threadedJudge({ hosts: ['${host}'] }).judge('http://${host}/png'))
      .then(({ ok }) => console.log(ok));`;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    timeout: 20_000,
  });
  expect(stdout.trim()).toBe('true');
});
