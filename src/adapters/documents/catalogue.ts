import type { z } from 'zod';
import type { AnyCollection, AnyIndex, Direction } from '../../ports/store.ts';
import { dateReviver, type Kind, type Shape, shapeOf } from './shape.ts';

/** What an indexed field holds: one scalar, or an array of strings. */
export type IndexedKind = 'string' | 'number' | 'boolean' | 'date' | 'strings';

/** A declared index, checked and with its defaults filled in. */
export interface CheckedIndex {
  readonly where: readonly string[];
  /** The field of `where` that holds an array, if one does. */
  readonly contains: string | undefined;
  /** The scalar fields of `where` that a document may lack. Firestore leaves such documents out of the index. */
  readonly optional: readonly string[];
  readonly orderBy: string;
  readonly scope: 'parent' | 'group';
  readonly directions: readonly Direction[];
  /** The fields of `where` that SQLite looks at along the way. */
  readonly filtered: readonly string[];
  readonly sums: readonly string[];
}

/** A collection as an engine needs it. */
export interface Entry {
  readonly name: string;
  readonly template: string;
  readonly isTopLevel: boolean;
  readonly schema: z.ZodType;
  readonly indexes: readonly CheckedIndex[];
  /** Every field of any index, with what it holds. */
  readonly indexed: ReadonlyMap<string, IndexedKind>;
  /** Gives a document parsed from JSON its Dates back. */
  readonly revive: (parsed: unknown) => unknown;
}

/** A path taken apart. */
export interface Located {
  readonly entry: Entry;
  readonly parent: string;
  readonly id: string;
}

/** All collections of a store. */
export interface Catalogue {
  readonly entries: readonly Entry[];
  /** The collection by its name. Throws when the store wasn't opened with it. */
  named(name: string): Entry;
  /** Takes a document's path apart; undefined when no collection has such paths. */
  find(path: string): Located | undefined;
  /** As `find`, but throws. */
  locate(path: string): Located;
}

/** Checks the declarations of all collections. Throws on the first that no engine could serve. */
export function makeCatalogue(collections: readonly AnyCollection[]): Catalogue {
  const byName = new Map<string, { entry: Entry; template: readonly string[] }>();
  for (const collection of collections) {
    if (byName.has(collection.name)) throw new Error(`Two collections are called ${collection.name}`);
    byName.set(collection.name, { entry: makeEntry(collection), template: collection.template.split('/') });
  }

  const named = (name: string): Entry => {
    const known = byName.get(name);
    if (!known) throw new Error(`The store wasn't opened with a collection ${name}`);
    return known.entry;
  };

  const find = (path: string): Located | undefined => {
    const segments = path.split('/');
    const known = byName.get(segments.at(-2) ?? '');
    const fits =
      known !== undefined &&
      known.template.length === segments.length &&
      known.template.every((part, at) => (at % 2 === 0 ? part === segments[at] : segments[at] !== ''));
    if (!fits) return undefined;
    return { entry: known.entry, parent: segments.slice(0, -2).join('/'), id: segments.at(-1) ?? '' };
  };

  const locate = (path: string): Located => {
    const located = find(path);
    if (!located) throw new Error(`No collection has a document at ${path}`);
    return located;
  };

  return { entries: [...byName.values()].map(({ entry }) => entry), named, find, locate };
}

function makeEntry(collection: AnyCollection): Entry {
  const shape = shapeOf(collection.schema);
  const indexed = new Map<string, IndexedKind>();
  const indexes = collection.indexes.map((index) => {
    const problem = (why: string) =>
      new Error(`Index ${JSON.stringify(index)} of ${collection.name} can't be served: ${why}`);
    return checkIndex(index, shape, indexed, problem);
  });
  // The first parse compiles the schema, which takes milliseconds: better now than in the first command.
  collection.schema.safeParse({});
  return {
    name: collection.name,
    template: collection.template,
    isTopLevel: collection.template.split('/').length === 2,
    schema: collection.schema,
    indexes,
    indexed,
    revive: dateReviver(shape),
  };
}

function checkIndex(
  index: AnyIndex,
  shape: Shape,
  indexed: Map<string, IndexedKind>,
  problem: (why: string) => Error,
): CheckedIndex {
  const sums = index.sums ?? [];
  const isOptional = (name: string): boolean => {
    const kinds = shape.fields.get(name)?.kinds;
    return kinds?.has('missing') === true || kinds?.has('null') === true;
  };
  const kindOf = (name: string, isRequired: boolean): IndexedKind => {
    const field = shape.fields.get(name);
    if (!field || !/^[A-Za-z]\w*$/.test(name)) throw problem(`the schema has no field ${name}`);
    if (isRequired && isOptional(name)) throw problem(`${name} must be required and never null`);
    const kind = indexedKind(field);
    if (!kind) throw problem(`${name} must hold one kind of scalar, or an array of strings`);
    indexed.set(name, kind);
    return kind;
  };

  const arrays = index.where.filter((name) => kindOf(name, false) === 'strings');
  if (arrays.length > 1) throw problem('only one field may be an array');
  if (kindOf(index.orderBy, true) === 'strings') throw problem('an array gives no order');
  for (const name of sums) if (kindOf(name, true) !== 'number') throw problem(`${name} is no number`);
  const names = [...index.where, index.orderBy, ...sums];
  if (new Set(names).size < names.length) throw problem('a field is named twice');
  const filtered = index.filtered ?? [];
  if (filtered.some((name) => !index.where.includes(name) || name === arrays[0]))
    throw problem('only scalar fields of where can be filtered');
  return {
    where: index.where,
    contains: arrays[0],
    optional: index.where.filter((name) => name !== arrays[0] && isOptional(name)),
    orderBy: index.orderBy,
    scope: index.scope ?? 'parent',
    directions: index.directions ?? ['ascending', 'descending'],
    filtered,
    sums,
  };
}

function indexedKind(field: Shape): IndexedKind | undefined {
  const kinds = new Set<Kind>(field.kinds);
  kinds.delete('missing');
  kinds.delete('null');
  const [kind] = kinds;
  if (kinds.size !== 1) return undefined;
  if (kind === 'array') return field.each && indexedKind(field.each) === 'string' ? 'strings' : undefined;
  return kind === 'string' || kind === 'number' || kind === 'boolean' || kind === 'date' ? kind : undefined;
}
