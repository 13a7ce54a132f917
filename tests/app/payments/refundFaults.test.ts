import { beforeEach, describe, expect, test } from 'vitest';
import { settleOneRefund } from '../../../src/app/payments/settleRefunds.ts';
import { never } from '../../../src/domain/payment.ts';
import { marketplacePayoutPolicy } from '../../../src/domain/payout.ts';
import { defaultSettings } from '../../../src/domain/settings.ts';
import { collections, guilds } from '../../../src/ports/collections.ts';
import type { ProviderFailure } from '../../../src/ports/paymentProvider.ts';
import type { Store } from '../../../src/ports/store.ts';
import { guildId } from '../../support/anOrder.ts';
import { usd } from '../../support/fakePayments.ts';
import type { FakeProvider } from '../../support/fakeProvider.ts';
import { freshPlace } from '../../support/freshPlace.ts';
import { MoneyDesk } from '../../support/moneyDesk.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const mias = 'wallet:mia';

let store: Store;
let at: MoneyDesk;
beforeEach(async () => {
  const place = await freshPlace();
  store = await place.open(collections);
  at = new MoneyDesk(store);
  return async () => {
    await at.check();
    await at.agreesWithProviders();
    await place.dispose();
  };
});

/** The keys of all refunds that a provider was asked for. */
const keysAsked = ({ calls }: FakeProvider) =>
  calls.filter((call) => call.startsWith('refund ')).map((call) => call.slice('refund '.length));

const refunds = async () => (await at.payment()).refunds;

describe('a refund that the provider does not answer', () => {
  test.each([
    ['unknown', 'sent'],
    ['unknown', 'done'],
    ['unavailable', 'sent'],
    ['unauthorised', 'sent'],
  ] as const)(
    '(%s, %s) for an hour is in the books at once, and asked for again with the same key',
    async (code, when) => {
      await at.paidOrder();
      const backAt = at.time.now().getTime() + hourMs;
      at.stripe.mishap = (moment) =>
        moment.call === 'refund' && moment.when === when && at.time.now().getTime() < backAt
          ? code
          : undefined;
      expect(await at.refund('provider', 4_000)).toMatchObject({
        ok: true,
        value: { sent: [{ became: code === 'unauthorised' ? 'keys' : 'unknown' }] },
      });
      expect(await at.balances()).toEqual({ 'clearing:stripe': -6_000, 'hold:A': 6_000 });
      expect(await refunds()).toMatchObject([{ state: 'intended' }]);
      for (let minutes = 0; minutes < 130; minutes += 1) await at.later(minuteMs);
      expect(await refunds()).toMatchObject([{ state: 'done', amountMinor: 4_000 }]);
      const keys = keysAsked(at.stripe);
      expect(new Set(keys).size).toBe(1);
      expect(keys.length).toBeGreaterThan(3);
      expect(keys.length).toBeLessThan(12);
      expect(at.stripe.books.balanceMinor(usd(0).currency)).toBe(6_000);
      expect((await at.payment()).nextCheckAt).toEqual(never);
    },
  );

  test('because the process ended is asked for by the job', async () => {
    await at.paidOrder();
    at.stripe.mishap = ({ call }) => {
      if (call === 'refund') throw new Error('The process ended');
      return undefined;
    };
    await expect(at.refund('provider', 4_000)).rejects.toThrow('The process ended');
    at.stripe.mishap = () => undefined;
    await at.later(minuteMs);
    expect(await refunds()).toMatchObject([{ state: 'done' }]);
  });

  test('and then tells of is known by its key', async () => {
    await at.paidOrder();
    at.stripe.mishap = ({ when }) => (when === 'done' ? 'unknown' : undefined);
    await at.refund('provider', 4_000);
    at.stripe.mishap = () => undefined;
    await at.tell('stripe');
    expect(await refunds()).toMatchObject([{ state: 'done', reference: expect.any(String) }]);
    expect(await at.balances()).toEqual({ 'clearing:stripe': -6_000, 'hold:A': 6_000 });
  });
});

