import { AggregateField, type Firestore } from 'firebase-admin/firestore';
import { cursorOf } from '../../ports/cursor.ts';
import {
  type AnyCollection,
  type FieldOf,
  type Page,
  type Path,
  type Query,
  type Scalar,
  type Store,
  type Tally,
  type Transaction,
  Unavailable,
} from '../../ports/store.ts';
import { type Catalogue, makeCatalogue } from '../documents/catalogue.ts';
import { fitRead } from '../documents/fit.ts';
import { readPage } from '../documents/page.ts';
import { makeQuestion, type Question } from '../documents/question.ts';
import { firestoreQuery } from './ask.ts';
import { asStoreError, withDeadline } from './faults.ts';
import { TransactionRun } from './transactionRun.ts';
import { fromFirestore, toCursorValue } from './values.ts';

/** What the store on Firestore is opened with. */
export interface FirestoreSettings {
  /** A client, used as it is and terminated by `close`. */
  readonly firestore: Firestore;
  readonly collections: readonly AnyCollection[];
  /** How long any call may take before it fails. */
  readonly deadlineMs?: number;
  /** How often a transaction that collides with others is tried. */
  readonly maxAttempts?: number;
}

/** The store in Cloud Firestore, its emulator, or what stands in for them. Its indexes must have been deployed. */
export function openFirestoreStore(settings: FirestoreSettings): Store {
  return new FirestoreStore(settings);
}

class FirestoreStore implements Store {
  readonly #firestore: Firestore;
  readonly #catalogue: Catalogue;
  readonly #deadlineMs: number;
  readonly #maxAttempts: number;
  readonly #underWay = new Set<Promise<void>>();
  #isClosed = false;

  constructor({ firestore, collections, deadlineMs = 8000, maxAttempts = 20 }: FirestoreSettings) {
    this.#firestore = firestore;
    this.#catalogue = makeCatalogue(collections);
    this.#deadlineMs = deadlineMs;
    this.#maxAttempts = maxAttempts;
  }

  async get<T>(path: Path<T>): Promise<T | undefined> {
    const [document] = await this.getAll([path]);
    return document;
  }

  async getAll<T>(paths: readonly Path<T>[]): Promise<(T | undefined)[]> {
    for (const path of paths) this.#catalogue.locate(path);
    if (paths.length === 0) return [];
    const references = paths.map((path) => this.#firestore.doc(path));
    const snapshots = await this.#call(() => this.#firestore.getAll(...references));
    // `#document` checks each against the schema of its path's collection, so it is what the path says.
    return snapshots.map((snapshot, at) =>
      snapshot.exists ? (this.#document(paths[at] ?? '', snapshot.data()) as T) : undefined,
    );
  }

  async transact<T>(body: (tx: Transaction) => Promise<T>): Promise<T> {
    this.#assertOpen();
    const parts = {
      firestore: this.#firestore,
      catalogue: this.#catalogue,
      maxAttempts: this.#maxAttempts,
      assertOpen: () => this.#assertOpen(),
      document: (path: string, data: unknown) => this.#document(path, data),
    };
    const run = new TransactionRun(parts, body);
    return withDeadline(this.#deadlineMs, this.#track(run.result()), () => run.giveUp(this.#deadlineMs));
  }

  async query<T>(query: Query<T>): Promise<Page<T>> {
    const question = makeQuestion(this.#catalogue, query);
    // One more than asked for tells whether there is a next page.
    const asked = firestoreQuery(this.#firestore, question).limit(query.limit + 1);
    const { docs: snapshots } = await this.#call(() => asked.get());
    const { orderBy } = question.index;
    const page = readPage<T>(
      query,
      snapshots.slice(0, query.limit).map((snapshot) => ({
        path: snapshot.ref.path,
        id: snapshot.id,
        // An index holds nothing else.
        orderedBy: () => fromFirestore(snapshot.get(orderBy)) as Scalar,
        read: () => this.#document(snapshot.ref.path, snapshot.data()),
      })),
    );
    const last = snapshots[query.limit - 1];
    if (snapshots.length <= query.limit || !last) return page;
    const value = toCursorValue(last.get(orderBy));
    if (value === undefined) throw new Error(`${last.ref.path} has nothing to be ordered by`);
    return { ...page, next: cursorOf({ value, path: last.ref.path }) };
  }

  async count<T>(query: Tally<T>): Promise<number> {
    const asked = this.#tallied(makeQuestion(this.#catalogue, query));
    const snapshot = await this.#call(() => asked.count().get());
    return snapshot.data().count;
  }

  async sum<T>(query: Tally<T>, field: FieldOf<T>): Promise<number> {
    const question = makeQuestion(this.#catalogue, query);
    if (!question.index.sums.includes(field)) throw new Error(`The index declares no sums of ${field}`);
    const asked = this.#tallied(question);
    const snapshot = await this.#call(() => asked.aggregate({ sum: AggregateField.sum(field) }).get());
    return snapshot.data().sum;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // A read that the SDK begins or repeats once it is terminated never ends, and its rejection would end the process.
    // So what is under way is let finish first; what hangs is left behind.
    const ended = Promise.allSettled(this.#underWay).then(() => this.#firestore.terminate());
    await withDeadline(this.#deadlineMs, ended).catch(() => undefined);
  }

  #tallied(question: Question) {
    const asked = firestoreQuery(this.#firestore, question);
    return question.limit === undefined ? asked : asked.limit(question.limit);
  }

  #document(path: string, data: unknown): unknown {
    return fitRead(this.#catalogue.locate(path).entry, path, fromFirestore(data));
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    try {
      return await withDeadline(this.#deadlineMs, this.#track(work()));
    } catch (error) {
      throw asStoreError(error);
    }
  }

  /** Remembers it until it ends, which may be long after its caller was told of the deadline. */
  #track<T>(work: Promise<T>): Promise<T> {
    const ended = work.then(
      () => undefined,
      () => undefined,
    );
    this.#underWay.add(ended);
    ended.then(() => this.#underWay.delete(ended));
    return work;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new Unavailable('Firestore was closed');
  }
}
