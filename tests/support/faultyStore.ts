import type { Store } from '../../src/ports/store.ts';

/** What happens instead of a call; `call` is what should have been done. */
export type StoreFault = (call: () => Promise<unknown>) => Promise<unknown>;

/** A store that passes everything on, but for the calls that are to meet a fault. */
export interface FaultyStore extends Store {
  /** Lets the next transaction meet a fault. */
  nextTransaction(fault: StoreFault): void;
  /** Lets the next `get`, `query` or `count` outside of a transaction meet a fault. */
  nextRead(fault: StoreFault): void;
}

/** Wraps a store so that a test can break it. Closing it closes the store. */
export function faultyStore(store: Store): FaultyStore {
  const transactions: StoreFault[] = [];
  const reads: StoreFault[] = [];

  const meeting = <T>(faults: StoreFault[], call: () => Promise<T>): Promise<T> => {
    const fault = faults.shift();
    // A fault either throws or answers what the call itself answered.
    return fault === undefined ? call() : (fault(call) as Promise<T>);
  };

  return {
    get: (path) => meeting(reads, () => store.get(path)),
    getAll: (paths) => meeting(reads, () => store.getAll(paths)),
    query: (query) => meeting(reads, () => store.query(query)),
    count: (tally) => meeting(reads, () => store.count(tally)),
    sum: (tally, field) => meeting(reads, () => store.sum(tally, field)),
    transact: (body) => meeting(transactions, () => store.transact(body)),
    close: () => store.close(),
    nextTransaction: (fault) => void transactions.push(fault),
    nextRead: (fault) => void reads.push(fault),
  };
}
