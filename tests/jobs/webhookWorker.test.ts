import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeLease } from '../../src/app/lease.ts';
import { ok, refuse } from '../../src/domain/result.ts';
import { WebhookWorker } from '../../src/jobs/webhookWorker.ts';
import { createLogger } from '../../src/log.ts';
import { collections, leases } from '../../src/ports/collections.ts';
import { Unavailable } from '../../src/ports/store.ts';
import { freshSqlitePlace, type SqlitePlace } from '../contract/sqlitePlace.ts';
import { EventDesk } from '../support/eventDesk.ts';
import { type FaultyStore, faultyStore } from '../support/faultyStore.ts';

const pollMs = 15_000;
const leasedPollMs = 3_000;
const leaseMs = 10_000;

let place: SqlitePlace;
let store: FaultyStore;
let at: EventDesk;
let workers: WebhookWorker[];
let logged: string[];

beforeEach(async () => {
  place = await freshSqlitePlace();
  store = faultyStore(await place.open(collections));
  at = new EventDesk(store);
  workers = [];
  logged = [];
});

afterEach(async () => {
  for (const worker of workers) await worker.stop();
  await place.dispose();
});

function aWorker(owner: string, provider: 'stripe' | 'paypal' = 'stripe'): WebhookWorker {
  const log = createLogger({ level: 'debug', destination: { write: (line) => void logged.push(line) } });
  const { desk, process, time: timer } = at;
  const worker = new WebhookWorker({ provider, desk, process, timer, log, owner });
  workers.push(worker);
  return worker;
}

/** What was logged, without the time. */
function lines(): unknown[] {
  return logged.map((line) => {
    const { time: _, ...rest } = JSON.parse(line);
    return rest;
  });
}

