import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock, type Person, type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { type RestAnswer, rest } from './rest.ts';

let sandbox: Sandbox;
let clock: ManualClock;
let mia: Person;

beforeEach(async () => {
  clock = new ManualClock();
  sandbox = await startSandbox({ clock, patienceMs: 2000 });
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  mia = guild.join({ username: 'mia' });
  const options = [{ type: 3, name: 'id', description: 'Which', autocomplete: true }];
  const command = { name: 'track', description: 'Tracks', options };
  await rest(sandbox, 'POST', `/applications/${sandbox.applicationId}/commands`, command);
});

afterEach(() => sandbox.close());

/** Acknowledges the newest interaction as a bot would. */
function callback(type: number, data?: unknown): Promise<RestAnswer> {
  const { id, token } = [...sandbox.world.interactions.values()].at(-1) ?? { id: '', token: '' };
  return rest(sandbox, 'POST', `/interactions/${id}/${token}/callback`, { type, data }, {});
}

/** Lets mia run a command; what she sees is looked at later. */
function tracking() {
  const form = mia.slashForm('track');
  form.catch(() => {});
  return form;
}

const text = (length: number) => 'x'.repeat(length);
const input = (more: object = {}) => ({ type: 4, custom_id: 'a', style: 1, ...more });
const label = (component: unknown, more: object = {}) => ({ type: 18, label: 'A', component, ...more });
const upload = (more: object = {}) => ({ type: 19, custom_id: 'a', ...more });
const select = (more: object = {}) => ({
  type: 3,
  custom_id: 'a',
  options: [{ label: '1', value: '1' }],
  ...more,
});
const user = (more: object = {}) => ({ type: 5, custom_id: 'a', ...more });
const modal = (...components: unknown[]) => ({ custom_id: 'form', title: 'A form', components });

