import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  ManualClock,
  type MessageView,
  type Person,
  type Sandbox,
  type SandboxGuild,
  startSandbox,
} from '../../sandbox/index.ts';
import { type RestAnswer, rest } from './rest.ts';

let sandbox: Sandbox;
let clock: ManualClock;
let guild: SandboxGuild;
let mia: Person;

beforeEach(async () => {
  clock = new ManualClock();
  sandbox = await startSandbox({ clock, patienceMs: 2000 });
  guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  mia = guild.join({ username: 'mia' });
  const command = {
    name: 'track',
    description: 'Tracks',
    options: [{ type: 3, name: 'id', description: 'Which', autocomplete: true }],
  };
  await rest(sandbox, 'POST', `/applications/${sandbox.applicationId}/commands`, command);
});

afterEach(() => sandbox.close());

const EPHEMERAL = 64;
const BUTTONS = [{ type: 1, components: [{ type: 2, style: 1, label: 'Go', custom_id: 'go' }] }];

interface Started<T> {
  /** What the person gets to see in the end. */
  seen: Promise<T>;
  /** Acknowledges as a bot would: without authorization. */
  callback(type: number, data?: unknown): Promise<RestAnswer>;
  /** Calls the interaction's webhook. */
  webhook(method: string, path: string, body?: unknown): Promise<RestAnswer>;
}

/** Lets a person do something while no bot is connected, and gives the hand to the test as the bot. */
function started<T>(act: () => Promise<T>): Started<T> {
  const seen = act();
  // Looked at later; until then a rejection is not a bug of the test.
  seen.catch(() => {});
  const interaction = [...sandbox.world.interactions.values()].at(-1);
  const { id, token } = interaction ?? { id: '', token: '' };
  const as = (method: string, path: string, body?: unknown) => rest(sandbox, method, path, body, {});
  return {
    seen,
    callback: (type, data) =>
      as('POST', `/interactions/${id}/${token}/callback?with_response=true`, { type, data }),
    webhook: (method, path, body) => as(method, `/webhooks/${sandbox.applicationId}/${token}${path}`, body),
  };
}

const track = () => started(() => mia.slash('track'));
const click = (message: MessageView) => started(() => mia.click(message, 'Go'));

test('an answer after three seconds is too late, and the person is told', async () => {
  const { seen, callback } = track();
  clock.advance(3000);
  await expect(seen).rejects.toThrow('The application did not respond');
  expect(await callback(4, { content: 'late' })).toMatchObject({ status: 404, body: { code: 10062 } });
});

test('an answer just before three seconds counts, and a second one is refused', async () => {
  const { seen, callback } = track();
  clock.advance(2999);
  expect((await callback(4, { content: 'in time' })).status).toBe(200);
  expect((await seen).content).toBe('in time');
  expect(await callback(4, { content: 'again' })).toMatchObject({ status: 400, body: { code: 40060 } });
});

test('an unknown token is refused, for answers, edits and follow-ups', async () => {
  const { callback } = track();
  await callback(4, { content: 'a' });
  const paths = ['/interactions/1/unknown/callback', `/webhooks/${sandbox.applicationId}/unknown`];
  const [answer, follow] = await Promise.all(
    paths.map((path) => rest(sandbox, 'POST', path, { type: 4 }, {})),
  );
  expect(answer).toMatchObject({ status: 404, body: { code: 10062 } });
  expect(follow).toMatchObject({ status: 404, body: { code: 10015 } });
});

test('a refused answer acknowledges nothing, and its errors stand under data', async () => {
  const { callback, seen } = track();
  expect(await callback(4, {})).toMatchObject({ status: 400, body: { code: 50006 } });
  const long = await callback(4, { content: 'x'.repeat(2001) });
  expect(long.body.errors).toMatchObject({ data: { content: { _errors: [{}] } } });
  expect((await callback(9, { title: 'a' })).body.code).toBe(50035);
  expect((await callback(4, { content: 'a' })).status).toBe(200);
  await seen;
});

test('nothing can be edited before the acknowledgement or after 15 minutes', async () => {
  const { callback, webhook } = track();
  expect((await webhook('PATCH', '/messages/@original', { content: 'a' })).body.code).toBe(10015);
  await callback(5, { flags: EPHEMERAL });
  clock.advance(15 * 60_000 - 1);
  expect((await webhook('PATCH', '/messages/@original', { content: 'a' })).status).toBe(200);
  clock.advance(1);
  expect(await webhook('PATCH', '/messages/@original', { content: 'b' })).toMatchObject({
    status: 401,
    body: { code: 50027 },
  });
});

