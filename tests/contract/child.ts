import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { aTask, collections, counters, tasks } from './collections.ts';

/*
 * A process of its own on a SQLite file:
 *   child.ts FILE count TIMES   adds 1 to the counter "shared" so many times, then ends
 *   child.ts FILE churn NAME    goes on making pairs of tasks, saying each pair's name once it is committed
 */

const [file = '', work, argument = ''] = process.argv.slice(2);
const store = await openSqliteStore({ file, collections });

if (work === 'count')
  for (let done = 0; done < Number(argument); done++)
    await store.transact(async (tx) => {
      const path = counters.path('shared');
      const found = await tx.get(path);
      tx.put(path, { value: (found?.value ?? 0) + 1 });
    });

if (work === 'churn') {
  const makePairs = async (name: string) => {
    for (let made = 0; ; made++) {
      const pair = `${name}-${made}`;
      await store.transact(async (tx) => {
        tx.create(tasks.path('left', pair), aTask({ words: [pair, 'left'] }));
        tx.create(tasks.path('right', pair), aTask({ words: [pair, 'right'] }));
      });
      // Written at once, so that a line that was said is never lost with the process.
      writeSync(1, `${pair}\n`);
    }
  };
  await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => makePairs(`${argument}${letter}`)));
}

await store.close();
