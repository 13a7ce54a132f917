import { AlreadyExists, Unavailable } from '../../ports/store.ts';
import type { Write } from '../documents/body.ts';
import type { Located } from '../documents/catalogue.ts';
import { asUnavailable, type Connection, isBusy } from './connection.ts';
import type { Parents } from './parents.ts';
import type { DocumentTable, Stored } from './table.ts';

/** The version a body saw at a path; 0 where it found nothing. */
export interface Seen {
  readonly located: Located;
  readonly version: number;
}

/** 'stale' when a document that was read has changed since; then nothing was written. */
export type Verdict = 'committed' | 'stale';

interface Request {
  readonly seen: ReadonlyMap<string, Seen>;
  readonly writes: readonly Write[];
  readonly giveUpAt: number;
  readonly answer: PromiseWithResolvers<Verdict>;
}

// More would save little per commit, and would hold up the event loop.
const mostTogether = 32;
// After how many pages of its log SQLite copies them into the file, within the commit that is under way. Early keeps
// each copying short; while commits wait, late saves most of it, since pages that change again are copied once.
const checkpointPages = { idle: 1000, pressed: 2000 } as const;
const pauseMs = () => 3 + Math.random() * 12;

/** Commits all that wait in one SQLite transaction: one flush to disk serves them all. */
export class CommitQueue {
  readonly #connection: Connection;
  readonly #parents: Parents;
  readonly #tableOf: (located: Located) => DocumentTable;
  #waiting: Request[] = [];
  #isScheduled = false;
  #checkpoint: keyof typeof checkpointPages | undefined;

  constructor(parts: {
    readonly connection: Connection;
    readonly parents: Parents;
    readonly tableOf: (located: Located) => DocumentTable;
  }) {
    this.#connection = parts.connection;
    this.#parents = parts.parents;
    this.#tableOf = parts.tableOf;
  }

  /**
   * Checks that what was seen still holds, then applies the writes, or neither. Rejects with AlreadyExists, or with
   * Unavailable on a fault or when another process held the lock until `giveUpAt` (milliseconds since 1970).
   */
  commit(seen: ReadonlyMap<string, Seen>, writes: readonly Write[], giveUpAt: number): Promise<Verdict> {
    const answer = Promise.withResolvers<Verdict>();
    this.#waiting.push({ seen, writes, giveUpAt, answer });
    this.#schedule();
    return answer.promise;
  }

  /** Whether every version still is what was seen. Needs a transaction of some kind around it. */
  holds(seen: ReadonlyMap<string, Seen>): boolean {
    for (const { located, version } of seen.values()) {
      const now = this.#tableOf(located).read(located.parent, located.id)?.version ?? 0;
      if (now !== version) return false;
    }
    return true;
  }

  /** Commits what waits, as far as the lock is free; the rest is rejected. To be called once, at the end. */
  end(): void {
    let isFree = true;
    while (isFree && this.#waiting.length > 0) isFree = this.#run(this.#waiting.splice(0, mostTogether));
    for (const { answer } of this.#waiting.splice(0))
      answer.reject(
        new Unavailable(`${this.#connection.file} was closed while another process had it locked`),
      );
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#run(this.#waiting.splice(0, mostTogether)) && this.#waiting.length > 0) this.#schedule();
    });
  }

  #retryLater(requests: readonly Request[], error: unknown): void {
    const now = Date.now();
    for (const request of requests)
      if (now < request.giveUpAt) this.#waiting.push(request);
      else request.answer.reject(asUnavailable(error, this.#connection.file));
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setTimeout(() => {
      this.#isScheduled = false;
      this.#schedule();
    }, pauseMs());
  }

  /** False when another process holds the lock; the requests then wait for another try. */
  #run(requests: readonly Request[]): boolean {
    if (requests.length === 0) return true;
    try {
      this.#setCheckpoint(this.#waiting.length > 0 ? 'pressed' : 'idle');
      const results = this.#connection.inTransaction('write', () => {
        const version = Number(
          this.#connection.get('UPDATE _clock SET tick = tick + 1 RETURNING tick')?.tick,
        );
        return requests.map((request) => this.#apply(request, version));
      });
      requests.forEach(({ answer }, at) => {
        const result = results[at];
        if (result instanceof AlreadyExists) answer.reject(result);
        else answer.resolve(result ?? 'stale');
      });
    } catch (error) {
      // A later request of the group may have remembered a parent that an earlier one had only just numbered.
      this.#parents.forget();
      if (isBusy(error)) {
        this.#retryLater(requests, error);
        return false;
      }
      // A fault of one must not fail the others: on a full disk, for one, the smaller ones may still fit.
      if (requests.length > 1) for (const request of requests) this.#run([request]);
      else requests[0]?.answer.reject(asUnavailable(error, this.#connection.file));
    }
    return true;
  }

  #setCheckpoint(wanted: keyof typeof checkpointPages): void {
    if (this.#checkpoint === wanted) return;
    this.#connection.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages[wanted]}`);
    this.#checkpoint = wanted;
  }

  #apply({ seen, writes }: Request, version: number): Verdict | AlreadyExists {
    const stored = new Map<string, Stored | undefined>();
    for (const { path, located } of writes)
      stored.set(path, this.#tableOf(located).stored(located.parent, located.id));
    for (const [path, { located, version }] of seen) {
      const now = stored.has(path)
        ? stored.get(path)?._version
        : this.#tableOf(located).read(located.parent, located.id)?.version;
      if ((now ?? 0) !== version) return 'stale';
    }
    for (const { kind, path } of writes)
      if (kind === 'create' && stored.get(path)) return new AlreadyExists(path);

    for (const write of writes) {
      const { parent, id } = write.located;
      const table = this.#tableOf(write.located);
      const present = stored.get(write.path);
      if (write.kind !== 'delete' && present) table.update(parent, id, present, version, write.document);
      else if (write.kind !== 'delete') table.insert(parent, id, version, write.document);
      else if (present) table.delete(present);
    }
    return 'committed';
  }
}
