import { describe, expect, test } from 'vitest';
import { type Delivery, type Notice, noticeOf } from '../../src/domain/notice.ts';
import type { Order, OrderEvent } from '../../src/domain/order.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import { anEvent, anOrder, at, dana, guildId, mia, mike } from '../support/anOrder.ts';

const server = { serverName: 'Mia’s *server*' };
const inServer = '**Mia’s \\*server\\*** · ';
const ticketChannelId = '300000000000000000';

/** What people are told of a change of an order that Mike works on. */
function aNotice(order: Partial<Order>, ...events: [Partial<OrderEvent>, ...Partial<OrderEvent>[]]): Notice {
  const [first, ...more] = events;
  return noticeOf({
    order: anOrder({ workerId: mike.userId, internalNotes: 'Psst', paymentReference: 'pi_1', ...order }),
    events: [anEvent(first), ...more.map((event) => anEvent(event))],
  });
}

function messageFor(audience: Delivery['audience'], notice: Notice) {
  const delivery = notice.deliveries.find((each) => each.audience === audience);
  if (delivery === undefined) throw new Error(`The ${audience} is not told`);
  return noticeMessage(notice, delivery, server);
}

const added = aNotice({ status: 'Payment Verified' }, { kind: 'added', to: 'Payment Verified' });
const assigned = aNotice(
  { status: 'Assigned' },
  { kind: 'added', to: 'Payment Verified' },
  { kind: 'assigned', from: 'Payment Verified', to: 'Assigned', worker: mike.userId },
);
const started = aNotice({ status: 'In Progress' }, { from: 'Assigned', to: 'In Progress' });
const held = aNotice({ status: 'On Hold' }, { from: 'In Progress', to: 'On Hold', notes: 'Ill' });
const rejected = aNotice({ status: 'Rejected' }, { from: 'In Review', to: 'Rejected', notes: 'Too dark' });
const completed = aNotice({ status: 'Complete', endedAt: at(60) }, { from: 'In Review', to: 'Complete' });
const cancelled = aNotice({ status: 'Cancelled', endedAt: at(60) }, { from: 'In Review', to: 'Cancelled' });
const noted = aNotice({ notes: 'Hello' }, { notes: 'Hello' });
const lookedAfter = aNotice({ staff: dana.userId }, { staff: dana.userId });

describe('what people are told', () => {
  test.each<[string, Notice, string]>([
    ['added', added, '💳 Your order ABC123 is confirmed: Website Development, $200.00.'],
    ['added with a worker', assigned, '👤 Your order ABC123 is confirmed: Website Development, $200.00.'],
    ['started', started, '🔄 Your order ABC123 is now In Progress.'],
    ['on hold', held, '⏸️ Your order ABC123 is now On Hold.'],
    ['cancelled', cancelled, '❌ Your order ABC123 is now Cancelled.'],
    ['completed', completed, '✅ Your order has been completed: ABC123, Website Development, $200.00.'],
    ['a note', noted, '📝 There is a new note on your order ABC123.'],
    ['staff', lookedAfter, `👥 <@${dana.userId}> now looks after your order ABC123.`],
  ])('the customer: %s', (_, notice, line) => {
    const message = messageFor('customer', notice);
    expect(message.content).toBe(inServer + line);
    expect(message.embeds?.[0]?.description).toMatch(
      /\nSee where it stands at any time with \/trackorder order_id:ABC123, here or in the server\.$/,
    );
  });

  test.each<[string, Notice, string]>([
    ['assigned', assigned, '👤 You have been assigned to Order #ABC123: Website Development.'],
    ['started', started, '🔄 Order #ABC123, which you work on, is now In Progress.'],
    ['rejected', rejected, '🔁 Order #ABC123, which you work on, is now Rejected.'],
    ['completed', completed, '✅ Order completed! #ABC123, Website Development.'],
    ['a note', noted, '📝 There is a new note on Order #ABC123, which you work on.'],
  ])('the worker: %s', (_, notice, line) => {
    const message = messageFor('worker', notice);
    expect(message.content).toBe(inServer + line);
    expect(message.embeds?.[0]?.description).toMatch(
      /\nSee it at any time with \/trackorder order_id:ABC123 in the server\.$/,
    );
  });

  test.each<[string, Notice, string]>([
    ['added', added, '💳 Order ABC123 was added by dana: Payment Verified.'],
    ['added with a worker', assigned, '👤 Order ABC123 was added by dana: Assigned.'],
    ['completed', completed, '✅ Order ABC123: In Review → Complete, by dana.'],
    ['a note', noted, '📝 Order ABC123 was updated by dana.'],
  ])('the log: %s', (_, notice, line) => {
    expect(messageFor('log', notice).content).toBe(line);
  });

  test('nobody reads what is for staff in it', () => {
    for (const notice of [added, assigned, started, held, completed, noted])
      for (const delivery of notice.deliveries)
        expect(JSON.stringify(noticeMessage(notice, delivery, server))).not.toMatch(/Psst|pi_|pi\\|🔒/);
  });

  test('without the server’s name there is none', () => {
    const [delivery] = added.deliveries;
    if (delivery === undefined) throw new Error('Nobody is told');
    expect(noticeMessage(added, delivery, { serverName: undefined }).content).toMatch(/^💳 Your order/);
  });

  test('its first line has room for the longest names', () => {
    const order = {
      orderId: '_'.repeat(40),
      service: '*'.repeat(100),
      amount: `1,000,000,000 ${'G'.repeat(20)}`,
    };
    const worst = aNotice({ ...order, status: 'Complete' }, { to: 'Complete', byUsername: '_'.repeat(32) });
    for (const delivery of worst.deliveries) {
      const { content, embeds } = noticeMessage(worst, delivery, { serverName: '`'.repeat(100) });
      expect(content.length).toBeLessThanOrEqual(2_000);
      expect(content.split('\n')).toHaveLength(1);
      expect(embeds?.[0]?.description?.length).toBeLessThanOrEqual(4_096);
    }
  });
});

describe('what staff are told when someone could not be', () => {
  const trouble = (why: 'closed' | 'gave up', ticket: boolean): Delivery => ({
    audience: 'log',
    route: 'log',
    trouble: { audience: 'customer', userId: mia.userId, why, ticket },
    state: 'waiting',
    attempts: 0,
    nextAttemptAt: at(0),
  });
  const notice = aNotice({ ticketChannelId, guildId }, { to: 'In Progress' });
  const who = `<@${mia.userId}> could not be told about order ABC123`;

  test.each([
    [
      trouble('closed', true),
      `${who}: their DMs are closed, or they left.\nI posted it in <#${ticketChannelId}> instead.`,
    ],
    [
      trouble('closed', false),
      `${who}: their DMs are closed, or they left.\nPlease tell them yourself, in a channel they read.`,
    ],
    [
      trouble('gave up', false),
      `${who}: Discord did not take the message for 24 hours.\nPlease tell them yourself, in a channel they read.`,
    ],
  ])('%#', (delivery, words) => {
    expect(noticeMessage(notice, delivery, server)).toEqual({
      content: `${inServer}⚠️ ${words}`,
      embeds: [],
      components: [],
    });
  });
});
