import type { CheckedIndex, Entry, IndexedKind } from '../documents/catalogue.ts';

/** A column that repeats an indexed scalar field of the document, so that indexes can hold it. */
export interface Column {
  readonly name: string;
  readonly kind: Exclude<IndexedKind, 'strings'>;
}

/** One row per document and value of an array field, with the other fields of the indexes the array is in. */
export interface SideTable {
  readonly table: string;
  readonly field: string;
  readonly columns: readonly Column[];
}

/** How SQLite answers the queries of one declared index. Several may share what is kept. */
export interface IndexLayout {
  readonly name: string;
  /** The collection's table, or the side table of the array field. */
  readonly table: string;
  /** What a query gives by equality. */
  readonly matched: readonly string[];
  /** What it is ordered by: the field, what breaks ties. */
  readonly order: readonly string[];
  /** What a query gives, too, and every entry on the way is looked at for. */
  readonly filtered: readonly string[];
  readonly columns: readonly string[];
  /** Rows that lack one of these are left out: every query gives them, and most documents have few of them. */
  readonly present: readonly string[];
  /** A query under every parent is asked of one parent after the other. */
  readonly isPerParent: boolean;
}

/** How SQLite keeps one collection. */
export interface TableLayout {
  readonly entry: Entry;
  readonly table: string;
  readonly columns: readonly Column[];
  readonly sides: readonly SideTable[];
  readonly indexes: readonly IndexLayout[];
}

const quoted = (name: string): string => `"${name}"`;

const typeOf = { string: 'TEXT', number: 'REAL', boolean: 'INTEGER', date: 'INTEGER' } as const;

/** A column as CREATE TABLE and ADD COLUMN take it. */
export const columnSql = (column: Column): string => `${quoted(column.name)} ${typeOf[column.kind]}`;

/** The tables that belong to no collection: the commit clock, and the parents' paths as small numbers. */
export const baseTables: ReadonlyMap<string, string> = new Map([
  [
    '_clock',
    'CREATE TABLE _clock(only INTEGER PRIMARY KEY CHECK (only = 1), tick INTEGER NOT NULL) STRICT; INSERT INTO _clock VALUES (1, 0)',
  ],
  ['_parents', 'CREATE TABLE _parents(key INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT'],
]);

/** Makes a collection's table. The JSON comes last, so that what is before it is read without the pages it overflows to. */
export const createTableSql = ({ table, columns }: TableLayout): string =>
  `CREATE TABLE ${quoted(table)}(_key INTEGER PRIMARY KEY, _parent INTEGER NOT NULL, _id TEXT NOT NULL, ` +
  `_version INTEGER NOT NULL, ${columns.map((column) => `${columnSql(column)}, `).join('')}_json TEXT NOT NULL, ` +
  'UNIQUE (_parent, _id)) STRICT';

/** Makes the side table of an array field. */
export const createSideSql = ({ table, columns }: SideTable): string =>
  `CREATE TABLE ${quoted(table)}(_key INTEGER NOT NULL, _value TEXT NOT NULL, _parent INTEGER NOT NULL, ` +
  `_id TEXT NOT NULL, ${columns.map((column) => `${columnSql(column)}, `).join('')}` +
  'PRIMARY KEY (_key, _value)) STRICT, WITHOUT ROWID';

/** Makes an index. */
export const createIndexSql = ({ name, table, columns, present }: IndexLayout): string =>
  `CREATE INDEX ${quoted(name)} ON ${quoted(table)}(${columns.map(quoted).join(', ')})` +
  (present.length === 0
    ? ''
    : ` WHERE ${present.map((field) => `${quoted(field)} IS NOT NULL`).join(' AND ')}`);

const answering = new WeakMap<CheckedIndex, IndexLayout>();

/** How the queries of a declared index are answered. */
export function indexLayout(entry: Entry, index: CheckedIndex): IndexLayout {
  const known = answering.get(index);
  if (known !== undefined) return known;
  const twin = parentTwin(entry, index);
  const own = ownLayout(entry, twin ?? index);
  const kept = keptLayouts(entry).find((other) => holds(other, own)) ?? own;
  const layout = { ...own, name: kept.name, isPerParent: twin !== undefined };
  answering.set(index, layout);
  return layout;
}

