import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import { type PayPal, startPayPal } from '../../../sandbox/paypal/index.ts';
import { Client } from './client.ts';

const HOUR_MS = 60 * 60 * 1000;

let clock: ManualClock;
let paypal: PayPal;
let client: Client;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 31, 12));
  paypal = await startPayPal({ clock });
  client = new Client(paypal);
});

afterEach(() => paypal.close());

const newOrder = async (value?: string, more?: object) =>
  String((await client.create(value, more)).json('id'));

describe('tokens', () => {
  test('are given for the right secret, for nine hours', async () => {
    const granted = await client.grant();
    expect(granted.status).toBe(200);
    expect(granted.json('expires_in')).toBe(32_400);
    expect(granted.json('token_type')).toBe('Bearer');
    expect((await client.create()).status).toBe(201);
    clock.advance(9 * HOUR_MS);
    const late = await client.create();
    expect(late.status).toBe(401);
    expect(late.json('error')).toBe('invalid_token');
  });

  test('are not given for a wrong secret', async () => {
    const refused = await client.grant('wrong');
    expect(refused.status).toBe(401);
    expect(refused.json('error')).toBe('invalid_client');
  });

  test('can be revoked, and the keys with them', async () => {
    await client.create();
    paypal.tokens.revoke();
    expect((await client.create()).status).toBe(401);
    expect((await new Client(paypal).create()).status).toBe(201);
    paypal.tokens.keysWork = false;
    expect((await client.grant()).status).toBe(401);
  });

  test('an app without permission is told so', async () => {
    await client.token();
    paypal.tokens.hasPermission = false;
    const refused = await client.create();
    expect(refused.status).toBe(403);
    expect(refused.json('name')).toBe('NOT_AUTHORIZED');
    expect(refused.issues).toEqual(['PERMISSION_DENIED']);
  });
});

