import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkoutOf,
  type Desk,
  failure,
  money,
  paid,
  payment,
  providerAt,
  startDesk,
  startMs,
  value,
} from './desk.ts';

let desk: Desk;

beforeEach(async () => {
  desk = await startDesk();
});

afterEach(() => desk.local.close());

const open = async (key = 'k') => value(await desk.provider.openCheckout(checkoutOf(key)));
const read = async (reference: string) => value(await desk.provider.readCheckout(reference));

describe('a page', () => {
  test('is opened for a payment, and shows what it is for', async () => {
    const checkout = await open();
    expect(checkout).toEqual({
      reference: expect.stringMatching(/^cs_test_/),
      url: `${desk.local.origin}/pay/${checkout.reference}`,
      expiresAt: new Date(startMs + 23 * 3_600_000),
    });
    expect(await (await fetch(checkout.url)).text()).toContain('<dt>Website for Mia</dt><dd>150.00 USD</dd>');
    expect(await read(checkout.reference)).toEqual({
      reference: checkout.reference,
      payment,
      state: 'open',
    });
    expect(desk.local.world.sessions.get(checkout.reference)?.wire).toMatchObject({
      client_reference_id: '1400000000000000001.ABC123.1',
      success_url: 'https://desk.example/paid',
      cancel_url: 'https://desk.example/cancelled',
    });
  });

  test('is the same page however often it is asked for', async () => {
    expect(await open()).toEqual(await open());
    expect(desk.local.world.sessions.size).toBe(1);
    expect((await open('other')).reference).not.toBe((await open()).reference);
  });

  test('that was paid tells of the money', async () => {
    const { reference } = await open();
    desk.clock.advance(60_000);
    desk.local.pay(reference);
    const capture = {
      reference: desk.local.world.sessions.get(reference)?.wire.payment_intent,
      money: money(15_000),
      at: new Date(startMs + 60_000),
      isLive: false,
      refunded: money(0),
      payment,
    };
    expect(await read(reference)).toEqual({ reference, payment, state: 'paid', capture });
    expect(value(await desk.provider.takeApproved(reference, 'take'))).toEqual(await read(reference));
    expect(value(await desk.provider.readCapture(String(capture.reference)))).toEqual(capture);
  });

  test('stays open after a declined card', async () => {
    const { reference } = await open();
    desk.local.pay(reference, { card: '4000000000000002' });
    expect((await read(reference)).state).toBe('open');
  });

  test('paid by bank debit is under way until the money comes, or does not', async () => {
    const [good, bad] = [await open('good'), await open('bad')];
    for (const { reference } of [good, bad]) {
      desk.local.payLater(reference);
      expect(await read(reference)).toEqual({ reference, payment, state: 'processing' });
    }
    desk.local.settle(good.reference);
    desk.local.decline(bad.reference);
    expect((await read(good.reference)).state).toBe('paid');
    expect(await read(bad.reference)).toEqual({
      reference: bad.reference,
      payment,
      state: 'failed',
      reason: 'payment_method_provider_decline',
    });
  });

  test('runs out, or is closed, and then takes nothing', async () => {
    const [late, closed] = [await open('late'), await open('closed')];
    const { provider } = desk;
    expect(value(await provider.closeCheckout(closed.reference)).state).toBe('expired');
    expect(value(await provider.closeCheckout(closed.reference)).state).toBe('expired');
    desk.clock.advance(24 * 3_600_000);
    expect((await read(late.reference)).state).toBe('expired');
  });

  test('that was paid meanwhile can’t be closed, and says so', async () => {
    const { reference } = await open();
    desk.local.pay(reference);
    expect(value(await desk.provider.closeCheckout(reference))).toMatchObject({
      state: 'paid',
      capture: { money: money(15_000) },
    });
  });

  test('that would run out too soon or too late is refused', async () => {
    for (const minutes of [29, 24 * 60 + 1]) {
      const request = { ...checkoutOf(`in ${minutes}`), expiresAt: new Date(startMs + minutes * 60_000) };
      expect(failure(await desk.provider.openCheckout(request))).toBe(
        'refused invalid_request_error.expires_at',
      );
    }
  });

  test('that is not there is not found', async () => {
    const missing = 'not-found resource_missing';
    expect(failure(await desk.provider.readCheckout('cs_none'))).toBe(missing);
    expect(failure(await desk.provider.closeCheckout('cs_none'))).toBe(missing);
    expect(failure(await desk.provider.readCapture('pi_none'))).toBe(missing);
    expect(failure(await desk.provider.readRefund('re_none'))).toBe(missing);
    expect(failure(await desk.provider.readDispute('du_none'))).toBe(missing);
  });

  test('paid with another amount than was asked for tells the amount that came', async () => {
    const { reference } = await open();
    desk.local.alterSession(reference, { amount_total: 100 });
    desk.local.pay(reference);
    expect(await read(reference)).toMatchObject({ state: 'paid', capture: { money: money(100) } });
  });
});

