import { afterEach, beforeEach, expect, test } from 'vitest';
import { collections, counters } from '../contract/collections.ts';
import type { Place } from '../contract/engine.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { countingStore } from './countingStore.ts';

let place: Place;
beforeEach(async () => {
  place = await freshSqlitePlace();
});
afterEach(() => place.dispose());

test('a counting store counts what was read, asked and written, and nothing of what failed', async () => {
  const store = countingStore(await place.open(collections));
  const [a, b] = [counters.path('a'), counters.path('b')];
  const orderBy = { field: 'value', direction: 'ascending' } as const;
  await store.transact(async (tx) => {
    await tx.getAll([a, b]);
    tx.put(a, { value: 1 });
    tx.create(b, { value: 2 });
  });
  expect(store.counts).toEqual({ reads: 2, queries: 0, tallies: 0, commits: 1, writesPerCommit: [2] });

  store.reset();
  await expect(store.transact(async (tx) => tx.create(a, { value: 1 }))).rejects.toThrow('already exists');
  await store.transact(async (tx) => tx.get(a));
  await store.get(counters.path('missing'));
  await store.query({ from: counters, orderBy, limit: 1 });
  await store.count({ from: counters, orderBy });
  await store.transact(async (tx) => tx.delete(a));
  expect(store.counts).toEqual({ reads: 3, queries: 1, tallies: 1, commits: 1, writesPerCommit: [1] });
});
