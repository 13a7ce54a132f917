import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView, Person } from '../../sandbox/index.ts';
import { orders, payments } from '../../src/ports/collections.ts';
import { addOrder, settled } from '../support/orders.ts';
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
  await started.local.settled();
  expect(await breaches(desk)).toEqual([]);
  await started.stop();
});

const order = (id: string) => desk.orderly.store.get(orders.path(desk.guild.id, id));
const payment = (id: string) => desk.orderly.store.get(payments.path(desk.guild.id, id));
const told = (who: Person, words: string): Promise<MessageView> =>
  who.nextMessage((message) => message.text().includes(words));
const invoice = async (order_id: string, values: Record<string, unknown> = {}, by = desk.dana) =>
  settled(
    await by.slash('invoice', { user: desk.mia, service: 'Website', amount: '$100', order_id, ...values }),
  );
/** What is paid on the page that was opened last for a payment. */
async function payPage(id: string): Promise<void> {
  const attempt = (await payment(id))?.attempts.at(-1);
  if (attempt?.reference === undefined) throw new Error(`No page is open for ${id}`);
  started.local.pay(attempt.provider, attempt.reference);
}

/** Puts money into someone's wallet, by an order of theirs that was cancelled. */
async function fund(user: Person, amount: string, order_id: string): Promise<void> {
  await addOrder({ dana: desk.dana, mia: user }, { payment_method: 'manual', amount, order_id });
  const question = await desk.dana.slash('updateorder', { order_id, status: 'Cancelled' });
  await settled(await desk.dana.click(question, 'Yes, set Cancelled'));
}

test('two pay their shares in two ways, and the work starts when both have', async () => {
  await invoice('SPLIT', { amount: '$100.01', also_pays: desk.eve });
  await desk.mia.click(await told(desk.mia, 'Order SPLIT waits for payment'), 'Pay by card');
  const share = await told(desk.eve, 'SPLIT');
  expect(share.text()).toContain('Your share is $50.00.');
  await payPage('SPLIT.1');
  await told(desk.mia, '$50.01 for order SPLIT is paid');
  expect(await order('SPLIT')).toMatchObject({ status: 'Pending Payment', heldMinor: 5_001 });
  const early = await desk.dana.slash('assign', { booster: desk.mike, order_id: 'SPLIT' });
  expect(early.text()).toContain('❌');

  await desk.eve.click(share, 'PayPal');
  await payPage('SPLIT.2');
  await told(desk.eve, '$50.00 for order SPLIT is paid');
  expect(await order('SPLIT')).toMatchObject({
    status: 'Payment Verified',
    heldMinor: 10_001,
    paymentStatus: 'Completed',
  });
});

test.each([
  ['a lot', '❌ I can’t read that tax'],
  ['0', '❌ The tax must be more than zero'],
  ['10 EUR', '❌ The tax is in EUR, but the amount in USD\nWrite the tax in USD, too.'],
  ['$100.01', '❌ The tax is more than the whole amount, $100.00'],
])('a tax of %s is refused as a tax', async (tax, words) => {
  expect((await invoice('TAXED', { tax })).text()).toContain(words);
  expect(await order('TAXED')).toBeUndefined();
});

test('of three instalments the first starts the work, and only all of them complete it', async () => {
  await invoice('PARTS', { amount: '$100', instalments: 3, every_days: 7 });
  const asked = await told(desk.mia, 'Order PARTS waits for payment');
  expect(asked.text()).toContain('To be paid now: $33.34, part 1 of 3.');
  await desk.mia.click(asked, 'Pay by card');
  await payPage('PARTS.1');
  await told(desk.mia, '$33.34 for order PARTS is paid');
  await settled(await desk.dana.slash('assign', { booster: desk.mike, order_id: 'PARTS' }));
  expect(await order('PARTS')).toMatchObject({
    status: 'Assigned',
    paymentStatus: 'Pending',
    heldMinor: 3_334,
  });
  const early = await desk.dana.slash('updateorder', {
    order_id: 'PARTS',
    status: 'Complete',
    notes: 'Done',
  });
  expect(early.text()).toContain('❌ $66.66 of this order is not paid yet');
  for (const number of [2, 3]) {
    await desk.mia.click(await desk.mia.slash('pay', { order_id: 'PARTS' }), 'PayPal');
    await payPage(`PARTS.${number}`);
    await told(desk.mia, '$33.33 for order PARTS is paid');
  }
  await settled(
    await desk.dana.slash('updateorder', { order_id: 'PARTS', status: 'Complete', notes: 'Done' }),
  );
  expect((await desk.mike.slash('wallet')).content).toBe('💰 Your wallet · **$100.00**');
});

