import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderEvents, orders } from '../../src/ports/collections.ts';
import { addOrder, forgeSlash, isSettled, setUp } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

const stored = (key: string) => desk.orderly.store.get(orders.path(desk.guild.id, key));

async function eventsOf(key: string) {
  const page = await desk.orderly.store.query({
    from: orderEvents,
    parent: orderEvents.parent(desk.guild.id, key),
    orderBy: { field: 'sequence', direction: 'ascending' },
    limit: 25,
  });
  return page.docs.map(({ data }) => data);
}

test('an order with every option is stored whole, shown to staff, and told to customer and booster', async () => {
  const { dana, mia, mike } = desk;
  const answer = await addOrder(desk, {
    service: 'Discord Bot Development',
    payment_method: 'paypal',
    amount: '€1,234.50',
    order_id: 'Full-1',
    notes: 'Slash commands and buttons',
    booster: mike,
    deadline: '3d',
    payment_reference: 'PAY-77-X',
  });
  expect(answer.ephemeral).toBe(true);
  expect(answer.content).toBe(
    `✅ Order Full-1 is recorded: Discord Bot Development, €1,234.50.\n<@${mia.id}> was told by DM.\nThe booster <@${mike.id}> was told by DM.`,
  );
  const words = answer.text();
  for (const part of ['€1,234.50 by PayPal', 'Customer @mia', 'Booster @mike', 'due in 3 days', 'PAY-77-X'])
    expect(words).toContain(part);
  expect(answer.pinged).toEqual([]);

  expect(await stored('FULL-1')).toMatchObject({
    orderId: 'Full-1',
    userId: mia.id,
    username: 'mia',
    service: 'Discord Bot Development',
    paymentMethod: 'paypal',
    amount: '€1,234.50',
    amountMinor: 123450,
    currency: 'EUR',
    notes: 'Slash commands and buttons',
    status: 'Assigned',
    addedBy: dana.id,
    addedByUsername: 'dana',
    updatedBy: dana.id,
    updatedByUsername: 'dana',
    workerId: mike.id,
    workerUsername: 'mike',
    paymentReference: 'PAY-77-X',
  });
  const order = await stored('FULL-1');
  expect(order?.deadline?.getTime()).toBe((order?.timestamp.getTime() ?? 0) + 3 * 24 * 3600 * 1000);
  expect(await eventsOf('FULL-1')).toMatchObject([
    { sequence: 1, kind: 'added', to: 'Payment Verified', by: dana.id },
    { sequence: 2, kind: 'assigned', from: 'Payment Verified', to: 'Assigned', worker: mike.id },
  ]);

  const confirmation = await mia.nextMessage((message) => message.text().includes('Full-1'));
  expect(confirmation.content).toBe(
    '**Pixel Forge** · 👤 Your order Full-1 is confirmed: Discord Bot Development, €1,234.50.',
  );
  expect(confirmation.text()).toContain('/trackorder order_id:Full-1');
  expect(confirmation.text()).not.toContain('PAY-77-X');
  const assignment = await mike.nextMessage((message) => message.text().includes('Full-1'));
  expect(assignment.content).toBe(
    '**Pixel Forge** · 👤 You have been assigned to Order #Full-1: Discord Bot Development.',
  );
  expect(assignment.text()).not.toContain('PAY-77-X');
  expect(confirmation.pinged).toEqual([]);
});

test('only staff see the payment reference', async () => {
  const { dana, mia, mike } = desk;
  await addOrder(desk, { order_id: 'REF-1', booster: mike, payment_reference: 'TX-SECRET' });
  const seenBy = async (person: typeof dana) =>
    (await person.slash('trackorder', { order_id: 'REF-1' })).text();
  expect(await seenBy(dana)).toContain('TX-SECRET');
  expect(await seenBy(mia)).not.toContain('TX-SECRET');
  expect(await seenBy(mike)).not.toContain('TX-SECRET');
});

test('without an id one is made up, and the customer is told it', async () => {
  const answer = await addOrder(desk);
  const orderId = /Order ([0-9A-HJKMNP-TV-Z]{7}) is recorded/.exec(answer.content)?.[1] ?? '';
  expect(orderId).not.toBe('');
  const confirmation = await desk.mia.nextMessage((message) => message.text().includes(orderId));
  expect(confirmation.text()).toContain(`/trackorder order_id:${orderId}`);
  expect((await desk.mia.slash('trackorder', { order_id: orderId })).text()).toContain(orderId);
});

test('without a booster it is Payment Verified, with one audit event', async () => {
  await addOrder(desk, { order_id: 'PLAIN-1' });
  expect(await stored('PLAIN-1')).toMatchObject({ status: 'Payment Verified', notes: '' });
  expect(await eventsOf('PLAIN-1')).toHaveLength(1);
});

