import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MessageView, SandboxChannel } from '../../sandbox/index.ts';
import { marketplacePayoutPolicy } from '../../src/domain/payout.ts';
import { orders, payments } from '../../src/ports/collections.ts';
import { forgePress, settled, setUp, updateOrder } from '../support/orders.ts';
import { type PaymentTestDesk, startPaymentDesk } from '../support/paymentDesk.ts';
import type { TestDesk } from '../support/startDesk.ts';
import { breaches, screenshot } from '../support/work.ts';

let started: PaymentTestDesk;
let desk: TestDesk;
let log: SandboxChannel;
beforeAll(async () => {
  started = await startPaymentDesk();
  ({ desk } = started);
  log = desk.guild.createChannel({ name: 'log' });
  await setUp(desk, { orderLogChannelId: log.id, payoutPolicy: marketplacePayoutPolicy });
});
afterAll(async () => {
  await started.local.settled();
  expect(await breaches(desk)).toEqual([]);
  await started.stop();
});

const order = (id: string) => desk.orderly.store.get(orders.path(desk.guild.id, id));
const payment = (id: string) => desk.orderly.store.get(payments.path(desk.guild.id, id));
const told = (person: TestDesk['mia'], words: string): Promise<MessageView> =>
  person.nextMessage((message) => message.text().includes(words));
const logged = (words: string) => log.nextMessage((message) => message.text().includes(words));

/** mia's order of a website for $100.00, paid on a provider's page; gives what the provider calls the money. */
async function paid(id: string, way: 'stripe' | 'paypal' = 'stripe', withWorker = false): Promise<string> {
  await settled(
    await desk.dana.slash('invoice', { user: desk.mia, service: 'Website', amount: '$100', order_id: id }),
  );
  const dm = await told(desk.mia, `Order ${id} waits for payment`);
  await desk.mia.click(dm, way === 'stripe' ? 'Pay by card' : 'PayPal');
  const [attempt] = (await payment(`${id}.1`))?.attempts ?? [];
  started.local.pay(way, attempt?.reference ?? '');
  await told(desk.mia, `$100.00 for order ${id} is paid`);
  if (withWorker) await settled(await desk.dana.slash('assign', { booster: desk.mike, order_id: id }));
  return (await payment(`${id}.1`))?.reference ?? '';
}

const refund = (order_id: string, values: Record<string, unknown> = {}) =>
  desk.dana.slash('refund', { order_id, ...values });
const confirmed = async (panel: MessageView) => {
  const label = panel.labels.find((one) => one.startsWith('Refund')) ?? '';
  return settled(await desk.dana.click(panel, label));
};

describe('what is held', () => {
  test('goes back in part by card: every amount before and after, then the payer and the log are told', async () => {
    await paid('CARD', 'stripe', true);
    const panel = await refund('CARD', { amount: '40', reason: 'You waited long' });
    expect(panel.ephemeral).toBe(true);
    expect(panel.text()).toContain('↩️ Refund $40.00 of order CARD (Website, $100.00)?');
    expect(panel.embeds[0]?.description).toBe(
      [
        '**Can go back this way** $100.00 → $60.00',
        '',
        '**To**',
        `- $40.00 to <@${desk.mia.id}>, the way it was paid: Stripe sends it`,
        '',
        '**From**',
        '- $40.00 from what is held: $100.00 → $60.00',
        '',
        'The order stays Assigned.',
        'Why: You waited long',
      ].join('\n'),
    );
    expect(panel.labels).toEqual(['Refund $40.00', 'Cancel']);
    const answer = await confirmed(panel);
    expect(answer.text()).toContain(
      '✅ $40.00 of order CARD goes back.\nStripe has sent $40.00 to @mia. It may take some days to arrive.\n@mia was told by DM.',
    );
    expect((await told(desk.mia, '$40.00 for order CARD')).text()).toContain(
      '↩️ $40.00 for order CARD is on its way back to you: Stripe has been asked to send it the way it was paid. It can take some days to arrive.\nWhy: You waited long',
    );
    expect((await logged('$40.00 of order CARD')).text()).toContain('by dana. From what is held.');
    expect(started.local.stripe.balanceSheet().USD).toMatchObject({ refundedMinor: 4_000 });
    expect(await order('CARD')).toMatchObject({ status: 'Assigned', heldMinor: 6_000 });
  });

  test('goes to the wallet where staff choose that, all of it, which cancels the order', async () => {
    await paid('WALLET', 'paypal', true);
    const panel = await refund('WALLET');
    expect(panel.embeds[0]?.description).toContain('the order becomes **Cancelled**');
    const other = await desk.dana.select(panel, 'Where it goes back to', ['To the wallet']);
    expect(other.embeds[0]?.description).toContain(
      `- $100.00 to the wallet of <@${desk.mia.id}>: $0.00 → $100.00`,
    );
    expect((await confirmed(other)).text()).toContain(
      '✅ $100.00 of order WALLET goes back.\n$100.00 is in the wallet of @mia.\nThe order is Cancelled.',
    );
    expect((await told(desk.mia, 'order WALLET is back in your wallet')).text()).toContain(
      'Order WALLET is now Cancelled.',
    );
    await told(desk.mike, 'Order #WALLET, which you work on, is now Cancelled.');
    expect((await desk.mia.slash('wallet')).content).toBe('💰 Your wallet · **$100.00**');

    const credit = await refund('WALLET', { amount: '$30' });
    expect(credit.embeds[0]?.description).toContain(
      `- $30.00 from the wallet of <@${desk.mia.id}>: $100.00 → $70.00`,
    );
    expect((await confirmed(credit)).text()).toContain('PayPal has sent $30.00 to @mia.');
    expect(started.local.paypal.balanceSheet().USD).toMatchObject({ refundedMinor: 3_000 });
  });
});

