import { once } from 'node:events';
import {
  type Client,
  type ClientEvents,
  Events,
  GatewayIntentBits,
  type Message,
  Partials,
} from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Person,
  type Sandbox,
  type SandboxGuild,
  type SandboxOptions,
  startSandbox,
} from '../../sandbox/index.ts';
import { newClient, startBot } from './bot.ts';
import { rest } from './rest.ts';

let sandbox: Sandbox;
let guild: SandboxGuild;
let mia: Person;
let toClose: (() => unknown)[] = [];

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox(options);
  guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  mia = guild.join({ username: 'mia' });
}

async function connected(options: Parameters<typeof startBot>[1] = {}) {
  const bot = await startBot(sandbox, options);
  toClose.push(() => bot.destroy());
  return bot;
}

beforeEach(() => {
  toClose = [];
});

afterEach(async () => {
  await Promise.all(toClose.map((close) => close()));
  await sandbox.close();
});

/** Resolves when a client emits an event. */
function emitted(client: Client, event: keyof ClientEvents): Promise<void> {
  return new Promise((resolve) => client.once(event, () => resolve()));
}

test('a client learns the guilds, channels, roles and its own permissions', async () => {
  await start();
  const bot = await connected();
  const seen = bot.guilds.cache.get(guild.id);
  expect(seen?.name).toBe('Pixel Forge');
  const orders = seen?.channels.cache.find(({ name }) => name === 'orders');
  expect(orders?.permissionsFor(bot.user)?.has(['SendMessages', 'EmbedLinks'])).toBe(true);
  expect(orders?.permissionsFor(bot.user)?.has('ManageChannels')).toBe(false);
  const created = emitted(bot, Events.ChannelCreate);
  guild.createChannel({ name: 'later' });
  await created;
  expect(seen?.channels.cache.some(({ name }) => name === 'later')).toBe(true);
  const joined = emitted(bot, Events.GuildCreate);
  sandbox.createGuild({ name: 'Another' });
  await joined;
  expect(bot.guilds.cache.size).toBe(2);
});

test.each<[string, () => void]>([
  ['a dropped socket', () => sandbox.faults.gateway.drop()],
  ['a close with 4000', () => sandbox.faults.gateway.drop(4000)],
  ['a request to reconnect', () => sandbox.faults.gateway.askToReconnect()],
  ['an invalid but resumable session', () => sandbox.faults.gateway.invalidateSessions(true)],
])('after %s the client resumes and gets what it missed', async (_, break_) => {
  await start();
  const bot = await connected({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages] });
  const heard: string[] = [];
  const message = new Promise<void>((resolve) => {
    bot.on(Events.MessageCreate, ({ id }) => {
      heard.push(id);
      resolve();
    });
  });
  const resumed = emitted(bot, Events.ShardResume);
  break_();
  const { id } = mia.say('while it was away');
  await resumed;
  await message;
  expect(heard).toEqual([id]);
});

test('after an invalid session the client identifies anew', async () => {
  await start();
  const bot = await connected();
  const ready = emitted(bot, Events.ShardReady);
  sandbox.faults.gateway.invalidateSessions(false);
  await ready;
  expect(sandbox.gateway.clients).toBe(1);
  expect(sandbox.faults.log.map(({ kind }) => kind)).toEqual(['invalid session']);
});

test('a client whose heartbeats are not answered drops the connection and resumes', async () => {
  await start({ heartbeatIntervalMs: 50 });
  const bot = await connected();
  const resumed = emitted(bot, Events.ShardResume);
  sandbox.faults.gateway.ignoreHeartbeats(1);
  await resumed;
  expect(sandbox.faults.log).toMatchObject([{ where: 'gateway', kind: 'unanswered heartbeat' }]);
});

test('only as many heartbeats stay unanswered as was asked for', async () => {
  await start();
  sandbox.faults.gateway.ignoreHeartbeats(1);
  const socket = new WebSocket(`ws://127.0.0.1:${sandbox.port}/gateway?v=10&encoding=json`);
  toClose.push(() => socket.terminate());
  const acknowledged = new Promise((resolve) => {
    socket.on('message', (text) => {
      const { op } = JSON.parse(String(text));
      if (op === 11) resolve(op);
    });
  });
  await once(socket, 'open');
  for (let beat = 0; beat < 2; beat += 1) socket.send('{"op":1,"d":null}');
  await acknowledged;
  expect(sandbox.faults.log).toHaveLength(1);
});

test('a wrong token ends the login, over REST and over the gateway', async () => {
  await start();
  const client = newClient(sandbox);
  await expect(client.login('wrong')).rejects.toThrow('invalid token');
  expect(await identify({ token: 'wrong' })).toBe(4004);
});

test('intents that the portal did not grant close the connection with 4014', async () => {
  await start();
  const client = newClient(sandbox, { intents: [GatewayIntentBits.MessageContent] });
  client.on(Events.Error, () => {});
  await expect(client.login(sandbox.token)).rejects.toThrow('Used disallowed intents');
});

test.each<[string, number, unknown]>([
  ['intents that are none', 4013, { intents: 1 << 30 }],
  ['a shard that is none', 4010, { shard: [2, 1] }],
])('%s close the connection with %i', async (_, code, more) => {
  await start();
  expect(await identify(Object(more))).toBe(code);
});

