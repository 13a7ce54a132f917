import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { orders, payments } from '../../src/ports/collections.ts';
import type { ProviderName } from '../../src/ports/paymentProvider.ts';
import { Client } from '../sandbox/paypal/client.ts';
import { settled } from '../support/orders.ts';
import { type PaymentTestDesk, startPaymentDesk } from '../support/paymentDesk.ts';
import type { TestDesk } from '../support/startDesk.ts';
import { breaches } from '../support/work.ts';

/*
 * Staff record what was paid elsewhere through the same account, and name its reference: `/addorder` looks it up.
 */

let started: PaymentTestDesk;
let desk: TestDesk;
let elsewhere: Stripe;
let payPalClient: Client;
beforeAll(async () => {
  started = await startPaymentDesk();
  ({ desk } = started);
  const { stripe, paypal } = started.local;
  elsewhere = new Stripe(stripe.secretKey, stripe.sdkOptions);
  payPalClient = new Client(paypal);
});
afterAll(async () => {
  expect(await breaches(desk)).toEqual([]);
  await started.stop();
});

/** $50.00 asked for by somebody else's program; gives what people would name it by, and what pays it. */
const pages: Record<ProviderName, () => Promise<{ reference: string; pay(): Promise<void> }>> = {
  async stripe() {
    const price = { currency: 'usd', unit_amount: 5_000, product_data: { name: 'Logo' } };
    const { id } = await elsewhere.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price_data: price, quantity: 1 }],
      success_url: 'https://example.com/',
    });
    return { reference: id, pay: async () => void started.local.stripe.pay(id) };
  },
  async paypal() {
    const id = String((await payPalClient.create('50.00')).json('id'));
    const pay = async () => {
      started.local.paypal.approve(id);
      await payPalClient.capture(id);
    };
    return { reference: id, pay };
  },
};
const unknown = { stripe: 'pi_unknown', paypal: '0AB12345CD678901E' } as const;
const findCalls = { stripe: /^GET \/v1\//, paypal: /^GET \/v2\// } as const;

describe.each([
  ['stripe', 'Stripe'],
  ['paypal', 'PayPal'],
] as const)('a payment that was made elsewhere through %s', (provider, name) => {
  let reference: string;
  let pay: () => Promise<void>;
  let number = 0;
  let order_id: string;
  beforeEach(async () => {
    ({ reference, pay } = await pages[provider]());
    number += 1;
    order_id = `${provider}-${number}`.toUpperCase();
  });
  const add = async (values: Record<string, unknown> = {}) => {
    const answer = await desk.dana.slash('addorder', {
      user: desk.mia,
      service: 'Logo',
      payment_method: provider,
      amount: '$50.00',
      payment_reference: reference,
      order_id,
      ...values,
    });
    return (await settled(answer)).text();
  };
  const recorded = () => desk.orderly.store.get(orders.path(desk.guild.id, order_id));
  const next = 'Nothing was recorded. Check the reference and the amount, or set record_anyway to True.';

  test('is verified when it is paid, in the amount that staff say, and counts once', async () => {
    await pay();
    expect(await add()).toContain(`${name} confirms the payment, made`);
    const payment = await desk.orderly.store.get(payments.path(desk.guild.id, `${order_id}.1`));
    expect(payment?.captures).toMatchObject([{ provider, amountMinor: 5_000 }]);
    expect(await add({ order_id: `${order_id}-B` })).toContain(`is recorded for order ${order_id} already`);
  });

  test('is not found where there is none such', async () => {
    expect(await add({ payment_reference: unknown[provider] })).toContain(
      `❌ ${name} has no payment ${unknown[provider].replace('_', '\\_')}\n${next}`,
    );
    expect(await recorded()).toBeUndefined();
  });

  test('has no money before it is paid', async () => {
    expect(await add()).toContain(`❌ ${name} has no money of payment`);
    expect(await recorded()).toBeUndefined();
  });

  test.each(['$50.01', '€50.00', '500 Gold'])('differs from %s', async (amount) => {
    await pay();
    const words = await add({ amount });
    expect(words).toContain(`❌ ${name} took $50.00 with payment`);
    expect(words).toContain(`, which is another amount\n${next}`);
    expect(await recorded()).toBeUndefined();
  });

  test('can’t be looked up while the provider is down, and staff may decide to record it all the same', async () => {
    await pay();
    const down = started.local[provider].faults.next(findCalls[provider], { kind: 'status', status: 503 }, 9);
    expect(await add()).toContain(`❌ ${name} can’t be asked about payment`);
    expect(await add()).toContain(
      'Nothing was recorded. Try again in a minute, or set record_anyway to True.',
    );
    expect(await recorded()).toBeUndefined();
    expect(await add({ record_anyway: true })).toContain(`Order ${order_id} is recorded`);
    down.cancel();
    expect(await recorded()).toMatchObject({ status: 'Payment Verified', heldMinor: 5_000 });
  });
});

test('without a reference, or by a way that nobody can be asked about, an order is recorded as staff say', async () => {
  const common = { user: desk.mia, service: 'Logo', amount: '$50.00' };
  const ways = [
    { payment_method: 'stripe', order_id: 'PLAIN-1' },
    { payment_method: 'bank_transfer', payment_reference: 'IBAN 7', order_id: 'PLAIN-2' },
  ];
  for (const way of ways)
    expect((await desk.dana.slash('addorder', { ...common, ...way })).text()).toContain('is recorded');
});
