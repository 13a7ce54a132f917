/** What the local Discord reads the time from, so that tests can let three seconds or a day pass at once. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `action` once after `waitMs`; returns what cancels it. */
  after(waitMs: number, action: () => void): () => void;
}

/** The machine's own clock. Its timers don't keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(waitMs, action) {
    const timer = setTimeout(action, waitMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until `advance` is called. */
export class ManualClock implements Clock {
  #nowMs: number;
  #waiting = new Set<{ dueMs: number; action: () => void }>();

  constructor(startMs: number = Date.now()) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  after(waitMs: number, action: () => void): () => void {
    const entry = { dueMs: this.#nowMs + waitMs, action };
    this.#waiting.add(entry);
    return () => this.#waiting.delete(entry);
  }

  /** Moves the time forward and runs what came due, earliest first. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const due = [...this.#waiting].filter((entry) => entry.dueMs <= untilMs);
      const next = due.sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!next) break;
      this.#waiting.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.action();
    }
    this.#nowMs = untilMs;
  }
}
