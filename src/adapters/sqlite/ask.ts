import type { SQLInputValue } from 'node:sqlite';
import type { Position } from '../../ports/cursor.ts';
import type { Scalar } from '../../ports/store.ts';
import type { Bound, Question } from '../documents/question.ts';
import type { Connection } from './connection.ts';
import { columnValue, type IndexLayout, indexLayout } from './layout.ts';
import type { Parents } from './parents.ts';

/** A document that a query found. `value` is what its order column holds. */
export interface Hit {
  readonly id: string;
  readonly parent: number;
  readonly json: string;
  readonly value: string | number;
}

/** An SQL statement with the values of its parameters. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

// SQLite takes it for "no limit".
const noLimit = -1;

const column = (question: Question, value: Scalar): SQLInputValue =>
  columnValue(value instanceof Date ? 'date' : question.orderKind, value);

const byBytes = (one: unknown, other: unknown): number =>
  typeof one === 'string' && typeof other === 'string'
    ? Buffer.compare(Buffer.from(one), Buffer.from(other))
    : Number(one) - Number(other);

/** The values that match a field, as its column holds them. */
const matching = ({ entry, matches }: Question, field: string): SQLInputValue[] =>
  (matches.find((match) => match.field === field)?.values ?? []).map((value) =>
    columnValue(entry.indexed.get(field) ?? 'string', value),
  );

/** Every combination of one value for each matched column but the parent, in the order of the layout. */
function combinations(question: Question, { matched }: IndexLayout): SQLInputValue[][] {
  return matched
    .filter((name) => name !== '_parent')
    .map((name) => (name === '_value' ? (question.index.contains ?? '') : name))
    .reduce<SQLInputValue[][]>(
      (combined, field) =>
        combined.flatMap((before) => matching(question, field).map((value) => [...before, value])),
      [[]],
    );
}

interface Start {
  readonly bound: Bound | undefined;
  readonly cursor:
    | { readonly value: SQLInputValue; readonly parent: number; readonly id: SQLInputValue }
    | undefined;
}

/** Where the page starts: at the bound or behind the cursor, whichever is further on. The other is left out. */
function startOf(question: Question, parents: Parents): Start {
  const { after, direction } = question;
  const bound = direction === 'ascending' ? question.lower : question.upper;
  if (!after) return { bound, cursor: undefined };
  const value = cursorValue(question, after);
  const ahead = bound
    ? byBytes(value, column(question, bound.value)) * (direction === 'ascending' ? 1 : -1)
    : 0;
  if (ahead < 0) return { bound, cursor: undefined };
  const segments = after.path.split('/');
  const id = segments.at(-1) ?? '';
  // A parent that holds nothing any more has no number; its place among equals is not promised.
  const parent = parents.keyOf(segments.slice(0, -2).join('/')) ?? 0;
  return { bound: undefined, cursor: { value, parent, id } };
}

