import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AlreadyExists, Contention, type Store, type Transaction } from '../../src/ports/store.ts';
import { aTask, collections, counters, tasks } from './collections.ts';
import type { Engine, Place } from './engine.ts';

/** Commits are whole, and as if one came after the other. */
export function transactionsContract(engine: Engine): void {
  describe('transactions', () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await engine.freshPlace();
      store = await place.open(collections);
    });
    afterEach(() => place.dispose());

    const counter = (name: string) => counters.path(name);
    const set = (name: string, value: number) =>
      store.transact(async (tx) => tx.put(counter(name), { value }));
    const increment = async (tx: Transaction, name: string) => {
      const found = await tx.get(counter(name));
      tx.put(counter(name), { ...found, value: (found?.value ?? 0) + 1 });
    };

    test('the body gives its value, and all of its writes are there', async () => {
      await set('gone', 1);
      const value = await store.transact(async (tx) => {
        expect(await tx.getAll([counter('gone'), counter('new')])).toEqual([{ value: 1 }, undefined]);
        tx.create(counter('new'), { value: 2 });
        tx.put(tasks.path('h1', 't1'), aTask());
        tx.delete(counter('gone'));
        return 'done';
      });
      expect(value).toBe('done');
      expect(await store.getAll([counter('gone'), counter('new')])).toEqual([undefined, { value: 2 }]);
      expect(await store.get(tasks.path('h1', 't1'))).toEqual(aTask());
    });

    test('a body that throws writes nothing', async () => {
      const failing = store.transact(async (tx) => {
        tx.put(counter('a'), { value: 1 });
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(await store.get(counter('a'))).toBeUndefined();
    });

    test('a create at a taken path fails by that path, and nothing of the commit is written', async () => {
      await set('taken', 1);
      const creating = store.transact(async (tx) => {
        tx.put(counter('other'), { value: 2 });
        tx.create(counter('free'), { value: 2 });
        tx.create(counter('taken'), { value: 2 });
      });
      await expect(creating).rejects.toThrow(AlreadyExists);
      await expect(creating).rejects.toMatchObject({ path: 'counters/taken' });
      const all = [counter('other'), counter('free'), counter('taken')];
      expect(await store.getAll(all)).toEqual([undefined, undefined, { value: 1 }]);
    });

    test('of 20 that create one path at once exactly one succeeds, and the others are told', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, value) =>
          store.transact(async (tx) => tx.create(counter('once'), { value })),
        ),
      );
      const won = results.flatMap((result, value) => (result.status === 'fulfilled' ? [value] : []));
      const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(won).toHaveLength(1);
      expect(errors.every((error) => error instanceof AlreadyExists)).toBe(true);
      expect(await store.get(counter('once'))).toEqual({ value: won[0] });
    });

    test('a deleted path can be created again', async () => {
      await set('a', 1);
      await store.transact(async (tx) => tx.delete(counter('a')));
      await store.transact(async (tx) => tx.create(counter('a'), { value: 2 }));
      expect(await store.get(counter('a'))).toEqual({ value: 2 });
    });

    test('of 50 concurrent updates of one document none is lost', async () => {
      await Promise.all(Array.from({ length: 50 }, () => store.transact((tx) => increment(tx, 'shared'))));
      expect(await store.get(counter('shared'))).toEqual({ value: 50 });
    });

    test('50 concurrent updates of documents of their own all go through', async () => {
      const names = Array.from({ length: 50 }, (_, at) => `own-${at}`);
      await Promise.all(names.map((name) => store.transact((tx) => increment(tx, name))));
      const all = await store.getAll(names.map(counter));
      expect(all.every((found) => found?.value === 1)).toBe(true);
    });

    test('two bodies that both find something missing and create it never both commit', async () => {
      const bothHaveRead = barrier(2);
      const outcomes = await Promise.all(
        ['ann', 'bob'].map((title) =>
          store.transact(async (tx) => {
            const found = await tx.get(tasks.path('h1', 'slot'));
            await bothHaveRead.arrive();
            if (found) return `found ${found.title}'s`;
            tx.create(tasks.path('h1', 'slot'), aTask({ title }));
            return 'created';
          }),
        ),
      );
      const winner = (await store.get(tasks.path('h1', 'slot')))?.title;
      expect(outcomes.toSorted()).toEqual(['created', `found ${winner}'s`]);
    });

    test('write skew is impossible: two bodies that each read what the other writes do not both keep their view', async () => {
      await Promise.all([set('left', 1), set('right', 1)]);
      const bothHaveRead = barrier(2);
      const leave = (mine: string) =>
        store.transact(async (tx) => {
          const [left, right] = await tx.getAll([counter('left'), counter('right')]);
          await bothHaveRead.arrive();
          if ((left?.value ?? 0) + (right?.value ?? 0) > 1) tx.put(counter(mine), { value: 0 });
        });
      await Promise.all([leave('left'), leave('right')]);
      const values = await store.getAll([counter('left'), counter('right')]);
      expect(values.map((found) => found?.value).toSorted()).toEqual([0, 1]);
    });

    test.skipIf(engine.locksWhatIsRead)(
      'a body runs again when what it read was changed, deleted, or deleted and made again',
      async () => {
        const meddlers: ((tx: Transaction) => void)[] = [
          (tx) => tx.put(counter('seen'), { value: 7 }),
          (tx) => tx.delete(counter('seen')),
        ];
        for (const meddle of meddlers) {
          await set('seen', 1);
          let runs = 0;
          await store.transact(async (tx) => {
            const found = await tx.get(counter('seen'));
            runs += 1;
            if (runs === 1) await store.transact(async (tx) => meddle(tx));
            tx.put(counter('result'), { value: found?.value ?? -1 });
          });
          expect(runs).toBe(2);
        }
        expect(await store.get(counter('result'))).toEqual({ value: -1 });

        await set('seen', 1);
        let runs = 0;
        await store.transact(async (tx) => {
          await tx.get(counter('seen'));
          runs += 1;
          if (runs === 1) {
            await store.transact(async (tx) => tx.delete(counter('seen')));
            await set('seen', 1);
          }
          tx.put(counter('result'), { value: runs });
        });
        expect(await store.get(counter('result'))).toEqual({ value: 2 });
      },
    );

    test.skipIf(engine.locksWhatIsRead)(
      'a body that would create what is there by now runs again when what it read was changed with it',
      async () => {
        await set('seen', 1);
        const made = (tx: Transaction) => {
          tx.put(counter('seen'), { value: 7 });
          tx.create(counter('made'), { value: 7 });
        };
        let runs = 0;
        const result = await store.transact(async (tx) => {
          const found = await tx.get(counter('seen'));
          runs += 1;
          if (found?.value === 7) return 'known';
          if (runs === 1) await store.transact(async (tx) => made(tx));
          made(tx);
          return 'made';
        });
        expect([result, runs]).toEqual(['known', 2]);
      },
    );

    test.skipIf(engine.locksWhatIsRead)(
      'a mixed state never gets out of a body, neither as its value nor as its error',
      async () => {
        await Promise.all([set('a', 1), set('b', 1)]);
        const readBoth = (fails: boolean) => {
          let runs = 0;
          return store.transact(async (tx) => {
            const a = await tx.get(counter('a'));
            runs += 1;
            if (runs === 1)
              await store.transact(async (tx) => {
                const next = { value: (a?.value ?? 0) + 1 };
                tx.put(counter('a'), next);
                tx.put(counter('b'), next);
              });
            const b = await tx.get(counter('b'));
            // Engines differ in whether they run it again or let it read on in the past; both are whole.
            const state = a?.value === b?.value ? 'whole' : `mixed: ${a?.value} and ${b?.value}`;
            if (fails) throw new Error(state);
            return state;
          });
        };
        expect(await readBoth(false)).toBe('whole');
        await expect(readBoth(true)).rejects.toThrow('whole');
      },
    );

    test.skipIf(engine.locksWhatIsRead)(
      'a body that collides every time is given up at the deadline, and nothing of it is written',
      async () => {
        const hasty = await place.open(collections, { deadlineMs: 300 });
        const colliding = hasty.transact(async (tx) => {
          const found = await tx.get(counter('busy'));
          await store.transact((tx) => increment(tx, 'busy'));
          tx.put(counter('busy'), { value: -1 });
          tx.put(counter('beside'), { value: found?.value ?? 0 });
        });
        await expect(colliding).rejects.toThrow(Contention);
        expect((await store.get(counter('busy')))?.value).toBeGreaterThan(0);
        expect(await store.get(counter('beside'))).toBeUndefined();
      },
    );

    test('a read after a write throws', async () => {
      const reading = store.transact(async (tx) => {
        tx.put(counter('a'), { value: 1 });
        await tx.get(counter('b'));
      });
      await expect(reading).rejects.toThrow('Read after a write in a transaction: counters/b');
      expect(await store.get(counter('a'))).toBeUndefined();
    });

    test('two writes to one path throw', async () => {
      const writing = store.transact(async (tx) => {
        tx.put(counter('a'), { value: 1 });
        tx.delete(counter('a'));
      });
      await expect(writing).rejects.toThrow('Two writes to counters/a in one transaction');
      expect(await store.get(counter('a'))).toBeUndefined();
    });

    test('a call after the body ended throws', async () => {
      const { promise, resolve } = Promise.withResolvers<Transaction>();
      await store.transact(async (tx) => resolve(tx));
      const late = await promise;
      await expect(late.get(counter('a'))).rejects.toThrow('The transaction is over');
      expect(() => late.put(counter('a'), { value: 1 })).toThrow('The transaction is over');
      expect(await store.get(counter('a'))).toBeUndefined();
    });

    test('a closed store says so', async () => {
      const other = await place.open(collections);
      await other.close();
      await other.close();
      await expect(other.get(counter('a'))).rejects.toMatchObject({ name: 'Unavailable' });
      await expect(other.transact((tx) => increment(tx, 'a'))).rejects.toMatchObject({ name: 'Unavailable' });
      expect(await store.get(counter('a'))).toBeUndefined();
    });
  });
}

/** Lets nobody pass before `count` have arrived; whoever comes later passes at once. */
function barrier(count: number): { arrive(): Promise<void> } {
  let arrived = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    arrive: () => {
      arrived += 1;
      if (arrived >= count) resolve();
      return promise;
    },
  };
}
