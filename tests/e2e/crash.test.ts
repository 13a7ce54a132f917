import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';

const main = join(import.meta.dirname, '../../src/main.ts');

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
    dana: guild.join({ username: 'dana', permissions: ['ManageGuild'] }),
    mia: guild.join({ username: 'mia' }),
  };
}

const order = { service: 'Website', payment_method: 'stripe', amount: '$10.00', order_id: 'CRASH-1' };

test('killed between commit and message, the next process tells the customer, once', async () => {
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

test('asked to stop, it ends by itself with 0 and hands over at once', async () => {
  const { dana, mia } = people();
  const bot = await startBot();
  const answer = await dana.slash('addorder', { user: mia, ...order });
  await answer.until((message) => message.text().includes('@mia was told by DM.'));
  expect(await kill(bot, 'SIGTERM')).toBe(0);

  await startBot();
  const next = await dana.slash('updateorder', { order_id: 'CRASH-1', status: 'In Progress' });
  await next.until((message) => message.text().includes('@mia was told by DM.'));
});
