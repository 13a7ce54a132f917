import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditMoney, type Breach } from '../../../src/app/auditMoney.ts';
import { commitChange } from '../../../src/app/commitChange.ts';
import type { Desk, PaymentDesk } from '../../../src/app/desk.ts';
import { chargeOrder, recordPayment } from '../../../src/app/payments/chargeOrder.ts';
import { checkPayment } from '../../../src/app/payments/checkPayment.ts';
import { type InvoiceRequest, invoice } from '../../../src/app/payments/invoice.ts';
import { payByProvider } from '../../../src/app/payments/payByProvider.ts';
import { payFromWallet } from '../../../src/app/payments/payFromWallet.ts';
import { receiveCapture } from '../../../src/app/payments/receiveMoney.ts';
import { settlingOf } from '../../../src/app/payments/settling.ts';
import { amountMinor, currencyCode } from '../../../src/domain/money.ts';
import { never } from '../../../src/domain/payment.ts';
import { defaultSettings, type Settings } from '../../../src/domain/settings.ts';
import type { Status } from '../../../src/domain/status.ts';
import { updateOrder } from '../../../src/domain/updateOrder.ts';
import { collections, guilds, holds, orders, payments, wallets } from '../../../src/ports/collections.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Place } from '../../contract/engine.ts';
import { freshInProcessFirestore } from '../../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../../contract/sqlitePlace.ts';
import { at, dana, guildId, mia, mike } from '../../support/anOrder.ts';
import { answered, providersOf } from '../../support/fakePayments.ts';
import { FakeProvider } from '../../support/fakeProvider.ts';

const usd = currencyCode('USD');
const staff = { ...dana, managesServer: true, roleIds: [] };
const customer = { ...mia, managesServer: false, roleIds: [] };

