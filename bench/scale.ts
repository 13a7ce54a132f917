import type { Figure } from './figures.ts';
import type { Place } from './place.ts';
import { anyOrder } from './population.ts';
import { compareRounds, ratio, spreadOf } from './statistics.ts';
import { takeTurns, timeMs } from './turns.ts';
import { UseCases } from './useCases.ts';

const schedule = { warmUpRounds: 3, rounds: 25 };

const operations: readonly {
  readonly name: string;
  readonly samplesPerRound: number;
  readonly call: (useCases: UseCases, order: number) => Promise<void>;
}[] = [
  { name: 'trackorder', samplesPerRound: 200, call: (useCases, order) => useCases.track(order) },
  { name: 'listorders', samplesPerRound: 100, call: (useCases) => useCases.list() },
  { name: 'updateorder', samplesPerRound: 40, call: (useCases, order) => useCases.update(order) },
];

/**
 * What a use case costs in a large server over what it costs in a small one: the same calls in turns on two stores, each
 * on any of the server's orders. Without Discord, which would hide much of a difference.
 */
export async function measureScale(small: Place, large: Place): Promise<Figure[]> {
  const sides = await Promise.all([UseCases.open(small), UseCases.open(large)]);
  const figures: Figure[] = [];
  for (const { name, samplesPerRound, call } of operations) {
    const contenders = sides.map(
      (useCases) => (sample: number) =>
        timeMs(() => call(useCases, anyOrder(sample, useCases.place.orderCount))),
    );
    const [ofSmall = [], ofLarge = []] = await takeTurns({ ...schedule, samplesPerRound }, contenders);
    figures.push(
      { name: `${name}_use_case_1m_over_1k`, ...compareRounds(ofLarge, ofSmall, ratio) },
      { name: `${name}_use_case_1k_ms`, ...spreadOf(ofSmall.flat()) },
      { name: `${name}_use_case_1m_ms`, ...spreadOf(ofLarge.flat()) },
    );
  }
  for (const useCases of sides) await useCases.close();
  return figures;
}
