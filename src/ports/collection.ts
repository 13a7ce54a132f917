import type { z } from 'zod';
import type { Collection, Index, Path } from './store.ts';

const placeholder = /^\{\w+\}$/;

/** Ids that Firestore refuses, or that would change the shape of a path. */
function isUsableId(id: string): boolean {
  const isReserved = id === '' || id === '.' || id === '..' || /^__.*__$/s.test(id);
  return !isReserved && !id.includes('/') && id.length <= 500 && id.isWellFormed();
}

/**
 * Declares a collection: its path template such as `guilds/{guildId}/orders/{orderId}`, the schema that checks every
 * read and write (use `z.looseObject`, so that fields of a newer version survive), and the indexes it may be asked by.
 */
export function defineCollection<T>(declaration: {
  readonly template: string;
  readonly schema: z.ZodType<T>;
  readonly indexes?: readonly Index<T>[];
}): Collection<T> {
  const segments = declaration.template.split('/');
  const name = segments.at(-2);
  if (name === undefined || segments.length % 2 !== 0 || !placeholder.test(segments.at(-1) ?? ''))
    throw new Error(`Not a collection template: ${declaration.template}`);

  const fill = (upTo: number, ids: readonly string[]): string => {
    const rest = [...ids];
    const filled = segments.slice(0, upTo).map((segment) => {
      if (!placeholder.test(segment)) return segment;
      const id = rest.shift();
      if (id === undefined || !isUsableId(id))
        throw new Error(`Not usable as ${segment} in ${declaration.template}: ${JSON.stringify(id)}`);
      return id;
    });
    if (rest.length > 0) throw new Error(`Too many ids for ${declaration.template}`);
    return filled.join('/');
  };

  return {
    template: declaration.template,
    name,
    schema: declaration.schema,
    indexes: declaration.indexes ?? [],
    path: (...ids) => fill(segments.length, ids) as Path<T>,
    parent: (...ids) => fill(segments.length - 2, ids),
  };
}
