import { validate } from 'node-cron';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Job, JobRun } from '../../src/app/jobs/job.ts';
import { jobs } from '../../src/jobs/jobs.ts';
import { JobScheduler } from '../../src/jobs/scheduler.ts';
import { createLogger } from '../../src/log.ts';
import { collections } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { SteppedTime } from '../support/steppedTime.ts';

const vault = {
  put: async () => undefined,
  get: async () => undefined,
  delete: async () => undefined,
  list: async function* () {},
};

let place: Place;
let store: Store;
let time: SteppedTime;
let logged: { job?: string; level: number; msg: string }[];
let started: JobScheduler[];
beforeEach(async () => {
  place = await freshSqlitePlace();
  store = await place.open(collections);
  time = new SteppedTime();
  logged = [];
  started = [];
});
afterEach(async () => {
  for (const scheduler of started) await scheduler.stop();
  await place.dispose();
});

function schedulerOf(owner: string, ...scheduled: (typeof jobs)[number][]): JobScheduler {
  const log = createLogger({
    level: 'debug',
    destination: { write: (line: string) => void logged.push(JSON.parse(line)) },
  });
  const clock = { now: () => new Date(time.now()) };
  const outbox = { announce: async () => undefined };
  const scheduler = new JobScheduler({
    desk: { store, clock, vault, outbox, providers: new Map(), publicUrl: undefined },
    timer: time,
    log,
    jobs: scheduled,
    owner,
  });
  started.push(scheduler);
  return scheduler;
}

const jobOf = (run: Job, at = '* * * * *') => ({ name: 'a-job', at, does: 'something', run });

/** A job that runs until it is let go. */
function heldJob() {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<JobRun>();
  let runs = 0;
  const job = jobOf(async (_, options) => {
    runs += 1;
    begun.resolve(options);
    await gate.promise;
  });
  return { job, hasBegun: begun.promise, letGo: gate.resolve, runs: () => runs };
}

describe('the jobs', () => {
  test('have names of their own and times that can be understood', () => {
    expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length);
    expect(jobs.filter(({ at }) => !validate(at))).toEqual([]);
  });
});

describe('the scheduler', () => {
  test('runs a job at its time', async () => {
    const run = new Promise<JobRun>((resolve) => {
      schedulerOf(
        'one',
        jobOf(async (_, options) => resolve(options), '* * * * * *'),
      ).start();
    });
    expect((await run).dryRun).toBe(false);
  });

  test('lets one process run a job each time, though both are ready', async () => {
    let runs = 0;
    const job = jobOf(async () => {
      runs += 1;
    });
    const [one, other] = [schedulerOf('one'), schedulerOf('other')];
    await Promise.all([one.runOnce(job), other.runOnce(job)]);
    // The other one's clock may be a little behind.
    time.advance(30_000);
    await other.runOnce(job);
    expect(runs).toBe(1);
    time.advance(30_000);
    await Promise.all([one.runOnce(job), other.runOnce(job)]);
    expect(runs).toBe(2);
  });

  test('keeps others away for as long as a job takes', async () => {
    const { job, hasBegun, letGo, runs } = heldJob();
    const [one, other] = [schedulerOf('one'), schedulerOf('other')];
    const running = one.runOnce(job);
    await hasBegun;
    for (let step = 0; step < 5; step += 1) {
      await time.whenAsked(25_000);
      time.advance(25_000);
    }
    // The renewal that the last step began ends before the job does.
    await store.transact(async () => undefined);
    await other.runOnce(job);
    letGo();
    await running;
    expect(runs()).toBe(1);
  });

  test('does not begin a job that is still running', async () => {
    const { job, hasBegun, letGo, runs } = heldJob();
    const scheduler = schedulerOf('one');
    const both = [scheduler.runOnce(job), scheduler.runOnce(job)];
    await hasBegun;
    letGo();
    await Promise.all(both);
    expect(runs()).toBe(1);
  });

  test('logs a job that fails, and runs it at its next time', async () => {
    let runs = 0;
    const job = jobOf(async () => {
      runs += 1;
      throw new Error('It broke');
    });
    const scheduler = schedulerOf('one');
    await scheduler.runOnce(job);
    expect(logged).toMatchObject([{ job: 'a-job', level: 50, err: { message: 'It broke' } }]);
    time.advance(60_000);
    await scheduler.runOnce(job);
    expect(runs).toBe(2);
  });

  test('says what a job did', async () => {
    const orphan = { kind: 'orphan deleted', key: '1/A/x', storedAt: new Date(0), bytes: 1 } as const;
    await schedulerOf('one').runOnce(
      jobOf(async (_, { note }) => {
        note(orphan);
        note(orphan);
      }),
    );
    expect(logged).toMatchObject([{ job: 'a-job', level: 30, did: { 'orphan deleted': 2 } }]);
  });

  test('stops: tells the job that runs, waits for it, and begins no other', async () => {
    const { job, hasBegun, letGo, runs } = heldJob();
    const scheduler = schedulerOf('one');
    void scheduler.runOnce(job);
    const { signal } = await hasBegun;
    let hasStopped = false;
    const stopping = scheduler.stop().then(() => {
      hasStopped = true;
    });
    expect(signal.aborted).toBe(true);
    await store.transact(async () => undefined);
    expect(hasStopped).toBe(false);
    letGo();
    await stopping;
    await scheduler.runOnce(job);
    expect(runs()).toBe(1);
  });
});
