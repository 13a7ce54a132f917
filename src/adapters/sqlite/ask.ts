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

/** Every combination of one value for each matched field, in the order of the index's `matched` columns. */
function combinations(question: Question): SQLInputValue[][] {
  return question.matches.reduce<SQLInputValue[][]>(
    (combined, { field, values }) => {
      const kind = question.entry.indexed.get(field) ?? 'string';
      return combined.flatMap((before) => values.map((value) => [...before, columnValue(kind, value)]));
    },
    [[]],
  );
}

interface Start {
  readonly bound: Bound | undefined;
  readonly cursor: { readonly value: SQLInputValue; readonly ties: readonly SQLInputValue[] } | undefined;
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
  return { bound: undefined, cursor: { value, ties: question.parent === undefined ? [parent, id] : [id] } };
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
function orderCondition(question: Question, layout: IndexLayout, start: Start): Condition {
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
    const columns = layout.order.map((column) => `x."${column}"`).join(', ');
    const values = [start.cursor.value, ...start.cursor.ties];
    parts.push({
      sql: `(${columns}) ${isAscending ? '>' : '<'} (${values.map(() => '?').join(', ')})`,
      values,
    });
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
  const order = orderCondition(question, layout, startOf(question, parents));
  const direction = question.direction === 'ascending' ? 'ASC' : 'DESC';
  const matched = layout.matched.map((name) => `x."${name}" = ?`);
  const sql =
    `${select(layout)} WHERE ${[...matched, order.sql].join(' AND ')} ` +
    `ORDER BY ${layout.order.map((name) => `x."${name}" ${direction}`).join(', ')} LIMIT ?`;
  const first = parentKey === undefined ? [] : [parentKey];
  return combinations(question).map((combined) => ({
    sql,
    values: [...first, ...combined, ...order.values, limit],
  }));
}

/** The statements that find a page's documents. `parentKey` is undefined for a query under every parent. */
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
  const parentKey = question.parent === undefined ? undefined : parents.keyOf(question.parent);
  if (question.parent !== undefined && parentKey === undefined) return [];
  const asked = pageStatements(question, parents, parentKey, limit);
  // The statement names just these columns.
  const ask = ({ sql, values }: Statement) => connection.all(sql, ...values) as unknown as Hit[];
  const [only, ...others] = asked;
  if (only && others.length === 0) return ask(only);
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
  const parentKey = question.parent === undefined ? undefined : parents.keyOf(question.parent);
  if (question.parent !== undefined && parentKey === undefined) return 0;
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

/** For a question for several values, one for each of them. */
function oneByOne(question: Question): Question[] {
  const several = question.matches.find(({ values }) => values.length > 1);
  if (!several) return [];
  return several.values.map((value) => ({
    ...question,
    matches: question.matches.map((match) => (match === several ? { ...match, values: [value] } : match)),
  }));
}
