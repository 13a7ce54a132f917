import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditMoney, type Breach } from '../../src/app/auditMoney.ts';
import type { PaymentDesk } from '../../src/app/desk.ts';
import { checkPayment } from '../../src/app/payments/checkPayment.ts';
import { handleEvents } from '../../src/app/payments/handleEvents.ts';
import { invoice } from '../../src/app/payments/invoice.ts';
import { payByProvider } from '../../src/app/payments/payByProvider.ts';
import { processEvent } from '../../src/app/payments/processEvent.ts';
import { settlingOf } from '../../src/app/payments/settling.ts';
import { type HttpServer, startHttpServer } from '../../src/http/server.ts';
import { createLogger } from '../../src/log.ts';
import { collections, entries, orders, payments } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import { type Desk, startDesk } from '../adapters/stripe/desk.ts';
import type { Place } from '../contract/engine.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { dana, guildId, mia } from '../support/anOrder.ts';

/*
 * Paying through Stripe with everything real but Stripe and Discord: the store, the SDK, the page and its form, webhooks
 * over HTTP.
 */

let place: Place;
let store: Store;
let at: Desk;
let desk: PaymentDesk;
let server: HttpServer;

beforeEach(async () => {
  place = await freshSqlitePlace();
  store = await place.open(collections);
  at = await startDesk({ seller: 'Pixel Forge' });
  const { clock, local, provider } = at;
  desk = {
    store,
    clock: { now: () => new Date(clock.now()) },
    outbox: { announce: async () => undefined },
    providers: new Map([['stripe', provider]]),
    publicUrl: 'https://desk.example',
  };
  server = await startHttpServer({
    port: 0,
    host: '127.0.0.1',
    isReady: () => true,
    webhooks: {
      desk,
      timer: clock,
      log: createLogger({ level: 'silent' }),
      recorded: () => undefined,
    },
  });
  const url = `http://127.0.0.1:${server.port}/webhooks/stripe`;
  local.addWebhookEndpoint(url, { secret: 'whsec_of_the_desk' });
  const invoiced = await invoice(desk, {
    operationId: 'invoice-1',
    by: { ...dana, managesServer: true, roleIds: [] },
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
  expect(invoiced).toMatchObject({ ok: true });
});

afterEach(async () => {
  await at.local.close();
  await server.close();
  const breaches: Breach[] = [];
  await auditMoney(store, guildId, (breach) => breaches.push(breach));
  await place.dispose();
  expect(breaches).toEqual([]);
});

const by = { ...mia, managesServer: false, roleIds: [] };
const payUrl = async () => {
  const page = await payByProvider(desk, 'stripe', { by, guildId, orderKey: 'A' });
  if (!page.ok) throw new Error(page.refusal.code);
  return page.value.url;
};

/** Presses a button of the page; answers where it leads. */
const press = async (url: string, fields: Record<string, string>) =>
  (await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })).headers.get(
    'location',
  );
const byCard = { method: 'card', card_number: '4242 4242 4242 4242' };

/** Waits until all webhooks were taken, and handles what they left. */
async function settle() {
  await at.local.webhooks.settled();
  const process = (event: Parameters<typeof processEvent>[1]) => processEvent(desk, event, settlingOf(desk));
  await handleEvents({ desk, process, handled: () => undefined }, 'stripe', new AbortController().signal);
}

const order = () => store.get(orders.path(guildId, 'A'));
const payment = () => store.get(payments.path(guildId, 'A.1'));
const paid = {
  status: 'Payment Verified',
  paymentStatus: 'Completed',
  paymentMethod: 'stripe',
  heldMinor: 10_000,
};

/** What the books say that Stripe holds for us; money that came in stands below zero there. */
const cleared = () =>
  store.sum(
    {
      from: entries,
      parent: entries.parent(guildId),
      where: [
        { field: 'account', is: 'equals', value: 'clearing:stripe' },
        { field: 'currency', is: 'equals', value: 'USD' },
      ],
      orderBy: { field: 'at', direction: 'descending' },
    },
    'amountMinor',
  );

test('a customer pays on the page, and the order is paid', async () => {
  expect(await press(await payUrl(), byCard)).toBe('https://desk.example/paid');
  expect(await order()).toMatchObject({ status: 'Pending Payment', heldMinor: 0 });
  await settle();
  expect(await order()).toMatchObject(paid);
  expect(at.local.webhooks.deliveries.map(({ state }) => state)).toEqual(Array(4).fill('delivered'));
  expect(Math.abs(await cleared())).toBe(at.local.balanceSheet().USD?.capturedMinor);
});

test('webhooks that come twice, in any order, count once', async () => {
  at.local.webhooks.hold();
  await press(await payUrl(), byCard);
  at.local.webhooks.next('checkout.session.completed', { kind: 'duplicate' });
  await at.local.webhooks.release((held) => held.toReversed());
  const [last] = at.local.events.slice(-1);
  at.local.webhooks.resend(last?.id ?? '');
  await settle();
  await settle();
  expect(await order()).toMatchObject(paid);
  expect((await payment())?.captures).toHaveLength(1);
});

test('forged webhooks are refused, and the true one counts', async () => {
  at.local.webhooks.next('checkout.session.completed', { kind: 'forge' });
  await press(await payUrl(), byCard);
  await settle();
  expect(await order()).toMatchObject({ status: 'Pending Payment' });
  at.clock.advance(60_000);
  await settle();
  expect(await order()).toMatchObject(paid);
});

test('without any webhook the job finds the money', async () => {
  at.local.webhooks.next(/./, { kind: 'drop' }, 100);
  await press(await payUrl(), byCard);
  await settle();
  expect(await order()).toMatchObject({ status: 'Pending Payment' });
  at.clock.advance(3_600_000);
  await checkPayment(desk, { guildId, paymentId: 'A.1' }, () => undefined);
  expect(await order()).toMatchObject(paid);
});

test('a page whose opening nobody answered is the same page when it is asked for again', async () => {
  at.local.faults.next('POST /v1/checkout/sessions', { kind: 'lost', status: 500 });
  await expect(payUrl()).rejects.toThrow('provider-failed');
  expect(await press(await payUrl(), byCard)).toBe('https://desk.example/paid');
  await settle();
  expect(await order()).toMatchObject(paid);
  expect(at.local.world.sessions.size).toBe(1);
  expect((await payment())?.attempts).toMatchObject([{ state: 'paid' }]);
});

test('a declined card leaves the order unpaid, and the same page takes another', async () => {
  const url = await payUrl();
  expect(await press(url, { ...byCard, card_number: '4000 0000 0000 0002' })).toBeNull();
  await settle();
  expect(await order()).toMatchObject({ status: 'Pending Payment', paymentStatus: 'Pending' });
  expect(await payUrl()).toBe(url);
  await press(url, byCard);
  await settle();
  expect(await order()).toMatchObject(paid);
});

test('a bank debit is waited for; one that bounces leaves room for a new page', async () => {
  const url = await payUrl();
  await press(url, { method: 'bank' });
  await settle();
  expect((await payment())?.attempts).toMatchObject([{ state: 'processing' }]);
  at.local.decline(url.split('/').at(-1) ?? '');
  await settle();
  expect(await payment()).toMatchObject({ status: 'Failed', attempts: [{ state: 'failed' }] });
  const another = await payUrl();
  expect(another).not.toBe(url);
  await press(another, byCard);
  await settle();
  expect(await order()).toMatchObject(paid);
});
