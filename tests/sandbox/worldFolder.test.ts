import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SlashCommandBuilder } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { file, type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { WorldFolder } from '../../sandbox/worldFolder.ts';
import { startBot } from './bot.ts';

let folder: string;
const running: Sandbox[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orderly-world-'));
});

afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a local Discord with what the folder kept, and keeps it there. */
async function start(): Promise<{ sandbox: Sandbox; kept: WorldFolder }> {
  const kept = new WorldFolder(folder);
  const world = kept.read();
  const sandbox = await startSandbox(world ? { world } : {});
  running.push(sandbox);
  kept.keep(sandbox.world);
  return { sandbox, kept };
}

test('a kept world goes on with the same ids: channels, rights, messages, files, commands, and what was read', async () => {
  const before = await start();
  const guild = before.sandbox.createGuild({ name: 'Pixel Forge' });
  const staff = guild.createRole({ name: 'Staff', permissions: ['ManageGuild'] });
  const orders = guild.createChannel({ name: 'orders', parent: guild.createCategory({ name: 'Desk' }) });
  const dana = guild.join({ username: 'dana', roles: [staff] });
  const mia = guild.join({ username: 'mia' });
  const bot = await startBot(before.sandbox);
  await bot.application.commands.set([new SlashCommandBuilder().setName('track').setDescription('Tracks')]);
  await (await bot.users.fetch(mia.id)).send('your order is paid');
  const said = dana.say('look', { channel: orders, files: [file('a.txt', 'the bytes')] });
  mia.client.markRead(orders.id);
  dana.closeDirectMessages();
  await bot.destroy();
  before.kept.close();
  await before.sandbox.close();

  const { sandbox } = await start();
  const [again] = sandbox.guilds;
  expect(again?.people.map(({ name, id }) => [name, id])).toEqual([
    ['dana', dana.id],
    ['mia', mia.id],
  ]);
  const her = again?.person('mia');
  expect(her?.client.places().map(({ channel, unread }) => [channel.name, unread.messages])).toEqual([
    [undefined, 1],
    ['Desk', 0],
    ['orders', 0],
  ]);
  expect(again?.person('dana').takesDirectMessages).toBe(false);
  expect(again?.role('Staff').record.permissions).toBe('32');
  expect(sandbox.commands().map(({ name }) => name)).toEqual(['track']);
  expect(sandbox.applicationId).toBe(before.sandbox.applicationId);
  const message = her?.client.message(orders.id, said.id);
  expect(message?.content).toBe('look');
  // The file is behind a link that leads to where the server listens now.
  const link = message && her?.client.wire(message).attachments[0]?.url;
  expect(await (await fetch(link ?? '')).text()).toBe('the bytes');
  expect(again?.channel('orders').record.parent_id).toBe(orders.record.parent_id);
});

test('a bot can go on in a kept world, and its new messages come after the old ones', async () => {
  const before = await start();
  const guild = before.sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  guild.join({ username: 'mia' }).say('before');
  before.kept.close();
  await before.sandbox.close();

  const { sandbox } = await start();
  const bot = await startBot(sandbox);
  const orders = sandbox.guilds[0]?.channel('orders');
  const channel = bot.channels.cache.get(orders?.id ?? '');
  if (channel?.isSendable()) await channel.send('after');
  expect(orders?.messages().map(({ content }) => content)).toEqual(['before', 'after']);
  await bot.destroy();
});

test('files whose message is gone are not kept, and clearing forgets everything', async () => {
  const { sandbox, kept } = await start();
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  const mia = guild.join({ username: 'mia' });
  const said = mia.say('', { files: [file('a.txt', 'the bytes')] });
  kept.close();
  expect(await readdir(join(folder, 'files'))).toHaveLength(1);
  kept.keep(sandbox.world);
  const bot = await startBot(sandbox);
  guild.setBotPermissions(['ViewChannel', 'ManageMessages']);
  const channel = bot.channels.cache.get(said.channelId);
  if (channel?.isTextBased()) await channel.messages.delete(said.id);
  await bot.destroy();
  kept.close();
  expect(await readdir(join(folder, 'files'))).toEqual([]);
  kept.clear();
  expect(kept.read()).toBeUndefined();
});