test('after completion it comes from the worker, the fee and the server, who each read how much', async () => {
  await paid('DONE', 'stripe', true);
  await updateOrder(desk, 'DONE', { status: 'Complete', notes: 'Seen in a call' });
  const panel = await refund('DONE');
  expect(panel.embeds[0]?.description).toContain(
    [
      '**From**',
      `- $80.00 from the wallet of <@${desk.mike.id}>: $80.00 → $0.00`,
      '- $17.00 from the fee of this order: $17.00 → $0.00',
      '- $3.00 from the server’s own money, as a loss',
      '',
      'Nothing is left then: the order becomes **Refunded**, and that can’t be taken back.',
    ].join('\n'),
  );
  expect((await confirmed(panel)).text()).toContain('The order is Refunded.');
  await told(desk.mike, '$80.00 of what you earned with it was taken from your wallet.');
  expect((await logged('$100.00 of order DONE')).text()).toContain(
    'From the wallet of @mike $80.00, the fee $17.00, the desk’s loss account $3.00.',
  );
});

describe('a provider that', () => {
  test('refuses: it is held again, staff read it at once, and can give it to the wallet', async () => {
    await paid('REFUSED');
    started.local.stripe.faults.next('POST /v1/refunds', { kind: 'status', status: 400 });
    const answer = await confirmed(await refund('REFUSED', { amount: '$10' }));
    expect(answer.text()).toContain(
      '⚠️ $10.00 of order REFUSED could not go back.\n⚠️ Stripe did not take the $10.00 back to @mia. It is back where it came from; run /refund again to give it to the wallet.',
    );
    await told(desk.mia, '$10.00 for order REFUSED could not go back to you by Stripe.');
    expect(await order('REFUSED')).toMatchObject({ heldMinor: 10_000, paymentStatus: 'Completed' });
  });

  test('does not answer: staff read that it is asked again, and that it goes back once', async () => {
    await paid('SILENT');
    started.local.stripe.faults.next('POST /v1/refunds', { kind: 'status', status: 503 });
    const answer = await confirmed(await refund('SILENT', { amount: '$10' }));
    expect(answer.text()).toContain(
      'Stripe has not answered about the $10.00 yet. I keep asking; it goes back to @mia once.',
    );
    const panel = await refund('SILENT', { amount: '$1' });
    expect(panel.embeds[0]?.description).toMatch(
      /⏳ \$10\.00 of an earlier refund is still on its way, since <t:\d+:R>\./,
    );
  });

  test('takes its time and then fails: it is put back, and both are told', async () => {
    await paid('LATER', 'paypal');
    started.local.paypal.holdNextRefund();
    const answer = await confirmed(await refund('LATER', { amount: '$10' }));
    expect(answer.text()).toContain(
      'PayPal is sending $10.00 to @mia. If that fails, the order log says so.',
    );
    const [sent] = (await payment('LATER.1'))?.refunds ?? [];
    started.local.paypal.failRefund(sent?.reference ?? '');
    await told(desk.mia, '$10.00 for order LATER could not go back to you by PayPal.');
    expect((await logged('$10.00 of order LATER could not')).text()).toContain('run /refund order_id:LATER');
    expect(await order('LATER')).toMatchObject({ heldMinor: 10_000 });
  });

  test.each(['stripe', 'paypal'] as const)('(%s) refunds at its own site: the books follow', async (way) => {
    const id = `SITE-${way.toUpperCase()}`;
    const capture = await paid(id, way);
    if (way === 'stripe') started.local.stripe.refundInDashboard(capture, { amount: 2_500 });
    else started.local.paypal.refundInDashboard(capture, 2_500);
    await told(desk.mia, `$25.00 for order ${id} is on its way back to you`);
    expect(await order(id)).toMatchObject({ heldMinor: 7_500, paymentStatus: 'Partially Refunded' });
  });
});

