import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Place } from './engine.ts';

/** A folder of its own with a SQLite file in it, named as in production. */
export interface SqlitePlace extends Place {
  readonly folder: string;
  readonly file: string;
}

export async function freshSqlitePlace(): Promise<SqlitePlace> {
  const folder = await mkdtemp(join(tmpdir(), 'orderly-store-'));
  const file = join(folder, 'orderly.sqlite');
  const opened: Store[] = [];
  return {
    folder,
    file,
    open: async (collections, settings = {}) => {
      const store = await openSqliteStore({ file, collections, ...settings });
      opened.push(store);
      return store;
    },
    dispose: async () => {
      for (const store of opened) await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
