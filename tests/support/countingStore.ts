import type { Reads, Store, Transaction } from '../../src/ports/store.ts';

/** What a store was asked to do. */
export interface StoreCounts {
  /** Documents looked at: one for each path of a get, found or not, and one for each document a query gave. */
  readonly reads: number;
  /** Calls of `query`. */
  readonly queries: number;
  /** Calls of `count` and `sum`. */
  readonly tallies: number;
  /** Transactions that committed with at least one write. */
  readonly commits: number;
  /** How many documents each of these commits wrote, in order. */
  readonly writesPerCommit: readonly number[];
}

/** A store that passes everything on and counts it. */
export interface CountingStore extends Store {
  readonly counts: StoreCounts;
  /** Begins to count anew. */
  reset(): void;
}

/** Wraps a store to count what is asked of it. Closing it closes the store. */
export function countingStore(store: Store): CountingStore {
  let reads = 0;
  let queries = 0;
  let tallies = 0;
  let writesPerCommit: number[] = [];

  const counted = (inner: Reads): Reads => ({
    get: (path) => {
      reads += 1;
      return inner.get(path);
    },
    getAll: (paths) => {
      reads += paths.length;
      return inner.getAll(paths);
    },
  });

  return {
    ...counted(store),
    transact: async (body) => {
      let writes = 0;
      const value = await store.transact((tx) => {
        // A body that is run again begins anew, but what it read before was read.
        writes = 0;
        const transaction: Transaction = {
          ...counted(tx),
          create: (path, document) => {
            tx.create(path, document);
            writes += 1;
          },
          put: (path, document) => {
            tx.put(path, document);
            writes += 1;
          },
          delete: (path) => {
            tx.delete(path);
            writes += 1;
          },
        };
        return body(transaction);
      });
      if (writes > 0) writesPerCommit.push(writes);
      return value;
    },
    query: async (query) => {
      queries += 1;
      const page = await store.query(query);
      reads += page.docs.length;
      return page;
    },
    count: (tally) => {
      tallies += 1;
      return store.count(tally);
    },
    sum: (tally, field) => {
      tallies += 1;
      return store.sum(tally, field);
    },
    close: () => store.close(),
    get counts() {
      return { reads, queries, tallies, commits: writesPerCommit.length, writesPerCommit };
    },
    reset: () => {
      reads = 0;
      queries = 0;
      tallies = 0;
      writesPerCommit = [];
    },
  };
}
