import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ManualClock,
  type Person,
  type Sandbox,
  type SandboxChannel,
  startSandbox,
} from '../../sandbox/index.ts';
import { rest } from './rest.ts';

let sandbox: Sandbox;
let clock: ManualClock;
let orders: SandboxChannel;
let mia: Person;

beforeAll(async () => {
  clock = new ManualClock();
  sandbox = await startSandbox({ clock });
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  orders = guild.createChannel({ name: 'orders' });
  mia = guild.join({ username: 'mia' });
});

afterAll(() => sandbox.close());

const post = (body: unknown, channel: SandboxChannel = orders) =>
  rest(sandbox, 'POST', `/channels/${channel.id}/messages`, body);
const button = (id: string) => ({ type: 2, style: 1, label: id, custom_id: id });
const row = (...components: unknown[]) => ({ type: 1, components });
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ label: `${index}`, value: `${index}` }));
const select = (more: object) => row({ type: 3, custom_id: 's', options: options(1), ...more });
const text = (length: number) => 'x'.repeat(length);

describe("a message is refused with Discord's code and place of the error", () => {
  test.each<[string, unknown, string, string]>([
    ['content of 2,001 characters', { content: text(2001) }, 'content', 'BASE_TYPE_MAX_LENGTH'],
    ['an embed title of 257', { embeds: [{ title: text(257) }] }, 'embeds.0.title', 'BASE_TYPE_MAX_LENGTH'],
    [
      'a description of 4,097',
      { embeds: [{ description: text(4097) }] },
      'embeds.0.description',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      '26 fields',
      { embeds: [{ fields: options(26).map(() => ({ name: 'a', value: 'b' })) }] },
      'embeds.0.fields',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'a field name of 257',
      { embeds: [{ fields: [{ name: text(257), value: 'b' }] }] },
      'embeds.0.fields.0.name',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'a field value of 1,025',
      { embeds: [{ fields: [{ name: 'a', value: text(1025) }] }] },
      'embeds.0.fields.0.value',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'an empty field value',
      { embeds: [{ fields: [{ name: 'a', value: '' }] }] },
      'embeds.0.fields.0.value',
      'BASE_TYPE_REQUIRED',
    ],
    [
      'a footer of 2,049',
      { embeds: [{ footer: { text: text(2049) } }] },
      'embeds.0.footer.text',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'an author of 257',
      { embeds: [{ author: { name: text(257) } }] },
      'embeds.0.author.name',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'embeds of 6,001 in all',
      { embeds: [{ description: text(4000) }, { description: text(2001) }] },
      'embeds',
      'MAX_EMBED_SIZE_EXCEEDED',
    ],
    ['11 embeds', { embeds: options(11).map(() => ({ title: 'a' })) }, 'embeds', 'BASE_TYPE_MAX_LENGTH'],
    ['an empty embed', { embeds: [{}] }, 'embeds.0.description', 'BASE_TYPE_REQUIRED'],
    [
      'an embed address that is none',
      { embeds: [{ title: 'a', url: 'no' }] },
      'embeds.0.url',
      'URL_TYPE_INVALID_URL',
    ],
    [
      'an embed address of another scheme',
      { embeds: [{ title: 'a', url: 'ftp://a.b' }] },
      'embeds.0.url',
      'URL_TYPE_INVALID_SCHEME',
    ],
    [
      'a colour too large',
      { embeds: [{ title: 'a', color: 0x1000000 }] },
      'embeds.0.color',
      'NUMBER_TYPE_MAX',
    ],
    [
      'six rows',
      { components: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => row(button(id))) },
      'components',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'six buttons in a row',
      { components: [row(...['a', 'b', 'c', 'd', 'e', 'f'].map(button))] },
      'components.0.components',
      'BASE_TYPE_BAD_LENGTH',
    ],
    ['an empty row', { components: [row()] }, 'components.0.components', 'BASE_TYPE_BAD_LENGTH'],
    [
      'a select beside a button',
      { components: [row(button('a'), { type: 5, custom_id: 's' })] },
      'components.0.components',
      'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
    ],
    [
      'the same custom id twice',
      { components: [row(button('a'), button('a'))] },
      'components.0.components.1.custom_id',
      'COMPONENT_CUSTOM_ID_DUPLICATED',
    ],
    [
      'a custom id of 101',
      { components: [row({ ...button('a'), custom_id: text(101) })] },
      'components.0.components.0.custom_id',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'a button without custom id',
      { components: [row({ type: 2, style: 1, label: 'a' })] },
      'components.0.components.0.custom_id',
      'BASE_TYPE_REQUIRED',
    ],
    [
      'a label of 81',
      { components: [row({ ...button('a'), label: text(81) })] },
      'components.0.components.0.label',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'a button with an emoji that is none',
      { components: [row({ ...button('a'), emoji: { name: 'x' } })] },
      'components.0.components.0.emoji',
      'COMPONENT_INVALID_EMOJI',
    ],
    [
      'a link button without address',
      { components: [row({ type: 2, style: 5, label: 'a' })] },
      'components.0.components.0.url',
      'BASE_TYPE_REQUIRED',
    ],
    [
      '26 options',
      { components: [select({ options: options(26) })] },
      'components.0.components.0.options',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'no option',
      { components: [select({ options: [] })] },
      'components.0.components.0.options',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'an option label of 101',
      { components: [select({ options: [{ label: text(101), value: 'a' }] })] },
      'components.0.components.0.options.0.label',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'an option description of 101',
      { components: [select({ options: [{ label: 'a', value: 'a', description: text(101) }] })] },
      'components.0.components.0.options.0.description',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'an option value twice',
      { components: [select({ options: [...options(1), ...options(1)] })] },
      'components.0.components.0.options.1.value',
      'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
    ],
    [
      'the new layout without its flag',
      { components: [{ type: 10, content: 'a' }] },
      'components.0.type',
      'UNION_TYPE_CHOICES',
    ],
    [
      'content beside the new layout',
      { flags: 32768, content: 'a', components: [{ type: 10, content: 'a' }] },
      'content',
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
    ],
    [
      'over 4,000 characters in the new layout',
      { flags: 32768, components: options(2).map(() => ({ type: 10, content: text(2001) })) },
      'components',
      'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
    ],
    [
      'over 40 components in the new layout',
      { flags: 32768, components: options(21).map((_, index) => row(button(`${index}`))) },
      'components',
      'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
    ],
    ['a nonce of 26', { content: 'a', nonce: text(26) }, 'nonce', 'BASE_TYPE_MAX_LENGTH'],
    [
      'mentions both parsed and named',
      { content: 'a', allowed_mentions: { parse: ['users'], users: ['1'] } },
      'allowed_mentions',
      'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
    ],
    ['content that is no text', { content: {} }, 'content', 'STRING_TYPE_CONVERT'],
  ])('%s', async (_, body, place, code) => {
    const { status, body: refused } = await post(body);
    expect([status, refused.code]).toEqual([400, 50035]);
    const at = place.split('.').reduce<unknown>((node, key) => Object(node)[key], refused.errors);
    expect(at).toMatchObject({ _errors: [{ code }] });
  });

  test.each<[string, unknown]>([
    ['nothing at all', {}],
    ['blanks', { content: '  \n ' }],
    ['empty lists', { content: '', embeds: [], components: [] }],
  ])('%s is an empty message', async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code: 50006 } });
  });

  test('what is exactly at the limits passes', async () => {
    const embed = { title: text(256), description: text(4096), footer: { text: text(1648) } };
    const rows = ['a', 'b', 'c', 'd', 'e'].map((id) =>
      row(...['1', '2', '3', '4', '5'].map((n) => button(id + n))),
    );
    expect((await post({ content: text(2000), embeds: [embed], components: rows })).status).toBe(200);
  });
});

