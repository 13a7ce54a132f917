import { runBody, type Write } from '../../src/adapters/documents/body.ts';
import { type Catalogue, type Entry, makeCatalogue } from '../../src/adapters/documents/catalogue.ts';
import { fitRead } from '../../src/adapters/documents/fit.ts';
import { readPage } from '../../src/adapters/documents/page.ts';
import {
  type AnyQuery,
  type Bound,
  makeQuestion,
  type Question,
} from '../../src/adapters/documents/question.ts';
import {
  AlreadyExists,
  type AnyCollection,
  Contention,
  cursorAt,
  type FieldOf,
  type Page,
  type Path,
  type Query,
  type Scalar,
  type Store,
  type Tally,
  type Transaction,
  Unavailable,
} from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';

/** A document as it is kept: checked, and frozen so that everyone may be given the same one. */
interface Row {
  readonly path: string;
  readonly parent: string;
  readonly id: string;
  /** What it was checked against. */
  readonly entry: Entry;
  readonly document: Readonly<Record<string, unknown>>;
  readonly version: number;
}

/** One write of a commit, with the document as it was before and is now; undefined where there is none. */
export interface Written {
  readonly collection: string;
  readonly path: string;
  readonly kind: Write['kind'];
  readonly before: Readonly<Record<string, unknown>> | undefined;
  readonly after: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Documents in memory, for tests that need many small databases or every step in their own hands. Nothing takes time but
 * a turn of the promises, and the same calls always lead to the same answers in the same order.
 */
export class MemoryDatabase {
  /** Hears of every commit, within it: what it throws is a failure of the test. */
  onCommit: (writes: readonly Written[]) => void = () => {};
  readonly #collections = new Map<string, Map<string, Row>>();
  #version = 0;

  /** All documents of a collection, by path. */
  rowsOf(collection: string): Map<string, Row> {
    const rows = this.#collections.get(collection) ?? new Map<string, Row>();
    this.#collections.set(collection, rows);
    return rows;
  }

  /** Applies writes at once, or throws AlreadyExists. */
  commit(writes: readonly Write[]): void {
    for (const { kind, path, located } of writes)
      if (kind === 'create' && this.rowsOf(located.entry.name).has(path)) throw new AlreadyExists(path);
    this.#version += 1;
    const version = this.#version;
    const written = writes.map((write): Written => {
      const { path, kind, located } = write;
      const { entry, parent, id } = located;
      const rows = this.rowsOf(entry.name);
      const before = rows.get(path)?.document;
      const after = write.kind === 'delete' ? undefined : frozen(write.document);
      if (after === undefined) rows.delete(path);
      else rows.set(path, { path, parent, id, entry, document: after, version });
      return { collection: entry.name, path, kind, before, after };
    });
    this.onCommit(written);
  }
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

/** A transaction is given up after so many runs rather than a time, so that it is the same every time. */
const mostRuns = 200;

/** A store on a database in memory. */
export class MemoryStore implements Store {
  readonly #database: MemoryDatabase;
  readonly #catalogue: Catalogue;
  #isClosed = false;

  constructor(database: MemoryDatabase, collections: readonly AnyCollection[]) {
    this.#database = database;
    this.#catalogue = makeCatalogue(collections);
  }

  async get<T>(path: Path<T>): Promise<T | undefined> {
    return (await this.getAll([path]))[0];
  }

