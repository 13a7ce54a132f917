import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { releaseLease, takeLease } from '../../src/app/lease.ts';
import type { Delivery } from '../../src/domain/notice.ts';
import { OutboxWorker } from '../../src/jobs/outboxWorker.ts';
import type { Sent } from '../../src/ports/messenger.ts';
import { Unavailable } from '../../src/ports/store.ts';
import { mia, mike } from '../support/anOrder.ts';
import { failingStore, type OutboxDesk, outboxDesk } from '../support/outbox.ts';

const pollMs = 15_000;
/** How often the one who holds the lease looks. */
const leasedPollMs = 3_000;
const patienceMs = 1_000;
const leaseMs = 10_000;
const toMia = `direct ${mia.userId}`;

let desk: OutboxDesk;
let workers: OutboxWorker[];

beforeEach(async () => {
  desk = await outboxDesk();
  workers = [];
});

afterEach(async () => {
  for (const worker of workers) await worker.stop();
  await desk.dispose();
});

function aWorker(owner: string, work: Partial<OutboxDesk['work']> = {}): OutboxWorker {
  const worker = new OutboxWorker({ ...desk.work, ...work }, owner);
  workers.push(worker);
  return worker;
}

function statesOf(deliveries: readonly Delivery[] | undefined): string[] | undefined {
  return deliveries?.map(({ audience, state }) => `${audience} ${state}`);
}

