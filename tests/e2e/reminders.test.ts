import { getTasks } from 'node-cron';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxChannel } from '../../sandbox/index.ts';
import type { Job } from '../../src/app/jobs/job.ts';
import { remindOverdue, remindReviewers } from '../../src/app/jobs/remind.ts';
import { returnIdleReviews } from '../../src/app/jobs/returnIdleReviews.ts';
import { jobs } from '../../src/jobs/jobs.ts';
import { setUp } from '../support/orders.ts';
import { PlayedOrders } from '../support/playedOrders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { SteppedTime } from '../support/steppedTime.ts';

const hourMs = 60 * 60 * 1000;
const pollMs = 15_000;
/** How soon the bot looks again when it has just delivered something. */
const soonMs = 3_000;

const time = new SteppedTime();
let desk: TestDesk;
let play: PlayedOrders;
let review: SandboxChannel;
let log: SandboxChannel;
beforeAll(async () => {
  desk = await startDesk({ time });
  play = new PlayedOrders(desk.orderly.store, { guildId: desk.guild.id });
  review = desk.guild.createChannel({ name: 'review-queue' });
  log = desk.guild.createChannel({ name: 'order-log' });
  await setUp(desk, { reviewChannelId: review.id, orderLogChannelId: log.id });
});
afterAll(() => desk.stop());

const ago = (hours: number) => new Date(time.now() - hours * hourMs);

/** Lets the bot find what was committed beside it, and deliver it. */
async function deliver(): Promise<void> {
  await Promise.race([time.whenAsked(pollMs), time.whenAsked(soonMs)]);
  time.advance(pollMs);
}

async function run(job: Job): Promise<void> {
  const { store } = desk.orderly;
  const vault = {
    put: async () => undefined,
    get: async () => undefined,
    delete: async () => undefined,
    list: async function* () {},
  };
  const outbox = { announce: async () => undefined };
  await job(
    {
      store,
      vault,
      outbox,
      providers: new Map(),
      publicUrl: undefined,
      clock: { now: () => new Date(time.now()) },
    },
    { dryRun: false, signal: new AbortController().signal, note: () => undefined },
  );
}

test('reviewers find a new message about what waits too long, with the button that opens it', async () => {
  const mike = { userId: desk.mike.id, username: 'mike' };
  const customer = { userId: desk.mia.id, username: 'mia' };
  await play.add('SLOW', ago(30), { customer, worker: mike });
  await play.submit('SLOW', ago(25), 1, mike);
  await deliver();
  const queued = await review.nextMessage((message) => message.text().includes('waits for a review'));
  await run(remindReviewers);
  await deliver();
  const reminder = await review.nextMessage((message) => message.text().includes('⏰'));
  expect(reminder.text()).toBe(
    '⏰ Order SLOW · Website Development · still waits for a review, submitted yesterday\n[Open]',
  );
  expect(reminder.id).not.toBe(queued.id);
  // The queue's own message is still the one that shows how it goes on.
  await play.approve('SLOW', ago(0));
  await deliver();
  await queued.until((message) => message.text().includes('approved by'));
});

test('a review that was opened and left alone for 15 minutes is back in the queue', async () => {
  const { dana } = desk;
  const mike = { userId: desk.mike.id, username: 'mike' };
  await play.add('IDLE', ago(3), { worker: mike });
  await play.submit('IDLE', ago(2), 1, mike);
  await deliver();
  const post = await review.nextMessage((message) => message.text().includes('IDLE'));
  const becomes = (words: string) => post.until((message) => message.text().includes(words));
  await dana.slash('review', { order_id: 'IDLE' });
  await becomes('in review by @dana');
  await run(returnIdleReviews);
  expect((await dana.slash('review')).text()).toContain('is looking');
  time.advance(15 * 60 * 1000);
  await run(returnIdleReviews);
  await deliver();
  await becomes('waits for a review');
  expect((await dana.slash('review')).text()).not.toContain('is looking');
});

test('the worker and the log hear of an order past its deadline, in words of their own', async () => {
  const mike = { userId: desk.mike.id, username: 'mike' };
  const customer = { userId: desk.mia.id, username: 'mia' };
  await play.add('LATE', ago(5), { customer, worker: mike, deadline: ago(2) });
  await run(remindOverdue);
  await deliver();
  const direct = await desk.mike.nextMessage((message) => message.text().includes('⏰'));
  expect(direct.text()).toContain(
    '**Pixel Forge** · ⏰ Order #LATE is past its deadline: Website Development, which was due 2 hours ago.',
  );
  expect(direct.text()).toContain('Press Start order when you begin, or Decline to give it back.');
  expect(direct.labels).toEqual(['Timeline', 'Start order', 'Decline']);
  const logged = await log.nextMessage((message) => message.text().includes('⏰'));
  expect(logged.text()).toContain(
    '⏰ Order LATE is past its deadline, which was due 2 hours ago: Assigned, @mike works on it.',
  );
  expect(desk.mia.inbox().filter((message) => message.text().includes('⏰'))).toEqual([]);
});

test('the bot has every job on its clock, and takes them off when it stops', async () => {
  const names = () => [...getTasks().values()].map((task) => task.name);
  expect(names()).toEqual(expect.arrayContaining(jobs.map(({ name }) => name)));
  const before = names().length;
  await desk.restart();
  expect(names()).toHaveLength(before);
});
