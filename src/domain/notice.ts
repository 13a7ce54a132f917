import { z } from 'zod';
import { type Change, type Order, orderEventSchema, orderSchema } from './order.ts';

/** Who a notice is written for: they read different words about the same change. */
export const audiences = ['customer', 'worker', 'log'] as const;

/** Who a notice is written for. */
export type Audience = (typeof audiences)[number];

const deliverySchema = z.looseObject({
  audience: z.enum(audiences),
  /** `direct` goes to `userId`, `ticket` to the order's ticket channel, `log` to the server's order log. */
  route: z.enum(['direct', 'ticket', 'log']),
  userId: z.string().optional(),
  /** What staff are told in the log about a delivery that did not arrive. */
  trouble: z
    .object({
      audience: z.enum(audiences),
      userId: z.string(),
      why: z.enum(['closed', 'gave up']),
      ticket: z.boolean(),
    })
    .optional(),
  state: z.enum(['waiting', 'sent', 'closed', 'gave up']),
  attempts: z.number().int(),
  nextAttemptAt: z.date(),
  /** From when on it has been tried, where that is later than the notice itself. */
  since: z.date().optional(),
});

/** One message to one recipient, and how far it has come. */
export type Delivery = z.infer<typeof deliverySchema>;

/**
 * What people are to be told about one change, as stored at `outbox/{noticeId}`: one document for all recipients,
 * written in the same commit as the change. It carries the order as it was then, so that a late message is still true.
 */
export const noticeSchema = z.looseObject({
  guildId: z.string(),
  createdAt: z.date(),
  order: orderSchema,
  /** What was changed in that one commit, oldest first. */
  events: z.tuple([orderEventSchema], orderEventSchema),
  deliveries: z.array(deliverySchema),
});

/** What people are to be told about one change. */
export type Notice = z.infer<typeof noticeSchema>;

/**
 * What may lie in the outbox: notices, and what another version wrote and this one can't read. That must not keep the
 * notices around it from being read, so all it needs is its time.
 */
export const outboxSchema = z.union([noticeSchema, z.looseObject({ createdAt: z.date() })]);

/** What may lie in the outbox. */
export type OutboxDocument = z.infer<typeof outboxSchema>;

/**
 * A document's id for the notice of one change: the same change always has the same one. Sorted, those of one order come
 * in the order in which they were made, which decides between two of the same millisecond.
 */
export function noticeIdOf(order: Order): string {
  return `${order.guildId}.${order.orderKey}.${String(order.sequence).padStart(8, '0')}`;
}

/** Who is told of a change (the table "Telling people" of the product page). */
export function audiencesOf({ order, events }: Change): Audience[] {
  const moved = events.filter((event) => event.to !== undefined);
  const hasNote = events.some((event) => event.notes !== undefined);
  const hasNewStaff = events.some((event) => event.staff !== undefined);
  const customerSees = moved.length > 0 ? order.status !== 'Rejected' : hasNote || hasNewStaff;
  const workerSees = order.workerId !== undefined && (moved.length > 0 || hasNote);
  return [...(customerSees ? ['customer' as const] : []), ...(workerSees ? ['worker' as const] : []), 'log'];
}

/** The notice of a change that was just decided, every delivery of it still waiting. */
export function noticeOf(change: Change): Notice {
  const { order, events } = change;
  const waiting = { state: 'waiting' as const, attempts: 0, nextAttemptAt: order.lastUpdated };
  const deliveries = audiencesOf(change).map((audience): Delivery => {
    if (audience === 'log') return { audience, route: 'log', ...waiting };
    return {
      audience,
      route: 'direct',
      userId: audience === 'worker' ? order.workerId : order.userId,
      ...waiting,
    };
  });
  return { guildId: order.guildId, createdAt: order.lastUpdated, order, events: [...events], deliveries };
}
