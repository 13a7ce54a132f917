import { type Delivering, deliverNotices } from '../app/deliverNotices.ts';
import type { Outbox } from '../app/desk.ts';
import { takeLease } from '../app/lease.ts';
import type { Delivery } from '../domain/notice.ts';
import { outbox } from '../ports/collections.ts';

/** How long a process may deliver alone before it must renew; another takes over after that, should this one die. */
const leaseMs = 10_000;
/** How often notices are looked for that other processes committed. */
const pollMs = 15_000;
/** How long someone who announced a notice is kept waiting for what became of it. */
const outcomeMs = 5_000;

/**
 * Delivers what the outbox holds: at once when a notice is announced, when a retry is due, and every few seconds for what
 * other processes committed. Only the process that holds the lease delivers.
 */
export class OutboxWorker implements Outbox {
  private readonly work: Delivering;
  private readonly owner: string;
  private readonly waiting = new Map<string, (deliveries: readonly Delivery[] | undefined) => void>();
  private leaseUntil = 0;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = true;

  /** `owner` names this process among all that share the store. */
  constructor(work: Delivering, owner: string) {
    this.work = { ...work, tried: (noticeId, deliveries) => this.settle(noticeId, deliveries) };
    this.owner = owner;
  }

  /** Begins delivering; what an earlier process left behind comes first. */
  start(): void {
    this.stopped = false;
    this.nudge();
  }

  /** Lets the round under way end, and begins no other. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
    for (const noticeId of this.waiting.keys()) this.settle(noticeId, undefined);
  }

  announce(noticeId: string): Promise<readonly Delivery[] | undefined> {
    return new Promise((resolve) => {
      const giveUp = setTimeout(() => this.settle(noticeId, undefined), outcomeMs);
      this.waiting.set(noticeId, (deliveries) => {
        clearTimeout(giveUp);
        resolve(deliveries);
      });
      this.nudge();
    });
  }

  private settle(noticeId: string, deliveries: readonly Delivery[] | undefined): void {
    this.waiting.get(noticeId)?.(deliveries);
    this.waiting.delete(noticeId);
  }

  private nudge(): void {
    if (this.stopped) return;
    if (this.running !== undefined) {
      this.again = true;
      return;
    }
    clearTimeout(this.timer);
    this.running = this.round().finally(() => {
      this.running = undefined;
    });
  }

  private async round(): Promise<void> {
    let waitMs = pollMs;
    do {
      this.again = false;
      try {
        waitMs = (await this.mayDeliver()) ? this.untilMs(await deliverNotices(this.work)) : pollMs;
      } catch (error) {
        this.work.report(error, 'all');
      }
    } while (this.again && !this.stopped);
    if (!this.stopped) this.timer = setTimeout(() => this.nudge(), waitMs);
  }

  private untilMs(next: Date | undefined): number {
    if (next === undefined) return pollMs;
    return Math.min(Math.max(next.getTime() - this.work.clock.now().getTime(), 0), pollMs);
  }

  /** Whether there is anything to deliver and this process is the one to do it. An idle outbox costs one question. */
  private async mayDeliver(): Promise<boolean> {
    const now = this.work.clock.now().getTime();
    if (this.leaseUntil - now > leaseMs / 2) return true;
    const orderBy = { field: 'createdAt', direction: 'ascending' } as const;
    if ((await this.work.store.count({ from: outbox, orderBy, limit: 1 })) === 0) return false;
    const mine = await takeLease(this.work, { name: 'outbox', owner: this.owner, durationMs: leaseMs });
    this.leaseUntil = mine ? now + leaseMs : 0;
    return mine;
  }
}