describe('nothing is refunded', () => {
  test('by Cancel, or once the order has changed', async () => {
    await paid('KEPT');
    const panel = await refund('KEPT');
    expect((await desk.dana.click(panel, 'Cancel')).content).toBe(
      '✅ Nothing was refunded. To do it after all, run /refund again.',
    );
    const other = await refund('KEPT');
    await updateOrder(desk, 'KEPT', { notes: 'Nearly there' });
    const gone = await confirmed(other);
    expect(gone.text()).toContain('❌');
    expect(await order('KEPT')).toMatchObject({ heldMinor: 10_000 });
  });

  test('by anyone else, whatever they press', async () => {
    await paid('OTHERS');
    for (const who of [desk.mia, desk.eve]) {
      const answer = await who.slash('refund', { order_id: 'OTHERS' });
      expect(answer.text()).toMatch(who === desk.mia ? /❌ Permission denied/ : /❌ Order ID not found/);
    }
    const panel = await refund('OTHERS');
    const [button] = /refund:confirm:[^"]+/.exec(JSON.stringify(panel.record)) ?? [];
    for (const who of [desk.mia, desk.eve]) {
      expect(await forgePress(desk, who, button ?? '', panel)).toContain('❌');
    }
    expect(await order('OTHERS')).toMatchObject({ heldMinor: 10_000 });
  });

  test.each([
    ['$1.2345', '❌ USD has at most 2 decimals'],
    ['€5', '❌ This order is in USD, not in EUR'],
    ['$100.01', '❌ $100.01 is more than the $100.00 that can go back this way'],
    ['$1,50', '❌'],
    ['0', '❌ The amount must be more than zero'],
    ['all', '❌'],
  ])('for %s', async (amount, words) => {
    if ((await order('AMOUNTS')) === undefined) await paid('AMOUNTS');
    expect((await refund('AMOUNTS', { amount })).text()).toContain(words);
  });
});

test('what is held goes back whole and without a reason: the card of the cancelled order says so and leaves no gap', async () => {
  await paid('WHOLE');
  const answer = await confirmed(await refund('WHOLE'));
  expect(answer.text()).toContain('$100.00 by Stripe, refunded\n**Cancelled**\n-# Nothing more');
});

test('who reviews an order that was refunded in part sees what is left to be paid out, and that is paid out', async () => {
  const { mike, dana } = desk;
  await paid('LESS', 'stripe', true);
  await confirmed(await refund('LESS', { amount: '40' }));
  await settled(await mike.click(await mike.slash('trackorder', { order_id: 'LESS' }), 'Start order'));
  await settled(await mike.slash('submitevidence', { order_id: 'LESS', screenshot: await screenshot(7) }));
  const review = await dana.slash('review', { order_id: 'LESS' });
  expect(review.text()).toMatch(
    /Approving pays out: @mike \$48\.00 \(wallet .+\), platform \$10\.20, tax \$1\.80\./,
  );
  const done = await settled(await dana.click(review, 'Approve & Complete'));
  expect(done.text()).toContain('Paid out: $48.00 to @mike, $10.20 to the platform, $1.80 tax.');
});
