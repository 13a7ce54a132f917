import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView } from '../../sandbox/index.ts';
import type { Funding } from '../../sandbox/paypal/model/types.ts';
import { orders, payments } from '../../src/ports/collections.ts';
import { settled } from '../support/orders.ts';
import { type PaymentTestDesk, startPaymentDesk } from '../support/paymentDesk.ts';
import type { TestDesk } from '../support/startDesk.ts';
import { breaches } from '../support/work.ts';

// A payer agrees on PayPal's page, their card is declined, and they choose something else on the same page.

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
const payment = (id: string) => desk.orderly.store.get(payments.path(desk.guild.id, `${id}.1`));
const told = (words: string): Promise<MessageView> =>
  desk.mia.nextMessage((message) => message.text().includes(words));
const approve = (page: string, funding: Funding) => started.local.paypal.approve(page, { funding });
/** The ids under which the money of a page was asked for. */
const takes = (page: string) =>
  started.local.paypal.journal
    .calls(`POST /v2/checkout/orders/${page}/capture`)
    .map(({ idempotencyKey }) => idempotencyKey);

/** An order of mia's for $100.00 with a PayPal page; gives the page's id. */
async function openPage(id: string): Promise<string> {
  await settled(
    await desk.dana.slash('invoice', { user: desk.mia, service: 'Website', amount: '$100', order_id: id }),
  );
  await desk.mia.click(await told(`Order ${id} waits for payment`), 'PayPal');
  return (await payment(id))?.attempts[0]?.reference ?? '';
}
const failed = (id: string) => told(`The payment of $100.00 for order ${id} did not go through`);

test('the payer is told each time it is declined, and what they choose then is taken once', async () => {
  const page = await openPage('AGAIN');
  approve(page, 'declinedCard');
  expect((await failed('AGAIN')).labels).toContain('PayPal');
  expect(await payment('AGAIN')).toMatchObject({ status: 'Failed', attempts: [{ declines: 1 }] });
  approve(page, 'declinedCard');
  await failed('AGAIN');
  approve(page, 'balance');
  expect((await told('$100.00 for order AGAIN is paid')).text()).toContain('Payment Verified');
  expect(takes(page)).toEqual([`take.${page}`, `take.${page}.1`, `take.${page}.2`]);
  expect(started.local.paypal.captureIds(page)).toHaveLength(1);
  expect(await order('AGAIN')).toMatchObject({ status: 'Payment Verified', heldMinor: 10_000 });
  expect((await payment('AGAIN'))?.attempts).toMatchObject([{ state: 'paid' }]);
});

test('money that takes its time after a decline is waited for, and not asked for meanwhile', async () => {
  const page = await openPage('SLOW');
  approve(page, 'declinedCard');
  const asking = await failed('SLOW');
  expect((await order('SLOW'))?.paymentStatus).toBe('Failed');
  approve(page, 'echeck');
  await expect.poll(async () => (await payment('SLOW'))?.attempts[0]?.state).toBe('processing');
  expect(await payment('SLOW')).toMatchObject({ status: 'Pending' });
  expect((await order('SLOW'))?.paymentStatus).toBe('Pending');
  // Nobody pays twice meanwhile, neither with /pay nor with the buttons of before.
  const seen = await settled(await desk.mia.slash('pay', { order_id: 'SLOW' }));
  expect(seen.text()).toContain('on its way, which can take days with some banks');
  expect(seen.labels).toEqual([]);
  const refused = await settled(await desk.mia.click(asking, 'PayPal'));
  expect(refused.text()).toContain('Your payment is on its way already');
  started.local.paypal.settlePending(started.local.paypal.captureIds(page)[0] ?? '');
  await told('$100.00 for order SLOW is paid');
  expect(await order('SLOW')).toMatchObject({ status: 'Payment Verified', heldMinor: 10_000 });
});

test('what is refused for good after a decline is told, too, and a new page is opened then', async () => {
  const page = await openPage('RISKY');
  approve(page, 'declinedCard');
  await failed('RISKY');
  approve(page, 'riskyCard');
  const message = await failed('RISKY');
  await desk.mia.click(message, 'PayPal');
  const [first, second] = (await payment('RISKY'))?.attempts ?? [];
  expect(first).toMatchObject({
    reference: page,
    state: 'failed',
    failure: 'DECLINED_BY_RISK_FRAUD_FILTERS',
  });
  approve(second?.reference ?? '', 'balance');
  await told('$100.00 for order RISKY is paid');
});
