import { Events } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock, type Sandbox, type SandboxChannel, startSandbox } from '../../sandbox/index.ts';
import { newClient } from './bot.ts';
import { rest } from './rest.ts';

let sandbox: Sandbox;
let clock: ManualClock;
let orders: SandboxChannel;

beforeEach(async () => {
  clock = new ManualClock();
  sandbox = await startSandbox({ clock });
  orders = sandbox.createGuild({ name: 'Pixel Forge' }).createChannel({ name: 'orders' });
});

afterEach(() => sandbox.close());

const POST = 'POST /channels/:channel/messages';

/** Posts through the real client's REST part, which gives up after `timeout` ms. */
async function send(content: string, more: object = {}, timeout = 10_000): Promise<unknown> {
  const client = newClient(sandbox, {
    rest: { api: sandbox.apiUrl, version: '10', timeout, retries: 0 },
  });
  client.rest.setToken(sandbox.token);
  return client.rest.post(`/channels/${orders.id}/messages`, { body: { content, ...more } });
}

const posted = () => orders.messages().map(({ content }) => content);

test('429 makes the client wait as the header says and send again', async () => {
  const fault = sandbox.faults.next(POST, { kind: 'rateLimit', retryAfterSeconds: 0.01 });
  await send('a');
  await fault.spent;
  expect(posted()).toEqual(['a']);
  expect(sandbox.faults.log).toMatchObject([
    { where: `POST /channels/${orders.id}/messages`, kind: 'rateLimit' },
  ]);
});

test('an error status reaches the client, as often as was asked for and no more', async () => {
  sandbox.faults.next(POST, { kind: 'status', status: 500 }, 2);
  await expect(send('a')).rejects.toMatchObject({ status: 500 });
  await expect(send('a')).rejects.toMatchObject({ status: 500 });
  await send('b');
  expect(posted()).toEqual(['b']);
});

test('a request without an answer makes the client give up, and nothing was posted', async () => {
  sandbox.faults.next(POST, { kind: 'hang' });
  await expect(send('a', {}, 100)).rejects.toThrow('aborted');
  expect(posted()).toEqual([]);
});

test('a cut connection makes the request fail, and nothing was posted', async () => {
  sandbox.faults.next(POST, { kind: 'destroy' });
  await expect(send('a')).rejects.toThrow();
  expect(posted()).toEqual([]);
});

test('a slow answer comes when its time has come, and holds up no other', async () => {
  const fault = sandbox.faults.next(POST, { kind: 'slow', waitMs: 5000 });
  const answer = rest(sandbox, 'POST', `/channels/${orders.id}/messages`, { content: 'a' });
  await fault.spent;
  await rest(sandbox, 'POST', `/channels/${orders.id}/messages`, { content: 'b' });
  expect(posted()).toEqual(['b']);
  clock.advance(5000);
  expect((await answer).status).toBe(200);
  expect(posted()).toEqual(['b', 'a']);
});

test.each([{ kind: 'lost' } as const, { kind: 'lost', status: 502 } as const])(
  'with $kind $status the message is posted though the client is told otherwise, and a nonce saves it',
  async (fault) => {
    const once = { nonce: 'order-1', enforce_nonce: true };
    sandbox.faults.next(POST, fault);
    await expect(send('a', once)).rejects.toThrow();
    expect(posted()).toEqual(['a']);
    await send('a', once);
    expect(posted()).toEqual(['a']);
    await send('a');
    expect(posted()).toEqual(['a', 'a']);
  },
);

test('a fault can be taken back, and meets only what it was meant for', async () => {
  sandbox.faults.next(POST, { kind: 'status', status: 500 }).cancel();
  const other = sandbox.faults.next(/^GET /, { kind: 'status', status: 500 });
  await send('a');
  expect([posted(), other.left]).toEqual([['a'], 1]);
  expect((await rest(sandbox, 'GET', '/users/@me')).status).toBe(500);
});

test('a failed acknowledgement is not an answer for the person', async () => {
  const guild = sandbox.createGuild({ name: 'Second' });
  guild.createChannel({ name: 'orders' });
  const mia = guild.join({ username: 'mia' });
  const client = newClient(sandbox, { rest: { api: sandbox.apiUrl, version: '10', retries: 0 } });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(sandbox.token);
  await ready;
  const command = { name: 'track', description: 'Tracks' };
  await rest(sandbox, 'POST', `/applications/${sandbox.applicationId}/commands`, command);
  const failed = new Promise((resolve) => {
    client.on(Events.InteractionCreate, (interaction) => {
      if (interaction.isChatInputCommand()) interaction.reply('a').catch(resolve);
    });
  });
  sandbox.faults.next('POST /interactions/:id/:token/callback', { kind: 'status', status: 500 });
  const answer = mia.slash('track');
  answer.catch(() => {});
  expect(await failed).toMatchObject({ status: 500 });
  clock.advance(3000);
  await expect(answer).rejects.toThrow('The application did not respond');
  await client.destroy();
});
