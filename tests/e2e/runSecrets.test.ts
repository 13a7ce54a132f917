import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MessageView, type Sandbox, startSandbox } from '../../sandbox/index.ts';
import type { ProviderName } from '../../src/ports/paymentProvider.ts';
import { type LocalProviders, startLocalProviders } from '../support/localProviders.ts';

/*
 * Whole runs of the program, as processes of their own with every secret they can have, through payments and their
 * troubles: what they print, what they post in Discord and what they answer over HTTP is searched.
 */

const main = join(import.meta.dirname, '../../src/main.ts');

let sandbox: Sandbox;
let local: LocalProviders;
let dataDir: string;
/** What the bot sent to Discord. */
let posted: string[];
const bots: ChildProcess[] = [];
beforeEach(async () => {
  posted = [];
  sandbox = await startSandbox({
    onExchange: ({ path, requestBody }) => void posted.push(path, JSON.stringify(requestBody ?? null)),
  });
  local = await startLocalProviders();
  dataDir = await mkdtemp(join(tmpdir(), 'orderly-'));
});
afterEach(async () => {
  for (const bot of bots.splice(0)) bot.kill('SIGKILL');
  await local.close();
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Starts the program; `printed` resolves with all it wrote, once it has ended. */
function start(environment: Readonly<Record<string, string>>) {
  const bot = spawn(process.execPath, [main], {
    env: {
      ...local.environment,
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.apiUrl,
      DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'trace',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  bots.push(bot);
  const printed = Promise.all([text(bot.stdout), text(bot.stderr)]).then((both) => both.join('\n'));
  const ready = new Promise<number>((resolve, reject) => {
    let sofar = '';
    bot.stdout.on('data', (chunk: Buffer) => {
      sofar += chunk.toString();
      const line = sofar.split('\n').find((one) => one.includes('"Ready"'));
      if (line !== undefined) resolve(JSON.parse(line).port);
    });
    bot.once('exit', () => reject(new Error('It ended before it was ready')));
  });
  ready.catch(() => undefined);
  return { bot, printed, ready };
}

/** All that nobody may see. */
const secrets = () => [
  sandbox.token,
  ...['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'PAYPAL_CLIENT_SECRET'].map(
    (name) => local.environment[name] ?? '',
  ),
  btoa(`${local.paypal.clientId}:${local.paypal.clientSecret}`),
];

function expectNoSecret(where: string, words: string, more: readonly string[] = []): void {
  for (const secret of [...secrets(), ...more]) {
    expect(secret.length).toBeGreaterThan(15);
    expect(words.includes(secret), `${where} shows ${secret.slice(0, 6)}…`).toBe(false);
  }
  // What PayPal's access tokens begin with here.
  expect(words, where).not.toContain('A21AA');
}

test('nothing that is printed, posted or answered through payments and their troubles holds a secret', async () => {
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  const dana = guild.join({ username: 'dana', permissions: ['ManageGuild'] });
  const mia = guild.join({ username: 'mia' });
  const { bot, printed, ready } = start({});
  const port = await ready;
  local.target = port;
  const told = (words: string): Promise<MessageView> =>
    mia.nextMessage((message) => message.text().includes(words));
  const calls = { stripe: 'POST /v1/checkout/sessions', paypal: 'POST /v2/checkout/orders' } as const;
  const refunds = {
    stripe: 'POST /v1/refunds',
    paypal: /^POST \/v2\/payments\/captures\/.*\/refund$/,
  } as const;

  for (const provider of ['stripe', 'paypal'] satisfies ProviderName[]) {
    const button = provider === 'stripe' ? 'Pay by card' : 'PayPal';
    const id = provider.toUpperCase();
    const { faults } = local[provider];
    await dana.slash('invoice', { user: mia, service: 'Logo', amount: '$50', order_id: id });
    const dm = await told(`Order ${id} waits for payment`);
    faults.next(calls[provider], { kind: 'status', status: 500 });
    await mia.click(dm, button);
    faults.next(calls[provider], { kind: 'garbled', body: '<html>' });
    await mia.click(dm, button);
    local.stripe.revokeKey(true);
    local.paypal.tokens.keysWork = false;
    expect((await mia.click(dm, button)).text()).toContain('can’t be used here at present');
    local.stripe.revokeKey(false);
    local.paypal.tokens.keysWork = true;
    const page = await mia.click(dm, button);
    const [reference = ''] = /(?:cs_|token=)[\w-]+/.exec(JSON.stringify(page.record)) ?? [];
    local.pay(provider, reference.replace('token=', ''));
    await told(`for order ${id} is paid`);
    const { webhooks } = local[provider];
    webhooks.next(/^EVENT /, { kind: 'forge' });
    webhooks.resend(webhooks.deliveries[0]?.event.id ?? '');
    faults.next(refunds[provider], { kind: 'status', status: 400 });
    const panel = await dana.slash('refund', { order_id: id, amount: '$10' });
    await dana.click(panel, 'Refund $10.00');
    await told(`$10.00 for order ${id} could not go back`);
    await mia.slash('receipt', { order_id: id });
  }
  const lookUp = {
    user: mia,
    service: 'Logo',
    amount: '$1',
    payment_method: 'stripe',
    payment_reference: 'pi_none',
  };
  await dana.slash('addorder', lookUp);
  await local.settled();

  const answered: string[] = [];
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
    answered.push(JSON.stringify([...answer.headers]), await answer.text());
    return answer.status;
  };
  for (const path of ['/health', '/ready', '/paid', '/cancelled']) expect(await ask(path)).toBe(200);
  for (const provider of ['stripe', 'paypal'])
    expect(await ask(`/webhooks/${provider}`, { method: 'POST', body: '{}' })).toBe(400);

  bot.kill('SIGTERM');
  const all = await printed;
  for (const line of ['"Ready"', 'A payment provider does not accept the keys', 'A payment provider refused'])
    expect(all).toContain(line);
  for (const line of ['A payment provider did not answer', 'Webhooks were refused'])
    expect(all).toContain(line);
  expectNoSecret('The log', all);
  expect(posted.length).toBeGreaterThan(50);
  expectNoSecret('Discord', posted.join('\n'));
  expectNoSecret('HTTP', answered.join('\n'));
}, 60_000);

test.each(['right', 'torn'])(
  'where the start fails with a %s key of Firebase, that is not printed either',
  async (how) => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const [begin = '', ...lines] = privateKey.split('\n');
    const private_key = how === 'right' ? privateKey : [begin, ...lines.slice(3)].join('\n');
    const account = {
      type: 'service_account',
      project_id: 'shop-desk',
      private_key,
      client_email: 'desk@shop-desk.iam.gserviceaccount.com',
    };
    const { bot, printed } = start({
      FIREBASE_PROJECT_ID: 'shop-desk',
      FIREBASE_SERVICE_ACCOUNT: JSON.stringify(account),
      DISCORD_API_URL: 'http://127.0.0.1:9/api',
    });
    const [exitCode] = await once(bot, 'exit');
    expect(exitCode).toBe(1);
    const all = await printed;
    expect(all.length).toBeGreaterThan(0);
    expectNoSecret(
      'The start',
      all,
      lines.filter((line) => line.length > 40),
    );
  },
  60_000,
);
