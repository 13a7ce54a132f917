import { type Client as Bot, MessageFlags, SlashCommandBuilder } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  ManualClock,
  type Person,
  type Sandbox,
  type SandboxChannel,
  type SandboxGuild,
  type Sight,
  startSandbox,
} from '../../sandbox/index.ts';
import { startBot } from './bot.ts';

let sandbox: Sandbox;
let guild: SandboxGuild;
let orders: SandboxChannel;
let staffOnly: SandboxChannel;
let dana: Person;
let mia: Person;
let bot: Bot<true>;

beforeEach(async () => {
  sandbox = await startSandbox();
  guild = sandbox.createGuild({ name: 'Pixel Forge' });
  orders = guild.createChannel({ name: 'orders' });
  dana = guild.join({ username: 'dana', permissions: ['ManageGuild'] });
  mia = guild.join({ username: 'mia' });
  staffOnly = guild.createChannel({
    name: 'staff-only',
    overwrites: [
      { for: 'everyone', deny: ['ViewChannel'] },
      { for: dana, allow: ['ViewChannel'] },
    ],
  });
  bot = await startBot(sandbox);
});

afterEach(async () => {
  await bot.destroy();
  await sandbox.close();
});

const placesOf = ({ client }: Person) => client.places().map(({ channel }) => channel.name ?? 'direct');
const unreadOf = ({ client }: Person, id: string) =>
  client.places().find(({ channel }) => channel.id === id)?.unread;

test('a client lists only the channels that its person sees, and their direct messages', () => {
  expect(placesOf(dana)).toEqual(['direct', 'orders', 'staff-only']);
  expect(placesOf(mia)).toEqual(['direct', 'orders']);
  expect(() => mia.client.where(staffOnly.id)).toThrow("mia can't see that channel");
});

test('a client offers only the commands that its person may use there', async () => {
  await bot.application.commands.set([
    new SlashCommandBuilder().setName('track').setDescription('Tracks').setContexts(0, 1),
    new SlashCommandBuilder()
      .setName('add')
      .setDescription('Adds')
      .setContexts(0)
      .setDefaultMemberPermissions(32),
  ]);
  const offered = (person: Person, id: string) => person.client.commands(id).slash.map(({ name }) => name);
  expect(offered(dana, orders.id)).toEqual(['add', 'track']);
  expect(offered(mia, orders.id)).toEqual(['track']);
  expect(offered(mia, mia.client.places()[0]?.channel.id ?? '')).toEqual(['track']);
  expect(offered(mia, staffOnly.id)).toEqual([]);
});

test('what came since somebody looked is unread, and notifies whom it mentions', async () => {
  dana.say('hello', { channel: orders });
  dana.say(`look, <@${mia.id}>`, { channel: orders });
  expect(unreadOf(mia, orders.id)).toEqual({ messages: 2, notifications: 1 });
  expect(unreadOf(dana, orders.id)).toEqual({ messages: 0, notifications: 0 });
  mia.client.markRead(orders.id);
  expect(unreadOf(mia, orders.id)).toEqual({ messages: 0, notifications: 0 });
  const user = await bot.users.fetch(mia.id);
  await user.send('your order is paid');
  const direct = mia.client.places()[0]?.channel.id ?? '';
  expect(unreadOf(mia, direct)).toEqual({ messages: 1, notifications: 1 });
});

test('what came before somebody joined is read', async () => {
  const time = new ManualClock();
  const other = await startSandbox({ clock: time });
  const server = other.createGuild({ name: 'Elsewhere' });
  const channel = server.createChannel({ name: 'orders' });
  const lea = server.join({ username: 'lea' });
  lea.say('hello');
  time.advance(1000);
  const sam = server.join({ username: 'sam' });
  lea.say('welcome');
  expect(unreadOf(sam, channel.id)).toEqual({ messages: 1, notifications: 0 });
  await other.close();
});

test('a client is told of what its person sees, and of nothing else', async () => {
  const seen: string[] = [];
  const stop = mia.client.watch((sight: Sight) => {
    if (sight.kind !== 'places')
      seen.push(`${sight.kind} ${sight.kind === 'message' ? sight.message.content : ''}`);
  });
  dana.say('for all', { channel: orders });
  dana.say('for staff', { channel: staffOnly });
  expect(seen).toEqual(['message for all']);
  stop();
  dana.say('later', { channel: orders });
  expect(seen).toEqual(['message for all']);
});

test('an answer that only one person sees is told to them from its first moment, and can be put away', async () => {
  await bot.application.commands.set([new SlashCommandBuilder().setName('track').setDescription('Tracks')]);
  bot.on('interactionCreate', async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply('Order ABC');
  });
  const told: string[] = [];
  const watch = (person: Person) =>
    person.client.watch((sight) => {
      if (sight.kind === 'message') told.push(`${person.name}: ${sight.message.content || 'thinking'}`);
      if (sight.kind === 'gone') told.push(`${person.name}: gone`);
    });
  watch(mia);
  watch(dana);
  const answer = await mia.slash('track', {}, { channel: orders });
  expect(answer.record.command).toBe('track');
  expect(told).toEqual(['mia: thinking', 'mia: Order ABC']);
  expect(() => dana.client.dismiss(orders.id, answer.id)).toThrow("dana can't see that message");
  mia.client.dismiss(orders.id, answer.id);
  expect(told.at(-1)).toBe('mia: gone');
  expect(mia.client.messages(orders.id)).toEqual([]);
});

test('what everybody sees can’t be put away', () => {
  const said = dana.say('for all', { channel: orders });
  expect(() => mia.client.dismiss(orders.id, said.id)).toThrow('Only what you alone see can be dismissed');
});

test('whoever watches is told of events and faults, even while no bot listens', async () => {
  const events: string[] = [];
  const other = await startSandbox({
    onEvent: ({ name, receivers }) => events.push(`${name} ${receivers}`),
  });
  const server = other.createGuild({ name: 'Elsewhere' });
  server.createChannel({ name: 'orders' });
  server.join({ username: 'lea' }).say('hello');
  expect(events).toContain('MESSAGE_CREATE 0');
  const faults: string[] = [];
  other.faults.onFault.add(({ where, kind }) => faults.push(`${where} ${kind}`));
  other.faults.next('GET /gateway', { kind: 'status', status: 500 });
  await fetch(`${other.apiUrl}/v10/gateway`);
  expect(faults).toEqual(['GET /gateway status']);
  await other.close();
});
