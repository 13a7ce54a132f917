import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { giveUpAfterMs } from '../../src/app/deliverNotices.ts';
import { defaultSettings, type Settings } from '../../src/domain/settings.ts';
import { guilds, reviewMessages, settingsEvents } from '../../src/ports/collections.ts';
import { dana, guildId, mia } from '../support/anOrder.ts';
import { failingStore, type OutboxDesk, outboxDesk } from '../support/outbox.ts';

const queue = '400000000000000001';
const log = '400000000000000002';
const other = '400000000000000003';
const owner = '100000000000000009';
const dayMs = 24 * 60 * 60 * 1000;
const queueIsClosed = `reviewChannelId ${queue} is closed`;
const logIsClosed = `orderLogChannelId ${log} is closed`;

let desk: OutboxDesk;
let closed: Set<string>;
beforeEach(async () => {
  desk = await outboxDesk();
  closed = new Set();
  desk.answer = ({ to }) => (closed.has(to) ? 'closed' : 'sent');
});
afterEach(() => desk.dispose());

/** What the server has set up. */
function set(settings: Partial<Settings>): Promise<void> {
  return desk.store.transact(async (tx) => tx.put(guilds.path(guildId), { ...defaultSettings, ...settings }));
}

/** That staff chose a channel. */
function chose(by: string, to: Partial<Settings>, operationId = '1'): Promise<void> {
  const event = { at: desk.time.now(), by, byUsername: 'staff', from: {}, to };
  return desk.store.transact(async (tx) => tx.create(settingsEvents.path(guildId, operationId), event));
}

/** Evidence that comes into the queue; only the queue hears of it. */
function evidence(submissionId = '900'): Promise<string> {
  return desk.notify({ submissionId }, { kind: 'returned', to: 'Evidence Submitted', submissionId });
}

const deliver = (work = {}) => desk.deliver({ ownerOf: () => owner, ...work });

/** What was tried about closed channels since the last look, as `to: text`. */
const said = () =>
  desk.attempts
    .splice(0)
    .filter(({ text }) => text.includes('is closed'))
    .map(({ to, text }) => `${to}: ${text.split(': ')[1]}`);

