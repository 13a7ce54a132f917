import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PaymentFault } from '../../../sandbox/stripe/index.ts';
import type { Asked, PaymentProvider } from '../../../src/ports/paymentProvider.ts';
import {
  checkoutOf,
  type Desk,
  failure,
  impatientAt,
  money,
  paid,
  payment,
  providerAt,
  startDesk,
  value,
} from './desk.ts';

let desk: Desk;

beforeEach(async () => {
  desk = await startDesk();
});

afterEach(() => desk.local.close());

const CREATE = 'POST /v1/checkout/sessions';
const REFUND = 'POST /v1/refunds';
const anyRead = /^GET /;

const open = (provider = desk.provider) => provider.openCheckout(checkoutOf('k'));
/** Who meets this fault and does not wait for long if it means silence. */
const whoMeets = (fault: PaymentFault) =>
  'hang' in fault || fault.kind === 'hang' || fault.kind === 'slow' ? impatientAt(desk.local) : desk.provider;
const pages = () => desk.local.world.sessions.size;

/** What happens instead of a page, and whether there is one all the same. */
const orders: readonly [string, PaymentFault, string, number][] = [
  ['no answer, nothing done', { kind: 'hang' }, 'unknown ETIMEDOUT', 0],
  ['no answer, though done', { kind: 'lost', hang: true }, 'unknown ETIMEDOUT', 1],
  ['a late answer', { kind: 'slow', waitMs: 60_000 }, 'unknown ETIMEDOUT', 0],
  ['500, nothing done', { kind: 'status', status: 500 }, 'unknown api_error', 0],
  ['503, though done', { kind: 'lost', status: 503 }, 'unknown api_error', 1],
  ['cut-off JSON', { kind: 'garbled' }, 'unknown answer-not-understood', 1],
  ['no JSON', { kind: 'garbled', body: '<html/>' }, 'unknown answer-not-understood', 1],
  ['other JSON', { kind: 'garbled', body: '{"id":7}' }, 'unknown answer-not-understood', 1],
  ['nothing', { kind: 'garbled', body: '' }, 'unknown answer-not-understood', 1],
  ['429', { kind: 'rateLimit' }, 'unavailable rate_limit', 0],
  ['403', { kind: 'status', status: 403 }, 'unauthorised api_error', 0],
];

describe('a page that is asked for', () => {
  test.each(orders)('with %s', async (_name, fault, expected, made) => {
    desk.local.faults.next(CREATE, fault);
    expect(failure(await open(whoMeets(fault)))).toBe(expected);
    expect(desk.local.journal.calls(CREATE)).toHaveLength(1);
    expect(pages()).toBe(made);
    // The same key brings the same page, made then or now.
    if (fault.kind === 'slow') desk.clock.advance(fault.waitMs);
    value(await open());
    expect(pages()).toBe(1);
  });

  test('a connection that is cut is tried once more under the same key', async () => {
    desk.local.faults.next(CREATE, { kind: 'lost' });
    value(await open());
    desk.local.faults.next(CREATE, { kind: 'destroy' });
    value(await open());
    expect(pages()).toBe(1);
    expect(
      desk.local.journal.calls(CREATE).map(({ idempotencyKey, replayed }) => [idempotencyKey, replayed]),
    ).toEqual([
      ['k', undefined],
      ['k', true],
      ['k', undefined],
      ['k', true],
    ]);
  });

  test('cut twice, nobody knows', async () => {
    desk.local.faults.next(CREATE, { kind: 'lost' }, 2);
    expect(failure(await open())).toBe('unknown ECONNRESET');
    expect(desk.local.journal.calls(CREATE)).toHaveLength(2);
    value(await open());
    expect(pages()).toBe(1);
  });

  test('cut, and then put off, nobody knows either', async () => {
    desk.local.faults.next(CREATE, { kind: 'lost' });
    desk.local.faults.next(CREATE, { kind: 'rateLimit' });
    expect(failure(await open())).toBe('unknown rate_limit');
  });

  test('while the same key is in use, nobody knows', async () => {
    const { spent } = desk.local.faults.next(CREATE, { kind: 'slow', waitMs: 1000 });
    const slow = open();
    await spent;
    expect(failure(await open())).toBe('unknown idempotency_key_in_use');
    desk.clock.advance(1000);
    expect(value(await slow)).toEqual(value(await open()));
  });

  test.each<[string, PaymentFault]>([
    ['nothing done', { kind: 'status', status: 500, sticks: true }],
    ['though done', { kind: 'lost', status: 500, sticks: true }],
  ])(
    'an error that Stripe keeps for the key, %s, ends it: nobody will ever know the page',
    async (_name, fault) => {
      desk.local.faults.next(CREATE, fault);
      expect(failure(await open())).toBe('unknown api_error');
      expect(failure(await open())).toBe('refused api_error');
      value(await desk.provider.openCheckout(checkoutOf('another key')));
    },
  );

  test('a key that means something else is refused', async () => {
    value(await open());
    expect(failure(await desk.provider.openCheckout(checkoutOf('k', money(9000))))).toBe(
      'refused idempotency_error',
    );
  });
});

