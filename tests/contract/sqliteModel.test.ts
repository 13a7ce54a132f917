import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cursor, Direction, Filter, Query, Store } from '../../src/ports/store.ts';
import { aTask, collections, type Task, tasks } from './collections.ts';
import { freshSqlitePlace } from './sqlitePlace.ts';

/*
 * Whatever is done to the store, it answers as a plain Map would that is filtered, sorted and cut.
 */

const houses = ['h1', 'h2'];
const word = fc.constantFrom('x', 'y', 'ÿ', '\uFFFD', '😀');
const status = fc.constantFrom<Task['status']>('open', 'done', 'late');
const owner = fc.constantFrom('ann', 'bob');
const due = fc.integer({ min: 0, max: 4 }).map((day) => new Date(day * 86_400_000));

const task = fc
  .record(
    {
      status,
      owner,
      due,
      title: fc.string({ unit: word, maxLength: 3 }),
      words: fc.array(word, { maxLength: 4 }),
      effort: fc.constantFrom(-1.5, 0, 2),
      isUrgent: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  .map((some) => aTask(some));

const place = fc.record({ house: fc.constantFrom(...houses), id: fc.constantFrom('A', 'a', 'b', 'ß', 'z') });
const write = fc.record({ place, task: fc.option(task, { nil: undefined }) });
const commits = fc.array(fc.array(write, { minLength: 1, maxLength: 6 }), { maxLength: 12 });

const direction = fc.constantFrom<Direction>('ascending', 'descending');
const statusIs = status.map((value): Filter<Task> => ({ field: 'status', is: 'equals', value }));
const statusIn = fc
  .uniqueArray(status, { minLength: 1 })
  .map((values): Filter<Task> => ({ field: 'status', is: 'in', values }));
const ownerIs = owner.map((value): Filter<Task> => ({ field: 'owner', is: 'equals', value }));
const hasWord = word.map((value): Filter<Task> => ({ field: 'words', is: 'contains', values: [value] }));
const hasWords = fc
  .array(word, { minLength: 1, maxLength: 3 })
  .map((values): Filter<Task> => ({ field: 'words', is: 'contains', values }));
const bounds = fc.tuple(
  fc.option(
    fc.record({
      field: fc.constant('due' as const),
      is: fc.constantFrom('from' as const, 'after' as const),
      value: due,
    }),
    { nil: undefined },
  ),
  fc.option(
    fc.record({
      field: fc.constant('due' as const),
      is: fc.constantFrom('to' as const, 'before' as const),
      value: due,
    }),
    { nil: undefined },
  ),
);
const matched = fc.oneof(
  fc.constant([]),
  fc.tuple(statusIs),
  fc.tuple(ownerIs),
  fc.tuple(hasWords),
  fc.tuple(statusIs, hasWords),
  fc.tuple(ownerIs, hasWords, statusIs),
  fc.tuple(statusIn, hasWord),
  fc.tuple(statusIn, ownerIs),
);
const matchedEverywhere = fc.oneof(
  fc.constant([]),
  fc.tuple(ownerIs),
  fc.tuple(hasWords),
  fc.tuple(ownerIs, statusIn),
);
const asked = (matching: typeof matched) =>
  fc.record({ matched: matching, bounds, direction, limit: fc.integer({ min: 1, max: 4 }) }).map(
    ({ matched, bounds, direction, limit }): Query<Task> => ({
      from: tasks,
      where: [...matched, ...bounds.filter((bound) => bound !== undefined)],
      orderBy: { field: 'due', direction },
      limit,
    }),
  );
const query = fc.oneof(
  fc
    .tuple(asked(matched), fc.constantFrom(...houses))
    .map(([query, house]): Query<Task> => ({ ...query, parent: tasks.parent(house) })),
  asked(matchedEverywhere),
);

function matches(task: Task, filter: Filter<Task>): boolean {
  const value = task[filter.field];
  const time = value instanceof Date ? value.getTime() : Number.NaN;
  switch (filter.is) {
    case 'equals':
      return value === filter.value;
    case 'in':
      return filter.values.some((wanted) => wanted === value);
    case 'contains':
      return filter.values.some((wanted) => task.words.includes(wanted));
    case 'from':
      return time >= Number(filter.value);
    case 'after':
      return time > Number(filter.value);
    case 'to':
      return time <= Number(filter.value);
    case 'before':
      return time < Number(filter.value);
  }
}

function expectedPaths(
  model: ReadonlyMap<string, Task>,
  { parent = '', where = [], orderBy }: Query<Task>,
): string[] {
  const found = [...model]
    .filter(([path]) => path.startsWith(parent))
    .filter(([, task]) => where.every((filter) => matches(task, filter)))
    .map(([path, { due }]) => ({ path, due: due.getTime() }))
    .toSorted(
      (one, other) => one.due - other.due || Buffer.compare(Buffer.from(one.path), Buffer.from(other.path)),
    )
    .map(({ path }) => path);
  return orderBy.direction === 'ascending' ? found : found.toReversed();
}

async function allPages(store: Store, query: Query<Task>): Promise<string[]> {
  const paths: string[] = [];
  let after: Cursor | undefined;
  do {
    const page = await store.query({ ...query, ...(after === undefined ? {} : { after }) });
    paths.push(...page.docs.map(({ path }) => path));
    after = page.next;
  } while (after !== undefined);
  return paths;
}

test('the store on SQLite answers as a Map would, whatever was written', async () => {
  await fc.assert(
    fc.asyncProperty(commits, fc.array(query, { minLength: 1, maxLength: 6 }), async (commits, queries) => {
      const file = await freshSqlitePlace();
      try {
        const store = await file.open(collections);
        const model = new Map<string, Task>();
        for (const writes of commits) {
          // The last write to a path counts, since a transaction allows but one.
          const last = new Map(writes.map(({ place, task }) => [tasks.path(place.house, place.id), task]));
          await store.transact(async (tx) => {
            for (const [path, task] of last)
              if (task) tx.put(path, task);
              else tx.delete(path);
          });
          for (const [path, task] of last)
            if (task) model.set(path, task);
            else model.delete(path);
        }
        for (const [path, task] of model) expect(await store.get(path)).toEqual(task);
        for (const query of queries) {
          const expected = expectedPaths(model, query);
          const paths = await allPages(store, query);
          if (query.parent !== undefined) expect(paths).toEqual(expected);
          else {
            // Which parent comes first among equals is nobody's business.
            const days = (of: readonly string[]) => of.map((path) => model.get(path)?.due);
            expect(days(paths)).toEqual(days(expected));
            expect(paths.toSorted()).toEqual(expected.toSorted());
          }
          const { limit, ...unlimited } = query;
          expect(await store.count(unlimited)).toBe(expected.length);
          expect(await store.count(query)).toBe(Math.min(limit, expected.length));
        }
      } finally {
        await file.dispose();
      }
    }),
    { numRuns: 60 },
  );
});