test('a deferral is not an answer, its edit is, and it keeps who may see it', async () => {
  const { callback, webhook, seen } = track();
  await callback(5, { flags: EPHEMERAL });
  expect((await webhook('GET', '/messages/@original')).body.flags).toBe(EPHEMERAL | 128);
  await webhook('PATCH', '/messages/%40original', { content: 'done' });
  const answer = await seen;
  expect([answer.content, answer.ephemeral]).toEqual(['done', true]);
  const more = await webhook('POST', '?wait=true', { content: 'more', flags: EPHEMERAL });
  await webhook('PATCH', `/messages/${more.body.id}`, { content: 'even more' });
  const seenByMia = guild.channel('orders').messagesSeenBy(mia);
  expect(seenByMia.map((message) => message.content)).toEqual(['done', 'even more']);
  await webhook('DELETE', '/messages/@original');
  expect(answer.deleted).toBe(true);
  expect((await webhook('GET', '/messages/@original')).body.code).toBe(10008);
});

test('the first follow-up takes the place of a deferral', async () => {
  const { callback, webhook, seen } = track();
  await callback(5);
  await webhook('POST', '', { content: 'here' });
  expect((await seen).content).toBe('here');
  expect(guild.channel('orders').messages()).toHaveLength(1);
});

test('an ephemeral message exists for nobody else, not even for the bot by its id', async () => {
  const sam = guild.join({ username: 'sam', permissions: ['Administrator'] });
  const { callback, seen } = track();
  await callback(4, { content: 'secret', flags: EPHEMERAL, components: BUTTONS });
  const message = await seen;
  const orders = guild.channel('orders');
  expect(orders.messagesSeenBy(sam)).toEqual([]);
  expect(orders.messages()).toEqual([]);
  await expect(sam.click(message, 'Go')).rejects.toThrow("sam can't see that message");
  const byId = await rest(sandbox, 'GET', `/channels/${orders.id}/messages/${message.id}`);
  expect(byId.body.code).toBe(10008);
});

test('a button updates its message at once or later, or answers with a new one', async () => {
  const { callback, seen } = track();
  await callback(4, { content: 'one', components: BUTTONS });
  const message = await seen;

  const atOnce = click(message);
  await atOnce.callback(7, { content: 'two' });
  expect(await atOnce.seen).toBe(message);
  expect(message.content).toBe('two');

  const later = click(message);
  await later.callback(6);
  await later.webhook('PATCH', '/messages/@original', { content: 'three' });
  expect((await later.seen).content).toBe('three');

  const fresh = click(message);
  await fresh.callback(4, { content: 'four', flags: EPHEMERAL });
  expect((await fresh.seen).content).toBe('four');
  expect(message.content).toBe('three');

  const silent = click(message);
  clock.advance(3000);
  await expect(silent.seen).rejects.toThrow('This interaction failed');
});

test('autocomplete is answered with at most 25 choices of at most 100 characters', async () => {
  const { callback, seen } = started(() => mia.autocomplete('track', { id: 'AB' }, 'id'));
  const choices = (count: number, name = 'a') => Array.from({ length: count }, () => ({ name, value: 'v' }));
  expect((await callback(8, { choices: choices(26) })).body.code).toBe(50035);
  expect((await callback(8, { choices: choices(1, 'x'.repeat(101)) })).body.code).toBe(50035);
  expect((await callback(4, { content: 'a' })).body.code).toBe(50035);
  expect((await callback(8, { choices: choices(25) })).status).toBe(200);
  expect(await seen).toHaveLength(25);
});

test('an acknowledgement with nothing to see is reported as such', async () => {
  await sandbox.close();
  sandbox = await startSandbox({ clock, patienceMs: 50 });
  guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  mia = guild.join({ username: 'mia' });
  const command = { name: 'track', description: 'Tracks' };
  await rest(sandbox, 'POST', `/applications/${sandbox.applicationId}/commands`, command);
  const { callback, seen } = track();
  await callback(5);
  await expect(seen).rejects.toThrow('The bot acknowledged, but showed nothing within 50 ms');
});
