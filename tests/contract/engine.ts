import type { AnyCollection, Store } from '../../src/ports/store.ts';

/** A database that starts empty and is used by one test. */
export interface Place {
  /** Opens a store on it; may be called again, also with other collections. */
  open(collections: readonly AnyCollection[], settings?: { readonly deadlineMs?: number }): Promise<Store>;
  /** Closes every store and removes the database. */
  dispose(): Promise<void>;
}

/** One of the databases that must keep the contract. */
export interface Engine {
  readonly name: string;
  /** Whether a transaction holds off others that write what it has read, so that they wait instead of overtaking it. */
  readonly locksWhatIsRead: boolean;
  freshPlace(): Promise<Place>;
}
