import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkPayments } from '../../../src/app/jobs/checkPayments.ts';
import type { JobDeed, JobDesk } from '../../../src/app/jobs/job.ts';
import { type InvoiceRequest, invoice } from '../../../src/app/payments/invoice.ts';
import { payByProvider } from '../../../src/app/payments/payByProvider.ts';
import { paymentSchema, paymentStatuses } from '../../../src/domain/payment.ts';
import { ok } from '../../../src/domain/result.ts';
import { defineCollection } from '../../../src/ports/collection.ts';
import { collections, orders, payments } from '../../../src/ports/collections.ts';
import type { PaymentProvider } from '../../../src/ports/paymentProvider.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Place } from '../../contract/engine.ts';
import { freshInProcessFirestore } from '../../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../../contract/sqlitePlace.ts';
import { at, dana, guildId, mia } from '../../support/anOrder.ts';
import { aPayment } from '../../support/aPayment.ts';
import { providersOf, usd } from '../../support/fakePayments.ts';
import { FakeProvider } from '../../support/fakeProvider.ts';

const hour = 3_600;
/** Payments as a newer version might store them, which has a status more. */
const newerPayments = defineCollection({
  template: payments.template,
  schema: paymentSchema.extend({ status: z.enum([...paymentStatuses, 'Disowned']) }),
  indexes: payments.indexes,
});
const vault: JobDesk['vault'] = {
  put: () => Promise.reject(new Error('No pictures here')),
  get: async () => undefined,
  delete: async () => undefined,
  list: () => {
    throw new Error('No pictures here');
  },
};

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('the job that looks at payments on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  let now: Date;
  let stripe: FakeProvider;
  let paypal: FakeProvider;
  let desk: JobDesk;
  let reported: string[];
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
    now = at(0);
    reported = [];
    const clock = { now: () => now };
    stripe = new FakeProvider('stripe', clock);
    paypal = new FakeProvider('paypal', clock);
    desk = {
      store,
      clock,
      vault,
      outbox: { announce: async () => undefined },
      report: (error) => void reported.push(String(error)),
      providers: providersOf(stripe, paypal),
      publicUrl: 'https://desk.example.com',
    };
  });
  afterEach(() => place.dispose());

  async function run() {
    const deeds: JobDeed[] = [];
    const signal = new AbortController().signal;
    await checkPayments(desk, { dryRun: false, signal, note: (deed) => deeds.push(deed) });
    return deeds;
  }
  const invoiced = async (orderId: string) => {
    const request: InvoiceRequest = {
      operationId: `invoice-${orderId}`,
      by: { ...dana, managesServer: true, roleIds: [] },
      guildId,
      channel: { id: '5', parentId: undefined },
      customer: { ...mia, bot: false },
      service: 'Website',
      amount: '$100',
      orderId,
      otherPayers: [],
      instalments: 1,
      intervalDays: 7,
    };
    expect(await invoice(desk, request)).toMatchObject({ ok: true });
  };
  /** Opens a page for an order; gives its reference. */
  const opened = async (provider: FakeProvider, orderKey: string) => {
    const by = { ...mia, managesServer: false, roleIds: [] };
    expect(await payByProvider(desk, provider.name, { by, guildId, orderKey })).toMatchObject({ ok: true });
    return (await payment(orderKey))?.attempts.at(-1)?.reference ?? '';
  };
  const order = (id: string) => store.get(orders.path(guildId, id));
  const payment = (id: string) => store.get(payments.path(guildId, `${id}.1`));

  test('is held up by none that can’t be looked at: those behind it have their turn, and the job fails then', async () => {
    for (const id of ['A', 'B', 'C']) await invoiced(id);
    const page = await opened(stripe, 'A');
    stripe.mishap = ({ subject }) => {
      if (subject === page) throw new Error('A bug');
      return undefined;
    };
    now = at(73 * hour);
    await expect(run()).rejects.toThrow('1 payments can’t be looked at');
    expect([(await order('A'))?.status, (await order('B'))?.status, (await order('C'))?.status]).toEqual([
      'Pending Payment',
      'Cancelled',
      'Cancelled',
    ]);
  });

  test('is held up neither by one that can’t be read, nor by any number that stay due', async () => {
    await invoiced('Z');
    const stuck = aPayment({ status: 'Pending', capturedMinor: 0, captures: [], dueAt: at(-9) });
    const newer = await place.open([newerPayments]);
    await newer.transact(async (tx) =>
      tx.put(newerPayments.path(guildId, 'bad'), { ...stuck, status: 'Disowned', nextCheckAt: at(-9) }),
    );
    await store.transact(async (tx) => {
      for (let index = 0; index < 60; index += 1) {
        const orderKey = `GONE${index}`;
        const path = payments.path(guildId, `${orderKey}.1`);
        tx.put(path, { ...stuck, orderKey, paymentId: `${orderKey}.1`, nextCheckAt: at(-9) });
      }
    });
    now = at(73 * hour);
    await run();
    expect(await order('Z')).toMatchObject({ status: 'Cancelled' });
    expect(reported.join()).toContain('payments/bad');
  });

  test('does not wait for a provider that does not answer again and again, and still ends what is over', async () => {
    const ids = ['A', 'B', 'C', 'D', 'E', 'F'];
    for (const id of ids) {
      await invoiced(id);
      await opened(stripe, id);
    }
    stripe.calls.length = 0;
    stripe.mishap = () => 'unavailable';
    now = at(73 * hour);
    await run();
    expect(stripe.calls).toHaveLength(3);
    for (const id of ids) expect(await order(id)).toMatchObject({ status: 'Cancelled' });
  });

  test('keeps waiting for money that was taken at the last moment and is on its way', async () => {
    await invoiced('A');
    await opened(paypal, 'A');
    let state: 'approved' | 'processing' | 'paid' = 'approved';
    const asItStands: PaymentProvider['readCheckout'] = async (reference) => {
      const page = { reference, payment: { guildId, paymentId: 'A.1' } };
      const capture = { ...page, money: usd(10_000), at: now, isLive: false, refunded: usd(0) };
      return ok(state === 'paid' ? { ...page, state, capture } : { ...page, state });
    };
    paypal.readCheckout = asItStands;
    paypal.takeApproved = (reference) => {
      state = 'processing';
      return asItStands(reference);
    };
    now = at(24 * hour);
    await run();
    expect(await payment('A')).toMatchObject({ status: 'Pending', attempts: [{ state: 'processing' }] });
    now = at(80 * hour);
    await run();
    expect(await order('A')).toMatchObject({ status: 'Pending Payment' });
    // Asked about every hour, not every minute.
    expect((await payment('A'))?.nextCheckAt).toEqual(at(81 * hour));
    state = 'paid';
    now = at(81 * hour);
    await run();
    expect(await order('A')).toMatchObject({ status: 'Payment Verified', heldMinor: 10_000 });
  });
});
