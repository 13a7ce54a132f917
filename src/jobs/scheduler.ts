import { type ScheduledTask, schedule } from 'node-cron';
import type { JobDeed, JobDesk } from '../app/jobs/job.ts';
import { takeLease } from '../app/lease.ts';
import type { Logger } from '../log.ts';
import type { Timer } from '../ports/clock.ts';
import type { ScheduledJob } from './jobs.ts';

/**
 * How long a run belongs to the process that began it. Shorter than the time between two runs, and long enough that the
 * clocks of two processes may differ by that much: so the lease of a run that has ended is not given back.
 */
const leaseMs = 50_000;

/** What the scheduler works with. `owner` names this process among all that share the store. */
export interface Scheduling {
  readonly desk: JobDesk;
  readonly timer: Timer;
  readonly log: Logger;
  readonly jobs: readonly ScheduledJob[];
  readonly owner: string;
}

/**
 * Runs jobs by the clock. Of all processes that share a store one runs each job each time. A job that fails is logged and
 * tried at its next time; one that is still running then is left to end.
 */
export class JobScheduler {
  private readonly work: Scheduling;
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private tasks: readonly ScheduledTask[] = [];

  constructor(work: Scheduling) {
    this.work = work;
  }

  /** Begins to run the jobs at their times. */
  start(): void {
    const { jobs, log } = this.work;
    this.tasks = jobs.map((job) =>
      schedule(job.at, () => this.runOnce(job), {
        name: job.name,
        timezone: 'UTC',
        noOverlap: true,
        suppressMissedWarning: true,
        logger: {
          info: (message) => log.debug({ job: job.name }, message),
          warn: (message) => log.warn({ job: job.name }, message),
          error: (message, error) => log.error({ job: job.name, err: error ?? message }, 'A job has trouble'),
          debug: () => undefined,
        },
      }),
    );
  }

  /** Begins no other run, lets those under way end what they have begun, and resolves when they have. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.tasks.map((task) => task.destroy()));
    await Promise.all(this.running.values());
  }

  /** Runs a job now, unless it is running or another process has just run it. Never rejects. */
  runOnce(job: ScheduledJob): Promise<void> {
    const known = this.running.get(job.name);
    if (known !== undefined || this.stopping.signal.aborted) return known ?? Promise.resolve();
    const run = this.runAlone(job)
      .catch((error: unknown) => {
        this.work.log.error(
          { err: error, job: job.name },
          'A job failed; it is tried again at its next time',
        );
      })
      .finally(() => this.running.delete(job.name));
    this.running.set(job.name, run);
    return run;
  }

  private async runAlone(job: ScheduledJob): Promise<void> {
    const { desk, log } = this.work;
    if (!(await this.takeLease(job))) return;
    const stopRenewing = this.renewLease(job);
    const deeds: JobDeed['kind'][] = [];
    try {
      const note = (deed: JobDeed) => void deeds.push(deed.kind);
      await job.run(desk, { dryRun: false, signal: this.stopping.signal, note });
    } finally {
      await stopRenewing();
      // Also what a job did before it failed.
      if (deeds.length > 0)
        log.info({ job: job.name, did: Object.fromEntries(countsOf(deeds)) }, 'A job has run');
    }
  }

  private async takeLease({ name }: ScheduledJob): Promise<boolean> {
    const { desk, owner } = this.work;
    const lease = await takeLease(desk, { name: `job ${name}`, owner, durationMs: leaseMs });
    return lease.mine;
  }

  /** Keeps the lease while a run takes longer than that; returns what ends it. */
  private renewLease(job: ScheduledJob): () => Promise<void> {
    const { timer, log } = this.work;
    let renewing: Promise<unknown> = Promise.resolve();
    let cancel = () => {};
    const renewLater = () => {
      cancel = timer.after(leaseMs / 2, () => {
        renewing = this.takeLease(job).catch((error: unknown) =>
          log.warn({ err: error, job: job.name }, 'The lease of a job could not be renewed'),
        );
        renewLater();
      });
    };
    renewLater();
    return async () => {
      cancel();
      await renewing;
    };
  }
}

function countsOf(deeds: readonly JobDeed['kind'][]): Map<JobDeed['kind'], number> {
  const counts = new Map<JobDeed['kind'], number>();
  for (const deed of deeds) counts.set(deed, (counts.get(deed) ?? 0) + 1);
  return counts;
}