const asked: InvoiceRequest = {
  operationId: 'invoice-1',
  by: staff,
  guildId,
  channel: { id: '5', parentId: undefined },
  customer: { ...mia, bot: false },
  service: 'Website',
  amount: '$100',
  orderId: 'A',
  otherPayers: [],
  instalments: 1,
  intervalDays: 7,
};

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('money for an order on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  let desk: Desk;
  let stripe: FakeProvider;
  let payDesk: PaymentDesk;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
    desk = { store, clock: { now: () => at(60) }, outbox: { announce: async () => undefined } };
    stripe = new FakeProvider('stripe', desk.clock);
    payDesk = { ...desk, providers: providersOf(stripe), publicUrl: 'https://desk.example.com' };
  });
  afterEach(async () => {
    const { breaches } = await audited();
    await place.dispose();
    expect(breaches).toEqual([]);
  });

  async function audited() {
    const breaches: Breach[] = [];
    await auditMoney(store, guildId, (breach) => breaches.push(breach));
    return { breaches };
  }

  const capture = (reference: string, minor = 10_000, currency = usd) => ({
    reference,
    money: { amountMinor: amountMinor(minor), currency },
    at: at(50),
    isLive: false,
    refunded: { amountMinor: amountMinor(0), currency },
    payment: undefined,
  });
  const receive = (reference: string, minor?: number, number = 1) =>
    receiveCapture(desk, 'stripe', { guildId, paymentId: `A.${number}` }, capture(reference, minor));
  const order = () => store.get(orders.path(guildId, 'A'));
  const payment = (number = 1) => store.get(payments.path(guildId, `A.${number}`));
  const held = async () => (await store.get(holds.path(guildId, 'A')))?.balanceMinor;
  const wallet = async (userId = mia.userId) =>
    (await store.get(wallets.path(guildId, `${userId}.USD`)))?.balanceMinor;

  test('goes into the hold and opens the order, once however often it is told', async () => {
    expect(await invoice(desk, asked)).toMatchObject({ ok: true });
    expect(await order()).toMatchObject({ status: 'Pending Payment', paymentMethod: 'unpaid', heldMinor: 0 });
    expect(await receive('pi_1')).toBe('received');
    expect(await receive('pi_1')).toBe('known');
    expect(await order()).toMatchObject({
      status: 'Payment Verified',
      paymentMethod: 'stripe',
      paymentStatus: 'Completed',
      heldMinor: 10_000,
    });
    expect(await payment()).toMatchObject({ status: 'Completed', reference: 'pi_1', capturedMinor: 10_000 });
    expect(await held()).toBe(10_000);
  });

  test('is waited for as long as the server said when it was asked for', async () => {
    const paymentPatience = { reminderHours: [2], waitHours: 5 };
    const put = (settings: Settings) => store.transact(async (tx) => tx.put(guilds.path(guildId), settings));
    await put({ ...defaultSettings, paymentPatience });
    await invoice(desk, asked);
    await put(defaultSettings);
    const dueAt = at(60).getTime();
    expect(await payment()).toMatchObject({
      patience: paymentPatience,
      nextCheckAt: new Date(dueAt + 2 * 3_600_000),
    });
    const paymentDesk = {
      ...desk,
      clock: { now: () => new Date(dueAt + 5 * 3_600_000) },
      providers: new Map(),
      publicUrl: undefined,
    };
    await checkPayment(paymentDesk, { guildId, paymentId: 'A.1' }, () => undefined);
    expect(await order()).toMatchObject({ status: 'Cancelled', statusReason: 'It was not paid in time.' });
  });

  test('that was told of before its page ends the asking about the page', async () => {
    await invoice(desk, asked);
    const opened = await payByProvider(payDesk, 'stripe', { by: customer, guildId, orderKey: 'A' });
    if (!opened.ok) throw new Error(opened.refusal.code);
    stripe.books.pay('stripe_page_1');
    const taken = await answered(stripe.readCapture(stripe.books.taken()[0]?.reference ?? ''));
    expect(await settlingOf(payDesk).capture(stripe, taken)).toEqual({ ok: true, value: 'received' });
    expect(await payment()).toMatchObject({ attempts: [{ state: 'open' }] });
    await checkPayment(payDesk, { guildId, paymentId: 'A.1' }, () => {});
    expect(await payment()).toMatchObject({ attempts: [{ state: 'paid' }], nextCheckAt: never });
  });

  test('that failed is Pending again once another page is opened, and so is the order', async () => {
    await invoice(desk, asked);
    const pay = () => payByProvider(payDesk, 'stripe', { by: customer, guildId, orderKey: 'A' });
    await pay();
    stripe.books.pay('stripe_page_1', 'in vain');
    await checkPayment(payDesk, { guildId, paymentId: 'A.1' }, () => {});
    expect([(await payment())?.status, (await order())?.paymentStatus]).toEqual(['Failed', 'Failed']);
    expect(await pay()).toMatchObject({ ok: true });
    expect([(await payment())?.status, (await order())?.paymentStatus]).toEqual(['Pending', 'Pending']);
  });

  test('paid twice is in the payer’s wallet', async () => {
    await invoice(desk, asked);
    await receive('pi_1');
    expect(await receive('pi_2')).toBe('received');
    expect(await wallet()).toBe(10_000);
    expect(await payment()).toMatchObject({ status: 'Completed', capturedMinor: 10_000 });
  });

  test('of another amount is in the payer’s wallet, and the order still waits', async () => {
    await invoice(desk, asked);
    await receive('pi_1', 9_999);
    expect(await wallet()).toBe(9_999);
    expect(await order()).toMatchObject({ status: 'Pending Payment' });
  });

  test('that comes after the order was cancelled is in the payer’s wallet', async () => {
    await invoice(desk, asked);
    await move('cancel-1', 'Cancelled');
    expect(await payment()).toMatchObject({ status: 'Expired' });
    await receive('pi_1');
    expect(await wallet()).toBe(10_000);
    expect(await payment()).toMatchObject({ status: 'Completed', credited: true });
    expect(await order()).toMatchObject({ status: 'Cancelled', paymentStatus: 'Completed' });
  });

  /** Does what `/updateorder` decides. */
  async function move(operationId: string, status: Status): Promise<unknown> {
    const occasion = { operationId, by: dana, at: at(70) };
    return store.transact(async (tx) => {
      const before = await tx.get(orders.path(guildId, 'A'));
      if (before === undefined) throw new Error('No order A');
      const decided = updateOrder(before, { status, notes: 'So be it' }, occasion);
      return decided.ok ? commitChange(tx, decided.value, occasion, before) : decided;
    });
  }

  test('of several payers opens the order when all have paid, and goes back to each', async () => {
    await invoice(desk, { ...asked, amount: '$100.01', otherPayers: [{ ...mike, bot: false }] });
    await receive('pi_1', 5_001, 1);
    expect(await order()).toMatchObject({ status: 'Pending Payment', heldMinor: 5_001 });
    await receive('pi_2', 5_000, 2);
    expect(await order()).toMatchObject({ status: 'Payment Verified', heldMinor: 10_001 });
    await move('cancel-1', 'Cancelled');
    expect([await wallet(mia.userId), await wallet(mike.userId), await held()]).toEqual([5_001, 5_000, 0]);
    expect(await order()).toMatchObject({ paymentStatus: 'Refunded', heldMinor: 0 });
  });

  test('of the first instalment opens the order, and it can’t be completed before the last', async () => {
    await invoice(desk, { ...asked, instalments: 3 });
    await receive('pi_1', 3_334, 1);
    expect(await order()).toMatchObject({ status: 'Payment Verified', paymentStatus: 'Pending' });
    expect(await move('complete-1', 'Complete')).toMatchObject({
      ok: false,
      refusal: { code: 'payment-due', amountMinor: 6_666 },
    });
    await receive('pi_2', 3_333, 2);
    await receive('pi_3', 3_333, 3);
    expect(await order()).toMatchObject({ paymentStatus: 'Completed', heldMinor: 10_000 });
  });

  test('for something more makes the price grow once it is paid', async () => {
    await invoice(desk, asked);
    await receive('pi_1');
    const request = { operationId: 'more-1', by: staff, guildId, orderKey: 'A' };
    expect(await chargeOrder(desk, { ...request, amount: '$5', description: 'Rush' })).toMatchObject({
      ok: true,
    });
    expect(await order()).toMatchObject({ amountMinor: 10_000, paymentStatus: 'Completed' });
    await receive('pi_2', 500, 2);
    expect(await order()).toMatchObject({ amountMinor: 10_500, amount: '$105.00', heldMinor: 10_500 });
  });

  test('for something more is no longer waited for once the order is complete', async () => {
    await invoice(desk, asked);
    await receive('pi_1');
    const request = { operationId: 'more-1', by: staff, guildId, orderKey: 'A' };
    await chargeOrder(desk, { ...request, amount: '$5', description: 'Rush' });
    expect(await move('complete-1', 'Complete')).toMatchObject({ ok: true });
    expect([(await payment(1))?.status, (await payment(2))?.status]).toEqual(['Completed', 'Expired']);
    expect(
      await recordPayment(desk, { ...request, operationId: 'record-1', method: 'manual' }),
    ).toMatchObject({ ok: false, refusal: { code: 'nothing-to-record' } });
  });

  test('from a wallet is there or it is not', async () => {
    await invoice(desk, asked);
    await receive('pi_0', 9_999);
    const pay = (operationId: string) =>
      payFromWallet(desk, { operationId, by: customer, guildId, orderKey: 'A', number: 1 });
    expect(await pay('pay-1')).toMatchObject({ ok: false, refusal: { code: 'insufficient-funds' } });
    await receive('pi_1', 1);
    expect(await pay('pay-2')).toMatchObject({ ok: true });
    expect(await pay('pay-2')).toMatchObject({ ok: true });
    expect([await wallet(), await held()]).toEqual([0, 10_000]);
    expect(await pay('pay-3')).toMatchObject({ ok: false, refusal: { code: 'nothing-to-pay' } });
  });

  test('that staff saw outside is recorded, by staff alone', async () => {
    await invoice(desk, asked);
    const request = { guildId, orderKey: 'A', method: 'bank_transfer' as const, reference: 'IBAN 7' };
    expect(await recordPayment(desk, { ...request, by: customer, operationId: 'r-1' })).toMatchObject({
      ok: false,
    });
    expect(await recordPayment(desk, { ...request, by: staff, operationId: 'r-2' })).toMatchObject({
      ok: true,
    });
    expect(await order()).toMatchObject({ status: 'Payment Verified', paymentReference: 'IBAN 7' });
  });
});