describe('a payment', () => {
  test('is found by page, payment and charge, however it was written', async () => {
    const { reference } = await open();
    desk.local.pay(reference);
    const state = await read(reference);
    if (state.state !== 'paid') expect.fail(state.state);
    const charge = desk.local.chargeId(reference);
    for (const written of [reference, state.capture.reference, charge, ` ${charge}\n`])
      expect(value(await desk.provider.findPayment(written))).toEqual(state);
  });

  test.each(['', 'ABC123', 'cs_', 'pi_../../v1/balance', 're_123', 'sk_test_123'])(
    'is not looked for by %j',
    async (written) => {
      expect(failure(await desk.provider.findPayment(written))).toBe('not-found not-a-reference');
      expect(desk.local.journal.entries).toEqual([]);
    },
  );

  test.each(['cs_none', 'pi_none', 'ch_none'])('%s is not found', async (written) => {
    expect(failure(await desk.provider.findPayment(written))).toBe('not-found resource_missing');
  });

  test('of somebody else’s making is nobody’s', async () => {
    const { reference } = await open();
    const session = desk.local.world.sessions.get(reference);
    if (session) Object.assign(session.wire, { metadata: { payment_id: 'ABC123.1', guild_id: 'x' } });
    desk.local.pay(reference);
    expect((await read(reference)).payment).toBeUndefined();
  });

  test('that brought no money has no capture', async () => {
    const { reference } = await open();
    desk.local.payLater(reference);
    const intent = String(desk.local.world.sessions.get(reference)?.wire.payment_intent);
    expect(failure(await desk.provider.readCapture(intent))).toBe('not-found nothing-captured');
  });

  test('of the other mode says so', async () => {
    const live = await startDesk({ livemode: true });
    expect((await paid(live)).isLive).toBe(true);
    expect(providerAt(live.local, { isLive: true }).isLive).toBe(true);
    await live.local.close();
  });
});