/** A promise, and what keeps it. */
function latch<T>(): { readonly promise: Promise<T>; readonly open: (value: T) => void } {
  let open: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

describe('the outbox worker', () => {
  test('delivers what is announced and says what became of it', async () => {
    const worker = aWorker('one');
    worker.start();
    const told = await worker.announce(await desk.notify({}));
    expect(statesOf(told)).toEqual(['customer sent', 'log closed']);
    await desk.time.waiting(leasedPollMs);
    expect(await desk.left()).toBe(0);
  });

  test('begins with what an earlier process left behind', async () => {
    await desk.notify({});
    aWorker('one').start();
    await desk.time.waiting(leasedPollMs);
    expect(desk.attempts).toHaveLength(1);
  });

  test('finds within 15 seconds what other processes committed', async () => {
    aWorker('one').start();
    await desk.time.waiting(pollMs);
    await desk.notify({});
    desk.time.pass(pollMs - 1);
    expect(desk.attempts).toEqual([]);
    desk.time.pass(1);
    await desk.time.waiting(leasedPollMs);
    expect(desk.attempts).toHaveLength(1);
  });

  test('tries again just when it is time', async () => {
    let isDown = true;
    desk.answer = () => {
      if (isDown) throw new Error('Discord is down');
      return 'sent';
    };
    const worker = aWorker('one');
    worker.start();
    const told = await worker.announce(await desk.notify({}));
    expect(statesOf(told)).toEqual(['customer waiting', 'log closed']);
    await desk.time.waiting(2_000);
    isDown = false;
    desk.time.pass(2_000);
    await desk.time.waiting(leasedPollMs);
    expect(desk.attempts).toHaveLength(2);
    expect(await desk.left()).toBe(0);
  });

  test('who waits for the outcome waits five seconds at most', async () => {
    const answer = latch<Sent>();
    desk.answer = () => answer.promise;
    const worker = aWorker('one');
    worker.start();
    const told = worker.announce(await desk.notify({}));
    desk.time.pass(5_000);
    expect(await told).toBeUndefined();
    answer.open('sent');
  });

  test('a notice announced twice has an outcome for both', async () => {
    const worker = aWorker('one');
    worker.start();
    const noticeId = await desk.notify({});
    const both = await Promise.all([worker.announce(noticeId), worker.announce(noticeId)]);
    expect(both.map(statesOf)).toEqual([
      ['customer sent', 'log closed'],
      ['customer sent', 'log closed'],
    ]);
    expect(desk.attempts).toHaveLength(1);
  });

  test('what is announced during a round has its turn right after it', async () => {
    const first = latch<Sent>();
    desk.answer = ({ text }) => (text.startsWith('ABC123 1') ? first.promise : 'sent');
    const worker = aWorker('one');
    worker.start();
    const one = worker.announce(await desk.notify({}));
    while (desk.attempts.length === 0) await new Promise(setImmediate);
    const two = worker.announce(await desk.notify({}));
    first.open('sent');
    expect(statesOf(await one)).toEqual(['customer sent', 'log closed']);
    expect(statesOf(await two)).toEqual(['customer sent', 'log closed']);
    expect(desk.attempts.map(({ text }) => text)).toEqual(['ABC123 1: customer', 'ABC123 2: customer']);
  });

  test('looks more often while it holds the lease, and then as seldom as ever', async () => {
    aWorker('one').start();
    await desk.time.waiting(pollMs);
    await desk.notify({});
    desk.time.pass(pollMs);
    for (let look = 0; look < 4; look += 1) {
      await desk.time.waiting(leasedPollMs);
      desk.time.pass(leasedPollMs);
    }
    await desk.time.waiting(pollMs);
    expect(desk.attempts).toHaveLength(1);
  });

  test('goes on after the database did not answer', async () => {
    await desk.notify({});
    aWorker('one', { store: failingStore(desk.store, 'count', 1) }).start();
    await desk.time.waiting(pollMs);
    expect(desk.reports.map(({ error }) => error)).toEqual([expect.any(Unavailable)]);
    expect(desk.attempts).toEqual([]);
    desk.time.pass(pollMs);
    await desk.time.waiting(leasedPollMs);
    expect(desk.attempts).toHaveLength(1);
  });

  test('once stopped it begins nothing, and leaves nobody waiting', async () => {
    const worker = aWorker('one');
    worker.start();
    await desk.time.waiting(pollMs);
    await worker.stop();
    const told = worker.announce(await desk.notify({}));
    desk.time.pass(pollMs);
    expect(await told).toBeUndefined();
    expect(desk.attempts).toEqual([]);
    expect(desk.time.waits()).toEqual([]);
  });
});

describe('someone to whom Discord takes its time', () => {
  const withMike = { workerId: mike.userId, workerUsername: mike.username };
  const ada = '100000000000000008';
  let discord: ReturnType<typeof latch<Sent>>;
  let worker: OutboxWorker;
  let isDown: boolean;
  beforeEach(async () => {
    discord = latch<Sent>();
    isDown = false;
    desk.answer = async ({ to, text }) => {
      if (to !== toMia || !text.startsWith('ABC123 1')) return 'sent';
      const sent = await discord.promise;
      if (isDown) throw new Error('Discord is down');
      return sent;
    };
    worker = aWorker('one');
    worker.start();
    await worker.announce(await desk.notify({ userId: ada }));
    desk.attempts.splice(0);
  });
  const triedOf = (who: string) => desk.attempts.flatMap(({ to, text }) => (to === who ? [text] : []));
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise(setImmediate);
  };

  test('keeps nobody else waiting for longer than a second, and gets all in order', async () => {
    const slow = worker.announce(await desk.notify({ orderId: 'ABC123 1' }));
    await until(() => desk.attempts.length === 1);
    const others = worker.announce(await desk.notify({ ...withMike, userId: ada }));
    const next = worker.announce(await desk.notify({ orderId: 'next' }));
    desk.time.pass(patienceMs);
    expect(statesOf(await others)).toEqual(['customer sent', 'worker sent', 'log closed']);
    expect(triedOf(toMia)).toHaveLength(1);
    discord.open('sent');
    expect(statesOf(await slow)).toEqual(['customer sent', 'log closed']);
    // Said at once: it waits behind the other.
    expect(statesOf(await next)).toEqual(['customer waiting', 'log closed']);
    await until(() => triedOf(toMia).length === 2);
    expect(triedOf(toMia)).toEqual(['ABC123 1 2: customer', 'next 4: customer']);
    await worker.stop();
    expect(await desk.left()).toBe(0);
  });

  test('is not sent anything twice by the rounds meanwhile, nor later ones first when it fails', async () => {
    void worker.announce(await desk.notify({ ...withMike, orderId: 'ABC123 1' }));
    await until(() => desk.attempts.length === 2);
    await desk.notify({ orderId: 'next' });
    desk.time.pass(patienceMs);
    for (let look = 0; look < 3; look += 1) {
      await worker.announce(await desk.notify({ userId: ada }));
      expect(triedOf(toMia)).toHaveLength(1);
    }
    isDown = true;
    discord.open('sent');
    await until(() => desk.reports.length === 1);
    await desk.time.waiting(2_000);
    expect(triedOf(toMia)).toHaveLength(1);
    desk.answer = () => 'sent';
    desk.time.pass(2_000);
    await until(() => triedOf(toMia).length === 3);
    expect(triedOf(toMia).map((text) => text.split(':')[0])).toEqual(['ABC123 1 2', 'ABC123 1 2', 'next 3']);
    expect(triedOf(`direct ${mike.userId}`)).toHaveLength(1);
  });

  test('is waited for when the worker stops', async () => {
    void worker.announce(await desk.notify({ orderId: 'ABC123 1' }));
    await until(() => desk.attempts.length === 1);
    desk.time.pass(patienceMs);
    await desk.time.waiting(leasedPollMs);
    let hasStopped = false;
    const stopped = worker.stop().then(() => {
      hasStopped = true;
    });
    expect(await desk.left()).toBe(1);
    // Behind this, giving the lease back would be done.
    await takeLease(desk.work, { name: 'other', owner: 'one', durationMs: leaseMs });
    await new Promise(setImmediate);
    expect(hasStopped).toBe(false);
    discord.open('sent');
    await stopped;
    expect(await desk.left()).toBe(0);
  });
});

