import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView } from '../../sandbox/index.ts';
import { orders, payments } from '../../src/ports/collections.ts';
import { forgePress, settled } from '../support/orders.ts';
import { type PaymentTestDesk, startPaymentDesk } from '../support/paymentDesk.ts';
import type { TestDesk } from '../support/startDesk.ts';
import { breaches } from '../support/work.ts';

let started: PaymentTestDesk;
let desk: TestDesk;
beforeAll(async () => {
  started = await startPaymentDesk();
  ({ desk } = started);
});
afterAll(async () => {
  expect(await breaches(desk)).toEqual([]);
  await started.stop();
});

const order = (id: string) => desk.orderly.store.get(orders.path(desk.guild.id, id));
const payment = (id: string) => desk.orderly.store.get(payments.path(desk.guild.id, id));
const invoice = async (order_id: string, values: Record<string, unknown> = {}) =>
  settled(
    await desk.dana.slash('invoice', {
      user: desk.mia,
      service: 'Website',
      amount: '$100',
      order_id,
      ...values,
    }),
  );
/** The newest direct message someone got that has these words. */
const told = (person: TestDesk['mia'], words: string): Promise<MessageView> =>
  person.nextMessage((message) => message.text().includes(words));

test('a customer pays by card: from the DM to the page, and the webhook opens the order', async () => {
  expect((await invoice('CARD')).text()).toContain('Order CARD waits for payment: Website, $100.00');
  const dm = await told(desk.mia, 'Order CARD waits for payment');
  const page = await desk.mia.click(dm, 'Pay by card');
  expect(page.text()).toContain('$100.00 for order CARD with your card');
  const [attempt] = (await payment('CARD.1'))?.attempts ?? [];
  started.local.stripe.pay(attempt?.reference ?? '');
  expect((await told(desk.mia, '$100.00 for order CARD is paid')).text()).toContain('Payment Verified');
  expect(await order('CARD')).toMatchObject({ status: 'Payment Verified', heldMinor: 10_000 });
});

test('a customer pays with PayPal, and what was approved is taken', async () => {
  await invoice('PAL');
  const dm = await told(desk.mia, 'Order PAL waits for payment');
  await desk.mia.click(dm, 'PayPal');
  const [attempt] = (await payment('PAL.1'))?.attempts ?? [];
  started.local.paypal.approve(attempt?.reference ?? '');
  await told(desk.mia, '$100.00 for order PAL is paid');
  expect(await order('PAL')).toMatchObject({ status: 'Payment Verified', paymentMethod: 'paypal' });
});

test('a receipt has what was paid, as text and as a picture; who paid nothing gets none', async () => {
  await invoice('BILL', { amount: '$120.00', tax: '$20.00', instalments: 2 });
  const refusal = await desk.mia.slash('receipt', { order_id: 'BILL' });
  expect(refusal.text()).toContain('Nothing of this order is paid yet');
  await desk.mia.click(await told(desk.mia, 'Order BILL waits for payment'), 'Pay by card');
  const [attempt] = (await payment('BILL.1'))?.attempts ?? [];
  started.local.stripe.pay(attempt?.reference ?? '');
  await told(desk.mia, '$60.00 for order BILL is paid');

  const answer = await desk.mia.slash('receipt', { order_id: 'BILL' });
  const { reference } = (await payment('BILL.1')) ?? {};
  const day = new Date().toISOString().slice(0, 10);
  expect(answer.text()).toContain(
    `- **$60.00** Website: Part 1 of 2 · Stripe by mia, ${day}, reference ${reference?.replaceAll('_', '\\_')}`,
  );
  expect(answer.text()).toContain('Tax in the price: **$20.00** · Paid: **$60.00**');
  const [picture] = answer.attachments;
  expect(picture).toMatchObject({ filename: 'receipt-BILL.png', content_type: 'image/png', width: 1000 });

  expect((await desk.eve.slash('receipt', { order_id: 'BILL' })).text()).toContain('Order ID not found');
});

test('the reference of a payment made elsewhere is looked up; what is not confirmed is recorded only if staff insist', async () => {
  const { stripe } = started.local;
  const elsewhere = new Stripe(stripe.secretKey, stripe.sdkOptions);
  const price = { currency: 'usd', unit_amount: 5_000, product_data: { name: 'Logo' } };
  const session = await elsewhere.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price_data: price, quantity: 1 }],
    success_url: 'https://example.com/',
  });
  const add = async (order_id: string, values: Record<string, unknown>) =>
    settled(
      await desk.dana.slash('addorder', {
        user: desk.mia,
        service: 'Logo',
        payment_method: 'stripe',
        amount: '$50.00',
        payment_reference: session.id,
        order_id,
        ...values,
      }),
    );
  expect((await add('REF', {})).text()).toContain('Stripe has no money of payment');
  stripe.pay(session.id);
  expect((await add('REF', { amount: '$60.00' })).text()).toContain('Stripe took $50.00 with payment');
  expect((await add('REF', { payment_reference: 'pi_unknown' })).text()).toContain('Stripe has no payment');
  expect(await order('REF')).toBeUndefined();

  expect((await add('REF', {})).text()).toContain('Stripe confirms the payment, made');
  expect((await payment('REF.1'))?.captures).toMatchObject([{ provider: 'stripe', amountMinor: 5_000 }]);
  const insisted = await add('REF-2', { amount: '$60.00', record_anyway: true });
  expect(insisted.text()).toContain('Order REF-2 is recorded');
});

