import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCatalogue } from '../../src/adapters/documents/catalogue.ts';
import { type AnyFilter, makeQuestion } from '../../src/adapters/documents/question.ts';
import { pageStatements, type Statement, tallyStatement } from '../../src/adapters/sqlite/ask.ts';
import { Connection } from '../../src/adapters/sqlite/connection.ts';
import { indexLayout } from '../../src/adapters/sqlite/layout.ts';
import { Parents } from '../../src/adapters/sqlite/parents.ts';
import { defineCollection } from '../../src/ports/collection.ts';
import { collections as ofTheApplication } from '../../src/ports/collections.ts';
import { type AnyCollection, cursorAt, type Scalar, type Store } from '../../src/ports/store.ts';
import { aTask, collections, counters, taskSchema, tasks } from './collections.ts';
import { freshSqlitePlace, type SqlitePlace } from './sqlitePlace.ts';

const samples: Readonly<Record<string, Scalar>> = {
  string: 'x',
  strings: 'x',
  number: 1,
  boolean: true,
  date: new Date(0),
};

describe('how SQLite keeps the collections', () => {
  let place: SqlitePlace;
  beforeEach(async () => {
    place = await freshSqlitePlace();
  });
  afterEach(() => place.dispose());

  const every = (declared: readonly AnyCollection[]) => {
    const catalogue = makeCatalogue(declared);
    return catalogue.entries.flatMap((entry) =>
      entry.indexes.flatMap((index) =>
        index.directions.map((direction) => ({ catalogue, entry, index, direction })),
      ),
    );
  };

  test.each([
    ['the test collections', collections],
    ['the application', ofTheApplication],
  ])('every query of %s is answered by its index alone, in order, with a cursor too', async (_, declared) => {
    await place.open(declared);
    const connection = new Connection(place.file);
    const plan = ({ sql, values }: Statement) =>
      connection.all(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => String(detail));
    const parents = new Parents(connection);
    for (const { catalogue, entry, index, direction } of every(declared)) {
      const sample = (field: string) => samples[entry.indexed.get(field) ?? ''] ?? 'x';
      const ids = entry.template.replaceAll(/\{\w+\}/g, 'id').split('/');
      const where = index.where.map((field): AnyFilter => {
        if (field !== index.contains) return { field, is: 'equals', value: sample(field) };
        return { field, is: 'contains', values: ['x', 'y'] };
      });
      const query = {
        from: entry,
        where,
        orderBy: { field: index.orderBy, direction },
        ...(index.scope === 'group' ? {} : { parent: ids.slice(0, -2).join('/') }),
      };
      const after = cursorAt(sample(index.orderBy), ids.join('/'));
      const { name, matched, order, isPerParent } = indexLayout(entry, index);
      const given = matched.map((column) => `${column}=?`);
      const comparison = direction === 'ascending' ? '>' : '<';
      const behind = `(${order.join(',')})${comparison}(${order.map(() => '?').join(',')})`;
      for (const [start, range] of [
        [{}, `${index.orderBy}>?`],
        [{ after }, behind],
      ] as const) {
        const question = makeQuestion(catalogue, { ...query, ...start });
        // One that is asked of one parent after the other looks behind the cursor in its own, and from its value on elsewhere.
        const parentKeys = isPerParent ? [0, 1] : [question.parent === undefined ? undefined : 1];
        for (const parentKey of parentKeys) {
          const isElsewhere = isPerParent && parentKey === 1 && range === behind;
          const reached = isElsewhere ? `${index.orderBy}${comparison}?` : range;
          for (const statement of pageStatements(question, parents, parentKey, 11)) {
            const [search, ...rest] = plan(statement);
            expect(search?.replace('COVERING ', '')).toBe(
              `SEARCH x USING INDEX ${name} (${[...given, reached].join(' AND ')})`,
            );
            expect(
              rest.filter((step) => !/^SEARCH t USING INTEGER PRIMARY KEY \(rowid=\?\)$/.test(step)),
            ).toEqual([]);
          }
          const steps = plan(tallyStatement(question, parents, parentKey, undefined));
          expect(steps.filter((step) => /^SCAN [xt]\b/.test(step))).toEqual([]);
          expect(steps.some((step) => step.startsWith(`SEARCH x USING COVERING INDEX ${name} (`))).toBe(true);
          // Only several values of an array are sorted, and of those no more than each one's limit.
          if (index.contains === undefined) expect(steps.join()).not.toContain('TEMP B-TREE');
        }
      }
    }
    connection.close();
  });

  test('a file made with other indexes gets those that are missing, filled from the documents', async () => {
    const earlier = defineCollection({
      template: tasks.template,
      schema: taskSchema,
      indexes: [
        { where: ['title'], orderBy: 'due' },
        { where: ['words'], orderBy: 'effort' },
      ],
    });
    const put = (store: Store, id: string, task: Parameters<typeof aTask>[0]) =>
      store.transact(async (tx) => tx.put(tasks.path('h1', id), aTask(task)));
    const before = await place.open([earlier, counters]);
    await put(before, 'a', {
      due: new Date(1_700_000_000_123),
      owner: 'ann',
      words: ['x', 'y', 'x'],
      isUrgent: true,
    });
    await put(before, 'b', { due: new Date(-5), effort: 2.5, words: ['y'] });
    await before.close();

    const everyAnswer = async (store: Store) => {
      const answers: Record<string, readonly string[]> = {};
      const due = { field: 'due', direction: 'ascending' } as const;
      const orders = [due, { ...due, direction: 'descending' }] as const;
      const effort = { field: 'effort', direction: 'ascending' } as const;
      const ask = async (
        name: string,
        query: Partial<Parameters<typeof store.query<ReturnType<typeof aTask>>>[0]>,
      ) => {
        const { docs } = await store.query({
          from: tasks,
          parent: 'houses/h1',
          orderBy: due,
          limit: 9,
          ...query,
        });
        answers[name] = docs.map(({ id }) => id);
      };
      for (const orderBy of orders) await ask(`due ${orderBy.direction}`, { orderBy });
      await ask('from', { where: [{ field: 'due', is: 'from', value: new Date(1_700_000_000_123) }] });
      await ask('after', { where: [{ field: 'due', is: 'after', value: new Date(1_700_000_000_123) }] });
      await ask('owner', { where: [{ field: 'owner', is: 'equals', value: 'ann' }] });
      for (const value of ['x', 'y'])
        await ask(value, { where: [{ field: 'words', is: 'contains', values: [value] }] });
      for (const value of [true, false])
        await ask(`${value}`, { where: [{ field: 'isUrgent', is: 'equals', value }], orderBy: effort });
      return answers;
    };
    const expected = {
      'due ascending': ['b', 'a'],
      'due descending': ['a', 'b'],
      from: ['a'],
      after: [],
      owner: ['a'],
      x: ['a'],
      y: ['b', 'a'],
      true: ['a'],
      false: ['b'],
    };
    const upgraded = await place.open(collections);
    expect(await everyAnswer(upgraded)).toEqual(expected);
    await upgraded.close();

    // Back to the earlier version, which changes a document, and forward again: nothing stale is left.
    const again = await place.open([earlier, counters]);
    await put(again, 'b', { due: new Date(1_800_000_000_000), owner: 'ann', words: ['x'] });
    await again.close();
    const { owner, x, y, from, after } = await everyAnswer(await place.open(collections));
    expect({ owner, x, y, from, after }).toEqual({
      owner: ['a', 'b'],
      x: ['a', 'b'],
      y: ['a'],
      from: ['a', 'b'],
      after: ['b'],
    });
  });

  test('a document is in no index on a field that it lacks', async () => {
    const store = await place.open(collections);
    const put = (id: string, task: Parameters<typeof aTask>[0]) =>
      store.transact(async (tx) => tx.put(tasks.path('h1', id), aTask(task)));
    await put('a', { words: ['x'], owner: 'ann' });
    await put('b', { words: ['x'] });
    const other = new Connection(place.file);
    const indexes = other.all(
      "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' AND name LIKE '%owner%'",
    );
    expect(indexes).toHaveLength(3);
    const held = () =>
      indexes.map(({ name, tbl_name: table }) =>
        other
          .all(`SELECT _id FROM "${table}" INDEXED BY "${name}" WHERE owner IS NOT NULL`)
          .map(({ _id }) => _id),
      );
    expect(held()).toEqual([['a'], ['a'], ['a']]);
    // Without the condition on the field SQLite may not use it, so there is more in the table than in the index.
    for (const { name, tbl_name: table } of indexes)
      expect(() => other.all(`SELECT _id FROM "${table}" INDEXED BY "${name}"`)).toThrow('no query solution');
    await put('a', { words: ['x'] });
    await put('b', { words: ['x'], owner: 'ben' });
    expect(held()).toEqual([['b'], ['b'], ['b']]);
    other.close();
  });

  test('an update writes only what changed', async () => {
    const store = await place.open(collections);
    const path = tasks.path('h1', 'a');
    await store.transact(async (tx) => tx.put(path, aTask({ words: ['x', 'y'], owner: 'ann' })));
    const other = new Connection(place.file);
    // Triggers see which columns an UPDATE names and which rows of the side table it touches.
    other.exec(`CREATE TABLE _seen(what TEXT);
      CREATE TRIGGER _1 UPDATE OF title, due, owner, effort, "isUrgent" ON tasks BEGIN INSERT INTO _seen VALUES ('column'); END;
      CREATE TRIGGER _2 UPDATE OF due, owner ON "tasks.words" BEGIN INSERT INTO _seen VALUES ('side column'); END;
      CREATE TRIGGER _3 INSERT ON "tasks.words" BEGIN INSERT INTO _seen VALUES ('insert ' || new._value); END;
      CREATE TRIGGER _4 DELETE ON "tasks.words" BEGIN INSERT INTO _seen VALUES ('delete ' || old._value); END;`);
    await store.transact(async (tx) =>
      tx.put(path, aTask({ words: ['x', 'y'], owner: 'ann', status: 'done', note: 'more' })),
    );
    expect(other.all('SELECT what FROM _seen')).toEqual([]);
    await store.transact(async (tx) =>
      tx.put(path, aTask({ words: ['y', 'z'], owner: 'ann', status: 'done' })),
    );
    expect(other.all('SELECT what FROM _seen').map(({ what }) => what)).toEqual(['delete x', 'insert z']);
    other.close();
  });
});
