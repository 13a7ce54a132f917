import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, type SandboxGuild, startSandbox } from '../../sandbox/index.ts';
import { channelPermissions } from '../../sandbox/model/permissions.ts';
import { rest } from './rest.ts';

let sandbox: Sandbox;
let guild: SandboxGuild;

beforeEach(async () => {
  sandbox = await startSandbox();
  guild = sandbox.createGuild({ name: 'Pixel Forge' });
});

afterEach(() => sandbox.close());

const post = (id: string, body: unknown) => rest(sandbox, 'POST', `/channels/${id}/messages`, body);

test('a channel the bot is shut out of refuses everything with Missing Access', async () => {
  const secret = guild.createChannel({
    name: 'secret',
    overwrites: [{ for: 'everyone', deny: ['ViewChannel'] }],
  });
  expect(await post(secret.id, { content: 'a' })).toMatchObject({ status: 403, body: { code: 50001 } });
  expect((await rest(sandbox, 'GET', `/channels/${secret.id}`)).body.code).toBe(50001);
  secret.setOverwrites([
    { for: 'everyone', deny: ['ViewChannel'] },
    { for: 'bot', allow: ['ViewChannel'] },
  ]);
  expect((await post(secret.id, { content: 'a' })).status).toBe(200);
});

test('sending, embeds, files and managing channels each need their permission', async () => {
  const orders = guild.createChannel({ name: 'orders' });
  orders.setOverwrites([{ for: 'bot', deny: ['EmbedLinks'] }]);
  expect((await post(orders.id, { embeds: [{ title: 'a' }] })).body.code).toBe(50013);
  expect((await post(orders.id, { content: 'a' })).status).toBe(200);
  orders.setOverwrites([{ for: 'bot', deny: ['SendMessages'] }]);
  expect((await post(orders.id, { content: 'a' })).body.code).toBe(50013);
  const plan = { name: 'Ticket ABC', topic: 'Order ABC' };
  expect((await rest(sandbox, 'POST', `/guilds/${guild.id}/channels`, plan)).body.code).toBe(50013);
  expect((await rest(sandbox, 'PATCH', `/channels/${orders.id}`, { topic: 'x' })).body.code).toBe(50013);

  guild.setBotPermissions(['ViewChannel', 'ManageChannels']);
  const made = await rest(sandbox, 'POST', `/guilds/${guild.id}/channels`, plan);
  expect(made).toMatchObject({ status: 201, body: { name: 'ticket-abc', topic: 'Order ABC' } });
  await rest(sandbox, 'PATCH', `/channels/${made.body.id}`, { topic: 'Order XYZ' });
  expect(guild.channel('ticket-abc').topic).toBe('Order XYZ');
  const long = await rest(sandbox, 'PATCH', `/channels/${made.body.id}`, { topic: 'x'.repeat(1025) });
  expect(long.body).toMatchObject({ code: 50035, errors: { topic: { _errors: [{}] } } });
});

test('a channel in a category takes over who may see it, and people see only what they may', async () => {
  const mia = guild.join({ username: 'mia' });
  const support = guild.createRole({ name: 'Support' });
  const sam = guild.join({ username: 'sam', roles: [support] });
  const tickets = guild.createCategory({
    name: 'Tickets',
    overwrites: [
      { for: 'everyone', deny: ['ViewChannel'] },
      { for: support, allow: ['ViewChannel'] },
      { for: 'bot', allow: ['ViewChannel'] },
    ],
  });
  const ticket = guild.createChannel({ name: 'ticket', parent: tickets });
  await post(ticket.id, { content: 'hello' });
  expect(ticket.messagesSeenBy(sam)).toHaveLength(1);
  expect(ticket.messagesSeenBy(mia)).toHaveLength(0);
  expect(() => mia.say('me too', { channel: ticket })).toThrow("mia can't write in #ticket");
  mia.giveRole(support);
  expect(ticket.messagesSeenBy(mia)).toHaveLength(1);
});

test('who cannot view a channel may do nothing in it', () => {
  const mia = guild.join({ username: 'mia' });
  const hidden = guild.createChannel({
    name: 'hidden',
    overwrites: [{ for: mia, deny: ['ViewChannel'], allow: ['SendMessages'] }],
  });
  expect(channelPermissions(guild.record, hidden.record, mia.id)).toBe(0n);
});

test('an administrator sees everything, and an overwrite for a person beats those for roles', async () => {
  const admin = guild.join({ username: 'ada', permissions: ['Administrator'] });
  const role = guild.createRole({ name: 'Muted' });
  const mia = guild.join({ username: 'mia', roles: [role] });
  const orders = guild.createChannel({
    name: 'orders',
    overwrites: [
      { for: role, deny: ['SendMessages'] },
      { for: mia, allow: ['SendMessages'] },
      { for: admin, deny: ['ViewChannel'] },
    ],
  });
  expect(mia.say('hello', { channel: orders }).content).toBe('hello');
  expect(orders.messagesSeenBy(admin)).toHaveLength(1);
});

test('direct messages fail when they are closed or no server is shared', async () => {
  const mia = guild.join({ username: 'mia' });
  const opened = await rest(sandbox, 'POST', '/users/@me/channels', { recipient_id: mia.id });
  const id = String(opened.body.id);
  expect((await post(id, { content: 'one' })).status).toBe(200);
  mia.closeDirectMessages();
  expect(await post(id, { content: 'two' })).toMatchObject({ status: 403, body: { code: 50007 } });
  mia.openDirectMessages();
  mia.leave();
  expect(await post(id, { content: 'three' })).toMatchObject({ status: 403, body: { code: 50278 } });
  expect(mia.inbox().map((message) => message.content)).toEqual(['one']);
  const nobody = await rest(sandbox, 'POST', '/users/@me/channels', { recipient_id: '1' });
  expect(nobody.body.code).toBe(50033);
});

test('only who may be pinged is pinged', async () => {
  const mia = guild.join({ username: 'mia' });
  const open = guild.createRole({ name: 'Open', mentionable: true });
  const closed = guild.createRole({ name: 'Closed' });
  const orders = guild.createChannel({ name: 'orders' });
  const content = `<@${mia.id}> <@&${open.id}> <@&${closed.id}> @everyone`;
  const pinged = async (more: object) => {
    await post(orders.id, { content, ...more });
    return (await orders.nextMessage()).pinged;
  };
  expect(await pinged({})).toEqual(['mia', '@&Open']);
  expect(await pinged({ allowed_mentions: { parse: [] } })).toEqual([]);
  expect(await pinged({ allowed_mentions: { parse: ['roles'] } })).toEqual(['@&Open']);
  expect(await pinged({ allowed_mentions: { users: [mia.id] } })).toEqual(['mia']);
  guild.setBotPermissions(['ViewChannel', 'SendMessages', 'MentionEveryone']);
  expect(await pinged({})).toEqual(['mia', '@&Open', '@&Closed', '@everyone']);
  const display = { content: '', flags: 32768, components: [{ type: 10, content }] };
  expect(await pinged({ ...display, allowed_mentions: { parse: ['users'] } })).toEqual(['mia']);
  expect(await pinged({ content: '', embeds: [{ description: content }] })).toEqual([]);
});
