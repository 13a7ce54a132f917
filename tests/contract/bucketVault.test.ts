import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bucketVault } from '../../src/adapters/vault/bucketVault.ts';
import { type BucketServer, startBucketServer } from '../support/bucketServer.ts';
import { aKey, allOf, vaultContract } from './vault.contract.ts';

const bucket = 'shop-desk.appspot.com';
const open = (server: BucketServer, own: { bucket?: string; deadlineMs?: number } = {}) =>
  bucketVault({ bucket, projectId: 'shop-desk', apiEndpoint: server.endpoint, ...own });

vaultContract('a bucket', async () => {
  const server = await startBucketServer(bucket);
  return { vault: open(server), another: async () => open(server), dispose: () => server.close() };
});

describe('a vault in a bucket', () => {
  let server: BucketServer;
  beforeEach(async () => {
    server = await startBucketServer(bucket, 10);
  });
  afterEach(() => server.close());

  const unavailable = (why: string) => ({
    name: 'VaultUnavailable',
    message: expect.stringContaining(`The evidence vault is unavailable: ${why}`),
  });

  test('a picture is one object under evidence/, of its type, which nothing on the way may keep', async () => {
    await open(server).put('1/A/2/ff', Buffer.from('x'), 'image/png');
    expect([...server.objects]).toMatchObject([
      ['evidence/1/A/2/ff', { contentType: 'image/png', cacheControl: 'private, no-store' }],
    ]);
  });

  test('other things in the bucket are left alone, and pages are followed to the end', async () => {
    const vault = open(server);
    const keys = Array.from({ length: 25 }, () => aKey());
    for (const key of keys) await vault.put(key, Buffer.from('x'), 'image/png');
    const [first] = server.objects.values();
    if (first) server.objects.set('logo.png', first);
    expect((await allOf(vault)).map(({ key }) => key).sort()).toEqual([...keys].sort());
  });

  test.each([503, 500, 429, 'cut' as const])('a hiccup is tried again (%s)', async (fault) => {
    const vault = open(server);
    const key = aKey();
    server.fail(fault);
    await vault.put(key, Buffer.from('x'), 'image/png');
    server.fail(fault);
    expect(await vault.get(key)).toEqual(Buffer.from('x'));
    server.fail(fault);
    expect(await allOf(vault)).toHaveLength(1);
    server.fail(fault);
    await vault.delete(key);
    expect(server.objects.size).toBe(0);
    expect(server.asked()).toBe(8);
  });

  test('a bucket that stays broken is given up', async () => {
    server.fail(503, 503, 503);
    await expect(open(server).get(aKey())).rejects.toMatchObject(
      unavailable(`the bucket ${bucket} answered:`),
    );
    expect(server.asked()).toBe(3);
  });

  test('bytes that changed on the way are not taken', async () => {
    const vault = open(server);
    const key = aKey();
    await vault.put(key, Buffer.from('a picture'), 'image/png');
    server.fail('wrong bytes', 'wrong bytes', 'wrong bytes');
    await expect(vault.get(key)).rejects.toMatchObject(unavailable(`the bucket ${bucket} answered:`));
  });

  test('a bucket that does not answer is given up at the deadline', async () => {
    const vault = open(server, { deadlineMs: 300 });
    server.fail('silence', 'silence', 'silence', 'silence', 'silence', 'silence', 'silence', 'silence');
    const late = unavailable('the bucket did not answer within 300 ms');
    await expect(vault.put(aKey(), Buffer.from('x'), 'image/png')).rejects.toMatchObject(late);
    await expect(vault.get(aKey())).rejects.toMatchObject(late);
    await expect(allOf(vault)).rejects.toMatchObject(late);
  });

  test('a bucket that does not exist, or is closed, says what to do', async () => {
    const wrong = open(server, { bucket: 'other' });
    const missing = unavailable('there is no bucket other. Create it');
    await expect(wrong.put(aKey(), Buffer.from('x'), 'image/png')).rejects.toMatchObject(missing);
    await expect(wrong.get(aKey())).rejects.toMatchObject(missing);
    await expect(allOf(wrong)).rejects.toMatchObject(missing);
    server.fail(403);
    await expect(open(server).get(aKey())).rejects.toMatchObject(
      unavailable(`the bucket ${bucket} does not let the bot in. Give its service account`),
    );
  });

  test('the client is loaded with the first call, not before', async () => {
    const module = new URL('../../src/adapters/vault/bucketVault.ts', import.meta.url).href;
    // The client's own dependencies are CommonJS, and show in its cache.
    const script = `
      import { createRequire } from 'node:module';
      import { bucketVault } from '${module}';
      const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((name) => name.includes('google'));
      const vault = bucketVault({ bucket: '${bucket}', projectId: 'p', apiEndpoint: '${server.endpoint}' });
      const before = loaded();
      await vault.get('1/2');
      console.log(before, loaded());`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    expect(stdout.trim()).toBe('false true');
  });
});
