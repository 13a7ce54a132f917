import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../sandbox/index.ts';
import { addOrder, forgePress, settled, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import {
  blocksOf,
  breaches,
  screenshot,
  setUpReviews,
  startedOrder,
  storedWork,
  submit,
  submittedOrder,
  walletOf,
} from '../support/work.ts';

const notFound = '❌ Order ID not found\nCheck the spelling, or run /trackorder alone for your newest order.';
const notYours = '❌ Permission denied\nA reviewer other than the booster must approve this.';

let desk: TestDesk;
let rick: Person;
beforeAll(async () => {
  desk = await startDesk();
  ({ rick } = await setUpReviews(desk));
});
afterAll(() => desk.stop());

const about = (orderId: string, words: string) => (message: { text(): string }) =>
  message.text().includes(orderId) && message.text().includes(words);

const open = (by: Person, order_id: string) => by.slash('review', { order_id });

async function rejectBy(by: Person, order_id: string, reason: string): Promise<string> {
  const form = await by.openForm(await open(by, order_id), 'Reject');
  return (await settled(await form.submit({ reason }))).text();
}

describe('the queue', () => {
  test('is empty at first, and then lists what waits, the longest waiting first', async () => {
    const { mike } = desk;
    const empty = await rick.slash('review');
    expect(empty.ephemeral).toBe(true);
    expect(empty.text()).toBe(
      'Nothing waits for a review.\nEvidence appears here as soon as it is submitted.',
    );
    await submittedOrder(desk, 'QUEUE-1', 1);
    await submittedOrder(desk, 'QUEUE-2', 2);
    await startedOrder(desk, 'QUEUE-3');
    await open(desk.dana, 'QUEUE-2');
    const queue = await rick.slash('review');
    const lines = queue.embeds[0]?.description?.split('\n') ?? queue.text().split('\n').slice(1, 3);
    expect(lines.map((line) => line.replaceAll(/<t:\d+:R>/g, 'then'))).toEqual([
      `📸 **QUEUE-1** · Website Development · booster <@${mike.id}> · submitted then`,
      `🔍 **QUEUE-2** · Website Development · booster <@${mike.id}> · submitted then · <@${desk.dana.id}> is looking`,
    ]);
    const opened = await rick.select(queue, 'Open the evidence of an order', ['QUEUE-1']);
    expect(opened.id).toBe(queue.id);
    expect(opened.text()).toContain('🔍 Review of order QUEUE-1 · Website Development · image 1 of 1');
    for (const orderId of ['QUEUE-1', 'QUEUE-2'])
      await updateOrder(desk, orderId, { status: 'Rejected', notes: 'Not yet' });
  });

  test('is for reviewers', async () => {
    for (const person of [desk.eve, desk.mia, desk.mike])
      expect((await person.slash('review')).text()).toMatch(/^❌ Permission denied\n/);
  });
});

describe('opening', () => {
  test('shows picture, notes, people, price and who would get what, and says who is looking', async () => {
    await startedOrder(desk, 'OPEN-1', '500 Gold');
    const picture = await screenshot(10);
    await submit(desk.mike, 'OPEN-1', [picture], 'Timed it');
    const opened = await open(rick, 'OPEN-1');
    expect(opened.ephemeral).toBe(true);
    expect(
      opened
        .text()
        .replace(/\d seconds? ago/, 'now')
        .split('\n'),
    ).toEqual([
      '🔍 Review of order OPEN-1 · Website Development · image 1 of 1',
      '> Timed it',
      '',
      'Booster @mike · Customer @mia',
      '500 Gold paid by hand · submitted now',
      'In review by @rick',
      '',
      'Approving pays out: @mike 500 Gold (wallet 0 Gold → 500 Gold).',
      '[Approve & Complete] [Reject]',
      '[evidence.png]',
    ]);
    expect(await blocksOf(opened.media[0]?.bytes)).toBe(await blocksOf(picture.bytes));
    expect((await storedWork(desk, 'OPEN-1')).order).toMatchObject({
      status: 'In Review',
      reviewerId: rick.id,
    });
    // Whoever looks next changes nothing.
    expect((await open(desk.dana, 'OPEN-1')).text()).toContain('In review by @rick');
    expect((await storedWork(desk, 'OPEN-1')).events.filter((kind) => kind === 'opened')).toHaveLength(1);
  });

  test('of several pictures turns the pages', async () => {
    await startedOrder(desk, 'PAGES-1');
    const pictures = await Promise.all([11, 12, 13].map((seed) => screenshot(seed)));
    await submit(desk.mike, 'PAGES-1', pictures);
    const opened = await open(rick, 'PAGES-1');
    const seen = async () => [opened.content.split(' · ').at(-1), await blocksOf(opened.media[0]?.bytes)];
    const blocks = await Promise.all(pictures.map(({ bytes }) => blocksOf(bytes)));
    expect(await seen()).toEqual(['image 1 of 3', blocks[0]]);
    expect(opened.text()).toContain('[Previous image] (disabled) [Next image]');
    await rick.click(opened, 'Next image');
    expect(await seen()).toEqual(['image 2 of 3', blocks[1]]);
    await rick.click(opened, 'Next image');
    expect(await seen()).toEqual(['image 3 of 3', blocks[2]]);
    expect(opened.text()).toContain('[Previous image] [Next image] (disabled)');
    await rick.click(opened, 'Previous image');
    expect(await seen()).toEqual(['image 2 of 3', blocks[1]]);
    expect(opened.media).toHaveLength(1);
  });

  test('without evidence says so; strangers learn nothing, the customer that it is not theirs to do', async () => {
    await startedOrder(desk, 'NONE-1');
    expect((await open(rick, 'NONE-1')).text()).toBe(
      '❌ There is no evidence for this order\nRun /review alone to see what waits.',
    );
    for (const orderId of ['NONE-1', 'NO-SUCH-ORDER'])
      expect((await open(desk.eve, orderId)).text()).toBe(notFound);
    expect((await open(desk.mia, 'NONE-1')).text()).toBe(notYours);
  });
});

describe('a picture seen before', () => {
  test('is pointed out with its order, and can be compared', async () => {
    await startedOrder(desk, 'SEEN-1');
    const picture = await screenshot(20);
    await submit(desk.mike, 'SEEN-1', [picture]);
    await startedOrder(desk, 'SEEN-2');
    await submit(desk.mike, 'SEEN-2', [picture]);
    const opened = await open(rick, 'SEEN-2');
    expect(opened.text()).toContain('⚠️ Same picture as in order SEEN-1.');
    const other = await rick.click(opened, 'Show the other picture');
    expect(other.ephemeral).toBe(true);
    expect(other.text()).toContain('The picture of order SEEN-1, to compare:');
    expect(await blocksOf(other.media[0]?.bytes)).toBe(await blocksOf(picture.bytes));
  });

  test('in an earlier submission for the same order is told as that', async () => {
    const picture = await screenshot(23);
    await startedOrder(desk, 'AGAIN-1');
    for (const rejected of [picture, await screenshot(24)]) {
      await submit(desk.mike, 'AGAIN-1', [rejected]);
      const form = await rick.openForm(await open(rick, 'AGAIN-1'), 'Reject');
      await settled(await form.submit({ reason: 'Too dark' }));
    }
    await submit(desk.mike, 'AGAIN-1', [picture]);
    const opened = await open(rick, 'AGAIN-1');
    expect(opened.text()).toContain('⚠️ Same picture as in this order’s first submission.');
    expect(opened.text()).not.toContain('in order AGAIN-1');
    const earlier = await rick.click(opened, 'Show the other picture');
    expect(earlier.text()).toContain('The earlier picture of this order, to compare:');
  });

  test('nearly the same is pointed out too', async () => {
    await startedOrder(desk, 'NEAR-1');
    await submit(desk.mike, 'NEAR-1', [await screenshot(21)]);
    await startedOrder(desk, 'NEAR-2');
    await submit(desk.mike, 'NEAR-2', [await screenshot(21, 'again.jpg')]);
    expect((await open(rick, 'NEAR-2')).text()).toMatch(/⚠️ Looks like order NEAR-1 \((9\d|100) %\)\./);
  });

  test('names no order that the reviewer may not see, and does not show its picture', async () => {
    const { dana, guild, mike } = desk;
    const advertisers = guild.createRole({ name: 'Ads' });
    const ada = guild.join({ username: 'ada', roles: [advertisers] });
    const settings = await dana.slash('setup roles');
    await dana.select(settings, 'Advertiser roles', [advertisers]);
    await dana.slash('service add', { name: 'Raid', advertiser: ada });
    await startedOrder(desk, 'HIDDEN-1');
    const picture = await screenshot(22);
    await submit(mike, 'HIDDEN-1', [picture]);
    await addOrder(desk, { order_id: 'RAID-1', service: 'Raid', booster: mike });
    await submit(mike, 'RAID-1', [picture]);
    const opened = await open(ada, 'RAID-1');
    expect(opened.text()).toContain('⚠️ Same picture as in another order.');
    expect(opened.text()).not.toContain('HIDDEN-1');
    expect(opened.labels).not.toContain('Show the other picture');
    const seen = await open(rick, 'RAID-1');
    const compare = seen.buttons.find(({ label }) => label === 'Show the other picture')?.custom_id ?? '';
    expect(await forgePress(desk, ada, compare, seen)).not.toContain('HIDDEN-1');
    // What the advertiser can't see of others, they can't open either.
    expect((await open(ada, 'HIDDEN-1')).text()).toBe(notFound);
    expect((await ada.slash('review')).text()).not.toContain('HIDDEN-1');
  });
});

describe('deciding', () => {
  test('approving completes the order and pays the booster, and all who should are told', async () => {
    const { mia, mike } = desk;
    await submittedOrder(desk, 'YES-1', 30, '70 Gold');
    const opened = await open(rick, 'YES-1');
    const answer = await settled(await rick.click(opened, 'Approve & Complete'));
    expect(answer.content.split('\n')[0]).toBe(
      `✅ Order YES-1 is Complete. Paid out: 70 Gold to <@${desk.mike.id}>.`,
    );
    expect(answer.media).toEqual([]);
    await mia.nextMessage(about('YES-1', 'Your order has been completed'));
    const told = await mike.nextMessage(about('YES-1', 'Order completed! 70 Gold added to your wallet'));
    expect(told.text()).toContain('Order #YES-1: Website Development.');
    expect(await walletOf(mike)).toBe('💰 Your wallet · **70 Gold**');
    const { order, submissions, events } = await storedWork(desk, 'YES-1');
    expect(order).toMatchObject({ status: 'Complete', updatedBy: rick.id });
    expect(submissions).toMatchObject([{ verdict: 'approved', decidedBy: rick.id }]);
    expect(events.at(-1)).toBe('approved');
    expect(await breaches(desk)).toEqual([]);
  });

  test('rejecting asks for a reason, tells the booster, moves no money, and the booster goes on', async () => {
    const { mike, mia } = desk;
    await submittedOrder(desk, 'NO-1', 31);
    const before = await walletOf(mike);
    const form = await rick.openForm(await open(rick, 'NO-1'), 'Reject');
    expect(form.fields.map(({ label, required }) => [label, required])).toEqual([['What is missing?', true]]);
    const answer = await settled(await form.submit({ reason: 'No **timer**' }));
    expect(answer.content.split('\n')[0]).toBe(
      '✅ Order NO-1 is Rejected. The booster reads your reason and submits again.',
    );
    const told = await mike.nextMessage(about('NO-1', 'was rejected'));
    expect(told.content).toContain('Order #NO-1 was rejected: No \\*\\*timer\\*\\*');
    expect(told.labels).toContain('Upload new evidence');
    expect(mia.inbox().filter(about('NO-1', 'ejected'))).toEqual([]);
    expect(await walletOf(mike)).toBe(before);
    const { order, submissions } = await storedWork(desk, 'NO-1');
    expect(order).toMatchObject({ status: 'Rejected' });
    expect(submissions).toMatchObject([{ verdict: 'rejected', reason: 'No **timer**', decidedBy: rick.id }]);
    expect((await submit(mike, 'NO-1', [await screenshot(32)])).text()).toContain('is submitted');
    expect(await rejectBy(rick, 'NO-1', ' \u200b ')).toBe(
      '❌ A rejection needs a reason\nSay what is missing, so that it can be fixed.',
    );
  });

  test('nobody reviews their own work, staff no more than anyone', async () => {
    const { dana } = desk;
    await startedOrder(desk, 'OWN-1', '9 Gold', dana);
    await submit(dana, 'OWN-1', [await screenshot(33)]);
    expect((await open(dana, 'OWN-1')).text()).toBe(notYours);
    expect((await dana.slash('trackorder', { order_id: 'OWN-1' })).labels).not.toContain('Review');
    const opened = await open(rick, 'OWN-1');
    const approve = opened.buttons.find(({ label }) => label === 'Approve & Complete')?.custom_id ?? '';
    expect(await forgePress(desk, dana, approve, opened)).toBe(notYours);
    expect((await storedWork(desk, 'OWN-1')).order).toMatchObject({ status: 'In Review' });
    expect(await walletOf(dana)).toBe('💰 Your wallet · empty');
  });

  test.each([
    ['Complete', 'approved', 'I was there'],
    ['Rejected', 'rejected', 'Wrong dungeon'],
  ] as const)('staff override with a reason: %s', async (status, verdict, notes) => {
    const { dana } = desk;
    const orderId = `OVER-${status}`;
    await submittedOrder(desk, orderId, 40 + status.length, '1 Gold');
    await open(rick, orderId);
    const without = await dana.slash('updateorder', { order_id: orderId, status });
    expect(without.text()).toBe(
      `❌ ${status} needs a reason\nRun it again with the reason in notes (people are told) or internal_notes (staff only).`,
    );
    await updateOrder(desk, orderId, { status, notes });
    const { order, submissions } = await storedWork(desk, orderId);
    expect(order).toMatchObject({ status });
    expect(submissions).toMatchObject([{ verdict, reason: notes, decidedBy: dana.id }]);
    expect(await breaches(desk)).toEqual([]);
  });

  test('a reviewer who lost the role decides nothing any more', async () => {
    const { guild } = desk;
    const support = guild.role('Support');
    const sue = guild.join({ username: 'sue', roles: [support] });
    await submittedOrder(desk, 'ROLE-1', 50);
    const opened = await open(sue, 'ROLE-1');
    sue.takeRole(support);
    expect((await sue.click(opened, 'Approve & Complete')).text()).toBe(notFound);
    expect((await storedWork(desk, 'ROLE-1')).order).toMatchObject({ status: 'In Review' });
  });
});
