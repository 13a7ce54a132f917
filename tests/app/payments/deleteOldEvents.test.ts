import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deleteOldEvents } from '../../../src/app/jobs/deleteOldEvents.ts';
import type { JobDeed } from '../../../src/app/jobs/job.ts';
import { collections, providerEvents, type RecordedEvent } from '../../../src/ports/collections.ts';
import type { Store } from '../../../src/ports/store.ts';
import { deedLine } from '../../../src/views/job.ts';
import type { Place } from '../../contract/engine.ts';
import { freshInProcessFirestore } from '../../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../../contract/sqlitePlace.ts';
import { at } from '../../support/anOrder.ts';

const dayMs = 24 * 60 * 60 * 1000;
const now = at(0);
const vault = {
  put: async () => undefined,
  get: async () => undefined,
  delete: async () => undefined,
  list: async function* () {},
};

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('forgetting what providers told, on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
  });
  afterEach(() => place.dispose());

  /** An event that came to its state so many days ago. */
  async function told(key: string, state: RecordedEvent['state'], days: number): Promise<void> {
    const when = new Date(now.getTime() - days * dayMs);
    await store.transact(async (tx) =>
      tx.create(providerEvents.path(key), {
        provider: key.split('.')[0] ?? '',
        type: 'checkout.paid',
        subject: { kind: 'checkout', reference: 'page' },
        receivedAt: when,
        state,
        attempts: 0,
        nextAttemptAt: when,
      }),
    );
  }

  const run = async (dryRun = false, signal = new AbortController().signal): Promise<JobDeed[]> => {
    const deeds: JobDeed[] = [];
    const desk = {
      store,
      vault,
      clock: { now: () => now },
      providers: new Map(),
      publicUrl: undefined,
      outbox: { announce: async () => undefined },
    };
    await deleteOldEvents(desk, { dryRun, signal, note: (deed) => deeds.push(deed) });
    return deeds;
  };

  const isThere = async (key: string) => (await store.get(providerEvents.path(key))) !== undefined;

  test('it takes 90 days from when they were done or given up, and what waits stays', async () => {
    await told('stripe.old', 'done', 90);
    await told('stripe.younger', 'done', 89);
    await told('stripe.waiting', 'waiting', 400);
    await told('paypal.old', 'given up', 91);
    const would = await run(true);
    expect(await isThere('stripe.old')).toBe(true);
    expect(await run()).toEqual(would);
    expect(would).toEqual([
      { kind: 'events deleted', provider: 'stripe', events: 1 },
      { kind: 'events deleted', provider: 'paypal', events: 1 },
    ]);
    const kept = ['stripe.old', 'stripe.younger', 'stripe.waiting', 'paypal.old'].map(isThere);
    expect(await Promise.all(kept)).toEqual([false, true, true, false]);
    expect(await run()).toEqual([]);
  });

  test('many go page by page, and a stop is heeded between pages', async () => {
    for (let number = 0; number < 150; number += 1) await told(`stripe.${number}`, 'done', 100);
    const stopping = new AbortController();
    stopping.abort();
    expect(await run(false, stopping.signal)).toEqual([
      { kind: 'events deleted', provider: 'stripe', events: 100 },
    ]);
    expect(await run()).toEqual([{ kind: 'events deleted', provider: 'stripe', events: 50 }]);
  });
});

test('what was deleted is said in a line', () => {
  const line = (events: number, dryRun: boolean) =>
    deedLine({ kind: 'events deleted', provider: 'stripe', events }, { dryRun });
  expect(line(1, false)).toBe('1 event of Stripe was deleted: done for 90 days');
  expect(line(150, true)).toBe('150 events of Stripe would be deleted: done for 90 days');
});
