import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Order } from '../../src/domain/order.ts';
import { reviewMessages } from '../../src/ports/collections.ts';
import { guildId } from '../support/anOrder.ts';
import { type OutboxDesk, outboxDesk } from '../support/outbox.ts';

const first = '400000000000000001';
const second = '400000000000000002';

let desk: OutboxDesk;
beforeEach(async () => {
  desk = await outboxDesk();
});
afterEach(() => desk.dispose());

/** A change that only the review queue hears of, of evidence 900 unless said otherwise. */
function notify(kind: 'opened' | 'returned', order: Partial<Order> = {}): Promise<string> {
  const { submissionId = '900' } = order;
  const to = kind === 'opened' ? 'In Review' : 'Evidence Submitted';
  return desk.notify({ submissionId, ...order }, { kind, to, submissionId });
}

const deliver = () => desk.deliver();
const tried = () => desk.attempts.map(({ to }) => to);
const keptOf = (submissionId: string) => desk.store.get(reviewMessages.path(guildId, submissionId));

describe('the message about a piece of evidence in the review queue', () => {
  beforeEach(() => desk.setReviewQueue(first));

  test('is posted once and changed from then on', async () => {
    await notify('returned');
    await deliver();
    expect(await keptOf('900')).toEqual({ channelId: first, messageId: 'message 1' });
    await notify('opened');
    await notify('returned');
    await deliver();
    expect(tried()).toEqual([`post ${first}`, `edit ${first}/message 1`, `edit ${first}/message 1`]);
    expect(desk.attempts.map(({ text }) => text)).toEqual([
      'ABC123 1: reviewers',
      'ABC123 2: reviewers',
      'ABC123 3: reviewers',
    ]);
    expect(await desk.left()).toBe(0);
  });

  test('is posted once though several changes wait at the same time', async () => {
    for (const kind of ['returned', 'opened', 'returned'] as const) await notify(kind);
    await deliver();
    expect(tried()).toEqual([`post ${first}`, `edit ${first}/message 1`, `edit ${first}/message 1`]);
  });

  test('is another one for other evidence', async () => {
    await notify('returned');
    await notify('returned', { submissionId: '901' });
    await deliver();
    expect(tried()).toEqual([`post ${first}`, `post ${first}`]);
    expect((await keptOf('901'))?.messageId).toBe('message 2');
  });

  test('is posted again when someone deleted it, and the new one is changed then', async () => {
    await notify('returned');
    await deliver();
    desk.answer = ({ to }) => (to === `edit ${first}/message 1` ? 'closed' : 'sent');
    await notify('opened');
    await notify('returned');
    await deliver();
    expect(tried().slice(1)).toEqual([`edit ${first}/message 1`, `post ${first}`, `edit ${first}/message 3`]);
    expect(await keptOf('900')).toEqual({ channelId: first, messageId: 'message 3' });
  });

  test('stays where it is when the queue moves; new ones go to the new channel', async () => {
    await notify('returned');
    await deliver();
    await desk.setReviewQueue(second);
    await notify('opened');
    await notify('returned', { submissionId: '901' });
    await deliver();
    expect(tried().slice(1).toSorted()).toEqual([`edit ${first}/message 1`, `post ${second}`]);
  });

  test('is tried again, under the same nonce, when Discord does not answer', async () => {
    let fails = true;
    desk.answer = () => {
      if (fails) throw new Error('no answer');
      return 'sent';
    };
    await notify('returned');
    await deliver();
    fails = false;
    desk.time.pass(2_000);
    await deliver();
    expect(tried()).toEqual([`post ${first}`, `post ${first}`]);
    expect(desk.attempts[1]?.nonce).toBe(desk.attempts[0]?.nonce);
    expect(desk.attempts[0]?.nonce.length).toBeLessThanOrEqual(25);
    expect(await desk.left()).toBe(0);
  });

  test('an edit that fails is tried again, and nothing is posted beside the message', async () => {
    await notify('returned');
    await deliver();
    desk.answer = () => {
      throw new Error('no answer');
    };
    await notify('opened');
    await deliver();
    desk.answer = () => 'sent';
    desk.time.pass(2_000);
    await deliver();
    expect(tried()).toEqual([`post ${first}`, `edit ${first}/message 1`, `edit ${first}/message 1`]);
  });
});

test('without a review queue there is nothing to post, and nothing is left of it', async () => {
  await notify('returned');
  await deliver();
  expect([tried(), await desk.left(), desk.reports]).toEqual([[], 0, []]);
});

test('an order without evidence has no message in the queue', async () => {
  await desk.setReviewQueue(first);
  await notify('opened', { submissionId: undefined });
  await deliver();
  expect([tried(), await desk.left()]).toEqual([[], 0]);
});
