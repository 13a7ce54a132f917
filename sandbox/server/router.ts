import type { Handler, Routes } from './call.ts';

/** A route that a request met. */
export interface Match {
  /** As written in the table: `GET /channels/:channel`. */
  route: string;
  handler: Handler;
  params: Record<string, string>;
}

interface Entry {
  route: string;
  handler: Handler;
  segments: readonly string[];
}

/** Finds handlers by method and path. */
export class Router {
  #entries = new Map<string, Entry[]>();

  constructor(...tables: Routes[]) {
    for (const [route, handler] of tables.flatMap((table) => Object.entries(table))) {
      const [method = '', path = ''] = route.split(' ');
      const segments = path.split('/');
      const key = `${method} ${segments.length}`;
      this.#entries.set(key, [...(this.#entries.get(key) ?? []), { route, handler, segments }]);
    }
  }

  /** The first route that fits; undefined if there is none. */
  find(method: string, path: string): Match | undefined {
    const given = path.split('/');
    for (const { route, handler, segments } of this.#entries.get(`${method} ${given.length}`) ?? []) {
      const params: Record<string, string> = {};
      const fits = segments.every((segment, index) => {
        const value = given[index] ?? '';
        if (!segment.startsWith(':')) return segment === value;
        params[segment.slice(1)] = value;
        return value !== '';
      });
      if (fits) return { route, handler, params };
    }
    return undefined;
  }
}
