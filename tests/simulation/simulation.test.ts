import { describe, expect, test } from 'vitest';
import { type LifeFailure, live } from './life.ts';

const chunk = 25;

describe('whatever happens in a life of made-up servers, its money is sound after every step and settles', () => {
  test.each(Array.from({ length: 8 }, (_, index) => 1 + index * chunk))(
    `seeds from %i on`,
    async (first) => {
      for (let seed = first; seed < first + chunk; seed += 1) await live(seed);
    },
    60_000,
  );
});

test('the same seed lives the same life', async () => {
  const lives = [await live(7), await live(7), await live(8)];
  const [one, again, other] = lives.map(({ steps }) => steps.join('\n'));
  expect(again).toBe(one);
  expect(other).not.toBe(one);
});

test('a store that loses part of a commit is found out, with the seed and the steps that led there', async () => {
  let commits = 0;
  const failing = live(7, ({ database }) => {
    const commit = database.commit.bind(database);
    database.commit = (writes) => {
      commits += 1;
      commit(commits < 30 ? writes : writes.filter(({ located }) => located.entry.name !== 'entries'));
    };
  });
  await expect(failing).rejects.toThrow(/^Seed 7, after \d+ steps:\n.*entry/s);
  const { steps } = await failing.then(
    () => ({ steps: [] }),
    (failure: LifeFailure) => failure,
  );
  expect(steps.join('\n')).toMatch(/begins: .* asks .* for/);
});