describe('an order', () => {
  test('is created, approved, captured and read', async () => {
    const unit = { custom_id: 'g.1', invoice_id: 'INV-1', reference_id: 'one', description: 'Website' };
    const created = await client.create('150.00', unit, {
      application_context: { return_url: 'http://127.0.0.1/back?a=1', cancel_url: 'http://127.0.0.1/no' },
    });
    expect(created.status).toBe(201);
    const id = String(created.json('id'));
    expect(id).toMatch(/^[0-9A-Z]{17}$/);
    expect(created.body).toEqual({
      id,
      status: 'CREATED',
      links: [
        { href: `${paypal.origin}/v2/checkout/orders/${id}`, rel: 'self', method: 'GET' },
        { href: `${paypal.origin}/checkoutnow?token=${id}`, rel: 'approve', method: 'GET' },
        { href: `${paypal.origin}/v2/checkout/orders/${id}/capture`, rel: 'capture', method: 'POST' },
      ],
    });
    expect(paypal.approve(id)).toBe(`http://127.0.0.1/back?a=1&token=${id}&PayerID=MIAPAYS2PAYER`);
    const captured = await client.capture(id);
    expect(captured.status).toBe(201);
    expect(captured.json('status')).toBe('COMPLETED');
    const captureId = String(captured.json('purchase_units.0.payments.captures.0.id'));
    const capture = {
      id: captureId,
      status: 'COMPLETED',
      amount: { currency_code: 'USD', value: '150.00' },
      final_capture: true,
      seller_receivable_breakdown: {
        gross_amount: { currency_code: 'USD', value: '150.00' },
        paypal_fee: { currency_code: 'USD', value: '5.73' },
        net_amount: { currency_code: 'USD', value: '144.27' },
      },
      custom_id: 'g.1',
      invoice_id: 'INV-1',
      supplementary_data: { related_ids: { order_id: id } },
      create_time: '2026-01-31T12:00:00Z',
    };
    expect((await client.getCapture(captureId)).body).toMatchObject(capture);
    expect((await client.get(id)).body).toMatchObject({
      id,
      intent: 'CAPTURE',
      status: 'COMPLETED',
      payer: { payer_id: 'MIAPAYS2PAYER' },
      purchase_units: [
        {
          reference_id: 'one',
          amount: { currency_code: 'USD', value: '150.00' },
          custom_id: 'g.1',
          invoice_id: 'INV-1',
          description: 'Website',
          payments: { captures: [capture] },
        },
      ],
      create_time: '2026-01-31T12:00:00Z',
    });
    expect(paypal.balanceSheet()).toEqual({
      USD: { capturedMinor: 15_000, refundedMinor: 0, disputedMinor: 0 },
    });
    expect(paypal.movements).toMatchObject([
      { kind: 'capture', amountMinor: 15_000 },
      { kind: 'fee', amountMinor: -573 },
    ]);
  });

  test('with a payment source waits for the payer by another name, and needs a request id', async () => {
    const experience = { return_url: 'https://x.example/back', cancel_url: 'https://x.example/no' };
    const source = { payment_source: { paypal: { experience_context: experience } } };
    const without = await client.create('1.00', {}, source);
    expect(without.status).toBe(400);
    expect(without.issues).toEqual(['PAYPAL_REQUEST_ID_REQUIRED']);
    const created = await client.create('1.00', {}, source, 'k1');
    expect(created.json('status')).toBe('PAYER_ACTION_REQUIRED');
    expect(created.json('links.1.rel')).toBe('payer-action');
    expect(paypal.cancel(String(created.json('id')))).toContain('https://x.example/no?token=');
  });

  test('is not captured before the payer has approved it, nor twice', async () => {
    const id = await newOrder();
    const early = await client.capture(id);
    expect(early.status).toBe(422);
    expect(early.json('name')).toBe('UNPROCESSABLE_ENTITY');
    expect(early.json('debug_id')).toMatch(/^[0-9a-f]{13}$/);
    expect(early.issues).toEqual(['ORDER_NOT_APPROVED']);
    paypal.approve(id);
    expect((await client.capture(id)).status).toBe(201);
    expect((await client.capture(id)).issues).toEqual(['ORDER_ALREADY_CAPTURED']);
    expect(() => paypal.approve(id)).toThrow('already approved');
  });

  test('whose card is declined can be approved with something else', async () => {
    const id = await newOrder();
    paypal.approve(id, { funding: 'declinedCard' });
    const declined = await client.capture(id);
    expect(declined.status).toBe(422);
    expect(declined.issues).toEqual(['INSTRUMENT_DECLINED']);
    expect(declined.json('links.1')).toMatchObject({
      rel: 'redirect',
      href: `${paypal.origin}/checkoutnow?token=${id}`,
    });
    paypal.approve(id);
    expect((await client.capture(id)).status).toBe(201);
  });

  test('whose card is refused after all is completed with a declined capture', async () => {
    const { orderId, captureId } = await client.paid('10.00', {}, 'riskyCard');
    expect((await client.get(orderId)).json('status')).toBe('COMPLETED');
    expect((await client.getCapture(captureId)).json('status')).toBe('DECLINED');
    expect(paypal.balanceSheet()).toEqual({});
  });

  test('paid by eCheck is pending until it arrives or fails', async () => {
    const { captureId } = await client.paid('10.00', {}, 'echeck');
    const pending = await client.getCapture(captureId);
    expect(pending.json('status')).toBe('PENDING');
    expect(pending.json('status_details.reason')).toBe('ECHECK');
    expect((await client.refund(captureId)).issues).toEqual(['PENDING_CAPTURE']);
    expect(paypal.balanceSheet()).toEqual({});
    paypal.settlePending(captureId);
    expect((await client.getCapture(captureId)).json('status')).toBe('COMPLETED');
    expect(() => paypal.denyPending(captureId)).toThrow('not PENDING');
    const other = await client.paid('10.00', {}, 'echeck');
    paypal.denyPending(other.captureId);
    expect((await client.getCapture(other.captureId)).json('status')).toBe('DECLINED');
    expect(paypal.balanceSheet()).toMatchObject({ USD: { capturedMinor: 1000 } });
  });

  test('runs out three hours after it was made, and three after its approval', async () => {
    const first = await newOrder();
    clock.advance(3 * HOUR_MS - 1);
    paypal.approve(first);
    const second = await newOrder();
    clock.advance(3 * HOUR_MS - 1);
    expect((await client.get(first)).json('status')).toBe('APPROVED');
    clock.advance(1);
    await client.create();
    for (const id of [first, second]) {
      const gone = await client.get(id);
      expect(gone.status).toBe(404);
      expect(gone.issues).toEqual(['INVALID_RESOURCE_ID']);
      expect((await client.capture(id)).status).toBe(404);
    }
  });

  test('that was captured stays', async () => {
    const { orderId } = await client.paid();
    clock.advance(8 * HOUR_MS);
    expect((await client.get(orderId)).json('status')).toBe('COMPLETED');
  });

  test('whose approval was taken back brings nothing', async () => {
    const id = await newOrder();
    expect(() => paypal.reverseApproval(id)).toThrow('not APPROVED');
    paypal.approve(id);
    paypal.reverseApproval(id);
    expect((await client.capture(id)).issues).toEqual(['ORDER_COMPLETED_OR_VOIDED']);
    expect((await client.get(id)).json('status')).toBe('VOIDED');
  });

  test('does not pay an invoice id again', async () => {
    await client.paid('1.00', { invoice_id: 'INV-1' });
    const id = await newOrder('1.00', { invoice_id: 'INV-1' });
    paypal.approve(id);
    expect((await client.capture(id)).issues).toEqual(['DUPLICATE_INVOICE_ID']);
  });
});

