import type { SQLInputValue } from 'node:sqlite';
import type { Connection, Row } from './connection.ts';
import { columnValue, type SideTable, sideValues, type TableLayout } from './layout.ts';
import type { Parents } from './parents.ts';

/** What a commit needs to know of a stored document: its key, the version it has, the columns it fills. */
export type Stored = Row & { readonly _key: number; readonly _version: number };

const list = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
const marks = (count: number): string => Array(count).fill('?').join(', ');

/** One collection's documents in their tables. Everything but `read` needs an open write transaction. */
export class DocumentTable {
  readonly #connection: Connection;
  readonly #parents: Parents;
  readonly #layout: TableLayout;
  readonly #readSql: string;
  readonly #storedSql: string;
  readonly #insertSql: string;

  constructor(connection: Connection, parents: Parents, layout: TableLayout) {
    this.#connection = connection;
    this.#parents = parents;
    this.#layout = layout;
    const names = layout.columns.map((column) => column.name);
    const arrays = layout.sides.map(({ field }) => `json_extract(_json, '$.${field}') AS "${field}"`);
    const at = `FROM "${layout.table}" WHERE _parent = ? AND _id = ?`;
    this.#readSql = `SELECT _version, _json ${at}`;
    this.#storedSql = `SELECT ${[list(['_key', '_version', ...names]), ...arrays].join(', ')} ${at}`;
    const all = ['_parent', '_id', '_version', ...names, '_json'];
    this.#insertSql = `INSERT INTO "${layout.table}"(${list(all)}) VALUES (${marks(all.length)})`;
  }

  /** The document's version and JSON. */
  read(parent: string, id: string): { version: number; json: string } | undefined {
    const key = this.#parents.keyOf(parent);
    const row = key === undefined ? undefined : this.#connection.get(this.#readSql, key, id);
    return row && { version: Number(row._version), json: String(row._json) };
  }

  stored(parent: string, id: string): Stored | undefined {
    const key = this.#parents.keyOf(parent);
    // The statement names both columns, and both are INTEGER NOT NULL.
    return key === undefined
      ? undefined
      : (this.#connection.get(this.#storedSql, key, id) as Stored | undefined);
  }

  insert(parent: string, id: string, version: number, document: Row): void {
    const { columns, sides } = this.#layout;
    const parentKey = this.#parents.intern(parent);
    const values = columns.map(({ name, kind }) => columnValue(kind, document[name]));
    const json = JSON.stringify(document);
    const key = this.#connection.run(this.#insertSql, parentKey, id, version, ...values, json);
    for (const side of sides)
      this.#addToSide(side, sideValues(document[side.field]), key, parentKey, id, document);
  }

  /** Writes only what differs: every column that is set costs each index it is in. */
  update(parent: string, id: string, stored: Stored, version: number, document: Row): void {
    const { table, columns, sides } = this.#layout;
    const changed = columns.filter(({ name, kind }) => stored[name] !== columnValue(kind, document[name]));
    this.#set(table, changed, document, stored._key, { _version: version, _json: JSON.stringify(document) });
    for (const side of sides) {
      this.#set(
        side.table,
        changed.filter(({ name }) => side.columns.some((column) => column.name === name)),
        document,
        stored._key,
      );
      const wanted = sideValues(document[side.field]);
      if (JSON.stringify(document[side.field]) === stored[side.field]) continue;
      const rows = this.#connection.all(`SELECT _value FROM "${side.table}" WHERE _key = ?`, stored._key);
      const present = new Set(rows.map((row) => String(row._value)));
      for (const value of [...present].filter((value) => !wanted.has(value)))
        this.#connection.run(`DELETE FROM "${side.table}" WHERE _key = ? AND _value = ?`, stored._key, value);
      const missing = [...wanted].filter((value) => !present.has(value));
      if (missing.length > 0)
        this.#addToSide(side, missing, stored._key, this.#parents.intern(parent), id, document);
    }
  }

  delete(stored: Stored): void {
    for (const { table } of [this.#layout, ...this.#layout.sides])
      this.#connection.run(`DELETE FROM "${table}" WHERE _key = ?`, stored._key);
  }

  #set(
    table: string,
    columns: TableLayout['columns'],
    document: Row,
    key: number,
    others: Record<string, SQLInputValue> = {},
  ): void {
    const names = [...Object.keys(others), ...columns.map(({ name }) => name)];
    if (names.length === 0) return;
    const values = [
      ...Object.values(others),
      ...columns.map(({ name, kind }) => columnValue(kind, document[name])),
    ];
    const settings = names.map((name) => `"${name}" = ?`).join(', ');
    this.#connection.run(`UPDATE "${table}" SET ${settings} WHERE _key = ?`, ...values, key);
  }

  #addToSide(
    side: SideTable,
    values: Iterable<string>,
    key: number,
    parentKey: number,
    id: string,
    document: Row,
  ): void {
    const all = ['_key', '_value', '_parent', '_id', ...side.columns.map(({ name }) => name)];
    const sql = `INSERT INTO "${side.table}"(${list(all)}) VALUES (${marks(all.length)})`;
    const copied = side.columns.map(({ name, kind }) => columnValue(kind, document[name]));
    for (const value of values) this.#connection.run(sql, key, value, parentKey, id, ...copied);
  }
}
