import { createVerify, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import { type Forgery, type PayPal, startPayPal } from '../../../sandbox/paypal/index.ts';
import { type Received, type Receiver, startReceiver } from '../payments/receiver.ts';
import { Client, look } from './client.ts';

let clock: ManualClock;
let paypal: PayPal;
let client: Client;
let receiver: Receiver;
let webhookId: string;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 31, 12));
  paypal = await startPayPal({ clock });
  client = new Client(paypal);
  receiver = await startReceiver();
  webhookId = paypal.addWebhook(receiver.url).id;
});

afterEach(async () => {
  await paypal.close();
  await receiver.close();
});

/** What arrived once nothing is on its way any more. */
async function events(): Promise<readonly { type: unknown; resource: unknown; event: unknown }[]> {
  await paypal.webhooks.settled();
  return receiver.received.map(({ body }) => {
    const event: unknown = JSON.parse(body);
    return { event, type: look(event, 'event_type'), resource: look(event, 'resource') };
  });
}

const types = async () => (await events()).map(({ type }) => type);

/** Says what a careful receiver makes of a webhook. */
async function judge({ headers, body }: Received): Promise<string> {
  const header = (name: string) => String(headers[`paypal-${name}`]);
  const url = new URL(header('cert-url'));
  if (url.origin !== paypal.origin) return 'host';
  const certificate = new X509Certificate(await (await fetch(url)).text());
  const root = new X509Certificate(paypal.rootCertificate);
  if (!certificate.verify(root.publicKey)) return 'certificate';
  if (Date.parse(certificate.validTo) < clock.now()) return 'expired';
  expect(header('auth-algo')).toBe('SHA256withRSA');
  const signed = `${header('transmission-id')}|${header('transmission-time')}|${webhookId}|${crc32(body)}`;
  const verify = createVerify('RSA-SHA256').update(signed);
  return verify.verify(certificate.publicKey, header('transmission-sig'), 'base64') ? 'right' : 'signature';
}

describe('what happens is told', () => {
  test('of a payment: approved, then completed, with the order and the capture as the API shows them', async () => {
    const { orderId, captureId } = await client.paid('10.00', { custom_id: 'g.1' });
    const [approved, completed] = await events();
    expect(approved?.event).toMatchObject({
      id: expect.stringMatching(/^WH-[0-9A-Z]{17}-[0-9A-Z]{17}$/),
      event_version: '1.0',
      create_time: '2026-01-31T12:00:00.000Z',
      resource_type: 'checkout-order',
      resource_version: '2.0',
      event_type: 'CHECKOUT.ORDER.APPROVED',
      resource: { id: orderId, status: 'APPROVED', purchase_units: [{ custom_id: 'g.1' }] },
    });
    expect(completed).toMatchObject({
      type: 'PAYMENT.CAPTURE.COMPLETED',
      event: { resource_type: 'capture' },
      resource: (await client.getCapture(captureId)).body,
    });
    expect(receiver.received).toHaveLength(2);
  });

  test('of an approval taken back', async () => {
    const id = String((await client.create()).json('id'));
    paypal.approve(id);
    paypal.reverseApproval(id);
    expect((await events())[1]).toMatchObject({
      type: 'CHECKOUT.PAYMENT-APPROVAL.REVERSED',
      resource: { order_id: id, purchase_units: [{ amount: { value: '10.00' } }] },
    });
  });

  test('of money that comes late, or not at all', async () => {
    const first = await client.paid('10.00', {}, 'echeck');
    paypal.settlePending(first.captureId);
    const second = await client.paid('10.00', {}, 'echeck');
    paypal.denyPending(second.captureId);
    await client.paid('10.00', {}, 'riskyCard');
    expect((await types()).filter((type) => type !== 'CHECKOUT.ORDER.APPROVED')).toEqual([
      'PAYMENT.CAPTURE.PENDING',
      'PAYMENT.CAPTURE.COMPLETED',
      'PAYMENT.CAPTURE.PENDING',
      'PAYMENT.CAPTURE.DENIED',
      'PAYMENT.CAPTURE.DECLINED',
    ]);
  });

  test('of money that goes back: the refund or reversal, with its payment as a link', async () => {
    const { captureId } = await client.paid();
    await client.refund(captureId, '1.00');
    paypal.reverseCapture(captureId, 200);
    paypal.holdNextRefund();
    paypal.settleRefund(String((await client.refund(captureId, '3.00')).json('id')));
    paypal.holdNextRefund();
    paypal.failRefund(String((await client.refund(captureId, '4.00')).json('id')));
    const told = (await events()).slice(2);
    expect(
      told.map(({ type, resource }) => [type, look(resource, 'status'), look(resource, 'amount.value')]),
    ).toEqual([
      ['PAYMENT.CAPTURE.REFUNDED', 'COMPLETED', '1.00'],
      ['PAYMENT.CAPTURE.REVERSED', 'COMPLETED', '2.00'],
      ['PAYMENT.REFUND.PENDING', 'PENDING', '3.00'],
      ['PAYMENT.CAPTURE.REFUNDED', 'COMPLETED', '3.00'],
      ['PAYMENT.REFUND.PENDING', 'PENDING', '4.00'],
      ['PAYMENT.REFUND.FAILED', 'FAILED', '4.00'],
    ]);
    for (const { resource } of told) {
      expect(look(resource, 'links.1.href')).toBe(`${paypal.origin}/v2/payments/captures/${captureId}`);
    }
  });

  test('of disputes, with the money that moves by them', async () => {
    const { captureId } = await client.paid();
    const first = paypal.openDispute(captureId, { amountMinor: 100 });
    await client.ask('POST', `/v1/customer/disputes/${first}/provide-evidence`, {
      evidences: [{ evidence_type: 'OTHER' }],
    });
    paypal.resolveDispute(first, 'buyer');
    const second = paypal.openDispute(captureId, { amountMinor: 100, byBank: true });
    paypal.resolveDispute(second, 'seller');
    const third = paypal.openDispute(captureId, { amountMinor: 100 });
    await client.ask('POST', `/v1/customer/disputes/${third}/accept-claim`, {});
    expect((await types()).slice(2)).toEqual([
      'CUSTOMER.DISPUTE.CREATED',
      'CUSTOMER.DISPUTE.UPDATED',
      'PAYMENT.CAPTURE.REVERSED',
      'CUSTOMER.DISPUTE.RESOLVED',
      'PAYMENT.CAPTURE.REVERSED',
      'CUSTOMER.DISPUTE.CREATED',
      'CUSTOMER.DISPUTE.RESOLVED',
      'CUSTOMER.DISPUTE.CREATED',
      'PAYMENT.CAPTURE.REFUNDED',
      'CUSTOMER.DISPUTE.RESOLVED',
    ]);
  });

  test('to those who asked for it', async () => {
    const other = await startReceiver();
    const { remove } = paypal.addWebhook(other.url, ['PAYMENT.CAPTURE.COMPLETED']);
    await client.paid();
    await paypal.webhooks.settled();
    expect(other.received).toHaveLength(1);
    remove();
    await client.paid();
    await paypal.webhooks.settled();
    expect(other.received).toHaveLength(1);
    await other.close();
  });
});

