import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderEvents, orders } from '../../src/ports/collections.ts';
import { addOrder, forgePress, isSettled, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

const stored = (key: string) => desk.orderly.store.get(orders.path(desk.guild.id, key));

async function askToCancel(orderId: string) {
  await addOrder(desk, { order_id: orderId });
  return desk.dana.slash('updateorder', { order_id: orderId, status: 'Cancelled', notes: 'Asked for it' });
}

const customIdOf = (message: { buttons: readonly { label?: string; custom_id?: string }[] }, label: string) =>
  message.buttons.find((button) => button.label === label)?.custom_id ?? '';

test('cancelling asks first, naming what is lost, and tells nobody', async () => {
  const question = await askToCancel('ASK-1');
  expect(question.ephemeral).toBe(true);
  expect(question.content).toBe(
    `⚠️ Set order ASK-1 (Website Development, $200.00) to Cancelled?\nIt can’t be taken back: work on it ends, $200.00 goes back to the wallet of whoever paid it, and <@${desk.mia.id}> is told.`,
  );
  expect(question.labels).toEqual(['Yes, set Cancelled', 'No, keep it']);
  expect(question.pinged).toEqual([]);
  expect(await stored('ASK-1')).toMatchObject({ status: 'Payment Verified', sequence: 1 });
});

test('confirmed, it is cancelled in place of the question, and the customer is told why', async () => {
  const question = await askToCancel('YES-1');
  const answer = await desk.dana.click(question, 'Yes, set Cancelled');
  expect(answer.id).toBe(question.id);
  await answer.until(isSettled);
  expect(answer.content).toBe(
    `✅ Order YES-1 is now Cancelled. $200.00 is back in the wallet of whoever paid it.\n<@${desk.mia.id}> was told by DM.`,
  );
  expect(answer.labels).toEqual(['Timeline']);
  const told = await desk.mia.nextMessage((message) => message.content.includes('YES-1 is now Cancelled'));
  expect(told.content).toBe(
    '**Pixel Forge** · ❌ Your order YES-1 is now Cancelled. $200.00 is back in your wallet. See /wallet.',
  );
  expect(told.text()).toContain('**Cancelled**: Asked for it');
  const order = await stored('YES-1');
  expect(order).toMatchObject({ status: 'Cancelled', statusReason: 'Asked for it', sequence: 2 });
  expect(order?.endedAt).toBeInstanceOf(Date);
  expect(order?.pendingUpdate).toBeUndefined();
});

test('"No, keep it" changes nothing and takes the question away', async () => {
  const question = await askToCancel('NO-1');
  const yes = customIdOf(question, 'Yes, set Cancelled');
  const answer = await desk.dana.click(question, 'No, keep it');
  expect(answer.text()).toBe('✅ Nothing was changed.');
  expect(await stored('NO-1')).toMatchObject({ status: 'Payment Verified', sequence: 1 });
  expect(await forgePress(desk, desk.dana, yes, answer)).toContain('❌ This question is out of date');
  expect(await stored('NO-1')).toMatchObject({ status: 'Payment Verified' });
});

test('only the one who was asked can confirm or drop it', async () => {
  const { guild, dana, eve } = desk;
  const sam = guild.join({ username: 'sam', permissions: ['ManageGuild'] });
  const question = await askToCancel('MINE-1');
  const yes = customIdOf(question, 'Yes, set Cancelled');
  const source = await addOrder(desk);
  expect(await forgePress(desk, sam, yes, source)).toBe(
    '❌ This question is out of date\nNothing was changed. Run the command again if you still want it.',
  );
  expect(await forgePress(desk, eve, yes, source)).toContain('❌ Permission denied');
  await forgePress(desk, sam, customIdOf(question, 'No, keep it'), source);
  expect(await stored('MINE-1')).toMatchObject({ status: 'Payment Verified' });
  const answer = await dana.click(question, 'Yes, set Cancelled');
  expect(answer.text()).toContain('is now Cancelled');
});

test('a question is out of date once the order has changed', async () => {
  const question = await askToCancel('STALE-1');
  await updateOrder(desk, 'STALE-1', { status: 'In Progress' });
  const answer = await desk.dana.click(question, 'Yes, set Cancelled');
  expect(answer.text()).toContain('❌ This question is out of date');
  expect(await stored('STALE-1')).toMatchObject({ status: 'In Progress' });
});

test('a question outlives a restart', async () => {
  const question = await askToCancel('LATER-1');
  await desk.restart();
  const answer = await desk.dana.click(question, 'Yes, set Cancelled');
  expect(answer.text()).toContain('✅ Order LATER-1 is now Cancelled.');
});

test('what can’t be done is refused before it is asked', async () => {
  await askToCancel('GONE-1').then((question) => desk.dana.click(question, 'Yes, set Cancelled'));
  const refused = await desk.dana.slash('updateorder', { order_id: 'GONE-1', status: 'Cancelled' });
  expect(refused.text()).toContain('❌ The order is already Cancelled');
  const page = await desk.orderly.store.query({
    from: orderEvents,
    parent: orderEvents.parent(desk.guild.id, 'GONE-1'),
    orderBy: { field: 'sequence', direction: 'ascending' },
    limit: 25,
  });
  expect(page.docs).toHaveLength(2);
});

test('buttons of another version of the bot are answered kindly', async () => {
  const source = await addOrder(desk, { order_id: 'OLD-1' });
  for (const customId of ['updateorder:gone:1', 'oldcommand:open', 'nonsense'])
    expect(await forgePress(desk, desk.dana, customId, source)).toBe(
      'This button is from an older version of me.\nRun the command again to get a fresh one.',
    );
});
