import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder } from '../../src/adapters/makeFolder.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'orderly-folder-'));
});
afterEach(() => rm(place, { recursive: true }));

describe('a folder', () => {
  test('is made with the folders above it, once, however many make it at the same time', async () => {
    const folder = join(place, 'a', 'b', 'c');
    await Promise.all(Array.from({ length: 10 }, () => makeFolder(folder, 0o700)));
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(place, 'a'))).mode & 0o777).toBe(0o700);
    expect(await makeFolder(folder)).toBe(false);
    expect(await makeFolder(join(folder, 'd'))).toBe(true);
  });

  test('is not made inside a file', async () => {
    await writeFile(join(place, 'file'), '');
    await expect(makeFolder(join(place, 'file', 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

/** Starts the bot with its data there, and gives it so long to say why it can't; it is killed then. */
function start(dataDir: string): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    // The token is never used: the data comes first.
    const env = { PATH: process.env.PATH, DISCORD_TOKEN: 'none', DATA_DIR: dataDir, PORT: 'off' };
    // From a folder without an .env file.
    const child = execFile(
      process.execPath,
      [main],
      { env, cwd: place, timeout: 20_000, killSignal: 'SIGKILL' },
      (_, stdout, stderr) => resolve({ code: child.exitCode, said: stdout + stderr }),
    );
  });
}

// Nobody, not even root, can make anything in /proc, and Node's own recursive mkdir never ends there.
test.skipIf(process.platform !== 'linux').each([
  ['the database', '/proc/nope/deeper'],
  ['a folder inside a file', join(fileURLToPath(import.meta.url), 'data')],
])('a bot that can’t keep its data (%s) says where, and ends', { timeout: 30_000 }, async (_, dataDir) => {
  const { code, said } = await start(dataDir);
  expect(said).toMatch(
    /^Orderly can't start: The store is unavailable: .* may not be written \(E(NOENT|NOTDIR).*\)\n$/,
  );
  expect(said).toContain(join(dataDir, 'orderly.sqlite'));
  expect(code).toBe(1);
});
