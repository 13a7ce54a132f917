import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PaymentFault } from '../../../sandbox/stripe/index.ts';
import { order, paid, type Started, sdk, start } from './start.ts';

let at: Started;

beforeEach(async () => {
  at = await start();
});

afterEach(() => at.local.close());

const CREATE = 'POST /v1/checkout/sessions';
const create = (key?: string, params = order(), stripe = at.stripe) =>
  stripe.checkout.sessions.create(params, key === undefined ? {} : { idempotencyKey: key });
const made = async () => (await at.stripe.checkout.sessions.list({ limit: 100 })).data.length;

type Answered = Stripe.Checkout.Session & {
  error: { type: string; code?: string; param?: string; message: string };
};

/** Posts a form as it stands. */
async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(at.local.origin + path, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: `Bearer ${at.local.secretKey}`,
      ...headers,
    },
  });
  // The shape is what these tests are about.
  const parsed: Answered = JSON.parse(await answer.text());
  return { status: answer.status, headers: answer.headers, body: parsed };
}

describe('keys', () => {
  test('a wrong one is refused and hardly shown', async () => {
    const wrong = new Stripe('sk_test_wrongwrongwrong1234', at.local.sdkOptions);
    await expect(wrong.balance.retrieve()).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
      statusCode: 401,
      message: 'Invalid API Key provided: sk_test_***************1234',
    });
  });

  test('a revoked one is refused until it is accepted again', async () => {
    at.local.revokeKey();
    await expect(create('k')).rejects.toMatchObject({ statusCode: 401, code: 'api_key_expired' });
    at.local.revokeKey(false);
    expect((await create('k')).status).toBe('open');
  });

  test('none is refused, one as a user name is fine', async () => {
    const none = await fetch(`${at.local.origin}/v1/balance`);
    expect(none.status).toBe(401);
    expect(await none.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
    const Authorization = `Basic ${btoa(`${at.local.secretKey}:`)}`;
    expect((await fetch(`${at.local.origin}/v1/balance`, { headers: { Authorization } })).status).toBe(200);
  });

  test('another account is refused', async () => {
    const other = { stripeAccount: 'acct_other' };
    await expect(at.stripe.balance.retrieve({}, other)).rejects.toMatchObject({
      type: 'StripePermissionError',
      code: 'account_invalid',
    });
    const own = { stripeAccount: at.local.accountId };
    expect((await at.stripe.accounts.retrieveCurrent({}, own)).id).toBe(at.local.accountId);
  });
});

describe('idempotency keys', () => {
  test('the same key and parameters give the same answer, and nothing is done again', async () => {
    const first = await create('k');
    const again = await create('k');
    expect(again).toEqual(first);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(again.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(await made()).toBe(1);
    expect(at.local.journal.calls(CREATE)).toMatchObject([
      { idempotencyKey: 'k', status: 200 },
      { idempotencyKey: 'k', status: 200, replayed: true },
    ]);
  });

  test('what is replayed is as it was then', async () => {
    const { id } = await create('k');
    at.local.pay(id);
    expect(await create('k')).toMatchObject({ id, status: 'open' });
  });

  test('other parameters, or another endpoint, are an error', async () => {
    await create('k');
    await expect(create('k', order({}, 999))).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
      rawType: 'idempotency_error',
      statusCode: 400,
      message:
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than 'k' if you meant to execute a different request.",
    });
    await expect(at.stripe.refunds.create({ charge: 'ch_1' }, { idempotencyKey: 'k' })).rejects.toThrow(
      "('/v1/refunds' vs '/v1/checkout/sessions')",
    );
    expect(await made()).toBe(1);
  });

  test('what failed while it was done goes on failing, what was wrong in itself does not count', async () => {
    const { payment_intent: intent } = await paid(at, 1000);
    const ask = (amount: number) =>
      at.stripe.refunds.create({ payment_intent: String(intent), amount }, { idempotencyKey: 'r' });
    await expect(at.stripe.refunds.create({}, { idempotencyKey: 'r' })).rejects.toThrow(
      'One of the following',
    );
    await expect(ask(1001)).rejects.toThrow('greater than unrefunded');
    const again = await post('/v1/refunds', `payment_intent=${intent}&amount=1001`, {
      'Idempotency-Key': 'r',
    });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([400, 'true']);
    await expect(ask(1000)).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  });

  test('a key is forgotten after a day', async () => {
    const first = await create('k');
    at.clock.advance(24 * 3_600_000 - 1);
    expect((await create('k')).id).toBe(first.id);
    at.clock.advance(1);
    expect((await create('k')).id).not.toBe(first.id);
  });

  test('a key whose call goes on is in use', async () => {
    const { spent } = at.local.faults.next(CREATE, { kind: 'slow', waitMs: 1000 });
    const slow = create('k');
    await spent;
    await expect(create('k')).rejects.toMatchObject({
      statusCode: 409,
      code: 'idempotency_key_in_use',
    });
    expect((await create('other')).status).toBe('open');
    at.clock.advance(1000);
    expect((await slow).status).toBe('open');
    expect(at.local.journal.calls(CREATE).map(({ status }) => status)).toEqual([200, 409, 200]);
    expect((await create('k')).id).toBe((await slow).id);
  });

  test('reading has none, and a key may not be long', async () => {
    const key = { idempotencyKey: 'k' };
    await at.stripe.balance.retrieve({}, key);
    const { id } = await create();
    expect((await at.stripe.checkout.sessions.retrieve(id, {}, key)).id).toBe(id);
    await expect(create('k'.repeat(256))).rejects.toThrow('up to 255 characters');
  });
});

