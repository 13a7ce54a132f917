import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { order, paid, START_MS, type Started, start, types } from './start.ts';

let at: Started;
const nowSeconds = START_MS / 1000;

beforeEach(async () => {
  at = await start();
});

afterEach(() => at.local.close());

const create = (params = order()) => at.stripe.checkout.sessions.create(params);

test('a session is opened with what it was asked for, and read again', async () => {
  const session = await create(order({ customer_email: 'mia@example.com', expires_at: nowSeconds + 3600 }));
  expect(session).toMatchObject({
    object: 'checkout.session',
    amount_total: 1234,
    currency: 'eur',
    client_reference_id: 'guild/A1.1',
    customer_email: 'mia@example.com',
    metadata: { payment: 'A1.1' },
    created: nowSeconds,
    expires_at: nowSeconds + 3600,
    livemode: false,
    mode: 'payment',
    payment_intent: null,
    payment_status: 'unpaid',
    status: 'open',
    url: `${at.local.origin}/pay/${session.id}`,
  });
  expect(session.id).toMatch(/^cs_test_\w{58}$/);
  expect(session.lastResponse.apiVersion).toBe('2026-10-28.endive');
  expect(session.lastResponse.requestId).toMatch(/^req_/);
  expect(await at.stripe.checkout.sessions.retrieve(session.id)).toEqual(session);
});

test('its lines are shown on demand', async () => {
  const { id } = await create();
  const { line_items: lines } = await at.stripe.checkout.sessions.retrieve(id, { expand: ['line_items'] });
  expect(lines?.data).toMatchObject([{ description: 'Website design', amount_total: 1234, quantity: 1 }]);
  expect(lines?.data[0]?.price?.unit_amount_decimal?.toString()).toBe('1234');
  expect((await at.stripe.checkout.sessions.listLineItems(id)).data).toHaveLength(1);
});

test('a paid session leads to its payment and its charge', async () => {
  const { id } = await paid(at);
  const session = await at.stripe.checkout.sessions.retrieve(id, {
    expand: ['payment_intent.latest_charge.balance_transaction'],
  });
  expect(session).toMatchObject({
    status: 'complete',
    payment_status: 'paid',
    url: null,
    payment_intent: {
      object: 'payment_intent',
      status: 'succeeded',
      amount_received: 1234,
      metadata: { payment: 'A1.1' },
      latest_charge: {
        object: 'charge',
        captured: true,
        paid: true,
        metadata: { payment: 'A1.1' },
        payment_method_details: { type: 'card', card: { last4: '4242' } },
        balance_transaction: { object: 'balance_transaction', net: 1234, type: 'charge' },
      },
    },
  });
  expect(types(at.local)).toEqual([
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'checkout.session.completed',
  ]);
});

test('a declined card leaves the session open for another', async () => {
  const { id } = await create();
  expect(at.local.pay(id, { card: '4000 0000 0000 0002' })).toMatchObject({
    outcome: 'declined',
    why: { code: 'card_declined' },
    session: { status: 'open', payment_status: 'unpaid' },
  });
  expect(types(at.local)).toEqual([
    'payment_intent.created',
    'charge.failed',
    'payment_intent.payment_failed',
  ]);
  expect(at.local.pay(id).outcome).toBe('paid');
  const { payment_intent: intent } = await at.stripe.checkout.sessions.retrieve(id, {
    expand: ['payment_intent'],
  });
  expect(intent).toMatchObject({ status: 'succeeded', last_payment_error: null });
  expect((await at.stripe.charges.list({ payment_intent: idOf(intent) })).data).toMatchObject([
    { status: 'succeeded' },
    { status: 'failed', failure_code: 'card_declined' },
  ]);
});

test('a bank debit completes the session first and brings the money later, or not', async () => {
  const [good, bad] = [await create(), await create()];
  for (const { id } of [good, bad]) {
    expect(at.local.payLater(id)).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
  }
  expect(at.local.balanceSheet()).toEqual({});
  expect(at.local.settle(good.id).payment_status).toBe('paid');
  expect(at.local.decline(bad.id).payment_status).toBe('unpaid');
  const debit = ['payment_intent.created', 'payment_intent.processing', 'charge.pending'];
  expect(types(at.local)).toEqual([
    ...[...debit, 'checkout.session.completed', ...debit, 'checkout.session.completed'],
    ...['charge.succeeded', 'payment_intent.succeeded', 'checkout.session.async_payment_succeeded'],
    ...['charge.failed', 'payment_intent.payment_failed', 'checkout.session.async_payment_failed'],
  ]);
  expect(at.local.balanceSheet()).toEqual({
    EUR: { capturedMinor: 1234, refundedMinor: 0, disputedMinor: 0 },
  });
});

