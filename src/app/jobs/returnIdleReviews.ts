import type { Occasion, Order } from '../../domain/order.ts';
import { orderly } from '../../domain/orderly.ts';
import { idleReviewMs, returnIdleReview } from '../../domain/reviewOrder.ts';
import { orders } from '../../ports/collections.ts';
import { commitChange } from '../commitChange.ts';
import type { Job, JobDesk } from './job.ts';
import { ordersThat } from './ordersThat.ts';

/** Reviews that were opened and left alone for 15 minutes go back to the queue. */
export const returnIdleReviews: Job = async (desk, { dryRun, signal, note }) => {
  const { clock } = desk;
  const openedBefore = new Date(clock.now().getTime() - idleReviewMs);
  const opened = ordersThat(
    desk,
    {
      where: [
        { field: 'status', is: 'equals', value: 'In Review' },
        { field: 'statusSince', is: 'to', value: openedBefore },
      ],
      orderBy: { field: 'statusSince', direction: 'ascending' },
    },
    signal,
  );
  for await (const order of opened) {
    if (returnIdleReview(order, occasionOf(order, clock.now())) === undefined) continue;
    if (dryRun || (await returnToQueue(desk, order))) note({ kind: 'review returned', order });
  }
};

function occasionOf(order: Order, at: Date): Occasion {
  return { operationId: `idle-review-${order.sequence}`, by: orderly, at };
}

/** False when the reviewer has come back, or decided, meanwhile. */
async function returnToQueue(
  { store, clock, outbox }: JobDesk,
  { guildId, orderKey }: Order,
): Promise<boolean> {
  const noticeId = await store.transact(async (tx) => {
    const order = await tx.get(orders.path(guildId, orderKey));
    if (order === undefined) return undefined;
    const occasion = occasionOf(order, clock.now());
    const change = returnIdleReview(order, occasion);
    if (change === undefined) return undefined;
    const committed = await commitChange(tx, change, occasion, order);
    if (!committed.ok)
      throw new Error(`The review of ${orderKey} could not be returned: no money moves here`);
    return committed.value.noticeId;
  });
  if (noticeId !== undefined) void outbox.announce(noticeId);
  return noticeId !== undefined;
}
