import { Misfit, type Page, type Path, type Query, type Scalar, type Unfit } from '../../ports/store.ts';

/** A document that a query found. `read` checks it against its schema, or throws Misfit. */
export interface Candidate {
  readonly path: string;
  readonly id: string;
  readonly orderedBy: () => Scalar;
  readonly read: () => unknown;
}

/** The documents of a page; what does not fit is thrown, or named beside them where the query asks for that. */
export function readPage<T>(
  { listsUnfit = false }: Pick<Query<T>, 'listsUnfit'>,
  found: readonly Candidate[],
): Pick<Page<T>, 'docs' | 'unfit'> {
  const docs: Page<T>['docs'][number][] = [];
  const unfit: Unfit[] = [];
  found.forEach(({ path, id, orderedBy, read }, place) => {
    try {
      // The query's collection gave the schema.
      docs.push({ path: path as Path<T>, id, data: read() as T });
    } catch (error) {
      if (!listsUnfit || !(error instanceof Misfit)) throw error;
      unfit.push({ path, id, place, orderedBy: orderedBy(), misfit: error });
    }
  });
  return unfit.length === 0 ? { docs } : { docs, unfit };
}
