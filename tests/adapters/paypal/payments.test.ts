import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import { type PayPal, startPayPal } from '../../../sandbox/paypal/index.ts';
import type { PaymentProvider } from '../../../src/ports/paymentProvider.ts';
import { checkoutOf, money, paid, payment, providerAt, value } from './desk.ts';

const HOUR_MS = 60 * 60 * 1000;
const start = Date.UTC(2026, 0, 31, 12);

let clock: ManualClock;
let paypal: PayPal;
let provider: PaymentProvider;

beforeEach(async () => {
  clock = new ManualClock(start);
  paypal = await startPayPal({ clock });
  provider = providerAt(paypal);
});

afterEach(() => paypal.close());

const open = async (key = 'k') => value(await provider.openCheckout(checkoutOf(key))).reference;
const stateOf = async (reference: string) => value(await provider.readCheckout(reference));

describe('a payment page', () => {
  test('is opened, approved, taken and read back with which payment it is for', async () => {
    const page = value(await provider.openCheckout(checkoutOf('k')));
    expect(page).toEqual({
      reference: page.reference,
      url: `${paypal.origin}/checkoutnow?token=${page.reference}`,
      expiresAt: new Date(start + 3 * HOUR_MS),
    });
    expect(await stateOf(page.reference)).toEqual({ reference: page.reference, payment, state: 'open' });
    expect(paypal.approve(page.reference)).toContain('https://desk.example/back?token=');
    expect(await stateOf(page.reference)).toMatchObject({ state: 'approved' });
    const taken = value(await provider.takeApproved(page.reference, 'take'));
    expect(taken).toEqual({
      reference: page.reference,
      payment,
      state: 'paid',
      capture: {
        reference: paypal.captureIds(page.reference)[0],
        money: money(15_000),
        at: new Date(start),
        isLive: false,
        refunded: money(0),
        payment,
      },
    });
    expect(await stateOf(page.reference)).toEqual(taken);
    expect(paypal.journal.calls('POST /v1/oauth2/token')).toHaveLength(1);
  });

  test('ends when it was asked to, if that is earlier', async () => {
    const expiresAt = new Date(start + HOUR_MS);
    expect(value(await provider.openCheckout({ ...checkoutOf('k'), expiresAt })).expiresAt).toEqual(
      expiresAt,
    );
  });

  test('may be opened for something without a description', async () => {
    value(await provider.openCheckout({ ...checkoutOf('k'), description: '' }));
  });

  test('is the same page again under the same key, also once it is approved', async () => {
    const first = value(await provider.openCheckout(checkoutOf('k')));
    expect(value(await provider.openCheckout(checkoutOf('k')))).toEqual(first);
    paypal.approve(first.reference);
    expect(value(await provider.openCheckout(checkoutOf('k')))).toEqual(first);
    expect(paypal.account.orders.size).toBe(1);
  });

  test('is taken once, however often it is asked and under whatever key', async () => {
    const reference = await open();
    paypal.approve(reference);
    const first = value(await provider.takeApproved(reference, 'a'));
    expect(value(await provider.takeApproved(reference, 'a'))).toEqual(first);
    expect(value(await provider.takeApproved(reference, 'b'))).toEqual(first);
    expect(paypal.captureIds(reference)).toHaveLength(1);
  });

  test('that nobody approved is still open, and one that ran out has expired', async () => {
    const reference = await open();
    expect(value(await provider.takeApproved(reference, 'a'))).toMatchObject({ state: 'open' });
    clock.advance(3 * HOUR_MS);
    const expired = { reference, payment: undefined, state: 'expired' };
    expect(await stateOf(reference)).toEqual(expired);
    expect(value(await provider.takeApproved(reference, 'a'))).toEqual(expired);
  });

  test('whose approval was taken back has expired', async () => {
    const reference = await open();
    paypal.approve(reference);
    paypal.reverseApproval(reference);
    expect(value(await provider.takeApproved(reference, 'a'))).toMatchObject({ state: 'expired', payment });
  });

  test('fails with PayPal’s reason when the card is declined, now or after all', async () => {
    const declined = await open('a');
    paypal.approve(declined, { funding: 'declinedCard' });
    expect(value(await provider.takeApproved(declined, 'take a'))).toEqual({
      reference: declined,
      payment,
      state: 'declined',
      reason: 'INSTRUMENT_DECLINED',
    });
    // The key of before is answered as before, whatever the payer has chosen since.
    paypal.approve(declined);
    expect(value(await provider.takeApproved(declined, 'take a'))).toMatchObject({ state: 'declined' });
    expect(paypal.captureIds(declined)).toEqual([]);
    expect(value(await provider.takeApproved(declined, 'take a.1'))).toMatchObject({ state: 'paid' });
    expect(value(await provider.takeApproved(declined, 'take a.2'))).toMatchObject({ state: 'paid' });
    expect(paypal.captureIds(declined)).toHaveLength(1);
    const risky = await open('b');
    paypal.approve(risky, { funding: 'riskyCard' });
    expect(value(await provider.takeApproved(risky, 'take b'))).toMatchObject({
      state: 'failed',
      reason: 'DECLINED_BY_RISK_FRAUD_FILTERS',
    });
  });

  test('paid by eCheck is processing until it is paid or failed', async () => {
    const reference = await open();
    paypal.approve(reference, { funding: 'echeck' });
    expect(value(await provider.takeApproved(reference, 'a'))).toMatchObject({
      state: 'processing',
      payment,
    });
    const [capture = ''] = paypal.captureIds(reference);
    paypal.settlePending(capture);
    expect(await stateOf(reference)).toMatchObject({ state: 'paid', capture: { reference: capture } });
    const other = await open('other');
    paypal.approve(other, { funding: 'echeck' });
    await provider.takeApproved(other, 'b');
    paypal.denyPending(paypal.captureIds(other)[0] ?? '');
    expect(await stateOf(other)).toMatchObject({ state: 'failed', reason: 'ECHECK' });
  });

  test('that is closed brings nothing; one that was just paid says so', async () => {
    const reference = await open();
    expect(value(await provider.closeCheckout(reference))).toMatchObject({ state: 'expired', payment });
    paypal.approve(reference);
    expect(value(await provider.closeCheckout(reference))).toMatchObject({ state: 'expired' });
    const { order } = await paid(paypal, provider, 'other');
    expect(value(await provider.closeCheckout(order))).toMatchObject({ state: 'paid' });
  });

  test('is found by what people write: the order or the transaction, in any case', async () => {
    const { order, capture } = await paid(paypal, provider);
    for (const written of [order, capture, ` ${capture.toLowerCase()} `]) {
      expect(value(await provider.findPayment(written))).toMatchObject({
        reference: order,
        state: 'paid',
        payment,
      });
    }
    for (const written of ['A'.repeat(17), 'x/../y', '']) {
      expect(await provider.findPayment(written)).toMatchObject({ refusal: { code: 'not-found' } });
    }
  });
});

