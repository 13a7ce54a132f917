import { type Client, Events, GatewayIntentBits, Partials } from 'discord.js';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  file,
  ManualClock,
  type Person,
  type Sandbox,
  type SandboxGuild,
  type SandboxOptions,
  startSandbox,
} from '../../sandbox/index.ts';
import { startBot } from './bot.ts';
import { rest } from './rest.ts';

let sandbox: Sandbox;
let clock: ManualClock;
let guild: SandboxGuild;
let mike: Person;
let bot: Client<true> | undefined;

async function start(options: SandboxOptions = {}): Promise<void> {
  clock = new ManualClock();
  sandbox = await startSandbox({ clock, patienceMs: 2000, ...options });
  guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  mike = guild.join({ username: 'mike' });
  const definitions = [
    { type: 11, name: 'screenshot', description: 'The picture', required: true },
    { type: 11, name: 'second', description: 'Another' },
    { type: 3, name: 'notes', description: 'Notes' },
  ];
  const command = { name: 'submitevidence', description: 'Submits', options: definitions };
  await rest(sandbox, 'POST', `/applications/${sandbox.applicationId}/commands`, command);
}

beforeEach(() => {
  bot = undefined;
});

afterEach(async () => {
  await bot?.destroy();
  await sandbox.close();
});

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3498db' } });

interface Got {
  name: string;
  url: string;
  seen: unknown;
}

/** Answers `submitevidence` and keeps what the command brought. */
async function evidenceBot(): Promise<Got[]> {
  const got: Got[] = [];
  bot = await startBot(sandbox);
  bot.on(Events.InteractionCreate, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    for (const option of ['screenshot', 'second']) {
      const attachment = interaction.options.getAttachment(option);
      if (!attachment) continue;
      const { name, size, contentType, width, height, ephemeral, url } = attachment;
      got.push({ name, url, seen: [size, contentType, width, height, ephemeral] });
    }
    await interaction.reply(`got ${got.map(({ name }) => name).join(' and ')}`);
  });
  return got;
}

test('a file given to a command arrives with its name, size, type and picture size, and can be downloaded', async () => {
  await start();
  const got = await evidenceBot();
  const png = await picture(801, 602).png().toBuffer();
  const jpeg = await picture(603, 404).jpeg().toBuffer();
  const values = { screenshot: file('my shot.png', png), second: file('b.JPG', jpeg), notes: 'done' };
  expect((await mike.slash('submitevidence', values)).text()).toBe('got my_shot.png and b.JPG');
  expect(got.map(({ seen }) => seen)).toEqual([
    [png.length, 'image/png', 801, 602, true],
    [jpeg.length, 'image/jpeg', 603, 404, true],
  ]);
  const bytes = await (await fetch(got[0]?.url ?? '')).arrayBuffer();
  expect(Buffer.from(bytes)).toEqual(png);
  const words = sandbox.transcript().map(({ what }) => what);
  expect(words).toContain('/submitevidence screenshot:[my shot.png] second:[b.JPG] notes:done');
});

test.each([
  ['a text named .png', 'hello'],
  ['an empty file', ''],
  ['the start of a JPEG', '\xff\xd8\xff\xe0'],
])('%s has the type that its name says and no picture size', async (_, text) => {
  await start();
  const got = await evidenceBot();
  await mike.slash('submitevidence', { screenshot: file('a.png', Buffer.from(text, 'latin1')) });
  expect(got[0]?.seen).toEqual([text.length, 'image/png', null, null, true]);
});

test('the size of a JPEG is found behind its tables and fill bytes', async () => {
  await start();
  const got = await evidenceBot();
  const bytes = Buffer.from('ffd8ffc400080000090909ff' + 'ffffc00011080102030403000000000000000000', 'hex');
  await mike.slash('submitevidence', { screenshot: file('a.jpg', bytes) });
  expect(got[0]?.seen).toEqual([bytes.length, 'image/jpeg', 0x0304, 0x0102, true]);
});

