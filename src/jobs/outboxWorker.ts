import { type Delivering, deliverNotices } from '../app/deliverNotices.ts';
import type { Outbox } from '../app/desk.ts';
import type { Delivery } from '../domain/notice.ts';
import type { Timer } from '../ports/clock.ts';
import { outbox } from '../ports/collections.ts';
import { LeasedWorker } from './leasedWorker.ts';

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
  private readonly timer: Timer;
  private readonly worker: LeasedWorker;
  private readonly waiting = new Map<string, Set<(outcome: Outcome) => void>>();

  /** `owner` names this process among all that share the store. */
  constructor(work: Delivering & { readonly timer: Timer }, owner: string) {
    const { store, clock, timer, report } = work;
    const delivering: Delivering = {
      ...work,
      tried: (noticeId, deliveries) => this.settle(noticeId, deliveries),
      unreadable: new Set(),
      patience: (deliveries) => this.waitPatiently(deliveries),
      inHand: new Map(),
      lateEnd: () => this.worker.nudge(),
    };
    const orderBy = { field: 'createdAt', direction: 'ascending' } as const;
    this.timer = timer;
    this.worker = new LeasedWorker({
      store,
      clock,
      timer,
      name: 'outbox',
      owner,
      hasWork: async () => (await store.count({ from: outbox, orderBy, limit: 1 })) > 0,
      round: () => deliverNotices(delivering),
      report: (error) => report(error, 'all'),
    });
  }

  /** Begins delivering; what an earlier process left behind comes first. */
  start(): void {
    this.worker.start();
  }

  /** Lets the round under way end, begins no other, and leaves the work to whoever comes next. */
  async stop(): Promise<void> {
    await this.worker.stop();
    for (const noticeId of [...this.waiting.keys()]) this.settle(noticeId, undefined);
  }

  announce(noticeId: string): Promise<Outcome> {
    return new Promise((resolve) => {
      // The same notice may be announced twice, when Discord delivers an interaction twice.
      const waiting = this.waiting.get(noticeId) ?? new Set();
      this.waiting.set(noticeId, waiting);
      const cancel = this.timer.after(outcomeMs, () => done(undefined));
      const done = (outcome: Outcome) => {
        cancel();
        waiting.delete(done);
        if (waiting.size === 0) this.waiting.delete(noticeId);
        resolve(outcome);
      };
      waiting.add(done);
      this.worker.nudge();
    });
  }

  private settle(noticeId: string, outcome: Outcome): void {
    for (const done of [...(this.waiting.get(noticeId) ?? [])]) done(outcome);
  }

  /** Waits until they are delivered, or long enough. */
  private async waitPatiently(deliveries: Promise<unknown>): Promise<void> {
    let cancel = () => {};
    const longEnough = new Promise<void>((resolve) => {
      cancel = this.timer.after(patienceMs, resolve);
    });
    await Promise.race([deliveries, longEnough]);
    cancel();
  }
}