describe('the worker of provider events', () => {
  test('handles at once what it is nudged for, and says so in the log', async () => {
    const worker = aWorker('one');
    worker.start();
    await at.time.waiting(pollMs);
    const page = await at.pay(at.stripe);
    await at.receive(at.stripe, ...at.stripe.books.events.slice(0, 1));
    worker.nudge();
    await at.time.waiting(leasedPollMs);
    expect(at.settle.told).toEqual([`stripe checkout ${page} paid`]);
    const event = `stripe.${at.stripe.books.events[0]?.eventId}`;
    expect(lines()).toEqual([
      {
        level: 30,
        event,
        type: 'checkout.paid',
        reference: page,
        note: 'done',
        msg: 'A provider event was handled',
      },
    ]);
  });

  test('begins with what a process that was killed had recorded', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    aWorker('one').start();
    await at.time.waiting(leasedPollMs);
    expect(at.settle.told).toHaveLength(1);
  });

  test('finds within 15 seconds what other processes recorded, within three while it has work', async () => {
    aWorker('one').start();
    await at.time.waiting(pollMs);
    await at.pay(at.stripe, 'first');
    await at.receive(at.stripe);
    at.time.pass(pollMs);
    await at.time.waiting(leasedPollMs);
    expect(at.settle.told).toHaveLength(1);
    await at.pay(at.stripe, 'second');
    await at.receive(at.stripe);
    at.time.pass(leasedPollMs);
    await at.time.waiting(leasedPollMs);
    expect(at.settle.told).toHaveLength(2);
  });

  test('tries again when it is time, and warns meanwhile', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    const answers = [refuse({ code: 'unknown', provider: 'stripe', reason: 'timeout' } as const)];
    at.settle.answer = async () => answers.shift() ?? ok('received');
    aWorker('one').start();
    // The retry is due in five seconds; it looks around meanwhile.
    await at.time.waiting(leasedPollMs);
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 40,
        why: { code: 'unknown', provider: 'stripe', reason: 'timeout' },
        msg: 'A provider event could not be handled; it is tried again',
      }),
    ]);
    at.time.pass(leasedPollMs);
    await at.time.waiting(2_000);
    expect(at.settle.told).toHaveLength(1);
    at.time.pass(2_000);
    await at.time.waiting(leasedPollMs);
    expect(at.settle.told).toHaveLength(2);
    expect(lines()).toHaveLength(2);
  });

  test('logs a bug, and what is given up, as errors', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    at.settle.answer = async () => {
      throw new TypeError('Not a function');
    };
    aWorker('one').start();
    await at.time.waiting(leasedPollMs);
    expect(lines()).toEqual([
      expect.objectContaining({ level: 50, err: expect.objectContaining({ message: 'Not a function' }) }),
    ]);
    at.settle.answer = async () =>
      refuse({ code: 'unauthorised', provider: 'stripe', reason: 'api_key_expired' });
    at.time.pass(73 * 60 * 60 * 1000);
    await at.time.waiting(leasedPollMs);
    expect(lines()[1]).toMatchObject({
      level: 50,
      why: { code: 'unauthorised', reason: 'api_key_expired' },
      msg: 'A provider event was given up',
    });
  });

  test('goes on after the database did not answer', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    store.nextRead(() => Promise.reject(new Unavailable('gone')));
    aWorker('one').start();
    await at.time.waiting(pollMs);
    expect(at.settle.told).toEqual([]);
    at.time.pass(pollMs);
    await at.time.waiting(leasedPollMs);
    expect(at.settle.told).toHaveLength(1);
    expect(lines()[0]).toMatchObject({ level: 40, msg: 'Provider events could not be handled yet' });
  });

  test('one provider’s trouble keeps the other’s events from nothing', async () => {
    const slow = Promise.withResolvers<void>();
    at.stripe.mishap = async () => {
      await slow.promise;
      return undefined;
    };
    await at.receive(at.stripe, {
      eventId: 'slow',
      type: 't',
      at: at.time.now(),
      subject: { kind: 'refund', reference: 'r' },
    });
    aWorker('one').start();
    while (at.stripe.calls.length === 0) await new Promise(setImmediate);
    await at.pay(at.paypal);
    await at.receive(at.paypal);
    aWorker('one', 'paypal').start();
    await at.time.waiting(leasedPollMs);
    expect(at.settle.told).toHaveLength(1);
    slow.resolve();
  });

  test('stopped while it asks what there is, it has given back whatever it took', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    store.nextRead(async (call) => {
      asked.resolve();
      await gate.promise;
      return call();
    });
    const worker = aWorker('one');
    worker.start();
    await asked.promise;
    const stopping = worker.stop().then(() => 'stopped');
    const soon = new Promise((resolve) => setImmediate(resolve, 'waits'));
    expect(await Promise.race([stopping, soon])).toBe('waits');
    gate.resolve();
    await stopping;
    expect(await store.get(leases.path('webhooks stripe'))).toBeUndefined();
    expect(at.settle.told).toEqual([]);
  });

  test('once stopped it has ended what was under way, and begins nothing', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    const gate = Promise.withResolvers<void>();
    at.settle.answer = async () => {
      await gate.promise;
      return ok('received');
    };
    const worker = aWorker('one');
    worker.start();
    while (at.settle.told.length === 0) await new Promise(setImmediate);
    let hasStopped = false;
    const stopping = worker.stop().then(() => {
      hasStopped = true;
    });
    // Behind this, giving the lease back would be done.
    await takeLease(at.desk, { name: 'other', owner: 'one', durationMs: leaseMs });
    await new Promise(setImmediate);
    expect(hasStopped).toBe(false);
    gate.resolve();
    await stopping;
    expect(await at.stored(at.stripe.books.events.at(-1))).toMatchObject({ state: 'done', note: 'received' });
    await at.pay(at.stripe, 'later');
    await at.receive(at.stripe);
    worker.nudge();
    at.time.pass(pollMs);
    await store.transact(async () => undefined);
    expect(at.settle.told).toHaveLength(1);
    expect(at.time.waits()).toEqual([]);
  });
});

describe('two workers on one database', () => {
  test('never handle at the same time, however long it takes', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    const gate = Promise.withResolvers<void>();
    at.settle.answer = async () => {
      await gate.promise;
      return ok('received');
    };
    aWorker('one').start();
    while (at.settle.told.length === 0) await new Promise(setImmediate);
    aWorker('two').start();
    await at.time.waiting(leaseMs);
    for (let half = 0; half < 4; half += 1) {
      at.time.pass(leaseMs / 2);
      await at.time.waiting(leaseMs / 2);
      const lease = await takeLease(at.desk, {
        name: 'webhooks stripe',
        owner: 'three',
        durationMs: leaseMs,
      });
      expect(lease.mine).toBe(false);
    }
    expect(at.settle.told).toHaveLength(1);
    gate.resolve();
    await at.time.waiting(leasedPollMs);
    expect(await at.stored(at.stripe.books.events.at(-1))).toMatchObject({ state: 'done' });
  });

  test('the second takes over when the first has died', async () => {
    await takeLease(at.desk, { name: 'webhooks stripe', owner: 'the dead', durationMs: leaseMs });
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    aWorker('two').start();
    await at.time.waiting(leaseMs);
    at.time.pass(leaseMs - 1);
    expect(at.settle.told).toEqual([]);
    at.time.pass(1);
    await at.time.waiting(leasedPollMs);
    expect(at.settle.told).toHaveLength(1);
  });
});
