import { describe, expect, test } from 'vitest';
import { changeOrder } from '../../src/domain/change.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Status } from '../../src/domain/status.ts';
import { anOccasion, anOrder, at } from '../support/anOrder.ts';

function entering(order: Order, to: Status, reason?: string): Order {
  return changeOrder(order, { kind: 'updated', to, reason }, {}, anOccasion()).order;
}

describe('entering a status, by whatever deed', () => {
  test('what had ended is no longer over once it is disputed, and ends anew', () => {
    const complete = anOrder({ status: 'Complete', endedAt: at(10), startedAt: at(5) });
    const disputed = entering(complete, 'Disputed', 'It is broken');
    expect(disputed).toMatchObject({ status: 'Disputed', statusReason: 'It is broken', startedAt: at(5) });
    expect(disputed.endedAt).toBeUndefined();
    expect(entering(disputed, 'Refunded').endedAt).toEqual(at(60));
  });

  test('an order that leaves its hold for a dispute returns to its hold', () => {
    const held = anOrder({ status: 'On Hold', heldFrom: 'In Progress' });
    expect(entering(held, 'Disputed').heldFrom).toBe('On Hold');
  });

  test('a reason is kept only where the card shows it', () => {
    expect(entering(anOrder(), 'Complete', 'Override').statusReason).toBeUndefined();
    expect(entering(anOrder(), 'Rejected', 'Too dark').statusReason).toBe('Too dark');
  });

  test('work begins once, the first time it is In Progress', () => {
    const started = entering(anOrder(), 'In Progress');
    expect(started.startedAt).toEqual(at(60));
    expect(entering({ ...started, status: 'Rejected', startedAt: at(1) }, 'In Progress').startedAt).toEqual(
      at(1),
    );
    expect(entering(anOrder(), 'Assigned').startedAt).toBeUndefined();
  });

  test('without a status nothing is entered', () => {
    const { order, events } = changeOrder(anOrder(), { kind: 'updated', notes: 'Hi' }, {}, anOccasion());
    expect(order).toMatchObject({ status: 'Payment Verified', statusSince: at(0), sequence: 2 });
    expect(events[0]).not.toHaveProperty('to');
    expect(events[0]).not.toHaveProperty('from');
  });
});
