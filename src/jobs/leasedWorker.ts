import { setImmediate as nextTurn } from 'node:timers/promises';
import { releaseLease, takeLease } from '../app/lease.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

/** How long a process may work alone before it must renew; another takes over after that, should this one die. */
const leaseMs = 10_000;
/** How often work is looked for that other processes committed. */
const pollMs = 15_000;
/** The same while the lease is held: as long as that lasts, no other process can do what it commits. */
const leasedPollMs = 3_000;

/** A round of work. */
export interface LeasedRound {
  /** When the next of it is due, as far as is known; undefined when nothing waits. */
  readonly nextAttemptAt: Date | undefined;
  /** Resolves when all that was begun has ended, where that may be later: the lease is kept until then. */
  readonly rest?: Promise<unknown>;
}

/** Work that is waiting in the store, and that one process at a time does in rounds. */
export interface LeasedWork {
  readonly store: Store;
  readonly clock: Clock;
  readonly timer: Timer;
  /** What the lease is called. */
  readonly name: string;
  /** This process among all that share the store. */
  readonly owner: string;
  /** Whether anything waits at all. Asked before the lease is taken, so that idling costs one question. */
  hasWork(): Promise<boolean>;
  /** Does what is due. Once aborted, it ends after what it has begun. */
  round(signal: AbortSignal): Promise<LeasedRound>;
  /** Hears of a round or a lease that failed; it is tried again. */
  report(error: unknown): void;
}

/**
 * Does such work: at once when nudged, when the next of it is due, and every few seconds for what other processes
 * committed. Only the process that holds the lease works.
 */
export class LeasedWorker {
  private readonly work: LeasedWork;
  private readonly late = new Set<Promise<unknown>>();
  private leaseUntil = 0;
  private cancelTimer = () => {};
  private running: Promise<void> | undefined;
  private again = false;
  private stopping = AbortSignal.abort();
  private abort = () => {};

  constructor(work: LeasedWork) {
    this.work = work;
  }

  /** Begins to work; what an earlier process left behind comes first. */
  start(): void {
    const controller = new AbortController();
    this.stopping = controller.signal;
    this.abort = () => controller.abort();
    this.nudge();
  }

  /** Lets the round under way end, begins no other, and leaves the work to whoever comes next. */
  async stop(): Promise<void> {
    this.abort();
    this.cancelTimer();
    await this.running;
    await Promise.all(this.late);
    if (this.leaseUntil === 0) return;
    this.leaseUntil = 0;
    await releaseLease(this.work.store, this.work).catch((error: unknown) => this.work.report(error));
  }

  /** Says that something was just committed that is to be done. */
  nudge(): void {
    if (this.stopping.aborted) return;
    if (this.running === undefined) this.running = this.rounds();
    else this.again = true;
  }

  /** Rounds until nobody asked for another one meanwhile; then the timer is set for the next. */
  private async rounds(): Promise<void> {
    this.cancelTimer();
    // The answer to whoever nudged goes out first; undici holds it back until the event loop's next turn.
    await nextTurn();
    await nextTurn();
    let waitMs: number;
    do {
      this.again = false;
      waitMs = await this.round().catch((error: unknown) => {
        this.work.report(error);
        return pollMs;
      });
    } while (this.again && !this.stopping.aborted);
    // In the same breath as the question above, so that no nudge falls in between.
    this.running = undefined;
    if (!this.stopping.aborted) this.cancelTimer = this.work.timer.after(waitMs, () => this.nudge());
  }

  /** Does what is due; returns how long to wait before the next round. */
  private async round(): Promise<number> {
    const now = this.work.clock.now().getTime();
    if (this.leaseUntil - now <= leaseMs / 2) {
      if (!(await this.work.hasWork())) return this.pollMs();
      const lease = await this.renewLease();
      if (!lease.mine) return this.waitMsUntil(lease.until);
    }
    const next = await this.roundUnderLease();
    return next === undefined ? this.pollMs() : this.waitMsUntil(next);
  }

  private async renewLease(): ReturnType<typeof takeLease> {
    const { name, owner } = this.work;
    const lease = await takeLease(this.work, { name, owner, durationMs: leaseMs });
    this.leaseUntil = lease.mine ? lease.until.getTime() : 0;
    return lease;
  }

  /**
   * Renews the lease until the round has ended, with all that it began: others may take their time, and no other process
   * should begin meanwhile. Answers when the next of the work is due.
   */
  private async roundUnderLease(): Promise<Date | undefined> {
    let renewing: Promise<unknown> = Promise.resolve();
    let cancel = () => {};
    const renewLater = () => {
      cancel = this.work.timer.after(leaseMs / 2, () => {
        renewing = this.renewLease().catch((error: unknown) => this.work.report(error));
        renewLater();
      });
    };
    const release = () => {
      cancel();
      return renewing;
    };
    renewLater();
    const round = this.work.round(this.stopping);
    const ended = round.then(({ rest }) => rest).then(release, release);
    this.late.add(ended);
    void ended.then(() => this.late.delete(ended));
    return (await round).nextAttemptAt;
  }

  private pollMs(): number {
    return this.leaseUntil > this.work.clock.now().getTime() ? leasedPollMs : pollMs;
  }

  private waitMsUntil(next: Date): number {
    return Math.min(Math.max(next.getTime() - this.work.clock.now().getTime(), 0), this.pollMs());
  }
}