describe('amounts', () => {
  const priced = (currency_code: string, value: string) =>
    client.create('1', { amount: { currency_code, value } });

  test.each([
    ['JPY', '500', 201, []],
    ['JPY', '500.00', 422, ['DECIMALS_NOT_SUPPORTED']],
    ['HUF', '500', 201, []],
    ['HUF', '500.5', 422, ['DECIMALS_NOT_SUPPORTED']],
    ['USD', '5', 201, []],
    ['USD', '5.001', 422, ['DECIMAL_PRECISION']],
    ['USD', '0.00', 422, ['CANNOT_BE_ZERO_OR_NEGATIVE']],
    ['USD', '-1', 422, ['CANNOT_BE_ZERO_OR_NEGATIVE']],
    ['KWD', '5', 422, ['CURRENCY_NOT_SUPPORTED']],
    ['USD', 'five', 400, ['INVALID_PARAMETER_SYNTAX']],
    ['USD', '', 400, ['INVALID_PARAMETER_SYNTAX']],
  ])('%s %s is answered %i %j', async (currency, value, status, issues) => {
    const answer = await priced(currency, value);
    expect([answer.status, answer.issues]).toEqual([status, issues]);
  });

  test('without decimals are kept in minor units all the same', async () => {
    const id = String((await priced('HUF', '1500')).json('id'));
    paypal.approve(id);
    await client.capture(id);
    expect(paypal.balanceSheet()).toMatchObject({ HUF: { capturedMinor: 150_000 } });
    const [captureId = ''] = paypal.captureIds(id);
    expect((await client.getCapture(captureId)).json('seller_receivable_breakdown.paypal_fee.value')).toBe(
      '53',
    );
  });
});

