import { writeFile } from 'node:fs/promises';
import { firestoreIndexes } from '../src/adapters/firestore/indexes.ts';
import { collections } from '../src/ports/collections.ts';

/* Writes firestore.indexes.json from the collections' declared indexes. A test fails while the file differs. */
await writeFile('firestore.indexes.json', `${JSON.stringify(firestoreIndexes(collections), null, 2)}\n`);
