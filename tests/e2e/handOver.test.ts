import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person, SandboxChannel } from '../../sandbox/index.ts';
import { settled, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import {
  breaches,
  screenshot,
  setUpReviews,
  startedOrder,
  storedWork,
  submit,
  submittedOrder,
  walletOf,
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

const assign = async (booster: Person, order_id: string) =>
  settled(await desk.dana.slash('assign', { booster, order_id }));

const post = (orderId: string) => queue.nextMessage((message) => message.text().includes(orderId));

describe('an order changes hands while its evidence waits', () => {
  test('in review: the new booster begins, the former one and the reviewer are told, and no money moves', async () => {
    const { mia, mike } = desk;
    await submittedOrder(desk, 'HAND-1', 1, '500 Gold');
    const waiting = await post('HAND-1');
    const opened = await rick.click(waiting, 'Open');

    const given = await assign(max, 'HAND-1');
    expect(given.text().split('\n').slice(0, 2)).toEqual([
      '✅ Order HAND-1 is now @max’s. @mike had it before.',
      'The evidence that waited for a review is withdrawn.',
    ]);
    await mike.nextMessage(
      about(
        'HAND-1',
        'Order #HAND-1 is no longer yours: someone else does it now. The evidence you handed in is withdrawn.',
      ),
    );
    await mia.nextMessage(about('HAND-1', '@max now works on your order HAND-1.'));
    const told = await max.nextMessage(about('HAND-1', 'You have been assigned to Order #HAND-1'));

    await waiting.until(() => waiting.text().includes('withdrawn, the order changed hands'));
    expect(waiting.labels).toEqual([]);
    expect((await rick.slash('review')).text()).not.toContain('HAND-1');
    const late = await rick.click(opened, 'Approve & Complete');
    expect(late.text()).toContain('❌ This evidence was withdrawn: the order has changed hands\n@dana made');

    const { order, submissions } = await storedWork(desk, 'HAND-1');
    expect(order).toMatchObject({ status: 'Assigned', workerId: max.id });
    expect(submissions.map(({ verdict, workerId }) => [verdict, workerId])).toEqual([['withdrawn', mike.id]]);
    expect(await walletOf(mike)).not.toContain('500');

    // What was handed in stays to be looked at; the order goes on with the new booster.
    const card = await rick.slash('trackorder', { order_id: 'HAND-1' });
    const kept = await rick.click(card, 'Evidence');
    expect(kept.text()).toContain('Withdrawn by @dana before a decision: the order changed hands');
    expect(kept.media).toHaveLength(1);
    expect((await rick.click(card, 'Timeline')).text()).toContain('@mike’s evidence is withdrawn');
    await max.click(told, 'Start order');
    await submit(max, 'HAND-1', [await screenshot(2)]);
    const again = await rick.click(await post('HAND-1'), 'Open');
    await settled(await rick.click(again, 'Approve & Complete'));
    await max.nextMessage(about('HAND-1', '500 Gold added to your wallet'));
    expect((await storedWork(desk, 'HAND-1')).submissions.map(({ verdict }) => verdict)).toEqual([
      'withdrawn',
      'approved',
    ]);
    expect(await breaches(desk)).toEqual([]);
  });

  test('submitted: the panel says what becomes of the evidence, and unassigning it waits for someone', async () => {
    const { dana, mia, mike } = desk;
    await submittedOrder(desk, 'HAND-2', 3);
    const waiting = await post('HAND-2');
    const panel = await dana.click(await dana.slash('trackorder', { order_id: 'HAND-2' }), 'Assign');
    expect(panel.text()).toContain(
      '@mike does order HAND-2. Who shall do it?\n⚠️ Their evidence waits for a review. If someone else gets the order, it is withdrawn.',
    );
    const taken = await settled(await dana.click(panel, 'Unassign'));
    expect(taken.text()).toContain('✅ Order HAND-2 has no booster now. @mike had it.');
    await mike.nextMessage(about('HAND-2', 'staff took it back. The evidence you handed in is withdrawn.'));
    await mia.nextMessage(about('HAND-2', 'Your order HAND-2 waits for someone new to work on it.'));
    await waiting.until(() => waiting.text().includes('withdrawn'));
    expect((await storedWork(desk, 'HAND-2')).order).toMatchObject({ status: 'Payment Verified' });
  });
});

describe('an order changes hands while it is on hold', () => {
  test('from a review: it stays on hold, and resumes for the new booster to begin', async () => {
    const { dana, mike } = desk;
    await submittedOrder(desk, 'HOLD-1', 4);
    const waiting = await post('HOLD-1');
    await updateOrder(desk, 'HOLD-1', { status: 'On Hold', notes: 'The customer is away' });
    const given = await assign(max, 'HOLD-1');
    expect(given.text()).toContain('✅ Order HOLD-1 is now @max’s. @mike had it before.');
    expect(given.text()).toContain('Staff will resume it at Assigned.');
    await mike.nextMessage(about('HOLD-1', 'The evidence you handed in is withdrawn.'));
    const told = await max.nextMessage(about('HOLD-1', 'You have been assigned to Order #HOLD-1'));
    expect(told.labels).not.toContain('Start order');
    expect(told.text()).toContain('You get a DM when it goes on.');
    await waiting.until(() => waiting.text().includes('withdrawn, the order changed hands'));
    expect(await dana.autocomplete('updateorder', { order_id: 'HOLD-1' }, 'status')).toContainEqual({
      name: 'Assigned',
      value: 'Assigned',
    });
    expect((await updateOrder(desk, 'HOLD-1', { status: 'Evidence Submitted' })).text()).toContain('❌');
    await updateOrder(desk, 'HOLD-1', { status: 'Assigned' });
    const resumed = await max.nextMessage(about('HOLD-1', 'which you work on, is now Assigned'));
    expect(resumed.labels).toContain('Start order');
    await settled(await max.click(resumed, 'Start order'));
    expect((await storedWork(desk, 'HOLD-1')).order?.status).toBe('In Progress');
    const timeline = await dana.click(await dana.slash('trackorder', { order_id: 'HOLD-1' }), 'Timeline');
    expect(timeline.text()).toContain(
      '👤 Assigned while on hold, @max works on it, @mike’s evidence is withdrawn',
    );
  });

  test('and without anyone it resumes as paid', async () => {
    const { dana, mike } = desk;
    await startedOrder(desk, 'HOLD-2');
    await updateOrder(desk, 'HOLD-2', { status: 'On Hold' });
    const panel = await dana.click(await dana.slash('trackorder', { order_id: 'HOLD-2' }), 'Assign');
    await settled(await dana.click(panel, 'Unassign'));
    await mike.nextMessage(about('HOLD-2', 'no longer yours: staff took it back.'));
    expect((await storedWork(desk, 'HOLD-2')).order).toMatchObject({
      status: 'On Hold',
      heldFrom: 'Payment Verified',
    });
    const resumed = await updateOrder(desk, 'HOLD-2', { status: 'Payment Verified' });
    expect(resumed.text()).toContain('✅ Order HOLD-2 is now Payment Verified.');
  });

  test('a rejected order that rested says why it was rejected when it is resumed', async () => {
    await submittedOrder(desk, 'HOLD-3', 5);
    await updateOrder(desk, 'HOLD-3', { status: 'Rejected', notes: 'The score is hidden' });
    await updateOrder(desk, 'HOLD-3', { status: 'On Hold', notes: 'Server maintenance' });
    await updateOrder(desk, 'HOLD-3', { status: 'Rejected', notes: 'Maintenance is over' });
    const card = await desk.mike.slash('trackorder', { order_id: 'HOLD-3' });
    expect(card.text()).toContain('**Rejected**: The score is hidden');
    expect(card.text()).toContain('> Maintenance is over');
  });
});

test('evidence of a cancelled order says that nobody decided about it', async () => {
  const { dana } = desk;
  await submittedOrder(desk, 'GONE-1', 6);
  const waiting = await post('GONE-1');
  const opened = await rick.click(waiting, 'Open');
  const asked = await dana.slash('updateorder', { order_id: 'GONE-1', status: 'Cancelled', notes: 'Sorry' });
  await settled(await dana.click(asked, 'Yes, set Cancelled'));
  await waiting.until(() => waiting.text().includes('Cancelled'));
  const card = await rick.slash('trackorder', { order_id: 'GONE-1' });
  expect((await rick.click(card, 'Evidence')).text()).toContain(
    'Closed by @dana before a decision: the order was Cancelled',
  );
  const late = await rick.click(opened, 'Approve & Complete');
  expect(late.text()).toContain('❌ There is nothing left to decide: the order is Cancelled\n@dana made');
});
