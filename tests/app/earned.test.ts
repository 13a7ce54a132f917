import { beforeEach, expect, test } from 'vitest';
import { readStatistics } from '../../src/app/stats.ts';
import type { Period } from '../../src/domain/period.ts';
import { collections } from '../../src/ports/collections.ts';
import { guildId, mike } from '../support/anOrder.ts';
import { usd } from '../support/fakePayments.ts';
import { freshPlace } from '../support/freshPlace.ts';
import { good, MoneyDesk } from '../support/moneyDesk.ts';

const dayMs = 24 * 60 * 60 * 1000;
const worker = { ...mike, managesServer: false, roleIds: [] };

let at: MoneyDesk;
beforeEach(async () => {
  const place = await freshPlace();
  at = new MoneyDesk(await place.open(collections));
  return () => place.dispose();
});

/** What mike reads that he earned, in cents. */
async function earned(period: Period = '30 days'): Promise<number | undefined> {
  const statistics = await readStatistics(
    { store: at.store, clock: at.time },
    { by: worker, guildId, period },
  );
  return statistics.worker?.earned[0]?.amountMinor;
}

async function completed(orderId: string): Promise<void> {
  await at.paidOrder('stripe', { orderId });
  await at.move('Complete', orderId);
}

test('what a worker earned is less by what a refund took back of it, and never counts what they got back as a customer', async () => {
  await completed('A');
  await at.invoice({ orderId: 'B', customer: { ...worker, bot: false } });
  await at.pay('stripe', { orderKey: 'B', by: worker });
  good(await at.refund('wallet', 3_000, { orderKey: 'B' }));
  expect(await earned()).toBe(10_000);
  good(await at.refund('wallet', 5_500));
  expect((await at.order()).payout).toMatchObject({ workerMinor: 4_500 });
  expect(await earned()).toBe(4_500);
  expect(await earned('all time')).toBe(4_500);
});

test('a refund that the provider could not pay gives it back, so it counts again', async () => {
  await completed('A');
  at.stripe.mishap = ({ call }) => (call === 'refund' ? 'refused' : undefined);
  good(await at.refund('provider', 5_500));
  expect((await at.order()).payout).toMatchObject({ workerMinor: 10_000 });
  expect(await earned()).toBe(10_000);
});

test('what is taken back counts in the period of the order, not in that of the refund', async () => {
  await completed('A');
  at.time.pass(25 * dayMs);
  await completed('B');
  good(await at.refund('wallet', 5_500));
  expect([await earned('7 days'), await earned('30 days')]).toEqual([10_000, 14_500]);
});

test('a chargeback takes it off, and gives it again when the server wins', async () => {
  const capture = await at.paidOrder('stripe');
  await at.move('Complete');
  const dispute = at.stripe.books.dispute(capture, usd(10_000));
  await at.tell('stripe');
  expect(await earned()).toBeUndefined();
  at.stripe.books.moveDispute(dispute, { state: 'won', withdrawn: false });
  await at.tell('stripe');
  expect(await earned()).toBe(10_000);
});
