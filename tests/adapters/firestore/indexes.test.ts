import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { firestoreIndexes } from '../../../src/adapters/firestore/indexes.ts';
import { defineCollection } from '../../../src/ports/collection.ts';

const schema = z.looseObject({ at: z.date(), kind: z.string(), tags: z.array(z.string()), size: z.number() });

describe('the indexes that Firestore is told to keep', () => {
  test('a composite index for each direction, arrays as contained, sums beside', () => {
    const things = defineCollection({
      template: 'houses/{houseId}/things/{thingId}',
      schema,
      indexes: [
        { where: [], orderBy: 'at' },
        { where: ['kind', 'tags'], orderBy: 'at' },
        { where: ['kind'], orderBy: 'size', scope: 'group', directions: ['descending'] },
        { where: [], orderBy: 'kind', sums: ['size'], directions: ['ascending'] },
      ],
    });
    const common = { collectionGroup: 'things', queryScope: 'COLLECTION' };
    const kind = { fieldPath: 'kind', order: 'ASCENDING' };
    const tags = { fieldPath: 'tags', arrayConfig: 'CONTAINS' };
    expect(firestoreIndexes([things])).toEqual({
      indexes: [
        { ...common, fields: [kind, tags, { fieldPath: 'at', order: 'ASCENDING' }] },
        { ...common, fields: [kind, tags, { fieldPath: 'at', order: 'DESCENDING' }] },
        {
          ...common,
          queryScope: 'COLLECTION_GROUP',
          fields: [kind, { fieldPath: 'size', order: 'DESCENDING' }],
        },
        { ...common, fields: [kind, { fieldPath: 'size', order: 'ASCENDING' }] },
      ],
      fieldOverrides: [],
    });
  });

  test('a single field over every parent is an override that keeps what the field has by itself', () => {
    const things = defineCollection({
      template: 'houses/{houseId}/things/{thingId}',
      schema,
      indexes: [{ where: [], orderBy: 'at', scope: 'group', directions: ['descending'] }],
    });
    expect(firestoreIndexes([things])).toEqual({
      indexes: [],
      fieldOverrides: [
        {
          collectionGroup: 'things',
          fieldPath: 'at',
          indexes: [
            { order: 'ASCENDING', queryScope: 'COLLECTION' },
            { order: 'DESCENDING', queryScope: 'COLLECTION' },
            { arrayConfig: 'CONTAINS', queryScope: 'COLLECTION' },
            { order: 'DESCENDING', queryScope: 'COLLECTION_GROUP' },
          ],
        },
      ],
    });
  });
});
