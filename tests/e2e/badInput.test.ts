import { afterAll, beforeAll, expect, test } from 'vitest';
import { orders } from '../../src/ports/collections.ts';
import { addOrder, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

const countOrders = () =>
  desk.orderly.store.count({
    from: orders,
    parent: orders.parent(desk.guild.id),
    orderBy: { field: 'timestamp', direction: 'ascending' },
  });

const idRefusal =
  '❌ That can’t be an order ID\nUse 1 to 40 of the letters A to Z, digits, _ and -; or leave it out and one is made up.';

test.each([
  'two words',
  'x'.repeat(300),
  'x'.repeat(6000),
  'x'.repeat(41),
  '📦',
  '../A1',
  'A/B',
  'ÄÖÜ',
  '..',
  '#',
  '\u200b',
])('an order id like %j is refused', async (order_id) => {
  const before = await countOrders();
  expect((await addOrder(desk, { order_id })).text()).toBe(idRefusal);
  expect(await countOrders()).toBe(before);
});

test.each(['__A__', '-', '_', 'x'.repeat(40), '__proto__', 'constructor'])(
  'an order id like %j is fine and can be found again',
  async (order_id) => {
    expect((await addOrder(desk, { order_id })).text()).toContain('is recorded');
    const card = await desk.mia.slash('trackorder', { order_id });
    expect(card.text()).toContain('Payment Verified');
    expect((await desk.mia.click(card, 'Timeline')).text()).toContain('Added');
    expect((await updateOrder(desk, order_id, { status: 'In Progress' })).text()).toContain(
      'is now In Progress',
    );
    const list = await desk.dana.slash('listorders', { limit: 1 });
    const opened = await desk.dana.select(list, 'Open an order', [`${order_id} · In Progress`]);
    expect(opened.text()).toContain('In Progress');
  },
);

test.each([
  ['0', '❌ The amount must be more than zero\nWrite it like $150.00.'],
  ['-5', '❌ The amount must be more than zero\nWrite it like $150.00.'],
  ['1e9', '❌ I can’t read that amount\nWrite it like $150.00, 1.50 EUR or 500 Gold.'],
  ['$1,50', '❌ That amount could mean $1.50 or $150.00\nWrite it again the way it is shown here.'],
  ['12.345 USD', '❌ That amount could mean $12.34 or $12,345.00\nWrite it again the way it is shown here.'],
  ['12.3456 USD', '❌ USD has at most 2 decimals\nRound the amount and try again.'],
  ['five', '❌ I can’t read that amount\nWrite it like $150.00, 1.50 EUR or 500 Gold.'],
  ['1.5 Gold', '❌ Gold has no decimals\nRound the amount and try again.'],
  [
    '5 Silver',
    "❌ I don’t know the currency 'Silver'\nUse a code such as USD or EUR, or a currency of this server such as Gold.",
  ],
  ['5 **@everyone**', '❌ I can’t read that amount\nWrite it like $150.00, 1.50 EUR or 500 Gold.'],
  ['9007199254740993', '❌ The amount is more than $1,000,000,000.00\nCheck it for a digit too many.'],
  ['99999999999', '❌ The amount is more than $1,000,000,000.00\nCheck it for a digit too many.'],
])('the amount %j is refused', async (amount, words) => {
  const before = await countOrders();
  const refused = await addOrder(desk, { amount });
  expect(refused.text()).toBe(words);
  expect(refused.pinged).toEqual([]);
  expect(await countOrders()).toBe(before);
});

test.each([
  ['soon', '❌ I can’t read that deadline\nWrite it like 3d, 12h or 2026-12-01 18:00.'],
  ['2026-02-30', '❌ I can’t read that deadline\nWrite it like 3d, 12h or 2026-12-01 18:00.'],
  ['10 years', '❌ I can’t read that deadline\nWrite it like 3d, 12h or 2026-12-01 18:00.'],
  ['9999d', '❌ A deadline can be at most 5 years away\nGive an earlier one, like 3d or 2026-12-01 18:00.'],
])('the deadline %j is refused', async (deadline, words) => {
  expect((await addOrder(desk, { deadline })).text()).toBe(words);
});

test('a deadline in the past is refused with how it was read', async () => {
  const refused = await addOrder(desk, { deadline: '2020-01-31 12:00' });
  expect(refused.text()).toBe(
    '❌ That deadline has passed: 2020-01-31 12:00\nGive a later one, like 3d or 2026-12-01 18:00.',
  );
});

test('a bot is no customer', async () => {
  const { dana, guild, sandbox } = desk;
  const robot = guild.join({ username: 'robot' });
  Object.assign(robot.user, { bot: true });
  const before = await countOrders();
  const refused = await addOrder({ dana, mia: robot });
  expect(refused.text()).toBe('❌ A bot can’t be a customer\nChoose the person who bought it.');
  expect(await countOrders()).toBe(before);
  expect(sandbox.directMessages(robot)).toEqual([]);
});

test('a service of nothing but invisible characters has no name', async () => {
  const refused = await addOrder(desk, { service: '\u200b \u202e' });
  expect(refused.text()).toBe('❌ The service has no name\nSay in a few words what was bought.');
});

test('all that is wrong with the options comes in one message', async () => {
  const refused = await desk.dana.slash('addorder', {
    user: desk.mia,
    service: 'Website',
    payment_method: '`cash` <@1> **now**',
    amount: '$5.00',
  });
  expect(refused.content).toBe(
    "❌ I can’t use what you entered\n- payment_method: There is no payment method '\\`cash\\` \\<@1\\> \\*\\*now\\*\\*'. Choose one of: Stripe, PayPal, Wallet, Credit card, Apple Pay, Bank transfer, Manual payment.",
  );
  expect(refused.pinged).toEqual([]);
});
