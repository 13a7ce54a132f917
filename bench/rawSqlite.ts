import { DatabaseSync } from 'node:sqlite';

/** SQLite without anything around it: what a machine and its disk can do at all. */
export interface RawSqlite {
  /** One commit of four writes, flushed to the disk; `order` is the number of the one that changes. */
  commit(order: number): void;
  close(): void;
}

/**
 * Makes a file of plain tables, with rows of about the size that an update writes: an order, its event, its notice, a
 * counter.
 */
export function openRawSqlite(file: string, orderCount: number): RawSqlite {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000');
  for (const table of ['orders', 'events', 'notices', 'counters'])
    database.exec(`CREATE TABLE ${table}(key INTEGER PRIMARY KEY, json TEXT NOT NULL)`);
  const insert = (table: string) => database.prepare(`INSERT INTO ${table}(json) VALUES (?)`);
  const update = (table: string) => database.prepare(`UPDATE ${table} SET json = ? WHERE key = ?`);
  const addOrder = insert('orders');
  database.exec('BEGIN');
  for (let number = 0; number < orderCount; number += 1) addOrder.run('o'.repeat(1000));
  insert('counters').run('0');
  database.exec('COMMIT');

  const writes = {
    order: update('orders'),
    event: insert('events'),
    notice: insert('notices'),
    counter: update('counters'),
  };
  return {
    commit(order) {
      database.exec('BEGIN IMMEDIATE');
      writes.order.run(String.fromCharCode(97 + (order % 26)).repeat(1000), 1 + order);
      writes.event.run('e'.repeat(300));
      writes.notice.run('n'.repeat(1700));
      writes.counter.run(String(order), 1);
      database.exec('COMMIT');
    },
    close: () => database.close(),
  };
}
