import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startHttpServer } from '../src/http/server.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

describe('the container', () => {
  const dockerfile = read('Dockerfile');

  /** Runs the health check of the Dockerfile as Docker would, and gives its exit code. */
  async function healthCheck(PORT: string): Promise<number | string | null> {
    const [, command] = /^HEALTHCHECK[^[]*CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    const [name, ...args]: string[] = JSON.parse(command ?? '');
    expect(name).toBe('node');
    return new Promise((resolve) => {
      const child = execFile(process.execPath, args, { env: { PORT } });
      child.on('exit', (code) => resolve(code));
    });
  }

  test('is healthy while the bot serves, and not when it is gone', async () => {
    const server = await startHttpServer({ port: 0, host: '127.0.0.1', isReady: () => false });
    expect(await healthCheck(String(server.port))).toBe(0);
    await server.close();
    expect(await healthCheck(String(server.port))).toBe(1);
  });

  test('is healthy when the HTTP server is turned off', async () => expect(await healthCheck('off')).toBe(0));

  test('does not run as root, and keeps its data in the volume', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/DATA_DIR=\/data\b/);
    expect(dockerfile).toMatch(/^VOLUME \/data$/m);
  });

  test('takes in neither secrets nor data', () =>
    expect(read('.dockerignore').split('\n')).toEqual(
      expect.arrayContaining(['.env', '.env.*', 'data', '.git', 'node_modules']),
    ));
});

test('the Firestore rules give clients nothing', () => {
  const rules = read('firestore.rules').replace(/\/\/.*/g, '');
  expect(rules.match(/allow[^;]*;/g)).toEqual(['allow read, write: if false;']);
  expect(rules).toContain('match /{document=**}');
});

test('the Storage rules give clients nothing', () => {
  const rules = read('storage.rules').replace(/\/\/.*/g, '');
  expect(rules.match(/allow[^;]*;/g)).toEqual(['allow read, write: if false;']);
  expect(rules).toContain('match /{everything=**}');
});

test('firebase.json deploys these rules, and the indexes', () =>
  expect(JSON.parse(read('firebase.json'))).toEqual({
    firestore: { rules: 'firestore.rules', indexes: 'firestore.indexes.json' },
    storage: { rules: 'storage.rules' },
  }));
