import { describe, expect, test } from 'vitest';
import type { ReviewQueue } from '../../src/app/reviewQueue.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Message } from '../../src/ports/messenger.ts';
import { reviewQueue } from '../../src/views/reviewQueue.ts';
import { agoOf, anOrder, at, dana, mike } from '../support/anOrder.ts';

describe('the review queue', () => {
  const order = anOrder({
    status: 'In Review',
    submissionId: '900',
    workerId: mike.userId,
    reviewerId: dana.userId,
  });
  const queue = (orders: readonly Order[], rest: Partial<ReviewQueue> = {}): Message =>
    reviewQueue({
      orders,
      unreadable: [],
      total: { count: orders.length, atLeast: false },
      next: undefined,
      ...rest,
    });
  const next = { since: at(0), orderKey: 'ABC123' };

  test('has a line each, and a select that opens one', () => {
    const message = queue([
      { ...order, status: 'Evidence Submitted', reviewerId: undefined, submittedAt: at(5) },
      { ...order, orderId: 'X-2', orderKey: 'X-2', submittedAt: at(9) },
    ]);
    expect(message.content).toBe('Review queue · 2 waiting, the longest first');
    const mikes = `Website Development · booster <@${mike.userId}> · submitted`;
    expect(message.embeds?.[0]?.description?.split('\n')).toEqual([
      `📸 **ABC123** · ${mikes} ${agoOf(5)}`,
      `🔍 **X-2** · ${mikes} ${agoOf(9)} · <@${dana.userId}> is looking`,
    ]);
    expect(message.components).toMatchObject([
      {
        components: [
          {
            custom_id: 'review:choose',
            options: [{ label: 'ABC123 · Website Development', value: 'ABC123' }, { value: 'X-2' }],
          },
        ],
      },
    ]);
  });

  test('goes on where it ended, also past orders that show nothing', () => {
    const id = `review:queue:${at(0).getTime().toString(36)}:ABC123`;
    for (const message of [queue([order], { next }), queue([], { next })])
      expect(message.components?.at(-1)).toMatchObject({
        components: [{ label: 'Later ones', custom_id: id }],
      });
    expect(queue([], { next }).content).not.toContain('Nothing waits');
  });

  test('says so when nothing waits', () => {
    expect(queue([])).toEqual({
      content: 'Nothing waits for a review.\nEvidence appears here as soon as it is submitted.',
      embeds: [],
      components: [],
    });
  });

  test('says how many there are, as far as that is known', () => {
    const titleOf = (total: ReviewQueue['total']) => queue([order], { total }).content;
    expect(titleOf({ count: 50, atLeast: true })).toBe(
      'Review queue · at least 50 waiting, the longest first',
    );
    expect(titleOf(undefined)).toBe('Review queue, the longest first');
  });

  test('names what can’t be read, whatever else it shows', () => {
    const unreadable = ['SPOILT-1'];
    const line =
      '⚠️ Order SPOILT-1 can’t be read and is left out. Nothing is lost, but nothing can be done with it: ask whoever runs the bot to look into its log.';
    expect(queue([order], { unreadable }).content.split('\n')).toEqual([
      'Review queue · 1 waiting, the longest first',
      line,
    ]);
    expect(queue([], { unreadable }).content.split('\n')[1]).toBe(line);
    expect(queue([], { unreadable, next }).content.split('\n')[1]).toBe(line);
  });
});