  async getAll<T>(paths: readonly Path<T>[]): Promise<(T | undefined)[]> {
    this.#assertOpen();
    // What is checked against the schema of the path's collection is what the path says.
    return paths.map((path) => this.#read(path).document as T | undefined);
  }

  async transact<T>(body: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let run = 0; run < mostRuns; run += 1) {
      const seen = new Map<string, number>();
      let isTorn = false;
      const read = async (paths: readonly string[]) => {
        this.#assertOpen();
        return paths.map((path) => {
          const { version, document } = this.#read(path);
          if ((seen.get(path) ?? version) !== version) isTorn = true;
          seen.set(path, version);
          return document;
        });
      };
      const outcome = await runBody(this.#catalogue, read, body);
      this.#assertOpen();
      if (isTorn || [...seen].some(([path, version]) => this.#versionOf(path) !== version)) continue;
      if (!outcome.ok) throw outcome.error;
      if (outcome.writes.length > 0) this.#database.commit(outcome.writes);
      return outcome.value;
    }
    throw new Contention();
  }

  async query<T>(query: Query<T>): Promise<Page<T>> {
    const question = this.#question(query);
    const hits = this.#hits(question);
    const found = hits.slice(0, query.limit);
    const page = readPage<T>(
      query,
      found.map((row) => ({
        path: row.path,
        id: row.id,
        orderedBy: () => orderValue(question, row),
        read: () => this.#fit(question.entry, row),
      })),
    );
    const last = found.at(-1);
    if (hits.length <= query.limit || last === undefined) return page;
    return { ...page, next: cursorAt(orderValue(question, last), last.path) };
  }

  async count<T>(tally: Tally<T>): Promise<number> {
    return this.#hits(this.#question(tally)).slice(0, tally.limit).length;
  }

  async sum<T>(tally: Tally<T>, field: FieldOf<T>): Promise<number> {
    const question = this.#question(tally);
    if (!question.index.sums.includes(field)) throw new Error(`The index declares no sums of ${field}`);
    return this.#hits(question)
      .slice(0, tally.limit)
      .reduce((sum, { document }) => sum + Number(document[field]), 0);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #read(path: string): { readonly document: unknown; readonly version: number } {
    const { entry } = this.#catalogue.locate(path);
    const row = this.#database.rowsOf(entry.name).get(path);
    return row === undefined
      ? { document: undefined, version: 0 }
      : { document: this.#fit(entry, row), version: row.version };
  }

  #versionOf(path: string): number {
    const { entry } = this.#catalogue.locate(path);
    return this.#database.rowsOf(entry.name).get(path)?.version ?? 0;
  }

  /** What was checked against another schema is checked against this one. */
  #fit(entry: Entry, { path, entry: checked, document }: Row): unknown {
    return checked.schema === entry.schema ? document : fitRead(entry, path, document);
  }

  #question(query: AnyQuery): Question {
    this.#assertOpen();
    return makeQuestion(this.#catalogue, query);
  }

  /** All documents that match, in order. */
  #hits(question: Question): Row[] {
    const sign = question.direction === 'ascending' ? 1 : -1;
    const ties = question.parent === undefined ? (row: Row) => row.path : (row: Row) => row.id;
    const compare = (one: Row, other: Row) =>
      order(keyOf(orderValue(question, one)), keyOf(orderValue(question, other))) ||
      order(ties(one), ties(other));
    const found = [...this.#database.rowsOf(question.entry.name).values()]
      .filter((row) => matches(question, row))
      .sort((one, other) => sign * compare(one, other));
    const { after } = question;
    if (after === undefined) return found;
    const value = question.orderKind === 'date' ? Number(after.value) / 1000 : keyOf(after.value);
    const place =
      question.parent === undefined ? after.path : after.path.slice(after.path.lastIndexOf('/') + 1);
    return found.filter(
      (row) => sign * (order(keyOf(orderValue(question, row)), value) || order(ties(row), place)) > 0,
    );
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new Unavailable('the memory was closed');
  }
}

function matches({ parent, matches: wanted, index, lower, upper }: Question, row: Row): boolean {
  if (parent !== undefined && row.parent !== parent) return false;
  const ordered = row.document[index.orderBy];
  if (ordered === undefined || ordered === null) return false;
  const isWithin = ({ value, isIncluded }: Bound, sign: number) => {
    const side = order(keyOf(ordered), keyOf(value)) * sign;
    return side > 0 || (side === 0 && isIncluded);
  };
  if (lower !== undefined && !isWithin(lower, 1)) return false;
  if (upper !== undefined && !isWithin(upper, -1)) return false;
  return wanted.every(({ field, values }) => {
    const held = row.document[field];
    const all = (Array.isArray(held) ? held : [held]).map(keyOf);
    return values.some((value) => all.includes(keyOf(value)));
  });
}

/** What a document has in the field the question is ordered by. */
function orderValue({ index }: Question, { document }: Row): Scalar {
  // An index's order field is required and holds a scalar; the schema saw to it.
  return document[index.orderBy] as Scalar;
}

/** A value as it is compared: dates and booleans by their numbers. */
function keyOf(value: unknown): unknown {
  return value instanceof Date || typeof value === 'boolean' ? Number(value) : value;
}

function order(one: unknown, other: unknown): number {
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : one > other ? 1 : 0;
  return Number(one) - Number(other);
}

/** A database in memory, as the contract of the stores takes it. */
export async function freshMemoryPlace(): Promise<Place> {
  const database = new MemoryDatabase();
  const opened: Store[] = [];
  return {
    open: async (collections) => {
      const store = new MemoryStore(database, collections);
      opened.push(store);
      return store;
    },
    dispose: async () => {
      for (const store of opened) await store.close();
    },
  };
}
