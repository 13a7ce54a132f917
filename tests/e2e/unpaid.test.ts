import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView, Person, SandboxChannel } from '../../sandbox/index.ts';
import { checkPayments } from '../../src/app/jobs/checkPayments.ts';
import { never } from '../../src/domain/payment.ts';
import { openProviders } from '../../src/main.ts';
import { orders, payments } from '../../src/ports/collections.ts';
import type { Providers } from '../../src/ports/paymentProvider.ts';
import { setUp } from '../support/orders.ts';
import { type PaymentTestDesk, startPaymentDesk } from '../support/paymentDesk.ts';
import type { TestDesk } from '../support/startDesk.ts';
import { SteppedTime } from '../support/steppedTime.ts';
import { breaches } from '../support/work.ts';

const hourMs = 3_600_000;
const pollMs = 15_000;
/** How soon the bot looks again when it has just delivered something. */
const soonMs = 3_000;

const time = new SteppedTime();
let started: PaymentTestDesk;
let desk: TestDesk;
let providers: Providers;
let log: SandboxChannel;
beforeAll(async () => {
  started = await startPaymentDesk({ time });
  ({ desk } = started);
  providers = await openProviders(started);
  log = desk.guild.createChannel({ name: 'order-log' });
  await setUp(desk, { orderLogChannelId: log.id });
});
afterAll(async () => {
  expect(await breaches(desk)).toEqual([]);
  await started.stop();
});

const order = (id: string) => desk.orderly.store.get(orders.path(desk.guild.id, id));
const payment = (id: string, number = 1) =>
  desk.orderly.store.get(payments.path(desk.guild.id, `${id}.${number}`));
const told = (who: Person | SandboxChannel, words: string): Promise<MessageView> =>
  who.nextMessage((message) => message.text().includes(words));
const invoiced = async (order_id: string, values: Record<string, unknown> = {}): Promise<MessageView> => {
  await desk.dana.slash('invoice', { user: desk.mia, service: 'Logo', amount: '$50', order_id, ...values });
  return told(desk.mia, `Order ${order_id} waits for payment`);
};
const cancelled = async (order_id: string) => {
  const question = await desk.dana.slash('updateorder', { order_id, status: 'Cancelled' });
  await desk.dana.click(question, 'Yes, set Cancelled');
  await told(desk.mia, 'is now Cancelled');
};
const pageOf = async (id: string) => (await payment(id))?.attempts.at(-1)?.reference ?? '';

/** Lets time pass, then the job look at the payments and the bot deliver what there is to tell. */
async function later(hours: number): Promise<void> {
  time.advance(hours * hourMs);
  const { store } = desk.orderly;
  const vault = {
    put: async () => undefined,
    get: async () => undefined,
    delete: async () => undefined,
    list: async function* () {},
  };
  const clock = { now: () => new Date(time.now()) };
  const outbox = { announce: async () => undefined };
  const { publicUrl } = started.payments;
  const run = { dryRun: false, signal: new AbortController().signal, note: () => undefined };
  await checkPayments({ store, vault, clock, outbox, providers, publicUrl }, run);
  await Promise.race([time.whenAsked(pollMs), time.whenAsked(soonMs)]);
  time.advance(pollMs);
}

test('an order that is not paid: the payer is reminded, and then it is cancelled', async () => {
  const asked = await invoiced('LATE');
  await told(log, 'Order LATE waits for payment');
  await desk.mia.click(asked, 'Pay by card');
  const page = await pageOf('LATE');
  await later(25);
  const reminder = await told(desk.mia, '⏰');
  expect(reminder.text()).toContain('⏰ $50.00 for order LATE is still to be paid.');
  expect(reminder.labels).toEqual(expect.arrayContaining(['Pay by card', 'PayPal', 'Wallet']));
  await desk.mia.click(reminder, 'PayPal');
  const approved = await pageOf('LATE');

  await later(48);
  expect((await told(desk.mia, 'was cancelled')).text()).toContain(
    '❌ Order LATE was cancelled: it was not paid in time.',
  );
  await told(log, 'Order LATE was cancelled: it was not paid in time.');
  expect(await order('LATE')).toMatchObject({ status: 'Cancelled', paymentStatus: 'Expired' });
  expect((await desk.mia.click(reminder, 'Pay by card')).text()).toContain('❌');
  // Nobody asks about it any more: the page is closed, and PayPal has forgotten its own.
  expect((await payment('LATE'))?.nextCheckAt).toEqual(never);
  expect(() => started.local.stripe.pay(page)).toThrow();
  expect((await payment('LATE'))?.attempts).toMatchObject([
    { provider: 'stripe', state: 'expired', reference: page },
    { provider: 'paypal', state: 'expired', reference: approved },
  ]);
});

