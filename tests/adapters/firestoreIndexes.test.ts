import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { firestoreIndexes } from '../../src/adapters/firestore/indexes.ts';
import { collections } from '../../src/ports/collections.ts';

test('firestore.indexes.json holds the indexes that the collections declare (npm run indexes writes it)', async () => {
  const file = await readFile(new URL('../../firestore.indexes.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(firestoreIndexes(collections));
});
