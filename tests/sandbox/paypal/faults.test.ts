import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import type { PaymentFault } from '../../../sandbox/payments/faults.ts';
import { type PayPal, startPayPal } from '../../../sandbox/paypal/index.ts';
import { Client } from './client.ts';

let clock: ManualClock;
let paypal: PayPal;
let client: Client;

beforeEach(async () => {
  clock = new ManualClock();
  paypal = await startPayPal({ clock });
  client = new Client(paypal);
  await client.token();
});

afterEach(() => paypal.close());

const CAPTURE = 'POST /v2/checkout/orders/:id/capture';

async function approved(): Promise<string> {
  const id = String((await client.create()).json('id'));
  paypal.approve(id);
  return id;
}

test.each<[string, PaymentFault, number]>([
  ['a lost answer', { kind: 'lost' }, 1],
  ['a cut connection', { kind: 'destroy' }, 0],
  ['malformed JSON', { kind: 'garbled' }, 1],
  ['a corrupt gzip', { kind: 'garbled', body: 'no gzip', headers: { 'content-encoding': 'gzip' } }, 1],
])(
  '%s breaks the call; with the same id it then comes right, and was done once',
  async (_, fault, captured) => {
    const id = await approved();
    paypal.faults.next(CAPTURE, fault);
    await expect(client.capture(id, 'k')).rejects.toThrow();
    expect(paypal.captureIds(id)).toHaveLength(captured);
    expect((await client.capture(id, 'k')).status).toBe(captured === 1 ? 200 : 201);
    expect(paypal.captureIds(id)).toHaveLength(1);
    expect(
      paypal.journal.calls(/capture$/).map(({ idempotencyKey, fault: met }) => [idempotencyKey, met]),
    ).toEqual([
      ['k', fault.kind],
      ['k', undefined],
    ]);
  },
);

test.each<[number, string, PaymentFault]>([
  [429, 'RATE_LIMIT_REACHED', { kind: 'rateLimit', retryAfterSeconds: 5 }],
  [500, 'INTERNAL_SERVER_ERROR', { kind: 'status', status: 500 }],
  [503, 'SERVICE_UNAVAILABLE', { kind: 'status', status: 503, sticks: true }],
  [502, 'INTERNAL_SERVER_ERROR', { kind: 'lost', status: 502 }],
])('%i %s is written as PayPal would', async (status, name, fault) => {
  const id = await approved();
  paypal.faults.next(CAPTURE, fault);
  const answer = await client.capture(id);
  expect([answer.status, answer.json('name')]).toEqual([status, name]);
  expect(paypal.captureIds(id)).toHaveLength(fault.kind === 'lost' ? 1 : 0);
});

test('XML and a missing content type can be had', async () => {
  const Authorization = await client.token();
  const id = await approved();
  const get = () => fetch(`${paypal.origin}/v2/checkout/orders/${id}`, { headers: { Authorization } });
  const xml = { 'content-type': 'application/xml' };
  paypal.faults.next('GET /v2/checkout/orders/:id', { kind: 'garbled', body: '<order/>', headers: xml });
  const first = await get();
  expect([first.headers.get('content-type'), await first.text()]).toEqual(['application/xml', '<order/>']);
  const none = { 'content-type': null };
  paypal.faults.next('GET /v2/checkout/orders/:id', { kind: 'garbled', body: '{}', headers: none });
  expect((await get()).headers.get('content-type')).toBeNull();
});

test('a slow answer comes when its time has come', async () => {
  const id = await approved();
  const fault = paypal.faults.next(CAPTURE, { kind: 'slow', waitMs: 30_000 });
  const answer = client.capture(id);
  await fault.spent;
  expect(paypal.captureIds(id)).toHaveLength(0);
  clock.advance(30_000);
  expect((await answer).status).toBe(201);
});

test('two with the same seed are the same', async () => {
  const run = async () => {
    const own = await startPayPal({ clock, seed: 'a' });
    const other = new Client(own);
    const { orderId, captureId } = await other.paid();
    await own.close();
    return [orderId, captureId];
  };
  expect(await run()).toEqual(await run());
});
