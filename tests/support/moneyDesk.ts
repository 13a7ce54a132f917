import { expect } from 'vitest';
import { assignOrder } from '../../src/app/assignOrder.ts';
import { auditMoney } from '../../src/app/auditMoney.ts';
import type { PaymentDesk } from '../../src/app/desk.ts';
import { checkPayments } from '../../src/app/jobs/checkPayments.ts';
import { recordPayment } from '../../src/app/payments/chargeOrder.ts';
import { type InvoiceRequest, invoice } from '../../src/app/payments/invoice.ts';
import { payByProvider } from '../../src/app/payments/payByProvider.ts';
import { payFromWallet } from '../../src/app/payments/payFromWallet.ts';
import { processEvent } from '../../src/app/payments/processEvent.ts';
import { refundOrder } from '../../src/app/payments/refundOrder.ts';
import { settleCheckout } from '../../src/app/payments/settle.ts';
import { settlingOf } from '../../src/app/payments/settling.ts';
import { confirmUpdate, updateOrder } from '../../src/app/updateOrder.ts';
import { currencyCode, type Money } from '../../src/domain/money.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Actor } from '../../src/domain/permissions.ts';
import type { RefundAsk, RefundWay } from '../../src/domain/refund.ts';
import type { Result } from '../../src/domain/result.ts';
import type { Status } from '../../src/domain/status.ts';
import { entries, holds, orderEvents, orders, payments, wallets } from '../../src/ports/collections.ts';
import type { ProviderName } from '../../src/ports/paymentProvider.ts';
import type { Store } from '../../src/ports/store.ts';
import { dana, guildId, mia, mike } from './anOrder.ts';
import { aCheckout, answered, providersOf, usd } from './fakePayments.ts';
import { FakeProvider } from './fakeProvider.ts';
import { ManualTime } from './outbox.ts';

/** Staff of the tests. */
export const staff: Actor = { ...dana, managesServer: true, roleIds: [] };
/** Mia, who pays. */
export const customer: Actor = { ...mia, managesServer: false, roleIds: [] };

/** Where the money of a server is, in cents; what is nothing is left out. */
export type Balances = Readonly<Record<string, number>>;

/**
 * A desk that takes money through two fake providers, with the time in the test's hands. Everything is done by the use
 * cases; orders are called A unless a test says otherwise, mia pays $100.00 and mike works.
 */
export class MoneyDesk {
  readonly store: Store;
  readonly time = new ManualTime();
  readonly stripe: FakeProvider;
  readonly paypal: FakeProvider;
  readonly desk: PaymentDesk;
  readonly euro = currencyCode('EUR');
  private operations = 0;

  constructor(store: Store, options: { readonly refundsTakeTime?: boolean } = {}) {
    this.store = store;
    this.stripe = new FakeProvider('stripe', this.time, options);
    this.paypal = new FakeProvider('paypal', this.time, options);
    this.desk = {
      store,
      clock: this.time,
      outbox: { announce: async () => undefined },
      providers: providersOf(this.stripe, this.paypal),
      publicUrl: 'https://desk.example.com',
    };
  }

  provider(name: ProviderName): FakeProvider {
    return name === 'stripe' ? this.stripe : this.paypal;
  }

  /** An id for something that is done, never used before. */
  operation(): string {
    this.operations += 1;
    return `operation-${this.operations}`;
  }

  async invoice(over: Partial<InvoiceRequest> = {}): Promise<void> {
    good(
      await invoice(this.desk, {
        operationId: this.operation(),
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
        ...over,
      }),
    );
  }