test('each payer reads what they are asked for now, for what, and until when; a bill of cents is not offered to a card', async () => {
  const { mia, eve } = desk;
  const wait = /Please pay until .+; after that the order is cancelled\./;
  await invoice('SHARED', { also_pays: eve, instalments: 2 });
  const own = await told(mia, 'Order SHARED waits for payment: Website, $100.00.');
  expect(own.text()).toContain('Your share is $50.00. To be paid now: $25.00, part 1 of 2.');
  expect(own.text()).toMatch(wait);
  const others = await told(eve, 'Order SHARED of @mia waits for payment: Website, $100.00.');
  expect(others.text()).toContain('Your share is $50.00. To be paid now: $25.00, part 1 of 2.');
  expect(others.text()).toMatch(wait);
  const list = (await mia.slash('pay', { order_id: 'SHARED' })).text();
  expect(list).toMatch(/Part 1 of 2 · to be paid until /);
  expect(list).toMatch(/Part 2 of 2 · to be paid, due next month|to be paid, due in/);

  await eve.click(others, 'Pay by card');
  const [attempt] = (await payment('SHARED.3'))?.attempts ?? [];
  started.local.stripe.pay(attempt?.reference ?? '');
  expect((await told(eve, 'for order SHARED is paid')).text()).toContain('Thank you!');
  const heard = await told(mia, '@eve has paid $25.00 for order SHARED.');
  expect(heard.text()).not.toContain('Thank you');
  expect(heard.text()).toContain('$100.00 not fully paid yet');

  await invoice('CENTS', { amount: '$1', instalments: 12 });
  const cents = await told(mia, 'To be paid now: $0.09, part 1 of 12.');
  expect(cents.labels).not.toContain('Pay by card');
});

test('a customer who does not want an unpaid order cancels it, once and only before it is paid', async () => {
  const { mia, dana } = desk;
  await invoice('UNWANTED');
  const card = await mia.slash('trackorder', { order_id: 'UNWANTED' });
  expect((await dana.slash('trackorder', { order_id: 'UNWANTED' })).labels).not.toContain('Cancel order');
  const kept = await mia.click(await mia.click(card, 'Cancel order'), 'No, keep it');
  expect(kept.text()).toBe('✅ Nothing was changed.');
  const [question, late] = [await mia.click(card, 'Cancel order'), await mia.click(card, 'Cancel order')];
  expect(question.text()).toContain(
    '⚠️ Cancel order UNWANTED (Website, $100.00)?\nIt can’t be taken back: nothing is to be paid any more.',
  );
  const done = await settled(await mia.click(question, 'Yes, cancel it'));
  expect(done.text()).toContain(
    '✅ Order UNWANTED is cancelled. Nothing is to be paid.\n**Website** · $100.00 not paid',
  );
  expect(await order('UNWANTED')).toMatchObject({ status: 'Cancelled', updatedBy: mia.id });
  expect((await payment('UNWANTED.1'))?.status).toBe('Expired');
  const refused = '❌ You can’t cancel an order that is Cancelled\nIf something is wrong with it';
  expect((await mia.click(late, 'Yes, cancel it')).text()).toContain(refused);
  expect((await mia.click(card, 'Cancel order')).text()).toContain(refused);

  // A forged press is the customer's alone, and comes too late for what is paid.
  await invoice('WANTED');
  const press = `pay:cancelled:${desk.guild.id}:WANTED`;
  expect(await forgePress(desk, desk.eve, press, question)).toContain('❌ Order ID not found');
  expect(await forgePress(desk, dana, press, question)).toContain('❌ Permission denied');
  const list = await dana.slash('pay', { order_id: 'WANTED' });
  await dana.select(list, 'Record $100.00 as made…', ['manual']);
  expect(await forgePress(desk, mia, press, question)).toContain('an order that is Payment Verified');
  expect(await order('WANTED')).toMatchObject({ status: 'Payment Verified', heldMinor: 10_000 });
});

