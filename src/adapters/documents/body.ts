import type { Path, Transaction } from '../../ports/store.ts';
import type { Catalogue, Located } from './catalogue.ts';
import { fitWrite } from './fit.ts';

/** One buffered write. A put or create carries the document, checked and ready to be stored. */
export type Write = { readonly path: string; readonly located: Located } & (
  | { readonly kind: 'create' | 'put'; readonly document: Record<string, unknown> }
  | { readonly kind: 'delete' }
);

/** How one run of a body ended. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly writes: readonly Write[] }
  | { readonly ok: false; readonly error: unknown };

/**
 * Runs a transaction's body once against `read`, which gives the documents at some paths, and collects its writes.
 * Guards the rules that hold on every engine: reads before writes, one write per path, no call after the end.
 */
export async function runBody<T>(
  catalogue: Catalogue,
  read: (paths: readonly string[]) => Promise<unknown[]>,
  body: (tx: Transaction) => Promise<T>,
): Promise<Outcome<T>> {
  const writes = new Map<string, Write>();
  let isOver = false;

  const readAll = async (paths: readonly string[]): Promise<unknown[]> => {
    if (isOver) throw new Error('The transaction is over');
    if (writes.size > 0) throw new Error(`Read after a write in a transaction: ${paths.join(', ')}`);
    return read(paths);
  };
  const begin = (path: string): Located => {
    if (isOver) throw new Error('The transaction is over');
    if (writes.has(path)) throw new Error(`Two writes to ${path} in one transaction`);
    return catalogue.locate(path);
  };
  const store = (kind: 'create' | 'put', path: string, document: unknown): void => {
    const located = begin(path);
    writes.set(path, { kind, path, located, document: fitWrite(located.entry, path, document) });
  };

  const transaction: Transaction = {
    // What `read` gives was checked against the schema of the path's collection, so it is what the path says.
    get: async <D>(path: Path<D>) => (await readAll([path]))[0] as D | undefined,
    getAll: async <D>(paths: readonly Path<D>[]) => (await readAll(paths)) as (D | undefined)[],
    create: (path, document) => store('create', path, document),
    put: (path, document) => store('put', path, document),
    delete: (path) => {
      const located = begin(path);
      writes.set(path, { kind: 'delete', path, located });
    },
  };

  try {
    const value = await body(transaction);
    return { ok: true, value, writes: [...writes.values()] };
  } catch (error) {
    return { ok: false, error };
  } finally {
    isOver = true;
  }
}
