import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Unavailable } from '../../ports/store.ts';

/** A row as SQLite gives it, by column name. */
export type Row = Record<string, unknown>;

// SQLite's primary result codes.
const busy = 5;
const locked = 6;
const explanations = new Map([
  [3, 'may not be opened'],
  [8, 'is read-only'],
  [10, 'could not be read or written'],
  [11, 'is damaged'],
  [13, 'could not grow, the disk is full'],
  [14, 'could not be opened'],
  [26, 'is not a SQLite database'],
]);

/** SQLite's primary result code, when the error comes from SQLite. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}

/** Whether another process holds the lock, so that trying again will help. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === busy || code === locked;
}

/** What callers see of an error: Unavailable, naming the file, when SQLite gave it; otherwise the error itself. */
export function asUnavailable(error: unknown, file: string): unknown {
  const code = resultCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  const why = isBusy(error) ? 'is locked by another process' : explanations.get(code);
  // Any other code is a mistake in the adapter's own SQL.
  return why === undefined ? error : new Unavailable(`${file} ${why} (${error.message})`, { cause: error });
}

const pauseMs = () => 3 + Math.random() * 12;

/** Does `work` again while another process holds the lock, until the deadline. Throws what callers are to see. */
export async function whenFree<T>(file: string, deadlineMs: number, work: () => T): Promise<T> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() >= giveUpAt) throw asUnavailable(error, file);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs()));
  }
}

/** An open SQLite file with its prepared statements. All calls are synchronous and throw SQLite's own errors. */
export class Connection {
  readonly file: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string) {
    this.file = file;
    // A longer timeout would hold up the event loop; whoever waits longer does so between tries.
    this.#database = new DatabaseSync(file, { timeout: 10, enableForeignKeyConstraints: false });
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values);
  }

  /** Returns the key of the row that was inserted last. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).lastInsertRowid);
  }

  /** Runs `work` in one SQLite transaction. Write transactions take the lock at once or fail as busy. */
  inTransaction<T>(kind: 'read' | 'write', work: () => T): T {
    this.run(kind === 'write' ? 'BEGIN IMMEDIATE' : 'BEGIN');
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      // Some faults, such as a full disk, make SQLite roll back by itself.
      if (this.#database.isTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
