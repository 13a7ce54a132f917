import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { giveUpAfterMs } from '../../src/app/deliverNotices.ts';
import { defineCollection } from '../../src/ports/collection.ts';
import { guilds, outbox } from '../../src/ports/collections.ts';
import type { Sent } from '../../src/ports/messenger.ts';
import { Misfit, Unavailable } from '../../src/ports/store.ts';
import { at, dana, guildId, mia, mike } from '../support/anOrder.ts';
import { type Attempt, failingStore, type OutboxDesk, outboxDesk } from '../support/outbox.ts';

const logChannel = '400000000000000000';
const ticket = '300000000000000000';
const toMia = `direct ${mia.userId}`;
const toMike = `direct ${mike.userId}`;
const toDana = `direct ${dana.userId}`;
const toLog = `channel ${logChannel}`;
const toTicket = `channel ${ticket}`;
const withMike = { workerId: mike.userId, workerUsername: mike.username };

let desk: OutboxDesk;

beforeEach(async () => {
  desk = await outboxDesk();
  await desk.setLog(logChannel);
});

afterEach(() => desk.dispose());

/** What has been tried since the last look, as `to: text`. */
function tried(): string[] {
  return desk.attempts.splice(0).map(({ to, text }) => `${to}: ${text}`);
}

/** What has been tried since the last look at one place. */
function triedAt(place: string): string[] {
  return desk.attempts.filter(({ to }) => to === place).map(({ text }) => text);
}

function discordIsDown(): never {
  throw new Error('Discord is down');
}

/** The messenger's answer: closed at these places, sent elsewhere. */
function closedAt(...places: string[]): (attempt: Attempt) => 'closed' | 'sent' {
  return ({ to }) => (places.includes(to) ? 'closed' : 'sent');
}

describe('delivering notices', () => {
  test('tells everyone concerned, and keeps nothing afterwards', async () => {
    await desk.notify(withMike);
    expect(await desk.deliver()).toBeUndefined();
    expect(tried().sort()).toEqual(
      [`${toLog}: ABC123 1: log`, `${toMia}: ABC123 1: customer`, `${toMike}: ABC123 1: worker`].sort(),
    );
    expect(await desk.left()).toBe(0);
    expect(desk.reports).toEqual([]);
  });

  test('without an order log there is nothing to log to, and nothing is left of it', async () => {
    await desk.store.transact(async (tx) => tx.delete(guilds.path(guildId)));
    await desk.notify({});
    await desk.deliver();
    expect(tried()).toEqual([`${toMia}: ABC123 1: customer`]);
    expect(await desk.left()).toBe(0);
  });

  test('to one person messages go one by one in the order of the changes, over many pages', async () => {
    for (let change = 0; change < 120; change += 1) {
      await desk.notify(change % 3 === 0 ? withMike : {});
      if (change % 2 === 0) desk.time.pass(1);
    }
    const inFlight = new Map<string, number>();
    let together = 0;
    desk.answer = async ({ to }): Promise<Sent> => {
      inFlight.set(to, (inFlight.get(to) ?? 0) + 1);
      expect(inFlight.get(to)).toBe(1);
      together = Math.max(
        together,
        [...inFlight.values()].reduce((sum, count) => sum + count),
      );
      await new Promise(setImmediate);
      inFlight.set(to, 0);
      return 'sent';
    };
    await desk.deliver();
    const inOrder = (who: string, changes: number[]) => changes.map((change) => `ABC123 ${change}: ${who}`);
    const all = Array.from({ length: 120 }, (_, index) => index + 1);
    expect(triedAt(toMia)).toEqual(inOrder('customer', all));
    expect(triedAt(toLog)).toEqual(inOrder('log', all));
    expect(triedAt(toMike)).toEqual(
      inOrder(
        'worker',
        all.filter((change) => change % 3 === 1),
      ),
    );
    expect(together).toBe(3);
    expect(await desk.left()).toBe(0);
  });
});

