import { afterAll, beforeAll, expect, test } from 'vitest';
import { orders } from '../../src/ports/collections.ts';
import { addOrder, forgePress } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

const notFound = '❌ Order ID not found\nCheck the spelling, or run /trackorder alone for your newest order.';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  await addOrder(desk, { order_id: 'PRIVATE-1', notes: 'Nobody else may read this', booster: desk.mike });
});
afterAll(() => desk.stop());

test.each([
  'PRIVATE-1',
  'private-1',
  'NO-SUCH-ORDER',
  'two words',
  'x'.repeat(300),
  '📦📦',
  '../orders/PRIVATE-1',
  '__proto__',
  '..',
  '%2e%2e',
])('a stranger who asks for %s is told the same, in the server and in direct messages', async (orderId) => {
  const { eve } = desk;
  for (const answer of [
    await eve.slash('trackorder', { order_id: orderId }),
    await eve.slashInDirectMessage('trackorder', { order_id: orderId }),
  ]) {
    expect(answer.text()).toBe(notFound);
    expect(answer.ephemeral || answer.channel === 'eve').toBe(true);
  }
});

test('what staff are told of an id that can’t be is no different', async () => {
  for (const orderId of ['two words', '../orders/PRIVATE-1', '📦', 'y'.repeat(300)]) {
    const answer = await desk.dana.slash('updateorder', { order_id: orderId, status: 'In Progress' });
    expect(answer.text()).toBe(notFound);
  }
});

test('the id of another server’s order is not found, not even by the staff here', async () => {
  const { sandbox, dana } = desk;
  const other = sandbox.createGuild({ name: 'Elsewhere' });
  other.createChannel({ name: 'desk' });
  const olga = other.join({ username: 'olga', permissions: ['ManageGuild'] });
  const otto = other.join({ username: 'otto' });
  await addOrder({ dana: olga, mia: otto }, { order_id: 'THEIRS-1' });
  expect((await dana.slash('trackorder', { order_id: 'THEIRS-1' })).text()).toBe(notFound);
  const update = await dana.slash('updateorder', { order_id: 'THEIRS-1', status: 'In Progress' });
  expect(update.text()).toBe(notFound);
  // The same id is free here.
  expect((await addOrder(desk, { order_id: 'THEIRS-1' })).text()).toContain('✅ Order THEIRS-1 is recorded');
});

test('a timeline button of someone else’s order gives nothing away, nor does one of no order', async () => {
  const { mia, eve } = desk;
  const card = await mia.slash('trackorder', { order_id: 'PRIVATE-1' });
  const real = card.buttons[0]?.custom_id ?? '';
  const none = real.replace('PRIVATE-1', 'NO-SUCH-ORDER');
  expect(await forgePress(desk, eve, real, card)).toBe(notFound);
  expect(await forgePress(desk, eve, none, card)).toBe(notFound);
});

test('suggestions show strangers nothing', async () => {
  const { eve, mia } = desk;
  expect(await mia.autocomplete('trackorder', { order_id: 'pri' }, 'order_id')).toHaveLength(1);
  for (const typed of [undefined, 'PRIVATE-1', 'pri', 'P'])
    expect(await eve.autocomplete('trackorder', { order_id: typed }, 'order_id')).toEqual([]);
  expect(await eve.autocomplete('listorders', {}, 'service')).toEqual([]);
  expect(await eve.autocomplete('listorders', { service: 'web' }, 'service')).toEqual([
    { name: 'web', value: 'web' },
  ]);
});

test('a list is refused to everyone but staff and support', async () => {
  for (const person of [desk.eve, desk.mia, desk.mike]) {
    const answer = await person.slash('listorders');
    expect(answer.text()).toBe(
      '❌ Permission denied\nOnly staff and support can do this. To see your own order, run /trackorder.',
    );
    expect(answer.ephemeral).toBe(true);
  }
});

test('the list’s buttons and select answer nobody else', async () => {
  const { dana, eve } = desk;
  const list = await dana.slash('listorders');
  const words = await forgePress(desk, eve, 'listorders:page:refresh:newest', list);
  expect(words).toContain('❌ Permission denied');
  expect(words).not.toContain('PRIVATE-1');
});

test('a booster who is replaced sees the order no longer', async () => {
  const { guild, orderly } = desk;
  const max = guild.join({ username: 'max' });
  await addOrder(desk, { order_id: 'MOVED-1', booster: max });
  expect((await max.slash('trackorder', { order_id: 'MOVED-1' })).text()).toContain('MOVED-1');

  await orderly.store.transact(async (tx) => {
    const path = orders.path(guild.id, 'MOVED-1');
    const order = await tx.get(path);
    if (order) tx.put(path, { ...order, workerId: desk.mike.id });
  });
  expect((await max.slash('trackorder', { order_id: 'MOVED-1' })).text()).toBe(notFound);
});
