import {
  Contention,
  cursorAt,
  type FieldOf,
  Misfit,
  type Page,
  type Path,
  type Query,
  type Scalar,
  type Store,
  type Tally,
  type Transaction,
  Unavailable,
} from '../../ports/store.ts';
import { runBody } from '../documents/body.ts';
import type { Catalogue, Entry, Located } from '../documents/catalogue.ts';
import { fitRead } from '../documents/fit.ts';
import { readPage } from '../documents/page.ts';
import { type AnyQuery, makeQuestion, type Question } from '../documents/question.ts';
import { findPage, type Hit, tally } from './ask.ts';
import { CommitQueue, type Seen } from './commits.ts';
import { type Connection, whenFree } from './connection.ts';
import type { TableLayout } from './layout.ts';
import { Parents } from './parents.ts';
import { DocumentTable } from './table.ts';

/** The store on an open SQLite file, whose tables are as the layouts say. Made by `openSqliteStore`. */
export class SqliteStore implements Store {
  readonly #connection: Connection;
  readonly #catalogue: Catalogue;
  readonly #deadlineMs: number;
  readonly #parents: Parents;
  readonly #tables: ReadonlyMap<Entry, DocumentTable>;
  readonly #commits: CommitQueue;
  #isClosed = false;

  constructor(parts: {
    readonly connection: Connection;
    readonly catalogue: Catalogue;
    readonly layouts: readonly TableLayout[];
    readonly deadlineMs: number;
  }) {
    this.#connection = parts.connection;
    this.#catalogue = parts.catalogue;
    this.#deadlineMs = parts.deadlineMs;
    this.#parents = new Parents(parts.connection);
    this.#tables = new Map(
      parts.layouts.map((layout) => [
        layout.entry,
        new DocumentTable(parts.connection, this.#parents, layout),
      ]),
    );
    this.#commits = new CommitQueue({
      connection: parts.connection,
      parents: this.#parents,
      tableOf: (located) => this.#tableOf(located),
    });
  }

  async get<T>(path: Path<T>): Promise<T | undefined> {
    const located = this.#catalogue.locate(path);
    const row = await this.#read(() => this.#tableOf(located).read(located.parent, located.id));
    // `#document` checks it against the schema of the path's collection, so it is what the path says.
    return row && (this.#document(located.entry, path, row.json) as T);
  }

  async getAll<T>(paths: readonly Path<T>[]): Promise<(T | undefined)[]> {
    const located = paths.map((path) => this.#catalogue.locate(path));
    const rows = await this.#read(() =>
      this.#connection.inTransaction('read', () =>
        located.map((at) => this.#tableOf(at).read(at.parent, at.id)),
      ),
    );
    return located.map(({ entry }, at) => {
      const row = rows[at];
      // As in `get`.
      return row && (this.#document(entry, paths[at] ?? '', row.json) as T);
    });
  }

  async transact<T>(body: (tx: Transaction) => Promise<T>): Promise<T> {
    const giveUpAt = Date.now() + this.#deadlineMs;
    for (;;) {
      const seen = new Map<string, Seen>();
      // What is read again is as it was: the commit checks that it still is.
      const documents = new Map<string, unknown>();
      const read = async (paths: readonly string[]) => {
        await this.#read(() => {
          for (const path of paths) {
            if (documents.has(path)) continue;
            const at = this.#catalogue.locate(path);
            const row = this.#tableOf(at).read(at.parent, at.id);
            seen.set(path, { located: at, version: row?.version ?? 0 });
            documents.set(path, row && this.#document(at.entry, path, row.json));
          }
        });
        return paths.map((path) => documents.get(path));
      };

      const outcome = await runBody(this.#catalogue, read, body);
      const writes = outcome.ok ? outcome.writes : [];
      if (await this.#settle(seen, writes, giveUpAt)) {
        if (outcome.ok) return outcome.value;
        throw outcome.error;
      }
      if (Date.now() >= giveUpAt) throw new Contention();
    }
  }

  async query<T>(query: Query<T>): Promise<Page<T>> {
    const question = this.#question(query);
    const { limit } = query;
    // One more than asked for tells whether there is a next page.
    const hits = await this.#read(() =>
      findPage(this.#connection, this.#parents, question, limit + 1).map((hit) => ({
        hit,
        path: this.#pathOf(question, hit),
      })),
    );
    const page = readPage<T>(
      query,
      hits.slice(0, limit).map(({ hit, path }) => ({
        path,
        id: hit.id,
        orderedBy: () => orderValue(question, hit),
        read: () => this.#document(question.entry, path, hit.json),
      })),
    );
    const last = hits[limit - 1];
    if (hits.length <= limit || !last) return page;
    return { ...page, next: cursorAt(orderValue(question, last.hit), last.path) };
  }

  async count<T>(query: Tally<T>): Promise<number> {
    const question = this.#question(query);
    return this.#read(() => tally(this.#connection, this.#parents, question));
  }

  async sum<T>(query: Tally<T>, field: FieldOf<T>): Promise<number> {
    const question = this.#question(query);
    if (!question.index.sums.includes(field)) throw new Error(`The index declares no sums of ${field}`);
    return this.#read(() => tally(this.#connection, this.#parents, question, field));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#commits.end();
    this.#connection.close();
  }

  /** Commits, or only checks what was read when there is nothing to write. False when it is stale. */
  async #settle(
    seen: ReadonlyMap<string, Seen>,
    writes: Parameters<CommitQueue['commit']>[1],
    giveUpAt: number,
  ): Promise<boolean> {
    if (writes.length > 0) {
      this.#assertOpen();
      return (await this.#commits.commit(seen, writes, giveUpAt)) === 'committed';
    }
    // What was read at one single moment is consistent by itself.
    if (seen.size < 2) return true;
    return this.#read(() => this.#connection.inTransaction('read', () => this.#commits.holds(seen)));
  }

  #question(query: AnyQuery): Question {
    return makeQuestion(this.#catalogue, query);
  }

  #pathOf(question: Question, hit: Hit): string {
    const parent = question.parent ?? this.#parents.pathOf(hit.parent);
    return `${parent === '' ? '' : `${parent}/`}${question.entry.name}/${hit.id}`;
  }

  #document(entry: Entry, path: string, json: string): unknown {
    let parsed: unknown;
    try {
      parsed = JSON.parse(json);
    } catch {
      throw new Misfit(path, '', 'not JSON');
    }
    return fitRead(entry, path, entry.revive(parsed));
  }

  #tableOf({ entry }: Pick<Located, 'entry'>): DocumentTable {
    const table = this.#tables.get(entry);
    if (!table) throw new Error(`No table for ${entry.name}`);
    return table;
  }

  #read<T>(work: () => T): Promise<T> {
    this.#assertOpen();
    return whenFree(this.#connection.file, this.#deadlineMs, work);
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new Unavailable(`${this.#connection.file} was closed`);
  }
}

/** What a document has in the field the question is ordered by. */
function orderValue({ orderKind }: Question, { value }: Hit): Scalar {
  if (orderKind === 'date') return new Date(Number(value));
  return orderKind === 'boolean' ? value === 1 : value;
}
