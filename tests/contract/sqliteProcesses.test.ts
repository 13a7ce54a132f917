import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backupSqlite } from '../../src/adapters/sqlite/backup.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import type { Store } from '../../src/ports/store.ts';
import { collections, counters, tasks } from './collections.ts';
import { runChild, startChurn } from './processes.ts';
import { freshSqlitePlace, type SqlitePlace } from './sqlitePlace.ts';

describe('several processes on one SQLite file', () => {
  let place: SqlitePlace;
  beforeEach(async () => {
    place = await freshSqlitePlace();
  });
  afterEach(() => place.dispose());

  const pairsIn = (house: string, file: string): string[] => {
    const database = new DatabaseSync(file, { readOnly: true });
    const rows = database
      .prepare('SELECT _id FROM tasks JOIN _parents ON key = _parent WHERE path = ? ORDER BY _id')
      .all(`houses/${house}`);
    database.close();
    return rows.map((row) => String(row._id));
  };
  /** Both halves of every pair, and of each half both words in the side table; nothing torn in the file. */
  const expectWhole = async (store: Store, file: string): Promise<readonly string[]> => {
    const left = pairsIn('left', file);
    expect(pairsIn('right', file)).toEqual(left);
    for (const house of ['left', 'right']) {
      const where = [{ field: 'words', is: 'contains', values: [house] }] as const;
      const orderBy = { field: 'due', direction: 'ascending' } as const;
      expect(await store.count({ from: tasks, parent: tasks.parent(house), where, orderBy })).toBe(
        left.length,
      );
    }
    const database = new DatabaseSync(file, { readOnly: true });
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    database.close();
    return left;
  };

  test('four processes and this one count together on a new file, and no update is lost', async () => {
    const children = Array.from({ length: 4 }, () => runChild(place.file, 'count', '100'));
    const store = await place.open(collections);
    const path = counters.path('shared');
    const own = async () => {
      for (let done = 0; done < 100; done++)
        await store.transact(async (tx) => {
          const found = await tx.get(path);
          tx.put(path, { value: (found?.value ?? 0) + 1 });
        });
    };
    const [codes] = await Promise.all([Promise.all(children), own()]);
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(await store.get(path)).toEqual({ value: 500 });
  });

  test('after kill -9 all that was acknowledged is there and nothing is half-written', async () => {
    for (const [round, acknowledged] of [1, 30, 77, 200].entries()) {
      const churn = startChurn(place.file, `r${round}`);
      await churn.hasSaid(acknowledged);
      await churn.kill();
      const store = await openSqliteStore({ file: place.file, collections });
      const whole = new Set(await expectWhole(store, place.file));
      await store.close();
      expect(churn.said.filter((pair) => !whole.has(pair))).toEqual([]);
    }
  });

  test('a backup made while another process writes is whole and holds all that was acknowledged before', async () => {
    const churn = startChurn(place.file, 'p');
    await churn.hasSaid(100);
    const before = [...churn.said];
    const target = join(place.folder, 'copy.sqlite');
    await backupSqlite(place.file, target);
    await churn.hasSaid(churn.said.length + 20);
    await churn.kill();
    const copy = await openSqliteStore({ file: target, collections });
    const whole = new Set(await expectWhole(copy, target));
    await copy.close();
    expect(before.filter((pair) => !whole.has(pair))).toEqual([]);
    expect(whole.size).toBeLessThan(pairsIn('left', place.file).length);
  });

  test('a backup never replaces a file, and says what is wrong', async () => {
    const target = join(place.folder, 'copy.sqlite');
    await expect(backupSqlite(place.file, target)).rejects.toThrow(`there is no ${place.file}`);
    await place.open(collections);
    await backupSqlite(place.file, target);
    await expect(backupSqlite(place.file, target)).rejects.toThrow(`${target} already exists`);
    const nowhere = join(place.folder, 'missing', 'copy.sqlite');
    await expect(backupSqlite(place.file, nowhere)).rejects.toMatchObject({ name: 'Unavailable' });
  });
});
