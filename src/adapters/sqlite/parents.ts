import type { Connection } from './connection.ts';

const mostRemembered = 10_000;

/** The paths of parent documents as small numbers, so that every index entry needn't repeat them. */
export class Parents {
  readonly #connection: Connection;
  readonly #keys = new Map<string, number>();
  readonly #paths = new Map<number, string>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The parent's number; undefined when nothing was ever stored under it. */
  keyOf(path: string): number | undefined {
    const known = this.#keys.get(path);
    if (known !== undefined) return known;
    const key = this.#connection.get('SELECT key FROM _parents WHERE path = ?', path)?.key;
    return typeof key === 'number' ? this.#remember(key, path) : undefined;
  }

  /** The parent's number, given now if need be. Only within a write transaction. */
  intern(path: string): number {
    // What is given here is not remembered, since the transaction may yet be rolled back.
    return this.keyOf(path) ?? this.#connection.run('INSERT INTO _parents(path) VALUES (?)', path);
  }

  /** The path of a number that a row holds. */
  pathOf(key: number): string {
    const known = this.#paths.get(key);
    if (known !== undefined) return known;
    const path = this.#connection.get('SELECT path FROM _parents WHERE key = ?', key)?.path;
    if (typeof path !== 'string') throw new Error(`No parent has the number ${key}`);
    this.#remember(key, path);
    return path;
  }

  /** Drops what is remembered: it may come from a transaction that was rolled back. */
  forget(): void {
    this.#keys.clear();
    this.#paths.clear();
  }

  #remember(key: number, path: string): number {
    if (this.#keys.size >= mostRemembered) this.forget();
    this.#keys.set(path, key);
    this.#paths.set(key, path);
    return key;
  }
}