  /** Someone pays the next of their payments of an order; gives the provider's reference of the money. */
  async pay(
    way: ProviderName | 'wallet',
    { orderKey = 'A', by = customer }: { readonly orderKey?: string; readonly by?: Actor } = {},
  ): Promise<string> {
    const request = { by, guildId, orderKey };
    if (way === 'wallet') {
      const { paymentCount = 0 } = await this.order(orderKey);
      for (let number = 1; number <= paymentCount; number += 1) {
        const { payerId, status } = await this.payment(number, orderKey);
        if (payerId !== by.userId || status !== 'Pending') continue;
        good(await payFromWallet(this.desk, { ...request, operationId: this.operation(), number }));
        break;
      }
      return '';
    }
    const page = await this.payOnPage(way, request);
    const provider = this.provider(way);
    await settleCheckout(this.desk, provider, await answered(provider.readCheckout(page)));
    return takenOn(provider, page);
  }

  /** Someone pays on a page, and the desk does not hear of it. */
  async payUnheard(way: ProviderName): Promise<string> {
    return takenOn(this.provider(way), await this.payOnPage(way, { by: customer, guildId, orderKey: 'A' }));
  }

  private async payOnPage(way: ProviderName, request: Parameters<typeof payByProvider>[2]): Promise<string> {
    const { url } = good(await payByProvider(this.desk, way, request));
    const page = url.split('/').at(-1) ?? '';
    if (!this.provider(way).books.pay(page)) throw new Error(`Page ${page} takes no money`);
    return page;
  }

  /** Staff record that an order's next payment was made outside. */
  async recorded(method: 'bank_transfer' | 'manual', orderKey = 'A'): Promise<void> {
    good(
      await recordPayment(this.desk, { operationId: this.operation(), by: staff, guildId, orderKey, method }),
    );
  }

  /** Puts money into someone's wallet, by an order of theirs that was cancelled. */
  async fill(who: Actor, minor: number): Promise<void> {
    const orderKey = `F${this.operation().toUpperCase()}`;
    await this.invoice({
      orderId: orderKey,
      customer: { ...who, bot: false },
      amount: `$${(minor / 100).toFixed(2)}`,
    });
    await this.pay('stripe', { orderKey, by: who });
    await this.move('Cancelled', orderKey);
  }

  /** An order of mia's that is paid and under way, mike works on it. */
  async paidOrder(
    way: ProviderName | 'wallet' = 'stripe',
    over: Partial<InvoiceRequest> = {},
  ): Promise<string> {
    await this.invoice(over);
    const orderKey = over.orderId ?? 'A';
    const capture = await this.pay(way, { orderKey });
    const worker = { ...mike, bot: false };
    const request = { operationId: this.operation(), by: staff, guildId, orderKey };
    good(await assignOrder(this.desk, { ...request, worker }));
    return capture;
  }

  /** Staff take an order to a status. */
  async move(status: Status, orderKey = 'A'): Promise<void> {
    const operationId = this.operation();
    const order = { kind: 'id', guildId, orderId: orderKey } as const;
    const moved = good(
      await updateOrder(this.desk, { operationId, by: staff, order, update: { status, notes: 'So be it' } }),
    );
    if (moved.outcome === 'asked') {
      const confirmed = { by: staff, guildId, orderKey, confirmationId: operationId };
      good(await confirmUpdate(this.desk, { ...confirmed, operationId: this.operation() }));
    }
  }

  refund(
    way: RefundWay,
    amountMinor?: number,
    over: Partial<RefundAsk & { orderKey: string; by: Actor }> = {},
  ) {
    const request = { operationId: this.operation(), by: staff, guildId, orderKey: 'A' };
    return refundOrder(this.desk, { ...request, way, amountMinor, reason: 'Sorry', ...over });
  }

  /** Stripe takes money for a payment that has none to take: a second time, too late, or another amount. */
  async takeBesides(money: Money, paymentId = 'A.1'): Promise<string> {
    const page = good(
      this.stripe.books.open(
        aCheckout(this.time.now(), { key: this.operation(), money, payment: { guildId, paymentId } }),
      ),
    );
    this.stripe.books.pay(page);
    await settleCheckout(this.desk, this.stripe, await answered(this.stripe.readCheckout(page)));
    return takenOn(this.stripe, page);
  }