test('a type can be claimed, and an unknown ending is of no particular type', async () => {
  await start();
  const got = await evidenceBot();
  const claimed = file('a.bin', 'x', { contentType: 'image/png' });
  await mike.slash('submitevidence', { screenshot: claimed, second: file('a.bin', 'x') });
  expect(got.map(({ seen }) => seen)).toEqual([
    [1, 'image/png', null, null, true],
    [1, 'application/octet-stream', null, null, true],
  ]);
});

test("a link works for a day by the sandbox's clock, and only as it was signed", async () => {
  await start();
  const got = await evidenceBot();
  await mike.slash('submitevidence', { screenshot: file('a.png', 'x') });
  const url = got[0]?.url ?? '';
  expect(url).toMatch(/\?ex=[0-9a-f]+&is=[0-9a-f]+&hm=[0-9a-f]{64}&$/);
  expect((await fetch(url.replace(/ex=[0-9a-f]+/, 'ex=ffffffff'))).status).toBe(404);
  expect((await fetch(url.replace('a.png', 'b.png'))).status).toBe(404);
  clock.advance(24 * 60 * 60_000 - 1000);
  expect((await fetch(url)).status).toBe(200);
  clock.advance(2000);
  expect((await fetch(url)).status).toBe(404);
});

test("what Discord's client would not upload is not uploaded", async () => {
  await start({ uploadLimitBytes: 10 });
  const nothing = file('a.png', 'x');
  const refused: [Record<string, ReturnType<typeof file> | string>, string][] = [
    [{}, 'The option "screenshot" is required'],
    [{ screenshot: 'a.png' }, 'The option "screenshot" takes a file'],
    [{ screenshot: nothing, notes: nothing }, 'The option "notes" can\'t take a file'],
    [{ screenshot: file('a.png', 'x'.repeat(11)) }, 'The file "a.png" is too large: 11 of at most 10 bytes'],
  ];
  for (const [values, message] of refused) {
    await expect(mike.slash('submitevidence', values)).rejects.toThrow(message);
  }
  const limit = 10 * 1024 * 1024;
  await sandbox.close();
  await start();
  await evidenceBot();
  const large = mike.slash('submitevidence', { screenshot: file('a.png', Buffer.alloc(limit + 1)) });
  await expect(large).rejects.toThrow(`${limit + 1} of at most ${limit} bytes`);
  await mike.slash('submitevidence', { screenshot: file('a.png', Buffer.alloc(limit)) });
});

/** Connects a client; `heard` is what it gets of the next messages: content and file names. */
async function listening(
  count: number,
  ...more: GatewayIntentBits[]
): Promise<{ heard: Promise<[string, string[]][]> }> {
  const { Guilds, GuildMessages, DirectMessages } = GatewayIntentBits;
  const client = await startBot(sandbox, {
    intents: [Guilds, GuildMessages, DirectMessages, ...more],
    partials: [Partials.Channel],
  });
  bot = client;
  const got: [string, string[]][] = [];
  const heard = new Promise<[string, string[]][]>((resolve) => {
    client.on(Events.MessageCreate, ({ content, attachments }) => {
      got.push([content, attachments.map(({ name }) => name)]);
      if (got.length === count) resolve(got);
    });
  });
  return { heard };
}

test('without the message content intent files are hidden, except when the bot is mentioned or in private', async () => {
  await start();
  const { heard } = await listening(3);
  const files = [file('a.png', 'x'), file('b.png', 'y')];
  const channel = guild.channel('orders');
  const said = mike.say('done', { channel, files });
  const mention = `<@${sandbox.applicationId}>`;
  mike.say(mention, { channel, files: [file('c.png', 'x')] });
  mike.say('', { inDirectMessage: true, files: [file('d.png', 'x')] });
  expect(await heard).toEqual([
    ['', []],
    [mention, ['c.png']],
    ['', ['d.png']],
  ]);
  expect(said.text()).toBe('done\n[a.png]\n[b.png]');
  expect(said.media.map(({ name, bytes }) => [name, String(bytes)])).toEqual([
    ['a.png', 'x'],
    ['b.png', 'y'],
  ]);
  const listed = await rest(sandbox, 'GET', `/channels/${channel.id}/messages/${said.id}`);
  expect(listed.body.attachments).toEqual([]);
});

