import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../payments/receiver.ts';
import { order, paid, START_MS, type Started, start, types } from './start.ts';

let at: Started;
let receiver: Receiver;
let secret: string;

beforeEach(async () => {
  at = await start();
  receiver = await startReceiver();
  ({ secret } = at.local.addWebhookEndpoint(receiver.url));
});

afterEach(async () => {
  await at.local.close();
  await receiver.close();
});

const nowSeconds = START_MS / 1000;

/** What the SDK makes of the webhooks that came. */
async function received(of = secret): Promise<readonly Stripe.Event[]> {
  await at.local.webhooks.settled();
  return receiver.received.map(({ headers, body }) =>
    Stripe.webhooks.constructEvent(
      body,
      headers['stripe-signature'] ?? '',
      of,
      300,
      undefined,
      at.clock.now(),
    ),
  );
}

test('events arrive signed, in the form of the SDK’s types, and can be asked for again', async () => {
  const { id } = await paid(at);
  const events = await received();
  expect(events.map(({ type }) => type)).toEqual(types(at.local));
  const completed = events.at(-1);
  expect(completed).toMatchObject({
    object: 'event',
    api_version: '2026-10-28.endive',
    created: nowSeconds,
    livemode: false,
    type: 'checkout.session.completed',
    data: { object: { id, payment_status: 'paid' } },
  });
  expect(completed).not.toHaveProperty('account');
  expect(await at.stripe.events.retrieve(completed?.id ?? '')).toEqual(completed);
  const asked = await at.stripe.events.list({ types: ['checkout.session.completed', 'charge.failed'] });
  expect(asked.data).toEqual([completed]);
  expect((await at.stripe.events.list({ type: 'charge.*' })).data).toHaveLength(1);
});

test('what an API call causes names the call', async () => {
  const { payment_intent: intent } = await paid(at);
  const refund = await at.stripe.refunds.create(
    { payment_intent: String(intent) },
    { idempotencyKey: 'refund-1' },
  );
  expect(at.local.events.at(-1)?.request).toEqual({
    id: refund.lastResponse.requestId,
    idempotency_key: 'refund-1',
  });
});

test('an event shows its object as it was then', async () => {
  const { id } = await at.stripe.checkout.sessions.create(order());
  at.local.payLater(id);
  at.local.settle(id);
  const sessions = (await received()).filter(({ type }) => type.startsWith('checkout.'));
  expect(sessions.map(({ data }) => data.object)).toMatchObject([
    { payment_status: 'unpaid' },
    { payment_status: 'paid' },
  ]);
  const asked = await Promise.all(sessions.map((event) => at.stripe.events.retrieve(event.id)));
  expect(asked).toEqual(sessions);
});

test('with two secrets it is signed twice', async () => {
  at.local.addWebhookEndpoint(receiver.url, {
    secret: 'whsec_old whsec_new',
    types: ['checkout.session.expired'],
  });
  receiver.received.length = 0;
  const { id } = await at.stripe.checkout.sessions.create(order());
  at.local.expire(id);
  await at.local.webhooks.settled();
  receiver.received.shift();
  expect(receiver.received).toHaveLength(1);
  expect(await received('whsec_old')).toHaveLength(1);
  expect(await received('whsec_new')).toHaveLength(1);
  await expect(received('whsec_other')).rejects.toThrow('signature');
});

test('a forged one does not verify, a stale one is too old, and the true one follows', async () => {
  receiver.answer = 400;
  at.local.webhooks.next('checkout.session.expired', { kind: 'forge' });
  const { id } = await at.stripe.checkout.sessions.create(order());
  at.local.expire(id);
  await expect(received()).rejects.toThrow('No signatures found matching');
  receiver.received.length = 0;
  receiver.answer = 200;
  at.clock.advance(60_000);
  expect(await received()).toHaveLength(1);

  receiver.received.length = 0;
  at.local.webhooks.next('checkout.session.expired', { kind: 'skew', byMs: -3_600_000 });
  at.local.expire((await at.stripe.checkout.sessions.create(order())).id);
  await expect(received()).rejects.toThrow('Timestamp outside the tolerance zone');
});

test('an event may be odd: for another account, of the other mode, with another amount', async () => {
  at.local.nextEvent('checkout.session.completed', {
    account: 'acct_other',
    livemode: true,
    object: { amount_total: 1 },
  });
  const { id } = await paid(at);
  const events = await received();
  expect(events.at(-1)).toMatchObject({
    account: 'acct_other',
    livemode: true,
    data: { object: { id, amount_total: 1 } },
  });
  expect((await at.stripe.checkout.sessions.retrieve(id)).amount_total).toBe(1234);
  await paid(at);
  expect((await received()).at(-1)).toMatchObject({ livemode: false });
});

test('an account in live mode says so everywhere', async () => {
  const live = await start({ livemode: true });
  const session = await paid(live);
  expect(session.livemode).toBe(true);
  expect(session.id).toMatch(/^cs_live_/);
  expect(live.local.secretKey).toMatch(/^sk_live_/);
  expect(live.local.events.every(({ livemode }) => livemode)).toBe(true);
  await live.local.close();
});

test('the events of a payment come in any order that the test wants', async () => {
  at.local.webhooks.hold();
  await paid(at);
  expect(await received()).toEqual([]);
  await at.local.webhooks.release((held) => held.toReversed());
  expect((await received()).map(({ type }) => type)).toEqual([...types(at.local)].reverse());
});
