import { beforeEach, expect, test } from 'vitest';
import { auditMoney } from '../../../src/app/auditMoney.ts';
import type { Payment } from '../../../src/domain/payment.ts';
import { collections, orders, payments, transfers } from '../../../src/ports/collections.ts';
import { guildId } from '../../support/anOrder.ts';
import { usd } from '../../support/fakePayments.ts';
import { freshMemoryPlace } from '../../support/memoryStore.ts';
import { MoneyDesk } from '../../support/moneyDesk.ts';

let at: MoneyDesk;
beforeEach(async () => {
  const place = await freshMemoryPlace();
  at = new MoneyDesk(await place.open(collections));
  await at.paidOrder();
  await at.takeBesides(usd(500));
  await at.refund('provider', 4_000);
  await at.refund('wallet', 1_000);
  await at.check();
  return () => place.dispose();
});

async function breaches(): Promise<string[]> {
  const found: string[] = [];
  await auditMoney(at.store, guildId, ({ subject, problem }) => found.push(`${subject}: ${problem}`));
  return found;
}

/** Changes mia's payment behind the desk's back. */
async function change(over: (payment: Payment) => Partial<Payment>): Promise<void> {
  const payment = await at.payment();
  await at.store.transact(async (tx) =>
    tx.put(payments.path(guildId, 'A.1'), { ...payment, ...over(payment) }),
  );
}

test.each<readonly [string, (payment: Payment) => Partial<Payment>, readonly string[]]>([
  [
    'a payment that says more was refunded',
    () => ({ refundedMinor: 5_001 }),
    ['payment A.1: says $50.01 was refunded, its refunds come to $50.00'],
  ],
  [
    'a payment of which more went back than came in',
    () => ({ refundedMinor: 10_001 }),
    ['payment A.1: $0.01 more went back than came in'],
  ],
  [
    'a payment with another status than follows',
    () => ({ status: 'Completed' }),
    [
      'payment A.1: is Completed, not Partially Refunded',
      'order A: its payment status is Partially Refunded, not Completed',
    ],
  ],
  [
    'a payment that says more came in',
    () => ({ capturedMinor: 10_001 }),
    [
      'payment A.1: says $100.01 came in, its provider took $100.00',
      'order A: its payments say $100.01 came into its hold, its transfers $100.00',
      'order A: its payments say $105.01 came from outside, its transfers $105.00',
    ],
  ],
  [
    'a refund that is borne by nobody',
    ({ refunds: [first, ...rest] }) => ({
      refunds: first === undefined ? rest : [{ ...first, from: { ...first.from, holdMinor: 0 } }, ...rest],
    }),
    [
      'payment A.1: its refund 200000000000000000.A.1.r1 of $40.00 is borne for $0.00',
      'order A: its payments say $10.00 was refunded from its hold, its transfers $50.00',
    ],
  ],
  [
    'a refund that is said to have failed',
    ({ refunds: [first, ...rest] }) => ({
      refundedMinor: 1_000,
      refunds: first === undefined ? rest : [{ ...first, state: 'failed' }, ...rest],
    }),
    [
      'order A: its payments say $10.00 was refunded from its hold, its transfers $50.00',
      'order A: its payments say $0.00 was sent back outside, its transfers $40.00',
    ],
  ],
  [
    'a refund that is there twice',
    ({ refunds }) => ({ refundedMinor: 6_000, refunds: [...refunds, ...refunds.slice(1)] }),
    [
      'payment A.1: has a refund twice',
      'order A: its payments say $60.00 was refunded from its hold, its transfers $50.00',
    ],
  ],
  [
    'money besides that is forgotten',
    ({ captures }) => ({ captures: captures.slice(0, 1) }),
    ['order A: its payments say $100.00 came from outside, its transfers $105.00'],
  ],
])('%s is found', async (_, over, expected) => {
  await change(over);
  expect((await breaches()).toSorted()).toEqual(expected.toSorted());
});

test('a payment that is gone, and one that its order does not know of, are found', async () => {
  await at.store.transact(async (tx) => tx.delete(payments.path(guildId, 'A.1')));
  expect(await breaches()).toContain('order A: it has 0 payments, and says 1');
  const order = await at.order();
  await at.store.transact(async (tx) =>
    tx.put(orders.path(guildId, 'A'), { ...order, paymentCount: 0, paymentStatus: 'Completed' }),
  );
  expect(await breaches()).toContain(
    'order A: its payments say $0.00 came into its hold, its transfers $100.00',
  );
});

test('a refund that left no trace with its payment is found', async () => {
  const refund = await at.store.get(transfers.path(guildId, '200000000000000000.A.1.r1'));
  if (refund === undefined) throw new Error('There is no such transfer');
  await at.store.transact(async (tx) => tx.create(transfers.path(guildId, 'another'), refund));
  expect(await breaches()).toContain(
    'order A: its payments say $40.00 was sent back outside, its transfers $80.00',
  );
});