test.each<[string, number, string]>([
  ['what is no JSON', 4002, '{'],
  ['an unknown operation', 4001, '{"op":99}'],
  ['a request before identifying', 4003, '{"op":8,"d":{}}'],
])('%s closes the connection with %i', async (_, code, text) => {
  await start();
  expect(await closedBy(text)).toBe(code);
});

test('message content is hidden without the intent, except when it concerns the bot', async () => {
  await start();
  const bot = await connected({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    partials: [Partials.Channel],
  });
  const heard = collect(bot, 4);
  mia.say('secret');
  mia.say(`hey <@${bot.user.id}>`);
  mia.say('private', { inDirectMessage: true });
  const orders = guild.channel('orders');
  await rest(sandbox, 'POST', `/channels/${orders.id}/messages`, { content: 'my own' });
  expect((await heard).map(({ content }) => content)).toEqual([
    '',
    `hey <@${bot.user.id}>`,
    'private',
    'my own',
  ]);
  const listed = await rest(sandbox, 'GET', `/channels/${orders.id}/messages?limit=3`);
  expect(listed.body).toMatchObject([{ content: 'my own' }, {}, { content: '' }]);
});

test('message content is there with the intent', async () => {
  await start({ privilegedIntents: ['MessageContent'] });
  const bot = await connected({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
  });
  const heard = collect(bot, 1);
  mia.say('not secret');
  expect((await heard)[0]?.content).toBe('not secret');
});

test.each([
  [0, ['READY', 'INTERACTION_CREATE']],
  [1, ['READY', 'GUILD_CREATE', 'CHANNEL_CREATE', 'INTERACTION_CREATE']],
  [512, ['READY', 'MESSAGE_CREATE', 'INTERACTION_CREATE']],
])('with the intents %i the events are %j', async (intents, expected) => {
  await start();
  const command = { name: 'track', description: 'Tracks' };
  await rest(sandbox, 'POST', `/applications/${sandbox.applicationId}/commands`, command);
  const { events, until } = listen(intents);
  await until('READY');
  mia.say('hello');
  guild.createChannel({ name: 'later' });
  mia.slash('track').catch(() => {});
  await until('INTERACTION_CREATE');
  expect(events).toEqual(expected);
});

test('an interaction that is delivered twice has the same id, and one effect', async () => {
  await start();
  const command = { name: 'track', description: 'Tracks' };
  await rest(sandbox, 'POST', `/applications/${sandbox.applicationId}/commands`, command);
  const bot = await connected();
  const ids: string[] = [];
  const refused = new Promise<unknown>((resolve) => {
    bot.on(Events.InteractionCreate, (interaction) => {
      ids.push(interaction.id);
      if (interaction.isChatInputCommand()) interaction.reply('here').catch(resolve);
    });
  });
  sandbox.faults.gateway.duplicateNext('INTERACTION_CREATE');
  expect((await mia.slash('track')).content).toBe('here');
  expect(await refused).toMatchObject({ code: 40060 });
  expect(ids).toEqual([ids[0], ids[0]]);
  expect(guild.channel('orders').messages()).toHaveLength(1);
});

test('members can be asked for over the gateway', async () => {
  await start({ privilegedIntents: ['GuildMembers'] });
  const bot = await connected({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers] });
  const members = await bot.guilds.cache.get(guild.id)?.members.fetch();
  expect(members?.map(({ user }) => user.username).sort()).toEqual([
    'Orderly',
    'mia',
    'owner-of-pixel-forge',
  ]);
});

/** The next messages that a client hears of. */
function collect(bot: Awaited<ReturnType<typeof connected>>, count: number): Promise<Message[]> {
  const messages: Message[] = [];
  return new Promise((resolve) => {
    bot.on(Events.MessageCreate, (message) => {
      messages.push(message);
      if (messages.length === count) resolve(messages);
    });
  });
}

/** A bare client: the names of the events it hears. */
function listen(intents: number): { events: string[]; until(event: string): Promise<void> } {
  const events: string[] = [];
  const socket = new WebSocket(`ws://127.0.0.1:${sandbox.port}/gateway?v=10&encoding=json`);
  toClose.push(() => socket.terminate());
  const identify = { op: 2, d: { token: sandbox.token, intents, properties: {} } };
  socket.on('message', (text) => {
    const { op, t } = JSON.parse(String(text));
    if (op === 10) socket.send(JSON.stringify(identify));
    else if (t) events.push(t);
  });
  const until = (event: string) =>
    new Promise<void>((resolve) => {
      socket.on('message', () => {
        if (events.includes(event)) resolve();
      });
    });
  return { events, until };
}

function identify(more: object): Promise<number> {
  const data = { token: sandbox.token, intents: 0, properties: {}, ...more };
  return closedBy(JSON.stringify({ op: 2, d: data }));
}

/** The code with which the gateway closes after a first packet. */
function closedBy(text: string): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${sandbox.port}/gateway?v=10&encoding=json`);
  socket.once('message', () => socket.send(text));
  return new Promise((resolve) => socket.once('close', resolve));
}