describe("a form is refused with Discord's code and place of the error", () => {
  const plain = modal(label(input()));
  const inLabel = 'components.0.component';
  test.each<[string, object, string, string]>([
    ['without a title', { ...plain, title: undefined }, 'title', 'BASE_TYPE_REQUIRED'],
    ['with a title of 46', { ...plain, title: text(46) }, 'title', 'BASE_TYPE_BAD_LENGTH'],
    ['without a custom id', { ...plain, custom_id: undefined }, 'custom_id', 'BASE_TYPE_REQUIRED'],
    ['with a custom id of 101', { ...plain, custom_id: text(101) }, 'custom_id', 'BASE_TYPE_BAD_LENGTH'],
    ['without components', modal(), 'components', 'BASE_TYPE_BAD_LENGTH'],
    [
      'with six components',
      modal(...Array.from({ length: 6 }, (_, index) => label(input({ custom_id: `${index}` })))),
      'components',
      'BASE_TYPE_BAD_LENGTH',
    ],
    ['with a bare text input', modal(input()), 'components.0.type', 'UNION_TYPE_CHOICES'],
    [
      'with a button',
      modal({ type: 1, components: [{ type: 2, style: 1, label: 'a', custom_id: 'a' }] }),
      'components.0.components.0.type',
      'UNION_TYPE_CHOICES',
    ],
    [
      'with a select in a row',
      modal({ type: 1, components: [select()] }),
      'components.0.components.0.type',
      'UNION_TYPE_CHOICES',
    ],
    [
      'with a button in a label',
      modal(label({ type: 2, style: 1, label: 'a', custom_id: 'a' })),
      `${inLabel}.type`,
      'UNION_TYPE_CHOICES',
    ],
    [
      'with two inputs in a row',
      modal({ type: 1, components: [input({ label: 'a' }), input({ label: 'b', custom_id: 'b' })] }),
      'components.0.components',
      'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
    ],
    [
      'with an input in a row without a label',
      modal({ type: 1, components: [input()] }),
      'components.0.components.0.label',
      'BASE_TYPE_REQUIRED',
    ],
    ['with an empty label', modal(label(input(), { label: '' })), 'components.0.label', 'BASE_TYPE_REQUIRED'],
    [
      'with a label of 46',
      modal(label(input(), { label: text(46) })),
      'components.0.label',
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'with a label description of 101',
      modal(label(input(), { description: text(101) })),
      'components.0.description',
      'BASE_TYPE_MAX_LENGTH',
    ],
    ['with a label for nothing', modal(label(undefined)), inLabel, 'MODEL_TYPE_CONVERT'],
    [
      'with an input without a style',
      modal(label(input({ style: undefined }))),
      `${inLabel}.style`,
      'BASE_TYPE_REQUIRED',
    ],
    ['with a style of 3', modal(label(input({ style: 3 }))), `${inLabel}.style`, 'BASE_TYPE_CHOICES'],
    [
      'with a placeholder of 101',
      modal(label(input({ placeholder: text(101) }))),
      `${inLabel}.placeholder`,
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'with a value of 4,001',
      modal(label(input({ value: text(4001) }))),
      `${inLabel}.value`,
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'with a value longer than allowed',
      modal(label(input({ value: 'abc', max_length: 2 }))),
      `${inLabel}.value`,
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'with a value shorter than allowed',
      modal(label(input({ value: 'a', min_length: 2 }))),
      `${inLabel}.value`,
      'BASE_TYPE_MIN_LENGTH',
    ],
    [
      'with a maximum length of 4,001',
      modal(label(input({ max_length: 4001 }))),
      `${inLabel}.max_length`,
      'NUMBER_TYPE_MAX',
    ],
    [
      'with a maximum length of 0',
      modal(label(input({ max_length: 0 }))),
      `${inLabel}.max_length`,
      'NUMBER_TYPE_MIN',
    ],
    [
      'with a negative minimum length',
      modal(label(input({ min_length: -1 }))),
      `${inLabel}.min_length`,
      'NUMBER_TYPE_MIN',
    ],
    [
      'with a minimum length over the maximum',
      modal(label(input({ min_length: 3, max_length: 2 }))),
      `${inLabel}.min_length`,
      'TEXT_INPUT_COMPONENT_LENGTH_RANGE',
    ],
    [
      'with the same custom id twice',
      modal(label(input()), label(upload())),
      'components.1.component.custom_id',
      'COMPONENT_CUSTOM_ID_DUPLICATED',
    ],
    [
      'with an input without custom id',
      modal(label(input({ custom_id: undefined }))),
      `${inLabel}.custom_id`,
      'BASE_TYPE_REQUIRED',
    ],
    [
      'with an upload of 11 files',
      modal(label(upload({ max_values: 11 }))),
      `${inLabel}.max_values`,
      'NUMBER_TYPE_MAX',
    ],
    [
      'with an upload of no files',
      modal(label(upload({ max_values: 0 }))),
      `${inLabel}.max_values`,
      'NUMBER_TYPE_MIN',
    ],
    [
      'with an upload of at least two, at most one',
      modal(label(upload({ min_values: 2 }))),
      `${inLabel}.min_values`,
      'SELECT_COMPONENT_VALUES_RANGE',
    ],
    [
      'with a required upload of at least no file',
      modal(label(upload({ min_values: 0 }))),
      `${inLabel}.min_values`,
      'SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES',
    ],
    [
      'with a required select of at least nothing',
      modal(label(select({ min_values: 0 }))),
      `${inLabel}.min_values`,
      'SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES',
    ],
    [
      'with a disabled select',
      modal(label(select({ disabled: true }))),
      `${inLabel}.disabled`,
      'COMPONENT_DISABLED_IN_MODAL',
    ],
    [
      'with a select without options',
      modal(label(select({ options: [] }))),
      `${inLabel}.options`,
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'with more people chosen than can be',
      modal(
        label(
          user({
            default_values: [
              { id: '1', type: 'user' },
              { id: '2', type: 'user' },
            ],
          }),
        ),
      ),
      `${inLabel}.default_values`,
      'BASE_TYPE_MAX_LENGTH',
    ],
    [
      'with fewer people chosen than must be',
      modal(label(user({ min_values: 2, max_values: 3, default_values: [{ id: '1', type: 'user' }] }))),
      `${inLabel}.default_values`,
      'BASE_TYPE_BAD_LENGTH',
    ],
    [
      'with something chosen that is no person',
      modal(label(user({ default_values: [{ id: '1', type: 'emoji' }] }))),
      `${inLabel}.default_values.0.type`,
      'BASE_TYPE_CHOICES',
    ],
    [
      'with somebody chosen without an id',
      modal(label(user({ default_values: [{ type: 'user' }] }))),
      `${inLabel}.default_values.0.id`,
      'BASE_TYPE_REQUIRED',
    ],
    ['with an empty text', modal({ type: 10, content: '' }), 'components.0.content', 'BASE_TYPE_REQUIRED'],
    [
      'with a text of 4,001',
      modal({ type: 10, content: text(4001) }),
      'components.0.content',
      'BASE_TYPE_BAD_LENGTH',
    ],
  ])('%s', async (_, data, place, code) => {
    tracking();
    const { status, body } = await callback(9, data);
    expect([status, body.code]).toEqual([400, 50035]);
    const at = place.split('.').reduce<unknown>((node, key) => Object(node)[key], Object(body.errors).data);
    expect(at).toMatchObject({ _errors: [{ code }] });
  });

  test('and with what is exactly at the limits it opens', async () => {
    const form = tracking();
    const full = modal(
      label(input({ min_length: 0, max_length: 4000, value: text(4000), placeholder: text(100) }), {
        label: text(45),
        description: text(100),
      }),
      label(upload({ custom_id: 'b', min_values: 10, max_values: 10 })),
      label(upload({ custom_id: 'c', min_values: 0, required: false })),
      label(user({ custom_id: 'd', default_values: [{ id: mia.id, type: 'user' }] })),
      { type: 10, content: text(4000) },
    );
    expect((await callback(9, { ...full, custom_id: text(100), title: text(45) })).status).toBe(204);
    const { fields } = await form;
    expect(fields.map(({ kind, required }) => [kind, required])).toEqual([
      ['text', true],
      ['files', true],
      ['files', false],
      ['user', true],
    ]);
  });
});

