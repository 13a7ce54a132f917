import { expect, test } from 'vitest';
import { type Audience, noticeOf } from '../../src/domain/notice.ts';
import type { OrderEvent } from '../../src/domain/order.ts';
import type { Message } from '../../src/ports/messenger.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import { anEvent, anOrder, mia } from '../support/anOrder.ts';

const aPart = { number: 1, amountMinor: 5_000, currency: 'USD', payerId: mia.userId };
const moneyBack = {
  currency: 'USD',
  shares: [
    { userId: mia.userId, amountMinor: 15_000 },
    { userId: '8', amountMinor: 5_000 },
  ],
};

/** What someone is told of a change that cancelled an order of mia's. */
function messageFor(audience: Audience, event: Partial<OrderEvent>): Message {
  const cancelled = anEvent({ from: 'In Progress', to: 'Cancelled', ...event });
  const notice = noticeOf({ order: anOrder({ status: 'Cancelled' }), events: [cancelled] });
  const delivery = notice.deliveries.find((each) => each.audience === audience);
  if (delivery === undefined) throw new Error(`The ${audience} is not told`);
  return noticeMessage(notice, delivery, { serverName: undefined });
}

test.each<[string, Partial<OrderEvent>, string]>([
  [
    'was only asked',
    { noLongerAsked: ['8'] },
    '❌ Order ABC123, which you were asked to pay for, is now Cancelled, so there is nothing left for you to pay.',
  ],
  [
    'paid one part of two',
    { noLongerAsked: ['8'], moneyBack },
    '❌ Order ABC123, which you paid for, is now Cancelled, so there is nothing left for you to pay. $50.00 is back in your wallet. See /wallet.',
  ],
  [
    'was too late',
    { kind: 'payment expired', noLongerAsked: ['8'], moneyBack },
    '❌ Order ABC123 was cancelled: it was not paid in time, so there is nothing left for you to pay. $50.00 is back in your wallet. See /wallet.',
  ],
  [
    'is not who got the refund that ended it',
    {
      kind: 'refunded',
      noLongerAsked: ['8'],
      payment: { ...aPart, to: 'wallet' },
      notes: 'You waited long',
    },
    '❌ Order ABC123, which you were asked to pay for, is now Cancelled, so there is nothing left for you to pay.',
  ],
  [
    'is not a side of the dispute that ended it',
    { kind: 'dispute resolved', noLongerAsked: ['8'], notes: 'Nothing was done' },
    '❌ Order ABC123, which you were asked to pay for, is now Cancelled, so there is nothing left for you to pay.',
  ],
])('who else pays for an order that ended reads of their own money alone: who %s', (_, event, line) => {
  const { content, embeds } = messageFor('payer', event);
  expect([content, embeds]).toEqual([line, []]);
});

test('the customer and the log of an order that was not paid in time read what is back', () => {
  const late = { kind: 'payment expired', moneyBack } as const;
  expect(messageFor('customer', late).content).toBe(
    '❌ Order ABC123 was cancelled: it was not paid in time. $150.00 is back in your wallet. See /wallet.',
  );
  expect(messageFor('log', late).content).toContain('$50.00 is back in the wallet of <@8>.');
});
