import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCatalogue } from '../../src/adapters/documents/catalogue.ts';
import { Connection } from '../../src/adapters/sqlite/connection.ts';
import { tableLayout } from '../../src/adapters/sqlite/layout.ts';
import { SqliteStore } from '../../src/adapters/sqlite/sqliteStore.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import type { Store } from '../../src/ports/store.ts';
import { aTask, collections, counters, tasks } from './collections.ts';
import { freshSqlitePlace, type SqlitePlace } from './sqlitePlace.ts';

describe('a SQLite file with something wrong', () => {
  let place: SqlitePlace;
  beforeEach(async () => {
    place = await freshSqlitePlace();
  });
  afterEach(() => place.dispose());

  const a = counters.path('a');
  const put = (store: Store, value: number) => store.transact(async (tx) => tx.put(a, { value }));
  const unavailable = (why: string) => ({
    name: 'Unavailable',
    message: expect.stringContaining(`The store is unavailable: ${place.file} ${why}`),
  });

  test('a locked file can be read; a write waits for the lock, and fails at the deadline', async () => {
    const store = await place.open(collections, { deadlineMs: 200 });
    await put(store, 1);
    const other = new DatabaseSync(place.file);
    other.exec('BEGIN IMMEDIATE');
    await expect(put(store, 2)).rejects.toMatchObject(unavailable('is locked by another process'));
    expect(await store.get(a)).toEqual({ value: 1 });

    const writing = Promise.all([
      put(store, 3),
      store.transact(async (tx) => tx.create(counters.path('b'), { value: 3 })),
    ]);
    setTimeout(() => other.exec('ROLLBACK'), 50);
    await writing;
    other.close();
    expect(await store.getAll([a, counters.path('b')])).toEqual([{ value: 3 }, { value: 3 }]);
  });

  test('a file that another process keeps to itself fails to open at the deadline', async () => {
    await (await place.open(collections)).close();
    const other = new DatabaseSync(place.file);
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT');
    await expect(place.open(collections, { deadlineMs: 100 })).rejects.toMatchObject(
      unavailable('is locked by another process'),
    );
    other.close();
    await put(await place.open(collections), 1);
  });

  test('a file that is no database is named, and left as it is', async () => {
    const text = 'These are my notes, not a database. '.repeat(100);
    await writeFile(place.file, text);
    await expect(place.open(collections)).rejects.toMatchObject(unavailable('is not a SQLite database'));
    expect(await readFile(place.file, 'utf8')).toBe(text);
  });

  test("another program's database is named, and left as it is", async () => {
    const other = new DatabaseSync(place.file);
    other.exec('CREATE TABLE songs(name)');
    other.close();
    const before = await readFile(place.file);
    await expect(place.open(collections)).rejects.toMatchObject(
      unavailable('is the database of some other program'),
    );
    expect(await readFile(place.file)).toEqual(before);
  });

  test('a file of a newer version is refused', async () => {
    await (await place.open(collections)).close();
    const newer = new DatabaseSync(place.file);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    await expect(place.open(collections)).rejects.toMatchObject(unavailable('was made by a newer version'));
  });

  test('a damaged file is named', async () => {
    const store = await place.open(collections);
    await put(store, 1);
    await store.close();
    const bytes = await readFile(place.file);
    await writeFile(place.file, bytes.fill(0xff, 4096));
    const reading = place.open(collections).then((store) => store.get(a));
    await expect(reading).rejects.toMatchObject(unavailable('is damaged'));
  });

  test('a place that may not be written is named', async () => {
    const folder = join(place.folder, 'closed');
    await mkdir(folder);
    await chmod(place.folder, 0o755);
    await chmod(folder, 0o555);
    const file = join(folder, 'store.sqlite');
    // Permissions don't stop root: be somebody else for a moment.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await expect(openSqliteStore({ file, collections })).rejects.toMatchObject({
        name: 'Unavailable',
        message: expect.stringContaining(file),
      });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    await writeFile(join(place.folder, 'file'), '');
    const inFile = join(place.folder, 'file', 'store.sqlite');
    await expect(openSqliteStore({ file: inFile, collections })).rejects.toMatchObject({
      name: 'Unavailable',
    });
  });

  test('on a full disk only the commit that does not fit fails, whole, and the store goes on', async () => {
    await (await place.open(collections)).close();
    // A full disk needs a disk; a limit on the file's pages makes SQLite fail with the same SQLITE_FULL.
    const connection = new Connection(place.file);
    const pages = Number(connection.get('PRAGMA page_count')?.page_count);
    connection.exec(`PRAGMA max_page_count = ${pages + 10}`);
    const catalogue = makeCatalogue(collections);
    const layouts = catalogue.entries.map(tableLayout);
    const store = new SqliteStore({ connection, catalogue, layouts, deadlineMs: 1000 });

    const results = await Promise.allSettled([
      put(store, 1),
      // Two under a parent that is new to the file, so that it must be known again after the group has failed.
      store.transact(async (tx) => tx.create(tasks.path('new', 'd'), aTask())),
      store.transact(async (tx) => tx.create(tasks.path('new', 'e'), aTask())),
      store.transact(async (tx) => {
        tx.create(counters.path('beside'), { value: 1 });
        tx.create(tasks.path('h1', 'big'), { ...aTask(), extra: 'x'.repeat(500_000) });
      }),
      store.transact(async (tx) => tx.create(counters.path('c'), { value: 1 })),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(results[3]).toMatchObject({ reason: unavailable('could not grow, the disk is full') });
    const paths = [a, counters.path('c'), counters.path('beside')];
    expect(await store.getAll(paths)).toEqual([{ value: 1 }, { value: 1 }, undefined]);
    expect(await store.get(tasks.path('h1', 'big'))).toBeUndefined();
    await put(store, 2);
    expect(await store.get(a)).toEqual({ value: 2 });
    await store.close();
    const again = await place.open(collections);
    const both = await again.getAll([tasks.path('new', 'd'), tasks.path('new', 'e')]);
    expect(both).toEqual([aTask(), aTask()]);
  });

  test('closing commits what waits, and rejects what the lock keeps out', async () => {
    // After all promises that can go on, and before the next turn of the event loop, in which the commit would be done.
    const untilItWaits = () => new Promise<void>((resolve) => process.nextTick(resolve));
    const store = await place.open(collections);
    const writing = put(store, 1);
    await untilItWaits();
    await store.close();
    await writing;
    const other = new DatabaseSync(place.file);
    other.exec('BEGIN IMMEDIATE');
    const again = await place.open(collections);
    expect(await again.get(a)).toEqual({ value: 1 });
    const blocked = put(again, 2);
    await untilItWaits();
    const closing = again.close();
    await expect(blocked).rejects.toMatchObject(unavailable('was closed while'));
    await closing;
    other.close();
  });
});
