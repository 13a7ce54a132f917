import { closeSync, fsyncSync, openSync } from 'node:fs';
import { makeCatalogue } from '../src/adapters/documents/catalogue.ts';
import { Connection, type Row } from '../src/adapters/sqlite/connection.ts';
import { tableLayout } from '../src/adapters/sqlite/layout.ts';
import { changesNeeded } from '../src/adapters/sqlite/migrate.ts';
import { Parents } from '../src/adapters/sqlite/parents.ts';
import { openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { DocumentTable } from '../src/adapters/sqlite/table.ts';
import { collections } from '../src/ports/collections.ts';
import type { Transaction } from '../src/ports/store.ts';

// What the first commit of a store writes; 0 would mean that there is nothing.
const version = 1;

/**
 * Fills a store's file that is not there yet with documents, each put once. They go through the store's own tables; what makes
 * it quick is that nothing is flushed and that the indexes are built at the end.
 */
export async function fillFile(
  file: string,
  putAll: (into: Pick<Transaction, 'put'>) => void,
): Promise<void> {
  // The store itself makes the file.
  await (await openSqliteStore({ file, collections })).close();

  const connection = new Connection(file);
  connection.exec(
    'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -800000; PRAGMA threads = 2; PRAGMA temp_store = MEMORY',
  );
  const layouts = makeCatalogue(collections).entries.map(tableLayout);
  for (const { sides, indexes } of layouts) {
    for (const { name } of indexes) connection.exec(`DROP INDEX "${name}"`);
    for (const { table } of sides) connection.exec(`DROP TABLE "${table}"`);
  }
  const parents = new Parents(connection);
  const tables = new Map(
    layouts.map((layout) => [layout.table, new DocumentTable(connection, parents, { ...layout, sides: [] })]),
  );
  connection.inTransaction('write', () => {
    putAll({
      put(path, document) {
        const segments = path.split('/');
        const [name = '', id = ''] = segments.splice(-2);
        // Every document is an object.
        tables.get(name)?.insert(segments.join('/'), id, version, document as Row);
      },
    });
    connection.run('UPDATE _clock SET tick = ?', version);
  });
  connection.inTransaction('write', () => {
    for (const change of changesNeeded(connection, layouts)) connection.exec(change);
  });
  connection.close();
  flush(file);
}

/** Waits until the file is on the disk, so that writing it does not go on during what is measured. */
function flush(file: string): void {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