describe('when Discord does not take a message', () => {
  test('later ones to that person wait behind it, others go', async () => {
    await desk.notify(withMike);
    await desk.notify(withMike);
    desk.answer = ({ to }) => (to === toMia ? discordIsDown() : 'sent');
    const next = await desk.deliver();
    expect(next).toEqual(new Date(desk.time.now().getTime() + 2_000));
    expect(triedAt(toMia)).toEqual(['ABC123 1: customer']);
    expect(triedAt(toMike)).toEqual(['ABC123 1: worker', 'ABC123 2: worker']);
    expect(triedAt(toLog)).toEqual(['ABC123 1: log', 'ABC123 2: log']);
    expect(desk.reports).toHaveLength(1);
    tried();

    desk.answer = () => 'sent';
    desk.time.pass(2_000);
    expect(await desk.deliver()).toBeUndefined();
    expect(tried()).toEqual([`${toMia}: ABC123 1: customer`, `${toMia}: ABC123 2: customer`]);
    expect(await desk.left()).toBe(0);
  });

  test('it is tried after 2, 4, 8 … seconds, at most 10 minutes apart, and never earlier', async () => {
    await desk.notify({});
    desk.answer = ({ to }) => (to === toMia ? discordIsDown() : 'sent');
    const waits: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      tried();
      const next = await desk.deliver();
      expect(triedAt(toMia)).toHaveLength(1);
      const waitMs = (next?.getTime() ?? 0) - desk.time.now().getTime();
      waits.push(waitMs / 1_000);
      tried();
      desk.time.pass(waitMs - 1);
      expect(await desk.deliver()).toEqual(next);
      expect(tried()).toEqual([]);
      desk.time.pass(1);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]);
  });

  test('after a day it is given up, staff are told, and nothing is left', async () => {
    await desk.notify({ ticketChannelId: ticket });
    desk.answer = ({ to }) => (to === toMia ? discordIsDown() : 'sent');
    await desk.deliver();
    tried();
    desk.time.pass(giveUpAfterMs - 1);
    await desk.deliver();
    expect(tried()).toEqual([`${toMia}: ABC123 1: customer`]);
    desk.time.pass(600_000);
    expect(await desk.deliver()).toBeUndefined();
    expect(tried()).toEqual([
      `${toMia}: ABC123 1: customer`,
      `${toLog}: ABC123 1: customer gave up, ticket false`,
    ]);
    expect(await desk.left()).toBe(0);
  });

  test('staff are told even if Discord takes nothing at all for more than a day', async () => {
    await desk.notify({});
    desk.answer = discordIsDown;
    await desk.deliver();
    desk.time.pass(giveUpAfterMs + 1);
    await desk.deliver();
    expect(await desk.left()).toBe(1);
    tried();
    desk.answer = () => 'sent';
    desk.time.pass(600_000);
    await desk.deliver();
    expect(tried()).toEqual([`${toLog}: ABC123 1: customer gave up, ticket false`]);
    expect(await desk.left()).toBe(0);
  });

  test('a message that is a day late because nobody ran is still sent', async () => {
    await desk.notify({});
    desk.time.pass(2 * giveUpAfterMs);
    await desk.deliver();
    expect(triedAt(toMia)).toEqual(['ABC123 1: customer']);
  });
});

