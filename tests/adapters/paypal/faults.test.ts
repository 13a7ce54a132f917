import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import type { PaymentFault } from '../../../sandbox/payments/faults.ts';
import { type PayPal, startPayPal } from '../../../sandbox/paypal/index.ts';
import type { PaymentProvider } from '../../../src/ports/paymentProvider.ts';
import { checkoutOf, money, paid, payment, providerAt, value } from './desk.ts';

let clock: ManualClock;
let paypal: PayPal;
let provider: PaymentProvider;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 31, 12));
  paypal = await startPayPal({ clock });
  provider = providerAt(paypal, 'WH', { timeoutMs: 300 });
});

afterEach(() => paypal.close());

const gzip = { 'content-encoding': 'gzip' };
const faults: [string, PaymentFault, 'unknown' | 'unavailable'][] = [
  ['a lost answer', { kind: 'lost' }, 'unknown'],
  ['a lost answer that hangs', { kind: 'lost', hang: true }, 'unknown'],
  ['a lost answer behind a 502', { kind: 'lost', status: 502 }, 'unknown'],
  ['a cut connection', { kind: 'destroy' }, 'unknown'],
  ['no answer', { kind: 'hang' }, 'unknown'],
  ['malformed JSON', { kind: 'garbled' }, 'unknown'],
  ['other JSON than expected', { kind: 'garbled', body: '{"id":7}' }, 'unknown'],
  ['XML', { kind: 'garbled', body: '<x/>', headers: { 'content-type': 'application/xml' } }, 'unknown'],
  ['no content type', { kind: 'garbled', body: '<x/>', headers: { 'content-type': null } }, 'unknown'],
  ['corrupt gzip', { kind: 'garbled', body: 'x', headers: gzip }, 'unknown'],
  ['corrupt gzip with an error', { kind: 'garbled', status: 400, body: 'x', headers: gzip }, 'unknown'],
  ['a redirect', { kind: 'garbled', status: 302, headers: { location: '/v2/elsewhere' } }, 'unknown'],
  ['an error page of somebody between', { kind: 'garbled', status: 400, body: '<html>' }, 'unknown'],
  ['a conflict', { kind: 'status', status: 409 }, 'unknown'],
  ['a 500', { kind: 'status', status: 500 }, 'unknown'],
  ['a 503', { kind: 'status', status: 503 }, 'unknown'],
  ['a 429', { kind: 'rateLimit' }, 'unavailable'],
];

describe.each(faults)('after %s', (_, fault, code) => {
  test('opening a page is unclear; the same key then opens it once', async () => {
    paypal.faults.next('POST /v2/checkout/orders', fault);
    expect(await provider.openCheckout(checkoutOf('k'))).toMatchObject({
      refusal: { code, provider: 'paypal', reason: expect.stringMatching(/^[\w-]+$/) },
    });
    value(await provider.openCheckout(checkoutOf('k')));
    expect(paypal.account.orders.size).toBe(1);
  });

  test('taking the money is unclear; the same key then takes it once', async () => {
    const { reference } = value(await provider.openCheckout(checkoutOf('k')));
    paypal.approve(reference);
    paypal.faults.next('POST /v2/checkout/orders/:id/capture', fault);
    expect(await provider.takeApproved(reference, 'take')).toMatchObject({ refusal: { code } });
    expect(value(await provider.takeApproved(reference, 'take'))).toMatchObject({ state: 'paid' });
    expect(paypal.balanceSheet()).toMatchObject({ USD: { capturedMinor: 15_000 } });
  });

  test('a refund is unclear; the same key then makes it once', async () => {
    const { capture } = await paid(paypal, provider);
    paypal.faults.next('POST /v2/payments/captures/:id/refund', fault);
    const ask = () => provider.refund({ key: 'r', capture, money: money(4000), payment });
    expect(await ask()).toMatchObject({ refusal: { code } });
    expect(value(await ask())).toMatchObject({ state: 'done' });
    expect(paypal.balanceSheet()).toMatchObject({ USD: { refundedMinor: 4000 } });
  });

  test('a question is to be asked again, and so is what needs a token', async () => {
    const { order } = await paid(paypal, provider);
    paypal.faults.next('GET /v2/checkout/orders/:id', fault);
    expect(await provider.readCheckout(order)).toMatchObject({ refusal: { code: 'unavailable' } });
    expect(value(await provider.readCheckout(order))).toMatchObject({ state: 'paid' });
    paypal.faults.next('POST /v1/oauth2/token', fault);
    const other = providerAt(paypal, 'WH', { timeoutMs: 300 });
    expect(await other.openCheckout(checkoutOf('new'))).toMatchObject({ refusal: { code: 'unavailable' } });
    expect(paypal.account.orders.size).toBe(1);
    value(await other.openCheckout(checkoutOf('new')));
  });
});

