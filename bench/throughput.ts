import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Figure } from './figures.ts';
import type { Place } from './place.ts';
import { anyOrder } from './population.ts';
import { compareRounds, ratio, spreadOf } from './statistics.ts';
import { takeTurns } from './turns.ts';
import { UseCases } from './useCases.ts';

const atOnce = 50;
const sampleMs = 400;
const schedule = { warmUpRounds: 1, rounds: 12, samplesPerRound: 1 };

/**
 * How many orders a second can be updated when fifty updates are always under way, over what the same machine and disk do
 * when SQLite commits four plain writes at a time, one commit after the other, each flushed to the disk.
 */
export async function measureThroughput(place: Place): Promise<Figure[]> {
  const useCases = await UseCases.open(place);
  const raw = openRaw(join(place.dataDir, 'raw.sqlite'), place.orderCount);
  let sample = 0;
  const next = () => anyOrder(sample++, place.orderCount);
  const [ofUpdates = [], ofRaw = []] = await takeTurns(schedule, [
    () => perSecond(atOnce, () => useCases.update(next())),
    () => perSecond(1, async () => raw.commit(next())),
  ]);
  await useCases.close();
  raw.close();
  return [
    {
      name: 'updateorder_per_second_50_concurrent_over_raw',
      ...compareRounds(ofUpdates, ofRaw, ratio),
      bound: { atLeast: 0.5 },
    },
    { name: 'updateorder_per_second_50_concurrent', ...spreadOf(ofUpdates.flat()) },
    { name: 'raw_commits_per_second', ...spreadOf(ofRaw.flat()) },
  ];
}

/** How often a second `work` can be done when it is done over and over, that many times at once. */
async function perSecond(lanes: number, work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  let done = 0;
  const goOn = async () => {
    while (performance.now() - startMs < sampleMs) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, goOn));
  return (done * 1000) / (performance.now() - startMs);
}

/** Plain tables with rows of about the size that an update writes: an order, its event, its notice, a counter. */
function openRaw(file: string, orderCount: number) {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 250');
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
    commit(order: number): void {
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
