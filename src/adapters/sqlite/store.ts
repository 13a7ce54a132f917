import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type AnyCollection, type Store, Unavailable } from '../../ports/store.ts';
import { makeCatalogue } from '../documents/catalogue.ts';
import { makeFolder } from '../makeFolder.ts';
import { Connection, whenFree } from './connection.ts';
import { tableLayout } from './layout.ts';
import { changesNeeded } from './migrate.ts';
import { SqliteStore } from './sqliteStore.ts';

// "Orde", by which such a file is known.
const applicationId = 0x4f726465;
const layoutVersion = 1;

/** What the store on SQLite is opened with. */
export interface SqliteSettings {
  /** Path of the database file; it and its folder are made when missing. */
  readonly file: string;
  readonly collections: readonly AnyCollection[];
  /** How long a call may wait for other processes, and a transaction may collide, before it fails. */
  readonly deadlineMs?: number;
}

/**
 * Opens the store in a SQLite file; several processes may have it open at once. A file made with other indexes is
 * brought up to date. Throws Unavailable, naming the file, when it is locked, damaged, not ours, or can't be written.
 */
export async function openSqliteStore(settings: SqliteSettings): Promise<Store> {
  const { file, collections, deadlineMs = 8000 } = settings;
  const catalogue = makeCatalogue(collections);
  const layouts = catalogue.entries.map(tableLayout);
  try {
    await makeFolder(dirname(file));
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new Unavailable(`${file} may not be written (${error instanceof Error ? error.message : error})`, {
      cause: error,
    });
  }

  const connection = await whenFree(file, deadlineMs, () => {
    const connection = new Connection(file);
    try {
      prepare(connection);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
  try {
    await whenFree(file, deadlineMs, () => {
      if (changesNeeded(connection, layouts).length === 0) return;
      connection.inTransaction('write', () => {
        // Asked again, since another process may have made them meanwhile.
        for (const change of changesNeeded(connection, layouts)) connection.exec(change);
        connection.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${layoutVersion}`);
      });
    });
  } catch (error) {
    connection.close();
    throw error;
  }
  return new SqliteStore({ connection, catalogue, layouts, deadlineMs });
}

function prepare(connection: Connection): void {
  const number = (sql: string): unknown => Object.values(connection.get(sql) ?? {})[0];
  if (Number(number('SELECT count(*) FROM sqlite_schema')) > 0) {
    if (number('PRAGMA application_id') !== applicationId)
      throw new Unavailable(`${connection.file} is the database of some other program`);
    if (Number(number('PRAGMA user_version')) > layoutVersion)
      throw new Unavailable(`${connection.file} was made by a newer version of this program`);
  }
  if (number('PRAGMA journal_mode = WAL') !== 'wal')
    throw new Unavailable(`${connection.file} lies where SQLite can't keep a write-ahead log`);
  connection.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = -8000');
}
