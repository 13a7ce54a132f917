/** A figure with its spread: the median, and what a tenth of the values lie below and above. */
export interface Spread {
  readonly p50: number;
  readonly p10: number;
  readonly p90: number;
}

/** The value that a share (0 to 1) of the values lie below, between two values in proportion. Throws when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) throw new Error('No values');
  return below + (above - below) * (place - Math.floor(place));
}

/** The median. Throws when there are no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The median of some values and their spread. Throws when there are none. */
export function spreadOf(values: readonly number[]): Spread {
  return { p50: median(values), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
}

/**
 * Compares two things that were measured in turns, a list of samples each round. Each round's medians are compared with
 * each other, so that what slowed the machine down for a while slowed down both; the result is the spread over the rounds.
 */
export function compareRounds(
  rounds: readonly (readonly number[])[],
  baseline: readonly (readonly number[])[],
  compare: (value: number, base: number) => number,
): Spread {
  if (rounds.length !== baseline.length) throw new Error('Both need the same number of rounds');
  return spreadOf(rounds.map((samples, round) => compare(median(samples), median(baseline[round] ?? []))));
}

/** How many times the baseline; for `compareRounds`. */
export const ratio = (value: number, base: number): number => value / base;

/** How much more than the baseline; for `compareRounds`. */
export const difference = (value: number, base: number): number => value - base;
