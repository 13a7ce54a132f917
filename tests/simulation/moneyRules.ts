import { auditMoney } from '../../src/app/auditMoney.ts';
import type { StoredTransfer } from '../../src/domain/ledger.ts';
import { currencyCode } from '../../src/domain/money.ts';
import type { Order } from '../../src/domain/order.ts';
import { never, type Payment, paymentStatusOf, statusOf } from '../../src/domain/payment.ts';
import { isSurplus } from '../../src/domain/refundable.ts';
import type { Store } from '../../src/ports/store.ts';
import type { FakeProvider } from '../support/fakeProvider.ts';
import type { MemoryDatabase } from '../support/memoryStore.ts';

/** All documents of a collection; the store checked them against its schema, which the caller names. */
export function allOf<T>(database: MemoryDatabase, collection: string): T[] {
  return [...database.rowsOf(collection).values()].map(({ document }) => document as T);
}

/** What is wrong in one server's books at any moment: all that the audit finds, and what payments say against them. */
export async function bookProblems(
  store: Store,
  database: MemoryDatabase,
  guildId: string,
): Promise<string[]> {
  const problems: string[] = [];
  await auditMoney(store, guildId, ({ subject, problem }) => problems.push(`${subject}: ${problem}`));
  const isHere = (document: { readonly guildId: string }) => document.guildId === guildId;
  const transfers = Map.groupBy(
    allOf<StoredTransfer>(database, 'transfers').filter(isHere),
    ({ orderKey }) => orderKey,
  );
  const payments = Map.groupBy(
    allOf<Payment>(database, 'payments').filter(isHere),
    ({ orderKey }) => orderKey,
  );
  for (const order of allOf<Order>(database, 'orders').filter(isHere))
    if (order.paymentCount !== undefined)
      problems.push(
        ...paymentProblems(order, payments.get(order.orderKey) ?? [], transfers.get(order.orderKey) ?? []),
      );
  return problems;
}

function paymentProblems(
  order: Order,
  payments: readonly Payment[],
  transfers: readonly StoredTransfer[],
): string[] {
  const problems: string[] = [];
  const expect = (what: string, actual: unknown, expected: unknown) => {
    if (actual !== expected) problems.push(`order ${order.orderKey}: ${what} is ${actual}, not ${expected}`);
  };
  expect('the number of its payments', payments.length, order.paymentCount);
  expect('its payment status', order.paymentStatus, paymentStatusOf(payments));
  const priced = payments.filter(({ purpose, method }) => purpose === 'price' || method !== undefined);
  expect(
    'its price',
    order.amountMinor,
    sumOf(
      priced.filter(({ credited, purpose }) => purpose === 'price' || credited !== true),
      'amountMinor',
    ),
  );
  for (const payment of payments) {
    expect(`the status of payment ${payment.number}`, payment.status, statusOf(payment));
    const gone = payment.refunds.filter(
      ({ state, capture }) => state !== 'failed' && !isSurplus(payment, capture),
    );
    const taken = payment.chargebacks?.flatMap((one) => (one.taken === undefined ? [] : [one.taken])) ?? [];
    expect(
      `what was refunded of payment ${payment.number}`,
      payment.refundedMinor,
      // What went back to the payer's wallet, and from there on to its provider, went back once.
      sumOf(gone, 'amountMinor') -
        [...gone, ...taken].reduce((sum, { againMinor = 0 }) => sum + againMinor, 0),
    );
  }
  const used = payments.filter(({ credited }) => credited !== true);
  expect('what was paid into its hold', sumOf(used, 'capturedMinor'), onHold(transfers, 'payment'));
  const credits = payments.flatMap(({ captures }) => captures).filter(({ credited }) => credited);
  const credited = transfers.filter(({ kind }) => kind === 'credit').flatMap(({ entries }) => entries);
  expect(
    'what was credited',
    sumOf(credits, 'amountMinor'),
    sumOf(
      credited.filter(({ amountMinor }) => amountMinor > 0),
      'amountMinor',
    ),
  );
  return problems;
}

function sumOf<K extends string>(list: readonly Readonly<Record<K, number>>[], field: K): number {
  return list.reduce((sum, one) => sum + one[field], 0);
}

function onHold(transfers: readonly StoredTransfer[], kind: StoredTransfer['kind']): number {
  const entries = transfers
    .filter((transfer) => transfer.kind === kind)
    .flatMap((transfer) => transfer.entries);
  return sumOf(
    entries.filter(({ account }) => account.startsWith('hold:')),
    'amountMinor',
  );
}

/** What is wrong once nothing is under way any more: everything is settled, and the books are the providers'. */
export function settledProblems(database: MemoryDatabase, providers: readonly FakeProvider[]): string[] {
  const problems: string[] = [];
  for (const payment of allOf<Payment>(database, 'payments')) {
    const { paymentId, status, attempts, refunds, nextCheckAt } = payment;
    const live = attempts.filter(
      ({ state }) => state === 'intended' || state === 'open' || state === 'processing',
    );
    const unsent = refunds.filter(({ state }) => state === 'intended' || state === 'pending');
    if (live.length + unsent.length > 0 || nextCheckAt < never)
      problems.push(
        `payment ${paymentId} is stuck: ${status}, looked at again at ${nextCheckAt.toISOString()}`,
      );
  }
  for (const order of allOf<Order>(database, 'orders'))
    if (order.heldMinor !== 0 && order.endedAt !== undefined)
      problems.push(`order ${order.orderKey} ended and holds money`);
  for (const event of allOf<{ readonly state: string; readonly note?: string }>(database, 'providerEvents'))
    if (event.state !== 'done') problems.push(`an event is ${event.state}: ${event.note}`);
  const left = database.rowsOf('outbox').size;
  if (left > 0) problems.push(`${left} notices were never delivered`);

  const entries = allOf<{ account: string; currency: string; amountMinor: number }>(database, 'entries');
  for (const { name, books } of providers) {
    const clearing = entries.filter(({ account }) => account === `clearing:${name}`);
    for (const currency of new Set([
      ...books.taken().map(({ money }) => money.currency),
      ...clearing.map((entry) => entry.currency),
    ])) {
      const booked = -sumOf(
        clearing.filter((entry) => entry.currency === currency),
        'amountMinor',
      );
      const there = books.balanceMinor(currencyCode(currency));
      if (booked !== there) problems.push(`${name} has ${there} ${currency}, the books say ${booked}`);
    }
  }
  return problems;
}
