import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxChannel } from '../../sandbox/index.ts';
import { orders } from '../../src/ports/collections.ts';
import { addOrder, setUp, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
let tickets: SandboxChannel;
let log: SandboxChannel;
beforeAll(async () => {
  desk = await startDesk();
  const { guild } = desk;
  tickets = guild.createCategory({ name: 'Tickets' });
  log = guild.createChannel({ name: 'order-log' });
  await setUp(desk, { ticketCategoryIds: [tickets.id], orderLogChannelId: log.id });
});
afterAll(() => desk.stop());

const ticketOf = (name: string) => desk.guild.createChannel({ name, parent: tickets });
const stored = (key: string) => desk.orderly.store.get(orders.path(desk.guild.id, key));

test('an order added in a ticket channel is linked to it; one added elsewhere is not', async () => {
  const ticket = ticketOf('ticket-link');
  await addOrder(desk, { order_id: 'LINK-1' }, ticket);
  await addOrder(desk, { order_id: 'LINK-2' }, desk.channel);
  expect((await stored('LINK-1'))?.ticketChannelId).toBe(ticket.id);
  expect((await stored('LINK-2'))?.ticketChannelId).toBeUndefined();
});

test('in the ticket channel no id is needed', async () => {
  const { dana, mia } = desk;
  const ticket = ticketOf('ticket-no-id');
  await addOrder(desk, { order_id: 'NOID-1' }, ticket);
  await addOrder(desk, { order_id: 'NOID-2' });
  for (const person of [mia, dana]) {
    const card = await person.slash('trackorder', {}, { channel: ticket });
    expect(card.text()).toContain('Order NOID-1');
  }
  const updated = await dana.slash('updateorder', { status: 'In Progress' }, { channel: ticket });
  expect(updated.text()).toContain('✅ Order NOID-1 is now In Progress.');
  expect(await stored('NOID-2')).toMatchObject({ status: 'Payment Verified' });
});

test('someone who may not see a ticket’s order sees the own newest there, or nothing', async () => {
  const { dana, guild, eve } = desk;
  const nora = guild.join({ username: 'nora' });
  const ticket = ticketOf('ticket-others');
  await addOrder(desk, { order_id: 'OTHERS-1' }, ticket);
  await addOrder({ dana, mia: nora }, { order_id: 'NORA-1' });
  expect((await nora.slash('trackorder', {}, { channel: ticket })).text()).toContain('Order NORA-1');
  const none = await eve.slash('trackorder', {}, { channel: ticket });
  expect(none.text()).toContain('You have no orders here yet');
});

test('of several orders in one ticket the newest is meant', async () => {
  const ticket = ticketOf('ticket-several');
  await addOrder(desk, { order_id: 'FIRST-1' }, ticket);
  await addOrder(desk, { order_id: 'SECOND-1' }, ticket);
  const card = await desk.mia.slash('trackorder', {}, { channel: ticket });
  expect(card.text()).toContain('Order SECOND-1');
});

test('the order log gets each change, readable by all who see it: no internal notes, no payment reference, no pings', async () => {
  const { dana, mike } = desk;
  await addOrder(desk, { order_id: 'LOG-1', booster: mike, payment_reference: 'TX-1' });
  const added = await log.nextMessage((message) => message.text().includes('LOG-1'));
  expect(added.content).toBe('👤 Order LOG-1 was added by dana: Assigned.');
  await updateOrder(desk, 'LOG-1', { status: 'In Progress', internal_notes: 'WATCHOUT' });
  const moved = await log.nextMessage((message) => message.text().includes('LOG-1'));
  expect(moved.content).toBe('🔄 Order LOG-1: Assigned → In Progress, by dana.');
  await updateOrder(desk, 'LOG-1', { notes: 'Halfway' });
  const noted = await log.nextMessage((message) => message.text().includes('LOG-1'));
  expect(noted.content).toBe('📝 Order LOG-1 was updated by dana.');
  await updateOrder(desk, 'LOG-1', { internal_notes: 'WATCHOUT' });
  await log.nextMessage((message) => message.text().includes('LOG-1'));
  for (const message of log.messages()) {
    expect(JSON.stringify([message.content, message.embeds])).not.toMatch(/WATCHOUT|TX-1/);
    expect(message.pinged).toEqual([]);
  }
  // The timeline opens for the one who presses, as they may see it.
  const timeline = await dana.click(noted, 'Timeline');
  expect(timeline.ephemeral).toBe(true);
  expect(timeline.text()).toContain('WATCHOUT');
});

test('with closed direct messages it is posted in the ticket channel, and staff are told in the answer and the log', async () => {
  const { dana, guild } = desk;
  const clara = guild.join({ username: 'clara' });
  clara.closeDirectMessages();
  const ticket = ticketOf('ticket-closed');
  const answer = await addOrder({ dana, mia: clara }, { order_id: 'CLOSED-1' }, ticket);
  expect(answer.text()).toContain('@clara’s DMs are closed, so I posted it in #ticket-closed.');
  const posted = await ticket.nextMessage();
  expect(posted.text()).toContain('Your order CLOSED-1 is confirmed');
  expect(posted.pinged).toEqual([]);
  const told = await log.nextMessage((message) => message.text().includes('could not be told'));
  expect(told.pinged).toEqual([]);
  expect(told.text()).toBe(
    '**Pixel Forge** · ⚠️ @clara could not be told about order CLOSED-1: their DMs are closed, or they left.\nI posted it in #ticket-closed instead.',
  );
});

test('when the ticket channel is gone too, staff are told that nobody was', async () => {
  const { dana, guild } = desk;
  const colin = guild.join({ username: 'colin' });
  colin.closeDirectMessages();
  const ticket = ticketOf('ticket-gone');
  await addOrder({ dana, mia: colin }, { order_id: 'GONE-1' }, ticket);
  await log.nextMessage((message) => message.text().includes('could not be told about order GONE-1'));
  ticket.delete();
  const answer = await updateOrder(desk, 'GONE-1', { notes: 'Hello?' });
  expect(answer.text()).toContain('⚠️ @colin’s DMs are closed, or they left: please tell them yourself.');
  const told = await log.nextMessage((message) =>
    message.text().includes('could not be told about order GONE-1'),
  );
  expect(told.text()).toContain('Please tell them yourself, in a channel they read.');
});

test('without a ticket channel staff are asked to tell them; without a log the acting one is told', async () => {
  const { dana, guild } = desk;
  const cleo = guild.join({ username: 'cleo' });
  cleo.closeDirectMessages();
  const answer = await addOrder({ dana, mia: cleo }, { order_id: 'ALONE-1' });
  expect(answer.text()).toContain('⚠️ @cleo’s DMs are closed, or they left: please tell them yourself.');
  await log.nextMessage((message) => message.text().includes('@cleo could not be told about order ALONE-1'));

  await setUp(desk, { ticketCategoryIds: [tickets.id] });
  await updateOrder(desk, 'ALONE-1', { status: 'In Progress' });
  const told = await dana.nextMessage();
  expect(told.text()).toBe(
    '**Pixel Forge** · ⚠️ @cleo could not be told about order ALONE-1: their DMs are closed, or they left.\nPlease tell them yourself, in a channel they read.',
  );
  await setUp(desk, { ticketCategoryIds: [tickets.id], orderLogChannelId: log.id });
});

test('someone who left the server can still be recorded as a customer, and staff hear that they were not told', async () => {
  const { dana, guild } = desk;
  const gone = guild.join({ username: 'gone' });
  gone.leave();
  const answer = await addOrder({ dana, mia: gone }, { order_id: 'LEFT-1' });
  expect(answer.text()).toContain('✅ Order LEFT-1 is recorded');
  expect(answer.text()).toContain('@gone’s DMs are closed, or they left: please tell them yourself.');
  await log.nextMessage((message) => message.text().includes('@gone could not be told about order LEFT-1'));
});

test('a log that the bot may not write in does not keep people from being told', async () => {
  log.setOverwrites([{ for: 'bot', deny: ['SendMessages'] }]);
  const answer = await addOrder(desk, { order_id: 'NOLOG-1' });
  expect(answer.text()).toContain('@mia was told by DM.');
  log.setOverwrites([]);
});
