import { type Position, positionOf } from '../../ports/cursor.ts';
import type { Direction, Scalar } from '../../ports/store.ts';
import type { Catalogue, CheckedIndex, Entry, IndexedKind } from './catalogue.ts';

/** Firestore's limit on the disjunctions of one query. */
const mostValues = 30;

/** `Query` or `Tally` of any collection, as the adapters take them. */
export interface AnyQuery {
  readonly from: { readonly name: string };
  readonly parent?: string;
  readonly where?: readonly AnyFilter[];
  readonly orderBy: { readonly field: string; readonly direction: Direction };
  readonly limit?: number;
  readonly after?: string;
}

/** `Filter` of the port, with its field names as plain strings. */
export type AnyFilter =
  | { readonly field: string; readonly is: 'equals'; readonly value: Scalar }
  | { readonly field: string; readonly is: 'in'; readonly values: readonly Scalar[] }
  | { readonly field: string; readonly is: 'contains'; readonly values: readonly string[] }
  | { readonly field: string; readonly is: 'from' | 'after' | 'to' | 'before'; readonly value: Scalar };

/** One end of a range on the order field. */
export interface Bound {
  readonly value: Scalar;
  readonly isIncluded: boolean;
}

/** A query that was checked and matched to the index that answers it. */
export interface Question {
  readonly entry: Entry;
  readonly index: CheckedIndex;
  /** Undefined asks under every parent. */
  readonly parent: string | undefined;
  /** For each field of the index's `where`, in its order, the values that match, without repeats. */
  readonly matches: readonly { readonly field: string; readonly values: readonly Scalar[] }[];
  readonly orderKind: IndexedKind;
  readonly direction: Direction;
  readonly lower: Bound | undefined;
  readonly upper: Bound | undefined;
  readonly limit: number | undefined;
  readonly after: Position | undefined;
}

/** Checks a query and finds its index. Throws an Error that says what is wrong with the query. */
export function makeQuestion(catalogue: Catalogue, query: AnyQuery): Question {
  const entry = catalogue.named(query.from.name);
  const parent = query.parent ?? (entry.isTopLevel ? '' : undefined);
  const wanted = new Map<string, readonly Scalar[]>();
  let lower: Bound | undefined;
  let upper: Bound | undefined;
  const fail = (why: string) => new Error(`Query of ${entry.name} refused: ${why}`);

  for (const filter of query.where ?? []) {
    switch (filter.is) {
      case 'from':
      case 'after':
      case 'to':
      case 'before': {
        const isLower = filter.is === 'from' || filter.is === 'after';
        if (filter.field !== query.orderBy.field)
          throw fail(`a range over ${filter.field} needs it as the order`);
        if (isLower ? lower : upper) throw fail(`two bounds on one side of ${filter.field}`);
        const bound = { value: filter.value, isIncluded: filter.is === 'from' || filter.is === 'to' };
        if (isLower) lower = bound;
        else upper = bound;
        break;
      }
      default: {
        const values = filter.is === 'equals' ? [filter.value] : filter.values;
        if ((filter.is === 'contains') !== (entry.indexed.get(filter.field) === 'strings'))
          throw fail(`${filter.field} can't be asked with ${filter.is}`);
        if (wanted.has(filter.field)) throw fail(`two filters on ${filter.field}`);
        if (values.length === 0) throw fail(`${filter.field} is asked for no value`);
        wanted.set(filter.field, distinct(values));
      }
    }
  }

  const index = entry.indexes.find(
    (index) =>
      index.orderBy === query.orderBy.field &&
      index.scope === (parent === undefined ? 'group' : 'parent') &&
      index.directions.includes(query.orderBy.direction) &&
      index.where.length === wanted.size &&
      index.where.every((field) => wanted.has(field)),
  );
  if (!index) {
    const asked = `[${[...wanted.keys()].join(', ')}] ordered by ${query.orderBy.field} ${query.orderBy.direction}`;
    throw fail(
      `no index is declared for ${asked} ${parent === undefined ? 'under every parent' : 'in a parent'}`,
    );
  }

  const matches = index.where.map((field) => ({ field, values: wanted.get(field) ?? [] }));
  const several = matches.filter(({ values }) => values.length > 1);
  if (several.length > 1) throw fail('several values for more than one field');
  if (several.some(({ values }) => values.length > mostValues)) throw fail(`more than ${mostValues} values`);
  const orderKind = entry.indexed.get(index.orderBy) ?? 'string';
  for (const { field, values } of matches)
    for (const value of values) checkKind(value, entry.indexed.get(field), field, fail);
  for (const bound of [lower, upper]) if (bound) checkKind(bound.value, orderKind, index.orderBy, fail);
  if (query.limit !== undefined && !(Number.isSafeInteger(query.limit) && query.limit > 0))
    throw fail(`the limit ${query.limit} is no positive whole number`);

  return {
    entry,
    index,
    parent,
    matches,
    orderKind,
    direction: query.orderBy.direction,
    lower,
    upper,
    limit: query.limit,
    after:
      query.after === undefined ? undefined : checkCursor(catalogue, query.after, entry, orderKind, parent),
  };
}

function checkCursor(
  catalogue: Catalogue,
  cursor: string,
  entry: Entry,
  orderKind: IndexedKind,
  parent: string | undefined,
): Position {
  const wrong = () => new Error(`Not a cursor of this query: ${JSON.stringify(cursor.slice(0, 200))}`);
  const position = positionOf(cursor);
  if (!position || typeof position.value !== (orderKind === 'date' ? 'number' : orderKind)) throw wrong();
  const located = catalogue.find(position.path);
  if (located?.entry !== entry || (parent !== undefined && located.parent !== parent)) throw wrong();
  return position;
}

function distinct(values: readonly Scalar[]): Scalar[] {
  const byKey = new Map(values.map((value) => [value instanceof Date ? value.getTime() : value, value]));
  return [...byKey.values()];
}

function checkKind(
  value: Scalar,
  kind: IndexedKind | undefined,
  field: string,
  fail: (why: string) => Error,
): void {
  const needed = kind === 'strings' ? 'string' : kind;
  const actual = value instanceof Date ? 'date' : typeof value;
  const isUsable =
    typeof value === 'number' ? Number.isFinite(value) : !Number.isNaN(Number(actual === 'date' ? value : 0));
  if (actual !== needed || !isUsable) throw fail(`${field} holds a ${needed}, asked was ${String(value)}`);
}
