import { describe, expect, test } from 'vitest';
import { type Audience, noticeOf } from '../../src/domain/notice.ts';
import type { OrderEvent } from '../../src/domain/order.ts';
import type { Shares } from '../../src/domain/payment.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import { timelinePage } from '../../src/views/timeline.ts';
import { anEvent, anOrder, dana, mia, mike } from '../support/anOrder.ts';

const nobody: Shares = { holdMinor: 0, workerMinor: 0, platformMinor: 0, lossMinor: 0, payerMinor: 0 };
const eve = { userId: '100000000000000009', username: 'eve' };

/** dana refunds $50.00 of mia's payment by Stripe, from what is held, with whatever is different. */
function aRefund(payment: Partial<NonNullable<OrderEvent['payment']>> = {}, over: Partial<OrderEvent> = {}) {
  const facts = { number: 1, amountMinor: 5_000, currency: 'USD', payerId: mia.userId };
  return anEvent({
    kind: 'refunded',
    payment: {
      ...facts,
      method: 'stripe',
      to: 'provider',
      from: { ...nobody, holdMinor: 5_000 },
      ...payment,
    },
    ...over,
  });
}

/** What each is told of these events. */
function told(events: readonly [OrderEvent, ...OrderEvent[]], over = {}): Partial<Record<Audience, string>> {
  const notice = noticeOf({ order: anOrder({ workerId: mike.userId, ...over }), events });
  const context = { serverName: undefined };
  return Object.fromEntries(
    notice.deliveries.map((one) => [one.audience, noticeMessage(notice, one, context).content ?? '']),
  );
}

describe('people are told of a refund', () => {
  test('of what is held: the payer where it goes, staff who bears it', () => {
    expect(told([aRefund({}, { notes: 'You waited long' })])).toEqual({
      customer:
        '↩️ $50.00 for order ABC123 is on its way back to you: Stripe has been asked to send it the way it was paid. It can take some days to arrive.\nWhy: You waited long',
      log: `↩️ $50.00 of order ABC123 goes back to <@${mia.userId}>, the way it was paid (Stripe), by dana. From what is held.\nWhy: You waited long`,
    });
  });

  test('to the wallet, which ends the order: the worker, too', () => {
    expect(
      told([aRefund({ to: 'wallet' }, { from: 'In Progress', to: 'Cancelled' })], { status: 'Cancelled' }),
    ).toEqual({
      customer:
        '↩️ $50.00 for order ABC123 is back in your wallet. See /wallet.\n❌ Order ABC123 is now Cancelled.',
      worker: '❌ Order #ABC123, which you work on, is now Cancelled.',
      log: `↩️ $50.00 of order ABC123 goes back to <@${mia.userId}>, to the wallet, by dana. From what is held.\n❌ Order ABC123: In Progress → Cancelled.`,
    });
  });

  test('from the worker’s wallet: the worker how much', () => {
    const from = { ...nobody, workerMinor: 4_000, platformMinor: 999, lossMinor: 1 };
    const { worker, log, customer } = told([aRefund({ from })], { status: 'Complete' });
    expect(worker).toBe(
      '↩️ Order #ABC123 was refunded: $40.00 of what you earned with it was taken from your wallet. See /wallet.',
    );
    expect(log).toContain(
      `From the wallet of <@${mike.userId}> $40.00, the fee $9.99, the desk’s loss account $0.01.`,
    );
    expect(customer).not.toContain('fee');
  });

  test('of what several paid: each payer reads of theirs, the customer of all', () => {
    const hers = aRefund({ number: 2, payerId: eve.userId, amountMinor: 700, method: 'paypal' });
    expect(told([hers, aRefund()])).toMatchObject({
      customer: `↩️ $7.00 of order ABC123 goes back to <@${eve.userId}>, the way it was paid (PayPal), by dana.\n↩️ $50.00 for order ABC123 is on its way back to you: Stripe has been asked to send it the way it was paid. It can take some days to arrive.`,
      payer:
        '↩️ $7.00 for order ABC123 is on its way back to you: PayPal has been asked to send it the way it was paid. It can take some days to arrive.',
    });
  });
});

describe('people are told of a refund that failed', () => {
  const failed = (payment = {}, over = {}) =>
    aRefund({ to: undefined, ...payment }, { kind: 'refund failed', internalNotes: 'stripe: no', ...over });

  test('and is held again', () => {
    expect(told([failed()])).toEqual({
      customer:
        '⚠️ $50.00 for order ABC123 could not go back to you by Stripe. The server’s staff know and look after it.',
      log: `⚠️ $50.00 of order ABC123 could not go back to <@${mia.userId}> (stripe: no). It is back where it came from. To give it to the wallet instead, run /refund order_id:ABC123.`,
    });
  });

  test('and is in the payer’s wallet', () => {
    expect(told([failed({ to: 'wallet' })])).toEqual({
      customer:
        '⚠️ $50.00 for order ABC123 could not go back to you by Stripe. It is in your wallet instead. See /wallet.',
      log: `⚠️ $50.00 of order ABC123 could not go back to <@${mia.userId}> (stripe: no). It is in the wallet of <@${mia.userId}> instead.`,
    });
  });

  test('and is the worker’s again', () => {
    const from = { ...nobody, workerMinor: 4_000, platformMinor: 1_000 };
    const { worker } = told([failed({ from }, { from: 'Refunded', to: 'Complete' })], { status: 'Complete' });
    expect(worker).toBe(
      '↩️ A refund of order #ABC123 did not go through: $40.00 is back in your wallet. See /wallet.\n✅ Order #ABC123, which you work on, is now Complete.',
    );
  });
});

test('in the timeline a customer reads where it went, and not who bears it or why it failed', () => {
  const from = { ...nobody, workerMinor: 5_000 };
  const events = [
    aRefund({ from }),
    aRefund({ from }, { kind: 'refund failed', internalNotes: 'stripe: no' }),
  ];
  const page = timelinePage(anOrder(), events, { sequence: 1, offset: 0 }, { forStaff: false });
  const text = JSON.stringify(page);
  expect(text).toContain(`$50.00 of order ABC123 goes back to <@${mia.userId}>`);
  expect(text).not.toMatch(/wallet of|stripe: no/);
  expect(text).toContain(dana.userId);
});

test('the timeline says once who did what with the money: beneath the line', () => {
  const events = [aRefund(), anEvent({ kind: 'charged', payment: aRefund().payment, notes: 'Express' })];
  const page = timelinePage(anOrder(), events, { sequence: 1, offset: 0 }, { forStaff: true });
  const text = page.embeds?.[0]?.description ?? '';
  expect(text).toContain('the way it was paid (Stripe).\n-# <@');
  expect(text).toContain('$50.00 more is asked for order ABC123: Express.\n-# <@');
  expect(text).not.toContain('dana');
});