test('who was to pay a share of an order that is not paid hears that nothing is left to pay', async () => {
  await invoiced('LATE-2', { also_pays: desk.eve });
  await later(73);
  expect((await told(desk.eve, 'was cancelled')).text()).toContain(
    '❌ Order LATE-2 was cancelled: it was not paid in time, so there is nothing left for you to pay.',
  );
});

test('money that a bank brings after the order was cancelled is in the payer’s wallet, and said to be', async () => {
  const asked = await invoiced('SLOW');
  await desk.mia.click(asked, 'Pay by card');
  started.local.stripe.payLater(await pageOf('SLOW'));
  await started.local.settled();
  await cancelled('SLOW');
  started.local.stripe.settle(await pageOf('SLOW'));
  expect((await told(desk.mia, 'came when nothing was due')).text()).toContain(
    '💳 $50.00 for order SLOW came when nothing was due any more. It is in your wallet.',
  );
  await told(log, 'It is in the wallet of');
  expect((await desk.mia.slash('wallet')).content).toBe('💰 Your wallet · **$50.00**');
});

test('another amount than was asked for is in the payer’s wallet, and the order still waits to be paid', async () => {
  await desk.mia.click(await invoiced('OTHER'), 'Pay by card');
  const page = await pageOf('OTHER');
  started.local.stripe.alterSession(page, { amount_total: 4_999 });
  started.local.stripe.pay(page);
  expect((await told(desk.mia, '💳 $49.99')).text()).toContain(
    '💳 $49.99 came in for order OTHER, but $50.00 is asked for. It is in your wallet; pay the order with /pay order_id:OTHER.',
  );
  await told(log, 'but $50.00 is asked for. It is in the wallet of @mia');
  expect(await order('OTHER')).toMatchObject({ status: 'Pending Payment', heldMinor: 0 });
});

test('what a payer approves at PayPal after the order was cancelled is not taken', async () => {
  await desk.mia.click(await invoiced('APPROVED'), 'PayPal');
  await cancelled('APPROVED');
  started.local.paypal.approve(await pageOf('APPROVED'));
  await expect
    .poll(() => desk.logged.join('').includes('approved when nothing was due any more; not taken'))
    .toBe(true);
  expect(started.local.paypal.balanceSheet().USD?.capturedMinor ?? 0).toBe(0);
});

test('a payment that fails: the payer has a new link where it is told, and the attempts are kept', async () => {
  await desk.mia.click(await invoiced('AGAIN'), 'Pay by card');
  const first = await pageOf('AGAIN');
  started.local.stripe.payLater(first);
  started.local.stripe.decline(first);
  const failed = await told(desk.mia, 'did not go through');
  expect(failed.text()).toContain(
    '⚠️ The payment of $50.00 for order AGAIN did not go through. Nothing was taken.',
  );
  expect(failed.labels).toEqual(expect.arrayContaining(['Pay by card', 'PayPal', 'Wallet']));
  expect(await order('AGAIN')).toMatchObject({ status: 'Pending Payment', paymentStatus: 'Failed' });
  const page = await desk.mia.click(failed, 'Pay by card');
  expect(page.text()).toContain('$50.00 for order AGAIN with your card');
  const second = await pageOf('AGAIN');
  expect(second).not.toBe(first);
  started.local.stripe.pay(second);
  await told(desk.mia, 'for order AGAIN is paid');
  expect((await payment('AGAIN'))?.attempts).toMatchObject([
    { state: 'failed', reference: first },
    { state: 'paid', reference: second },
  ]);
});