describe('a request that is no good', () => {
  test.each([
    [{}, ['MISSING_REQUIRED_PARAMETER', 'MISSING_REQUIRED_PARAMETER'], 400],
    [{ intent: 'CAPTURE', purchase_units: [] }, ['INVALID_PARAMETER_VALUE'], 400],
    [{ intent: 'CAPTURE', purchase_units: [{}] }, ['MISSING_REQUIRED_PARAMETER'], 400],
  ])('%j is refused', async (body, issues, status) => {
    const answer = await client.ask('POST', '/v2/checkout/orders', body);
    expect([answer.status, answer.json('name'), answer.issues]).toEqual([status, 'INVALID_REQUEST', issues]);
  });

  test('is refused for what is too long, and for an intent it does not know', async () => {
    expect((await client.create('1.00', { custom_id: 'x'.repeat(256) })).issues).toEqual([
      'INVALID_STRING_LENGTH',
    ]);
    expect((await client.create('1.00', {}, { intent: 'AUTHORIZE' })).issues).toEqual(['NOT_SUPPORTED']);
  });

  test('is refused when it is no JSON, or does not say that it is', async () => {
    const url = `${paypal.origin}/v2/checkout/orders`;
    const Authorization = await client.token();
    const broken = await fetch(url, {
      method: 'POST',
      headers: { Authorization, 'Content-Type': 'application/json' },
      body: '{',
    });
    expect(broken.status).toBe(400);
    const untyped = await fetch(url, { method: 'POST', headers: { Authorization }, body: '{}' });
    expect(untyped.status).toBe(415);
  });

  test('finds nothing where there is nothing', async () => {
    for (const path of [
      '/v2/checkout/orders/X',
      '/v2/payments/captures/X',
      '/v1/customer/disputes/X',
      '/v2/x',
    ]) {
      const answer = await client.ask('GET', path);
      expect([answer.status, answer.json('name')]).toEqual([404, 'RESOURCE_NOT_FOUND']);
    }
  });
});

describe('PayPal-Request-Id', () => {
  test('makes a call once, answers how things stand now, and is forgotten after six hours', async () => {
    const first = await client.create('10.00', {}, {}, 'k');
    const id = String(first.json('id'));
    const again = await client.create('10.00', {}, {}, 'k');
    expect([again.status, again.body]).toEqual([200, first.body]);
    paypal.approve(id);
    expect((await client.create('10.00', {}, {}, 'k')).json('status')).toBe('APPROVED');
    expect(paypal.account.orders.size).toBe(1);
    expect(paypal.journal.calls('POST /v2/checkout/orders').map(({ replayed }) => replayed)).toEqual([
      undefined,
      true,
      true,
    ]);
    clock.advance(6 * HOUR_MS);
    expect((await client.create('10.00', {}, {}, 'k')).json('id')).not.toBe(id);
  });

  test('is for one request only, and not too long', async () => {
    expect((await client.create('10.00', {}, {}, 'k'.repeat(109))).issues).toEqual(['INVALID_STRING_LENGTH']);
    await client.create('10.00', {}, {}, 'k');
    expect((await client.create('11.00', {}, {}, 'k')).issues).toEqual(['PAYPAL_REQUEST_ID_PREVIOUSLY_USED']);
  });

  test('captures once, and tries again what was refused', async () => {
    const id = await newOrder();
    expect((await client.capture(id, 'k')).issues).toEqual(['ORDER_NOT_APPROVED']);
    paypal.approve(id);
    expect((await client.capture(id, 'k')).status).toBe(201);
    expect((await client.capture(id, 'k')).status).toBe(200);
    expect(paypal.captureIds(id)).toHaveLength(1);
  });

  test('answers a decline again, whatever the payer has chosen since', async () => {
    const id = await newOrder();
    paypal.approve(id, { funding: 'declinedCard' });
    expect((await client.capture(id, 'k')).issues).toEqual(['INSTRUMENT_DECLINED']);
    paypal.approve(id);
    expect((await client.capture(id, 'k')).issues).toEqual(['INSTRUMENT_DECLINED']);
    expect((await client.capture(id, 'k2')).status).toBe(201);
    expect(paypal.captureIds(id)).toHaveLength(1);
  });

  test('refunds once for 45 days', async () => {
    const { captureId } = await client.paid();
    const refund = await client.refund(captureId, '4.00', 'k');
    expect(refund.status).toBe(201);
    clock.advance(45 * 24 * HOUR_MS - 1);
    client = new Client(paypal);
    const again = await client.refund(captureId, '4.00', 'k');
    expect([again.status, again.json('id')]).toEqual([200, refund.json('id')]);
    clock.advance(1);
    expect((await client.refund(captureId, '4.00', 'k')).status).toBe(201);
    expect(paypal.balanceSheet()).toMatchObject({ USD: { refundedMinor: 800 } });
  });
});
