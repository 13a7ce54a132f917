import { describe, expect, test } from 'vitest';
import { type Figure, isMet, jsonOf } from '../../bench/figures.ts';
import { compareRounds, difference, median, quantile, ratio, spreadOf } from '../../bench/statistics.ts';
import { takeTurns } from '../../bench/turns.ts';

describe('quantiles', () => {
  test('lie between two values in proportion, whatever the order the values came in', () => {
    expect(quantile([10, 0], 0.25)).toBe(2.5);
    expect(median([100, 9, 1])).toBe(9);
    expect(spreadOf([5, 4, 3, 2, 1, 0, 6, 7, 8, 9, 10])).toEqual({ p50: 5, p10: 1, p90: 9 });
  });

  test('of nothing are an error, not a figure', () => expect(() => median([])).toThrow('No values'));
});

describe('comparing rounds', () => {
  test('takes each round by itself, so that a slow one that slows down both changes nothing', () => {
    const rounds = [[2, 2, 2], [200], [2]];
    const baseline = [[1, 1, 50], [100], [1]];
    expect(compareRounds(rounds, baseline, ratio)).toEqual({ p50: 2, p10: 2, p90: 2 });
    expect(compareRounds(rounds, baseline, difference).p50).toBe(1);
  });

  test('needs as many rounds of both', () =>
    expect(() => compareRounds([[1]], [], ratio)).toThrow('the same number'));
});

test('contenders take turns, every second turn backwards, and the warm-up is not kept', async () => {
  const calls: string[] = [];
  const contender = (name: string) => async (sample: number) => {
    calls.push(`${name}${sample}`);
    return sample;
  };
  const rounds = await takeTurns({ warmUpRounds: 1, rounds: 2, samplesPerRound: 2 }, [
    contender('a'),
    contender('b'),
  ]);
  expect(calls).toEqual(['a0', 'b0', 'b1', 'a1', 'a2', 'b2', 'b3', 'a3', 'a4', 'b4', 'b5', 'a5']);
  const kept = [
    [2, 3],
    [4, 5],
  ];
  expect(rounds).toEqual([kept, kept]);
});

describe('a figure', () => {
  const figure = (p50: number, bound?: Figure['bound']): Figure => ({
    name: 'a',
    p50,
    p10: p50,
    p90: p50,
    ...(bound === undefined ? {} : { bound }),
  });

  test('meets its bound up to the bound itself', () => {
    expect(isMet(figure(1.2, { atMost: 1.2 }))).toBe(true);
    expect(isMet(figure(1.201, { atMost: 1.2 }))).toBe(false);
    expect(isMet(figure(0.5, { atLeast: 0.5 }))).toBe(true);
    expect(isMet(figure(0.49, { atLeast: 0.5 }))).toBe(false);
    expect(isMet(figure(1))).toBe(undefined);
  });

  test('stands in the JSON by its name, with its spread and bound under the details', () =>
    expect(JSON.parse(jsonOf([figure(1.5, { atMost: 2 })], { orders: 7 }))).toEqual({
      orders: 7,
      a: 1.5,
      details: { a: { p50: 1.5, p10: 1.5, p90: 1.5, atMost: 2, met: true } },
    }));
});
