import { currencyCode } from '../../src/domain/money.ts';
import { noDeadline, type Occasion, type Order, type OrderEvent } from '../../src/domain/order.ts';

/** The people of the tests. */
export const mia = { userId: '100000000000000001', username: 'mia' };
export const dana = { userId: '100000000000000002', username: 'dana' };
export const mike = { userId: '100000000000000003', username: 'mike' };

/** The server of the tests. */
export const guildId = '200000000000000000';

/** A moment of the tests: 2026-03-01 12:00 UTC and so many seconds. */
export function at(seconds: number): Date {
  return new Date(Date.UTC(2026, 2, 1, 12, 0, seconds));
}

/** That moment as Discord shows it, as a distance from now. */
export function agoOf(seconds: number): string {
  return `<t:${Date.UTC(2026, 2, 1, 12, 0, seconds) / 1000}:R>`;
}

/** Mia's order of a website for $200.00, recorded by Dana, with whatever is different. */
export function anOrder(overrides: Partial<Order> = {}): Order {
  return {
    orderId: 'ABC123',
    userId: mia.userId,
    username: mia.username,
    service: 'Website Development',
    paymentMethod: 'stripe',
    amount: '$200.00',
    notes: '',
    status: 'Payment Verified',
    timestamp: at(0),
    addedBy: dana.userId,
    addedByUsername: dana.username,
    lastUpdated: at(0),
    updatedBy: dana.userId,
    updatedByUsername: dana.username,
    guildId,
    orderKey: 'ABC123',
    workflow: 'service',
    serviceTerms: ['website', 'development', 'website development'],
    amountMinor: 20_000,
    currency: currencyCode('USD'),
    statusSince: at(0),
    dueAt: noDeadline,
    sequence: 1,
    recentOperations: ['operation-1'],
    ...overrides,
  };
}

/** An audit event: by Dana a minute after the order, a note unless something else is said. */
export function anEvent(overrides: Partial<OrderEvent> = {}): OrderEvent {
  return {
    sequence: 2,
    at: at(60),
    kind: 'updated',
    by: dana.userId,
    byUsername: dana.username,
    ...overrides,
  };
}

/** Something Dana does a minute after the order. */
export function anOccasion(overrides: Partial<Occasion> = {}): Occasion {
  return { operationId: 'operation-2', by: dana, at: at(60), ...overrides };
}
