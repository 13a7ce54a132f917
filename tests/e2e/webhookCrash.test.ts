import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { readConfig } from '../../src/config.ts';
import { openProviders } from '../../src/main.ts';
import { collections, holds, orders, providerEvents } from '../../src/ports/collections.ts';
import type { ProviderName } from '../../src/ports/paymentProvider.ts';
import type { Store } from '../../src/ports/store.ts';
import { type LocalProviders, startLocalProviders } from '../support/localProviders.ts';
import { openPageFor } from '../support/openPage.ts';
import { breaches } from '../support/work.ts';

const main = join(import.meta.dirname, '../../src/main.ts');

let sandbox: Sandbox;
let local: LocalProviders;
let dataDir: string;
let store: Store;
const bots: ChildProcess[] = [];
beforeEach(async () => {
  sandbox = await startSandbox();
  local = await startLocalProviders();
  dataDir = await mkdtemp(join(tmpdir(), 'orderly-'));
  store = await openSqliteStore({ file: join(dataDir, 'orderly.sqlite'), collections });
});
afterEach(async () => {
  for (const bot of bots.splice(0)) await kill(bot);
  await store.close();
  await local.close();
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts the bot as a process of its own, on the port that what is sent to it goes to; resolves once it is ready. */
async function startBot(): Promise<ChildProcess> {
  const bot = spawn(process.execPath, [main], {
    env: {
      ...local.environment,
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.apiUrl,
      DATA_DIR: dataDir,
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  bots.push(bot);
  for await (const line of createInterface({ input: bot.stdout }))
    if (line.includes('"Ready"')) {
      bot.stdout.resume();
      local.target = JSON.parse(line).port;
      return bot;
    }
  throw new Error('The bot ended before it was ready');
}

/** Ends it as a power cut would. */
async function kill(bot: ChildProcess): Promise<void> {
  if (bot.exitCode !== null || bot.signalCode !== null) return;
  const ended = once(bot, 'exit');
  bot.kill('SIGKILL');
  await ended;
}

describe.each<ProviderName>(['stripe', 'paypal'])('a payment by %s', { timeout: 60_000 }, (provider) => {
  test('is not lost when the bot is killed between taking note of it and asking about it', async () => {
    const guild = sandbox.createGuild({ name: 'Pixel Forge' });
    guild.createChannel({ name: 'orders' });
    const dana = guild.join({ username: 'dana', permissions: ['ManageGuild'] });
    const mia = guild.join({ username: 'mia' });
    const bot = await startBot();
    const config = readConfig({ DISCORD_TOKEN: 'unused', ...local.environment });
    if (!config.ok) throw new Error(config.refusal.join('\n'));
    const { publicUrl } = config.value.payments ?? {};
    const using = { provider, providers: await openProviders(config.value), publicUrl };
    const page = await openPageFor({ orderly: { store }, guild, dana, mia }, using);

    // All questions but the one for the certificate that webhooks are signed with.
    const asking = local[provider].faults.next(/^GET \/v\d\/(?!notifications)/, { kind: 'hang' }, 50);
    local.pay(provider, page);
    await expect.poll(() => local[provider].faults.log.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await local.settled();
    const told = local[provider].webhooks.deliveries;
    expect(told.filter(({ state }) => state === 'delivered').length).toBeGreaterThan(0);
    await kill(bot);
    asking.cancel();
    const order = () => store.get(orders.path(guild.id, 'PAY-1'));
    expect((await order())?.status).toBe('Pending Payment');

    await startBot();
    await expect.poll(async () => (await order())?.status, { timeout: 20_000 }).toBe('Payment Verified');
    expect((await store.get(holds.path(guild.id, 'PAY-1')))?.balanceMinor).toBe(2_000);
    const attempts = async () => {
      const { docs } = await store.query({
        from: providerEvents,
        where: [
          { field: 'provider', is: 'equals', value: provider },
          { field: 'state', is: 'equals', value: 'done' },
        ],
        orderBy: { field: 'nextAttemptAt', direction: 'ascending' },
        limit: 10,
      });
      return docs.map(({ data }) => data.attempts);
    };
    // What was under way when it ended was not even counted as an attempt.
    await expect.poll(attempts, { timeout: 10_000 }).toContain(0);
    expect(await breaches({ orderly: { store }, guild })).toEqual([]);
  });
});