describe('when someone takes no direct messages', () => {
  test('it goes to the order’s ticket channel, and then staff are told in the log', async () => {
    await desk.notify({ ticketChannelId: ticket });
    desk.answer = closedAt(toMia);
    await desk.deliver();
    expect(tried().filter((line) => !line.endsWith(': log'))).toEqual([
      `${toMia}: ABC123 1: customer`,
      `${toTicket}: ABC123 1: customer`,
      `${toLog}: ABC123 1: customer closed, ticket true`,
    ]);
    expect(await desk.left()).toBe(0);
  });

  test('without a ticket staff are told to tell them themselves', async () => {
    await desk.notify(withMike);
    desk.answer = closedAt(toMike);
    await desk.deliver();
    expect(triedAt(toLog)).toEqual(['ABC123 1: log', 'ABC123 1: worker closed, ticket false']);
  });

  test('staff are not told that the ticket has it when the ticket is gone, too', async () => {
    await desk.notify({ ticketChannelId: ticket });
    desk.answer = closedAt(toMia, toTicket);
    await desk.deliver();
    expect(triedAt(toLog)).toEqual(['ABC123 1: log', 'ABC123 1: customer closed, ticket false']);
    expect(await desk.left()).toBe(0);
  });

  test('without a log the one who made the change is told, but not of their own closed messages', async () => {
    await desk.store.transact(async (tx) => tx.delete(guilds.path(guildId)));
    desk.answer = closedAt(toMia);
    await desk.notify({});
    await desk.deliver();
    expect(tried()).toEqual([
      `${toMia}: ABC123 1: customer`,
      `${toDana}: ABC123 1: customer closed, ticket false`,
    ]);
    await desk.notify({}, { kind: 'added', by: mia.userId });
    await desk.deliver();
    expect(tried()).toEqual([`${toMia}: ABC123 2: customer`]);
    expect(await desk.left()).toBe(0);
  });

  test('a log that is gone ends it', async () => {
    await desk.notify({});
    desk.answer = closedAt(toMia, toLog);
    await desk.deliver();
    expect(triedAt(toLog)).toEqual(['ABC123 1: log', 'ABC123 1: customer closed, ticket false']);
    expect(await desk.left()).toBe(0);
  });

  test('the ticket gets the messages in order, however long others of the first notice take', async () => {
    await desk.notify({ ...withMike, ticketChannelId: ticket });
    await desk.notify({ ticketChannelId: ticket });
    let letMikeHear = () => {};
    const mikeHears = new Promise<void>((resolve) => {
      letMikeHear = resolve;
    });
    desk.answer = async ({ to, text }) => {
      if (to === toMike) await mikeHears;
      if (to === toTicket && text.startsWith('ABC123 2')) letMikeHear();
      return to === toMia ? 'closed' : 'sent';
    };
    await desk.deliver();
    expect(triedAt(toTicket)).toEqual(['ABC123 1: customer', 'ABC123 2: customer']);
  });

  test('a ticket that does not answer is tried again, the person is not', async () => {
    await desk.notify({ ticketChannelId: ticket });
    desk.answer = ({ to }) =>
      to === toTicket ? discordIsDown() : closedAt(toMia)({ to, text: '', nonce: '' });
    await desk.deliver();
    tried();
    desk.time.pass(2_000);
    desk.answer = () => 'sent';
    await desk.deliver();
    expect(tried()).toEqual([
      `${toTicket}: ABC123 1: customer`,
      `${toLog}: ABC123 1: customer closed, ticket true`,
    ]);
  });
});

describe('when the process ends between sending and noting it', () => {
  test('the same messages are sent again under the same nonces, which Discord drops', async () => {
    await desk.notify({ ...withMike, ticketChannelId: ticket });
    desk.answer = closedAt(toMike);
    await desk.deliver({ store: failingStore(desk.store, 'transact', 1) });
    const first = desk.attempts.splice(0);
    await desk.deliver();
    const second = desk.attempts.splice(0);
    const byNonce = (attempts: Attempt[]) =>
      attempts.map(({ to, text, nonce }) => `${nonce} ${to} ${text}`).sort();
    expect(byNonce(second)).toEqual(byNonce(first));
    expect(new Set(first.map(({ nonce }) => nonce)).size).toBe(first.length);
    for (const { nonce } of first) expect(nonce.length).toBeLessThanOrEqual(25);
    expect(desk.reports.map(({ error }) => error)).toEqual([expect.any(Unavailable)]);
    expect(await desk.left()).toBe(0);
  });

  test('messages that follow in another order then are not taken for each other', async () => {
    await desk.notify({ ...withMike, ticketChannelId: ticket });
    desk.answer = ({ to }) =>
      to === toMike ? discordIsDown() : closedAt(toMia)({ to, text: '', nonce: '' });
    await desk.deliver({ store: failingStore(desk.store, 'transact', 1) });
    desk.answer = ({ to }) =>
      to === toMia ? discordIsDown() : closedAt(toMike)({ to, text: '', nonce: '' });
    await desk.deliver();
    const inTicket = desk.attempts.filter(({ to }) => to === toTicket);
    expect(inTicket.map(({ text }) => text)).toEqual(['ABC123 1: customer', 'ABC123 1: worker']);
    expect(new Set(inTicket.map(({ nonce }) => nonce)).size).toBe(2);
  });

  test('the notices of different changes never share a nonce', async () => {
    for (let change = 0; change < 50; change += 1) await desk.notify(withMike);
    await desk.deliver();
    expect(new Set(desk.attempts.map(({ nonce }) => nonce)).size).toBe(150);
  });
});

