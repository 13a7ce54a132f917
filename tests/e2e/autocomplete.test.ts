import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OptionValues, Person } from '../../sandbox/index.ts';
import { addOrder, setUp, takeThrough, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

async function offered(
  who: Person,
  command: string,
  values: OptionValues,
  focused: string,
): Promise<unknown[]> {
  return (await who.autocomplete(command, values, focused)).map(({ value }) => value);
}

test('service, method and amount offer what was used last first', async () => {
  const { dana } = desk;
  await addOrder(desk, { service: 'Discord Bot', payment_method: 'credit_card', amount: '$10.00' });
  await addOrder(desk, { service: 'Website', payment_method: 'paypal', amount: '500 Gold' });
  await addOrder(desk, { service: 'Discord Bot', payment_method: 'bank_transfer', amount: '$30.00' });
  expect((await offered(dana, 'addorder', {}, 'service')).slice(0, 2)).toEqual(['Discord Bot', 'Website']);
  expect(await offered(dana, 'addorder', {}, 'payment_method')).toEqual([
    'bank_transfer',
    'paypal',
    'credit_card',
    'stripe',
    'wallet',
    'apple_pay',
    'manual',
  ]);
  expect(await offered(dana, 'addorder', {}, 'amount')).toEqual(['$30.00', '500 Gold', '$10.00']);
});

test('what is typed narrows it, and stays possible itself', async () => {
  const { dana } = desk;
  expect(await offered(dana, 'addorder', { service: 'bo' }, 'service')).toEqual(['Discord Bot', 'bo']);
  expect(await offered(dana, 'addorder', { service: 'discord b' }, 'service')).toEqual([
    'Discord Bot',
    'discord b',
  ]);
  expect(await offered(dana, 'addorder', { payment_method: 'BANK' }, 'payment_method')).toEqual([
    'bank_transfer',
  ]);
  expect(await offered(dana, 'addorder', { payment_method: 'zzz' }, 'payment_method')).toEqual([]);
  expect(await offered(dana, 'addorder', { amount: '0' }, 'amount')).toEqual([
    '0',
    '$30.00',
    '500 Gold',
    '$10.00',
  ]);
  expect(await offered(dana, 'addorder', { amount: '500' }, 'amount')).toEqual(['500', '500 Gold']);
});

test('an offered choice says more than its value', async () => {
  await addOrder(desk, { order_id: 'WORDS-1', service: 'Logo' });
  expect(await desk.mia.autocomplete('trackorder', { order_id: 'words' }, 'order_id')).toEqual([
    { name: 'WORDS-1 · Logo · Payment Verified', value: 'WORDS-1' },
  ]);
  const [method] = await desk.dana.autocomplete('addorder', { payment_method: 'app' }, 'payment_method');
  expect(method).toEqual({ name: 'Apple Pay', value: 'apple_pay' });
});

test('order ids: staff are offered any, customers their own, newest first', async () => {
  const { dana, mia, guild } = desk;
  const nora = guild.join({ username: 'nora' });
  await addOrder(desk, { order_id: 'Mine-1' });
  await addOrder({ dana, mia: nora }, { order_id: 'Hers-1' });
  await addOrder(desk, { order_id: 'Mine-2' });
  expect((await offered(mia, 'trackorder', {}, 'order_id')).slice(0, 2)).toEqual(['Mine-2', 'Mine-1']);
  expect(await offered(mia, 'trackorder', { order_id: 'h' }, 'order_id')).toEqual([]);
  expect(await offered(nora, 'trackorder', {}, 'order_id')).toEqual(['Hers-1']);
  for (const command of ['trackorder', 'updateorder']) {
    expect((await offered(dana, command, {}, 'order_id')).slice(0, 3)).toEqual([
      'Mine-2',
      'Hers-1',
      'Mine-1',
    ]);
    expect(await offered(dana, command, { order_id: '#her' }, 'order_id')).toEqual(['Hers-1']);
    expect(await offered(dana, command, { order_id: 'mine-' }, 'order_id')).toEqual(['Mine-1', 'Mine-2']);
    expect(await offered(dana, command, { order_id: 'not an id' }, 'order_id')).toEqual([]);
  }
});

test('statuses: those that can follow once the order is known, all of them before', async () => {
  const { dana } = desk;
  await addOrder(desk, { order_id: 'NEXT-1' });
  await takeThrough(desk, 'NEXT-1', ['In Progress']);
  expect(await offered(dana, 'updateorder', { order_id: 'next-1' }, 'status')).toEqual([
    'In Review',
    'Complete',
    'On Hold',
    'Cancelled',
  ]);
  expect(await offered(dana, 'updateorder', { order_id: 'next-1', status: 'rev' }, 'status')).toEqual([
    'In Review',
  ]);
  await updateOrder(desk, 'NEXT-1', { status: 'On Hold' });
  expect(await offered(dana, 'updateorder', { order_id: 'next-1' }, 'status')).toEqual([
    'In Progress',
    'Cancelled',
  ]);
  expect(await offered(dana, 'updateorder', {}, 'status')).toHaveLength(12);
  expect(await offered(dana, 'updateorder', { order_id: 'nowhere', status: 'p' }, 'status')).toEqual([
    'Pending Payment',
    'Payment Verified',
    'In Progress',
  ]);
});

test('the list’s filters are offered too', async () => {
  const { dana } = desk;
  expect(await offered(dana, 'listorders', { status: 'in' }, 'status')).toEqual(['In Progress', 'In Review']);
  expect(await offered(dana, 'listorders', { service: 'bot' }, 'service')).toEqual(['Discord Bot', 'bot']);
});

test('in a ticket channel the statuses are those of its order', async () => {
  const { dana, guild } = desk;
  const tickets = guild.createCategory({ name: 'Tickets' });
  await setUp(desk, { ticketCategoryIds: [tickets.id] });
  const ticket = guild.createChannel({ name: 'ticket-1', parent: tickets });
  await addOrder(desk, { order_id: 'TICKET-1' }, ticket);
  const choices = await dana.autocomplete('updateorder', {}, 'status', { channel: ticket });
  expect(choices.map(({ value }) => value)).toEqual(['In Progress', 'Complete', 'On Hold', 'Cancelled']);
});

test('no more than 25 are offered, and long names are cut', async () => {
  const { dana, guild } = desk;
  const many = guild.join({ username: 'many' });
  for (let count = 10; count < 40; count += 1)
    await addOrder(
      { dana, mia: many },
      { order_id: `MANY-${count}`, service: `${'Long service '.repeat(6)}${count}` },
    );
  const choices = await many.autocomplete('trackorder', {}, 'order_id');
  expect(choices).toHaveLength(25);
  expect(choices[0]?.value).toBe('MANY-39');
  for (const { name } of choices) expect(name.length).toBeLessThanOrEqual(100);
  expect(await many.autocomplete('trackorder', { order_id: 'many-3' }, 'order_id')).toHaveLength(10);
  expect(await dana.autocomplete('addorder', { service: 'long' }, 'service')).toHaveLength(25);
});
