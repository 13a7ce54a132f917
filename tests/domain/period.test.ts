import { expect, test } from 'vitest';
import { partsOf, periodStart, periods } from '../../src/domain/period.ts';
import { at } from '../support/anOrder.ts';

const day = 24 * 3600;

test('a period begins so many days ago, all time never', () =>
  expect(periods.map((period) => periodStart(period, at(0)))).toEqual([
    at(-7 * day),
    at(-30 * day),
    at(-90 * day),
    undefined,
  ]));

test.each(periods)('the parts of %s follow each other without a gap, up to and with now', (period) => {
  const parts = partsOf(period, at(0));
  expect(parts.slice(1).map(({ from }) => from)).toEqual(parts.slice(0, -1).map(({ before }) => before));
  expect(parts.at(-1)?.before).toEqual(new Date(at(0).getTime() + 1));
  const start = periodStart(period, at(0)) ?? at(-360 * day);
  expect(parts[0]?.from).toEqual(new Date(start.getTime() + 1));
  expect(parts.length).toBeLessThanOrEqual(12);
});
