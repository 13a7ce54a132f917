import { afterAll, beforeAll, expect, test } from 'vitest';
import { addOrder, setUp, takeThrough, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

test('the card says where the order stands, what it costs, who is on it, and the latest note', async () => {
  const { dana, mia, mike } = desk;
  await addOrder(desk, { order_id: 'CARD-1', booster: mike, deadline: '3d' });
  await takeThrough(desk, 'CARD-1', ['In Progress']);
  await updateOrder(desk, 'CARD-1', { notes: 'Design phase complete', assigned_staff: dana });
  const card = await mia.slash('trackorder', { order_id: 'CARD-1' });
  expect(card.ephemeral).toBe(true);
  expect(card.content).toBe('🔄 Order CARD-1 · In Progress');
  expect(card.embeds[0]?.color).toBe(0xf1c40f);
  expect(card.text().replaceAll(/now|\d seconds? ago/g, 'just now')).toBe(
    [
      '🔄 Order CARD-1 · In Progress',
      '**Website Development** · $200.00 by Stripe',
      '▰▰▰▰▰▱▱▱▱▱ step 2 of 4',
      '-# Payment Verified ✓ → **In Progress** → In Review → Complete',
      '',
      'Customer @mia · Staff @dana · Booster @mike',
      'Started just now · due in 3 days',
      '',
      '> Design phase complete',
      '> -# @dana, just now',
      '[Timeline] [Dispute]',
    ].join('\n'),
  );
  expect(card.pinged).toEqual([]);
});

test('the id is found whatever its case, with space or # around it', async () => {
  await addOrder(desk, { order_id: 'Odd_Case-1' });
  for (const typed of ['odd_case-1', ' ODD_CASE-1 ', '#Odd_Case-1']) {
    const card = await desk.mia.slash('trackorder', { order_id: typed });
    expect(card.text()).toContain('Order Odd_Case-1');
  }
});

test('without an id customers see their newest order; without any they are told what to expect', async () => {
  const { guild, dana } = desk;
  const nora = guild.join({ username: 'nora' });
  const none = await nora.slash('trackorder');
  expect(none.text()).toBe(
    '❌ You have no orders here yet\nOnce staff record one for you, it appears here. Give order_id to see a certain order.',
  );
  await addOrder({ dana, mia: nora }, { order_id: 'NORA-1' });
  await addOrder({ dana, mia: nora }, { order_id: 'NORA-2' });
  await updateOrder(desk, 'NORA-1', { status: 'In Progress' });
  expect((await nora.slash('trackorder')).text()).toContain('Order NORA-2');
});

test('staff see any order, the booster the own ones', async () => {
  await addOrder(desk, { order_id: 'WORK-1', booster: desk.mike });
  await addOrder(desk, { order_id: 'WORK-2' });
  for (const orderId of ['WORK-1', 'WORK-2'])
    expect((await desk.dana.slash('trackorder', { order_id: orderId })).text()).toContain(orderId);
  expect((await desk.mike.slash('trackorder', { order_id: 'WORK-1' })).text()).toContain('WORK-1');
  expect((await desk.mike.slash('trackorder', { order_id: 'WORK-2' })).text()).toContain(
    'Order ID not found',
  );
});

test('support sees any order, but not what is for staff', async () => {
  const { guild } = desk;
  const support = guild.createRole({ name: 'Support' });
  await setUp(desk, { supportRoleIds: [support.id] });
  const sue = guild.join({ username: 'sue', roles: [support] });
  await addOrder(desk, { order_id: 'SUPPORT-1', payment_reference: 'TX-99' });
  await updateOrder(desk, 'SUPPORT-1', { internal_notes: 'Haggled before' });
  const card = await sue.slash('trackorder', { order_id: 'SUPPORT-1' });
  expect(card.text()).toContain('Order SUPPORT-1');
  expect(card.text()).not.toMatch(/TX-99|Haggled/);
  const list = await sue.slash('listorders', { user: desk.mia });
  const opened = await sue.select(list, 'Open an order', ['SUPPORT-1 · Payment Verified']);
  expect(opened.text()).toContain('Order SUPPORT-1');
  expect(opened.text()).not.toMatch(/TX-99|Haggled/);
});

test('in direct messages the orders of every server are found, each with its server’s name', async () => {
  const { sandbox, mia } = desk;
  const second = sandbox.createGuild({ name: 'Ink Well' });
  second.createChannel({ name: 'desk' });
  const olga = second.join({ username: 'olga', permissions: ['ManageGuild'] });
  second.join(mia);
  await addOrder(desk, { order_id: 'TWO-1', service: 'Website' });
  await addOrder({ dana: olga, mia }, { order_id: 'INK-1', service: 'Proofreading' });

  const newest = await mia.slashInDirectMessage('trackorder');
  expect(newest.text()).toContain('**Ink Well** · 💳 Order INK-1 · Payment Verified');
  const named = await mia.slashInDirectMessage('trackorder', { order_id: 'two-1' });
  expect(named.text()).toContain('**Pixel Forge** · 💳 Order TWO-1 · Payment Verified');
  const timeline = await mia.click(named, 'Timeline');
  expect(timeline.text()).toContain('Timeline of order TWO-1');

  // In a server only its own orders count.
  const here = await mia.slash('trackorder', { order_id: 'INK-1' });
  expect(here.text()).toContain('Order ID not found');
});
