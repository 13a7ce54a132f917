import { expect, test } from 'vitest';
import { auditMoney } from '../../../src/app/auditMoney.ts';
import type { PaymentDesk } from '../../../src/app/desk.ts';
import { handleEvents } from '../../../src/app/payments/handleEvents.ts';
import { type InvoiceRequest, invoice } from '../../../src/app/payments/invoice.ts';
import { payByProvider } from '../../../src/app/payments/payByProvider.ts';
import { processEvent } from '../../../src/app/payments/processEvent.ts';
import { receiveWebhook } from '../../../src/app/payments/receiveWebhook.ts';
import { settlingOf } from '../../../src/app/payments/settling.ts';
import type { StoredTransfer } from '../../../src/domain/ledger.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { Payment } from '../../../src/domain/payment.ts';
import { collections } from '../../../src/ports/collections.ts';
import type { ProviderEvent, ProviderName } from '../../../src/ports/paymentProvider.ts';
import { Dice } from '../../simulation/dice.ts';
import { allOf } from '../../simulation/moneyRules.ts';
import { at, dana, guildId, mia } from '../../support/anOrder.ts';
import { providersOf, usd } from '../../support/fakePayments.ts';
import { FakeProvider } from '../../support/fakeProvider.ts';
import { MemoryDatabase, MemoryStore } from '../../support/memoryStore.ts';

const staff = { ...dana, managesServer: true, roleIds: [] };
const customer = { ...mia, managesServer: false, roleIds: [] };
const asked: InvoiceRequest = {
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
};

/** A desk that has asked for an order's money, and what happens at its provider. */
class Telling {
  readonly database = new MemoryDatabase();
  readonly provider: FakeProvider;
  readonly desk: PaymentDesk;

  constructor(name: ProviderName) {
    const clock = { now: () => at(60) };
    this.provider = new FakeProvider(name, clock, { refundsTakeTime: true });
    this.desk = {
      store: new MemoryStore(this.database, collections),
      clock,
      outbox: { announce: async () => undefined },
      providers: providersOf(this.provider),
      publicUrl: 'https://desk.example.com',
    };
  }

  /** Opens the page of one of the order's payments; gives its reference. */
  async open(number = 1): Promise<string> {
    const opened = await payByProvider(this.desk, this.provider.name, {
      by: customer,
      guildId,
      orderKey: 'A',
      number,
    });
    if (!opened.ok) throw new Error(opened.refusal.code);
    return opened.value.url.slice(opened.value.url.lastIndexOf('/') + 1);
  }

  get capture(): string {
    return this.provider.books.taken()[0]?.reference ?? '';
  }

  /** Is told of an event, and handles it. */
  async tell(event: ProviderEvent): Promise<void> {
    const { name } = this.provider;
    await receiveWebhook(this.desk, { provider: name, ...this.provider.sign(event) });
    const settling = settlingOf(this.desk);
    const process = (recorded: Parameters<typeof processEvent>[1]) =>
      processEvent(this.desk, recorded, settling);
    await handleEvents({ desk: this.desk, process, handled: () => {} }, name, new AbortController().signal);
  }

  /** Where everything stands, without when and in which order it came there. */
  async state() {
    const breaches: string[] = [];
    await auditMoney(this.desk.store, guildId, ({ subject, problem }) =>
      breaches.push(`${subject}: ${problem}`),
    );
    const [order] = allOf<Order>(this.database, 'orders');
    const payments = allOf<Payment>(this.database, 'payments').map((payment) => ({
      number: payment.number,
      status: payment.status,
      sums: [payment.capturedMinor, payment.refundedMinor, payment.chargedBackMinor],
      attempts: payment.attempts.map(({ state }) => state),
      captures: payment.captures.map(({ reference, amountMinor, credited }) => [
        reference,
        amountMinor,
        credited,
      ]),
      chargebacks: payment.chargebacks?.map(({ reference, state, taken }) => [
        reference,
        state,
        taken?.amountMinor,
      ]),
      refunds: payment.refunds
        .map(({ reference, amountMinor, state }) => [reference, amountMinor, state])
        .sort(),
    }));
    const balances = [...allOf<Balance>(this.database, 'wallets'), ...allOf<Balance>(this.database, 'holds')];
    const clearing = allOf<StoredTransfer>(this.database, 'transfers')
      .flatMap(({ entries }) => entries)
      .filter(({ account }) => account.startsWith('clearing:'))
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const waiting = allOf<{ readonly state: string }>(this.database, 'providerEvents');
    return {
      breaches,
      order: [order?.status, order?.paymentStatus, order?.heldMinor, order?.amountMinor],
      payments: payments.sort((one, other) => one.number - other.number),
      balances: balances.map(({ balanceMinor }) => balanceMinor),
      clearing,
      events: new Set(waiting.map(({ state }) => state)),
    };
  }
}

