import { getCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import { type Forgery, type PayPal, startPayPal } from '../../../sandbox/paypal/index.ts';
import { isAllowed } from '../../../src/adapters/paypal/certificates.ts';
import type { PaymentProvider } from '../../../src/ports/paymentProvider.ts';
import { type Receiver, startReceiver } from '../../sandbox/payments/receiver.ts';
import { checkoutOf, money, paid, payment, providerAt, value } from './desk.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let clock: ManualClock;
let paypal: PayPal;
let provider: PaymentProvider;
let receiver: Receiver;
let webhookId: string;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 31, 12));
  paypal = await startPayPal({ clock });
  receiver = await startReceiver();
  webhookId = paypal.addWebhook(receiver.url).id;
  provider = providerAt(paypal, webhookId);
});

afterEach(async () => {
  await paypal.close();
  await receiver.close();
});

type Sent = Receiver['received'][number];

function read({ body, headers }: Sent, by = provider, now = new Date(clock.now())) {
  const flat = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, text?.toString()]));
  return by.readWebhook(Buffer.from(body), flat, now);
}

/** What arrived since the last time. */
async function arrived(): Promise<readonly Sent[]> {
  await paypal.webhooks.settled();
  return receiver.received.splice(0);
}

/** One event, sent rightly unless a fault was asked for. */
async function one(): Promise<Sent> {
  const { reference } = value(await provider.openCheckout(checkoutOf('k')));
  paypal.approve(reference);
  const [sent] = await arrived();
  return sent ?? expect.fail('nothing came');
}

/** What each event that arrived is about. */
async function subjects() {
  return Promise.all(
    (await arrived()).map(async (sent) => {
      const event = await read(sent);
      if (!event.ok) return [event.refusal.code];
      return [event.value.type, event.value.subject?.kind, event.value.subject?.reference];
    }),
  );
}

describe('an event is about', () => {
  test('its order, as long as it is being paid', async () => {
    const { order } = await paid(paypal, provider, 'a');
    const late = value(await provider.openCheckout(checkoutOf('b'))).reference;
    paypal.approve(late, { funding: 'echeck' });
    await provider.takeApproved(late, 'take b');
    paypal.denyPending(paypal.captureIds(late)[0] ?? '');
    const gone = value(await provider.openCheckout(checkoutOf('c'))).reference;
    paypal.approve(gone);
    paypal.reverseApproval(gone);
    expect(await subjects()).toEqual([
      ['CHECKOUT.ORDER.APPROVED', 'checkout', order],
      ['PAYMENT.CAPTURE.COMPLETED', 'checkout', order],
      ['CHECKOUT.ORDER.APPROVED', 'checkout', late],
      ['PAYMENT.CAPTURE.PENDING', 'checkout', late],
      ['PAYMENT.CAPTURE.DENIED', 'checkout', late],
      ['CHECKOUT.ORDER.APPROVED', 'checkout', gone],
      ['CHECKOUT.PAYMENT-APPROVAL.REVERSED', 'checkout', gone],
    ]);
  });

  test('a refund of ours, or the capture that somebody else took of', async () => {
    const { capture } = await paid(paypal, provider);
    await arrived();
    const refund = value(await provider.refund({ key: 'r', capture, money: money(100), payment }));
    paypal.refundInDashboard(capture, 200);
    paypal.reverseCapture(capture, 300);
    paypal.holdNextRefund();
    const failing = value(await provider.refund({ key: 's', capture, money: money(400), payment }));
    paypal.failRefund(failing.reference);
    expect(await subjects()).toEqual([
      ['PAYMENT.CAPTURE.REFUNDED', 'refund', refund.reference],
      ['PAYMENT.CAPTURE.REFUNDED', 'capture', capture],
      ['PAYMENT.CAPTURE.REVERSED', 'capture', capture],
      ['PAYMENT.REFUND.PENDING', 'refund', failing.reference],
      ['PAYMENT.REFUND.FAILED', 'refund', failing.reference],
    ]);
  });

  test('a dispute', async () => {
    const { capture } = await paid(paypal, provider);
    await arrived();
    const id = paypal.openDispute(capture);
    paypal.resolveDispute(id, 'seller');
    expect(await subjects()).toEqual([
      ['CUSTOMER.DISPUTE.CREATED', 'dispute', id],
      ['CUSTOMER.DISPUTE.RESOLVED', 'dispute', id],
    ]);
  });

  test('nothing that anything is to be done about', async () => {
    const { type, body } = eventLike('BILLING.PLAN.CREATED');
    paypal.webhooks.send({ id: 'WH-1', type, body });
    const [sent] = await arrived();
    expect(sent && (await read(sent))).toMatchObject({
      ok: true,
      value: { eventId: 'WH-1', subject: undefined },
    });
  });
});

function eventLike(type: string) {
  const at = new Date(clock.now()).toISOString();
  return { type, body: JSON.stringify({ id: 'WH-1', event_type: type, create_time: at, resource: {} }) };
}

