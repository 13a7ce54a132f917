import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Delivering, deliverNotices } from '../app/deliverNotices.ts';
import type { Outbox } from '../app/desk.ts';
import { releaseLease, takeLease } from '../app/lease.ts';
import type { Delivery } from '../domain/notice.ts';
import type { Timer } from '../ports/clock.ts';
import { outbox } from '../ports/collections.ts';

/** How long a process may deliver alone before it must renew; another takes over after that, should this one die. */
const leaseMs = 10_000;
/** How often notices are looked for that other processes committed. */
const pollMs = 15_000;
/** The same while the lease is held: as long as that lasts, no other process can deliver what it commits. */
const leasedPollMs = 3_000;
/** How long a round waits for slow recipients before others may be told of what was committed meanwhile. */
const patienceMs = 1_000;
/** How long someone who announced a notice is kept waiting for what became of it. */
const outcomeMs = 5_000;

type Outcome = readonly Delivery[] | undefined;

/**
 * Delivers what the outbox holds: at once when a notice is announced, when a retry is due, and every few seconds for what
 * other processes committed. Only the process that holds the lease delivers.
 */
export class OutboxWorker implements Outbox {
  private readonly work: Delivering & { readonly timer: Timer };
  private readonly lease: { readonly name: string; readonly owner: string };
  private readonly waiting = new Map<string, Set<(outcome: Outcome) => void>>();
  private readonly late = new Set<Promise<unknown>>();
  private leaseUntil = 0;
  private cancelTimer = () => {};
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = true;

  /** `owner` names this process among all that share the store. */
  constructor(work: Delivering & { readonly timer: Timer }, owner: string) {
    this.work = {
      ...work,
      tried: (noticeId, deliveries) => this.settle(noticeId, deliveries),
      unreadable: new Set(),
      patience: (deliveries) => this.waitPatiently(deliveries),
      inHand: new Map(),
      lateEnd: () => this.nudge(),
    };
    this.lease = { name: 'outbox', owner };
  }

  /** Begins delivering; what an earlier process left behind comes first. */
  start(): void {
    this.stopped = false;
    this.nudge();
  }

  /** Lets the round under way end, begins no other, and leaves the work to whoever comes next. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.cancelTimer();
    await this.running;
    await Promise.all(this.late);
    for (const noticeId of [...this.waiting.keys()]) this.settle(noticeId, undefined);
    if (this.leaseUntil === 0) return;
    this.leaseUntil = 0;
    await releaseLease(this.work.store, this.lease).catch((error: unknown) => this.work.report(error, 'all'));
  }

  announce(noticeId: string): Promise<Outcome> {
    return new Promise((resolve) => {
      // The same notice may be announced twice, when Discord delivers an interaction twice.
      const waiting = this.waiting.get(noticeId) ?? new Set();
      this.waiting.set(noticeId, waiting);
      const cancel = this.work.timer.after(outcomeMs, () => done(undefined));
      const done = (outcome: Outcome) => {
        cancel();
        waiting.delete(done);
        if (waiting.size === 0) this.waiting.delete(noticeId);
        resolve(outcome);
      };
      waiting.add(done);
      this.nudge();
    });
  }

  private settle(noticeId: string, outcome: Outcome): void {
    for (const done of [...(this.waiting.get(noticeId) ?? [])]) done(outcome);
  }

  private nudge(): void {
    if (this.stopped) return;
    if (this.running === undefined) this.running = this.rounds();
    else this.again = true;
  }

  /** Rounds until nobody asked for another one meanwhile; then the timer is set for the next. */
  private async rounds(): Promise<void> {
    this.cancelTimer();
    // The answer to whoever made the change goes out first; undici holds it back until the event loop's next turn.
    await nextTurn();
    await nextTurn();
    let waitMs: number;
    do {
      this.again = false;
      waitMs = await this.round().catch((error: unknown) => {
        this.work.report(error, 'all');
        return pollMs;
      });
    } while (this.again && !this.stopped);
    // In the same breath as the question above, so that no nudge falls in between.
    this.running = undefined;
    if (!this.stopped) this.cancelTimer = this.work.timer.after(waitMs, () => this.nudge());
  }

  /** Delivers what is due; returns how long to wait before the next round. */
  private async round(): Promise<number> {
    const { store, clock } = this.work;
    const now = clock.now().getTime();
    if (this.leaseUntil - now <= leaseMs / 2) {
      // An idle outbox costs one question.
      const orderBy = { field: 'createdAt', direction: 'ascending' } as const;
      if ((await store.count({ from: outbox, orderBy, limit: 1 })) === 0) return this.pollMs();
      const lease = await this.renewLease();
      if (!lease.mine) return this.waitMsUntil(lease.until);
    }
    const next = await this.deliverUnderLease();
    return next === undefined ? this.pollMs() : this.waitMsUntil(next);
  }

  private async renewLease(): ReturnType<typeof takeLease> {
    const lease = await takeLease(this.work, { ...this.lease, durationMs: leaseMs });
    this.leaseUntil = lease.mine ? lease.until.getTime() : 0;
    return lease;
  }

  /**
   * Renews the lease until the round has ended, late ones included: Discord may take its time, and no other process should
   * begin meanwhile. Answers when the next attempt is due.
   */
  private async deliverUnderLease(): Promise<Date | undefined> {
    let renewing: Promise<unknown> = Promise.resolve();
    let cancel = () => {};
    const renewLater = () => {
      cancel = this.work.timer.after(leaseMs / 2, () => {
        renewing = this.renewLease().catch((error: unknown) => this.work.report(error, 'all'));
        renewLater();
      });
    };
    const release = () => {
      cancel();
      return renewing;
    };
    renewLater();
    const round = deliverNotices(this.work);
    const ended = round.then(({ rest }) => rest).then(release, release);
    this.late.add(ended);
    void ended.then(() => this.late.delete(ended));
    return (await round).nextAttemptAt;
  }

  /** Waits until they are delivered, or long enough. */
  private async waitPatiently(deliveries: Promise<unknown>): Promise<void> {
    let cancel = () => {};
    const longEnough = new Promise<void>((resolve) => {
      cancel = this.work.timer.after(patienceMs, resolve);
    });
    await Promise.race([deliveries, longEnough]);
    cancel();
  }

  private pollMs(): number {
    return this.leaseUntil > this.work.clock.now().getTime() ? leasedPollMs : pollMs;
  }

  private waitMsUntil(next: Date): number {
    return Math.min(Math.max(next.getTime() - this.work.clock.now().getTime(), 0), this.pollMs());
  }
}
