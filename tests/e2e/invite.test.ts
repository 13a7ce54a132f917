import { readFileSync } from 'node:fs';
import { PermissionsBitField } from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { file, type PermissionName } from '../../sandbox/index.ts';
import { INVITE_DEFAULT } from '../../sandbox/model/permissions.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { guilds } from '../../src/ports/collections.ts';
import { blankPng } from '../support/imageFiles.ts';
import { setUp } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [, bits = ''] = /&permissions=(\d+)/.exec(readme) ?? [];
// The local Discord names permissions as discord.js does, and throws when it does not know one.
const invited = new PermissionsBitField(BigInt(bits)).toArray() as PermissionName[];

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  desk.mia.closeDirectMessages();
});
afterAll(() => desk.stop());

/** Adds an order in a ticket channel for someone without direct messages; returns what the bot could post in channels. */
async function posted(permissions: readonly PermissionName[]): Promise<{ ticket: number; log: number }> {
  const { guild, dana, mia } = desk;
  guild.setBotPermissions(permissions);
  const forPeople = [
    { for: 'everyone', deny: ['ViewChannel', 'SendMessages', 'EmbedLinks'] },
    { for: 'bot', allow: permissions },
    { for: dana, allow: ['ViewChannel'] },
  ] as const;
  const category = guild.createCategory({ name: `tickets-${permissions.length}` });
  const ticket = guild.createChannel({ name: 'ticket', parent: category, overwrites: forPeople });
  const log = guild.createChannel({ name: 'log', overwrites: forPeople });
  await desk.orderly.store.transact(async (tx) => {
    tx.put(guilds.path(guild.id), {
      ...defaultSettings,
      ticketCategoryIds: [category.id],
      orderLogChannelId: log.id,
    });
  });
  const order = { user: mia, service: 'Website', payment_method: 'stripe', amount: '$5.00' };
  const added = await dana.slash('addorder', order, { channel: ticket });
  await added.until((message) => message.text().includes('DMs are closed'));
  // Trouble is told last, or else it can't be told at all.
  if (permissions.includes('SendMessages') && permissions.includes('ViewChannel'))
    await log.nextMessage((message) => message.text().includes('could not be told'));
  return { ticket: ticket.messages().length, log: log.messages().length };
}

test('the invite link gives the bot what it needs to post in channels', async () => {
  expect(await posted(invited)).toEqual({ ticket: 1, log: 2 });
});

test.each(invited)(
  'without %s, which the invite link gives, something could not be posted',
  async (missing) => {
    const { ticket, log } = await posted(invited.filter((permission) => permission !== missing));
    expect(ticket + log).toBeLessThan(3);
  },
);

test('with it evidence is reviewed, and its message in the review queue changes in place', async () => {
  const { guild, dana, mia, mike } = desk;
  guild.setBotPermissions(invited);
  const queue = guild.createChannel({
    name: 'reviews',
    overwrites: [
      { for: 'everyone', deny: ['ViewChannel', 'SendMessages', 'EmbedLinks'] },
      { for: 'bot', allow: invited },
      { for: dana, allow: ['ViewChannel'] },
    ],
  });
  await setUp(desk, { reviewChannelId: queue.id });
  const order = { user: mia, service: 'Website', payment_method: 'stripe', amount: '$5.00', booster: mike };
  await dana.slash('addorder', { ...order, order_id: 'QUEUE-1' });
  const waiting = queue.nextMessage((message) => message.text().includes('waits for a review'));
  const screenshot = file('done.png', blankPng(1920, 1080));
  await mike.slash('submitevidence', { screenshot, order_id: 'QUEUE-1' });
  const posted = await waiting;
  expect((await dana.click(posted, 'Open')).attachments).toHaveLength(1);
  await posted.until((message) => message.text().includes('in review by'));
  expect(queue.messages()).toHaveLength(1);
});

test('the local Discord gives a bot what the invite link gives', () =>
  expect([...INVITE_DEFAULT].sort()).toEqual([...invited].sort()));