function cursorValue({ orderKind, direction }: Question, { value }: Position): SQLInputValue {
  if (orderKind === 'boolean') return Number(value);
  // A finer timestamp lies between two milliseconds; the page continues on the far side of it.
  if (orderKind === 'date') {
    const milliseconds = Number(value) / 1000;
    return direction === 'ascending' ? Math.floor(milliseconds) : Math.ceil(milliseconds);
  }
  return typeof value === 'boolean' ? Number(value) : value;
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** The condition on the order column, without the matched ones. */
function orderCondition(
  question: Question,
  layout: IndexLayout,
  start: Start,
  parentKey: number | undefined,
): Condition {
  const isAscending = question.direction === 'ascending';
  const end = isAscending ? question.upper : question.lower;
  const name = `x."${question.index.orderBy}"`;
  const parts: Condition[] = [];
  const add = (bound: Bound, isLower: boolean) =>
    parts.push({
      sql: `${name} ${isLower ? '>' : '<'}${bound.isIncluded ? '=' : ''} ?`,
      values: [column(question, bound.value)],
    });
  if (start.bound) add(start.bound, isAscending);
  if (end) add(end, !isAscending);
  if (start.cursor) {
    const { value, parent, id } = start.cursor;
    const beyond = isAscending ? '>' : '<';
    if (layout.isPerParent && parentKey !== undefined && parentKey !== parent) {
      // Of equals, those of the parents that come later are still ahead.
      const isAhead = isAscending ? parentKey > parent : parentKey < parent;
      parts.push({ sql: `${name} ${beyond}${isAhead ? '=' : ''} ?`, values: [value] });
    } else {
      const columns = layout.order.map((column) => `x."${column}"`).join(', ');
      const values = layout.order.includes('_parent') ? [value, parent, id] : [value, id];
      parts.push({ sql: `(${columns}) ${beyond} (${values.map(() => '?').join(', ')})`, values });
    }
  }
  // As in Firestore, a document without the order field is in no answer.
  if (parts.length === 0) parts.push({ sql: `${name} IS NOT NULL`, values: [] });
  return { sql: parts.map(({ sql }) => sql).join(' AND '), values: parts.flatMap(({ values }) => values) };
}

/**
 * One statement for each combination of values, each answered by the index in its order.
 * `limit` is per statement.
 */
function statements(
  question: Question,
  parents: Parents,
  parentKey: number | undefined,
  select: (layout: IndexLayout) => string,
  limit: number,
): Statement[] {
  const layout = indexLayout(question.entry, question.index);
  const order = orderCondition(question, layout, startOf(question, parents), parentKey);
  const direction = question.direction === 'ascending' ? 'ASC' : 'DESC';
  const matched = layout.matched.map((name) => `x."${name}" = ?`);
  const sought = layout.filtered.map((field) => ({ field, values: matching(question, field) }));
  const filtered = sought.map(({ field, values }) => `x."${field}" IN (${values.map(() => '?').join(', ')})`);
  const sql =
    `${select(layout)} WHERE ${[...matched, order.sql, ...filtered].join(' AND ')} ` +
    `ORDER BY ${layout.order.map((name) => `x."${name}" ${direction}`).join(', ')} LIMIT ?`;
  const first = parentKey === undefined ? [] : [parentKey];
  return combinations(question, layout).map((combined) => ({
    sql,
    values: [...first, ...combined, ...order.values, ...sought.flatMap(({ values }) => values), limit],
  }));
}

/**
 * The parents that a question is asked of, one after the other; undefined stands for all of them at once. None where the
 * parent it names holds nothing.
 */
function parentKeysOf(
  connection: Connection,
  parents: Parents,
  { entry, index, parent }: Question,
): readonly (number | undefined)[] {
  if (parent !== undefined) {
    const key = parents.keyOf(parent);
    return key === undefined ? [] : [key];
  }
  if (!indexLayout(entry, index).isPerParent) return [undefined];
  // From each parent straight to the next, however many documents they have.
  const next = `SELECT min(_parent) FROM "${entry.name}"`;
  const sql =
    `WITH RECURSIVE each(key) AS (SELECT (${next}) UNION ALL ` +
    `SELECT (${next} WHERE _parent > each.key) FROM each WHERE each.key IS NOT NULL) ` +
    'SELECT key FROM each WHERE key IS NOT NULL';
  return connection.all(sql).map(({ key }) => Number(key));
}

/** The statements that find a page's documents. `parentKey` is undefined for a query under every parent at once. */
export function pageStatements(
  question: Question,
  parents: Parents,
  parentKey: number | undefined,
  limit: number,
): Statement[] {
  const select = ({ name, table }: IndexLayout) => {
    const isSide = table !== question.entry.name;
    const document = isSide ? 't' : 'x';
    return (
      `SELECT x._id AS id, x._parent AS parent, ${document}._json AS json, x."${question.index.orderBy}" AS value ` +
      `FROM "${table}" x INDEXED BY "${name}"` +
      (isSide ? ` CROSS JOIN "${question.entry.name}" t ON t._key = x._key` : '')
    );
  };
  return statements(question, parents, parentKey, select, limit);
}

/** The first `limit` documents that match, in order, each once. */
export function findPage(connection: Connection, parents: Parents, question: Question, limit: number): Hit[] {
  const asked = parentKeysOf(connection, parents, question).flatMap((parentKey) =>
    pageStatements(question, parents, parentKey, limit),
  );
  // The statement names just these columns.
  const ask = ({ sql, values }: Statement) => connection.all(sql, ...values) as unknown as Hit[];
  const [only, ...others] = asked;
  if (only === undefined) return [];
  if (others.length === 0) return ask(only);
  const found = connection.inTransaction('read', () => asked.map(ask));
  const distinct = new Map(found.flat().map((hit) => [`${hit.parent}/${hit.id}`, hit]));
  const sign = question.direction === 'ascending' ? 1 : -1;
  const compare = (one: Hit, other: Hit) =>
    sign * (byBytes(one.value, other.value) || one.parent - other.parent || byBytes(one.id, other.id));
  return [...distinct.values()].sort(compare).slice(0, limit);
}

/** The statement that counts the matching documents, or adds up a field of theirs. */
export function tallyStatement(
  question: Question,
  parents: Parents,
  parentKey: number | undefined,
  field: string | undefined,
): Statement {
  const limit = question.limit ?? noLimit;
  const added = field === undefined ? '1' : `x."${field}"`;
  const select = ({ name, table, order }: IndexLayout) => {
    const ordered = order.map((column) => `x."${column}"`).join(', ');
    return `SELECT x._key AS key, ${added} AS added, ${ordered} FROM "${table}" x INDEXED BY "${name}"`;
  };
  const parts = statements(question, parents, parentKey, select, limit);
  const [only] = parts;
  const outer = 'SELECT total(added) AS result FROM';
  if (parts.length === 1 && only) return { sql: `${outer} (${only.sql})`, values: only.values };
  const direction = question.direction === 'ascending' ? 'ASC' : 'DESC';
  const order = indexLayout(question.entry, question.index).order;
  const union = parts.map(({ sql }) => `SELECT * FROM (${sql})`).join(' UNION ');
  const ordering = order.map((name) => `"${name}" ${direction}`).join(', ');
  return {
    sql: `${outer} (${union} ORDER BY ${ordering} LIMIT ?)`,
    values: [...parts.flatMap(({ values }) => values), limit],
  };
}

/** How many documents match, or the sum of their `field`; at most the question's limit is looked at. */
export function tally(connection: Connection, parents: Parents, question: Question, field?: string): number {
  const keys = parentKeysOf(connection, parents, question);
  const [only, ...others] = keys;
  if (keys.length === 0) return 0;
  if (others.length === 0) return tallyIn(connection, parents, question, only, field);
  const { limit = Number.POSITIVE_INFINITY } = question;
  return connection.inTransaction('read', () => {
    let counted = 0;
    for (const key of keys) {
      counted += tallyIn(connection, parents, question, key, field);
      if (counted >= limit) return limit;
    }
    return counted;
  });
}

function tallyIn(
  connection: Connection,
  parents: Parents,
  question: Question,
  parentKey: number | undefined,
  field: string | undefined,
): number {
  const ask = (question: Question) => {
    const { sql, values } = tallyStatement(question, parents, parentKey, field);
    return Number(connection.get(sql, ...values)?.result);
  };
  // Often one value alone reaches the limit; then what the others would give need not be put together.
  const { limit } = question;
  if (field === undefined && limit !== undefined)
    for (const one of oneByOne(question)) if (ask(one) >= limit) return limit;
  return ask(question);
}

/** For a question for several values that are kept apart, one for each of them. */
function oneByOne(question: Question): Question[] {
  const { filtered } = indexLayout(question.entry, question.index);
  const several = question.matches.find(
    ({ field, values }) => values.length > 1 && !filtered.includes(field),
  );
  if (!several) return [];
  return several.values.map((value) => ({
    ...question,
    matches: question.matches.map((match) => (match === several ? { ...match, values: [value] } : match)),
  }));
}
