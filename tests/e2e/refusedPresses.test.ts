import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MessageView, Person, SandboxChannel } from '../../sandbox/index.ts';
import { addOrder, settled, setUp, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import {
  screenshot,
  setUpReviews,
  startedOrder,
  storedWork,
  submit,
  submittedOrder,
} from '../support/work.ts';

let desk: TestDesk;
let rick: Person;
let max: Person;
let queue: SandboxChannel;
beforeAll(async () => {
  desk = await startDesk();
  ({ rick, queue } = await setUpReviews(desk));
  max = desk.guild.join({ username: 'max' });
});
afterAll(() => desk.stop());

const about = (orderId: string, words: string) => (message: { text(): string }) =>
  message.text().includes(orderId) && message.text().includes(words);

/** Presses a button that is refused: the refusal is a message of its own that only the presser sees. */
async function refusedOn(who: Person, message: MessageView, label: string): Promise<string> {
  const refusal = await who.click(message, label);
  expect(refusal.id).not.toBe(message.id);
  expect(refusal.ephemeral).toBe(true);
  return refusal.text();
}

const becomes = (message: MessageView, words: string) => message.until(() => message.text().includes(words));

describe('a worker’s message about an order that has changed since', () => {
  test('shows the order as it is, with what can be pressed now', async () => {
    await addOrder(desk, { order_id: 'DM-1', booster: desk.mike });
    const told = await desk.mike.nextMessage(about('DM-1', 'assigned'));
    await updateOrder(desk, 'DM-1', { status: 'In Progress' });
    expect(await refusedOn(desk.mike, told, 'Start order')).toBe(
      '❌ That isn’t possible while the order is In Progress\nRun /myorders to see what comes next.',
    );
    await becomes(told, 'Order DM-1 · In Progress');
    expect(told.labels).toEqual(['Timeline', 'Submit evidence']);
  });

  test('has nothing left to press once it is someone else’s, and tells them nothing new', async () => {
    await addOrder(desk, { order_id: 'DM-2', booster: desk.mike });
    const told = await desk.mike.nextMessage(about('DM-2', 'assigned'));
    const before = told.content;
    await settled(await desk.dana.slash('assign', { booster: max, order_id: 'DM-2' }));
    expect(await refusedOn(desk.mike, told, 'Decline')).toBe(
      '❌ You don’t work on this order now\nRun /myorders to see what you work on.',
    );
    await told.until(() => told.labels.length === 0);
    expect(told.content).toBe(before);
    expect(told.text()).not.toContain('max');
    expect((await storedWork(desk, 'DM-2')).order).toMatchObject({ workerId: max.id });
  });
});

describe('a review', () => {
  test('that is over shows what became of the evidence, and nothing to decide', async () => {
    await submittedOrder(desk, 'OVER-1', 1);
    const mine = await rick.slash('review', { order_id: 'OVER-1' });
    const hers = await desk.dana.slash('review', { order_id: 'OVER-1' });
    await settled(await desk.dana.click(hers, 'Approve & Complete'));
    expect(await refusedOn(rick, mine, 'Approve & Complete')).toContain(
      '❌ This has been decided: the order is Complete',
    );
    await becomes(mine, 'Approved by @dana');
    expect(mine.labels).not.toContain('Approve & Complete');
    expect(mine.media).toHaveLength(1);
  });

  test('of evidence that was replaced shows the new one without a decision, so that nobody decides by a second press', async () => {
    await submittedOrder(desk, 'OVER-2', 2);
    const mine = await rick.slash('review', { order_id: 'OVER-2' });
    await updateOrder(desk, 'OVER-2', { status: 'Rejected', notes: 'Too dark' });
    await submit(desk.mike, 'OVER-2', [await screenshot(3)]);
    const form = await rick.openForm(mine, 'Reject');
    const refusal = await form.submit({ reason: 'Still dark' });
    expect(refusal.id).not.toBe(mine.id);
    expect(refusal.text()).toContain('❌ There is newer evidence by now');
    await becomes(mine, 'Not decided yet');
    expect(mine.labels).not.toContain('Reject');
    expect((await storedWork(desk, 'OVER-2')).order?.status).toBe('Evidence Submitted');
  });

  test('turned to another picture too late says so beside it', async () => {
    await startedOrder(desk, 'OVER-3');
    await submit(desk.mike, 'OVER-3', [await screenshot(4), await screenshot(5)]);
    const mine = await rick.slash('review', { order_id: 'OVER-3' });
    await updateOrder(desk, 'OVER-3', { status: 'Rejected', notes: 'Too dark' });
    expect(await refusedOn(rick, mine, 'Next image')).toContain('the order is Rejected');
    await becomes(mine, 'Rejected by @dana: Too dark');
    await rick.click(mine, 'Next image');
    expect(mine.text()).toContain('image 2 of 2');
  });

  test('is left alone where only this press can’t be done', async () => {
    await submittedOrder(desk, 'KEEP-1', 6);
    const mine = await rick.slash('review', { order_id: 'KEEP-1' });
    const before = mine.text();
    rick.takeRole(desk.guild.role('Support'));
    expect(await refusedOn(rick, mine, 'Approve & Complete')).toMatch(/^❌ Order ID not found/);
    expect(mine.text()).toBe(before);
    rick.giveRole(desk.guild.role('Support'));
    await settled(await rick.click(mine, 'Approve & Complete'));
    expect((await storedWork(desk, 'KEEP-1')).order?.status).toBe('Complete');
  });

  test('that no longer waits leaves the queue it was chosen from', async () => {
    await submittedOrder(desk, 'QUEUED-1', 7);
    await submittedOrder(desk, 'QUEUED-2', 8);
    const list = await rick.slash('review');
    await updateOrder(desk, 'QUEUED-1', { status: 'Complete', notes: 'Seen it' });
    const refusal = await rick.select(list, 'Open the evidence of an order', ['QUEUED-1']);
    expect(refusal.id).not.toBe(list.id);
    expect(refusal.text()).toContain('the order is Complete');
    await list.until(() => !list.text().includes('QUEUED-1'));
    expect(list.text()).toContain('QUEUED-2');
  });

  test('the queue’s own message stays as it is when its Open is refused', async () => {
    await submittedOrder(desk, 'POSTED-1', 9);
    const post = await queue.nextMessage((message) => message.text().includes('POSTED-1'));
    const before = post.text();
    expect(await refusedOn(desk.mia, post, 'Open')).toContain('❌ Permission denied');
    expect(post.text()).toBe(before);
  });
});

describe('a panel, a list and a question', () => {
  test('the panel that assigns shows who has the order now, and stays after a pick that can’t be', async () => {
    const { dana, guild } = desk;
    await addOrder(desk, { order_id: 'PICK-1' });
    const panel = await dana.click(await dana.slash('trackorder', { order_id: 'PICK-1' }), 'Assign');
    const robot = guild.join({ username: 'robot' });
    Object.assign(robot.user, { bot: true });
    const bot = await dana.select(panel, 'Choose the booster', [robot]);
    expect(bot.id).not.toBe(panel.id);
    expect(bot.text()).toContain('❌ A bot can’t do the work');
    await settled(await dana.slash('assign', { booster: max, order_id: 'PICK-1' }));
    const taken = await dana.select(panel, 'Choose the booster', [max]);
    expect(taken.text()).toContain('❌ @max already has this order');
    await becomes(panel, '@max does order PICK-1. Who shall do it?');
    const given = await settled(await dana.select(panel, 'Choose the booster', [desk.mike]));
    expect(given.id).toBe(panel.id);
    expect(given.text()).toContain('✅ Order PICK-1 is now @mike’s.');
  });

  test('the panel of an order that has ended becomes its card', async () => {
    const { dana } = desk;
    await addOrder(desk, { order_id: 'PICK-2', booster: max });
    const panel = await dana.click(await dana.slash('trackorder', { order_id: 'PICK-2' }), 'Assign');
    await updateOrder(desk, 'PICK-2', { status: 'Complete', notes: 'Done' });
    expect(await refusedOn(dana, panel, 'Unassign')).toContain('can’t change hands while it is Complete');
    await becomes(panel, 'Order PICK-2 · Complete');
    expect(panel.labels).not.toContain('Unassign');
  });

  test('my orders list what is still mine', async () => {
    await addOrder(desk, { order_id: 'MINE-1', booster: max });
    await addOrder(desk, { order_id: 'MINE-2', booster: max });
    const list = await max.slash('myorders');
    await settled(await desk.dana.slash('assign', { booster: desk.mike, order_id: 'MINE-1' }));
    const refusal = await max.select(list, 'Open an order', ['MINE-1 · Assigned']);
    expect(refusal.id).not.toBe(list.id);
    expect(refusal.text()).toMatch(/^❌ Order ID not found/);
    await list.until(() => !list.text().includes('MINE-1'));
    expect(list.text()).toContain('MINE-2');
  });

  test('the list of orders stays for who may no longer turn it', async () => {
    const list = await rick.slash('listorders', { limit: 1 });
    const before = list.text();
    await setUp(desk, { reviewChannelId: queue.id });
    expect(await refusedOn(rick, list, 'Older')).toMatch(/^❌ Permission denied/);
    expect(list.text()).toBe(before);
    await setUp(desk, { supportRoleIds: [desk.guild.role('Support').id], reviewChannelId: queue.id });
    expect((await rick.click(list, 'Older')).id).toBe(list.id);
  });

  test('a question that has lapsed can’t be answered any more', async () => {
    const { dana } = desk;
    await addOrder(desk, { order_id: 'ASK-9' });
    const question = await dana.slash('updateorder', { order_id: 'ASK-9', status: 'Cancelled' });
    const before = question.content;
    await updateOrder(desk, 'ASK-9', { notes: 'Wait' });
    expect(await refusedOn(dana, question, 'Yes, set Cancelled')).toContain(
      '❌ This question is out of date',
    );
    await question.until(() => question.labels.length === 0);
    expect(question.content).toBe(before);
  });
});
