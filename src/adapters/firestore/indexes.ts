import type { AnyCollection, Direction } from '../../ports/store.ts';
import { type CheckedIndex, type Entry, makeCatalogue } from '../documents/catalogue.ts';

type Order = 'ASCENDING' | 'DESCENDING';
type Scope = 'COLLECTION' | 'COLLECTION_GROUP';
type IndexField =
  | { readonly fieldPath: string; readonly order: Order }
  | { readonly fieldPath: string; readonly arrayConfig: 'CONTAINS' };

/** The content of `firestore.indexes.json`, as the Firebase command line deploys it. */
export interface FirestoreIndexes {
  readonly indexes: readonly {
    readonly collectionGroup: string;
    readonly queryScope: Scope;
    readonly fields: readonly IndexField[];
  }[];
  readonly fieldOverrides: readonly {
    readonly collectionGroup: string;
    readonly fieldPath: string;
    readonly indexes: readonly {
      readonly order?: Order;
      readonly arrayConfig?: 'CONTAINS';
      readonly queryScope: Scope;
    }[];
  }[];
}

const orders: Readonly<Record<Direction, Order>> = { ascending: 'ASCENDING', descending: 'DESCENDING' };

const scopeOf = ({ scope }: CheckedIndex): Scope => (scope === 'group' ? 'COLLECTION_GROUP' : 'COLLECTION');

/**
 * The indexes that Firestore needs for what the collections declare: a composite index for each declared index and
 * direction, with one more for each field that is summed. What one field alone answers is indexed by itself; only for
 * queries under every parent it must be said.
 */
export function firestoreIndexes(collections: readonly AnyCollection[]): FirestoreIndexes {
  const { entries } = makeCatalogue(collections);
  const composites = entries.flatMap((entry) =>
    entry.indexes.flatMap((index) =>
      fieldLists(index).map((fields) => ({
        collectionGroup: entry.name,
        queryScope: scopeOf(index),
        fields,
      })),
    ),
  );
  const byText = new Map(composites.map((composite) => [JSON.stringify(composite), composite]));
  return { indexes: [...byText.values()], fieldOverrides: entries.flatMap(overrides) };
}

function fieldLists(index: CheckedIndex): IndexField[][] {
  const matched = index.where.map(
    (fieldPath): IndexField =>
      fieldPath === index.contains
        ? { fieldPath, arrayConfig: 'CONTAINS' }
        : { fieldPath, order: 'ASCENDING' },
  );
  return index.directions
    .map((direction) => orders[direction])
    .flatMap((order) => {
      const fields = [...matched, { fieldPath: index.orderBy, order }];
      return [fields, ...index.sums.map((fieldPath) => [...fields, { fieldPath, order }])];
    })
    .filter((fields) => fields.length > 1);
}

/** An override replaces what a field has by itself, so it repeats that. */
function overrides(entry: Entry): FirestoreIndexes['fieldOverrides'] {
  const alone = entry.indexes.filter((index) => index.scope === 'group' && index.where.length === 0);
  return alone.map(({ orderBy, directions }) => ({
    collectionGroup: entry.name,
    fieldPath: orderBy,
    indexes: [
      { order: 'ASCENDING', queryScope: 'COLLECTION' },
      { order: 'DESCENDING', queryScope: 'COLLECTION' },
      { arrayConfig: 'CONTAINS', queryScope: 'COLLECTION' },
      ...directions.map((direction) => ({
        order: orders[direction],
        queryScope: 'COLLECTION_GROUP' as const,
      })),
    ],
  }));
}