describe('amounts', () => {
  test.each([
    [money(15_050), '150.50'],
    [money(5), '0.05'],
    [money(500, 'JPY'), '500'],
    [money(150_000, 'HUF'), '1500'],
  ])('%j is %s at PayPal and comes back the same', async (price, written) => {
    expect(provider.accepts(price).ok).toBe(true);
    const { order, capture } = await paid(paypal, provider, 'k', price);
    const body: unknown = JSON.parse(paypal.journal.calls('POST /v2/checkout/orders')[0]?.body ?? '');
    expect(body).toMatchObject({
      purchase_units: [{ amount: { currency_code: price.currency, value: written } }],
    });
    expect(await stateOf(order)).toMatchObject({ capture: { money: price, refunded: { amountMinor: 0 } } });
    expect(value(await provider.readCapture(capture)).money).toEqual(price);
  });

  test.each([
    [money(100, 'KWD'), 'currency'],
    [money(100, 'Gold'), 'currency'],
    [money(150_050, 'HUF'), 'decimals'],
    [money(1, 'TWD'), 'decimals'],
    [money(0), 'too-small'],
  ])('%j is not taken: %s', (price, why) => {
    expect(provider.accepts(price)).toEqual({
      ok: false,
      refusal: { code: 'provider-takes-not', provider: 'paypal', why },
    });
  });
});

