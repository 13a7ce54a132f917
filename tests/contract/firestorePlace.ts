import { type FirestoreController, FirestoreMock } from '@firebase-bridge/firestore-admin';
import { connectFirestore } from '../../src/adapters/firestore/connect.ts';
import { openFirestoreStore } from '../../src/adapters/firestore/store.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Place } from './engine.ts';

/**
 * A Firestore within this process, behind the real Admin SDK. Its clock must never stand still: it tells versions
 * apart by the millisecond, and would lose updates within one.
 */
export function inProcessDatabase(): FirestoreController {
  const environment = new FirestoreMock();
  let last = 0;
  environment.systemTime.custom(() => {
    last = Math.max(Date.now(), last + 1);
    return new Date(last);
  });
  // Project ids of under six characters make its reads hang.
  return environment.createDatabase('contract');
}

export async function freshInProcessFirestore(): Promise<Place> {
  const database = inProcessDatabase();
  const opened: Store[] = [];
  return {
    open: async (collections, settings = {}) => {
      const store = openFirestoreStore({ firestore: database.firestore(), collections, ...settings });
      opened.push(store);
      return store;
    },
    dispose: async () => {
      for (const store of opened) await store.close();
      database.delete();
    },
  };
}

/** The official emulator that FIRESTORE_EMULATOR_HOST names; each place is a project of its own. */
export async function freshEmulatedFirestore(): Promise<Place> {
  const projectId = `contract-${crypto.randomUUID()}`;
  const opened: Store[] = [];
  return {
    open: async (collections, settings = {}) => {
      const store = await connectFirestore({ projectId, collections, ...settings });
      opened.push(store);
      return store;
    },
    dispose: async () => {
      for (const store of opened) await store.close();
    },
  };
}