test('a deadline is read in the server’s zone and shown as each reader’s own time', async () => {
  const answer = await addOrder(desk, { order_id: 'DUE-1', deadline: '2027-12-01 18:00' });
  const due = Date.UTC(2027, 11, 1, 18) / 1000;
  expect((await stored('DUE-1'))?.deadline).toEqual(new Date(due * 1000));
  expect(answer.embeds[0]?.description).toContain(`due <t:${due}:R>`);
});

test.each([
  ['stripe', 'STRIPE', 'by Stripe'],
  ['paypal', 'PAYPAL', 'by PayPal'],
  ['credit_card', 'CREDIT CARD', 'by credit card'],
  ['apple_pay', 'APPLE PAY', 'by Apple Pay'],
  ['bank_transfer', 'BANK TRANSFER', 'by bank transfer'],
  ['manual', 'MANUAL PAYMENT', 'paid by hand'],
])(
  'the payment method %s may be given as it is stored or as it is offered, whatever the case',
  async (method, name, words) => {
    for (const payment_method of [method, name]) {
      const answer = await addOrder(desk, { payment_method });
      expect(answer.embeds[0]?.description?.split('\n')[0]).toBe(
        `**Website Development** · $200.00 ${words}`,
      );
    }
  },
);

test('a payment from the wallet takes what is there, and is refused where it is not', async () => {
  const { dana, guild } = desk;
  const wanda = guild.join({ username: 'wanda' });
  const fromWallet = { payment_method: 'wallet', amount: '80 Gold' };
  const refused = await addOrder({ dana, mia: wanda }, { order_id: 'WALLET-1', ...fromWallet });
  expect(refused.text()).toBe(
    '❌ The wallet of @wanda is 80 Gold short\nNothing was changed. Choose another payment method, or top the wallet up first.',
  );
  expect(await stored('WALLET-1')).toBeUndefined();

  // What comes back from a cancelled order is hers to spend.
  await addOrder(
    { dana, mia: wanda },
    { order_id: 'WALLET-2', payment_method: 'manual', amount: '100 Gold' },
  );
  const question = await dana.slash('updateorder', { order_id: 'WALLET-2', status: 'Cancelled' });
  await (await dana.click(question, 'Yes, set Cancelled')).until(isSettled);
  const paid = await addOrder({ dana, mia: wanda }, { order_id: 'WALLET-1', ...fromWallet });
  expect(paid.embeds[0]?.description?.split('\n')[0]).toBe(
    '**Website Development** · 80 Gold from the wallet',
  );
  expect((await wanda.slash('wallet')).content).toBe('💰 Your wallet · **20 Gold**');
  const again = await addOrder(
    { dana, mia: wanda },
    { order_id: 'WALLET-3', ...fromWallet, amount: '21 Gold' },
  );
  expect(again.text()).toContain('❌ The wallet of @wanda is 1 Gold short');
  expect((await wanda.slash('wallet')).content).toBe('💰 Your wallet · **20 Gold**');
});

test('amounts may be in the server’s own currency, and what is written is what is shown', async () => {
  const answer = await addOrder(desk, { order_id: 'GOLD-1', amount: '500 gold' });
  expect(answer.text()).toContain('500 Gold');
  expect(await stored('GOLD-1')).toMatchObject({ amountMinor: 500, currency: 'Gold' });
});

test('an id is taken whatever its case, and the refusal shows the id that is there', async () => {
  await addOrder(desk, { order_id: 'Taken-1', service: 'First' });
  const refused = await addOrder(desk, { order_id: 'tAKEN-1', service: 'Second' });
  expect(refused.text()).toBe(
    '❌ Order ID Taken-1 is taken\nChoose another, or leave order_id out and one is made up.',
  );
  expect(await stored('TAKEN-1')).toMatchObject({ service: 'First' });
});

test('someone who is not staff is refused, should Discord offer them the command', async () => {
  const words = await forgeSlash(desk, desk.eve, 'addorder', {
    user: desk.mia,
    service: 'Website',
    payment_method: 'stripe',
    amount: '$5.00',
    order_id: 'FORGED-1',
  });
  expect(words).toBe(
    '❌ Permission denied\nOnly staff can do this: people with Manage Server, or with the admin role of this server.',
  );
  expect(await stored('FORGED-1')).toBeUndefined();
});

test('the admin role makes staff of those who hold it', async () => {
  const admins = desk.guild.createRole({ name: 'Admins' });
  await setUp(desk, { adminRoleIds: [admins.id] });
  const amy = desk.guild.join({ username: 'amy', roles: [admins] });
  const words = await forgeSlash(desk, amy, 'addorder', {
    user: desk.mia,
    service: 'Website',
    payment_method: 'stripe',
    amount: '$5.00',
    order_id: 'ADMIN-1',
  });
  expect(words).toContain('✅ Order ADMIN-1 is recorded');
});
