import type { IndexedKind } from '../documents/catalogue.ts';
import type { Connection } from './connection.ts';
import {
  baseTables,
  type Column,
  columnSql,
  createIndexSql,
  createSideSql,
  createTableSql,
  type SideTable,
  type TableLayout,
} from './layout.ts';

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
}

/** The SQL that computes a column from the document's JSON, as `columnValue` does. */
function fromJson(name: string, kind: Exclude<IndexedKind, 'strings'>): string {
  const type = `json_type(_json, '$.${name}')`;
  const value = `json_extract(_json, '$.${name}')`;
  switch (kind) {
    case 'string':
      return `CASE ${type} WHEN 'text' THEN ${value} END`;
    case 'number':
      return `CASE WHEN ${type} IN ('integer', 'real') THEN ${value} END`;
    case 'boolean':
      return `CASE ${type} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END`;
    case 'date':
      return `CASE ${type} WHEN 'text' THEN CAST(round((julianday(${value}) - 2440587.5) * 86400000.0) AS INTEGER) END`;
  }
}

const isSame = (columns: readonly Column[], present: readonly ColumnInfo[]): boolean =>
  columns.length === present.length &&
  columns.every((column) => present.some(({ name, type }) => columnSql(column) === `"${name}" ${type}`));

/**
 * The statements that bring the file to the declared collections: tables, columns and indexes that are missing are
 * made and filled from the documents, those no longer declared are dropped. Documents are never touched; tables of
 * collections that are no longer declared stay.
 */
export function changesNeeded(connection: Connection, layouts: readonly TableLayout[]): string[] {
  const objects = connection.all(
    "SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'",
  );
  const tables = new Set(objects.filter(({ type }) => type === 'table').map(({ name }) => String(name)));
  const indexesOf = (table: string): string[] =>
    objects
      .filter(({ type, tbl_name }) => type === 'index' && tbl_name === table)
      .map(({ name }) => String(name));
  const ownColumns = (table: string): ColumnInfo[] =>
    connection
      .all('SELECT name, type FROM pragma_table_info(?)', table)
      .map(({ name, type }) => ({ name: String(name), type: String(type) }))
      .filter(({ name }) => !name.startsWith('_'));
  const usesAny = (index: string, columns: readonly ColumnInfo[]): boolean =>
    connection
      .all('SELECT name FROM pragma_index_info(?)', index)
      .some(({ name }) => columns.some((column) => column.name === name));

  const changes: string[] = [];
  for (const [name, sql] of baseTables) if (!tables.has(name)) changes.push(sql);

  for (const layout of layouts) {
    const kept = new Set<string>();
    const keepIndexes = (table: string, dropped: readonly ColumnInfo[]) => {
      for (const name of indexesOf(table))
        if (layout.indexes.some((index) => index.name === name) && !usesAny(name, dropped)) kept.add(name);
        else changes.push(`DROP INDEX "${name}"`);
    };

    if (!tables.has(layout.table)) changes.push(createTableSql(layout));
    else {
      const present = ownColumns(layout.table);
      const dropped = present.filter((info) => !layout.columns.some((column) => isSame([column], [info])));
      const added = layout.columns.filter((column) => !present.some((info) => isSame([column], [info])));
      keepIndexes(layout.table, dropped);
      for (const { name } of dropped) changes.push(`ALTER TABLE "${layout.table}" DROP COLUMN "${name}"`);
      for (const column of added)
        changes.push(`ALTER TABLE "${layout.table}" ADD COLUMN ${columnSql(column)}`);
      if (added.length > 0) {
        const settings = added.map(({ name, kind }) => `"${name}" = ${fromJson(name, kind)}`);
        changes.push(`UPDATE "${layout.table}" SET ${settings.join(', ')}`);
      }
    }

    for (const name of tables)
      if (name.startsWith(`${layout.table}.`) && !layout.sides.some((side) => side.table === name))
        changes.push(`DROP TABLE "${name}"`);
    for (const side of layout.sides) {
      if (tables.has(side.table) && isSame(side.columns, ownColumns(side.table))) keepIndexes(side.table, []);
      else {
        if (tables.has(side.table)) changes.push(`DROP TABLE "${side.table}"`);
        changes.push(createSideSql(side), fillSideSql(layout, side));
      }
    }
    for (const index of layout.indexes) if (!kept.has(index.name)) changes.push(createIndexSql(index));
  }
  return changes;
}

function fillSideSql(layout: TableLayout, side: SideTable): string {
  const columns = side.columns.map(({ name }) => `, "${name}"`).join('');
  const copied = side.columns.map(({ name }) => `, t."${name}"`).join('');
  return (
    `INSERT OR IGNORE INTO "${side.table}"(_key, _value, _parent, _id${columns}) ` +
    `SELECT t._key, item.value, t._parent, t._id${copied} ` +
    `FROM "${layout.table}" t, json_each(t._json, '$.${side.field}') item WHERE item.type = 'text'`
  );
}
