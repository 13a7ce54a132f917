import { beforeEach, describe, expect, test } from 'vitest';
import type { PaymentDesk } from '../../../src/app/desk.ts';
import { recordPayment } from '../../../src/app/payments/chargeOrder.ts';
import { checkPayment } from '../../../src/app/payments/checkPayment.ts';
import { invoice } from '../../../src/app/payments/invoice.ts';
import { payByProvider } from '../../../src/app/payments/payByProvider.ts';
import { collections, payments } from '../../../src/ports/collections.ts';
import type { Store } from '../../../src/ports/store.ts';
import { at, dana, guildId, mia } from '../../support/anOrder.ts';
import { providersOf } from '../../support/fakePayments.ts';
import { FakeProvider, type Moment } from '../../support/fakeProvider.ts';
import { faultyStore } from '../../support/faultyStore.ts';
import { freshMemoryPlace } from '../../support/memoryStore.ts';

const staff = { ...dana, managesServer: true, roleIds: [] };
const order = { guildId, orderKey: 'A' };

/** A page that is being opened while staff record the payment and the job looks at it. */
describe('a page that opens when nobody waits for the payment any more', () => {
  let store: Store;
  let desk: PaymentDesk;
  let stripe: FakeProvider;
  beforeEach(async () => {
    store = await (await freshMemoryPlace()).open(collections);
    const clock = { now: () => at(60) };
    stripe = new FakeProvider('stripe', clock);
    desk = {
      store,
      clock,
      outbox: { announce: async () => undefined },
      providers: providersOf(stripe),
      publicUrl: 'https://desk.example.com',
    };
    await invoice(desk, {
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
    });
  });

  const check = () => checkPayment(desk, { guildId, paymentId: 'A.1' }, () => {});
  const state = async () => (await store.get(payments.path(guildId, 'A.1')))?.attempts[0]?.state;
  const pay = () =>
    payByProvider(desk, 'stripe', { ...order, by: { ...mia, managesServer: false, roleIds: [] } });
  const record = () =>
    recordPayment(desk, { ...order, by: staff, operationId: 'record-1', method: 'manual' });

  test('is closed by the job, though that had given it up before it was there', async () => {
    stripe.mishap = async ({ call, when }: Moment) => {
      if (call !== 'openCheckout' || when !== 'done') return undefined;
      await record();
      await check();
      expect(await state()).toBe('expired');
      return undefined;
    };
    expect(await pay()).toMatchObject({ ok: true });
    expect(await state()).toBe('open');
    await check();
    expect(stripe.books.checkout('stripe_page_1')).toMatchObject({ state: 'expired' });
    expect(await state()).toBe('expired');
  });

  test('is closed by the job, though that was just giving it up', async () => {
    const opening = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    stripe.mishap = async ({ call, when }: Moment) => {
      if (call === 'openCheckout' && when === 'done') {
        await record();
        opening.resolve();
        await opened.promise;
      }
      return undefined;
    };
    const paying = pay();
    await opening.promise;
    // The job reads the payment, then the page is noted, then the job writes.
    const late = faultyStore(store);
    late.nextTransaction(async (call) => {
      opened.resolve();
      await paying;
      return call();
    });
    await checkPayment({ ...desk, store: late }, { guildId, paymentId: 'A.1' }, () => {});
    expect(await state()).toBe('open');
    await check();
    expect(stripe.books.checkout('stripe_page_1')).toMatchObject({ state: 'expired' });
  });
});