test('with the message content intent files are there', async () => {
  await start({ privilegedIntents: ['MessageContent'] });
  const { heard } = await listening(1, GatewayIntentBits.MessageContent);
  mike.say('done', { files: [file('a.png', 'x')] });
  expect(await heard).toEqual([['done', ['a.png']]]);
});

test('what a person may not or cannot say is refused', async () => {
  await start();
  const noFiles = guild.createChannel({
    name: 'words-only',
    overwrites: [{ for: 'everyone', deny: ['AttachFiles'] }],
  });
  const one = file('a.png', 'x');
  expect(() => mike.say('see', { channel: noFiles, files: [one] })).toThrow("mike can't attach files");
  expect(mike.say('see', { channel: noFiles }).text()).toBe('see');
  expect(() => mike.say('', { files: [] })).toThrow('nothing to send');
  expect(() => mike.say('x'.repeat(2001))).toThrow('at most 2000 characters');
  expect(() => mike.say('', { files: Array(11).fill(one) })).toThrow('at most 10 files');
  expect(mike.say('', { files: Array(10).fill(one) }).attachments).toHaveLength(10);
});

test('downloads meet faults, too', async () => {
  await start();
  const said = mike.say('', { files: [file('a.png', 'x')] });
  const url = said.attachments[0]?.url ?? '';
  const GET = 'GET /attachments/:channel/:id/:name';
  const { faults } = sandbox;
  faults.next(GET, { kind: 'redirect', to: 'http://127.0.0.1:1/' });
  const redirected = await fetch(url, { redirect: 'manual' });
  expect([redirected.status, redirected.headers.get('location')]).toEqual([302, 'http://127.0.0.1:1/']);
  faults.next(GET, { kind: 'status', status: 503 });
  expect((await fetch(url)).status).toBe(503);
  faults.next(GET, { kind: 'lost', status: 500 });
  expect((await fetch(url)).status).toBe(500);
  faults.next(GET, { kind: 'lost' });
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  const slow = faults.next(GET, { kind: 'slow', waitMs: 60_000 });
  const waiting = fetch(url);
  await slow.spent;
  clock.advance(60_000);
  expect(await (await waiting).text()).toBe('x');
  expect(faults.log.map(({ kind }) => kind)).toEqual(['redirect', 'status', 'lost', 'lost', 'slow']);
});

test('the message that a button is on has links that work', async () => {
  await start();
  bot = await startBot(sandbox);
  const components = [{ type: 1, components: [{ type: 2, style: 1, label: 'Go', custom_id: 'go' }] }];
  bot.on(Events.InteractionCreate, async (interaction) => {
    if (interaction.isButton()) {
      const url = interaction.message.attachments.first()?.url ?? '';
      await interaction.reply(await (await fetch(url)).text());
    } else if (interaction.isChatInputCommand()) {
      await interaction.reply({ files: [{ attachment: Buffer.from('proof'), name: 'a.txt' }], components });
    }
  });
  const answered = await mike.slash('submitevidence', { screenshot: file('a.png', 'x') });
  clock.advance(25 * 60 * 60_000);
  expect((await mike.click(answered, 'Go')).text()).toBe('proof');
});

test('a message hands out links anew each time it is fetched', async () => {
  await start({ privilegedIntents: ['MessageContent'] });
  const said = mike.say('', { files: [file('a.png', 'x')] });
  clock.advance(25 * 60 * 60_000);
  const { body } = await rest(sandbox, 'GET', `/channels/${said.channelId}/messages/${said.id}`);
  const [fresh] = body.attachments as { url: string; proxy_url: string }[];
  expect((await fetch(said.attachments[0]?.url ?? '')).status).toBe(404);
  expect((await fetch(fresh?.url ?? '')).status).toBe(200);
  expect((await fetch(fresh?.proxy_url ?? '')).status).toBe(200);
});
