import { addOrder } from '../src/domain/addOrder.ts';
import { parseMoney } from '../src/domain/money.ts';
import type { Change, Person } from '../src/domain/order.ts';
import { type OrderId, parseOrderId } from '../src/domain/orderId.ts';
import { defaultSettings } from '../src/domain/settings.ts';

/**
 * Who the orders of a server are between. Of every ten orders one is the regular's and needs no worker, and another is
 * the regular's and given to the worker.
 */
export interface Population {
  readonly guildId: string;
  readonly staff: Person;
  readonly regular: Person;
  readonly worker: Person;
}

/** What is sold; the regular's orders without a worker are all of the first. */
const services = [
  'Website Development',
  'Discord Bot Development',
  'Logo Design',
  'Rank Boosting',
  'Video Editing',
  'Coaching Session',
];

const firstOrderAt = Date.UTC(2024, 0, 1);
const ordersPerCustomer = 5;

/** The id of the order with this number (below 2^32). Neighbouring numbers have ids far from each other, as random ones would. */
export function orderIdOf(number: number): OrderId {
  // An odd factor makes each 32-bit number another one.
  const scattered = Math.imul(number, 0x9e3779b1) >>> 0;
  const id = parseOrderId(scattered.toString(36).toUpperCase().padStart(7, '0'));
  if (!id.ok) throw new Error(`Not an order id: ${scattered}`);
  return id.value;
}

/** The number of one order among the first `count`: with each sample another one, far from the one before. */
export function anyOrder(sample: number, count: number): number {
  return (sample * 7919 + 13) % count;
}

/** The same among the regular's orders that need no worker. */
export function regularsOrder(sample: number, count: number): number {
  return anyOrder(sample, Math.floor(count / 10)) * 10;
}

const placeOfWork = 5;

/** The same among the orders that the worker may hand in evidence for; each once, as long as `sample` is below `count / 10`. */
export function workersOrder(sample: number, count: number): number {
  return regularsOrder(sample, count) + placeOfWork;
}

/** The order with this number as it was added, with its audit events. */
export function orderOf({ guildId, staff, regular, worker }: Population, number: number): Change {
  const place = number % 10;
  const price = parseMoney(`$${(number % 500) + 1}.50`, defaultSettings);
  if (!price.ok) throw new Error(`Not a price: ${price.refusal.code}`);
  return addOrder(
    {
      orderId: orderIdOf(number),
      guildId,
      customer:
        place === 0 || place === placeOfWork
          ? regular
          : stranger('customer', Math.floor(number / ordersPerCustomer)),
      service: services[place === 0 ? 0 : number % services.length] ?? '',
      paymentMethod: 'stripe',
      price: price.value,
      defaultCurrency: defaultSettings.defaultCurrency,
      notes: 'Please have it ready before the launch. The details are in the ticket.',
      ...(place % 3 === 1 ? { worker: stranger('worker', number % 50) } : {}),
      ...(place === placeOfWork ? { worker } : {}),
    },
    {
      operationId: String(10n ** 18n + BigInt(number)),
      by: staff,
      at: new Date(firstOrderAt + number * 60_000),
    },
  );
}

function stranger(kind: 'customer' | 'worker', number: number): Person {
  const first = kind === 'customer' ? 2n * 10n ** 17n : 3n * 10n ** 17n;
  return { userId: String(first + BigInt(number)), username: `${kind}${number}` };
}