describe('a webhook', () => {
  test('is believed by its exact bytes; its certificate is fetched once', async () => {
    const sent = await one();
    expect(await read(sent)).toMatchObject({ ok: true, value: { at: new Date(clock.now()) } });
    expect(await read(sent)).toMatchObject({ ok: true });
    const reserialised = { ...sent, body: JSON.stringify(JSON.parse(sent.body), null, 1) };
    expect(await read(reserialised)).toMatchObject({ refusal: { code: 'bad-signature' } });
    expect(paypal.journal.calls(/certs/)).toHaveLength(1);
  });

  test.each<Forgery>(['certificate', 'expired', 'host', 'webhook'])(
    'forged by %s is not believed',
    async (how) => {
      paypal.webhooks.next('CHECKOUT.ORDER.APPROVED', { kind: 'forge', how });
      expect(await read(await one())).toEqual({ ok: false, refusal: { code: 'bad-signature' } });
      // Nothing is fetched from where certificates may not come from.
      expect(paypal.journal.calls(/certs/)).toHaveLength(how === 'host' ? 0 : 1);
    },
  );

  test('changed on its way is not believed', async () => {
    const change = (body: string) => body.replace('150.00', '999.00');
    paypal.webhooks.next('CHECKOUT.ORDER.APPROVED', { kind: 'tamper', change });
    expect(await read(await one())).toEqual({ ok: false, refusal: { code: 'bad-signature' } });
  });

  test.each([
    ['of an hour ahead', 60 * 60 * 1000, 'future'],
    ['of five days ago', -5 * DAY_MS, 'stale'],
  ] as const)('%s is not believed', async (_, byMs, code) => {
    paypal.webhooks.next('CHECKOUT.ORDER.APPROVED', { kind: 'skew', byMs });
    expect(await read(await one())).toEqual({ ok: false, refusal: { code } });
  });

  test('of two days ago is believed: PayPal tries for three', async () => {
    const sent = await one();
    clock.advance(2 * DAY_MS);
    expect(await read(sent)).toMatchObject({ ok: true });
  });

  test('without a header, or with nonsense in one, is not believed', async () => {
    const sent = await one();
    const names = ['transmission-id', 'transmission-time', 'transmission-sig', 'cert-url', 'auth-algo'];
    for (const name of names.map((end) => `paypal-${end}`)) {
      const { [name]: _, ...headers } = sent.headers;
      expect(await read({ ...sent, headers })).toMatchObject({ refusal: { code: 'bad-signature' } });
      for (const nonsense of ['', 'x', '\0', 'http://[', '😀']) {
        expect(await read({ ...sent, headers: { ...headers, [name]: nonsense } })).toMatchObject({
          refusal: { code: 'bad-signature' },
        });
      }
    }
  });

  test('of the other mode is told apart', async () => {
    const sent = await one();
    const live = providerAt(paypal, webhookId, { isLive: true });
    const headers = {
      ...sent.headers,
      'paypal-cert-url': 'https://api.sandbox.paypal.com/v1/notifications/certs/X',
    };
    expect(await read({ ...sent, headers }, live)).toEqual({ ok: false, refusal: { code: 'wrong-mode' } });
  });

  test.each(['nonsense', '[]', '{"id":"WH-1"}'])('that says %s is not understood', async (body) => {
    paypal.webhooks.send({ id: 'WH-1', type: 'X', body });
    const [sent] = await arrived();
    expect(sent && (await read(sent))).toEqual({ ok: false, refusal: { code: 'not-understood' } });
  });

  test('is not believed while its certificate can’t be had, and believed afterwards', async () => {
    const sent = await one();
    paypal.faults.next(/certs/, { kind: 'destroy' });
    paypal.faults.next(/certs/, { kind: 'garbled', body: 'no certificate' });
    paypal.faults.next(/certs/, { kind: 'status', status: 500 });
    for (let times = 0; times < 3; times += 1) {
      expect(await read(sent)).toEqual({ ok: false, refusal: { code: 'bad-signature' } });
    }
    expect(await read(sent)).toMatchObject({ ok: true });
  });

  test('is not believed when its root is not among those that Node trusts', async () => {
    const usual = providerAt(paypal, webhookId, { certRoots: getCACertificates('default') });
    expect(await read(await one(), usual)).toEqual({ ok: false, refusal: { code: 'bad-signature' } });
  });
});

test.each([
  ['https://api.paypal.com/v1/notifications/certs/X', true],
  ['https://api.paypal.com:443/x', true],
  ['http://api.paypal.com/x', false],
  ['https://api.paypal.com:8443/x', false],
  ['https://api.paypal.com.evil.example/x', false],
  ['https://api.paypal.com@evil.example/x', false],
  ['https://user:pw@api.paypal.com/x', false],
  ['https://evil.example/api.paypal.com', false],
  ['file:///etc/passwd', false],
  ['http://127.0.0.1:4011/x', true],
  ['http://127.0.0.1/x', false],
  ['', false],
])('a certificate from %s is allowed: %s', (url, allowed) => {
  expect(isAllowed(url, ['api.paypal.com', '127.0.0.1:4011'])).toBe(allowed);
});
