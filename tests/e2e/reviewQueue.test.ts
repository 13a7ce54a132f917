import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView, Person, SandboxChannel } from '../../sandbox/index.ts';
import { deleteMessage } from '../../sandbox/model/messages.ts';
import { settled, setUp, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { screenshot, setUpReviews, storedWork, submit, submittedOrder } from '../support/work.ts';

let desk: TestDesk;
let rick: Person;
let queue: SandboxChannel;
beforeAll(async () => {
  desk = await startDesk();
  ({ rick, queue } = await setUpReviews(desk));
});
afterAll(() => desk.stop());

const posts = (orderId: string) => queue.messages().filter((message) => message.text().includes(orderId));
const next = (orderId: string) => queue.nextMessage((message) => message.text().includes(orderId));
const becomes = (message: MessageView, words: string) => message.until(() => message.text().includes(words));

test('evidence is one message, which says how its review stands', async () => {
  await submittedOrder(desk, 'POST-1', 1);
  const post = await next('POST-1');
  expect(post.text().replace(/\d seconds? ago/, 'now')).toBe(
    '📸 Order POST-1 · Website Development · waits for a review, submitted now\n[Open]',
  );
  expect(post.pinged).toEqual([]);
  expect(post.media).toEqual([]);

  const opened = await rick.click(post, 'Open');
  expect(opened.ephemeral).toBe(true);
  expect(opened.text()).toContain('🔍 Review of order POST-1');
  await becomes(post, '🔍 Order POST-1 · Website Development · in review by @rick, submitted ');
  expect(post.labels).toEqual(['Open']);
  await rick.click(opened, 'Approve & Complete');
  await becomes(post, '✅ Order POST-1 · Website Development · approved by @rick');
  expect(post.labels).toEqual([]);
  expect(posts('POST-1')).toEqual([post]);
  expect(post.pinged).toEqual([]);
});

test('new evidence after a rejection is a new message; the old one says who rejected', async () => {
  await submittedOrder(desk, 'POST-2', 2);
  const first = await next('POST-2');
  const form = await rick.openForm(await rick.click(first, 'Open'), 'Reject');
  await settled(await form.submit({ reason: 'Too dark' }));
  await becomes(first, '🔁 Order POST-2 · Website Development · rejected by @rick');
  expect(first.text()).not.toContain('Too dark');
  await submit(desk.mike, 'POST-2', [await screenshot(3)]);
  const second = await next('POST-2');
  expect(second.text()).toContain('waits for a review');
  expect(first.text()).toContain('rejected by @rick');
  expect(posts('POST-2')).toEqual([first, second]);
});

test('a message that was deleted is posted again at the next change', async () => {
  await submittedOrder(desk, 'POST-3', 4);
  const first = await next('POST-3');
  deleteMessage(desk.sandbox.world, first.record);
  const opened = await rick.slash('review', { order_id: 'POST-3' });
  const second = await next('POST-3');
  expect(second.text()).toContain('in review by @rick');
  await rick.click(opened, 'Approve & Complete');
  await becomes(second, 'approved by @rick');
  expect(posts('POST-3')).toEqual([second]);
});

test('what staff do with the order shows there too', async () => {
  await submittedOrder(desk, 'POST-4', 5);
  const post = await next('POST-4');
  await updateOrder(desk, 'POST-4', { status: 'On Hold' });
  await becomes(post, '⏸️ Order POST-4 · Website Development · On Hold');
  expect(post.labels).toEqual([]);
  await updateOrder(desk, 'POST-4', { status: 'Evidence Submitted' });
  await becomes(post, 'waits for a review');
  await updateOrder(desk, 'POST-4', { status: 'Complete', notes: 'Seen it' });
  await becomes(post, 'approved by @dana');
  expect(posts('POST-4')).toEqual([post]);
});

test('while Discord takes no messages there it is made up for afterwards, in one message', async () => {
  const fault = desk.sandbox.faults.next(
    new RegExp(`^POST /channels/${queue.id}/messages$`),
    { kind: 'status', status: 500 },
    4,
  );
  await submittedOrder(desk, 'POST-5', 6);
  await fault.spent;
  const post = await next('POST-5');
  expect(post.text()).toContain('waits for a review');
  expect(posts('POST-5')).toEqual([post]);
});

test('the button opens for those who may review, and says no to everyone else', async () => {
  await submittedOrder(desk, 'POST-6', 7);
  const post = await next('POST-6');
  expect((await desk.eve.click(post, 'Open')).text()).toMatch(/^❌ Order ID not found\n/);
  for (const person of [desk.mia, desk.mike]) {
    const refused = await person.click(post, 'Open');
    expect(refused.ephemeral).toBe(true);
    expect(refused.text()).toBe('❌ Permission denied\nA reviewer other than the booster must approve this.');
  }
  expect(post.text()).toContain('waits for a review');
  expect((await storedWork(desk, 'POST-6')).order?.status).toBe('Evidence Submitted');
});

test('an outdated button says so', async () => {
  const post = posts('POST-6')[0];
  if (post === undefined) throw new Error('There is no post');
  const custom = post.buttons[0]?.custom_id ?? '';
  await updateOrder(desk, 'POST-6', { status: 'Complete', notes: 'Seen it' });
  await becomes(post, 'approved by @dana');
  Object.assign(post.record.wire, {
    components: [{ type: 1, components: [{ type: 2, style: 1, label: 'Open', custom_id: custom }] }],
  });
  expect((await rick.click(post, 'Open')).text()).toContain(
    '❌ This has been decided: the order is Complete\n@dana made the last change.',
  );
});

test('without a review channel evidence still waits in /review', async () => {
  const role = desk.guild.role('Support');
  await setUp(desk, { supportRoleIds: [role.id] });
  await submittedOrder(desk, 'POST-7', 8);
  expect((await rick.slash('review')).text()).toContain('POST-7');
  expect(posts('POST-7')).toEqual([]);
});
