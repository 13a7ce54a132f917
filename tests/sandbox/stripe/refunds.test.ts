import type Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { order, paid, type Started, start, types } from './start.ts';

let at: Started;
let intent: string;

beforeEach(async () => {
  at = await start();
  intent = String((await paid(at, 1000)).payment_intent);
});

afterEach(() => at.local.close());

const refund = (amount?: number, more: Stripe.RefundCreateParams = {}) =>
  at.stripe.refunds.create({
    payment_intent: intent,
    ...(amount === undefined ? {} : { amount }),
    ...more,
  });
const newest = (count: number) => types(at.local).slice(-count);
const charge = () => at.stripe.charges.retrieve(at.local.chargeId(intent), { expand: ['refunds'] });
const totals = () => at.local.balanceSheet().EUR;

test('refunds in parts, then the rest, then no more', async () => {
  const part = await refund(300, { reason: 'requested_by_customer', metadata: { refund: 'r1' } });
  expect(part).toMatchObject({
    object: 'refund',
    amount: 300,
    currency: 'eur',
    status: 'succeeded',
    payment_intent: intent,
    reason: 'requested_by_customer',
    metadata: { refund: 'r1' },
  });
  expect(newest(2)).toEqual(['refund.created', 'charge.refunded']);
  expect(await charge()).toMatchObject({ amount_refunded: 300, refunded: false });
  expect((await refund()).amount).toBe(700);
  const whole = await charge();
  expect(whole).toMatchObject({ amount_refunded: 1000, refunded: true });
  expect(whole.refunds?.data.map(({ amount }) => amount)).toEqual([700, 300]);
  await expect(refund()).rejects.toMatchObject({
    statusCode: 400,
    code: 'charge_already_refunded',
    message: `Charge ${whole.id} has already been refunded.`,
  });
  expect(totals()).toEqual({ capturedMinor: 1000, refundedMinor: 1000, disputedMinor: 0 });
  expect(await at.stripe.refunds.retrieve(part.id)).toEqual(part);
  expect((await at.stripe.refunds.list({ payment_intent: intent })).data).toHaveLength(2);
  expect((await at.stripe.refunds.list({ charge: 'ch_other' })).data).toEqual([]);
});

test('more than is left is refused in Stripe’s words, which have no code', async () => {
  await refund(300);
  await expect(refund(701)).rejects.toMatchObject({
    statusCode: 400,
    code: undefined,
    param: 'amount',
    message: 'Refund amount (7.01 EUR) is greater than unrefunded amount on charge (7.00 EUR)',
  });
  await expect(refund(0)).rejects.toThrow('Invalid positive integer');
  await expect(refund(-5)).rejects.toThrow('Invalid positive integer');
  expect(totals()?.refundedMinor).toBe(300);
});

test('what was not paid can’t be refunded', async () => {
  const { id } = await at.stripe.checkout.sessions.create(order());
  const unpaid = String(at.local.decline(id).payment_intent);
  await expect(refund(100, { payment_intent: unpaid })).rejects.toThrow(
    `This PaymentIntent (${unpaid}) does not have a successful charge to refund.`,
  );
  await expect(at.stripe.refunds.create({})).rejects.toMatchObject({ code: 'parameter_missing' });
  await expect(refund(100, { payment_intent: 'pi_none' })).rejects.toMatchObject({
    code: 'resource_missing',
  });
});

test('a pending refund is done later', async () => {
  at.local.delayRefundsOf(intent);
  const { id, status } = await refund(400);
  expect(status).toBe('pending');
  expect(at.local.settleRefund(id).status).toBe('succeeded');
  expect(newest(1)).toEqual(['refund.updated']);
  expect(await at.stripe.refunds.retrieve(id)).toMatchObject({ status: 'succeeded' });
});

test.each([
  ['pending', true],
  ['done', false],
])('a refund that is %s can fail, and its money comes back', async (_name, isSlow) => {
  if (isSlow) at.local.delayRefundsOf(intent);
  const { id } = await refund(400);
  expect(totals()?.refundedMinor).toBe(400);
  expect(at.local.failRefund(id)).toMatchObject({
    status: 'failed',
    failure_reason: 'expired_or_canceled_card',
  });
  expect(newest(2)).toEqual(['refund.updated', 'refund.failed']);
  expect(totals()?.refundedMinor).toBe(0);
  expect((await charge()).amount_refunded).toBe(0);
  expect((await refund()).amount).toBe(1000);
  expect(() => at.local.failRefund(id)).toThrow('is failed');
});

test('the card 4000000000007726 makes refunds pending', async () => {
  const { id } = await at.stripe.checkout.sessions.create(order());
  at.local.pay(id, { card: '4000000000007726' });
  expect(at.local.refundInDashboard(id).status).toBe('pending');
});

test('the seller refunds on Stripe’s own site', async () => {
  expect(at.local.refundInDashboard(intent, { amount: 250 }).metadata).toEqual({});
  expect(newest(2)).toEqual(['refund.created', 'charge.refunded']);
  expect(at.local.events.at(-1)).toMatchObject({
    request: { id: null, idempotency_key: null },
    data: { object: { amount_refunded: 250 }, previous_attributes: { amount_refunded: 0 } },
  });
});

test('the balance is what came in less what went out', async () => {
  await refund(300);
  expect((await at.stripe.balance.retrieve()).available).toEqual([{ amount: 700, currency: 'eur' }]);
  const moved = await at.stripe.balanceTransactions.list();
  expect(moved.data.map(({ type, amount }) => [type, amount])).toEqual([
    ['refund', -300],
    ['charge', 1000],
  ]);
  expect((await at.stripe.balanceTransactions.list({ type: 'refund' })).data).toHaveLength(1);
});