test('a wrong token, an unknown channel, message, user and route are refused', async () => {
  const wrong = { authorization: 'Bot no' };
  expect(await rest(sandbox, 'GET', '/users/@me', undefined, wrong)).toMatchObject({ status: 401 });
  expect((await post('{"content":')).body.code).toBe(50109);
  const codes = await Promise.all(
    [
      '/channels/100000000000000000',
      `/channels/${orders.id}/messages/1`,
      '/users/1',
      '/guilds/1',
      '/nothing',
    ].map(async (path) => (await rest(sandbox, 'GET', path)).body.code),
  );
  expect(codes).toEqual([10003, 10008, 10013, 10004, 0]);
});

test('a message can be edited, listed, fetched and deleted, by its author only', async () => {
  const { body } = await post({ content: 'first' });
  const path = `/channels/${orders.id}/messages/${body.id}`;
  await rest(sandbox, 'PATCH', path, { content: 'second' });
  expect((await rest(sandbox, 'GET', path)).body).toMatchObject({ content: 'second' });
  expect((await rest(sandbox, 'PATCH', path, { content: '' })).body.code).toBe(50006);
  const listed = await rest(sandbox, 'GET', `/channels/${orders.id}/messages?limit=1`);
  expect(listed.body).toMatchObject([{ id: body.id }]);
  expect((await rest(sandbox, 'DELETE', path)).status).toBe(204);
  expect((await rest(sandbox, 'GET', path)).body.code).toBe(10008);

  const other = `/channels/${orders.id}/messages/${mia.say('mine', { channel: orders }).id}`;
  expect((await rest(sandbox, 'PATCH', other, { content: 'x' })).body.code).toBe(50005);
  expect((await rest(sandbox, 'DELETE', other)).body.code).toBe(50013);
});

