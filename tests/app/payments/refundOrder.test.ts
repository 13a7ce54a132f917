import { beforeEach, describe, expect, test } from 'vitest';
import { marketplacePayoutPolicy } from '../../../src/domain/payout.ts';
import { defaultSettings } from '../../../src/domain/settings.ts';
import { collections, guilds, orders } from '../../../src/ports/collections.ts';
import { guildId, mia, mike } from '../../support/anOrder.ts';
import { usd } from '../../support/fakePayments.ts';
import { freshPlace } from '../../support/freshPlace.ts';
import { customer, MoneyDesk, staff } from '../../support/moneyDesk.ts';
import { rick } from '../../support/playedOrders.ts';

const worker = { ...mike, managesServer: false, roleIds: [] };
const wallet = (who: string) => `wallet:${who}`;

let at: MoneyDesk;
beforeEach(async () => {
  const place = await freshPlace();
  at = new MoneyDesk(await place.open(collections));
  return async () => {
    await at.check();
    await at.agreesWithProviders();
    await place.dispose();
  };
});

describe('while it is held', () => {
  test.each([
    ['stripe', 'provider', {}],
    ['paypal', 'provider', {}],
    ['stripe', 'wallet', { [wallet('mia')]: 4_000 }],
    ['paypal', 'wallet', { [wallet('mia')]: 4_000 }],
  ] as const)(
    'a part of what %s took goes back to the %s, and the order goes on',
    async (by, way, wallets) => {
      await at.paidOrder(by);
      expect(await at.refund(way, 4_000)).toMatchObject({ ok: true });
      const left = way === 'wallet' ? 10_000 : 6_000;
      expect(await at.balances()).toEqual({ [`clearing:${by}`]: -left, 'hold:A': 6_000, ...wallets });
      expect(await at.order()).toMatchObject({
        status: 'Assigned',
        paymentStatus: 'Partially Refunded',
        heldMinor: 6_000,
      });
      expect(await at.payment()).toMatchObject({
        status: 'Partially Refunded',
        refundedMinor: 4_000,
        refunds: [{ amountMinor: 4_000, state: 'done', reason: 'Sorry', by: staff.userId }],
      });
      expect((await at.events()).at(-1)).toMatchObject({
        kind: 'refunded',
        notes: 'Sorry',
        payment: { amountMinor: 4_000, to: way, from: { holdMinor: 4_000 } },
      });
    },
  );

  test.each(['provider', 'wallet'] as const)('all of it to the %s cancels the order', async (way) => {
    await at.paidOrder();
    await at.refund(way);
    expect(await at.balances()).toEqual(
      way === 'wallet' ? { 'clearing:stripe': -10_000, [wallet('mia')]: 10_000 } : {},
    );
    expect(await at.order()).toMatchObject({
      status: 'Cancelled',
      statusReason: 'Sorry',
      paymentStatus: 'Refunded',
      heldMinor: 0,
    });
    expect(await at.payment()).toMatchObject({ status: 'Refunded', refundedMinor: 10_000 });
    expect((await at.events()).filter(({ kind }) => kind === 'refunded')).toHaveLength(1);
  });

  test('what was paid from a wallet goes back to it, whichever way is chosen', async () => {
    await at.fill(customer, 10_000);
    await at.paidOrder('wallet');
    await at.refund('provider', 2_500);
    expect(await at.balances()).toMatchObject({ 'hold:A': 7_500, [wallet('mia')]: 2_500 });
    expect(at.stripe.calls.filter((call) => call.startsWith('refund '))).toEqual([]);
  });

  test('what staff recorded by hand goes out the way it came, and nobody is asked for it', async () => {
    await at.invoice();
    await at.recorded('bank_transfer');
    await at.refund('provider', 3_000);
    expect(await at.balances()).toEqual({ 'clearing:bank_transfer': -7_000, 'hold:A': 7_000 });
    expect(await at.payment()).toMatchObject({ refunds: [{ to: 'provider', state: 'done' }] });
  });

  test('the rest of what went back in part is paid out, and no more', async () => {
    await at.paidOrder();
    await at.refund('provider', 1);
    await at.move('Complete');
    expect(await at.balances()).toEqual({ 'clearing:stripe': -9_999, [wallet('mike')]: 9_999 });
    expect(await at.order()).toMatchObject({ payout: { workerMinor: 9_999 } });
  });

  test('of several payments the newest gives first, each at most what it has', async () => {
    await at.invoice({ amount: '$100', otherPayers: [{ ...mike, bot: false }], instalments: 1 });
    await at.pay('stripe');
    await at.pay('paypal', { by: worker });
    await at.refund('provider', 7_000);
    expect(await at.balances()).toEqual({ 'clearing:stripe': -3_000, 'hold:A': 3_000 });
    expect(await at.payment(1)).toMatchObject({ status: 'Partially Refunded', refundedMinor: 2_000 });
    expect(await at.payment(2)).toMatchObject({ status: 'Refunded', refundedMinor: 5_000 });
    const told = (await at.events()).filter(({ kind }) => kind === 'refunded');
    expect(told.map(({ payment }) => [payment?.number, payment?.amountMinor, payment?.payerId])).toEqual([
      [2, 5_000, mike.userId],
      [1, 2_000, mia.userId],
    ]);
  });

  test('all of a first instalment cancels the order, and nobody waits for the others', async () => {
    await at.invoice({ instalments: 3 });
    await at.pay('stripe');
    await at.refund('wallet');
    expect(await at.order()).toMatchObject({ status: 'Cancelled' });
    expect(await at.payment(2)).toMatchObject({ status: 'Expired' });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -3_334, [wallet('mia')]: 3_334 });
  });
});

