import { join } from 'node:path';
import type { Figure } from './figures.ts';
import type { Place } from './place.ts';
import { anyOrder } from './population.ts';
import { openRawSqlite } from './rawSqlite.ts';
import { compareRounds, ratio, spreadOf } from './statistics.ts';
import { perSecond, takeTurns } from './turns.ts';
import { UseCases } from './useCases.ts';

const atOnce = 50;
const schedule = { warmUpRounds: 1, rounds: 12, samplesPerRound: 1 };

/**
 * How many orders a second can be updated when fifty updates are always under way, over what the same machine and disk do
 * when SQLite commits four plain writes at a time, one commit after the other, each flushed to the disk.
 */
export async function measureThroughput(place: Place): Promise<Figure[]> {
  const useCases = await UseCases.open(place);
  const raw = openRawSqlite(join(place.dataDir, 'raw.sqlite'), place.orderCount);
  let sample = 0;
  const next = () => anyOrder(sample++, place.orderCount);
  const [ofUpdates = [], ofRaw = []] = await takeTurns(schedule, [
    () => perSecond(atOnce, () => useCases.update(next())),
    () => perSecond(1, async () => raw.commit(next())),
  ]);
  await useCases.close();
  raw.close();
  return [
    {
      name: 'updateorder_per_second_50_concurrent_over_raw',
      ...compareRounds(ofUpdates, ofRaw, ratio),
      bound: { atLeast: 0.5 },
    },
    { name: 'updateorder_per_second_50_concurrent', ...spreadOf(ofUpdates.flat()) },
    { name: 'raw_commits_per_second', ...spreadOf(ofRaw.flat()) },
  ];
}