test('a repeated nonce returns the first message, in that channel only', async () => {
  const other = orders.guild.createChannel({ name: 'other' });
  const body = { content: 'once', nonce: 'order-1', enforce_nonce: true };
  const first = await post(body);
  expect((await post({ ...body, content: 'twice' })).body.id).toBe(first.body.id);
  expect((await post(body, other)).body.id).not.toBe(first.body.id);
  expect((await post({ ...body, enforce_nonce: false })).body.id).not.toBe(first.body.id);
  expect(orders.messages().filter((message) => message.content === 'twice')).toHaveLength(0);
});

test('a nonce is forgotten after some minutes', async () => {
  const body = { content: 'once', nonce: 'order-2', enforce_nonce: true };
  const first = await post(body);
  clock.advance(4 * 60_000);
  expect((await post(body)).body.id).toBe(first.body.id);
  clock.advance(60_000);
  expect((await post(body)).body.id).not.toBe(first.body.id);
});

test('a file is served under a signed link until the link expires', async () => {
  const form = new FormData();
  form.set(
    'payload_json',
    JSON.stringify({ content: 'see', attachments: [{ id: 0, description: 'proof' }] }),
  );
  form.set('files[0]', new Blob(['hello'], { type: 'text/plain' }), 'a b.txt');
  const response = await fetch(`${sandbox.apiUrl}/v10/channels/${orders.id}/messages`, {
    method: 'POST',
    headers: { authorization: `Bot ${sandbox.token}` },
    body: form,
  });
  const view = await orders.nextMessage((message) => message.content === 'see');
  expect(response.status).toBe(200);
  expect(view.attachments).toMatchObject([{ filename: 'a_b.txt', size: 5, description: 'proof' }]);
  const url = view.attachments[0]?.url ?? '';
  expect(await (await fetch(url)).text()).toBe('hello');
  expect((await fetch(url.replace('hm=', 'hm=0'))).status).toBe(404);
  clock.advance(25 * 60 * 60_000);
  expect((await fetch(url)).status).toBe(404);
});

test('an attachment named in an embed is shown by its address', async () => {
  const form = new FormData();
  form.set(
    'payload_json',
    JSON.stringify({ embeds: [{ title: 'a', image: { url: 'attachment://p.png' } }] }),
  );
  form.set('files[0]', new Blob(['x'], { type: 'image/png' }), 'p.png');
  await fetch(`${sandbox.apiUrl}/v10/channels/${orders.id}/messages`, {
    method: 'POST',
    headers: { authorization: `Bot ${sandbox.token}` },
    body: form,
  });
  const message = await orders.nextMessage(({ embeds }) => embeds[0]?.image !== undefined);
  expect(message.attachments).toEqual([]);
  expect(message.media).toMatchObject([{ name: 'p.png', url: message.embeds[0]?.image?.url }]);
  expect(message.media[0]?.bytes).toEqual(new TextEncoder().encode('x'));
});