describe('after completion', () => {
  beforeEach(async () => {
    await at.store.transact(async (tx) =>
      tx.put(guilds.path(guildId), {
        ...defaultSettings,
        payoutPolicy: marketplacePayoutPolicy,
        supportRoleIds: ['help'],
      }),
    );
    await at.paidOrder();
    await at.move('Complete');
  });

  test.each(['provider', 'wallet'] as const)(
    'all of it to the %s comes from the worker, then the fee, then the desk',
    async (way) => {
      await at.refund(way);
      expect(await at.balances()).toEqual({
        ...(way === 'wallet' ? { 'clearing:stripe': -10_000, [wallet('mia')]: 10_000 } : {}),
        tax: 300,
        loss: -300,
      });
      expect(await at.order()).toMatchObject({
        status: 'Refunded',
        paymentStatus: 'Refunded',
        payout: { workerMinor: 0, platformMinor: 0, taxMinor: 300 },
      });
    },
  );

  test('a part comes from the worker alone, and the order stays complete', async () => {
    await at.refund('provider', 5_000);
    expect(await at.balances()).toMatchObject({ [wallet('mike')]: 3_000, platform: 1_700 });
    expect(await at.order()).toMatchObject({ status: 'Complete', payout: { workerMinor: 3_000 } });
    await at.refund('provider', 4_000);
    expect(await at.balances()).toMatchObject({ platform: 700, tax: 300, 'clearing:stripe': -1_000 });
    expect(await at.order()).toMatchObject({ payout: { workerMinor: 0, platformMinor: 700 } });
  });

  test('a worker who has spent some of it gives what is there, and is asked for no more later', async () => {
    await at.invoice({ orderId: 'B', customer: { ...mike, bot: false }, amount: '$79.99' });
    await at.pay('wallet', { orderKey: 'B', by: worker });
    await at.refund('provider', 1_000);
    expect(await at.balances()).toMatchObject({ platform: 701, 'hold:B': 7_999 });
    expect(await at.payment()).toMatchObject({
      refunds: [{ from: { workerMinor: 1, platformMinor: 999, lossMinor: 0 }, workerId: mike.userId }],
    });
  });

  test('one unit more than the fee has left is the desk’s loss', async () => {
    await at.invoice({ orderId: 'B', customer: { ...mike, bot: false }, amount: '$80.00' });
    await at.pay('wallet', { orderKey: 'B', by: worker });
    await at.refund('wallet', 1_701);
    expect(await at.balances()).toMatchObject({ loss: -1, tax: 300, [wallet('mia')]: 1_701 });
    expect((await at.balances()).platform).toBeUndefined();
  });

  test('support may refund, too; customer and worker may not, and strangers learn nothing', async () => {
    const support = { ...rick, managesServer: false, roleIds: ['help'] };
    const stranger = { ...rick, managesServer: false, roleIds: [] };
    expect(await at.refund('wallet', 1, { by: support })).toMatchObject({ ok: true });
    for (const by of [customer, worker])
      expect(await at.refund('wallet', 1, { by })).toMatchObject({
        refusal: { code: 'not-allowed', action: 'refund' },
      });
    expect(await at.refund('wallet', 1, { by: stranger })).toMatchObject({
      refusal: { code: 'order-not-found' },
    });
  });
});