describe('two workers on one database', () => {
  test('never deliver at the same time, however long a round takes', async () => {
    const answer = latch<Sent>();
    desk.answer = () => answer.promise;
    await desk.notify({});
    aWorker('one').start();
    while (desk.attempts.length === 0) await new Promise(setImmediate);

    aWorker('two').start();
    await desk.time.waiting(leaseMs);
    for (let half = 0; half < 6; half += 1) {
      desk.time.pass(leaseMs / 2);
      // The first renews its lease, the second asks for it in vain and waits for its end.
      await desk.time.waiting(leaseMs / 2);
      const lease = await takeLease(desk.work, { name: 'outbox', owner: 'three', durationMs: leaseMs });
      expect(lease.mine).toBe(false);
    }
    expect(desk.attempts).toHaveLength(1);
    answer.open('sent');
    await desk.time.waiting(pollMs);
    expect(await desk.left()).toBe(0);
  });

  test('the second takes over when the first has died', async () => {
    await takeLease(desk.work, { name: 'outbox', owner: 'the dead', durationMs: leaseMs });
    await desk.notify({});
    aWorker('two').start();
    await desk.time.waiting(leaseMs);
    desk.time.pass(leaseMs - 1);
    expect(desk.attempts).toEqual([]);
    desk.time.pass(1);
    await desk.time.waiting(leasedPollMs);
    expect(desk.attempts.map(({ to }) => to)).toEqual([toMia]);
  });

  test('the second takes over at once when the first has stopped', async () => {
    const one = aWorker('one');
    one.start();
    await one.announce(await desk.notify({}));
    await one.stop();
    await desk.notify({});
    aWorker('two').start();
    await desk.time.waiting(leasedPollMs);
    expect(desk.attempts).toHaveLength(2);
  });
});

describe('a lease', () => {
  const lease = { name: 'work', durationMs: 1_000 };
  const take = (owner: string) => takeLease(desk.work, { ...lease, owner });

  test('is one owner’s until it ends, and can be renewed', async () => {
    const end = new Date(desk.time.now().getTime() + 1_000);
    expect(await take('one')).toEqual({ mine: true, until: end });
    expect(await take('two')).toEqual({ mine: false, until: end });
    desk.time.pass(999);
    expect((await take('two')).mine).toBe(false);
    expect((await take('one')).mine).toBe(true);
    desk.time.pass(999);
    expect((await take('two')).mine).toBe(false);
    desk.time.pass(1);
    expect((await take('two')).mine).toBe(true);
    expect((await take('one')).mine).toBe(false);
  });

  test('goes to one of many who ask at once', async () => {
    const takers = await Promise.all(Array.from({ length: 20 }, (_, index) => take(`owner ${index}`)));
    expect(takers.filter(({ mine }) => mine)).toHaveLength(1);
  });

  test('is given back by its owner only', async () => {
    await take('one');
    await releaseLease(desk.store, { name: 'work', owner: 'two' });
    expect((await take('two')).mine).toBe(false);
    await releaseLease(desk.store, { name: 'work', owner: 'one' });
    expect((await take('two')).mine).toBe(true);
  });
});