describe('a refund', () => {
  test('is made once under its key, in parts, and known by it', async () => {
    const { capture } = await paid(paypal, provider);
    const ask = (key: string, minor: number) =>
      provider.refund({ key, capture, money: money(minor), payment });
    const first = value(await ask('r1', 5000));
    expect(first).toEqual({
      reference: first.reference,
      key: 'r1',
      capture,
      money: money(5000),
      state: 'done',
      at: new Date(start),
    });
    expect(value(await ask('r1', 5000))).toEqual(first);
    expect(value(await provider.readRefund(first.reference))).toEqual(first);
    expect(value(await provider.readCapture(capture)).refunded).toEqual(money(5000));
    expect(await ask('r2', 10_001)).toMatchObject({
      refusal: { code: 'refused', reason: 'REFUND_AMOUNT_EXCEEDED' },
    });
    value(await ask('r3', 10_000));
    expect(paypal.balanceSheet()).toMatchObject({ USD: { refundedMinor: 15_000 } });
  });

  test.each([15_000, 4000])(
    'of %i whose key PayPal has forgotten is found, and not made twice',
    async (minor) => {
      const { capture } = await paid(paypal, provider);
      const ask = () => provider.refund({ key: 'r1', capture, money: money(minor), payment });
      const first = value(await ask());
      clock.advance(46 * 24 * HOUR_MS);
      expect(value(await ask())).toEqual(first);
      expect(paypal.account.refunds.size).toBe(1);
    },
  );

  test('that is asked for ten times at once is made once', async () => {
    const { capture } = await paid(paypal, provider);
    const ask = () => provider.refund({ key: 'r1', capture, money: money(1000), payment });
    const asked = await Promise.all(Array.from({ length: 10 }, ask));
    expect(new Set(asked.map((one) => value(one).reference)).size).toBe(1);
    expect(paypal.balanceSheet()).toMatchObject({ USD: { refundedMinor: 1000 } });
  });

  test('may be pending, and may fail', async () => {
    const { capture } = await paid(paypal, provider);
    paypal.holdNextRefund();
    const pending = value(await provider.refund({ key: 'r1', capture, money: money(15_000), payment }));
    expect(pending.state).toBe('pending');
    expect(value(await provider.readCapture(capture)).refunded).toEqual(money(15_000));
    paypal.failRefund(pending.reference);
    expect(value(await provider.readRefund(pending.reference))).toMatchObject({ key: 'r1', state: 'failed' });
    expect(value(await provider.readCapture(capture)).refunded).toEqual(money(0));
  });

  test('of a payment that is not there, or still pending, is refused with the reason', async () => {
    const ask = (capture: string) => provider.refund({ key: 'r1', capture, money: money(1), payment });
    expect(await ask('A'.repeat(17))).toMatchObject({ refusal: { code: 'not-found' } });
    const reference = await open();
    paypal.approve(reference, { funding: 'echeck' });
    await provider.takeApproved(reference, 'a');
    expect(await ask(paypal.captureIds(reference)[0] ?? '')).toMatchObject({
      refusal: { code: 'refused', reason: 'PENDING_CAPTURE' },
    });
  });

  test('that was made at PayPal’s site counts, and has no key', async () => {
    const { capture, order } = await paid(paypal, provider);
    const id = paypal.refundInDashboard(capture, 2500);
    expect(value(await provider.readRefund(id))).toMatchObject({
      key: undefined,
      capture,
      money: money(2500),
    });
    expect(value(await provider.readCapture(capture)).refunded).toEqual(money(2500));
    expect(await stateOf(order)).toMatchObject({ state: 'paid', capture: { refunded: money(2500) } });
  });

  test('is listed with all others of its capture, failed ones included, and nothing that a dispute took', async () => {
    const { capture } = await paid(paypal, provider);
    value(await provider.refund({ key: 'r1', capture, money: money(1000), payment }));
    paypal.holdNextRefund();
    const failed = value(await provider.refund({ key: 'r2', capture, money: money(2000), payment }));
    paypal.failRefund(failed.reference);
    const dispute = paypal.openDispute(capture, { amountMinor: 4000, reason: 'UNAUTHORISED' });
    paypal.resolveDispute(dispute, 'buyer', 4000);
    const reference = paypal.refundInDashboard(capture, 2500);
    const listed = value(await provider.readRefunds(capture));
    expect(listed.map(({ key, state, money: { amountMinor } }) => [key, state, amountMinor])).toEqual([
      ['r1', 'done', 1000],
      ['r2', 'failed', 2000],
      [undefined, 'done', 2500],
    ]);
    expect(listed.at(-1)).toMatchObject({ reference, capture });
    expect(await provider.readRefunds('A'.repeat(17))).toMatchObject({ refusal: { code: 'not-found' } });
  });

  test('that PayPal takes without a dispute counts like one', async () => {
    const { capture } = await paid(paypal, provider);
    paypal.reverseCapture(capture, 300);
    expect(value(await provider.readCapture(capture)).refunded).toEqual(money(300));
  });
});