describe('expiry', () => {
  test('comes with the clock, and takes a payment that was tried with it', async () => {
    const { id } = await create(order({ expires_at: nowSeconds + 1800 }));
    at.local.decline(id);
    at.clock.advance(1_799_000);
    expect((await at.stripe.checkout.sessions.retrieve(id)).status).toBe('open');
    at.clock.advance(1000);
    expect(await at.stripe.checkout.sessions.retrieve(id)).toMatchObject({ status: 'expired', url: null });
    expect(types(at.local).slice(-2)).toEqual(['checkout.session.expired', 'payment_intent.canceled']);
  });

  test('comes on demand while the session is open', async () => {
    const { id } = await create();
    expect(await at.stripe.checkout.sessions.expire(id)).toMatchObject({ status: 'expired' });
    expect(types(at.local)).toEqual(['checkout.session.expired']);
  });

  test('is refused once it was paid, and does not come after', async () => {
    const { id } = await paid(at);
    await expect(at.stripe.checkout.sessions.expire(id)).rejects.toMatchObject({
      statusCode: 400,
      rawType: 'invalid_request_error',
      message:
        'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of `complete`.',
    });
    at.clock.advance(2 * 86_400_000);
    expect((await at.stripe.checkout.sessions.retrieve(id)).status).toBe('complete');
  });

  test.each([
    [1799, 'at least 30 minutes'],
    [86_401, 'less than 24 hours'],
  ])('may not be in %d seconds', async (seconds, words) => {
    await expect(create(order({ expires_at: nowSeconds + seconds }))).rejects.toThrow(words);
  });
});

describe('amounts', () => {
  test.each([
    ['usd', 50],
    ['jpy', 50],
    ['huf', 17_500],
    ['kwd', 1230],
    ['isk', 500],
    ['EUR', 99_999_999],
  ])('%s takes %d', async (currency, amount) => {
    expect(await create(order({}, amount, currency))).toMatchObject({
      amount_total: amount,
      currency: currency.toLowerCase(),
    });
  });

  test.each([
    ['usd', 49, 'at least 0.50 USD', 'amount_too_small'],
    ['jpy', 49, 'at least 50 JPY', 'amount_too_small'],
    ['usd', 100_000_000, 'no more than 999999.99 USD', 'amount_too_large'],
    ['kwd', 1234, 'the last digit must be 0', undefined],
    ['ugx', 550, 'the last two digits must be 0', undefined],
    ['gold', 500, 'Invalid', undefined],
    ['zzz', 500, 'Invalid currency: zzz', undefined],
  ])('%s does not take %d', async (currency, amount, words, code) => {
    const refused = expect(create(order({}, amount, currency))).rejects;
    await refused.toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError', code });
    await expect(create(order({}, amount, currency))).rejects.toThrow(words);
  });
});

test('sessions are listed newest first, page by page, and by payment', async () => {
  for (let made = 0; made < 5; made += 1) {
    await create();
    at.clock.advance(1000);
  }
  const { payment_intent: intent } = await paid(at);
  const all = await at.stripe.checkout.sessions.list({ limit: 2 }).autoPagingToArray({ limit: 100 });
  expect(all.map(({ created }) => created - nowSeconds)).toEqual([5, 4, 3, 2, 1, 0]);
  const before = await at.stripe.checkout.sessions.list({ ending_before: all[2]?.id ?? '' });
  expect(before.data.map(({ id }) => id)).toEqual(all.slice(0, 2).map(({ id }) => id));
  const since = await at.stripe.checkout.sessions.list({ created: { gte: nowSeconds + 3 } });
  expect(since.data).toHaveLength(3);
  expect((await at.stripe.checkout.sessions.list({ status: 'complete' })).data).toHaveLength(1);
  expect(
    (await at.stripe.checkout.sessions.list({ payment_intent: idOf(intent) })).data.map(({ id }) => id),
  ).toEqual([all[0]?.id]);
});

test('payments are found by what was noted with them', async () => {
  await paid(at);
  await create();
  const found = await at.stripe.paymentIntents.search({
    query: "metadata['payment']:'A1.1' AND status:'succeeded'",
  });
  expect(found.data).toMatchObject([{ amount: 1234 }]);
  expect((await at.stripe.paymentIntents.search({ query: "metadata['payment']:'A'" })).data).toEqual([]);
  await expect(at.stripe.paymentIntents.search({ query: 'everything' })).rejects.toThrow('parse');
  expect((await at.stripe.paymentIntents.list()).data).toHaveLength(1);
});

test.each([
  ['checkout.session', (id: string) => at.stripe.checkout.sessions.retrieve(id)],
  ['payment_intent', (id: string) => at.stripe.paymentIntents.retrieve(id)],
  ['charge', (id: string) => at.stripe.charges.retrieve(id)],
  ['refund', (id: string) => at.stripe.refunds.retrieve(id)],
  ['dispute', (id: string) => at.stripe.disputes.retrieve(id)],
  ['event', (id: string) => at.stripe.events.retrieve(id)],
  ['balance transaction', (id: string) => at.stripe.balanceTransactions.retrieve(id)],
])('a %s that is not there is missing', async (kind, ask) => {
  await expect(ask('xy_1')).rejects.toMatchObject({
    statusCode: 404,
    code: 'resource_missing',
    message: `No such ${kind}: 'xy_1'`,
  });
});

test('what was changed on a page is what is paid', async () => {
  const { id } = await create();
  at.local.alterSession(id, { amount_total: 1000 });
  const { session } = at.local.pay(id);
  expect(session.amount_total).toBe(1000);
  expect(await at.stripe.paymentIntents.retrieve(idOf(session.payment_intent))).toMatchObject({
    amount_received: 1000,
  });
});

function idOf(intent: string | Stripe.PaymentIntent | null): string {
  return typeof intent === 'string' ? intent : (intent?.id ?? '');
}