interface Balance {
  readonly balanceMinor: number;
}

/** What happens at a provider, in parts between which it may be told of what happened. */
interface Story {
  readonly name: string;
  readonly provider: ProviderName;
  readonly invoice?: Partial<InvoiceRequest>;
  readonly parts: readonly ((telling: Telling) => void | Promise<void>)[];
  /** A refund of everything ends the order, even where it fails later: so it matters whether it was told in between. */
  readonly isRemembered?: true;
  /** Where it ends, whatever the order of its webhooks. */
  readonly ends: Partial<Awaited<ReturnType<Telling['state']>>>;
}

let page = '';
let refund = '';
let dispute = '';

const stories: readonly Story[] = [
  {
    name: 'paid at once, and part of it refunded at the site',
    provider: 'stripe',
    parts: [
      async (told) => {
        page = await told.open();
      },
      ({ provider }) => void provider.books.pay(page),
      (told) => {
        refund = told.provider.books.refundAtSite(told.capture, usd(3_000));
      },
      ({ provider }) => provider.books.finishRefund(refund, 'done'),
    ],
    ends: { order: ['Payment Verified', 'Partially Refunded', 7_000, 10_000], clearing: -7_000 },
  },
  {
    name: 'paid slowly, refunded whole at the site, and the refund came back',
    provider: 'stripe',
    parts: [
      async (told) => {
        page = await told.open();
        told.provider.books.pay(page, 'slowly');
      },
      ({ provider }) => provider.books.clear(page, 'paid'),
      (told) => {
        refund = told.provider.books.refundAtSite(told.capture, usd(10_000));
      },
      ({ provider }) => provider.books.finishRefund(refund, 'failed'),
    ],
    isRemembered: true,
    ends: { order: ['Payment Verified', 'Completed', 10_000, 10_000], clearing: -10_000 },
  },
  {
    name: 'approved, taken with its answer lost, and refunded in two parts',
    provider: 'paypal',
    parts: [
      async (told) => {
        page = await told.open();
        told.provider.books.pay(page);
        told.provider.books.end(page, 'take');
      },
      (told) => void told.provider.books.refundAtSite(told.capture, usd(1_000)),
    ],
    ends: { order: ['Payment Verified', 'Partially Refunded', 9_000, 10_000], clearing: -9_000 },
  },
  {
    name: 'three instalments: one fails, one is paid slowly, one page runs out',
    provider: 'stripe',
    invoice: { instalments: 3 },
    parts: [
      async (told) => {
        const [first, second, third] = [await told.open(1), await told.open(2), await told.open(3)];
        told.provider.books.pay(first, 'slowly');
        told.provider.books.pay(second, 'in vain');
        told.provider.books.end(third, 'close');
        page = first;
      },
      ({ provider }) => provider.books.clear(page, 'paid'),
    ],
    ends: { order: ['Payment Verified', 'Failed', 3_334, 10_000], clearing: -3_334 },
  },
  {
    name: 'paid, part of it refunded at the site, the rest disputed and won',
    provider: 'stripe',
    parts: [
      async (told) => {
        page = await told.open();
        told.provider.books.pay(page);
      },
      (told) => {
        refund = told.provider.books.refundAtSite(told.capture, usd(3_000));
        told.provider.books.finishRefund(refund, 'done');
      },
      (told) => {
        dispute = told.provider.books.dispute(told.capture, usd(7_000));
      },
      ({ provider }) => provider.books.moveDispute(dispute, { state: 'won', withdrawn: false }),
    ],
    ends: { order: ['Payment Verified', 'Partially Refunded', 7_000, 10_000], clearing: -7_000 },
  },
  {
    name: 'paid, asked about by the bank, disputed and lost',
    provider: 'paypal',
    parts: [
      async (told) => {
        page = await told.open();
        told.provider.books.pay(page);
        told.provider.books.end(page, 'take');
      },
      (told) => {
        dispute = told.provider.books.dispute(told.capture, usd(10_000), false);
      },
      ({ provider }) => provider.books.moveDispute(dispute, { withdrawn: true }),
      ({ provider }) => provider.books.moveDispute(dispute, { state: 'lost' }),
    ],
    ends: { order: ['Refunded', 'Charged Back', 0, 10_000], clearing: 0 },
  },
];

