import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MessageView, Person } from '../../sandbox/index.ts';
import { disputes, orders, payments } from '../../src/ports/collections.ts';
import { settled, setUp } from '../support/orders.ts';
import { type PaymentTestDesk, startPaymentDesk } from '../support/paymentDesk.ts';
import type { TestDesk } from '../support/startDesk.ts';
import { breaches } from '../support/work.ts';

let started: PaymentTestDesk;
let desk: TestDesk;
let log: ReturnType<TestDesk['guild']['createChannel']>;
beforeEach(async () => {
  started = await startPaymentDesk();
  ({ desk } = started);
  log = desk.guild.createChannel({ name: 'order-log' });
  await setUp(desk, { orderLogChannelId: log.id });
});
afterEach(async () => {
  expect(await breaches(desk)).toEqual([]);
  await started.stop();
});

const order = (id: string) => desk.orderly.store.get(orders.path(desk.guild.id, id));
const payment = (id: string) => desk.orderly.store.get(payments.path(desk.guild.id, id));
const told = (person: Person, words: string): Promise<MessageView> =>
  person.nextMessage((message) => message.text().includes(words));
/** Waits until an order is so. */
const becomes = (id: string, as: Record<string, unknown>) =>
  expect.poll(() => order(id), { timeout: 10_000 }).toMatchObject(as);
const logged = (words: string) =>
  expect
    .poll(
      () =>
        log
          .messages()
          .map((message) => message.text())
          .join('\n'),
      { timeout: 10_000 },
    )
    .toContain(words);

/** mia's order that is paid through a provider, and mike's; gives the provider's id of the money. */
async function paid(orderId: string, provider: 'stripe' | 'paypal'): Promise<string> {
  const { dana, mia, mike } = desk;
  await settled(
    await dana.slash('invoice', { user: mia, service: 'Website', amount: '$100', order_id: orderId }),
  );
  const dm = await told(mia, `Order ${orderId} waits for payment`);
  await mia.click(dm, provider === 'stripe' ? 'Pay by card' : 'PayPal');
  const [attempt] = (await payment(`${orderId}.1`))?.attempts ?? [];
  started.local.pay(provider, attempt?.reference ?? '');
  await told(mia, `$100.00 for order ${orderId} is paid`);
  await settled(await dana.slash('assign', { booster: mike, order_id: orderId }));
  return (await payment(`${orderId}.1`))?.reference ?? '';
}

test('a chargeback at Stripe: staff hear what to do and until when; won, the order goes on', async () => {
  const { stripe } = started.local;
  const { id } = stripe.openDispute(await paid('WON', 'stripe'));
  await becomes('WON', { status: 'Disputed', heldMinor: 10_000 });
  await logged('Answer it until');
  stripe.withdrawFunds(id);
  await becomes('WON', { paymentStatus: 'Charged Back', heldMinor: 0 });
  await told(desk.mike, 'Order WON is disputed by the payer');
  const shown = await desk.dana.slash('dispute resolve', { order_id: 'WON' });
  expect(shown.text()).toContain('The money is held back there.');
  stripe.closeDispute(id, 'won');
  stripe.reinstateFunds(id);
  await becomes('WON', { status: 'Assigned', paymentStatus: 'Completed', heldMinor: 10_000 });
  await told(desk.mia, 'The dispute about order WON is resolved: No Action');
});

test('a chargeback at Stripe that is lost after completion takes it from the worker, and they are told', async () => {
  const { stripe } = started.local;
  const capture = await paid('LOST', 'stripe');
  await settled(
    await desk.dana.slash('updateorder', { order_id: 'LOST', status: 'Complete', notes: 'Fine' }),
  );
  const { id } = stripe.openDispute(capture);
  stripe.withdrawFunds(id);
  await told(desk.mike, '$100.00 of it from your wallet');
  stripe.closeDispute(id, 'lost');
  await becomes('LOST', { status: 'Refunded', paymentStatus: 'Charged Back', payout: { workerMinor: 0 } });
  const dispute = await desk.orderly.store.get(disputes.path(desk.guild.id, 'LOST.1'));
  expect(dispute).toMatchObject({ state: 'Resolved', verdict: { resolution: 'Refund Buyer' } });
});

test.each([
  ['seller', { status: 'Assigned', paymentStatus: 'Completed', heldMinor: 10_000 }],
  ['buyer', { status: 'Refunded', paymentStatus: 'Charged Back', heldMinor: 0 }],
] as const)('a chargeback at PayPal that is decided for the %s', async (verdict, end) => {
  const { paypal } = started.local;
  const id = paypal.openDispute(await paid('PAL', 'paypal'), { byBank: true });
  await becomes('PAL', { status: 'Disputed', paymentStatus: 'Charged Back', heldMinor: 0 });
  paypal.resolveDispute(id, verdict);
  await becomes('PAL', end);
});

test('a dispute that staff settle by a refund through PayPal takes nothing twice', async () => {
  const { paypal } = started.local;
  const capture = await paid('BOTH', 'paypal');
  await settled(await desk.mia.slash('dispute open', { reason: 'It is late', order_id: 'BOTH' }));
  const panel = await desk.dana.slash('dispute resolve', { order_id: 'BOTH' });
  const question = await (await desk.dana.openForm(panel, 'Refund Buyer')).submit({ 'Why?': 'It is' });
  expect(question.text()).toContain('Back through PayPal: $100.00');
  expect(question.text()).toContain('Held for the order: $100.00 → $0.00');
  await desk.dana.click(question, 'Refund Buyer');
  expect(await order('BOTH')).toMatchObject({ status: 'Refunded', paymentStatus: 'Refunded' });
  expect(() => paypal.openDispute(capture, { amountMinor: 1 })).toThrow("can't be disputed");
  expect(paypal.balanceSheet().USD).toMatchObject({ refundedMinor: 10_000 });
});
