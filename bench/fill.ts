import { closeSync, fsyncSync, openSync } from 'node:fs';
import { makeCatalogue } from '../src/adapters/documents/catalogue.ts';
import { Connection } from '../src/adapters/sqlite/connection.ts';
import { tableLayout } from '../src/adapters/sqlite/layout.ts';
import { changesNeeded } from '../src/adapters/sqlite/migrate.ts';
import { Parents } from '../src/adapters/sqlite/parents.ts';
import { openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { DocumentTable } from '../src/adapters/sqlite/table.ts';
import type { OrderEvent } from '../src/domain/order.ts';
import { isPhrase } from '../src/domain/text.ts';
import { collections, orderEvents, orders, serviceTerms } from '../src/ports/collections.ts';
import type { Place } from './place.ts';
import { orderOf } from './population.ts';

/**
 * Fills an empty data folder as `/addorder` would have, given that many times: the orders, their audit events, the words of
 * the services. The documents come from the domain and go through the store's own tables; what makes it quick is that
 * nothing is flushed and that the indexes are built at the end.
 */
export async function fill(place: Place): Promise<void> {
  const { file } = place;
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
  connection.inTransaction('write', () => insertAll(connection, place));
  connection.inTransaction('write', () => {
    for (const change of changesNeeded(connection, layouts)) connection.exec(change);
  });
  connection.close();
  flush(file);
}

// What the first commit of a store writes; 0 would mean that there is nothing.
const version = 1;

function insertAll(connection: Connection, { orderCount, population }: Place): void {
  const catalogue = makeCatalogue(collections);
  const parents = new Parents(connection);
  const tableOf = (name: string) =>
    new DocumentTable(connection, parents, { ...tableLayout(catalogue.named(name)), sides: [] });
  const tables = {
    orders: tableOf(orders.name),
    events: tableOf(orderEvents.name),
    terms: tableOf(serviceTerms.name),
  };
  const { guildId } = population;
  const ordersParent = orders.parent(guildId);
  const terms = new Set<string>();
  for (let number = 0; number < orderCount; number += 1) {
    const { order, events } = orderOf(population, number);
    tables.orders.insert(ordersParent, order.orderKey, version, order);
    const eventsParent = orderEvents.parent(guildId, order.orderKey);
    for (const event of events) tables.events.insert(eventsParent, eventIdOf(event, number), version, event);
    for (const term of order.serviceTerms) terms.add(term);
  }
  connection.run('UPDATE _clock SET tick = ?', version);
  for (const term of terms)
    tables.terms.insert(serviceTerms.parent(guildId), term, version, { term, phrase: isPhrase(term) });
}

function eventIdOf({ sequence }: OrderEvent, number: number): string {
  return `${10n ** 18n + BigInt(number)}${sequence === 1 ? '' : `-${sequence}`}`;
}

/** Waits until the file is on the disk, so that writing it does not go on during what is measured. */
function flush(file: string): void {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