describe('a refund that the provider refuses', () => {
  /** The provider says no to every refund. */
  const refuse =
    (code: ProviderFailure['code']): FakeProvider['mishap'] =>
    ({ call, when }) =>
      call === 'refund' && when === 'sent' ? code : undefined;

  test.each(['refused', 'not-found'] as const)(
    '(%s) is put back into the hold, and can go to the wallet instead',
    async (code) => {
      await at.paidOrder();
      at.stripe.mishap = refuse(code);
      expect(await at.refund('provider', 4_000)).toMatchObject({
        ok: true,
        value: { sent: [{ became: 'failed' }], order: { heldMinor: 10_000, paymentStatus: 'Completed' } },
      });
      expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'hold:A': 10_000 });
      expect(await at.payment()).toMatchObject({ status: 'Completed', refundedMinor: 0, nextCheckAt: never });
      expect(await refunds()).toMatchObject([{ state: 'failed', failure: 'stripe: a mishap' }]);
      expect((await at.events()).at(-1)).toMatchObject({
        kind: 'refund failed',
        internalNotes: 'stripe: a mishap',
        payment: { amountMinor: 4_000 },
      });
      expect(await at.refund('wallet', 4_000)).toMatchObject({ ok: true });
      expect(new Set((await refunds()).map(({ key }) => key)).size).toBe(2);
    },
  );

  test('and that cancelled the order, leaves it in the payer’s wallet', async () => {
    await at.paidOrder();
    at.stripe.mishap = refuse('refused');
    await at.refund('provider');
    expect(await at.order()).toMatchObject({ status: 'Cancelled', paymentStatus: 'Refunded' });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, [mias]: 10_000 });
    expect(await at.payment()).toMatchObject({
      status: 'Refunded',
      refunds: [{ state: 'failed' }, { to: 'wallet', state: 'done', amountMinor: 10_000 }],
    });
    expect((await at.events()).at(-1)).toMatchObject({ kind: 'refund failed', payment: { to: 'wallet' } });
    at.stripe.mishap = () => undefined;
    expect(await at.refund('credit')).toMatchObject({ ok: true, value: { sent: [{ became: 'done' }] } });
    expect(await at.balances()).toEqual({});
  });

  test('of a completed order gives each their share back, and it is Complete again', async () => {
    await store.transact(async (tx) =>
      tx.put(guilds.path(guildId), { ...defaultSettings, payoutPolicy: marketplacePayoutPolicy }),
    );
    await at.paidOrder();
    await at.move('Complete');
    const before = [await at.balances(), (await at.order()).payout];
    at.stripe.mishap = refuse('refused');
    await at.refund('provider');
    expect([await at.balances(), (await at.order()).payout]).toEqual(before);
    expect(await at.order()).toMatchObject({ status: 'Complete', paymentStatus: 'Completed' });
  });

  test('because it had gone back at the provider’s own site, counts once', async () => {
    const capture = await at.paidOrder();
    at.stripe.books.refundAtSite(capture, usd(8_000));
    expect(await at.refund('provider', 4_000)).toMatchObject({ value: { sent: [{ became: 'failed' }] } });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -2_000, 'hold:A': 2_000 });
    expect(await at.payment()).toMatchObject({ refundedMinor: 8_000, status: 'Partially Refunded' });
  });
});

describe('a refund that takes its time', () => {
  beforeEach(() => {
    at = new MoneyDesk(store, { refundsTakeTime: true });
  });

  /** The provider's id of the first refund. */
  const reference = async () => (await refunds())[0]?.reference ?? '';

  test.each(['the job', 'a webhook'])('is pending until it is done, as %s finds out', async (who) => {
    await at.paidOrder();
    await at.refund('provider', 4_000);
    expect(await refunds()).toMatchObject([{ state: 'pending' }]);
    await at.later(5 * minuteMs);
    at.stripe.books.finishRefund(await reference(), 'done');
    if (who === 'the job') await at.later(hourMs);
    else await at.tell('stripe');
    expect(await at.payment()).toMatchObject({ refunds: [{ state: 'done' }], nextCheckAt: never });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -6_000, 'hold:A': 6_000 });
  });

  test.each(['the job', 'a webhook'])('and fails goes back into the hold, as %s finds out', async (who) => {
    await at.paidOrder();
    await at.refund('provider', 4_000);
    at.stripe.books.finishRefund(await reference(), 'failed');
    if (who === 'the job') await at.later(hourMs);
    else await at.tell('stripe');
    expect(await at.payment()).toMatchObject({ status: 'Completed', refunds: [{ state: 'failed' }] });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'hold:A': 10_000 });
  });

  test.each(['Complete', 'Cancelled'] as const)(
    'and fails once the order is %s goes to the payer’s wallet',
    async (status) => {
      await at.paidOrder();
      await at.refund('provider', 4_000);
      await at.move(status);
      at.stripe.books.finishRefund(await reference(), 'failed');
      await at.tell('stripe');
      expect(await at.balances()).toEqual({
        'clearing:stripe': -10_000,
        [mias]: status === 'Complete' ? 4_000 : 10_000,
        ...(status === 'Complete' ? { 'wallet:mike': 6_000 } : {}),
      });
    },
  );

  test('and comes back after it had arrived is put back; stale news do not undo that', async () => {
    await at.paidOrder();
    await at.refund('provider', 4_000);
    const id = await reference();
    const stale = at.stripe.books.refundOf(id);
    at.stripe.books.finishRefund(id, 'done');
    await at.tell('stripe');
    at.stripe.books.finishRefund(id, 'failed');
    await at.tell('stripe');
    const ref = { guildId, paymentId: 'A.1' };
    if (stale === undefined) throw new Error('There was no refund');
    expect(await settleOneRefund(at.desk, 'stripe', ref, stale)).toBe('known');
    expect(await at.tell('stripe')).not.toContain('booked');
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'hold:A': 10_000 });
    expect((await at.events()).filter(({ kind }) => kind === 'refund failed')).toHaveLength(1);
  });

  test('and fails after it was sent on from the payer’s wallet goes back there', async () => {
    await at.paidOrder();
    await at.move('Cancelled');
    await at.refund('credit', 4_000);
    expect(await at.balances()).toMatchObject({ [mias]: 6_000 });
    at.stripe.books.finishRefund((await refunds())[1]?.reference ?? '', 'failed');
    await at.tell('stripe');
    expect(await at.payment()).toMatchObject({ status: 'Refunded', refundedMinor: 10_000 });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, [mias]: 10_000 });
  });
});

