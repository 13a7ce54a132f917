import type { Clock } from '../ports/clock.ts';

const quietMs = 60_000;

/**
 * Counts what is refused, by key, and tells of it at most once a minute each, so that a flood of forged requests does not
 * become a flood of lines.
 */
export class RefusalCounts<Key extends string> {
  private readonly clock: Clock;
  private readonly tell: (key: Key, count: number) => void;
  private readonly counts = new Map<Key, { untold: number; toldAtMs: number }>();

  /** `tell` hears how many there were since it last heard of that key. */
  constructor(clock: Clock, tell: (key: Key, count: number) => void) {
    this.clock = clock;
    this.tell = tell;
  }

  /** One more of these. */
  add(key: Key): void {
    const nowMs = this.clock.now().getTime();
    const known = this.counts.get(key) ?? { untold: 0, toldAtMs: Number.NEGATIVE_INFINITY };
    const untold = known.untold + 1;
    const isDue = nowMs - known.toldAtMs >= quietMs;
    this.counts.set(key, isDue ? { untold: 0, toldAtMs: nowMs } : { ...known, untold });
    if (isDue) this.tell(key, untold);
  }
}
