import { describe, expect, test } from 'vitest';
import type { Patience } from '../../src/domain/patience.ts';
import { never } from '../../src/domain/payment.ts';
import { firstCheckAt, nextCheckOf, timeFor } from '../../src/domain/paymentClock.ts';
import { at } from '../support/anOrder.ts';
import { aPayment } from '../support/aPayment.ts';

const hours = (count: number) => at(count * 3600);
const unpaid = (patience?: Patience, reminders = 0) =>
  aPayment({
    status: 'Pending',
    capturedMinor: 0,
    captures: [],
    reminders,
    ...(patience === undefined ? {} : { patience }),
  });

describe('when a payment is looked at', () => {
  test.each<[Patience | undefined, [hour: number, time: ReturnType<typeof timeFor>][]]>([
    [
      undefined,
      [
        [23.9, undefined],
        [24, 'reminder'],
        [71.9, 'reminder'],
        [72, 'expiry'],
      ],
    ],
    [
      { reminderHours: [2], waitHours: 5 },
      [
        [1.9, undefined],
        [2, 'reminder'],
        [5, 'expiry'],
      ],
    ],
    [
      { reminderHours: [], waitHours: 1 },
      [
        [0.9, undefined],
        [1, 'expiry'],
      ],
    ],
  ])('follows from what it carries: %o', (patience, expected) => {
    for (const [hour, time] of expected) expect(timeFor(unpaid(patience), hours(hour))).toBe(time);
    const [first] = expected.filter(([, time]) => time !== undefined);
    expect(nextCheckOf(unpaid(patience), hours(0))).toEqual(hours(first?.[0] ?? 0));
    if (patience !== undefined) expect(firstCheckAt(hours(0), patience)).toEqual(hours(first?.[0] ?? 0));
  });

  test('after the last reminder it is the end of waiting, and for a part that work does not wait for nothing', () => {
    const patience = { reminderHours: [2], waitHours: 5 };
    expect(nextCheckOf(unpaid(patience, 1), hours(2))).toEqual(hours(5));
    expect(nextCheckOf({ ...unpaid(patience, 1), beforeStart: false }, hours(2))).toEqual(never);
  });
});
