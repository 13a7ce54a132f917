import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MessageView, OptionValues, Person } from '../../sandbox/index.ts';
import { addOrder, setUp, takeThrough } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
let nora: Person;
beforeAll(async () => {
  desk = await startDesk();
  nora = desk.guild.join({ username: 'nora' });
  const { dana } = desk;
  await addOrder(desk, { order_id: 'L-1', service: 'Discord Bot Development' });
  await addOrder({ dana, mia: nora }, { order_id: 'L-2', service: 'Discord Bot Development' });
  await addOrder(desk, { order_id: 'L-3', service: 'Website Development' });
  await addOrder({ dana, mia: nora }, { order_id: 'L-4', service: 'Robot Painting' });
  await addOrder(desk, { order_id: 'L-5', service: 'Discord Bot Hosting' });
  await takeThrough(desk, 'L-1', ['In Progress']);
  await takeThrough(desk, 'L-3', ['In Progress']);
});
afterAll(() => desk.stop());

/** The ids a list shows, in its order. */
function idsOf(list: MessageView): string[] {
  return [...(list.embeds[0]?.description ?? '').matchAll(/\*\*([\w-]+)\*\*/g)].map(([, id = '']) => id);
}

const list = (values: OptionValues = {}) => desk.dana.slash('listorders', values);

describe('filters', () => {
  const cases: [words: string, filter: () => OptionValues, ids: string[], title: string][] = [
    ['nothing', () => ({}), ['L-5', 'L-4', 'L-3', 'L-2', 'L-1'], 'All orders · 5 orders'],
    ['a status', () => ({ status: 'in progress' }), ['L-3', 'L-1'], 'In Progress · 2 orders'],
    ['a customer', () => ({ user: nora }), ['L-4', 'L-2'], 'customer @nora · 2 orders'],
    [
      'the start of any word',
      () => ({ service: 'bot' }),
      ['L-5', 'L-2', 'L-1'],
      "service starts with 'bot' · 3 orders",
    ],
    [
      'a word in another case',
      () => ({ service: 'DISC' }),
      ['L-5', 'L-2', 'L-1'],
      "service starts with 'DISC' · 3 orders",
    ],
    ['a phrase', () => ({ service: 'bot dev' }), ['L-2', 'L-1'], "service starts with 'bot dev' · 2 orders"],
    [
      'a phrase from the start',
      () => ({ service: 'Discord  Bot H' }),
      ['L-5'],
      "service starts with 'Discord Bot H' · 1 order",
    ],
    [
      'status and service',
      () => ({ status: 'In Progress', service: 'dev' }),
      ['L-3', 'L-1'],
      "In Progress · service starts with 'dev' · 2 orders",
    ],
    [
      'service and customer',
      () => ({ service: 'bot', user: nora }),
      ['L-2'],
      "service starts with 'bot' · customer @nora · 1 order",
    ],
    [
      'status and customer',
      () => ({ status: 'Payment Verified', user: nora }),
      ['L-4', 'L-2'],
      'Payment Verified · customer @nora · 2 orders',
    ],
    [
      'all three',
      () => ({ status: 'In Progress', service: 'bot', user: desk.mia }),
      ['L-1'],
      "In Progress · service starts with 'bot' · customer @mia · 1 order",
    ],
  ];
  test.each(cases)('by %s', async (_, filter, ids, title) => {
    const answer = await list(filter());
    expect(idsOf(answer)).toEqual(ids);
    expect(answer.text().split('\n')[0]).toBe(title);
    expect(answer.ephemeral).toBe(true);
    expect(answer.pinged).toEqual([]);
  });

  test('that match nothing say what would', async () => {
    const none = await list({ status: 'Complete', service: 'bot' });
    expect(none.text()).toBe(
      "Complete · service starts with 'bot' · 0 orders\nNo order matches. Leave a filter out, or type less of the service.",
    );
    for (const service of ['ot', 'zzz', '!!!', '*'])
      expect((await list({ service })).text()).toContain('No order matches.');
  });

  test('a service filter that is cut inside a character is still a text', async () => {
    const answer = await list({ service: `bot ${'x'.repeat(35)}😀😀` });
    expect(answer.content.isWellFormed()).toBe(true);
    expect(answer.text()).toContain('No order matches.');
  });
});

test('a server without orders is told where they come from', async () => {
  const fresh = desk.sandbox.createGuild({ name: 'Fresh' });
  fresh.createChannel({ name: 'desk' });
  const fay = fresh.join({ username: 'fay', permissions: ['ManageGuild'] });
  expect((await fay.slash('listorders')).text()).toBe(
    'All orders · 0 orders\nNo orders yet. The first one you record with /addorder appears here.',
  );
});

