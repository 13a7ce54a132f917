import type { Firestore, Transaction as FirestoreTransaction } from 'firebase-admin/firestore';
import { AlreadyExists, Contention, type Transaction, Unavailable } from '../../ports/store.ts';
import { type Outcome, runBody, type Write } from '../documents/body.ts';
import type { Catalogue } from '../documents/catalogue.ts';
import { asStoreError, isAlreadyExists, isWorthRetrying } from './faults.ts';

interface Parts {
  readonly firestore: Firestore;
  readonly catalogue: Catalogue;
  readonly maxAttempts: number;
  /** Throws once the store was closed, after which the SDK must not be asked. */
  readonly assertOpen: () => void;
  /** Turns what the SDK read at a path into a document. Throws Misfit. */
  readonly document: (path: string, data: unknown) => unknown;
}

const longestPauseMs = 1000;

/** What one attempt saw of Firestore. */
interface Attempt {
  readonly foundMissing: Set<string>;
  /** Whether a read was answered, which is when the SDK knows its transaction's id. */
  isBegun: boolean;
  /** A failed read that the SDK must see to know that the attempt failed, whatever the body made of it. */
  failure: unknown;
}

/**
 * One transaction on Firestore. Its attempts are made here: the SDK's own pauses begin at a second and grow by half
 * each time, so that of 20 attempts only five would fit before the deadline.
 */
export class TransactionRun<T> {
  readonly #parts: Parts;
  readonly #body: (tx: Transaction) => Promise<T>;
  #isGivenUp = false;
  #isCommitting = false;
  #lastError: unknown;

  constructor(parts: Parts, body: (tx: Transaction) => Promise<T>) {
    this.#parts = parts;
    this.#body = body;
  }

  /** Begins, and gives what the body gave once it is committed. To be called once. */
  async result(): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt();
      if (outcome?.ok) return outcome.value;
      if (outcome) throw outcome.error;
      if (attempt >= this.#parts.maxAttempts || this.#isGivenUp) throw asStoreError(this.#lastError);
      const pauseMs = Math.random() * Math.min(longestPauseMs, 40 * 1.5 ** attempt);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** At the deadline: lets no other attempt begin, and tells what to make of the one under way, which can't be stopped. */
  giveUp(deadlineMs: number): Error {
    this.#isGivenUp = true;
    if (this.#isCommitting)
      return new Unavailable(
        `Firestore did not confirm the commit within ${deadlineMs} ms; it may yet have happened`,
      );
    const error = this.#lastError === undefined ? undefined : asStoreError(this.#lastError);
    if (error instanceof Error) return error;
    return new Unavailable(`Firestore did not answer within ${deadlineMs} ms`);
  }

  /** Undefined when the body must be run once more; `#lastError` then says why. */
  async #attempt(): Promise<Outcome<T> | undefined> {
    const { firestore, catalogue } = this.#parts;
    const attempt: Attempt = { foundMissing: new Set(), isBegun: false, failure: undefined };
    let outcome: Outcome<T> | undefined;
    try {
      await firestore.runTransaction(
        async (transaction) => {
          outcome = await runBody(catalogue, (paths) => this.#read(transaction, paths, attempt), this.#body);
          if (attempt.failure !== undefined) throw attempt.failure;
          if (this.#isGivenUp) throw new Contention();
          // A body that threw is committed without writes, so that an error from a mixed state runs again instead.
          if (!outcome.ok) return;
          for (const write of outcome.writes) apply(firestore, transaction, write);
          this.#isCommitting = outcome.writes.length > 0;
        },
        { maxAttempts: 1 },
      );
      return outcome;
    } catch (error) {
      if (isAlreadyExists(error) && outcome?.ok) {
        const taken = await this.#firstTaken(outcome.writes, attempt.foundMissing);
        if (taken !== undefined) throw new AlreadyExists(taken);
        this.#lastError = new Contention({ cause: error });
        return undefined;
      }
      if (!isWorthRetrying(error)) throw asStoreError(error);
      this.#lastError = error;
      return undefined;
    } finally {
      this.#isCommitting = false;
    }
  }

  async #read(
    transaction: FirestoreTransaction,
    paths: readonly string[],
    attempt: Attempt,
  ): Promise<unknown[]> {
    const { firestore, catalogue, assertOpen, document } = this.#parts;
    assertOpen();
    for (const path of paths) catalogue.locate(path);
    if (paths.length === 0) return [];
    const references = paths.map((path) => firestore.doc(path));
    try {
      const snapshots = await transaction.getAll(...references);
      attempt.isBegun = true;
      return snapshots.map((snapshot, at) => {
        const path = paths[at] ?? '';
        if (snapshot.exists) return document(path, snapshot.data());
        attempt.foundMissing.add(path);
        return undefined;
      });
    } catch (error) {
      // When the first read fails, the SDK keeps a rejected promise of the transaction's id that nobody may ever look
      // at, and Node would end the process. Another read fails by that promise at once, without a call.
      if (!attempt.isBegun) transaction.getAll(...references).catch(() => undefined);
      if (isWorthRetrying(error)) attempt.failure = error;
      throw asStoreError(error);
    }
  }

  /** The first created path that is taken, unless the body itself had found it missing: then it must decide again. */
  async #firstTaken(
    writes: readonly Write[],
    foundMissing: ReadonlySet<string>,
  ): Promise<string | undefined> {
    const { firestore, assertOpen } = this.#parts;
    assertOpen();
    const created = writes.filter(({ kind }) => kind === 'create').map(({ path }) => path);
    const snapshots = await firestore
      .getAll(...created.map((path) => firestore.doc(path)))
      .catch((error: unknown) => {
        throw asStoreError(error);
      });
    const taken = created.filter((_, at) => snapshots[at]?.exists);
    return taken.some((path) => foundMissing.has(path)) ? undefined : taken[0];
  }
}

function apply(firestore: Firestore, transaction: FirestoreTransaction, write: Write): void {
  const reference = firestore.doc(write.path);
  if (write.kind === 'create') transaction.create(reference, write.document);
  else if (write.kind === 'put') transaction.set(reference, write.document);
  else transaction.delete(reference);
}