test('something more on a running order: its price, its card and its receipt grow once it is paid, from a wallet too', async () => {
  await invoice('MORE');
  await desk.mia.click(await told(desk.mia, 'Order MORE waits for payment'), 'Pay by card');
  await payPage('MORE.1');
  await told(desk.mia, '$100.00 for order MORE is paid');
  await fund(desk.mia, '$7.50', 'GIFT');

  await invoice('MORE', { amount: '$7.50', service: 'Express' });
  const asked = await told(desk.mia, '$7.50 more is asked for order MORE');
  expect(await order('MORE')).toMatchObject({ amountMinor: 10_000 });
  const question = await desk.mia.click(asked, 'Wallet');
  expect(question.text()).toContain('It has $7.50 now, and $0.00 afterwards.');
  await desk.mia.click(question, 'Pay $7.50');
  await told(desk.mia, '$7.50 for order MORE is paid');
  expect(await order('MORE')).toMatchObject({ amountMinor: 10_750, heldMinor: 10_750 });
  expect((await desk.mia.slash('trackorder', { order_id: 'MORE' })).text()).toContain('$107.50');
  const receipt = await desk.mia.slash('receipt', { order_id: 'MORE' });
  expect(receipt.text()).toContain('**$100.00** Website');
  expect(receipt.text()).toContain('**$7.50** Website: Express');
  expect(receipt.text()).toContain('Paid: **$107.50**');
});

test('a wallet that is one cent short pays nothing, and says what it has', async () => {
  await invoice('SHORT', { user: desk.eve, amount: '$20' });
  await fund(desk.eve, '$19.99', 'ALMOST');
  const answer = await desk.eve.click(await told(desk.eve, 'Order SHORT waits for payment'), 'Wallet');
  expect(answer.text()).toContain(
    '❌ Your wallet has $19.99, order SHORT needs $20.00.\nChoose another way to pay with /pay order_id:SHORT, or ask staff how to add to your wallet.',
  );
  expect(answer.labels).toEqual([]);
  expect((await desk.eve.slash('wallet')).content).toBe('💰 Your wallet · **$19.99**');
  expect(await order('SHORT')).toMatchObject({ status: 'Pending Payment', heldMinor: 0 });
});

test.each([
  [{ amount: '$1.2345' }, '❌ USD has at most 2 decimals\nRound the amount and try again.'],
  [{ amount: '0' }, '❌ The amount must be more than zero'],
  [{ amount: '-5' }, '❌ The amount must be more than zero'],
  [{ amount: '$0.02', instalments: 3 }, '❌ $0.02 can’t be divided into 3 payments'],
  [{ order_id: 'RUNS', amount: '€5' }, '❌ This order is in USD, not in EUR\nWrite the amount in USD.'],
  [{ order_id: 'RUNS', amount: '$1.2345' }, '❌ USD has at most 2 decimals'],
])('nothing is asked for by %o', async (values, words) => {
  if ((await order('RUNS')) === undefined) await addOrder(desk, { order_id: 'RUNS' });
  expect((await invoice('NEW', values)).text()).toContain(words);
  expect(await order('NEW')).toBeUndefined();
  expect((await order('RUNS'))?.paymentCount).toBe(1);
});

test('only staff ask for money', async () => {
  const answer = await invoice('MINE', {}, desk.mia);
  expect(answer.text()).toContain('❌ Permission denied');
  expect(await order('MINE')).toBeUndefined();
});