describe('what is broken does not hold up the rest', () => {
  // The collections as another version might have declared them, so that it stores what this one can't read.
  const anyGuilds = defineCollection({ template: 'guilds/{guildId}', schema: z.looseObject({}) });
  const anyOutbox = defineCollection({
    template: 'outbox/{noticeId}',
    schema: z.looseObject({ createdAt: z.date() }),
    indexes: [{ where: [], orderBy: 'createdAt', directions: ['ascending'] }],
  });

  test('a message that can’t be written is tried again like any, and the others are not sent twice', async () => {
    await desk.notify(withMike);
    const work = {
      ...desk.work,
      render: ((notice, delivery) => {
        if (delivery.audience === 'worker') throw new Error('A bug');
        return desk.work.render(notice, delivery);
      }) satisfies typeof desk.work.render,
    };
    expect(await desk.deliver(work)).toEqual(new Date(desk.time.now().getTime() + 2_000));
    desk.time.pass(2_000);
    await desk.deliver(work);
    expect(tried().sort()).toEqual([`${toLog}: ABC123 1: log`, `${toMia}: ABC123 1: customer`].sort());
    desk.time.pass(giveUpAfterMs);
    await desk.deliver(work);
    expect(tried()).toEqual([`${toLog}: ABC123 1: worker gave up, ticket false`]);
    expect(await desk.left()).toBe(0);
  });

  test('settings that can’t be read delay only what needs them', async () => {
    const other = await desk.openAs(anyGuilds);
    await other.transact(async (tx) => tx.put(anyGuilds.path(guildId), { adminRoleIds: 'everyone' }));
    await desk.notify({});
    expect(await desk.deliver()).toEqual(new Date(desk.time.now().getTime() + 2_000));
    expect(tried()).toEqual([`${toMia}: ABC123 1: customer`]);
    expect(desk.reports.map(({ error }) => error)).toEqual([expect.any(Misfit)]);
    await desk.setLog(logChannel);
    desk.time.pass(2_000);
    await desk.deliver();
    expect(tried()).toEqual([`${toLog}: ABC123 1: log`]);
  });

  test('a notice that can’t be read is reported once and left alone for a day', async () => {
    const other = await desk.openAs(anyOutbox);
    const before = desk.time.now();
    await other.transact(async (tx) => {
      tx.create(anyOutbox.path('broken'), { createdAt: before, guildId, order: { status: 'Reborn' } });
    });
    desk.time.pass(1);
    await desk.notify({});
    const work = { ...desk.work, unreadable: new Set<string>() };
    await desk.deliver(work);
    await desk.deliver(work);
    expect(tried().sort()).toEqual([`${toLog}: ABC123 1: log`, `${toMia}: ABC123 1: customer`].sort());
    expect(desk.reports).toEqual([{ error: expect.any(Misfit), noticeId: 'broken' }]);
    expect(String(desk.reports[0]?.error)).toContain('outbox/broken');
    expect(await other.get(anyOutbox.path('broken'))).toMatchObject({ order: { status: 'Reborn' } });

    desk.time.pass(giveUpAfterMs);
    await desk.deliver(work);
    expect(await desk.left()).toBe(0);
    expect(desk.reports).toHaveLength(1);
  });

  test('a notice that has nothing left to deliver is removed', async () => {
    const noticeId = await desk.notify({});
    await desk.store.transact(async (tx) => {
      const notice = await tx.get(outbox.path(noticeId));
      tx.put(outbox.path(noticeId), { createdAt: at(0), ...notice, deliveries: [] });
    });
    await desk.deliver();
    expect(tried()).toEqual([]);
    expect(await desk.left()).toBe(0);
  });
});
