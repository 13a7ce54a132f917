import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { openDiskVault } from '../../src/adapters/vault/diskVault.ts';
import { jobs } from '../../src/jobs/jobs.ts';
import { collections, orders } from '../../src/ports/collections.ts';
import { freshSqlitePlace, type SqlitePlace } from '../contract/sqlitePlace.ts';
import { at, guildId, mike } from '../support/anOrder.ts';
import { PlayedOrders } from '../support/playedOrders.ts';

const script = fileURLToPath(new URL('../../scripts/job.ts', import.meta.url));

describe('npm run job', { timeout: 60_000 }, () => {
  let place: SqlitePlace;
  beforeEach(async () => {
    place = await freshSqlitePlace();
  });
  afterEach(() => place.dispose());

  const run = (...given: string[]): Promise<{ code: number; said: string }> =>
    new Promise((resolve) => {
      const env = { PATH: process.env.PATH, DATA_DIR: place.folder };
      // From a folder without an .env file.
      execFile(process.execPath, [script, ...given], { env, cwd: place.folder }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
      );
    });

  test('lists the jobs when it is given none, or one that is not', async () => {
    const none = await run();
    expect(none.code).toBe(2);
    expect(none.said).toMatch(/^Usage: npm run job -- NAME \[--dry-run\]\n/);
    for (const { name, does } of jobs) expect(none.said).toContain(`${name.padEnd(23)}  ${does}`);
    expect((await run('clean-volt')).said).toMatch(/^✗ There is no job clean-volt\.\nUsage:/);
  });

  test('says what a job would do, then does it, then finds nothing', async () => {
    const file = join(place.folder, 'orderly.sqlite');
    const vault = await openDiskVault(join(place.folder, 'evidence'));
    const store = await openSqliteStore({ file, collections });
    const play = new PlayedOrders(store, { vault });
    await play.add('A', at(0), { worker: mike });
    const keys = await play.submit('A', at(0), 2);
    await play.approve('A', at(60));
    await store.close();

    const name = 'delete-expired-evidence';
    expect(await run(name, '--dry-run')).toEqual({
      code: 0,
      said: [
        `  2 pictures of order A of server ${guildId} would be deleted: Complete since 2026-03-01 12:01 UTC`,
        `✓ ${name}: would do 1 thing; nothing was changed.\n`,
      ].join('\n'),
    });
    expect(await vault.get(keys[0] ?? '')).toBeDefined();
    expect((await run(name)).said).toContain(`✓ ${name}: did 1 thing.\n`);
    expect(await vault.get(keys[0] ?? '')).toBeUndefined();
    expect(await run(name)).toEqual({ code: 0, said: `✓ ${name}: there is nothing to do.\n` });
    const again = await openSqliteStore({ file, collections });
    expect(await again.get(orders.path(guildId, 'A'))).toMatchObject({ status: 'Complete' });
    await again.close();
  });
});
