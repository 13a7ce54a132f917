import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cursor, cursorAt, type Filter, type Query, type Store } from '../../src/ports/store.ts';
import { aTask, collections, counters, type Task, tasks } from './collections.ts';
import type { Engine, Place } from './engine.ts';

const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const earliest = { field: 'due', direction: 'ascending' } as const;
const newest = { field: 'due', direction: 'descending' } as const;

/** Questions find what matches, in order, a page at a time. */
export function queriesContract(engine: Engine): void {
  describe('queries', () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await engine.freshPlace();
      store = await place.open(collections);
    });
    afterEach(() => place.dispose());

    const fill = (house: string, documents: Record<string, Partial<Task>>) =>
      store.transact(async (tx) => {
        for (const [id, task] of Object.entries(documents)) tx.put(tasks.path(house, id), aTask(task));
      });
    const inHouse = { from: tasks, parent: tasks.parent('h1'), orderBy: earliest, limit: 10 };
    const everywhere = { from: tasks, orderBy: earliest, limit: 10 };
    const ids = async (asked: Partial<Query<Task>> = {}) =>
      (await store.query({ ...inHouse, ...asked })).docs.map(({ id }) => id);
    /** Every page in turn, each as the string of its ids. */
    const pages = async (query: Query<Task>): Promise<string[]> => {
      const found: string[] = [];
      let after: Cursor | undefined;
      do {
        const page = await store.query({ ...query, ...(after === undefined ? {} : { after }) });
        found.push(page.docs.map(({ id }) => id).join(''));
        after = page.next;
      } while (after !== undefined);
      return found;
    };

    test('an empty collection gives an empty page and no next', async () => {
      expect(await store.query(inHouse)).toEqual({ docs: [] });
      expect(await store.count({ from: tasks, parent: 'houses/h1', orderBy: earliest })).toBe(0);
    });

    test('documents of one parent come in order, with path, id and data', async () => {
      await fill('h1', { b: { due: day(1) }, a: { due: day(2) } });
      await fill('h2', { c: { due: day(1) } });
      const { docs, next } = await store.query(inHouse);
      expect(docs).toEqual([
        { path: 'houses/h1/tasks/b', id: 'b', data: aTask({ due: day(1) }) },
        { path: 'houses/h1/tasks/a', id: 'a', data: aTask({ due: day(2) }) },
      ]);
      expect(next).toBeUndefined();
      expect(await ids({ orderBy: newest })).toEqual(['a', 'b']);
    });

    test('pages go on where the last ended, in both directions, through ties, and end without a next', async () => {
      await fill('h1', {
        a: { due: day(2) },
        b: { due: day(1) },
        c: { due: day(2) },
        d: { due: day(2) },
        e: { due: day(3) },
        f: { due: day(2) },
      });
      expect(await pages({ ...inHouse, limit: 2 })).toEqual(['ba', 'cd', 'fe']);
      expect(await pages({ ...inHouse, limit: 2, orderBy: newest })).toEqual(['ef', 'dc', 'ab']);
      expect(await pages({ ...inHouse, limit: 4 })).toEqual(['bacd', 'fe']);
      expect(await pages({ ...inHouse, limit: 6 })).toEqual(['bacdfe']);
    });

    test('a cursor made from a value and a path continues beside that document, even when it is gone', async () => {
      await fill('h1', { a: { due: day(1) }, b: { due: day(2) }, c: { due: day(2) }, d: { due: day(3) } });
      const after = cursorAt(day(2), tasks.path('h1', 'b'));
      await store.transact(async (tx) => tx.delete(tasks.path('h1', 'b')));
      expect(await ids({ after })).toEqual(['c', 'd']);
      expect(await ids({ after, orderBy: newest })).toEqual(['a']);
    });

    test('a cursor is safe in an address, and works over texts, numbers and booleans', async () => {
      await fill('h1', {
        a: { title: 'ä?&=/', effort: 0.5, isUrgent: true },
        b: { title: 'z', effort: -2, isUrgent: true },
        c: { title: 'A', effort: 1e300, isUrgent: true },
      });
      const titles = { ...inHouse, limit: 1, orderBy: { field: 'title', direction: 'descending' } } as const;
      expect((await store.query(titles)).next).toMatch(/^[\w-]+$/);
      expect(await pages(titles)).toEqual(['a', 'b', 'c']);
      const where = [{ field: 'isUrgent', is: 'equals', value: true }] as const;
      const efforts = {
        ...inHouse,
        limit: 1,
        where,
        orderBy: { field: 'effort', direction: 'ascending' },
      } as const;
      expect(await pages(efforts)).toEqual(['b', 'a', 'c']);
      const urgent = {
        ...inHouse,
        limit: 2,
        orderBy: { field: 'isUrgent', direction: 'ascending' },
      } as const;
      expect(await pages(urgent)).toEqual(['ab', 'c']);
    });

    test.each([
      ['not base64', '☃'],
      ['not JSON', 'abcd'],
      ['of another shape', Buffer.from('{"a":1}').toString('base64url')],
      ['of another order', cursorAt('text', 'houses/h1/tasks/a')],
      ['of another parent', cursorAt(day(1), 'houses/h2/tasks/a')],
      ['of another collection', cursorAt(day(1), 'counters/a')],
      ['of no path', cursorAt(day(1), '')],
    ])('a cursor that is %s is refused by name', async (_, after) => {
      await expect(store.query({ ...inHouse, after })).rejects.toThrow('Not a cursor of this query');
    });

    test('ranges take in or leave out their ends, also together with a cursor', async () => {
      await fill('h1', Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`t${n}`, { due: day(n) }])));
      const range = (...where: Filter<Task>[]) => where;
      const from = { field: 'due', is: 'from', value: day(2) } as const;
      const past = { field: 'due', is: 'after', value: day(2) } as const;
      const to = { field: 'due', is: 'to', value: day(4) } as const;
      const before = { field: 'due', is: 'before', value: day(4) } as const;
      expect(await ids({ where: range(from, to) })).toEqual(['t2', 't3', 't4']);
      expect(await ids({ where: range(past, before) })).toEqual(['t3']);
      expect(await ids({ where: range(from, before), orderBy: newest })).toEqual(['t3', 't2']);
      expect(await pages({ ...inHouse, where: range(from, to), limit: 1 })).toEqual(['t2', 't3', 't4']);
      expect(await pages({ ...inHouse, where: range(from, to), limit: 1, orderBy: newest })).toEqual([
        't4',
        't3',
        't2',
      ]);
      const early = cursorAt(day(1), tasks.path('h1', 't1'));
      expect(await ids({ where: range(from, to), after: early })).toEqual(['t2', 't3', 't4']);
      const from3 = { field: 'due', is: 'from', value: day(3) } as const;
      expect(await ids({ where: range(from3, to), after: early })).toEqual(['t3', 't4']);
      const late = cursorAt(day(5), tasks.path('h1', 't5'));
      expect(await ids({ where: range(from, to), after: late })).toEqual([]);
      expect(await ids({ where: range(from, to), after: late, orderBy: newest })).toEqual(['t4', 't3', 't2']);
    });

    test('texts can be asked by how they begin', async () => {
      await fill('h1', {
        a: { title: 'ab' },
        b: { title: 'abc' },
        c: { title: 'b' },
        d: { title: 'aa' },
        e: { title: 'AB' },
      });
      const where = [
        { field: 'title', is: 'from', value: 'ab' },
        { field: 'title', is: 'before', value: 'ab\uF8FF' },
      ] as const;
      expect(await ids({ where, orderBy: { field: 'title', direction: 'ascending' } })).toEqual(['a', 'b']);
    });

    test('filters combine, and a document without the field matches none of its values', async () => {
      await fill('h1', {
        a: { status: 'open', owner: 'ann', words: ['x', 'y'], due: day(1) },
        b: { status: 'done', owner: 'ann', words: ['x'], due: day(2) },
        c: { status: 'open', owner: 'bob', words: ['x'], due: day(3) },
        d: { status: 'open', words: ['y'], due: day(4) },
      });
      const open = { field: 'status', is: 'equals', value: 'open' } as const;
      const anns = { field: 'owner', is: 'equals', value: 'ann' } as const;
      const withX = { field: 'words', is: 'contains', values: ['x'] } as const;
      expect(await ids({ where: [open] })).toEqual(['a', 'c', 'd']);
      expect(await ids({ where: [anns] })).toEqual(['a', 'b']);
      expect(await ids({ where: [withX, open] })).toEqual(['a', 'c']);
      expect(await ids({ where: [open, anns, withX] })).toEqual(['a']);
      const where = [{ field: 'status', is: 'in', values: ['done', 'open', 'done'] }] as const;
      expect(await pages({ ...inHouse, where, limit: 3 })).toEqual(['abc', 'd']);
      expect(await pages({ ...inHouse, where, limit: 3, orderBy: newest })).toEqual(['dcb', 'a']);
    });

    test('contains finds documents with any of several words, each once, in order, page by page', async () => {
      await fill('h1', {
        a: { words: ['x', 'y', 'z'], due: day(1), effort: 1 },
        b: { words: ['y', 'y'], due: day(2), effort: 2 },
        c: { words: ['w'], due: day(3), effort: 4 },
        d: { words: ['z', 'x'], due: day(4), effort: 8 },
        e: { words: [], due: day(5), effort: 16 },
        f: { words: ['x'], due: day(6), status: 'done', effort: 32 },
      });
      const where = [{ field: 'words', is: 'contains', values: ['x', 'y', 'z'] }] as const;
      expect(await pages({ ...inHouse, where, limit: 2 })).toEqual(['ab', 'df']);
      expect(await pages({ ...inHouse, where, limit: 3, orderBy: newest })).toEqual(['fdb', 'a']);
      const tally = { from: tasks, parent: 'houses/h1', orderBy: earliest, where };
      expect(await store.count(tally)).toBe(4);
      expect(await store.count({ ...tally, limit: 3 })).toBe(3);
      expect(await store.sum(tally, 'effort')).toBe(43);
      expect(await store.sum({ ...tally, limit: 3 }, 'effort')).toBe(11);
      const open = [...where, { field: 'status', is: 'equals', value: 'open' }] as const;
      expect(await pages({ ...inHouse, where: open, limit: 2 })).toEqual(['ab', 'd']);
    });

    test('what was updated or deleted is found as it is now, never as it was', async () => {
      await fill('h1', { a: { words: ['x', 'y'], status: 'open' }, b: { words: ['x'] } });
      await fill('h1', { a: { words: ['y', 'z'], status: 'done', due: day(1) } });
      await store.transact(async (tx) => tx.delete(tasks.path('h1', 'b')));
      const withWord = (word: string): Filter<Task>[] => [{ field: 'words', is: 'contains', values: [word] }];
      const done = { field: 'status', is: 'equals', value: 'done' } as const;
      expect(await ids({ where: withWord('x') })).toEqual([]);
      expect(await ids({ where: withWord('y') })).toEqual(['a']);
      expect(await ids({ where: [...withWord('z'), done] })).toEqual(['a']);
      expect(await ids({ where: [...withWord('y'), done] })).toEqual(['a']);
      expect(await ids({ where: [{ ...done, value: 'open' }] })).toEqual([]);
    });

    test('counts and sums stop at their limit, in order', async () => {
      await fill(
        'h1',
        Object.fromEntries([1, 2, 3, 4].map((n) => [`t${n}`, { due: day(n), effort: 10 ** n / 10 }])),
      );
      await fill('h1', { other: { status: 'late', effort: 5000 } });
      await fill('h2', { other: { effort: 5000 } });
      const where = [{ field: 'status', is: 'equals', value: 'open' }] as const;
      const tally = { from: tasks, parent: 'houses/h1', orderBy: earliest, where };
      expect(await store.count(tally)).toBe(4);
      expect(await store.count({ ...tally, limit: 3 })).toBe(3);
      expect(await store.count({ ...tally, limit: 9 })).toBe(4);
      expect(await store.sum(tally, 'effort')).toBe(1111);
      expect(await store.sum({ ...tally, limit: 2 }, 'effort')).toBe(11);
      expect(await store.sum({ ...tally, limit: 2, orderBy: newest }, 'effort')).toBe(1100);
      const none = { ...tally, where: [{ field: 'status', is: 'equals', value: 'done' }] as const };
      expect(await store.sum(none, 'effort')).toBe(0);
      const from = [...where, { field: 'due', is: 'from', value: day(3) }] as const;
      expect(await store.sum({ ...tally, where: from }, 'effort')).toBe(1100);
    });

    test('a group query asks under every parent, page by page', async () => {
      await fill('h1', {
        a: { owner: 'ann', due: day(1), words: ['x'] },
        b: { owner: 'bob', due: day(2), words: ['x', 'y'] },
      });
      await fill('h2', {
        c: { owner: 'ann', due: day(3), words: ['y'] },
        a: { owner: 'ann', due: day(4), effort: 9 },
      });
      const anns = [{ field: 'owner', is: 'equals', value: 'ann' }] as const;
      const { docs } = await store.query({ ...everywhere, where: anns });
      expect(docs.map(({ path }) => path)).toEqual([
        'houses/h1/tasks/a',
        'houses/h2/tasks/c',
        'houses/h2/tasks/a',
      ]);
      expect(await pages({ ...everywhere, where: anns, limit: 2 })).toEqual(['ac', 'a']);
      expect(await pages({ ...everywhere, limit: 3, orderBy: newest })).toEqual(['acb', 'a']);
      const words = [{ field: 'words', is: 'contains', values: ['x', 'y'] }] as const;
      expect(await pages({ ...everywhere, where: words, limit: 2 })).toEqual(['ab', 'c']);
      expect(await store.count({ from: tasks, orderBy: earliest, where: words })).toBe(3);
      expect(await store.sum({ from: tasks, orderBy: earliest, where: anns }, 'effort')).toBe(11);
    });

    test('pages of a group query lose and repeat nothing at ties across parents', async () => {
      for (const house of ['h1', 'h2', 'h3']) await fill(house, { a: {}, b: {} });
      const seen: string[] = [];
      let after: Cursor | undefined;
      do {
        const page = await store.query({
          ...everywhere,
          limit: 1,
          ...(after === undefined ? {} : { after }),
        });
        seen.push(...page.docs.map(({ path }) => path));
        after = page.next;
      } while (after !== undefined);
      const all = ['h1', 'h2', 'h3'].flatMap((house) => [tasks.path(house, 'a'), tasks.path(house, 'b')]);
      expect(seen.toSorted()).toEqual(all);
    });

    test('a top-level collection is asked with or without its empty parent', async () => {
      await store.transact(async (tx) => tx.put(counters.path('a'), { value: 1 }));
      const query = {
        from: counters,
        orderBy: { field: 'value', direction: 'ascending' },
        limit: 1,
      } as const;
      expect((await store.query(query)).docs).toHaveLength(1);
      expect((await store.query({ ...query, parent: counters.parent() })).docs).toHaveLength(1);
    });

    test.each<[string, Partial<Query<Task>>, string]>([
      [
        'no index has the fields',
        { where: [{ field: 'effort', is: 'equals', value: 1 }] },
        'no index is declared',
      ],
      [
        'no index has the order',
        { orderBy: { field: 'effort', direction: 'ascending' } },
        'no index is declared',
      ],
      [
        'the index has one direction',
        { orderBy: { field: 'isUrgent', direction: 'descending' } },
        'no index is declared',
      ],
      [
        'a field is filtered twice',
        {
          where: [
            { field: 'owner', is: 'equals', value: 'a' },
            { field: 'owner', is: 'equals', value: 'b' },
          ],
        },
        'two filters',
      ],
      [
        'a range is not over the order',
        { where: [{ field: 'effort', is: 'from', value: 1 }] },
        'a range over effort',
      ],
      [
        'a value is of another kind',
        { where: [{ field: 'owner', is: 'equals', value: 5 }] },
        'holds a string',
      ],
      ['no value is asked for', { where: [{ field: 'owner', is: 'in', values: [] }] }, 'no value'],
      [
        '31 values are asked for',
        { where: [{ field: 'owner', is: 'in', values: Array.from({ length: 31 }, (_, at) => `${at}`) }] },
        'more than 30',
      ],
      [
        'two fields are asked for several values',
        {
          where: [
            { field: 'status', is: 'in', values: ['open', 'done'] },
            { field: 'words', is: 'contains', values: ['x', 'y'] },
          ],
        },
        'several values for more than one field',
      ],
      [
        'an array is asked with equals',
        { where: [{ field: 'words', is: 'equals', value: 'x' }] },
        "can't be asked",
      ],
      ['the limit is zero', { limit: 0 }, 'the limit 0'],
    ])('a query is refused when %s', async (_, asked, why) => {
      await expect(store.query({ ...inHouse, ...asked })).rejects.toThrow(why);
    });

    test('a group query without a group index, and a sum that is not declared, are refused', async () => {
      const where = [{ field: 'status', is: 'equals', value: 'open' }] as const;
      await expect(store.query({ ...everywhere, where })).rejects.toThrow('no index is declared');
      const tally = { from: tasks, parent: 'houses/h1', orderBy: earliest };
      await expect(store.sum(tally, 'effort')).rejects.toThrow('declares no sums of effort');
    });
  });
}