/** Lives a story; `tellNow` says of what was told by now what arrives before it goes on. */
async function lived(story: Story, tellNow: (events: readonly ProviderEvent[]) => readonly ProviderEvent[]) {
  const telling = new Telling(story.provider);
  const invoiced = await invoice(telling.desk, { ...asked, ...story.invoice });
  if (!invoiced.ok) throw new Error(invoiced.refusal.code);
  for (const part of story.parts) {
    await part(telling);
    for (const event of tellNow(telling.provider.books.events)) await telling.tell(event);
  }
  return telling;
}

function* permutations<T>(list: readonly T[]): Generator<T[]> {
  if (list.length === 0) yield [];
  for (const [index, first] of list.entries())
    for (const rest of permutations(list.toSpliced(index, 1))) yield [first, ...rest];
}

test.each(stories)('$name: every order of its webhooks ends in the same state', async (story) => {
  const straight = await lived(story, () => []);
  const { events } = straight.provider.books;
  for (const event of events) await straight.tell(event);
  const expected = await straight.state();
  expect(expected).toMatchObject({ breaches: [], events: new Set(['done']), ...story.ends });
  expect(events.length).toBeGreaterThanOrEqual(3);
  let tried = 0;
  // What repeats another says nothing of its own: six at most, that is 720 orders.
  for (const order of permutations(events.slice(0, 6))) {
    const telling = await lived(story, () => []);
    for (const event of [...order, ...events.slice(6)]) await telling.tell(event);
    expect(await telling.state(), order.map(({ type }) => type).join()).toEqual(expected);
    tried += 1;
  }
  expect(tried).toBeGreaterThanOrEqual(6);
});

test.each(stories.filter(({ isRemembered }) => isRemembered !== true))(
  '$name: told while it happens, late, and again and again, it ends there as well',
  async (story) => {
    const straight = await lived(story, () => []);
    for (const event of straight.provider.books.events) await straight.tell(event);
    const expected = await straight.state();
    for (let seed = 1; seed <= 150; seed += 1) {
      const dice = new Dice(seed);
      const told: string[] = [];
      const some = (events: readonly ProviderEvent[], most: number) =>
        Array.from({ length: dice.whole(0, most) }, () => dice.maybe(events)).flatMap((event) => {
          if (event === undefined) return [];
          told.push(event.type);
          // The same again, or another of the same content, as where a provider repeats itself.
          return [dice.is(0.7) ? event : { ...event, eventId: `${event.eventId}.${told.length}` }];
        });
      const telling = await lived(story, (events) => some(events, 3));
      for (const event of some(telling.provider.books.events, 8)) await telling.tell(event);
      // In the end each has come at least once.
      for (const event of [...telling.provider.books.events].sort(() => (dice.is(0.5) ? 1 : -1)))
        await telling.tell(event);
      expect(await telling.state(), `seed ${seed}: ${told.join()}`).toEqual(expected);
    }
  },
);
