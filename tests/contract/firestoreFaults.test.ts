import { createServer } from 'node:net';
import { Timestamp } from 'firebase-admin/firestore';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { connectFirestore } from '../../src/adapters/firestore/connect.ts';
import { openFirestoreStore } from '../../src/adapters/firestore/store.ts';
import { Contention, type Cursor, type Store } from '../../src/ports/store.ts';
import { aTask, collections, counters, tasks } from './collections.ts';
import { inProcessDatabase } from './firestorePlace.ts';

const a = counters.path('a');

/** A local server that takes connections and never answers; its port, and how to end it. */
async function silentServer(): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): unknown }>();
  const server = createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

describe('Firestore out of reach', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const close of closing.splice(0).toReversed()) await close();
  });

  test.each([
    ['refuses connections', false],
    ['takes connections and says nothing', true],
  ])('where it %s, every call fails as Unavailable at its deadline', async (_, listens) => {
    const server = await silentServer();
    if (listens) closing.push(server.close);
    else await server.close();
    // The SDK's own way to another address than Google's; there need be no emulator.
    vi.stubEnv('FIRESTORE_EMULATOR_HOST', `127.0.0.1:${server.port}`);
    const store = await connectFirestore({ projectId: 'unreachable', collections, deadlineMs: 400 });
    closing.push(() => store.close());

    const orderBy = { field: 'value', direction: 'ascending' } as const;
    const calls: ((store: Store) => Promise<unknown>)[] = [
      (store) => store.get(a),
      (store) => store.getAll([a]),
      (store) => store.query({ from: counters, orderBy, limit: 1 }),
      (store) => store.count({ from: counters, orderBy }),
      (store) => store.transact(async (tx) => tx.put(a, { value: 1 })),
      (store) => store.transact(async (tx) => tx.get(a)),
    ];
    const begun = Date.now();
    const results = await Promise.allSettled(calls.map((call) => call(store)));
    expect(Date.now() - begun).toBeLessThan(2000);
    for (const result of results) expect(result).toMatchObject({ reason: { name: 'Unavailable' } });
  });
});

describe('Firestore within the process', () => {
  test('a transaction that collides is tried so often and no more, then nothing of it is written', async () => {
    const database = inProcessDatabase();
    const store = openFirestoreStore({ firestore: database.firestore(), collections, maxAttempts: 3 });
    let runs = 0;
    const colliding = store.transact(async (tx) => {
      runs += 1;
      await tx.get(a);
      await store.transact(async (other) => {
        const found = await other.get(a);
        other.put(a, { value: (found?.value ?? 0) + 1 });
      });
      tx.put(a, { value: -1 });
      tx.create(counters.path('b'), { value: -1 });
    });
    await expect(colliding).rejects.toThrow(Contention);
    expect(runs).toBe(3);
    expect(await store.getAll([a, counters.path('b')])).toEqual([{ value: 3 }, undefined]);
    await store.close();
  });

  test('what is under way when the store is closed still ends, and the SDK is asked nothing after it', async () => {
    const store = openFirestoreStore({ firestore: inProcessDatabase().firestore(), collections });
    const hasRead = Promise.withResolvers<void>();
    const mayGoOn = Promise.withResolvers<void>();
    const reading = store.get(a);
    const late = store.transact(async (tx) => {
      await tx.get(a);
      hasRead.resolve();
      await mayGoOn.promise;
      await tx.get(a);
    });
    await hasRead.promise;
    const alsoReading = store.get(a);
    const closing = store.close();
    mayGoOn.resolve();
    await expect(late).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await Promise.all([reading, alsoReading])).toEqual([undefined, undefined]);
    await closing;
  });

  test('others find plain documents with timestamps, and theirs are paged to the microsecond', async () => {
    const firestore = inProcessDatabase().firestore();
    const store = openFirestoreStore({ firestore, collections });
    await store.transact(async (tx) => tx.put(tasks.path('h1', 'd'), aTask({ due: new Date(2000) })));
    expect((await firestore.doc('houses/h1/tasks/d').get()).get('due')).toEqual(new Timestamp(2, 0));

    const { due: _, ...rest } = aTask();
    for (const [id, microseconds] of Object.entries({ a: 1, b: 2, c: 3 }))
      await firestore
        .doc(`houses/h1/tasks/${id}`)
        .set({ ...rest, due: new Timestamp(1, microseconds * 1000) });
    for (const [direction, expected] of [
      ['ascending', ['a', 'b', 'c', 'd']],
      ['descending', ['d', 'c', 'b', 'a']],
    ] as const) {
      const seen: string[] = [];
      let after: Cursor | undefined;
      do {
        const page = await store.query({
          from: tasks,
          parent: 'houses/h1',
          orderBy: { field: 'due', direction },
          limit: 1,
          ...(after === undefined ? {} : { after }),
        });
        seen.push(...page.docs.map(({ id }) => id));
        after = page.next;
      } while (after !== undefined);
      expect(seen).toEqual(expected);
    }
    await store.close();
  });
});