test('a part that was paid is back in the wallet when its customer cancels the rest, and who else was asked is told', async () => {
  const { mia, eve } = desk;
  await invoice('HALF', { also_pays: eve });
  const list = await desk.dana.slash('pay', { order_id: 'HALF' });
  await desk.dana.select(list, 'Record $50.00 as made…', ['manual']);
  const card = await mia.slash('trackorder', { order_id: 'HALF' });
  const question = await mia.click(card, 'Cancel order');
  expect(question.text()).toContain('and $50.00 goes back to the wallet of whoever paid it.');
  await settled(await mia.click(question, 'Yes, cancel it'));
  expect(await order('HALF')).toMatchObject({ status: 'Cancelled', heldMinor: 0 });
  await told(
    eve,
    'Order HALF, which you were asked to pay for, is now Cancelled, so there is nothing left for you to pay.',
  );
});

test('more is charged on a running order at once and whole: options that would mean something else are refused', async () => {
  await invoice('MORE');
  const refused = await invoice('MORE', { amount: '$30', instalments: 3, also_pays: desk.eve });
  expect(refused.text()).toContain('On a running order instalments, also_pays can’t be set');
  expect((await order('MORE'))?.paymentCount).toBe(1);
  expect((await invoice('MORE', { amount: '$30' })).text()).toContain('more is asked for order MORE');
  expect((await payment('MORE.2'))?.amountMinor).toBe(3_000);
  const asked = await told(desk.mia, '$30.00 more is asked for order MORE: Website.');
  expect(asked.text()).toMatch(/Please pay until /);
});

test('a payment that staff record is the one they were shown: pressed twice, or by two at once, it counts once', async () => {
  await invoice('CASH', { amount: '$90', instalments: 3 });
  const select = 'Record $30.00 · Part 1 of 3 as made…';
  const before = await desk.dana.slash('pay', { order_id: 'CASH' });
  const pressed = await Promise.all([
    desk.dana.select(before, select, ['bank_transfer']),
    desk.dana.select(before, select, ['manual']),
  ]);
  const words = pressed.map((answer) => answer.text()).join('\n');
  expect(words).toContain('That payment is recorded or paid already, or no longer asked for');
  expect(words).toContain('Run /pay order_id:CASH');
  const statuses = async () =>
    Promise.all([1, 2, 3].map(async (number) => (await payment(`CASH.${number}`))?.status));
  expect(await statuses()).toEqual(['Completed', 'Pending', 'Pending']);

  const next = await desk.dana.slash('pay', { order_id: 'CASH' });
  await desk.dana.select(next, 'Record $30.00 · Part 2 of 3 as made…', ['manual']);
  expect(await statuses()).toEqual(['Completed', 'Completed', 'Pending']);

  // As messages of earlier versions have it, which don't name the payment.
  const old = await forgePress(desk, desk.dana, `pay:record:${desk.guild.id}:CASH`, next);
  expect(old).toContain('Run the command again to get a fresh one');
  expect(await statuses()).toEqual(['Completed', 'Completed', 'Pending']);
});

test('a wallet pays what was asked about and nothing else, however late and often it is pressed', async () => {
  const funded = await desk.dana.slash('addorder', {
    user: desk.mia,
    service: 'Gift',
    payment_method: 'manual',
    amount: '$80',
    order_id: 'GIFT',
  });
  await settled(funded);
  const gone = await desk.dana.slash('updateorder', {
    order_id: 'GIFT',
    status: 'Cancelled',
    notes: 'A gift',
  });
  await settled(await desk.dana.click(gone, 'Yes, set Cancelled'));
  await invoice('PURSE', { amount: '$60', instalments: 3 });
  const question = await desk.mia.click(await desk.mia.slash('pay', { order_id: 'PURSE' }), 'Wallet');
  const stale = await desk.mia.click(await desk.mia.slash('pay', { order_id: 'PURSE' }), 'Wallet');
  await desk.mia.click(question, 'Pay $20.00');
  const refusal = await desk.mia.click(stale, 'Pay $20.00');
  expect(refusal.text()).toContain('There is nothing for you to pay here');
  expect((await payment('PURSE.2'))?.status).toBe('Pending');
});

test('a button of a bill that is paid says that it is on the next part, before anything is paid', async () => {
  await invoice('PARTS', { amount: '$50', instalments: 2 });
  const bill = await told(desk.mia, 'Order PARTS waits for payment');
  const first = await desk.mia.click(bill, 'Pay by card');
  expect(first.text()).toContain('💳 $25.00 for order PARTS (Part 1 of 2) with your card.');
  const [attempt] = (await payment('PARTS.1'))?.attempts ?? [];
  started.local.stripe.pay(attempt?.reference ?? '');
  await told(desk.mia, '$25.00 for order PARTS is paid');
  const next = await desk.mia.click(bill, 'Pay by card');
  expect(next.text()).toContain('💳 $25.00 for order PARTS (Part 2 of 2) with your card.');
  const funds = await desk.mia.click(bill, 'Wallet');
  expect(funds.text()).toContain('👛 Pay $25.00 for order PARTS (Part 2 of 2) from your wallet?');
});
