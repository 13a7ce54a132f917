import { expect, test } from 'vitest';
import { Slots } from '../../src/adapters/images/slots.ts';

/** Work that runs until it is told to end, and notes in `running` that it does. */
function job(name: string, running: Set<string>) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const work = async () => {
    running.add(name);
    try {
      await promise;
    } finally {
      running.delete(name);
    }
  };
  return { work, end: resolve, fail: () => reject(new Error(name)) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('two run at once, the rest wait their turn, and one that fails makes room too', async () => {
  const slots = new Slots(2);
  const running = new Set<string>();
  const jobs = ['a', 'b', 'c', 'd'].map((name) => job(name, running));
  const [a, b, c, d] = jobs;
  if (!a || !b || !c || !d) throw new Error('Four were made');
  const done = Promise.allSettled(jobs.map(({ work }) => slots.run(1, work)));
  await turn();
  expect([...running]).toEqual(['a', 'b']);
  b.fail();
  await turn();
  expect([...running]).toEqual(['a', 'c']);
  a.end();
  c.end();
  await turn();
  expect([...running]).toEqual(['d']);
  d.end();
  expect((await done).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
});

test('one that needs all slots runs alone, and is not overtaken for ever', async () => {
  const slots = new Slots(2);
  const running = new Set<string>();
  const small = job('small', running);
  const large = job('large', running);
  const later = job('later', running);
  const done = [slots.run(1, small.work), slots.run(5, large.work), slots.run(1, later.work)];
  await turn();
  expect([...running]).toEqual(['small']);
  small.end();
  await turn();
  expect([...running]).toEqual(['large']);
  large.end();
  await turn();
  expect([...running]).toEqual(['later']);
  later.end();
  await Promise.all(done);
});
