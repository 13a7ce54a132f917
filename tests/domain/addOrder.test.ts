import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addOrder, type OrderToAdd } from '../../src/domain/addOrder.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import { orderEventSchema, orderSchema } from '../../src/domain/order.ts';
import { paymentMethods } from '../../src/domain/paymentMethod.ts';
import { at, dana, guildId, mia, mike } from '../support/anOrder.ts';

const usd = currencyCode('USD');
const toAdd: OrderToAdd = {
  orderId: 'Abc-1',
  guildId,
  customer: mia,
  service: 'Discord Bot Development',
  paymentMethod: 'credit_card',
  price: { amountMinor: amountMinor(20_000), currency: usd },
  defaultCurrency: usd,
};
const occasion = { operationId: 'operation-1', by: dana, at: at(0) };

describe('recording an order', () => {
  test('keeps the tracking guide’s fields, and those beside them', () => {
    expect(addOrder(toAdd, occasion)).toEqual({
      order: {
        orderId: 'Abc-1',
        userId: mia.userId,
        username: 'mia',
        service: 'Discord Bot Development',
        paymentMethod: 'credit_card',
        amount: '$200.00',
        notes: '',
        status: 'Payment Verified',
        timestamp: at(0),
        addedBy: dana.userId,
        addedByUsername: 'dana',
        lastUpdated: at(0),
        updatedBy: dana.userId,
        updatedByUsername: 'dana',
        guildId,
        orderKey: 'ABC-1',
        workflow: 'service',
        serviceTerms: ['discord', 'bot', 'development', 'discord bot development', 'bot development'],
        amountMinor: 20_000,
        currency: 'USD',
        statusSince: at(0),
        // Without a deadline, behind all that have one.
        dueAt: new Date(Date.UTC(9999, 11, 31)),
        paymentCount: 1,
        paymentStatus: 'Completed',
        heldMinor: 20_000,
        sequence: 1,
        recentOperations: ['operation-1'],
      },
      events: [
        {
          sequence: 1,
          at: at(0),
          kind: 'added',
          by: dana.userId,
          byUsername: 'dana',
          to: 'Payment Verified',
        },
      ],
      payments: [
        {
          guildId,
          paymentId: 'ABC-1.1',
          orderKey: 'ABC-1',
          number: 1,
          purpose: 'price',
          payerId: mia.userId,
          payerUsername: 'mia',
          amountMinor: 20_000,
          currency: 'USD',
          status: 'Completed',
          description: '',
          beforeStart: true,
          dueAt: at(0),
          method: 'credit_card',
          paidAt: at(0),
          capturedMinor: 20_000,
          refundedMinor: 0,
          chargedBackMinor: 0,
          captures: [],
          attempts: [],
          refunds: [],
          reminders: 0,
          nextCheckAt: new Date(Date.UTC(9999, 11, 31)),
          createdAt: at(0),
          createdBy: dana.userId,
          recentOperations: ['operation-1'],
        },
      ],
    });
  });

  test('a note is the customer’s to read, with its author and time', () => {
    const { order, events } = addOrder({ ...toAdd, notes: ' Be gentle \u202E' }, occasion);
    expect(order).toMatchObject({ notes: 'Be gentle', notesBy: dana.userId, notesAt: at(0) });
    expect(events[0].notes).toBe('Be gentle');
  });

  test('a worker named at once makes it Assigned, in a second event', () => {
    const { order, events } = addOrder({ ...toAdd, worker: mike }, occasion);
    expect(order).toMatchObject({
      status: 'Assigned',
      workerId: mike.userId,
      workerUsername: 'mike',
      sequence: 2,
    });
    expect(events).toHaveLength(2);
    expect(events[1]).toEqual({
      sequence: 2,
      at: at(0),
      kind: 'assigned',
      by: dana.userId,
      byUsername: 'dana',
      from: 'Payment Verified',
      to: 'Assigned',
      worker: mike.userId,
      workerUsername: 'mike',
    });
  });

  test('deadline, reference and ticket channel are kept, the texts clean', () => {
    const { order } = addOrder(
      {
        ...toAdd,
        service: ' Discord\u200B  Bot\n',
        deadline: at(90),
        paymentReference: '\u202E pi_1\t2 ',
        ticketChannelId: '300000000000000000',
      },
      occasion,
    );
    expect(order).toMatchObject({
      service: 'Discord Bot',
      serviceTerms: ['discord', 'bot', 'discord bot'],
      deadline: at(90),
      dueAt: at(90),
      paymentReference: 'pi_1 2',
      ticketChannelId: '300000000000000000',
    });
  });

  test('an empty note or reference is none', () => {
    const { order, events } = addOrder({ ...toAdd, notes: ' \u200B', paymentReference: ' ' }, occasion);
    expect(order.notes).toBe('');
    expect(order).not.toHaveProperty('notesBy');
    expect(order).not.toHaveProperty('paymentReference');
    expect(events[0]).not.toHaveProperty('notes');
  });

  test.each([
    ['Gold', 'Gold', 500, '500 Gold'],
    ['USD', 'JPY', 500, '¥500'],
    ['USD', 'AUD', 150, '1.50 AUD'],
  ])(
    'where %s is the default, an amount in %s is written so that it reads back the same',
    (defaults, currency, minor, amount) => {
      const price = { amountMinor: amountMinor(minor), currency: currencyCode(currency) };
      const { order } = addOrder({ ...toAdd, price, defaultCurrency: currencyCode(defaults) }, occasion);
      expect(order).toMatchObject({ amount, amountMinor: minor, currency });
    },
  );

  test('whatever is recorded fits the stored form, and events count one by one', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 50 });
    fc.assert(
      fc.property(
        fc.record({
          orderId: fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
          service: text,
          paymentMethod: fc.constantFrom(...paymentMethods),
          notes: fc.option(text, { nil: undefined }),
          worker: fc.constantFrom(undefined, mike),
          deadline: fc.option(fc.date({ noInvalidDate: true }), { nil: undefined }),
          paymentReference: fc.option(text, { nil: undefined }),
        }),
        (some) => {
          const { order, events } = addOrder({ ...toAdd, ...some }, occasion);
          expect(orderSchema.safeParse(order).error).toBeUndefined();
          for (const event of events) expect(orderEventSchema.safeParse(event).error).toBeUndefined();
          expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
          expect(order.sequence).toBe(events.length);
          expect(order.status).toBe(events.at(-1)?.to);
        },
      ),
    );
  });
});