describe('parameters', () => {
  const valid =
    'mode=payment&success_url=https://a.example/x&line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=500&line_items[0][price_data][product_data][name]=Logo&line_items[0][quantity]=1';

  test('a form is read as it comes: with any order, with numbers in lists or without', async () => {
    expect((await post('/v1/checkout/sessions', valid)).body.amount_total).toBe(500);
    const reversed = valid.split('&').reverse().join('&');
    expect((await post('/v1/checkout/sessions', reversed)).body.amount_total).toBe(500);
    const open = `${valid}&payment_method_types[]=card&expand[]=line_items`;
    expect((await post('/v1/checkout/sessions', open)).body).toMatchObject({
      payment_method_types: ['card'],
      line_items: { data: [{ amount_total: 500 }] },
    });
  });

  test.each([
    ['&colour=red', 'parameter_unknown', 'colour', 'Received unknown parameter: colour'],
    ['&a=1&b=2', 'parameter_unknown', 'a', 'Received unknown parameters: a, b'],
    [
      '&line_items[0][price_data][colour]=red',
      'parameter_unknown',
      'line_items[0][price_data][colour]',
      'Received unknown parameter: line_items[0][price_data][colour]',
    ],
    ['&__proto__[x]=1', 'parameter_unknown', '__proto__', 'Received unknown parameter: __proto__'],
    ['&mode=gift', undefined, 'mode', 'Invalid mode: must be one of payment, setup, subscription'],
    ['&mode=setup', undefined, 'mode', 'The local Stripe only knows the mode payment.'],
    ['&mode=', 'parameter_invalid_empty', 'mode', "You passed an empty string for 'mode'."],
    ['&expires_at=soon', 'parameter_invalid_integer', 'expires_at', 'Invalid integer: soon'],
    ['&success_url=here', 'url_invalid', 'success_url', 'Not a valid URL'],
    ['&customer_email=mia', 'email_invalid', 'customer_email', 'Invalid email address: mia'],
    [
      '&line_items[0][quantity]=0',
      'parameter_invalid_integer',
      'line_items[0][quantity]',
      'Invalid integer: 0',
    ],
    [
      '&line_items[1][quantity]=1',
      'parameter_missing',
      'line_items[1][price_data]',
      'Missing required param',
    ],
    ['&expand[]=colour', undefined, 'expand', 'This property cannot be expanded (colour).'],
    ['&mode[x]=1', undefined, 'mode[x]', 'Invalid parameter name: mode[x]'],
    [`&metadata[a]=${'x'.repeat(501)}`, undefined, 'metadata[a]', 'it is too long'],
  ])('%s is refused', async (more, code, param, words) => {
    const { status, body } = await post('/v1/checkout/sessions', valid + more);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'invalid_request_error', param });
    expect(body.error.code).toBe(code);
    expect(body.error.message).toContain(words);
    expect(await made()).toBe(0);
  });

  test('fifty notes are taken, one more is not, and an empty one is none', async () => {
    const notes = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'x']));
    const fifty = await create(undefined, order({ metadata: notes(50) }));
    expect(Object.keys(fifty.metadata ?? {})).toHaveLength(50);
    await expect(create(undefined, order({ metadata: notes(51) }))).rejects.toThrow('up to 50 keys');
    expect((await create(undefined, order({ metadata: { a: '', b: 'x' } }))).metadata).toEqual({ b: 'x' });
  });

  test('an address that is none is unknown', async () => {
    const { status, body } = await post('/v1/gifts', '');
    expect([status, body.error.message]).toEqual([404, 'Unrecognized request URL (POST: /v1/gifts).']);
  });
});