describe('a question', () => {
  test.each<[string, PaymentFault, string]>([
    ['no answer', { kind: 'hang' }, 'unavailable ETIMEDOUT'],
    ['500', { kind: 'status', status: 500 }, 'unavailable api_error'],
    ['cut-off JSON', { kind: 'garbled' }, 'unavailable answer-not-understood'],
    ['other JSON', { kind: 'garbled', body: '{"object":"list"}' }, 'unavailable answer-not-understood'],
    ['429', { kind: 'rateLimit' }, 'unavailable rate_limit'],
  ])('with %s can be asked again', async (_name, fault, expected) => {
    const capture = await paid(desk);
    const refund = value(
      await desk.provider.refund({ key: 'r', capture: capture.reference, money: money(100), payment }),
    );
    const dispute = desk.local.openDispute(capture.reference);
    const [session = ''] = [...desk.local.world.sessions.keys()];
    const questions: readonly ((provider: PaymentProvider) => Asked<unknown>)[] = [
      (provider) => provider.readCheckout(session),
      (provider) => provider.takeApproved(session, 'take'),
      (provider) => provider.readCapture(capture.reference),
      (provider) => provider.readRefund(refund.reference),
      (provider) => provider.readDispute(dispute.id),
      (provider) => provider.findPayment(capture.reference),
      (provider) => provider.findPayment(desk.local.chargeId(session)),
    ];
    for (const ask of questions) {
      desk.local.faults.next(anyRead, fault);
      expect(failure(await ask(whoMeets(fault)))).toBe(expected);
      value(await ask(desk.provider));
    }
  });

  test('cut off is asked once more', async () => {
    const { reference } = await paid(desk);
    desk.local.faults.next(anyRead, { kind: 'destroy' });
    value(await desk.provider.readCapture(reference));
    desk.local.faults.next(anyRead, { kind: 'destroy' }, 2);
    expect(failure(await desk.provider.readCapture(reference))).toBe('unavailable ECONNRESET');
  });
});

describe('a refund', () => {
  const refund = (capture: string, provider = desk.provider) =>
    provider.refund({ key: 'r', capture, money: money(5000), payment });

  test.each(orders)('with %s is made once in the end', async (_name, fault, expected, made) => {
    const { reference } = await paid(desk);
    desk.local.faults.next(REFUND, fault);
    expect(failure(await refund(reference, whoMeets(fault)))).toBe(expected);
    expect(desk.local.world.refunds.size).toBe(made);
    if (fault.kind === 'slow') desk.clock.advance(fault.waitMs);
    expect(value(await refund(reference)).key).toBe('r');
    expect(desk.local.balanceSheet().USD?.refundedMinor).toBe(5000);
  });

  test('that was made though Stripe says 500 for ever is found', async () => {
    const { reference } = await paid(desk);
    desk.local.faults.next(REFUND, { kind: 'lost', status: 500, sticks: true });
    expect(failure(await refund(reference))).toBe('unknown api_error');
    expect(value(await refund(reference)).state).toBe('done');
    expect(desk.local.world.refunds.size).toBe(1);
  });

  test('for which Stripe keeps a 500 is made when Stripe has forgotten that', async () => {
    const { reference } = await paid(desk);
    desk.local.faults.next(REFUND, { kind: 'status', status: 500, sticks: true });
    for (let tries = 0; tries < 3; tries += 1)
      expect(failure(await refund(reference))).toBe('unknown api_error');
    desk.clock.advance(86_400_000);
    expect(value(await refund(reference)).state).toBe('done');
  });

  test('is not begun while it can’t be seen whether it was made', async () => {
    const { reference } = await paid(desk);
    desk.local.faults.next('GET /v1/refunds', { kind: 'status', status: 503 });
    expect(failure(await refund(reference))).toBe('unavailable api_error');
    expect(desk.local.journal.calls(REFUND)).toEqual([]);
  });
});

test('closing a page meets faults like any order, and a second try tells how it stands', async () => {
  const { reference } = value(await open());
  const expire = /\/expire$/;
  desk.local.faults.next(expire, { kind: 'lost', status: 500 });
  expect(failure(await desk.provider.closeCheckout(reference))).toBe('unknown api_error');
  expect(value(await desk.provider.closeCheckout(reference)).state).toBe('expired');
});

test('a key that was revoked or is wrong is not accepted, and is not shown', async () => {
  desk.local.revokeKey();
  expect(failure(await open())).toBe('unauthorised api_key_expired');
  const secretKey = 'sk_test_wrongwrongwrong1234';
  const wrong = await open(providerAt(desk.local, { secretKey }));
  expect(failure(wrong)).toBe('unauthorised invalid_request_error');
  expect(JSON.stringify(wrong)).not.toMatch(/1234|sk_/);
});

test('where nobody listens, nothing was done', async () => {
  const { local } = desk;
  await local.close();
  // One without a connection that was kept: of such a one nobody would know.
  const provider = providerAt(local);
  expect(failure(await open(provider))).toBe('unavailable ECONNREFUSED');
  expect(failure(await provider.readCheckout('cs_1'))).toBe('unavailable ECONNREFUSED');
});