describe('of a review queue that is closed to the bot', () => {
  beforeEach(async () => {
    await set({ reviewChannelId: queue, orderLogChannelId: log });
    closed.add(`post ${queue}`);
  });

  test('staff are told in the order log once, however many orders there are, and again the next day', async () => {
    for (const submissionId of ['900', '901', '902']) await evidence(submissionId);
    await deliver();
    expect(said()).toEqual([`channel ${log}: ${queueIsClosed}`]);
    desk.time.pass(dayMs - 1);
    await evidence('903');
    await deliver();
    expect(said()).toEqual([]);
    desk.time.pass(1);
    await evidence('904');
    await deliver();
    expect(said()).toEqual([`channel ${log}: ${queueIsClosed}`]);
    expect([await desk.left(), desk.reports]).toEqual([0, []]);
    expect(await desk.store.get(reviewMessages.path(guildId, '900'))).toBeUndefined();
  });

  test('they are told of another channel on the same day', async () => {
    await evidence();
    await deliver();
    said();
    closed.add(`post ${other}`);
    await set({ reviewChannelId: other, orderLogChannelId: log });
    await evidence('901');
    await deliver();
    expect(said()).toEqual([`channel ${log}: reviewChannelId ${other} is closed`]);
  });

  test('a reminder that can’t be posted is a reason, too', async () => {
    const noticeId = await evidence();
    await desk.remind(noticeId, 'review');
    closed.add(`channel ${queue}`);
    await deliver();
    expect(said()).toEqual([`channel ${log}: ${queueIsClosed}`]);
  });

  test('without a log the server’s owner is told, or else whoever chose the channel', async () => {
    await set({ reviewChannelId: queue });
    await chose(mia.userId, { reviewChannelId: other }, '1');
    desk.time.pass(1);
    await chose(dana.userId, { reviewChannelId: queue }, '2');
    desk.time.pass(1);
    await chose(mia.userId, { orderLogChannelId: queue }, '3');
    await evidence();
    await deliver();
    expect(said()).toEqual([`direct ${owner}: ${queueIsClosed}`]);

    closed.add(`direct ${owner}`);
    desk.time.pass(dayMs);
    await evidence('901');
    await deliver();
    expect(said()).toEqual([`direct ${owner}: ${queueIsClosed}`, `direct ${dana.userId}: ${queueIsClosed}`]);
    expect(await desk.left()).toBe(0);

    closed.add(`direct ${dana.userId}`);
    desk.time.pass(dayMs);
    await evidence('902');
    await deliver();
    expect(said()).toHaveLength(2);
    expect([await desk.left(), desk.reports]).toEqual([0, []]);
  });

  test('an owner who chose it themselves, and takes no messages, is asked once', async () => {
    await set({ reviewChannelId: queue });
    await chose(owner, { reviewChannelId: queue });
    closed.add(`direct ${owner}`);
    await evidence();
    await deliver();
    expect(said()).toEqual([`direct ${owner}: ${queueIsClosed}`]);
    expect(await desk.left()).toBe(0);
  });

  test('when the log is closed, too, the owner is told of both', async () => {
    closed.add(`channel ${log}`);
    await evidence();
    await deliver();
    expect(said().toSorted()).toEqual(
      [
        `channel ${log}: ${queueIsClosed}`,
        `direct ${owner}: ${queueIsClosed}`,
        `direct ${owner}: ${logIsClosed}`,
      ].toSorted(),
    );
    expect(await desk.left()).toBe(0);
  });

  test('they are told even if the process ends before it is kept that they are to be', async () => {
    await evidence();
    await deliver({ store: failingStore(desk.store, 'transact', 1, 1) });
    const first = desk.attempts.splice(0);
    await deliver();
    const again = desk.attempts.filter(({ text }) => text.includes('is closed'));
    expect(again.map(({ to }) => to)).toEqual([`channel ${log}`]);
    // Discord drops the repeat.
    expect(first.map(({ nonce }) => nonce)).toContain(again[0]?.nonce);
    expect(await desk.left()).toBe(0);
  });
});

describe('of an order log that is closed to the bot', () => {
  beforeEach(async () => {
    await set({ orderLogChannelId: log });
    closed.add(`channel ${log}`);
  });

  test('the owner is told once a day, and everyone else hears what they would', async () => {
    await desk.notify({});
    await desk.notify({});
    await deliver();
    expect(desk.attempts.filter(({ to }) => to === `direct ${mia.userId}`)).toHaveLength(2);
    expect(said()).toEqual([`direct ${owner}: ${logIsClosed}`]);
    expect([await desk.left(), desk.reports]).toEqual([0, []]);
  });

  test('who made a change is told whom it did not reach', async () => {
    closed.add(`direct ${mia.userId}`);
    await desk.notify({});
    await deliver();
    const toDana = desk.attempts.filter(({ to }) => to === `direct ${dana.userId}`);
    expect(toDana.map(({ text }) => text)).toEqual(['ABC123 1: customer closed, ticket false']);
    expect(await desk.left()).toBe(0);
  });

  test('a log that only does not answer is no reason', async () => {
    desk.answer = ({ to }) => {
      if (to === `channel ${log}`) throw new Error('Discord is down');
      return 'sent';
    };
    await desk.notify({});
    await deliver();
    desk.time.pass(giveUpAfterMs);
    await deliver();
    expect(said()).toEqual([]);
    expect(await desk.left()).toBe(0);
  });
});

test('channels that were never chosen are nobody’s trouble', async () => {
  await set({});
  await evidence();
  await desk.notify({});
  await deliver();
  expect(said()).toEqual([]);
  expect(await desk.left()).toBe(0);
});
