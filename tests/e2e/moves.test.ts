import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orders } from '../../src/ports/collections.ts';
import { addOrder, forgeSlash, takeThrough, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

const stored = (key: string) => desk.orderly.store.get(orders.path(desk.guild.id, key));
const about = (orderId: string, words: string) => (message: { text(): string }) =>
  message.text().includes(orderId) && message.text().includes(words);

describe('every move that staff may make', () => {
  const ways: [name: string, booster: boolean, before: string[], to: string, notes?: string][] = [
    ['starts an order without a booster', false, [], 'In Progress'],
    ['starts an order that was assigned', true, [], 'In Progress'],
    ['sends work without evidence to review', false, ['In Progress'], 'In Review'],
    ['rejects with a reason', false, ['In Progress', 'In Review'], 'Rejected', 'The colours are wrong'],
    ['completes after review', false, ['In Progress', 'In Review'], 'Complete'],
    ['completes at once, with a reason', false, [], 'Complete', 'Done before it was recorded'],
    ['completes boosted work, with a reason', true, ['In Progress'], 'Complete', 'Seen in a call'],
    ['puts on hold', false, ['In Progress'], 'On Hold', 'Waiting for your logo'],
    ['resumes where it was', false, ['In Progress', 'In Review', 'On Hold'], 'In Review'],
    ['resumes an order that had not begun', false, ['On Hold'], 'Payment Verified'],
  ];
  test.each(ways)('%s', async (name, booster, before, to, notes) => {
    const orderId = name.replaceAll(/\W/g, '-');
    await addOrder(desk, { order_id: orderId, ...(booster ? { booster: desk.mike } : {}) });
    await takeThrough(desk, orderId, before);
    const answer = await updateOrder(desk, orderId, { status: to, notes });
    expect(answer.content).toMatch(new RegExp(`^✅ Order ${orderId} is now ${to}\\.`));
    expect(await stored(orderId.toUpperCase())).toMatchObject({ status: to, updatedBy: desk.dana.id });
    if (booster) await desk.mike.nextMessage(about(orderId, to === 'Complete' ? 'completed' : to));
    if (to === 'Rejected') return expect(answer.text()).not.toContain('@mia was told');
    expect(answer.text()).toContain('@mia was told by DM.');
    await desk.mia.nextMessage(about(orderId, to === 'Complete' ? 'completed' : to));
  });
});

describe('what staff may not do is refused with the way out', () => {
  const cases: [name: string, booster: boolean, before: string[], to: string, words: string][] = [
    [
      'a status that can’t follow',
      false,
      ['In Progress', 'In Review', 'Complete'],
      'In Progress',
      '❌ In Progress can’t follow Complete.\nFrom here: Disputed (with /dispute), Refunded (with /refund).',
    ],
    [
      'a status that others give',
      false,
      [],
      'Evidence Submitted',
      '❌ Evidence Submitted can’t follow Payment Verified.\nFrom here: Assigned (with /assign), In Progress (staff), Complete (staff), On Hold (staff), Cancelled (staff), Disputed (with /dispute).',
    ],
    [
      'where it is already',
      false,
      ['In Progress'],
      'in progress',
      '❌ The order is already In Progress\nTo tell the customer something, give notes without a status.',
    ],
    [
      'completing without a reason',
      false,
      ['In Progress'],
      'Complete',
      '❌ Complete needs a reason\nRun it again with the reason in notes (people are told) or internal_notes (staff only).',
    ],
    [
      'rejecting without a reason',
      false,
      ['In Progress', 'In Review'],
      'Rejected',
      '❌ Rejected needs a reason\nRun it again with the reason in notes (people are told) or internal_notes (staff only).',
    ],
    [
      'review of boosted work without evidence',
      true,
      ['In Progress'],
      'In Review',
      '❌ In Review needs evidence first\n@mike has to submit a screenshot of the finished work. Without one, staff can set Complete with a reason in notes.',
    ],
    [
      'a status there is not',
      false,
      [],
      'Almost',
      "❌ I can’t use what you entered\n- status: There is no status 'Almost'. Choose one of: Pending Payment, Payment Verified, Assigned, In Progress, Evidence Submitted, In Review, Rejected, Complete, On Hold, Cancelled, Disputed, Refunded.",
    ],
  ];
  test.each(cases)('%s', async (name, booster, before, to, words) => {
    const orderId = name.replaceAll(/\W/g, '-');
    await addOrder(desk, { order_id: orderId, ...(booster ? { booster: desk.mike } : {}) });
    for (const status of before) {
      const notes = status === 'Complete' ? 'Checked' : undefined;
      await updateOrder(desk, orderId, { status, notes });
    }
    const stand = await stored(orderId.toUpperCase());
    const refused = await desk.dana.slash('updateorder', { order_id: orderId, status: to });
    expect(refused.text()).toBe(words);
    expect(refused.ephemeral).toBe(true);
    expect(await stored(orderId.toUpperCase())).toEqual(stand);
  });

  test('nothing to change', async () => {
    await addOrder(desk, { order_id: 'NOTHING-1' });
    const refused = await desk.dana.slash('updateorder', { order_id: 'NOTHING-1', notes: ' \u200b ' });
    expect(refused.text()).toBe(
      '❌ Nothing to update\nGive at least one of status, notes, internal_notes and assigned_staff.',
    );
  });

  test('an order there is not', async () => {
    const refused = await desk.dana.slash('updateorder', { order_id: 'NOWHERE', status: 'In Progress' });
    expect(refused.text()).toBe(
      '❌ Order ID not found\nCheck the spelling, or run /trackorder alone for your newest order.',
    );
  });

  test('no id outside of a ticket channel', async () => {
    const refused = await desk.dana.slash('updateorder', { status: 'In Progress' });
    expect(refused.text()).toBe(
      '❌ Which order?\nGive its id in order_id; only in an order’s ticket channel it may be left out.',
    );
  });

  test('deciding about one’s own work', async () => {
    await addOrder(desk, { order_id: 'OWN-1', booster: desk.dana });
    const refused = await desk.dana.slash('updateorder', {
      order_id: 'OWN-1',
      status: 'Complete',
      notes: 'I am good',
    });
    expect(refused.text()).toBe(
      '❌ You can’t decide about your own work\nA reviewer other than the booster must set Complete.',
    );
  });

  test('someone who is not staff', async () => {
    await addOrder(desk, { order_id: 'DENIED-1' });
    const words = await forgeSlash(desk, desk.mia, 'updateorder', {
      order_id: 'DENIED-1',
      status: 'Complete',
    });
    expect(words).toContain('❌ Permission denied');
    expect(await stored('DENIED-1')).toMatchObject({ status: 'Payment Verified' });
  });
});
