import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, type SandboxGuild, startSandbox } from '../../sandbox/index.ts';
import { rest } from './rest.ts';

let sandbox: Sandbox;
let guild: SandboxGuild;
let path: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  guild = sandbox.createGuild({ name: 'Pixel Forge' });
  path = `/applications/${sandbox.applicationId}/commands`;
});

afterAll(() => sandbox.close());

const text = (length: number) => 'x'.repeat(length);
const option = (more: object = {}) => ({ type: 3, name: 'id', description: 'Which', ...more });
const command = (more: object = {}) => ({ name: 'order', description: 'An order', ...more });
const named = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `n${index}` }));
const withOptions = (...options: object[]) => command({ options });

describe('a command definition is refused', () => {
  test.each<[string, unknown, string, string]>([
    ['with an upper-case name', command({ name: 'Order' }), 'name', 'APPLICATION_COMMAND_INVALID_NAME'],
    ['with a blank in the name', command({ name: 'an order' }), 'name', 'APPLICATION_COMMAND_INVALID_NAME'],
    ['with a name of 33', command({ name: text(33) }), 'name', 'BASE_TYPE_BAD_LENGTH'],
    ['without a name', { description: 'a' }, 'name', 'BASE_TYPE_REQUIRED'],
    ['without a description', { name: 'order' }, 'description', 'BASE_TYPE_REQUIRED'],
    ['with a description of 101', command({ description: text(101) }), 'description', 'BASE_TYPE_BAD_LENGTH'],
    [
      'with 26 options',
      withOptions(...named(26).map((entry) => option(entry))),
      'options',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'with a required option after an optional one',
      withOptions(option(), option({ name: 'b', required: true })),
      'options.1',
      'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
    ],
    [
      'with the same option twice',
      withOptions(option(), option()),
      'options.1.name',
      'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
    ],
    [
      'with an upper-case option',
      withOptions(option({ name: 'Id' })),
      'options.0.name',
      'APPLICATION_COMMAND_INVALID_NAME',
    ],
    [
      'with an option description of 101',
      withOptions(option({ description: text(101) })),
      'options.0.description',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'with 26 choices',
      withOptions(option({ choices: named(26).map(({ name }) => ({ name, value: name })) })),
      'options.0.choices',
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'with a choice of 101',
      withOptions(option({ choices: [{ name: text(101), value: 'a' }] })),
      'options.0.choices.0.name',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'with choices and autocomplete',
      withOptions(option({ autocomplete: true, choices: [{ name: 'a', value: 'a' }] })),
      'options.0.autocomplete',
      'APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES',
    ],
    [
      'with an option type that is none',
      withOptions(option({ type: 99 })),
      'options.0.type',
      'BASE_TYPE_CHOICES',
    ],
    [
      'with a maximum length of 6,001',
      withOptions(option({ max_length: 6001 })),
      'options.0.max_length',
      'NUMBER_TYPE_MAX',
    ],
    [
      'with permissions that are none',
      command({ default_member_permissions: 'ManageGuild' }),
      'default_member_permissions',
      'NUMBER_TYPE_COERCE',
    ],
    [
      'in a menu with a description',
      { type: 3, name: 'Submit', description: 'Submits' },
      'description',
      'APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID',
    ],
    [
      'in a menu with options',
      { type: 2, name: 'Profile', options: [option()] },
      'options',
      'APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_INVALID',
    ],
    ['in a menu with a name of 33', { type: 3, name: text(33) }, 'name', 'BASE_TYPE_BAD_LENGTH'],
    ['in a menu without a name', { type: 3, name: ' ' }, 'name', 'BASE_TYPE_REQUIRED'],
    ['in a menu that is none', { type: 5, name: 'Submit' }, 'type', 'BASE_TYPE_CHOICES'],
    ['with a context that is none', command({ contexts: [7] }), 'contexts.0', 'BASE_TYPE_CHOICES'],
  ])('%s', async (_, body, place, code) => {
    const answer = await rest(sandbox, 'POST', path, body);
    expect([answer.status, answer.body.code]).toEqual([400, 50035]);
    const at = place.split('.').reduce<unknown>((node, key) => Object(node)[key], answer.body.errors);
    expect(at).toMatchObject({ _errors: [{ code }] });
  });

  test('over 8,000 characters in all', async () => {
    const choices = named(25).map(({ name }) => ({ name: name + text(90), value: name + text(90) }));
    const body = withOptions(option({ choices }), option({ name: 'b', choices }));
    const { body: answer } = await rest(sandbox, 'POST', path, body);
    expect(answer.errors).toMatchObject({ _errors: [{ code: 'APPLICATION_COMMAND_TOO_LARGE' }] });
  });

  test('twice in one list, or over a hundred', async () => {
    const twice = await rest(sandbox, 'PUT', path, [command(), command()]);
    expect(twice.body.errors).toMatchObject({
      1: { name: { _errors: [{ code: 'APPLICATION_COMMANDS_DUPLICATE_NAME' }] } },
    });
    const many = named(101).map(({ name }) => command({ name }));
    expect((await rest(sandbox, 'PUT', path, many)).body.code).toBe(30032);
    expect((await rest(sandbox, 'PUT', path, many.slice(1))).status).toBe(200);
    expect((await rest(sandbox, 'POST', path, command({ name: 'one-more' }))).body.code).toBe(30032);
    expect((await rest(sandbox, 'POST', path, command({ name: 'n1' }))).status).toBe(200);
    await rest(sandbox, 'PUT', path, []);
  });

  test.each([
    ["a person's", 2],
    ["a message's", 3],
  ])('over 15 in %s menu, whatever else there is', async (_, type) => {
    const many = named(16).map(({ name }) => ({ name, type }));
    expect((await rest(sandbox, 'PUT', path, many)).body.code).toBe(30032);
    expect((await rest(sandbox, 'PUT', path, [...many.slice(1), command()])).status).toBe(200);
    expect((await rest(sandbox, 'POST', path, { name: 'more', type })).body.code).toBe(30032);
    expect((await rest(sandbox, 'POST', path, { name: 'more', type: 5 - type })).status).toBe(201);
    await rest(sandbox, 'PUT', path, []);
  });
});

test('commands are made, replaced by name, changed, listed and removed, globally and for a guild', async () => {
  const first = await rest(sandbox, 'POST', path, command());
  const again = await rest(sandbox, 'POST', path, command({ description: 'Better' }));
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body).toMatchObject({ id: first.body.id, description: 'Better' });
  const all = await rest(sandbox, 'PUT', path, [command({ name: 'other' }), command()]);
  expect(all.body).toMatchObject([{ name: 'other' }, { name: 'order', id: first.body.id }]);
  await rest(sandbox, 'PATCH', `${path}/${first.body.id}`, { description: 'Best' });
  expect((await rest(sandbox, 'GET', `${path}/${first.body.id}`)).body.description).toBe('Best');
  expect((await rest(sandbox, 'DELETE', `${path}/${first.body.id}`)).status).toBe(204);
  expect((await rest(sandbox, 'GET', `${path}/${first.body.id}`)).body.code).toBe(10063);

  const own = `/applications/${sandbox.applicationId}/guilds/${guild.id}/commands`;
  await rest(sandbox, 'POST', own, command());
  expect(sandbox.commands(guild).map(({ name }) => name)).toEqual(['order']);
  expect(sandbox.commands().map(({ name }) => name)).toEqual(['other']);
  expect((await rest(sandbox, 'GET', '/applications/1/commands')).body.code).toBe(10002);
  expect((await rest(sandbox, 'GET', own.replace(guild.id, '1'))).body.code).toBe(50001);
});