describe('a webhook', () => {
  test('is signed over its exact body', async () => {
    await client.paid();
    await paypal.webhooks.settled();
    for (const one of receiver.received) expect(await judge(one)).toBe('right');
    const [one] = receiver.received;
    if (!one) throw new Error('Nothing came');
    expect(await judge({ ...one, body: one.body.replace('10.00', '99.00') })).toBe('signature');
  });

  test.each<[Forgery, string]>([
    ['certificate', 'certificate'],
    ['expired', 'expired'],
    ['host', 'host'],
    ['webhook', 'signature'],
  ])('can be forged by %s; the next attempt is right', async (how, verdict) => {
    receiver.answer = 401;
    paypal.webhooks.next('CHECKOUT.ORDER.APPROVED', { kind: 'forge', how });
    paypal.approve(String((await client.create()).json('id')));
    await paypal.webhooks.settled();
    clock.advance(60_000);
    await paypal.webhooks.settled();
    expect(await Promise.all(receiver.received.map(judge))).toEqual([verdict, 'right']);
    expect(receiver.received[0]?.body).toBe(receiver.received[1]?.body);
  });

  test('can be changed on its way', async () => {
    const change = (body: string) => body.replace('10.00', '99.00');
    paypal.webhooks.next('CHECKOUT.ORDER.APPROVED', { kind: 'tamper', change });
    paypal.approve(String((await client.create()).json('id')));
    await paypal.webhooks.settled();
    expect(await Promise.all(receiver.received.map(judge))).toEqual(['signature']);
  });

  test('that nobody takes is tried 25 times in three days', async () => {
    receiver.answer = 500;
    paypal.approve(String((await client.create()).json('id')));
    await paypal.webhooks.settled();
    const startMs = clock.now();
    for (let left = 100; left > 0 && paypal.webhooks.nextDueMs !== undefined; left -= 1) {
      clock.advance(paypal.webhooks.nextDueMs - clock.now());
      await paypal.webhooks.settled();
    }
    expect(receiver.received).toHaveLength(25);
    expect(clock.now() - startMs).toBeLessThanOrEqual(3 * 24 * 60 * 60 * 1000);
    expect(paypal.webhooks.deliveries[0]?.state).toBe('failed');
    const ids = new Set(receiver.received.map(({ body }) => look(JSON.parse(body), 'id')));
    expect(ids.size).toBe(1);
  });

  test('can be held, reordered and doubled', async () => {
    paypal.webhooks.hold();
    paypal.webhooks.next('PAYMENT.CAPTURE.COMPLETED', { kind: 'duplicate' });
    await client.paid();
    await paypal.webhooks.release((held) => held.toReversed());
    expect(await types()).toEqual([
      'PAYMENT.CAPTURE.COMPLETED',
      'PAYMENT.CAPTURE.COMPLETED',
      'CHECKOUT.ORDER.APPROVED',
    ]);
  });
});
