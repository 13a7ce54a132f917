import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditMoney, type Breach } from '../../../src/app/auditMoney.ts';
import type { PaymentDesk } from '../../../src/app/desk.ts';
import { checkPayment } from '../../../src/app/payments/checkPayment.ts';
import { receiveCapture } from '../../../src/app/payments/receiveMoney.ts';
import { settleCheckout } from '../../../src/app/payments/settle.ts';
import { settleDispute } from '../../../src/app/payments/settleDispute.ts';
import { settleOneRefund } from '../../../src/app/payments/settleRefunds.ts';
import { askTopUp, topUpPage } from '../../../src/app/payments/topUp.ts';
import { currencyCode } from '../../../src/domain/money.ts';
import { isWalletNotice, readNotice } from '../../../src/domain/outbox.ts';
import { never } from '../../../src/domain/payment.ts';
import { defaultSettings } from '../../../src/domain/settings.ts';
import { collections, guilds, outbox, payments, wallets } from '../../../src/ports/collections.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Place } from '../../contract/engine.ts';
import { freshInProcessFirestore } from '../../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../../contract/sqlitePlace.ts';
import { guildId, mia, mike } from '../../support/anOrder.ts';
import { type CountingStore, countingStore } from '../../support/countingStore.ts';
import { providersOf, usd } from '../../support/fakePayments.ts';
import { FakeProvider } from '../../support/fakeProvider.ts';

