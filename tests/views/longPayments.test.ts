import { describe, expect, test } from 'vitest';
import { chargeOrder } from '../../src/app/payments/chargeOrder.ts';
import { quoteRefund } from '../../src/app/payments/quoteRefund.ts';
import type { SeenPayments } from '../../src/app/payments/seePayments.ts';
import { noticeOf } from '../../src/domain/notice.ts';
import { type Payment, paymentLimits, priceOf, zeroShares } from '../../src/domain/payment.ts';
import { receiptOf } from '../../src/domain/receipt.ts';
import { collections } from '../../src/ports/collections.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import { paymentsMessage } from '../../src/views/payment.ts';
import { receiptMessage } from '../../src/views/receipt.ts';
import { refundedAnswer, refundPanel } from '../../src/views/refund.ts';
import { anEvent, anOrder, at, guildId, mia, mike } from '../support/anOrder.ts';
import { aPayment } from '../support/aPayment.ts';
import { freshMemoryPlace } from '../support/memoryStore.ts';
import { good, MoneyDesk, staff } from '../support/moneyDesk.ts';

/* As many payments as an order can have, all of them as long as they can be. */

const longest = 'w'.repeat(32);
const order = anOrder({ orderId: 'O'.repeat(40), service: '_'.repeat(100), amount: '$30,000,000,000.00' });
const unpaid: Partial<Payment> = { status: 'Pending', capturedMinor: 0 };

function payments(overOf: (number: number) => Partial<Payment>): Payment[] {
  return Array.from({ length: paymentLimits.payments }, (_, index) =>
    aPayment({
      number: index + 1,
      // Each of these has to be escaped.
      description: `Part ${index + 1} ${'*'.repeat(190)}`,
      payerUsername: longest,
      method: 'bank_transfer',
      reference: '_'.repeat(100),
      amountMinor: 100_000_000_000,
      capturedMinor: 100_000_000_000,
      ...overOf(index + 1),
    }),
  );
}

function shown(all: readonly Payment[], over: Partial<SeenPayments> = {}): string {
  const content = paymentsMessage({ order, payments: all, isStaff: true, next: undefined, ...over }).content;
  expect(content?.length).toBeLessThanOrEqual(2000);
  return content ?? '';
}

/** The parts that a message names, in its order. */
const partsIn = (content: string) => [...content.matchAll(/Part (\d+)/g)].map(([, number]) => Number(number));

describe('thirty payments of the longest kind', () => {
  test('are listed as far as a message holds them: what is to be paid first, then the newest', () => {
    const content = shown(payments((number) => (number > 2 && number < 6 ? unpaid : {})));
    const parts = partsIn(content);
    expect(parts.slice(0, 6)).toEqual([3, 4, 5, 30, 29, 28]);
    expect(content).toContain(`-# … and ${30 - parts.length} more`);
    expect(content).not.toContain('of them to be paid');
  });

  test('say how many of those left out are to be paid', () => {
    const one = shown(payments((number) => (number === 30 ? {} : unpaid)));
    expect(one).toContain(
      `-# … and ${30 - partsIn(one).length} more, ${29 - partsIn(one).length} of them to`,
    );
    const all = shown(payments(() => unpaid));
    expect(all).toContain(`-# … and ${30 - partsIn(all).length} more, all of them to be paid`);
  });

  test('leave room for what their payer has', () => {
    const all = payments(() => unpaid);
    const [payment = aPayment()] = all;
    const next = { payment, providers: ['stripe', 'paypal'], wallet: priceOf(payment) } as const;
    expect(shown(all, { isStaff: false, next })).toMatch(/Your wallet has \$1,000,000,000\.00\.$/);
  });

  test('are on a receipt with all of its sums', () => {
    const made = receiptOf(
      { ...order, taxIncludedMinor: 100 },
      payments(() => ({ refundedMinor: 1 })),
    );
    if (made === undefined) throw new Error('There is no receipt');
    const { content = '' } = receiptMessage(made, new Uint8Array());
    expect(content.length).toBeLessThanOrEqual(2000);
    expect(content).toContain(`-# … and ${30 - partsIn(content).length} more, all in the picture`);
    expect(content).toMatch(/Refunded: \*\*\$0\.30\*\* · Paid: \*\*\$30,000,000,000\.00\*\*$/);
  });

  test('go back in one notice, with why', () => {
    const from = {
      ...zeroShares,
      holdMinor: 1,
      workerMinor: 2,
      platformMinor: 3,
      lossMinor: 4,
      payerMinor: 5,
    };
    const [first, ...rest] = payments(() => ({})).map(({ number, amountMinor, currency }) =>
      anEvent({
        kind: 'refunded',
        payment: {
          number,
          amountMinor,
          currency,
          payerId: mia.userId,
          method: 'stripe',
          to: 'provider',
          from,
        },
        ...(number === 1 ? { notes: '*'.repeat(500) } : {}),
        at: at(0),
      }),
    );
    if (first === undefined) throw new Error('Nothing went back');
    const notice = noticeOf({ order: { ...order, workerId: mike.userId }, events: [first, ...rest] });
    expect(notice.deliveries.map(({ audience }) => audience)).toContain('log');
    for (const delivery of notice.deliveries) {
      const { content = '' } = noticeMessage(notice, delivery, { serverName: 's'.repeat(100) });
      expect(content.length).toBeLessThanOrEqual(2000);
      if (delivery.audience !== 'worker') expect(content).toMatch(/-# … and \d+ more\nWhy: /);
    }
  });
});

test.each(['provider', 'wallet'] as const)(
  'thirty payments go back by %s, in a line for each who paid',
  async (way) => {
    const desk = new MoneyDesk(await (await freshMemoryPlace()).open(collections));
    const nora = { userId: '100000000000000008', username: 'nora' };
    await desk.invoice({ amount: '$900000000', instalments: 12, otherPayers: [{ ...nora, bot: false }] });
    for (let number = 1; number <= 24; number += 1) await desk.recorded('bank_transfer');
    for (let number = 25; number <= 30; number += 1) {
      const asked = { operationId: desk.operation(), by: staff, guildId, orderKey: 'A' };
      good(await chargeOrder(desk.desk, { ...asked, amount: '$1', description: 'More' }));
      await desk.recorded('bank_transfer');
    }
    const asked = { operationId: desk.operation(), by: staff, guildId, orderKey: 'A' };
    const offer = good(await quoteRefund(desk.desk, asked));
    expect(refundPanel(offer).embeds?.[0]?.description).toContain('- $450,000,006.00 to');
    const answer = refundedAnswer(good(await desk.refund(way)), undefined).content ?? '';
    expect(answer.length).toBeLessThanOrEqual(2000);
    expect(answer).toContain(
      way === 'wallet'
        ? `$450,000,006.00 is in the wallet of <@${mia.userId}>.\n$450,000,000.00 is in the wallet of <@${nora.userId}>.`
        : `Please send $450,000,006.00 to <@${mia.userId}> yourself: it was paid with Bank transfer.\nPlease send $450,000,000.00`,
    );
  },
);
