import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderEvents, orders } from '../../src/ports/collections.ts';
import { addOrder, isSettled, takeThrough, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

const stored = (key: string) => desk.orderly.store.get(orders.path(desk.guild.id, key));
const about = (orderId: string, words: string) => (message: { text(): string }) =>
  message.text().includes(orderId) && message.text().includes(words);

test('a note alone reaches customer and booster and leaves the status', async () => {
  await addOrder(desk, { order_id: 'NOTE-1', booster: desk.mike });
  const answer = await updateOrder(desk, 'NOTE-1', { notes: 'The draft is ready' });
  expect(answer.content.split('\n')[0]).toBe('✅ Order NOTE-1 was updated: the customer reads a new note.');
  for (const person of [desk.mia, desk.mike]) {
    const message = await person.nextMessage(about('NOTE-1', 'new note'));
    expect(message.text()).toContain('> The draft is ready');
  }
  expect(await stored('NOTE-1')).toMatchObject({ status: 'Assigned', notes: 'The draft is ready' });
});

test('internal notes stay with staff: not in a message, a card or a timeline of anyone else', async () => {
  const { dana, mia, mike } = desk;
  await addOrder(desk, { order_id: 'QUIET-1', booster: mike });
  await desk.mia.nextMessage(about('QUIET-1', ''));
  const inboxes = () => [...mia.inbox(), ...mike.inbox()].filter((message) => about('QUIET-1', '')(message));
  const before = inboxes().length;

  const answer = await updateOrder(desk, 'QUIET-1', { internal_notes: 'WATCHOUT customer' });
  expect(answer.text()).toContain('WATCHOUT');
  expect(answer.text()).not.toContain('was told');
  // Messages go out in order: what follows arrives after anything that could have been sent for the note.
  await updateOrder(desk, 'QUIET-1', { status: 'In Progress', internal_notes: 'WATCHOUT again' });
  for (const person of [mia, mike]) await person.nextMessage(about('QUIET-1', 'is now In Progress'));
  expect(inboxes()).toHaveLength(before + 2);

  for (const message of inboxes())
    expect(JSON.stringify([message.embeds, message.content])).not.toContain('WATCHOUT');
  for (const [person, sees] of [
    [dana, true],
    [mia, false],
    [mike, false],
  ] as const) {
    const card = await person.slash('trackorder', { order_id: 'QUIET-1' });
    const timeline = await person.click(card, 'Timeline');
    expect(card.text().includes('WATCHOUT'), person.name).toBe(sees);
    expect(timeline.text().includes('WATCHOUT'), person.name).toBe(sees);
  }
});

test('the one who looks after an order is named to the customer', async () => {
  const { guild, mia } = desk;
  const sam = guild.join({ username: 'sam', permissions: ['ManageGuild'] });
  await addOrder(desk, { order_id: 'STAFF-1' });
  await updateOrder(desk, 'STAFF-1', { assigned_staff: sam });
  const message = await mia.nextMessage(about('STAFF-1', '@sam now looks after your order'));
  expect(message.text()).toContain('Staff @sam');
  expect(message.pinged).toEqual([]);
  expect(await stored('STAFF-1')).toMatchObject({ staff: sam.id, staffUsername: 'sam' });
});

test('an order on hold shows why and where it resumes, and forgets both when it does', async () => {
  const { mia } = desk;
  await addOrder(desk, { order_id: 'HOLD-1' });
  await takeThrough(desk, 'HOLD-1', ['In Progress']);
  await updateOrder(desk, 'HOLD-1', { status: 'On Hold', notes: 'Waiting for your logo' });
  const held = await mia.slash('trackorder', { order_id: 'HOLD-1' });
  expect(held.text()).toContain('**On Hold**: Waiting for your logo');
  expect(held.text()).toContain('Staff will resume it at In Progress.');
  expect(held.text()).not.toContain('▰');

  const refused = await desk.dana.slash('updateorder', {
    order_id: 'HOLD-1',
    status: 'Complete',
    notes: 'x',
  });
  expect(refused.text()).toBe(
    '❌ Complete can’t follow On Hold.\nFrom here: In Progress (staff), Cancelled (staff), Disputed (with /dispute).',
  );
  await takeThrough(desk, 'HOLD-1', ['In Progress']);
  const resumed = await mia.slash('trackorder', { order_id: 'HOLD-1' });
  expect(resumed.text()).toContain('▰▰▰▰▰▱▱▱▱▱ step 2 of 4');
  const order = await stored('HOLD-1');
  expect(order?.heldFrom).toBeUndefined();
  expect(order?.statusReason).toBeUndefined();
});

test('each change is one audit event with who, what and when', async () => {
  await addOrder(desk, { order_id: 'AUDIT-1' });
  await updateOrder(desk, 'AUDIT-1', { status: 'In Progress', notes: 'Begun', internal_notes: 'Careful' });
  const page = await desk.orderly.store.query({
    from: orderEvents,
    parent: orderEvents.parent(desk.guild.id, 'AUDIT-1'),
    orderBy: { field: 'sequence', direction: 'ascending' },
    limit: 25,
  });
  expect(page.docs.map(({ data }) => data)).toMatchObject([
    { sequence: 1, kind: 'added' },
    {
      sequence: 2,
      kind: 'updated',
      from: 'Payment Verified',
      to: 'In Progress',
      notes: 'Begun',
      internalNotes: 'Careful',
      by: desk.dana.id,
      byUsername: 'dana',
    },
  ]);
  expect(page.docs[1]?.data.at).toEqual((await stored('AUDIT-1'))?.lastUpdated);
});

test('the answer comes at once and then says who was told', async () => {
  await addOrder(desk, { order_id: 'SOON-1' });
  const answer = await desk.dana.slash('updateorder', { order_id: 'SOON-1', status: 'In Progress' });
  await answer.until(isSettled);
  const said = desk.sandbox
    .transcript()
    .filter(({ what, who }) => who === 'Orderly' && what.startsWith('✅ Order SOON-1 is now'));
  expect(said.map(({ kind }) => kind)).toEqual(['message', 'edit']);
  expect(said[0]?.what).toContain('I am telling the people concerned by DM.');
});
