import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView } from '../../sandbox/index.ts';
import { addOrder, isSettled, takeThrough, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

/** The lines of a list without the times at their ends. */
function linesOf(message: MessageView): string[] {
  const lines = message.embeds[0]?.description?.split('\n') ?? [];
  return lines.map((line) => line.replace(/ · (?:due )?<t:\d+:R>$/, ''));
}

test('an empty list says what would fill it', async () => {
  const answer = await desk.eve.slash('myorders');
  expect(answer.ephemeral).toBe(true);
  expect(answer.text()).toBe(
    '📋 Your orders, what needs you first\nYou have none yet. What you order, and what you are given to work on, appears here.',
  );
});

test('everyone sees what they work on and what they ordered, each with what comes next', async () => {
  const { mike, mia } = desk;
  await addOrder(desk, { order_id: 'LATER', booster: mike, deadline: '5d' });
  await addOrder(desk, { order_id: 'SOON', booster: mike, deadline: '1d' });
  await addOrder(desk, { order_id: 'OPEN' });
  await addOrder(desk, { order_id: 'GONE' });
  await takeThrough(desk, 'OPEN', ['In Progress']);
  const asked = await desk.dana.slash('updateorder', { order_id: 'GONE', status: 'Cancelled' });
  await (await desk.dana.click(asked, 'Yes, set Cancelled')).until(isSettled);

  expect(linesOf(await mike.slash('myorders'))).toEqual([
    '**You work on**',
    '👤 **SOON** · Website Development · Assigned: press Start order',
    '👤 **LATER** · Website Development · Assigned: press Start order',
  ]);
  expect(linesOf(await mia.slash('myorders'))).toEqual([
    '**You ordered**',
    '🔄 **OPEN** · Website Development · In Progress: the work is under way',
    '👤 **SOON** · Website Development · Assigned: the work on it starts soon',
    '👤 **LATER** · Website Development · Assigned: the work on it starts soon',
    '❌ **GONE** · Website Development · Cancelled: nothing more happens with this order',
  ]);
});

test('what a customer has to pay, or is disputed, comes before what is newer', async () => {
  const { dana } = desk;
  const sam = desk.guild.join({ username: 'sam' });
  await dana.slash('invoice', { user: sam, service: 'Logo', amount: '$10', order_id: 'UNPAID' });
  await addOrder(desk, { user: sam, order_id: 'ARGUED' });
  await sam.slash('dispute open', { order_id: 'ARGUED', reason: 'It is not mine' });
  await addOrder(desk, { user: sam, order_id: 'NEWER' });
  expect(linesOf(await sam.slash('myorders'))).toEqual([
    '**You ordered**',
    '⚖️ **ARGUED** · Website Development · Disputed: staff will hear both sides and decide',
    '⏳ **UNPAID** · Logo · Pending Payment: work starts once it is paid',
    '💳 **NEWER** · Website Development · Payment Verified: someone will start on it soon',
  ]);
});

test('an order opens in place with the buttons of whoever looks, and the list is one press away', async () => {
  const list = await desk.mike.slash('myorders');
  const card = await desk.mike.select(list, 'Open an order', [`${desk.guild.id}:SOON`]);
  expect(card.id).toBe(list.id);
  expect(card.text()).toContain('👤 Order SOON · Assigned');
  expect(card.labels).toEqual(['Timeline', 'Start order', 'Decline', 'Back to the list']);
  const back = await desk.mike.click(card, 'Back to the list');
  expect(linesOf(back)[0]).toBe('**You work on**');
  const again = await desk.mike.select(back, 'Open an order', [`${desk.guild.id}:SOON`]);
  const started = await (await desk.mike.click(again, 'Start order')).until(isSettled);
  expect(started.text()).toContain('You have started Order #SOON');
  // What waits to be started comes before what is under way.
  expect(linesOf(await desk.mike.slash('myorders')).slice(1)).toEqual([
    '👤 **LATER** · Website Development · Assigned: press Start order',
    '🔄 **SOON** · Website Development · In Progress: submit evidence when done',
  ]);
});

test('in direct messages the list names the server', async () => {
  const list = await desk.mike.slash('myorders', {}, { inDirectMessage: true });
  expect(linesOf(list)[1]).toBe(
    '👤 **LATER** · Pixel Forge · Website Development · Assigned: press Start order',
  );
  const card = await desk.mike.select(list, 'Open an order', [`${desk.guild.id}:LATER`]);
  expect(card.text()).toContain('**Pixel Forge** · 👤 Order LATER · Assigned');
  expect(card.labels).toContain('Start order');
});

test('an order that is no longer one’s own does not open', async () => {
  const list = await desk.mike.slash('myorders');
  await (await desk.dana.slash('assign', { order_id: 'LATER', booster: desk.eve })).until(isSettled);
  const answer = await desk.mike.select(list, 'Open an order', [`${desk.guild.id}:LATER`]);
  expect(answer.text()).toContain('❌ Order ID not found');
});

test('a long list is paged, and its buttons outlive the process', async () => {
  const customer = desk.guild.join({ username: 'nora' });
  for (let number = 10; number < 23; number += 1)
    await addOrder(desk, { order_id: `P-${number}`, user: customer });
  const idsOf = (message: MessageView) =>
    linesOf(message).flatMap((line) => /\*\*(P-\d+)\*\*/.exec(line)?.[1] ?? []);
  const first = await customer.slash('myorders');
  expect(idsOf(first)).toHaveLength(10);
  await desk.restart();
  const second = await customer.click(first, 'Next');
  expect(idsOf(second)).toEqual(['P-12', 'P-11', 'P-10']);
  const opened = await customer.select(second, 'Open an order', [`${desk.guild.id}:P-11`]);
  const back = await customer.click(opened, 'Back to the list');
  expect(idsOf(back)).toEqual(['P-12', 'P-11', 'P-10']);
  expect(idsOf(await customer.click(back, 'First page'))[0]).toBe('P-22');
});

test('no line is longer than 140 characters, whatever is in it', async () => {
  const customer = desk.guild.join({ username: 'olga' });
  await addOrder(desk, {
    order_id: 'x'.repeat(40),
    user: customer,
    service: `${'*_'.repeat(40)}long`,
    deadline: '9d',
  });
  await updateOrder(desk, 'x'.repeat(40), { status: 'On Hold' });
  for (const inDirectMessage of [false, true]) {
    const list = await customer.slash('myorders', {}, inDirectMessage ? { inDirectMessage } : {});
    const lines = list.embeds[0]?.description?.split('\n') ?? [];
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(140);
  }
});