/** What has to be kept so that every declared index has something that answers it. */
function keptLayouts(entry: Entry): IndexLayout[] {
  const needed = new Map(
    entry.indexes.map((index) => {
      const layout = ownLayout(entry, parentTwin(entry, index) ?? index);
      return [layout.name, layout];
    }),
  );
  const all = [...needed.values()];
  return all.filter((layout) => !all.some((other) => other !== layout && holds(other, layout)));
}

/** Whether one begins with all of another, so that it answers that one's queries as well. */
function holds(one: IndexLayout, other: IndexLayout): boolean {
  return (
    one.table === other.table &&
    one.columns.length >= other.columns.length &&
    other.columns.every((column, at) => one.columns[at] === column) &&
    one.present.length === other.present.length &&
    other.present.every((column) => one.present.includes(column))
  );
}

/**
 * The index with the same fields for queries in one parent. Where the parents are servers, of which there are few, it
 * answers those in all of them as well: one after the other, so that no change costs a second entry.
 */
function parentTwin(entry: Entry, index: CheckedIndex): CheckedIndex | undefined {
  const parentDepth = entry.template.split('/').length / 2 - 1;
  if (index.scope !== 'group' || parentDepth !== 1 || index.sums.length > 0) return undefined;
  return entry.indexes.find(
    ({ scope, where, orderBy }) =>
      scope === 'parent' &&
      orderBy === index.orderBy &&
      where.length === index.where.length &&
      where.every((field) => index.where.includes(field)),
  );
}

/** How a declared index would be kept by itself. */
function ownLayout(entry: Entry, index: CheckedIndex): IndexLayout {
  const { contains, filtered } = index;
  const isGroup = index.scope === 'group';
  const table = contains === undefined ? entry.name : `${entry.name}.${contains}`;
  const matched = [
    ...(isGroup ? [] : ['_parent']),
    ...index.where
      .filter((field) => !filtered.includes(field))
      .map((field) => (field === contains ? '_value' : field)),
  ];
  const order = [index.orderBy, ...(isGroup ? ['_parent'] : []), '_id'];
  const columns = [...matched, ...order, ...index.sums, ...filtered];
  const present = index.optional;
  // The name says it all, since an index of another name is made anew.
  const parts = columns.map((column) => (present.includes(column) ? `${column}?` : column));
  const name = `${table}(${parts.join(',')})`;
  return { name, table, matched, order, filtered, columns, present, isPerParent: false };
}

/** How the collection is kept. Throws on a name that can't be a table's. */
export function tableLayout(entry: Entry): TableLayout {
  if (!/^[A-Za-z][\w-]*$/.test(entry.name)) throw new Error(`Not usable as a table: ${entry.name}`);
  const columnsOf = (names: Iterable<string>): Column[] =>
    [...new Set(names)].flatMap((name) => {
      const kind = entry.indexed.get(name);
      return kind === undefined || kind === 'strings' ? [] : [{ name, kind }];
    });
  const arrays = [...entry.indexed].filter(([, kind]) => kind === 'strings').map(([name]) => name);
  const sides = arrays.map((field) => {
    const indexes = entry.indexes.filter((index) => index.contains === field);
    const names = indexes.flatMap((index) => [...index.where, index.orderBy, ...index.sums]);
    return { table: `${entry.name}.${field}`, field, columns: columnsOf(names) };
  });
  return {
    entry,
    table: entry.name,
    columns: columnsOf(entry.indexed.keys()),
    sides,
    indexes: keptLayouts(entry),
  };
}

/** A field's value as its column holds it; null for what is missing or of another kind. */
export function columnValue(kind: IndexedKind, value: unknown): string | number | null {
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean' ? Number(value) : null;
    case 'date':
      return value instanceof Date ? value.getTime() : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    default:
      return typeof value === 'string' ? value : null;
  }
}

/** The values of an array field, each once. */
export const sideValues = (value: unknown): Set<string> =>
  new Set(Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);