  /** Has everything handled that a provider told, in this order, each as often as it is given. */
  async tell(name: ProviderName, told = this.provider(name).books.events): Promise<string[]> {
    const answers: string[] = [];
    for (const { subject } of [...told]) {
      if (subject === undefined) continue;
      const result = await processEvent(this.desk, { provider: name, subject }, settlingOf(this.desk));
      answers.push(result.ok ? result.value : result.refusal.code);
    }
    return answers;
  }

  /** Lets the time pass, and the job look at what is due then. */
  async later(ms: number): Promise<void> {
    this.time.pass(ms);
    const note = () => undefined;
    const vault = { put: none, get: none, delete: none, list: async function* () {} };
    await checkPayments(
      { ...this.desk, vault },
      { dryRun: false, signal: new AbortController().signal, note },
    );
  }

  async order(orderKey = 'A'): Promise<Order> {
    return present(await this.store.get(orders.path(guildId, orderKey)));
  }

  async payment(number = 1, orderKey = 'A'): Promise<Payment> {
    return present(await this.store.get(payments.path(guildId, `${orderKey}.${number}`)));
  }

  async events(orderKey = 'A') {
    const found = await this.store.query({
      from: orderEvents,
      parent: orderEvents.parent(guildId, orderKey),
      orderBy: { field: 'sequence', direction: 'ascending' },
      limit: 100,
    });
    return found.docs.map(({ data }) => data);
  }

  /** Holds, wallets and the server's own accounts in dollars; nothing is left out. */
  async balances(): Promise<Balances> {
    const balances = new Map<string, number>();
    const parent = wallets.parent(guildId);
    const byAccount = { field: 'account', direction: 'ascending' } as const;
    const byOrder = { field: 'orderKey', direction: 'ascending' } as const;
    for (const { data } of (await this.store.query({ from: wallets, parent, orderBy: byAccount, limit: 99 }))
      .docs)
      balances.set(nameOf(data.account, data.currency), data.balanceMinor);
    for (const { data } of (await this.store.query({ from: holds, parent, orderBy: byOrder, limit: 99 }))
      .docs)
      balances.set(nameOf(`hold:${data.orderKey}`, data.currency), data.balanceMinor);
    for (const { data } of (await this.store.query({ from: entries, parent, orderBy: byAccount, limit: 999 }))
      .docs) {
      if (data.account.startsWith('wallet:')) continue;
      const name = nameOf(data.account, data.currency);
      balances.set(name, (balances.get(name) ?? 0) + data.amountMinor);
    }
    return Object.fromEntries([...balances].filter(([, minor]) => minor !== 0).sort());
  }

  /** What must always hold: the audit is clean, and what the books say of providers is what they hold. */
  async check(): Promise<void> {
    const breaches: string[] = [];
    await auditMoney(this.store, guildId, ({ subject, problem }) => breaches.push(`${subject}: ${problem}`));
    expect(breaches).toEqual([]);
  }

  /** Whether the providers hold just what the books say they do. */
  async agreesWithProviders(): Promise<void> {
    const balances = await this.balances();
    for (const { name, books } of [this.stripe, this.paypal])
      expect([name, 0 - (balances[`clearing:${name}`] ?? 0)]).toEqual([
        name,
        books.balanceMinor(usd(0).currency),
      ]);
  }
}

const none = async () => undefined;

/** The reference of the money that was taken on a page. */
function takenOn({ books }: FakeProvider, page: string): string {
  const state = books.checkout(page);
  if (state?.state !== 'paid') throw new Error(`Page ${page} is ${state?.state}`);
  return state.capture.reference;
}

function nameOf(account: string, currency: string): string {
  const name = account.replace(mia.userId, 'mia').replace(mike.userId, 'mike');
  return currency === 'USD' ? name : `${name} ${currency}`;
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('It is not there');
  return value;
}

/** What came out, where it must have gone well. */
export function good<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}