test('a line says id, service, customer, amount, status and age', async () => {
  const answer = await list({ limit: 1 });
  expect(answer.text()).toContain('💳 **L-5** · Discord Bot Hosting · mia · $200.00 · Payment Verified · ');
});

test('pages: older, newer, refresh, opening one in place and back; all of it after a restart too', async () => {
  const { dana } = desk;
  const page = await list({ limit: 2 });
  const click = async (label: string) => idsOf(await dana.click(page, label));
  expect(idsOf(page)).toEqual(['L-5', 'L-4']);
  expect(await click('Older')).toEqual(['L-3', 'L-2']);
  expect(await click('Older')).toEqual(['L-1']);
  await expect(dana.click(page, 'Older')).rejects.toThrow('disabled');
  expect(await click('Newer')).toEqual(['L-3', 'L-2']);

  await desk.restart();
  expect(await click('Newer')).toEqual(['L-5', 'L-4']);
  await expect(dana.click(page, 'Newer')).rejects.toThrow('disabled');
  expect(await click('Older')).toEqual(['L-3', 'L-2']);

  await desk.restart();
  const opened = await dana.select(page, 'Open an order', ['L-2 · Payment Verified']);
  expect(opened.id).toBe(page.id);
  expect(opened.content).toBe('💳 Order L-2 · Payment Verified');
  // From the opened one another can be opened, and the list is where it was.
  const another = await dana.select(page, 'Open an order', ['L-3 · In Progress']);
  expect(another.content).toBe('🔄 Order L-3 · In Progress');
  expect(await click('Back to the list')).toEqual(['L-3', 'L-2']);
});

test('paging keeps filter and size, and refreshing shows what is new', async () => {
  const { dana } = desk;
  const olaf = desk.guild.join({ username: 'olaf' });
  for (const order_id of ['P-1', 'P-2', 'P-3'])
    await addOrder({ dana, mia: olaf }, { order_id, service: 'Page turning' });
  const page = await list({ limit: 2, service: 'page', user: olaf, status: 'payment verified' });
  expect(idsOf(page)).toEqual(['P-3', 'P-2']);
  await addOrder({ dana, mia: olaf }, { order_id: 'P-4', service: 'Page turning' });
  await addOrder(desk, { order_id: 'P-5', service: 'Page turning' });
  expect(idsOf(await dana.click(page, 'Older'))).toEqual(['P-1']);
  expect(page.content).toContain("service starts with 'page'");
  expect(idsOf(await dana.click(page, 'Newer'))).toEqual(['P-3', 'P-2']);
  expect(idsOf(await dana.click(page, 'Newer'))).toEqual(['P-4']);
  await dana.click(page, 'Older');
  await addOrder({ dana, mia: olaf }, { order_id: 'P-6', service: 'Page turning' });
  const fresh = await list({ limit: 2, service: 'page', user: olaf });
  await takeThrough(desk, 'P-6', ['In Progress']);
  expect((await dana.click(fresh, 'Refresh')).text()).toContain('🔄 **P-6**');
});

test('support may list too', async () => {
  const support = desk.guild.createRole({ name: 'Support' });
  await setUp(desk, { supportRoleIds: [support.id] });
  const sue = desk.guild.join({ username: 'sue', roles: [support] });
  expect(idsOf(await sue.slash('listorders', { limit: 1 }))).toHaveLength(1);
});

test('25 lines fit, however long and marked up, each within 140 characters', async () => {
  const { dana, guild } = desk;
  const long = guild.join({ username: '*_~|`very.long.name_with*marks*_~|`' });
  for (let count = 10; count < 35; count += 1)
    await addOrder(
      { dana, mia: long },
      { order_id: `${'Z'.repeat(38)}${count}`, service: '*'.repeat(100), amount: '999999999 Gold' },
    );
  const answer = await list({ limit: 25, user: long });
  const lines = answer.embeds[0]?.description?.split('\n') ?? [];
  expect(lines).toHaveLength(25);
  for (const line of lines) {
    expect(line.length).toBeLessThanOrEqual(140);
    expect(line).toMatch(/ · Payment Verified · <t:\d+:R>$/);
  }
  expect(answer.embeds[0]?.description?.length).toBeLessThanOrEqual(4096);
  await dana.select(answer, 'Open an order', [`${'Z'.repeat(38)}34 · Payment Verified`]);
  expect(answer.content).toContain('ZZ34 · Payment Verified');
});
