import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxFile, startSandbox } from '../../sandbox/index.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { openDiskVault } from '../../src/adapters/vault/diskVault.ts';
import { collections } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import { settled, setUp } from '../support/orders.ts';
import { blocksOf, keptPictures, screenshot, storedWork } from '../support/work.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const job = join(import.meta.dirname, '../../scripts/job.ts');

let sandbox: Sandbox;
let dataDir: string;
const bots: ChildProcess[] = [];
beforeEach(async () => {
  sandbox = await startSandbox({ patienceMs: 13_000 });
  dataDir = await mkdtemp(join(tmpdir(), 'orderly-'));
});
afterEach(async () => {
  for (const bot of bots.splice(0)) await kill(bot, 'SIGKILL');
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts the bot as a process of its own; resolves once it is ready. */
async function startBot(): Promise<ChildProcess> {
  const bot = spawn(process.execPath, [main], {
    env: {
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.apiUrl,
      DISCORD_ATTACHMENT_HOSTS: `127.0.0.1:${sandbox.port}`,
      DATA_DIR: dataDir,
      PORT: 'off',
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  bots.push(bot);
  for await (const line of createInterface({ input: bot.stdout }))
    if (line.includes('"Ready"')) {
      bot.stdout.resume();
      return bot;
    }
  throw new Error('The bot ended before it was ready');
}

async function kill(bot: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (bot.exitCode === null && bot.signalCode === null) {
    const ended = once(bot, 'exit');
    bot.kill(signal);
    await ended;
  }
  return bot.exitCode;
}

function people() {
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  return {
    guild,
    dana: guild.join({ username: 'dana', permissions: ['ManageGuild'] }),
    mia: guild.join({ username: 'mia' }),
    mike: guild.join({ username: 'mike' }),
  };
}

const order = { service: 'Website', payment_method: 'stripe', amount: '$10.00', order_id: 'CRASH-1' };

test('killed between commit and message, the next process tells the customer, once', {
  timeout: 60_000,
}, async () => {
  const { dana, mia } = people();
  const bot = await startBot();
  const sending = sandbox.faults.next('POST /channels/:id/messages', { kind: 'hang' });
  const answer = await dana.slash('addorder', { user: mia, ...order });
  expect(answer.text()).toContain('✅ Order CRASH-1 is recorded');
  await sending.spent;
  await kill(bot, 'SIGKILL');
  expect(mia.inbox()).toEqual([]);

  await startBot();
  expect((await mia.slash('trackorder', { order_id: 'CRASH-1' })).text()).toContain('Order CRASH-1');
  const told = await mia.nextMessage();
  expect(told.text()).toContain('Your order CRASH-1 is confirmed');
  const next = await dana.slash('updateorder', { order_id: 'CRASH-1', status: 'In Progress' });
  await next.until((message) => message.text().includes('@mia was told by DM.'));
  expect(mia.inbox()).toHaveLength(2);
});

test('asked to stop, it ends by itself with 0 and hands over at once', { timeout: 60_000 }, async () => {
  const { dana, mia } = people();
  const bot = await startBot();
  const answer = await dana.slash('addorder', { user: mia, ...order });
  await answer.until((message) => message.text().includes('@mia was told by DM.'));
  expect(await kill(bot, 'SIGTERM')).toBe(0);

  await startBot();
  const next = await dana.slash('updateorder', { order_id: 'CRASH-1', status: 'In Progress' });
  await next.until((message) => message.text().includes('@mia was told by DM.'));
});

describe('while evidence is handed in', { timeout: 60_000 }, () => {
  let store: Store;
  let told: ReturnType<typeof people>;
  beforeEach(async () => {
    store = await openSqliteStore({ file: join(dataDir, 'orderly.sqlite'), collections });
    told = people();
  });
  afterEach(() => store.close());

  const work = () => storedWork({ orderly: { store }, guild: told.guild }, 'CRASH-1');
  const pictures = () => keptPictures({ config: { dataDir } });

  /** Has the bot running, a review queue set up and an order waiting for mike's evidence. */
  async function begin() {
    const { guild, dana, mia, mike } = told;
    const queue = guild.createChannel({ name: 'review-queue' });
    await setUp({ orderly: { store }, guild }, { reviewChannelId: queue.id });
    const bot = await startBot();
    await settled(await dana.slash('addorder', { user: mia, ...order, booster: mike }));
    return { bot, queue };
  }

  /** mike hands it in; resolves with the first words of the answer. */
  const handIn = ([screenshot, screenshot2]: SandboxFile[]) =>
    told.mike.slash('submitevidence', { screenshot, screenshot2, order_id: 'CRASH-1' });

  /** Makes every kept picture two hours old and runs the cleaner as its own process; resolves with what it says. */
  async function cleanLater(): Promise<string> {
    const folder = join(dataDir, 'evidence');
    const earlier = new Date(Date.now() - 2 * 60 * 60 * 1000);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), earlier, earlier);
    const env = { PATH: process.env.PATH, DATA_DIR: dataDir };
    // From a folder without an .env file.
    const run = promisify(execFile)(process.execPath, [job, 'clean-vault'], { env, cwd: dataDir });
    return (await run).stdout.trimEnd().split('\n').at(-1) ?? '';
  }

  test('killed between keeping the pictures and the commit, nothing is submitted, the cleaner takes the pictures, and it can be done again', async () => {
    const { dana } = told;
    const { bot } = await begin();
    const both = [await screenshot(1), await screenshot(2)];
    // Another process holds the database, so that the commit waits.
    const lock = new DatabaseSync(join(dataDir, 'orderly.sqlite'));
    lock.exec('BEGIN IMMEDIATE');
    void handIn(both).catch(() => undefined);
    await expect.poll(pictures, { timeout: 8_000 }).toBe(2);
    await kill(bot, 'SIGKILL');
    lock.exec('ROLLBACK');
    lock.close();
    expect(await work()).toMatchObject({ order: { status: 'Assigned' }, submissions: [] });
    expect(await pictures()).toBe(2);

    await startBot();
    expect((await handIn(both)).text()).toContain('is submitted');
    expect(await pictures()).toBe(4);
    expect(await cleanLater()).toBe('✓ clean-vault: did 2 things.');
    expect(await pictures()).toBe(2);
    const { submissions } = await work();
    expect(submissions.map(({ images }) => images.length)).toEqual([2]);
    const vault = await openDiskVault(join(dataDir, 'evidence'));
    for (const [index, { vaultKey }] of (submissions[0]?.images ?? []).entries())
      expect(await blocksOf(await vault.get(vaultKey))).toBe(await blocksOf(both[index]?.bytes));
    // What was never submitted was not seen before either.
    const opened = await dana.slash('review', { order_id: 'CRASH-1' });
    expect(opened.text()).toContain('image 1 of 2');
    expect(opened.text()).not.toContain('⚠️');
  });

  test('killed right after the commit, nothing is lost: the evidence stays, and everyone is told, once', async () => {
    const { dana, mia, mike } = told;
    const { bot, queue } = await begin();
    const picture = await screenshot(1);
    const before = mia.inbox().length;
    const answering = sandbox.faults.next(/^PATCH \/webhooks\//, { kind: 'hang' });
    const sending = sandbox.faults.next('POST /channels/:id/messages', { kind: 'hang' }, 2);
    void handIn([picture]).catch(() => undefined);
    await expect.poll(async () => (await work()).submissions.length, { timeout: 8_000 }).toBe(1);
    await kill(bot, 'SIGKILL');
    sending.cancel();
    answering.cancel();
    expect(mia.inbox()).toHaveLength(before);
    expect(queue.messages()).toEqual([]);

    await startBot();
    const post = await queue.nextMessage();
    expect(post.text()).toContain('📸 Order CRASH-1');
    const heard = await mia.nextMessage((message) => message.text().includes('waits for a review'));
    expect(heard.text()).toContain('CRASH-1');
    expect(await cleanLater()).toBe('✓ clean-vault: there is nothing to do.');
    const opened = await dana.click(post, 'Open');
    expect(await blocksOf(opened.media[0]?.bytes)).toBe(await blocksOf(picture.bytes));
    await settled(await dana.click(opened, 'Approve & Complete'));
    await mike.nextMessage((message) => message.text().includes('Order completed!'));
    expect(queue.messages()).toHaveLength(1);
    expect(mia.inbox().filter((message) => message.text().includes('waits for a review'))).toHaveLength(1);
  });
});