const by = { ...mia, managesServer: false, roleIds: [] };
const hourMs = 3_600_000;

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('a top-up on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  let counting: CountingStore;
  let now: Date;
  let stripe: FakeProvider;
  let desk: PaymentDesk;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
    counting = countingStore(store);
    now = new Date(Date.UTC(2026, 2, 1, 12));
    const clock = { now: () => now };
    stripe = new FakeProvider('stripe', clock);
    desk = {
      store: counting,
      clock,
      outbox: { announce: async () => undefined },
      providers: providersOf(stripe),
      publicUrl: 'https://desk.example',
    };
    await turn(true);
    counting.reset();
  });
  afterEach(async () => {
    const breaches: Breach[] = [];
    await auditMoney(store, guildId, (breach) => breaches.push(breach));
    await place.dispose();
    expect(breaches).toEqual([]);
  });

  const turn = (topUps: boolean) =>
    store.transact(async (tx) => tx.put(guilds.path(guildId), { ...defaultSettings, topUps }));
  const ask = (amount = '$20', operationId = '7') => askTopUp(desk, { operationId, by, guildId, amount });
  const page = () => topUpPage(desk, 'stripe', { by, guildId, paymentId: 'topup.7' });
  const payment = () => store.get(payments.path(guildId, 'topup.7'));
  const reference = async () => (await payment())?.attempts.at(-1)?.reference ?? '';
  const balance = async (currency = 'USD') =>
    (await store.get(wallets.path(guildId, `${mia.userId}.${currency}`)))?.balanceMinor;
  const settle = async (of: string) => {
    const state = stripe.books.checkout(of);
    if (state === undefined) throw new Error(`There is no page ${of}`);
    return settleCheckout(desk, stripe, state);
  };
  const capture = (reference: string, minor: number, currency = 'USD') =>
    receiveCapture(
      desk,
      'stripe',
      { guildId, paymentId: 'topup.7' },
      {
        reference,
        money: { ...usd(minor), currency: currencyCode(currency) },
        at: now,
        isLive: false,
        refunded: { ...usd(0), currency: currencyCode(currency) },
        payment: undefined,
      },
    );
  /** What mia is told, oldest first: what, how much, before and after. */
  const told = async () => {
    const { docs } = await store.query({
      from: outbox,
      orderBy: { field: 'createdAt', direction: 'ascending' },
      limit: 100,
    });
    return docs.map(({ data }) => {
      const { data: notice } = readNotice(data);
      if (notice === undefined || !isWalletNotice(notice)) return 'something else';
      const { kind, amountMinor, currency, beforeMinor, afterMinor } = notice.wallet;
      expect(notice.deliveries[0]).toMatchObject({ route: 'direct', userId: mia.userId });
      const change = beforeMinor === undefined ? '' : `, ${beforeMinor} → ${afterMinor}`;
      return `${kind} ${amountMinor} ${currency}${change}`;
    });
  };
  const later = async (hours: number) => {
    now = new Date(now.getTime() + hours * hourMs);
    await checkPayment(desk, { guildId, paymentId: 'topup.7' }, () => undefined);
  };

  test('whose page nobody knows to be there has it opened by the job, as the same request', async () => {
    await ask();
    stripe.mishap = ({ when }) => (when === 'done' ? 'unknown' : undefined);
    expect(await page()).toMatchObject({ ok: false, refusal: { code: 'provider-failed', why: 'no-answer' } });
    stripe.mishap = () => undefined;
    await checkPayment(desk, { guildId, paymentId: 'topup.7' }, () => undefined);
    expect((await payment())?.attempts).toMatchObject([{ state: 'open', reference: 'stripe_page_1' }]);
  });

  test('goes from the wish to the wallet, once however often it is asked and told', async () => {
    for (let times = 0; times < 2; times += 1)
      expect(await ask()).toMatchObject({
        ok: true,
        value: {
          wallet: usd(0),
          providers: ['stripe'],
          payment: { paymentId: 'topup.7', status: 'Pending' },
        },
      });
    const first = await page();
    expect(first).toMatchObject({ ok: true, value: { url: expect.stringContaining('stripe.example') } });
    expect(first.ok && (await page())).toMatchObject({
      ok: true,
      value: { url: first.ok && first.value.url },
    });
    expect(stripe.calls).toHaveLength(1);
    stripe.books.pay(await reference());
    for (let times = 0; times < 3; times += 1) await settle(await reference());
    expect(await balance()).toBe(2_000);
    expect(await payment()).toMatchObject({ status: 'Completed', capturedMinor: 2_000, orderKey: '' });
    expect(await told()).toEqual(['topped up 2000 USD, 0 → 2000']);
    // The wish; the attempt; its page; the money: transfer, two entries, balance, payment, notice.
    expect(counting.counts.writesPerCommit).toEqual([1, 1, 1, 6]);
  });

  test('has one page and one booking, whoever presses and tells at once', async () => {
    await ask();
    const pages = await Promise.all(Array.from({ length: 20 }, page));
    expect(new Set(pages.map((one) => one.ok && one.value.url)).size).toBe(1);
    expect((await payment())?.attempts).toHaveLength(1);
    await Promise.all(Array.from({ length: 20 }, () => capture('pi_1', 2_000)));
    expect(await balance()).toBe(2_000);
    expect(await told()).toEqual(['topped up 2000 USD, 0 → 2000']);
  });

  test('whose page nobody answered about is asked for with the same key', async () => {
    await ask();
    stripe.mishap = ({ when }) => (when === 'done' ? 'unknown' : undefined);
    expect(await page()).toMatchObject({ refusal: { code: 'provider-failed', why: 'no-answer' } });
    stripe.mishap = () => undefined;
    expect(await page()).toMatchObject({ ok: true });
    expect(new Set(stripe.calls).size).toBe(1);
    expect((await payment())?.attempts).toHaveLength(1);
  });

  test('paid twice, late or with another amount is in the wallet, and said each time', async () => {
    await ask();
    await page();
    await capture('pi_1', 2_000);
    await capture('pi_2', 2_000);
    await capture('pi_2', 2_000);
    expect(await balance()).toBe(4_000);
    await capture('pi_3', 1);
    expect(await balance()).toBe(4_001);
    expect(await told()).toEqual([
      'topped up 2000 USD, 0 → 2000',
      'topped up 2000 USD, 2000 → 4000',
      'topped up 1 USD, 4000 → 4001',
    ]);
  });

  test('in another currency is in the wallet in that one, and the rest is still waited for', async () => {
    await ask();
    await capture('pi_1', 700, 'EUR');
    expect(await balance('EUR')).toBe(700);
    expect(await balance()).toBeUndefined();
    expect(await payment()).toMatchObject({ status: 'Pending', capturedMinor: 0 });
  });

  test('that nobody pays is let go after a day, without a reminder; paid after that it is in the wallet', async () => {
    await ask();
    await page();
    await later(23.5);
    expect(await payment()).toMatchObject({ status: 'Pending', reminders: 0 });
    await later(1);
    expect(await payment()).toMatchObject({ status: 'Expired' });
    await later(1);
    expect(stripe.books.checkout(await reference())).toMatchObject({ state: 'expired' });
    await capture('pi_1', 2_000);
    expect(await balance()).toBe(2_000);
    expect(await payment()).toMatchObject({ status: 'Completed', credited: true });
    expect(await told()).toEqual(['top-up expired 2000 USD', 'topped up 2000 USD, 0 → 2000']);
  });

  test('that nobody even chose how to pay ends in silence', async () => {
    await ask();
    await later(24);
    expect(await payment()).toMatchObject({ status: 'Expired', nextCheckAt: never });
    expect(await told()).toEqual([]);
  });

  test('that does not go through is told, and can be paid on another page', async () => {
    await ask();
    await page();
    const declined = await reference();
    stripe.books.pay(declined, 'slowly');
    await settle(declined);
    stripe.books.clear(declined, 'failed');
    await settle(declined);
    expect(await payment()).toMatchObject({ status: 'Failed' });
    expect(await told()).toEqual(['top-up failed 2000 USD']);
    expect(await page()).toMatchObject({ ok: true });
    expect(await reference()).not.toBe(declined);
    stripe.books.pay(await reference());
    await settle(await reference());
    expect(await balance()).toBe(2_000);
  });

  test('is refused where it is off, also from buttons of before; money that comes all the same is not lost', async () => {
    await ask();
    await turn(false);
    expect(await ask('$20', '8')).toEqual({ ok: false, refusal: { code: 'top-ups-off' } });
    expect(await page()).toEqual({ ok: false, refusal: { code: 'top-ups-off' } });
    expect(stripe.calls).toEqual([]);
    await capture('pi_1', 2_000);
    expect(await balance()).toBe(2_000);
  });

  test('refunded at the provider’s own site leaves the wallet, and comes again where that fails', async () => {
    await ask();
    await page();
    stripe.books.pay(await reference());
    await settle(await reference());
    const taken = (await payment())?.reference ?? '';
    const refund = stripe.books.refundAtSite(taken, usd(500));
    const tell = async () => {
      now = new Date(now.getTime() + 1_000);
      const found = stripe.books.refundOf(refund);
      if (found === undefined) throw new Error('There is no refund');
      await settleOneRefund(desk, 'stripe', { guildId, paymentId: 'topup.7' }, found);
    };
    for (let times = 0; times < 2; times += 1) await tell();
    expect(await balance()).toBe(1_500);
    stripe.books.finishRefund(refund, 'failed');
    for (let times = 0; times < 2; times += 1) await tell();
    expect(await balance()).toBe(2_000);
    expect(await told()).toEqual([
      'topped up 2000 USD, 0 → 2000',
      'top-up refunded 500 USD, 2000 → 1500',
      'top-up refund failed 500 USD, 1500 → 2000',
    ]);
  });

  test('taken back by the payer’s bank leaves the wallet, and comes again when it is won', async () => {
    await ask();
    await page();
    stripe.books.pay(await reference());
    await settle(await reference());
    const dispute = stripe.books.dispute((await payment())?.reference ?? '', usd(2_000));
    const tell = async () => {
      now = new Date(now.getTime() + 1_000);
      const found = stripe.books.disputeOf(dispute);
      if (found === undefined) throw new Error('There is no dispute');
      await settleDispute(desk, stripe, found);
    };
    for (let times = 0; times < 2; times += 1) await tell();
    expect(await balance()).toBe(0);
    stripe.books.moveDispute(dispute, { state: 'won', withdrawn: false });
    for (let times = 0; times < 2; times += 1) await tell();
    expect(await balance()).toBe(2_000);
    expect(await told()).toEqual([
      'topped up 2000 USD, 0 → 2000',
      'top-up charged back 2000 USD, 2000 → 0',
      'top-up charge-back undone 2000 USD, 0 → 2000',
    ]);
  });

  test('is refused where no provider is set up', async () => {
    desk = { ...desk, providers: new Map() };
    expect(await ask()).toEqual({ ok: false, refusal: { code: 'top-ups-off' } });
  });

  test.each([
    ['0.49', { code: 'provider-takes-not', why: 'too-small' }],
    ['500 Gold', { code: 'provider-takes-not', why: 'currency' }],
    ['1.234 USD', { code: 'money-ambiguous' }],
    ['1.005', { code: 'money-ambiguous' }],
    ['20.001', { code: 'money-ambiguous' }],
    ['$20.0010', { code: 'money-too-precise' }],
    ['-5', { code: 'money-not-positive' }],
    ['lots', { code: 'money-not-understood' }],
    ['99999999999', { code: 'money-too-large' }],
  ])('of %s is refused', async (amount, refusal) => {
    expect(await ask(amount)).toMatchObject({ ok: false, refusal });
    expect(await payment()).toBeUndefined();
  });

  test('is its payer’s alone, and over once it is paid', async () => {
    await ask();
    const eve = { ...mike, managesServer: true, roleIds: [] };
    const over = { ok: false, refusal: { code: 'top-up-over' } };
    expect(await topUpPage(desk, 'stripe', { by: eve, guildId, paymentId: 'topup.7' })).toEqual(over);
    expect(await topUpPage(desk, 'stripe', { by, guildId, paymentId: 'topup.9' })).toEqual(over);
    await capture('pi_1', 2_000);
    expect(await page()).toEqual(over);
  });
});
