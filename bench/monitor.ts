/*
 * Loaded before the program of each measured process, the bot and the bare client alike. Answers its parent's questions
 * about memory, after a garbage collection and after discord.js has forgotten the requests it no longer needs, which it
 * otherwise does once an hour. Ends the process when the parent is gone.
 */

import { peakRssMb } from './peakRss.ts';

/** What a measured process answers. */
export interface MemoryAnswer {
  readonly rssMb: number;
  readonly heapMb: number;
  /** The most that was in memory at once since the process began. */
  readonly peakRssMb: number;
}

const sweepEveryMs = 60 * 60 * 1000;
const sweeps: (() => void)[] = [];

const { setInterval } = globalThis;
globalThis.setInterval = Object.assign((...parts: Parameters<typeof setInterval>) => {
  const [sweep, everyMs = 0] = parts;
  if (everyMs >= sweepEveryMs && typeof sweep === 'function') sweeps.push(sweep);
  return setInterval(...parts);
}, setInterval);

process.on('message', () => {
  for (const sweep of sweeps) sweep();
  collect(3);
});
process.on('disconnect', () => process.exit());
// Waiting for questions is no reason to go on.
process.channel?.unref();

/** Collects garbage, with pauses in which what was held until then is let go, and answers. */
function collect(times: number): void {
  globalThis.gc?.();
  if (times > 0) {
    setTimeout(() => collect(times - 1), 50);
    return;
  }
  const { rss, heapUsed } = process.memoryUsage();
  const answer = { rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20, peakRssMb: peakRssMb() };
  process.send?.(answer satisfies MemoryAnswer);
}
