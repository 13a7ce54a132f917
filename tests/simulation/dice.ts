import { type Chance, chanceOf } from '../support/gameScreens.ts';

/** Decisions that follow from a seed: the same seed makes the same ones in the same order. */
export class Dice {
  readonly #chance: Chance;

  constructor(seed: number) {
    this.#chance = chanceOf(seed, 77);
  }

  /** True that often, from 0 to 1. */
  is(probability: number): boolean {
    return this.#chance() < probability;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.#chance() * (high - low + 1));
  }

  /** One of these; undefined where there are none. */
  maybe<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.#chance() * list.length)];
  }

  /** One of these. */
  one<const T>(list: readonly [T, ...T[]]): T {
    return this.maybe(list) ?? list[0];
  }

  /** One of these, as often as its weight says. */
  weighted<T>(list: readonly (readonly [weight: number, what: T])[]): T | undefined {
    let left = this.#chance() * list.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, what] of list) {
      left -= weight;
      if (left < 0) return what;
    }
    return list.at(-1)?.[1];
  }
}
