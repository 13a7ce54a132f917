import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView } from '../../sandbox/index.ts';
import { payments } from '../../src/ports/collections.ts';
import { setUp } from '../support/orders.ts';
import { type PaymentTestDesk, startPaymentDesk } from '../support/paymentDesk.ts';
import type { TestDesk } from '../support/startDesk.ts';
import { breaches } from '../support/work.ts';

let started: PaymentTestDesk;
let desk: TestDesk;
beforeAll(async () => {
  started = await startPaymentDesk();
  ({ desk } = started);
  const log = desk.guild.createChannel({ name: 'log' });
  await setUp(desk, { topUps: true, orderLogChannelId: log.id });
});
afterAll(async () => {
  expect(await breaches(desk)).toEqual([]);
  await started.stop();
});

/** The page that the buttons of a question opened. */
async function pageOf(question: MessageView): Promise<string> {
  const [, paymentId = ''] = /:(topup\.\d+)"/.exec(JSON.stringify(question.record)) ?? [];
  const payment = await desk.orderly.store.get(payments.path(desk.guild.id, paymentId));
  return payment?.attempts.at(-1)?.reference ?? '';
}
const asked = async (amount: string) => {
  const form = await desk.mia.openForm(await desk.mia.slash('wallet'), 'Top up');
  return form.submit({ amount });
};
const told = (words: string) => desk.mia.nextMessage((message) => message.text().includes(words));

test('someone adds money to their wallet by card, and reads what it had and has', async () => {
  const log = desk.guild.channel('log');
  const empty = await desk.mia.slash('wallet');
  expect(empty.labels).toEqual(['Top up']);
  const question = await asked('20');
  expect(question.ephemeral).toBe(true);
  expect(question.text()).toContain(
    '💰 Add $20.00 to your wallet?\nIt has $0.00 now, and $20.00 once it is paid. Choose how to pay.',
  );
  expect(question.labels).toEqual(['Pay by card', 'PayPal']);
  const page = await desk.mia.click(question, 'Pay by card');
  expect(page.text()).toContain('💳 $20.00 for your wallet with your card.');
  started.local.stripe.pay(await pageOf(question));
  expect((await told('was added')).text()).toBe(
    '**Pixel Forge** · 💰 $20.00 was added to your wallet. It had $0.00 and has $20.00 now.\nPay an order from it with /pay, or look at it with /wallet in the server.',
  );
  const logged = await log.nextMessage((message) => message.text().includes('💰'));
  expect(logged.text()).toBe('💰 @mia added $20.00 to their wallet with Stripe: $0.00 → $20.00.');
  const wallet = await desk.mia.slash('wallet');
  expect(wallet.content).toBe('💰 Your wallet · **$20.00**');
  expect(wallet.embeds[0]?.description).toMatch(/^\*\*\+\$20\.00\*\* added to the wallet · <t:\d+:R>$/);
  const again = await desk.mia.click(question, 'PayPal');
  expect(again.text()).toContain('❌ This top-up is over');
});

test('with PayPal what was approved is taken', async () => {
  const question = await asked('$5.50');
  await desk.mia.click(question, 'PayPal');
  started.local.paypal.approve(await pageOf(question));
  await told('It had $20.00 and has $25.50 now');
});

test('a bank debit that bounces is told, with the ways to try again', async () => {
  const question = await asked('$7');
  await desk.mia.click(question, 'Pay by card');
  const page = await pageOf(question);
  started.local.stripe.payLater(page);
  started.local.stripe.decline(page);
  const failed = await told('did not go through');
  expect(failed.text()).toContain('⚠️ Your top-up of $7.00 did not go through. Nothing was taken.');
  expect(failed.labels).toEqual(['Pay by card', 'PayPal']);
  expect((await desk.mia.click(failed, 'Pay by card')).text()).toContain('$7.00 for your wallet');
});

test('what can’t be taken is refused in words', async () => {
  expect((await asked('500 Gold')).text()).toContain('❌ Stripe does not take this currency');
  expect((await asked('0')).text()).toContain('❌ The amount must be more than zero');
});

test('once it is off, neither the button nor the form nor the pay button of before does it', async () => {
  const wallet = await desk.mia.slash('wallet');
  const form = await desk.mia.openForm(wallet, 'Top up');
  const question = await asked('$9');
  await desk.dana.slash('setup payments', { top_ups: false });
  const off = '❌ Wallets can’t be topped up here at present\nNothing was taken.';
  expect((await desk.mia.click(wallet, 'Top up')).text()).toContain(off);
  expect((await form.submit({ amount: '$9' })).text()).toContain(off);
  expect((await desk.mia.click(question, 'Pay by card')).text()).toContain(off);
  expect((await desk.mia.slash('wallet')).labels).not.toContain('Top up');
});
