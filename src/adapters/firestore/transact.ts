import type { Firestore, Transaction as FirestoreTransaction } from 'firebase-admin/firestore';
import { AlreadyExists, Contention, type Transaction, Unavailable } from '../../ports/store.ts';
import { type Outcome, runBody, type Write } from '../documents/body.ts';
import type { Catalogue } from '../documents/catalogue.ts';
import { asStoreError, isAlreadyExists, isCollision, isWorthRetrying, withDeadline } from './faults.ts';

interface Parts {
  readonly firestore: Firestore;
  readonly catalogue: Catalogue;
  readonly maxAttempts: number;
  readonly deadlineMs: number;
  /** Turns what the SDK read at a path into a document. Throws Misfit. */
  readonly document: (path: string, data: unknown) => unknown;
}

const longestPauseMs = 1000;

/**
 * One transaction on Firestore, its attempts counted and timed here: the SDK's own pauses begin at a second and grow
 * by half each time, so of 20 attempts only five would fit before the deadline.
 */
export async function transact<T>(parts: Parts, body: (tx: Transaction) => Promise<T>): Promise<T> {
  const { deadlineMs, maxAttempts } = parts;
  const state: State = { isLate: false, isCommitting: false, lastError: undefined };

  const attempts = async (): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await attemptOnce(parts, body, state);
      if (outcome === 'late') throw late(state, deadlineMs);
      if (outcome !== 'again') {
        if (outcome.ok) return outcome.value;
        throw outcome.error;
      }
      if (attempt >= maxAttempts || state.isLate) throw late(state, deadlineMs);
      const pauseMs = Math.random() * Math.min(longestPauseMs, 40 * 1.5 ** attempt);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };

  return withDeadline(deadlineMs, attempts(), () => {
    // The attempt under way can't be stopped, but no other begins.
    state.isLate = true;
    return late(state, deadlineMs);
  });
}

interface State {
  isLate: boolean;
  isCommitting: boolean;
  lastError: unknown;
}

function late({ lastError, isCommitting }: State, deadlineMs: number): Error {
  if (isCommitting)
    return new Unavailable(
      `Firestore did not confirm the commit within ${deadlineMs} ms; it may yet have happened`,
    );
  const error = lastError === undefined ? undefined : asStoreError(lastError);
  return error instanceof Error ? error : new Unavailable(`Firestore did not answer within ${deadlineMs} ms`);
}

/** 'again' when the body must be run once more; `state.lastError` then says why. */
async function attemptOnce<T>(
  parts: Parts,
  body: (tx: Transaction) => Promise<T>,
  state: State,
): Promise<Outcome<T> | 'again' | 'late'> {
  const { firestore, catalogue } = parts;
  const foundMissing = new Set<string>();
  let outcome: Outcome<T> | undefined;
  try {
    await firestore.runTransaction(
      async (transaction) => {
        const reads: Reads = { failure: undefined, isBegun: false };
        const read = (paths: readonly string[]) => readAll(parts, transaction, paths, foundMissing, reads);
        outcome = await runBody(catalogue, read, body);
        // What the SDK must see to know that the attempt failed, whatever the body made of it.
        if (reads.failure !== undefined) throw reads.failure;
        if (state.isLate) throw new Late();
        // A body that threw is committed without writes, so that an error from a mixed state runs again instead.
        if (outcome.ok) for (const write of outcome.writes) apply(firestore, transaction, write);
        state.isCommitting = outcome.ok && outcome.writes.length > 0;
      },
      { maxAttempts: 1 },
    );
    if (!outcome) throw new Error('The SDK did not run the transaction');
    return outcome;
  } catch (error) {
    if (error instanceof Late) return 'late';
    if (isAlreadyExists(error) && outcome?.ok) {
      const taken = await firstTaken(firestore, outcome.writes, foundMissing);
      if (taken !== undefined) throw new AlreadyExists(taken);
      state.lastError = new Contention({ cause: error });
      return 'again';
    }
    if (!isWorthRetrying(error)) throw asStoreError(error);
    // Being unreachable after collisions is still worth knowing as what it was last.
    state.lastError = isCollision(error) ? new Contention({ cause: error }) : error;
    return 'again';
  } finally {
    state.isCommitting = false;
  }
}

/** Ends an attempt whose deadline has passed. */
class Late extends Error {}

interface Reads {
  failure: unknown;
  /** Whether a read was answered, which is when the SDK knows its transaction's id. */
  isBegun: boolean;
}

async function readAll(
  { firestore, catalogue, document }: Parts,
  transaction: FirestoreTransaction,
  paths: readonly string[],
  foundMissing: Set<string>,
  reads: Reads,
): Promise<unknown[]> {
  if (paths.length === 0) return [];
  for (const path of paths) catalogue.locate(path);
  const references = paths.map((path) => firestore.doc(path));
  try {
    const snapshots = await transaction.getAll(...references);
    reads.isBegun = true;
    return snapshots.map((snapshot, at) => {
      const path = paths[at] ?? '';
      if (snapshot.exists) return document(path, snapshot.data());
      foundMissing.add(path);
      return undefined;
    });
  } catch (error) {
    // When the first read fails, the SDK keeps a rejected promise of the transaction's id that nobody may ever look
    // at, and Node would end the process. Another read fails by that promise at once, without a call.
    if (!reads.isBegun) transaction.getAll(...references).catch(() => undefined);
    if (isWorthRetrying(error)) reads.failure = error;
    throw asStoreError(error);
  }
}

function apply(firestore: Firestore, transaction: FirestoreTransaction, write: Write): void {
  const reference = firestore.doc(write.path);
  if (write.kind === 'create') transaction.create(reference, write.document);
  else if (write.kind === 'put') transaction.set(reference, write.document);
  else transaction.delete(reference);
}

/** The first created path that is taken, unless the body itself had found it missing: then it must decide again. */
async function firstTaken(
  firestore: Firestore,
  writes: readonly Write[],
  foundMissing: ReadonlySet<string>,
): Promise<string | undefined> {
  const created = writes.filter(({ kind }) => kind === 'create').map(({ path }) => path);
  const snapshots = await firestore.getAll(...created.map((path) => firestore.doc(path)));
  const taken = created.filter((_, at) => snapshots[at]?.exists);
  return taken.some((path) => foundMissing.has(path)) ? undefined : taken[0];
}