describe('a refund made at the provider’s own site', () => {
  test('while one of ours takes the same money is booked once ours is refused', async () => {
    const capture = await at.paidOrder('stripe');
    let told: readonly string[] = [];
    at.stripe.mishap = async ({ call, when }) => {
      if (call !== 'refund' || when !== 'sent') return undefined;
      at.stripe.books.refundAtSite(capture, usd(4_000));
      told = await at.tell('stripe', at.stripe.books.events.slice(-1));
      return undefined;
    };
    await at.refund('provider');
    expect(told).toEqual(['known; refunds: waits for another']);
    // Ours had cancelled the order, so that what it could not take is in the wallet.
    expect(await at.balances()).toEqual({ 'clearing:stripe': -6_000, 'wallet:mia': 6_000 });
  });

  test.each([
    ['stripe', 4_000, 'Assigned', 'Partially Refunded'],
    ['paypal', 10_000, 'Cancelled', 'Refunded'],
  ] as const)(
    '(%s) is booked once, however often and in whatever order it is told',
    async (name, minor, status, paymentStatus) => {
      const capture = await at.paidOrder(name);
      const reference = at.provider(name).books.refundAtSite(capture, usd(minor));
      const { events } = at.provider(name).books;
      await at.tell(name, events.toReversed());
      await at.tell(name, [...events, ...events]);
      expect(await at.payment()).toMatchObject({
        status: paymentStatus,
        refundedMinor: minor,
        refunds: [
          { key: `refund.${name}.${reference}`, reference, state: 'done', from: { holdMinor: minor } },
        ],
      });
      expect(await at.order()).toMatchObject({ status, paymentStatus });
      expect((await at.events()).filter(({ kind }) => kind === 'refunded')).toHaveLength(1);
    },
  );

  test('is told of before the payment itself is known', async () => {
    await at.invoice();
    const capture = await at.payUnheard('stripe');
    at.stripe.books.refundAtSite(capture, usd(10_000));
    await at.tell('stripe', at.stripe.books.events.toReversed());
    expect(await at.order()).toMatchObject({ status: 'Cancelled', paymentStatus: 'Refunded' });
    expect(await at.balances()).toEqual({});
  });

  test('and by the desk at the same time for the same amount are two', async () => {
    const capture = await at.paidOrder();
    at.stripe.mishap = ({ call }) => (call === 'refund' ? 'unavailable' : undefined);
    await at.refund('provider', 3_000);
    at.stripe.books.refundAtSite(capture, usd(3_000));
    await at.tell('stripe');
    expect(await at.payment()).toMatchObject({ refundedMinor: 6_000 });
    at.stripe.mishap = () => undefined;
    await at.later(hourMs);
    await at.tell('stripe');
    expect(await at.balances()).toEqual({ 'clearing:stripe': -4_000, 'hold:A': 4_000 });
  });

  test('that fails later is put back', async () => {
    const capture = await at.paidOrder();
    const reference = at.stripe.books.refundAtSite(capture, usd(10_000));
    await at.tell('stripe');
    at.stripe.books.finishRefund(reference, 'failed');
    await at.tell('stripe');
    expect(await at.order()).toMatchObject({ status: 'Cancelled' });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, [mias]: 10_000 });
  });

  test('after it had gone to the payer’s wallet takes it from there, and what they spent is the desk’s loss', async () => {
    const capture = await at.paidOrder();
    await at.move('Cancelled');
    await at.invoice({ orderId: 'B', amount: '$70' });
    await at.pay('wallet', { orderKey: 'B' });
    at.stripe.books.refundAtSite(capture, usd(10_000));
    await at.tell('stripe');
    expect(await at.balances()).toEqual({ 'hold:B': 7_000, loss: -7_000 });
    expect(await at.payment()).toMatchObject({ status: 'Refunded', refundedMinor: 10_000 });
  });

  test('of money that was paid twice takes it from the payer’s wallet, and leaves the order alone', async () => {
    await at.paidOrder();
    const second = await at.takeBesides(usd(10_000));
    at.stripe.books.refundAtSite(second, usd(9_999));
    await at.tell('stripe');
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_001, 'hold:A': 10_000, [mias]: 1 });
    expect(await at.order()).toMatchObject({ status: 'Assigned', paymentStatus: 'Completed' });
  });

  test('of money in another currency takes it from the wallet in that currency', async () => {
    await at.paidOrder();
    const euros = { ...usd(5_000), currency: at.euro };
    const second = await at.takeBesides(euros);
    expect(await at.balances()).toMatchObject({ 'wallet:mia EUR': 5_000 });
    at.stripe.books.refundAtSite(second, { ...usd(2_000), currency: at.euro });
    await at.tell('stripe');
    expect(await at.balances()).toMatchObject({ 'wallet:mia EUR': 3_000, 'clearing:stripe EUR': -3_000 });
  });
});
