import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MessageView, SandboxChannel } from '../../sandbox/index.ts';
import { checkPayment } from '../../src/app/payments/checkPayment.ts';
import { openProviders } from '../../src/main.ts';
import { orders, payments } from '../../src/ports/collections.ts';
import type { ProviderName } from '../../src/ports/paymentProvider.ts';
import { settled, setUp } from '../support/orders.ts';
import { type PaymentTestDesk, startPaymentDesk } from '../support/paymentDesk.ts';
import type { TestDesk } from '../support/startDesk.ts';
import { breaches } from '../support/work.ts';

/*
 * The provider no longer takes the bot's keys: somebody revoked them, or they ran out.
 */

const ways = { stripe: ['Stripe', 'Pay by card'], paypal: ['PayPal', 'PayPal'] } as const;

describe.each<ProviderName>(['stripe', 'paypal'])('while %s does not accept the keys', (provider) => {
  const [name, button] = ways[provider];
  let started: PaymentTestDesk;
  let desk: TestDesk;
  let askingForLater: MessageView;
  let log: SandboxChannel;
  beforeAll(async () => {
    started = await startPaymentDesk();
    ({ desk } = started);
    log = desk.guild.createChannel({ name: 'order-log' });
    await setUp(desk, { orderLogChannelId: log.id });
    await invoiced('PAID');
    started.local.pay(provider, await opened('PAID'));
    await told(desk.mia, 'for order PAID is paid');
    await invoiced('OPEN');
    await opened('OPEN');
    await invoiced('LATER');
    askingForLater = await told(desk.mia, 'Order LATER waits for payment');
    accept(false);
  });
  afterAll(async () => {
    await started.local.settled();
    expect(await breaches(desk)).toEqual([]);
    await started.stop();
  });

  function accept(accepts: boolean): void {
    const { stripe, paypal } = started.local;
    stripe.revokeKey(!accepts);
    paypal.tokens.keysWork = accepts;
    paypal.tokens.revoke();
  }
  const told = (person: TestDesk['mia'], words: string): Promise<MessageView> =>
    person.nextMessage((message) => message.text().includes(words));
  const payment = (id: string) => desk.orderly.store.get(payments.path(desk.guild.id, `${id}.1`));
  const order = (id: string) => desk.orderly.store.get(orders.path(desk.guild.id, id));
  const invoiced = async (order_id: string) =>
    settled(await desk.dana.slash('invoice', { user: desk.mia, service: 'Logo', amount: '$50', order_id }));
  const opened = async (id: string) => {
    await desk.mia.click(await told(desk.mia, `Order ${id} waits for payment`), button);
    return (await payment(id))?.attempts.at(-1)?.reference ?? '';
  };
  /** The calls of which the operator reads in the log that the keys were not taken. */
  const refusedCalls = () =>
    desk.logged.flatMap((line) => {
      const entry: Record<string, unknown> = JSON.parse(line);
      const isIt = entry.msg === 'A payment provider does not accept the keys: set them anew, then restart';
      if (isIt) expect(entry).toMatchObject({ level: 50, provider, code: 'unauthorised' });
      return isIt ? [entry.call] : [];
    });

  test('a customer reads that nothing was taken, and what to do', async () => {
    const answer = await desk.mia.click(askingForLater, button);
    expect(answer.text()).toBe(
      `❌ ${name} can’t be used here at present\nNothing was taken. Choose another way to pay, and please tell staff that it has to be set up anew.`,
    );
    expect(refusedCalls()).toContain('openCheckout');
    expect(await payment('LATER')).toMatchObject({ status: 'Pending', attempts: [{ state: 'intended' }] });
  });

  test('staff read of it in the order log, once a day however often it is found out', async () => {
    const words = `⚠️ ${name} does not accept the bot’s keys: until it does, nobody can pay with it and no refund leaves by it.\nHave whoever runs the bot set its keys anew and restart it. What waits is then done by itself.`;
    const isIt = (message: MessageView) => message.text() === words;
    await log.nextMessage(isIt);
    await desk.mia.click(askingForLater, button);
    // The clock finds it out, too: on this day, and on the next.
    const { store } = desk.orderly;
    const providers = await openProviders(started);
    const told: string[] = [];
    const outbox = { announce: async (noticeId: string) => void told.push(noticeId) };
    const ref = { guildId: desk.guild.id, paymentId: 'OPEN.1' };
    const { publicUrl } = started.payments;
    for (const hours of [1, 23, 25, 26]) {
      const clock = { now: () => new Date(Date.now() + hours * 3_600_000) };
      await checkPayment({ store, clock, providers, publicUrl, outbox }, ref, () => {});
    }
    expect(told.filter((id) => id.includes(`.keys.${provider}.`))).toHaveLength(1);
  });

  test('staff can’t have a payment looked up, and read whom to ask', async () => {
    const answer = await desk.dana.slash('addorder', {
      user: desk.mia,
      service: 'Logo',
      payment_method: provider,
      amount: '$50',
      payment_reference: (await payment('PAID'))?.reference,
    });
    expect(answer.text()).toContain(`❌ ${name} does not accept the bot’s keys, so it can’t be asked about`);
    expect(answer.text()).toContain('Nothing was recorded. Have whoever runs the bot set its keys anew');
    expect(refusedCalls()).toContain('findPayment');
  });

  test('a refund stands in the books, and leaves once the keys are taken again', async () => {
    const panel = await desk.dana.slash('refund', { order_id: 'PAID', amount: '$10' });
    const answer = await settled(await desk.dana.click(panel, 'Refund $10.00'));
    expect(answer.text()).toContain(
      `⚠️ ${name} does not accept the bot’s keys, so the $10.00 has not left yet. Have whoever runs the bot set them anew: I keep asking, and it goes back to @mia once.`,
    );
    expect(refusedCalls()).toContain('refund');
    expect(await payment('PAID')).toMatchObject({ refundedMinor: 1_000, refunds: [{ state: 'intended' }] });
    expect(started.local[provider].balanceSheet().USD?.refundedMinor ?? 0).toBe(0);
  });

  test('money that comes in meanwhile, and all of the above, is settled once they are', async () => {
    started.local.pay(provider, (await payment('OPEN'))?.attempts.at(-1)?.reference ?? '');
    const isRetried = () =>
      desk.logged.some(
        (line) => line.includes('A provider event could not be handled') && line.includes('unauthorised'),
      );
    await expect.poll(isRetried, { timeout: 10_000 }).toBe(true);
    expect(await order('OPEN')).toMatchObject({ status: 'Pending Payment' });

    accept(true);
    await expect
      .poll(async () => (await order('OPEN'))?.status, { timeout: 30_000 })
      .toBe('Payment Verified');
    const { publicUrl } = started.payments;
    const providers = await openProviders(started);
    const clock = { now: () => new Date() };
    const using = { store: desk.orderly.store, clock, providers, publicUrl };
    const outbox = { announce: async () => undefined };
    for (let time = 0; time < 2; time += 1)
      await checkPayment({ ...using, outbox }, { guildId: desk.guild.id, paymentId: 'PAID.1' }, () => {});
    expect(await payment('PAID')).toMatchObject({ refunds: [{ state: 'done' }] });
    expect(started.local[provider].balanceSheet().USD?.refundedMinor).toBe(1_000);
    const page = await desk.mia.click(askingForLater, button);
    expect(page.text()).toContain('$50.00 for order LATER with');
    expect((await payment('LATER'))?.attempts).toMatchObject([{ state: 'open' }]);
  }, 60_000);
});