describe('a refund', () => {
  const refund = (key: string, minor: number, capture: string) =>
    desk.provider.refund({ key, capture, money: money(minor), payment });

  test('in part is done, can be read again, and shows in the capture', async () => {
    const { reference } = await paid(desk);
    const made = value(await refund('r1', 5000, reference));
    expect(made).toEqual({
      reference: expect.stringMatching(/^re_/),
      key: 'r1',
      capture: reference,
      money: money(5000),
      state: 'done',
      at: new Date(startMs),
    });
    expect(value(await desk.provider.readRefund(made.reference))).toEqual(made);
    expect(value(await desk.provider.readCapture(reference)).refunded).toEqual(money(5000));
  });

  test('is made once, even when Stripe has forgotten its key', async () => {
    const { reference } = await paid(desk);
    const made = value(await refund('r1', 5000, reference));
    for (const days of [0, 1, 30]) {
      desk.clock.advance(days * 86_400_000);
      expect(value(await refund('r1', 5000, reference))).toEqual(made);
    }
    expect(desk.local.world.refunds.size).toBe(1);
    expect(value(await refund('r2', 5000, reference)).reference).not.toBe(made.reference);
  });

  test('that takes its time is pending, and then done or failed', async () => {
    const { reference } = await paid(desk);
    desk.local.delayRefundsOf(reference);
    const [good, bad] = [
      value(await refund('good', 1000, reference)),
      value(await refund('bad', 2000, reference)),
    ];
    expect([good.state, bad.state]).toEqual(['pending', 'pending']);
    desk.local.settleRefund(good.reference);
    desk.local.failRefund(bad.reference);
    expect(value(await desk.provider.readRefund(good.reference)).state).toBe('done');
    expect(value(await desk.provider.readRefund(bad.reference)).state).toBe('failed');
    expect(value(await desk.provider.readCapture(reference)).refunded).toEqual(money(1000));
    // The same key goes on meaning the refund that failed.
    expect(value(await refund('bad', 2000, reference)).state).toBe('failed');
  });

  test('of more than is left is refused', async () => {
    const { reference } = await paid(desk);
    expect(failure(await refund('much', 15_001, reference))).toBe('refused invalid_request_error.amount');
    value(await refund('all', 15_000, reference));
    expect(failure(await refund('more', 1, reference))).toBe('refused charge_already_refunded');
    expect(failure(await refund('none', 1, 'pi_none'))).toBe('not-found resource_missing');
  });

  test('made at Stripe’s own site has no key of ours', async () => {
    const { reference } = await paid(desk);
    const { id } = desk.local.refundInDashboard(reference, { amount: 700 });
    expect(value(await desk.provider.readRefund(id))).toMatchObject({
      key: undefined,
      money: money(700),
      state: 'done',
    });
    expect(value(await desk.provider.readCapture(reference)).refunded).toEqual(money(700));
  });

  test('is listed with all others of its payment, failed ones included', async () => {
    const { reference } = await paid(desk);
    value(await refund('r1', 100, reference));
    const failed = value(await refund('r2', 200, reference));
    desk.local.failRefund(failed.reference);
    const { id } = desk.local.refundInDashboard(reference, { amount: 700 });
    const listed = value(await desk.provider.readRefunds(reference));
    const shown = listed.map(({ key, state, money: { amountMinor } }) => [key, state, amountMinor]);
    expect(shown.toSorted()).toEqual(
      [
        [undefined, 'done', 700],
        ['r1', 'done', 100],
        ['r2', 'failed', 200],
      ].toSorted(),
    );
    expect(listed.find(({ key }) => key === undefined)).toMatchObject({ reference: id, capture: reference });
    expect(value(await desk.provider.readRefunds('pi_none'))).toEqual([]);
  });

  test('is found among more than a hundred', async () => {
    const { reference } = await paid(desk);
    const made = value(await refund('r1', 100, reference));
    for (let others = 0; others < 101; others += 1) desk.local.refundInDashboard(reference, { amount: 1 });
    desk.clock.advance(2 * 86_400_000);
    expect(value(await refund('r1', 100, reference))).toEqual(made);
  });
});

describe('a dispute', () => {
  const dispute = async (id: string) => value(await desk.provider.readDispute(id));

  test('that is won gives its money back', async () => {
    const { reference } = await paid(desk);
    const { id } = desk.local.openDispute(reference, { amount: 9000, reason: 'product_not_received' });
    expect(await dispute(id)).toEqual({
      reference: id,
      capture: reference,
      payment,
      money: money(9000),
      reason: 'product_not_received',
      state: 'open',
      withdrawn: false,
      at: new Date(startMs),
      respondBy: new Date(startMs + 7 * 24 * 60 * 60 * 1000),
    });
    desk.local.withdrawFunds(id);
    expect(await dispute(id)).toMatchObject({ state: 'open', withdrawn: true });
    desk.local.answerDispute(id, { receipt: 'file_1' });
    desk.local.closeDispute(id, 'won');
    expect(await dispute(id)).toMatchObject({ state: 'won', withdrawn: true });
    desk.local.reinstateFunds(id);
    expect(await dispute(id)).toMatchObject({ state: 'won', withdrawn: false });
  });

  test('that is lost keeps it, and stops refunds', async () => {
    const { reference } = await paid(desk);
    const { id } = desk.local.openDispute(reference);
    desk.local.withdrawFunds(id);
    desk.local.closeDispute(id, 'lost');
    expect(await dispute(id)).toMatchObject({ state: 'lost', withdrawn: true, money: money(15_000) });
    const refund = { key: 'r', capture: reference, money: money(1), payment };
    expect(failure(await desk.provider.refund(refund))).toBe('refused charge_disputed');
  });

  test('that was only a question ends as won', async () => {
    const { reference } = await paid(desk);
    const { id } = desk.local.openDispute(reference, { inquiry: true });
    desk.local.closeDispute(id, 'lost');
    expect(await dispute(id)).toMatchObject({ state: 'won', withdrawn: false });
  });
});
