import { Contention, type Store, type Transaction, Unavailable } from '../../src/ports/store.ts';

/** What a store meets on the way: `pause` takes time and may never end, `trouble` decides whether something goes wrong. */
export interface StoreTroubles {
  pause(at: string): Promise<void>;
  /** `answer`: the commit happened, and nobody heard of it. */
  trouble(kind: 'read' | 'commit' | 'answer'): boolean;
}

/** A store that is as far away, and fails as often, as its troubles say. Conflicts come about by themselves. */
export function troubledStore(store: Store, { pause, trouble }: StoreTroubles): Store {
  const reading = async <T>(at: string, read: () => Promise<T>): Promise<T> => {
    await pause(at);
    if (trouble('read')) throw new Unavailable('it is being moved');
    return read();
  };
  return {
    get: (path) => reading(`reads ${path}`, () => store.get(path)),
    getAll: (paths) => reading(`reads ${paths.length}`, () => store.getAll(paths)),
    query: (query) => reading(`asks for ${query.from.name}`, () => store.query(query)),
    count: (tally) => reading(`counts ${tally.from.name}`, () => store.count(tally)),
    sum: (tally, field) => reading(`sums ${tally.from.name}`, () => store.sum(tally, field)),
    async transact(body) {
      const value = await store.transact(async (tx) => {
        const paused: Transaction = {
          get: (path) => reading(`reads ${path}`, () => tx.get(path)),
          getAll: (paths) => reading(`reads ${paths.length}`, () => tx.getAll(paths)),
          create: (path, document) => tx.create(path, document),
          put: (path, document) => tx.put(path, document),
          delete: (path) => tx.delete(path),
        };
        const decided = await body(paused);
        await pause('commits');
        if (trouble('commit')) throw new Contention();
        return decided;
      });
      await pause('has committed');
      if (trouble('answer')) throw new Unavailable('the answer was lost');
      return value;
    },
    close: () => store.close(),
  };
}
