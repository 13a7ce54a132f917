import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addOrder } from '../../src/domain/addOrder.ts';
import { alreadyApplied } from '../../src/domain/change.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import { type Order, orderEventSchema, orderSchema } from '../../src/domain/order.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
import { type Update, updateOrder } from '../../src/domain/updateOrder.ts';
import { at, dana, guildId, mia, mike } from '../support/anOrder.ts';

const ended: readonly Status[] = ['Complete', 'Cancelled', 'Refunded'];
const never = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const note = never(fc.constantFrom('', ' ', 'because', 'Design is done', '**bold**\n@everyone'));

const step = fc.record({
  update: fc.record({
    status: never(fc.constantFrom(...statuses)),
    notes: note,
    internalNotes: note,
    staff: never(fc.constantFrom(dana, mike)),
  }) satisfies fc.Arbitrary<Update>,
  by: fc.constantFrom(dana, mike),
  // Two processes' clocks: now and then one is behind.
  seconds: fc.integer({ min: 0, max: 1_000_000 }),
  repeats: fc.boolean(),
});

const usd = currencyCode('USD');

/** An order as it was recorded, or further on, where only other deeds than updates lead. */
function begin(worker: typeof mike | undefined, status: Status | undefined): Order {
  const { order } = addOrder(
    {
      orderId: 'ABC123',
      guildId,
      customer: mia,
      service: 'Website Development',
      paymentMethod: 'stripe',
      price: { amountMinor: amountMinor(20_000), currency: usd },
      defaultCurrency: usd,
      worker,
    },
    { operationId: 'operation-0', by: dana, at: at(0) },
  );
  return status === undefined ? order : { ...order, status, startedAt: at(0) };
}

/** What must hold of every order at any time. */
function checkInvariants(order: Order): void {
  expect(orderSchema.safeParse(order).error).toBeUndefined();
  expect(order.heldFrom !== undefined).toBe(order.status === 'On Hold');
  expect(order.endedAt !== undefined).toBe(ended.includes(order.status));
  if (order.startedAt === undefined) expect(order.status).not.toBe('In Progress');
  expect(order.recentOperations.length).toBeLessThanOrEqual(5);
  expect(new Set(order.recentOperations).size).toBe(order.recentOperations.length);
  expect(order.statusSince <= order.lastUpdated).toBe(true);
}

/** What must hold of a change. */
function checkChange(before: Order, after: Order, operationId: string): void {
  expect(after.sequence).toBe(before.sequence + 1);
  expect(after.lastUpdated >= before.lastUpdated).toBe(true);
  expect(alreadyApplied(before, operationId)).toBe(false);
  expect(alreadyApplied(after, operationId)).toBe(true);
  // Where it ended by hand it stays: only disputes and refunds lead on from there.
  if (ended.includes(before.status)) expect(after.status).toBe(before.status);
  if (before.startedAt !== undefined) expect(after.startedAt).toEqual(before.startedAt);
  const { orderId, orderKey, userId, service, serviceTerms, amountMinor, currency, workerId, timestamp } =
    before;
  expect(after).toMatchObject({
    orderId,
    orderKey,
    userId,
    service,
    serviceTerms,
    amountMinor,
    currency,
    timestamp,
  });
  expect(after.workerId).toBe(workerId);
}

test('any sequence of updates keeps what must hold of every order', () => {
  const reached = new Set<Status>();
  fc.assert(
    fc.property(
      fc.constantFrom(undefined, mike),
      fc.constantFrom(undefined, 'Evidence Submitted' as const),
      fc.array(step, { minLength: 1, maxLength: 30 }),
      (worker, status, steps) => {
        let order = begin(worker, status);
        checkInvariants(order);
        const sequences: number[] = [order.sequence];
        steps.forEach(({ update, by, seconds, repeats }, index) => {
          const operationId = `operation-${index + 1}`;
          const occasion = { operationId, by, at: at(seconds) };
          const frozen = structuredClone(order);
          const result = updateOrder(order, update, occasion);
          expect(order).toEqual(frozen);
          if (!result.ok) return;
          const { order: next, events } = result.value;
          checkChange(order, next, operationId);
          checkInvariants(next);
          for (const event of events) expect(orderEventSchema.safeParse(event).error).toBeUndefined();
          expect(events[0]).toMatchObject({
            sequence: next.sequence,
            at: next.lastUpdated,
            ...(update.status === undefined ? {} : { from: order.status, to: next.status }),
          });
          if (next.status === 'Complete' && order.status !== 'Complete')
            expect(by.userId).not.toBe(next.workerId);
          sequences.push(...events.map((event) => event.sequence));
          reached.add(next.status);
          order = next;
          // Delivered again at once it is known.
          if (repeats) expect(alreadyApplied(order, operationId)).toBe(true);
        });
        expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 0) + index));
      },
    ),
    { numRuns: 1500 },
  );
  // Else the property above says less than it seems to.
  expect([...reached].sort()).toEqual(
    [
      'Payment Verified',
      'Assigned',
      'Evidence Submitted',
      'In Progress',
      'In Review',
      'Rejected',
      'Complete',
      'On Hold',
      'Cancelled',
    ].sort(),
  );
});