describe('faults, as the real SDK meets them', () => {
  const retrying = () => sdk(at.local, { maxNetworkRetries: 2 });

  test.each<[string, PaymentFault]>([
    ['a lost answer', { kind: 'lost' }],
    ['a cut connection', { kind: 'destroy' }],
    ['a 500', { kind: 'status', status: 500 }],
    ['a 503 after the effect', { kind: 'lost', status: 503 }],
  ])('%s is tried again under the same key, and done once', async (_name, fault) => {
    at.local.faults.next(CREATE, fault);
    expect((await create('k', order(), retrying())).status).toBe('open');
    expect(await made()).toBe(1);
    const calls = at.local.journal.calls(CREATE);
    expect(calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['k', 'k']);
    expect(calls[1]?.replayed).toBe(fault.kind === 'lost' ? true : undefined);
  });

  test.each<[string, PaymentFault, object, number]>([
    ['429', { kind: 'rateLimit' }, { type: 'StripeRateLimitError', statusCode: 429 }, 0],
    ['malformed JSON', { kind: 'garbled' }, { type: 'StripeAPIError' }, 1],
    ['a hang', { kind: 'hang' }, { type: 'StripeConnectionError' }, 0],
    ['a hang after the effect', { kind: 'lost', hang: true }, { type: 'StripeConnectionError' }, 1],
    ['a slow answer', { kind: 'slow', waitMs: 1000 }, { type: 'StripeConnectionError' }, 0],
  ])('%s is told at once', async (_name, fault, error, times) => {
    at.local.faults.next(CREATE, fault);
    const isSilent = 'hang' in fault || fault.kind === 'hang' || fault.kind === 'slow';
    const stripe = isSilent ? sdk(at.local, { timeout: 150 }) : at.stripe;
    await expect(create('k', order(), stripe)).rejects.toMatchObject(error);
    expect(at.local.journal.calls(CREATE)).toHaveLength(1);
    expect(await made()).toBe(times);
  });

  test.each<[string, PaymentFault, number]>([
    ['before the effect', { kind: 'status', status: 500, sticks: true }, 0],
    ['after the effect', { kind: 'lost', status: 500, sticks: true }, 1],
  ])('a 500 that sticks to its key, %s, is given again and again', async (_name, fault, times) => {
    at.local.faults.next(CREATE, fault);
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(create('k')).rejects.toMatchObject({ statusCode: 500, type: 'StripeAPIError' });
    }
    expect(await made()).toBe(times);
    expect((await create('other')).status).toBe('open');
  });

  test('a fault may meet one call in two, and pages are left alone', async () => {
    at.local.faults.oneIn(2, /^POST /, { kind: 'status', status: 500 });
    expect((await create()).url).toBeTruthy();
    await expect(create()).rejects.toMatchObject({ statusCode: 500 });
    const { url } = await create();
    for (let tries = 0; tries < 3; tries += 1) {
      expect((await fetch(url ?? '', { method: 'POST', redirect: 'manual' })).status).not.toBe(500);
    }
  });
});
