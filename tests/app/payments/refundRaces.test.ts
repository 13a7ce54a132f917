import { beforeEach, describe, expect, test } from 'vitest';
import { quoteRefund } from '../../../src/app/payments/quoteRefund.ts';
import { confirmRefund } from '../../../src/app/payments/refundOrder.ts';
import { settleOneRefund } from '../../../src/app/payments/settleRefunds.ts';
import { approveEvidence } from '../../../src/app/reviewOrder.ts';
import { confirmUpdate, updateOrder } from '../../../src/app/updateOrder.ts';
import type { RefundWay } from '../../../src/domain/refund.ts';
import { collections, outbox } from '../../../src/ports/collections.ts';
import type { Store } from '../../../src/ports/store.ts';
import { guildId, mike, at as moment } from '../../support/anOrder.ts';
import { usd } from '../../support/fakePayments.ts';
import { freshPlace } from '../../support/freshPlace.ts';
import { good, MoneyDesk, staff } from '../../support/moneyDesk.ts';
import { PlayedOrders, rick } from '../../support/playedOrders.ts';

let store: Store;
let at: MoneyDesk;
beforeEach(async () => {
  const place = await freshPlace();
  store = await place.open(collections);
  at = new MoneyDesk(store);
  await at.paidOrder();
  return async () => {
    await at.check();
    await at.agreesWithProviders();
    await place.dispose();
  };
});

const hundred = Array.from({ length: 100 }, (_, index) => index);
const notices = () => store.count({ from: outbox, orderBy: { field: 'createdAt', direction: 'ascending' } });
const refundCalls = () => at.stripe.calls.filter((call) => call.startsWith('refund ')).length;

/** A press on Confirm, by the one who asked for a refund of everything. */
async function confirming(way: RefundWay): Promise<(press: number) => Promise<{ readonly ok: boolean }>> {
  const confirmationId = at.operation();
  const asked = { operationId: confirmationId, by: staff, guildId, orderKey: 'A' };
  const { seen, plan } = good(await quoteRefund(at.desk, asked));
  expect(plan.way).toBe(way);
  return (press) =>
    confirmRefund(at.desk, { ...asked, operationId: `refund-${press}`, confirmationId, way, seen });
}

describe('of a hundred at once', () => {
  test('who confirm the same refund, one makes it', async () => {
    const before = await notices();
    const confirm = await confirming('provider');
    const results = await Promise.all(hundred.map(confirm));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await at.balances()).toEqual({});
    expect([refundCalls(), await notices()]).toEqual([1, before + 1]);
  });

  test('who each refund a third and a bit, three do', async () => {
    const results = await Promise.all(hundred.map(() => at.refund('provider', 3_333)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(3);
    for (const result of results)
      if (!result.ok) expect(result.refusal).toMatchObject({ code: 'refund-too-much', left: usd(1) });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -1, 'hold:A': 1 });
    expect(refundCalls()).toBe(3);
  });

  test.each([0, 1])('who refund or approve, either comes about (%s first)', async (first) => {
    await new PlayedOrders(store).submit('A', moment(200));
    const { submissionId = '' } = await at.order();
    const confirm = await confirming('provider');
    const support = { ...rick, managesServer: true, roleIds: [] };
    const results = await Promise.all(
      hundred.map((press) => {
        const asked = { operationId: `approve-${press}`, by: support, guildId, orderKey: 'A' };
        return press % 2 === first ? approveEvidence(at.desk, { ...asked, submissionId }) : confirm(press);
      }),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    const { status } = await at.order();
    const paidOut = { 'clearing:stripe': -10_000, 'wallet:mike': 10_000 };
    expect([status, await at.balances()]).toEqual(
      status === 'Complete' ? ['Complete', paidOut] : ['Cancelled', {}],
    );
    expect(refundCalls()).toBe(status === 'Complete' ? 0 : 1);
  });

  test.each([0, 1])('who refund or cancel, either comes about (%s first)', async (first) => {
    const order = { kind: 'id', guildId, orderId: 'A' } as const;
    const asked = { by: staff, guildId, orderKey: 'A', confirmationId: 'cancel' };
    const confirm = await confirming('provider');
    await updateOrder(at.desk, { operationId: 'cancel', by: staff, order, update: { status: 'Cancelled' } });
    const results = await Promise.all(
      hundred.map((press) =>
        press % 2 === first
          ? confirmUpdate(at.desk, { ...asked, operationId: `cancel-${press}` })
          : confirm(press),
      ),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await at.order()).toMatchObject({ status: 'Cancelled', paymentStatus: 'Refunded' });
    expect(await at.balances()).toEqual(
      refundCalls() === 1 ? {} : { 'clearing:stripe': -10_000, 'wallet:mia': 10_000 },
    );
  });

  test('who send what is in the payer’s wallet back, or spend it, only what is there moves', async () => {
    await at.move('Cancelled');
    for (let number = 1; number <= 5; number += 1) await at.invoice({ orderId: `B${number}`, amount: '$20' });
    const results = await Promise.all([
      ...hundred.slice(0, 20).map(() => at.refund('credit', 2_000)),
      ...[1, 2, 3, 4, 5].map((number) =>
        at.pay('wallet', { orderKey: `B${number}` }).then(
          () => ({ ok: true }),
          () => ({ ok: false }),
        ),
      ),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(5);
    expect((await at.balances())['wallet:mia']).toBeUndefined();
  });

  test('who are told of one refund at the provider’s site, one books it, and of its failure, one puts it back', async () => {
    const { captures } = await at.payment();
    const reference = at.stripe.books.refundAtSite(captures[0]?.reference ?? '', usd(2_500));
    const ref = { guildId, paymentId: 'A.1' };
    const tell = async () => {
      const refund = at.stripe.books.refundOf(reference);
      if (refund === undefined) throw new Error('There is no refund');
      return Promise.all(hundred.map(() => settleOneRefund(at.desk, 'stripe', ref, refund)));
    };
    expect((await tell()).filter((became) => became === 'booked')).toHaveLength(1);
    expect(await at.balances()).toMatchObject({ 'hold:A': 7_500 });
    at.stripe.books.finishRefund(reference, 'failed');
    expect((await tell()).filter((became) => became === 'put back')).toHaveLength(1);
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'hold:A': 10_000 });
  });
});

test('a refund that was offered before the worker spent some of their pay is not made as it was shown', async () => {
  await at.move('Complete');
  const confirm = await confirming('provider');
  const worker = { ...mike, managesServer: false, roleIds: [] };
  await at.invoice({ orderId: 'B', customer: { ...mike, bot: false }, amount: '$1' });
  await at.pay('wallet', { orderKey: 'B', by: worker });
  expect(await confirm(1)).toMatchObject({ ok: false, refusal: { code: 'refund-changed' } });
  expect(refundCalls()).toBe(0);
});
