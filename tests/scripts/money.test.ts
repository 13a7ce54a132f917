import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { collections, holds, orders } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import { freshSqlitePlace, type SqlitePlace } from '../contract/sqlitePlace.ts';
import { anOrder } from '../support/anOrder.ts';

const scripts = fileURLToPath(new URL('../../scripts/', import.meta.url));

describe('migrate and audit, as they are run', { timeout: 60_000 }, () => {
  let place: SqlitePlace;
  beforeEach(async () => {
    place = await freshSqlitePlace();
  });
  afterEach(() => place.dispose());

  const run = (name: string): Promise<{ code: number; said: string }> =>
    new Promise((resolve) => {
      const env = { PATH: process.env.PATH, DATA_DIR: place.folder };
      // From a folder without an .env file.
      execFile(
        process.execPath,
        [join(scripts, `${name}.ts`)],
        { env, cwd: place.folder },
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
      );
    });
  /** Does something with the database that the scripts open. */
  const inDatabase = async (work: (store: Store) => Promise<void>): Promise<void> => {
    const store = await openSqliteStore({ file: join(place.folder, 'orderly.sqlite'), collections });
    await work(store);
    await store.close();
  };

  test('an earlier order gets its hold, the audit is content, and says so when money is changed by hand', async () => {
    const order = anOrder({ status: 'In Progress' });
    const hold = holds.path(order.guildId, order.orderKey);
    await inDatabase((store) =>
      store.transact(async (tx) => tx.create(orders.path(order.guildId, order.orderKey), order)),
    );
    expect(await run('audit')).toEqual({
      code: 1,
      said: [
        `Server ${order.guildId}`,
        '  ✗ order ABC123: it is In Progress and should hold $200.00, but holds $0.00',
        '  Orders: 1. Transfers: 0. Entries besides those of holds: 0. Seals: 0.',
        '✗ 1 thing is wrong.\n',
      ].join('\n'),
    });
    expect(await run('migrate')).toEqual({
      code: 0,
      said: 'Done. Looked at 1 order in 1 server; gave 1 hold.\n',
    });
    expect(await run('migrate')).toEqual({
      code: 0,
      said: 'Done. Looked at 1 order in 1 server; none lacked its hold.\n',
    });
    expect(await run('audit')).toEqual({
      code: 0,
      said: [
        `Server ${order.guildId}`,
        '  Orders: 1. Transfers: 1. Entries besides those of holds: 1. Seals: 0.',
        '  clearing:stripe          -$200.00',
        '  holds                    $200.00',
        '✓ The books balance.\n',
      ].join('\n'),
    });
    await inDatabase((store) =>
      store.transact(async (tx) => {
        const found = await tx.get(hold);
        if (found !== undefined) tx.put(hold, { ...found, balanceMinor: 1 });
      }),
    );
    const { code, said } = await run('audit');
    expect(code).toBe(1);
    expect(said).toContain('✗ order ABC123: its hold says $0.01, its transfers leave $200.00');
  });

  test('where there is no database none is made', async () => {
    for (const name of ['audit', 'migrate']) {
      const { code, said } = await run(name);
      expect(code).toBe(2);
      expect(said).toContain(`There is no database at ${join(place.folder, 'orderly.sqlite')}`);
    }
  });

  test('an empty database is fine', async () => {
    await inDatabase(async () => undefined);
    expect(await run('audit')).toEqual({
      code: 0,
      said: 'There are no orders and no money yet.\n✓ The books balance.\n',
    });
  });
});