describe('a dispute', () => {
  const read = async (id: string) => value(await provider.readDispute(id));
  /** What our books will say has left, by refunds and by the dispute, against what PayPal's own say. */
  async function expectBalance(capture: string, dispute: string) {
    const { refunded } = value(await provider.readCapture(capture));
    const { withdrawn, money: taken } = await read(dispute);
    const { refundedMinor = 0, disputedMinor = 0 } = paypal.balanceSheet().USD ?? {};
    expect(refunded.amountMinor + (withdrawn ? taken.amountMinor : 0)).toBe(refundedMinor + disputedMinor);
  }

  test('takes nothing while it is open, and what the buyer wins', async () => {
    const { capture } = await paid(paypal, provider);
    const id = paypal.openDispute(capture, { amountMinor: 4000, reason: 'UNAUTHORISED' });
    expect(await read(id)).toEqual({
      reference: id,
      capture,
      payment,
      money: money(4000),
      reason: 'UNAUTHORISED',
      state: 'open',
      withdrawn: false,
      at: new Date(start),
      respondBy: new Date(start + 10 * 24 * 60 * 60 * 1000),
    });
    await expectBalance(capture, id);
    paypal.resolveDispute(id, 'buyer', 3000);
    expect(await read(id)).toMatchObject({ state: 'lost', withdrawn: true, money: money(3000) });
    // It is the dispute's, not a refund.
    expect(value(await provider.readCapture(capture)).refunded).toEqual(money(0));
    await expectBalance(capture, id);
  });

  test('beside refunds is told apart from them', async () => {
    const { capture } = await paid(paypal, provider);
    value(await provider.refund({ key: 'r1', capture, money: money(4000), payment }));
    paypal.refundInDashboard(capture, 100);
    const id = paypal.openDispute(capture, { amountMinor: 4000 });
    paypal.resolveDispute(id, 'buyer');
    expect(value(await provider.readCapture(capture)).refunded).toEqual(money(4100));
    await expectBalance(capture, id);
  });

  test.each([
    ['seller', 'won'],
    ['cancelled', 'won'],
    ['payout', 'won'],
    ['buyer', 'lost'],
  ] as const)('by the bank takes the money at once; the %s’s verdict is %s', async (verdict, state) => {
    const { capture } = await paid(paypal, provider);
    const id = paypal.openDispute(capture, { amountMinor: 4000, byBank: true });
    expect(await read(id)).toMatchObject({ state: 'open', withdrawn: true, money: money(4000) });
    await expectBalance(capture, id);
    paypal.resolveDispute(id, verdict);
    expect(await read(id)).toMatchObject({ state, withdrawn: state === 'lost', money: money(4000) });
    await expectBalance(capture, id);
  });

  test('that the seller gives in to is lost, and its money counted once', async () => {
    const { capture } = await paid(paypal, provider);
    const id = paypal.openDispute(capture, { amountMinor: 4000 });
    await acceptClaim(id);
    expect(await read(id)).toMatchObject({ state: 'lost', withdrawn: true });
    await expectBalance(capture, id);
  });

  test('that a refund of everything ended took nothing itself', async () => {
    const { capture } = await paid(paypal, provider);
    const id = paypal.openDispute(capture, { amountMinor: 4000 });
    value(await provider.refund({ key: 'r1', capture, money: money(15_000), payment }));
    expect(await read(id)).toMatchObject({ state: 'lost', withdrawn: false });
    await expectBalance(capture, id);
  });

  async function acceptClaim(id: string) {
    const { access_token } = paypal.tokens.grant(
      `Basic ${btoa(`${paypal.clientId}:${paypal.clientSecret}`)}`,
      'grant_type=client_credentials',
    );
    const answer = await fetch(`${paypal.origin}/v1/customer/disputes/${id}/accept-claim`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(200);
  }
});