test('an error that is clear is passed on by its code', async () => {
  paypal.faults.next('POST /v2/checkout/orders', { kind: 'status', status: 422 });
  expect(await provider.openCheckout(checkoutOf('k'))).toEqual({
    ok: false,
    refusal: { code: 'refused', provider: 'paypal', reason: 'UNPROCESSABLE_ENTITY' },
  });
});

test('an error that is more than a code is not passed on', async () => {
  const body = { name: 'see https://evil.example', details: [{ issue: '@everyone' }] };
  paypal.faults.next('POST /v2/checkout/orders', { kind: 'status', status: 422, body });
  expect(await provider.openCheckout(checkoutOf('k'))).toMatchObject({
    refusal: { code: 'refused', reason: 'HTTP_422' },
  });
});

test('a PayPal that is not there is unavailable for whatever is asked', async () => {
  const { order, capture } = await paid(paypal, provider);
  await paypal.close();
  for (const asked of [
    provider.openCheckout(checkoutOf('new')),
    provider.takeApproved(order, 'take'),
    provider.refund({ key: 'r', capture, money: money(1), payment }),
    provider.readCheckout(order),
    providerAt(paypal).readCapture(capture),
  ]) {
    expect(await asked).toMatchObject({ refusal: { code: 'unavailable' } });
  }
});

describe('keys', () => {
  test('whose token ran out or was revoked get another, and the call is made once', async () => {
    value(await provider.openCheckout(checkoutOf('a')));
    paypal.tokens.revoke();
    value(await provider.openCheckout(checkoutOf('b')));
    clock.advance(10 * 60 * 60 * 1000);
    value(await provider.openCheckout(checkoutOf('c')));
    expect(paypal.journal.calls('POST /v1/oauth2/token')).toHaveLength(3);
    expect(paypal.account.orders.size).toBe(3);
  });

  test('share one token between calls at once', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((key) => provider.openCheckout(checkoutOf(key))));
    expect(paypal.journal.calls('POST /v1/oauth2/token')).toHaveLength(1);
    paypal.tokens.revoke();
    await Promise.all(['e', 'f', 'g', 'h'].map((key) => provider.openCheckout(checkoutOf(key))));
    expect(paypal.journal.calls('POST /v1/oauth2/token')).toHaveLength(2);
    expect(paypal.account.orders.size).toBe(8);
  });

  test('that were revoked, are wrong or lack a right are said so, and asked with twice at most', async () => {
    const { order } = await paid(paypal, provider);
    paypal.journal.clear();
    paypal.tokens.hasPermission = false;
    expect(await provider.readCheckout(order)).toMatchObject({
      refusal: { code: 'unauthorised', reason: 'PERMISSION_DENIED' },
    });
    expect(paypal.journal.calls(/GET/)).toHaveLength(2);
    paypal.tokens.keysWork = false;
    const refusal = { code: 'unauthorised', reason: 'invalid_client' };
    expect(await provider.readCheckout(order)).toMatchObject({ refusal });
    const wrong = providerAt(paypal, 'WH', { clientSecret: 'wrong' });
    expect(await wrong.readCheckout(order)).toMatchObject({ refusal });
    paypal.tokens.keysWork = true;
    paypal.tokens.hasPermission = true;
    expect(value(await provider.readCheckout(order))).toMatchObject({ state: 'paid' });
  });

  test('never appear in what is answered', async () => {
    paypal.tokens.keysWork = false;
    const answer = JSON.stringify(await provider.openCheckout(checkoutOf('a')));
    expect(answer).not.toContain(paypal.clientSecret);
    expect(answer).not.toContain('Basic');
  });
});