test('a form answers commands and components at once, and nothing else', async () => {
  const form = tracking();
  const plain = modal(label(input()));
  expect((await callback(9, plain)).status).toBe(204);
  expect((await callback(9, plain)).body.code).toBe(40060);
  const submitted = (await form).submit({ A: 'x' });
  submitted.catch(() => {});
  const again = await callback(9, plain);
  expect(again.body.errors).toMatchObject({ type: { _errors: [{ code: 'BASE_TYPE_CHOICES' }] } });
  await callback(4, { content: 'Thanks' });
  const message = await submitted;
  expect(message.record.wire.interaction_metadata).toMatchObject({
    type: 5,
    triggering_interaction_metadata: { type: 2, user: { username: 'mia' } },
  });

  tracking();
  await callback(5);
  expect((await callback(9, plain)).body.code).toBe(40060);
  mia.autocomplete('track', {}, 'id').catch(() => {});
  expect((await callback(9, plain)).body.code).toBe(50035);
});

test('who sends a form that is not acknowledged is told, and may send it again', async () => {
  const form = tracking();
  await callback(9, modal(label(input())));
  const view = await form;
  const first = view.submit({ A: 'x' });
  first.catch(() => {});
  clock.advance(3000);
  await expect(first).rejects.toThrow('Something went wrong. Try again.');
  const second = view.submit({ A: 'x' });
  await callback(4, { content: 'Thanks' });
  expect((await second).content).toBe('Thanks');
});
