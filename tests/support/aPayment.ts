import { never, type Payment } from '../../src/domain/payment.ts';
import { at, dana, guildId, mia } from './anOrder.ts';

/** Mia's payment of $100.00 for order ABC123, taken by Stripe as pi_1, with whatever is different. */
export function aPayment(overrides: Partial<Payment> = {}): Payment {
  return {
    guildId,
    paymentId: 'ABC123.1',
    orderKey: 'ABC123',
    number: 1,
    purpose: 'price',
    payerId: mia.userId,
    payerUsername: mia.username,
    amountMinor: 10_000,
    currency: 'USD',
    status: 'Completed',
    description: '',
    beforeStart: true,
    dueAt: at(0),
    method: 'stripe',
    reference: 'pi_1',
    paidAt: at(10),
    capturedMinor: 10_000,
    refundedMinor: 0,
    chargedBackMinor: 0,
    captures: [
      {
        provider: 'stripe',
        reference: 'pi_1',
        amountMinor: 10_000,
        currency: 'USD',
        at: at(10),
        credited: false,
      },
    ],
    attempts: [],
    refunds: [],
    reminders: 0,
    nextCheckAt: never,
    createdAt: at(0),
    createdBy: dana.userId,
    recentOperations: [],
    ...overrides,
  };
}
