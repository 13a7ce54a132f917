import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The store of this run; vitest.config.ts says which tests run on which. */
    readonly store: 'sqlite' | 'firestore';
  }
}

/** A database on the store that this run is for, and a folder that is removed with it. */
export async function freshPlace(): Promise<Place & { readonly folder: string }> {
  if (inject('store') === 'sqlite') return freshSqlitePlace();
  const place = await freshInProcessFirestore();
  const folder = await mkdtemp(join(tmpdir(), 'orderly-firestore-'));
  return {
    folder,
    open: place.open,
    async dispose() {
      await place.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
