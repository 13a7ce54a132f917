import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineCollection } from '../../src/ports/collection.ts';
import { Misfit, type Store } from '../../src/ports/store.ts';
import { aTask, collections, taskSchema, tasks } from './collections.ts';
import type { Engine, Place } from './engine.ts';

/** What goes in comes out, and nothing else goes in. */
export function documentsContract(engine: Engine): void {
  describe('documents', () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await engine.freshPlace();
      store = await place.open(collections);
    });
    afterEach(() => place.dispose());

    test('a document comes back as it was put, with its dates and the fields the schema does not know', async () => {
      const path = tasks.path('h1', 't1');
      const task = aTask({
        owner: 'Zoë 🧹',
        history: [{ at: new Date(5), note: 'began' }, { at: new Date(6) }],
        effort: 1.5,
        later: { nested: [1, { deep: null }] },
      });
      await store.transact(async (tx) => tx.put(path, task));
      expect(await store.get(path)).toEqual(task);
      expect(await store.getAll([tasks.path('h1', 'none'), path])).toEqual([undefined, task]);
    });

    test('a document that is not there is undefined, also under a parent that never was', async () => {
      expect(await store.get(tasks.path('nowhere', 't1'))).toBeUndefined();
      expect(await store.getAll([])).toEqual([]);
    });

    test('put replaces the whole document and delete removes it', async () => {
      const path = tasks.path('h1', 't1');
      await store.transact(async (tx) => tx.put(path, aTask({ owner: 'ann' })));
      await store.transact(async (tx) => tx.put(path, aTask()));
      expect(await store.get(path)).toEqual(aTask());
      await store.transact(async (tx) => tx.delete(path));
      await store.transact(async (tx) => tx.delete(path));
      expect(await store.get(path)).toBeUndefined();
    });

    test('undefined fields are dropped, lone surrogates replaced, minus zero made zero', async () => {
      const path = tasks.path('h1', 't1');
      const task = aTask({ title: 'a\uD800b', effort: -0, owner: undefined });
      await store.transact(async (tx) => tx.put(path, task));
      const { owner: _, ...kept } = { ...task, title: 'a\uFFFDb', effort: 0 };
      const stored = await store.get(path);
      expect(stored).toStrictEqual(kept);
    });

    test.each([
      ['NaN', { extra: { deep: Number.NaN } }, 'extra.deep'],
      ['an invalid date', { extra: [new Date(Number.NaN)] }, 'extra[0]'],
      ['an array in an array', { extra: [[1]] }, 'extra[0]'],
      ['undefined in an array', { extra: [undefined] }, 'extra[0]'],
      ['a class instance', { extra: new Map() }, 'extra'],
      ['over a mebibyte', { extra: 'x'.repeat(1_048_576) }, ''],
      ['an indexed text too long for an index', { title: 'x'.repeat(1501) }, 'title'],
      ['a field of the wrong type', { effort: '3' }, 'effort'],
    ])('%s is refused on write by path and field, and nothing is overwritten', async (_, wrong, field) => {
      const path = tasks.path('h1', 't1');
      await store.transact(async (tx) => tx.put(path, aTask()));
      // The very mistake that the types would catch.
      const misfit = { ...aTask(), ...wrong } as ReturnType<typeof aTask>;
      const writing = store.transact(async (tx) => tx.put(path, misfit));
      await expect(writing).rejects.toThrow(Misfit);
      await expect(writing).rejects.toMatchObject({ path, field });
      expect(await store.get(path)).toEqual(aTask());
    });

    test('a stored document that no longer fits is refused by path and field, in every way to read it', async () => {
      const stricter = defineCollection({
        template: tasks.template,
        schema: taskSchema.extend({ room: z.string() }),
        indexes: [{ where: [], orderBy: 'due' }],
      });
      const path = stricter.path('h1', 't1');
      await store.transact(async (tx) => tx.put(tasks.path('h1', 't1'), aTask()));
      const strict = await place.open([stricter]);
      const expected = { name: 'Misfit', path, field: 'room' };
      await expect(strict.get(path)).rejects.toMatchObject(expected);
      await expect(strict.getAll([path])).rejects.toMatchObject(expected);
      await expect(
        strict.query({
          from: stricter,
          parent: stricter.parent('h1'),
          orderBy: { field: 'due', direction: 'ascending' },
          limit: 1,
        }),
      ).rejects.toMatchObject(expected);
      const overwrite = strict.transact(async (tx) => {
        const found = await tx.get(path);
        tx.put(path, { ...aTask(), ...found, room: 'hall' });
      });
      await expect(overwrite).rejects.toMatchObject(expected);
      expect(await (await place.open(collections)).get(tasks.path('h1', 't1'))).toEqual(aTask());
    });

    test('a question that asks for it finds the others, and names what does not fit with its place', async () => {
      const stricter = defineCollection({
        template: tasks.template,
        schema: taskSchema.extend({ room: z.string() }),
        indexes: [
          { where: [], orderBy: 'due' },
          { where: [], orderBy: 'isUrgent' },
        ],
      });
      const due = (day: number) => new Date(Date.UTC(2026, 0, day));
      const inRoom = (day: number) => ({ ...aTask({ due: due(day) }), room: 'hall' });
      await store.transact(async (tx) => {
        for (const [id, day] of [['a', 1] as const, ['c', 3] as const])
          tx.put(tasks.path('h1', id), aTask({ due: due(day) }));
        for (const [id, day] of [['b', 2] as const, ['d', 4] as const])
          tx.put(tasks.path('h1', id), inRoom(day));
      });
      const strict = await place.open([stricter]);
      const asked = {
        from: stricter,
        parent: stricter.parent('h1'),
        orderBy: { field: 'due', direction: 'ascending' },
        limit: 3,
        listsUnfit: true,
      } as const;
      const { docs, unfit, next = '' } = await strict.query(asked);
      expect(docs).toEqual([{ path: 'houses/h1/tasks/b', id: 'b', data: inRoom(2) }]);
      const unfitAt = (id: string, day: number, at: number) => ({
        path: `houses/h1/tasks/${id}`,
        id,
        place: at,
        orderedBy: due(day),
        misfit: expect.objectContaining({ name: 'Misfit', path: `houses/h1/tasks/${id}`, field: 'room' }),
      });
      expect(unfit).toEqual([unfitAt('a', 1, 0), unfitAt('c', 3, 2)]);
      expect(await strict.query({ ...asked, after: next })).toEqual({
        docs: [{ path: 'houses/h1/tasks/d', id: 'd', data: inRoom(4) }],
      });
      const byUrgency = { ...asked, orderBy: { field: 'isUrgent', direction: 'ascending' } } as const;
      expect((await strict.query(byUrgency)).unfit?.[0]?.orderedBy).toBe(false);
    });

    test('a path of no collection is refused', async () => {
      const unknown = defineCollection({ template: 'cellars/{id}', schema: z.looseObject({}) });
      await expect(store.get(unknown.path('1'))).rejects.toThrow('No collection has a document at cellars/1');
    });
  });
}
