import type { Clock, Timer } from '../ports/clock.ts';

/** The machine's own clock and timers. */
export const systemTime: Clock & Timer = {
  now: () => new Date(),
  after(waitMs, action) {
    const timer = setTimeout(action, waitMs);
    return () => clearTimeout(timer);
  },
};