describe('once it is in a wallet', () => {
  test('because the order was cancelled, it can be sent on the way it was paid, from the payer’s wallet', async () => {
    await at.paidOrder();
    await at.move('Cancelled');
    expect(await at.refund('wallet')).toMatchObject({ refusal: { code: 'nothing-to-refund' } });
    expect(await at.refund('provider')).toMatchObject({ refusal: { code: 'nothing-to-refund' } });
    await at.refund('credit', 4_000);
    expect(await at.balances()).toEqual({ 'clearing:stripe': -6_000, [wallet('mia')]: 6_000 });
    expect(await at.payment()).toMatchObject({ status: 'Refunded', refundedMinor: 10_000 });
    await at.refund('credit');
    expect(await at.balances()).toEqual({});
    expect(await at.refund('credit')).toMatchObject({ refusal: { code: 'nothing-to-refund' } });
  });

  test('and spent, it does not go back once more', async () => {
    await at.paidOrder();
    await at.move('Cancelled');
    await at.invoice({ orderId: 'B', amount: '$99.99' });
    await at.pay('wallet', { orderKey: 'B' });
    expect(await at.refund('credit', 2)).toMatchObject({
      refusal: { code: 'refund-spent', payerId: mia.userId, has: usd(1) },
    });
    expect(await at.refund('credit', 1)).toMatchObject({ ok: true });
  });

  test('because it came too late, likewise', async () => {
    await at.invoice();
    await at.move('Cancelled');
    await at.takeBesides(usd(10_000));
    expect(await at.balances()).toMatchObject({ [wallet('mia')]: 10_000 });
    await at.refund('credit', 2_500);
    expect(await at.payment()).toMatchObject({ status: 'Partially Refunded', refundedMinor: 2_500 });
    expect(await at.order()).toMatchObject({ status: 'Cancelled' });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -7_500, [wallet('mia')]: 7_500 });
  });

  test('because it was paid twice, the second time goes back and the order is not touched', async () => {
    await at.paidOrder();
    const second = await at.takeBesides(usd(10_000));
    await at.refund('credit');
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'hold:A': 10_000 });
    expect(await at.payment()).toMatchObject({
      status: 'Completed',
      refundedMinor: 0,
      refunds: [{ capture: second, state: 'done', from: { payerMinor: 10_000 } }],
    });
    expect(await at.order()).toMatchObject({ status: 'Assigned', paymentStatus: 'Completed' });
  });

  test('after a refund to it that was a mistake', async () => {
    await at.paidOrder();
    await at.refund('wallet', 3_000);
    await at.refund('credit', 3_000);
    expect(await at.balances()).toEqual({ 'clearing:stripe': -7_000, 'hold:A': 7_000 });
    expect(await at.payment()).toMatchObject({ status: 'Partially Refunded', refundedMinor: 3_000 });
  });
});

describe('nothing goes back', () => {
  test('beyond what is left, to the unit', async () => {
    await at.paidOrder();
    await at.refund('provider', 4_000);
    expect(await at.refund('wallet', 6_001)).toMatchObject({
      refusal: { code: 'refund-too-much', asked: usd(6_001), left: usd(6_000) },
    });
    expect(await at.refund('wallet', 6_000)).toMatchObject({ ok: true });
  });

  test('of an order that nobody paid, or that is disputed', async () => {
    await at.invoice();
    expect(await at.refund('wallet')).toMatchObject({ refusal: { code: 'nothing-to-refund' } });
    await at.pay('stripe');
    const order = await at.order();
    await at.store.transact(async (tx) =>
      tx.put(orders.path(guildId, 'A'), { ...order, status: 'Disputed', heldFrom: 'Payment Verified' }),
    );
    expect(await at.refund('wallet')).toMatchObject({ refusal: { code: 'refund-disputed' } });
  });

  test('twice for one press', async () => {
    await at.paidOrder();
    const press = { operationId: 'press-1', by: staff, guildId, orderKey: 'A' };
    expect(await at.refund('provider', 1_000, press)).toMatchObject({ ok: true });
    expect(await at.refund('provider', 1_000, press)).toMatchObject({ ok: true, value: { sent: [] } });
    expect(await at.balances()).toMatchObject({ 'hold:A': 9_000 });
  });

  test('through a provider that is not set up any more', async () => {
    await at.paidOrder();
    const { desk } = at;
    Object.assign(at, { desk: { ...desk, providers: new Map() } });
    expect(await at.refund('provider')).toMatchObject({
      refusal: { code: 'provider-refunds-not', provider: 'stripe', why: 'missing' },
    });
    expect(await at.refund('wallet')).toMatchObject({ ok: true });
    Object.assign(at, { desk });
  });

  test('for the twenty-first time', async () => {
    await at.paidOrder();
    for (let time = 0; time < 20; time += 1) await at.refund('wallet', 1);
    expect(await at.refund('wallet', 1)).toMatchObject({ refusal: { code: 'too-many-refunds', most: 20 } });
  });
});

test('an order that was recorded before there were payments is refunded by its price', async () => {
  await at.paidOrder();
  const order = await at.order();
  await at.store.transact(async (tx) =>
    tx.put(orders.path(guildId, 'A'), { ...order, paymentCount: undefined, paymentStatus: undefined }),
  );
  await at.refund('wallet', 4_000);
  expect(await at.order()).toMatchObject({ paymentCount: 1, paymentStatus: 'Partially Refunded' });
  expect(await at.payment()).toMatchObject({ capturedMinor: 10_000, refundedMinor: 4_000, captures: [] });
  expect(await at.balances()).toMatchObject({ 'hold:A': 6_000, [wallet('mia')]: 4_000 });
});
