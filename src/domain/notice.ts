import { z } from 'zod';
import { billsOf } from './bill.ts';
import { type Change, type Order, type OrderEvent, orderEventSchema, orderSchema } from './order.ts';
import { orderly } from './orderly.ts';
import { factsOf, type Payment, zeroShares } from './payment.ts';
import type { Reminder } from './reminder.ts';
import { unreachable } from './result.ts';
import { awaitsReview } from './reviewOrder.ts';

/** Who a notice is written for: they read different words about the same change. */
export const audiences = [
  'customer',
  'payer',
  'worker',
  'former worker',
  'advertiser',
  'reviewers',
  'log',
] as const;

/** Who a notice is written for. */
export type Audience = (typeof audiences)[number];

/** Someone could not be told. `ticket`: it stands in the order's ticket channel instead. */
const personTroubleSchema = z.object({
  audience: z.enum(audiences),
  userId: z.string(),
  why: z.enum(['closed', 'gave up']),
  ticket: z.boolean(),
});

/** A channel that staff chose is gone, or the bot may not write there. */
const placeTroubleSchema = z.object({
  place: z.enum(['reviewChannelId', 'orderLogChannelId']),
  channelId: z.string(),
});

/** Someone could not be told. */
export type PersonTrouble = z.infer<typeof personTroubleSchema>;

/** A channel that staff chose is gone, or the bot may not write there. */
export type PlaceTrouble = z.infer<typeof placeTroubleSchema>;

/** One message to one recipient, as stored with its notice. */
export const deliverySchema = z.looseObject({
  audience: z.enum(audiences),
  /**
   * `direct` goes to `userId`, `ticket` to the order's ticket channel, `log` to the server's order log, `review` to the
   * one message about this evidence in the review queue.
   */
  route: z.enum(['direct', 'ticket', 'log', 'review']),
  userId: z.string().optional(),
  /** What staff are told in the log, or by whom there is instead of it, about what did not arrive. */
  trouble: z.union([personTroubleSchema, placeTroubleSchema]).optional(),
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
  /**
   * What people are reminded of, where nothing changed; the one event then only says that Orderly did it. `keys`: the
   * provider of its payment does not accept the bot's.
   */
  reminder: z.enum(['review', 'deadline', 'payment', 'keys']).optional(),
  deliveries: z.array(deliverySchema),
});

/** What people are to be told about one change. */
export type Notice = z.infer<typeof noticeSchema>;

/**
 * A document's id for the notice of one change: the same change always has the same one. Sorted, those of one order come
 * in the order in which they were made, which decides between two of the same millisecond.
 */
export function noticeIdOf(order: Order): string {
  return `${order.guildId}.${order.orderKey}.${String(order.sequence).padStart(8, '0')}`;
}

/** Who is told of what (the table "Telling people" of the product page); an update by staff depends on what it changes. */
const told: Readonly<Record<Exclude<OrderEvent['kind'], 'updated'>, readonly Audience[]>> = {
  added: ['customer', 'advertiser', 'log'],
  assigned: ['customer', 'worker', 'former worker', 'log'],
  unassigned: ['customer', 'former worker', 'advertiser', 'log'],
  declined: ['customer', 'advertiser', 'log'],
  started: ['customer', 'log'],
  submitted: ['customer', 'advertiser'],
  opened: [],
  returned: [],
  approved: ['customer', 'worker', 'advertiser', 'log'],
  rejected: ['worker', 'log'],
  invoiced: ['customer', 'payer', 'log'],
  charged: ['customer', 'payer', 'log'],
  paid: ['customer', 'payer', 'log'],
  'payment failed': ['customer', 'payer'],
  'payment expired': ['customer', 'payer', 'log'],
  credited: ['customer', 'payer', 'log'],
  refunded: ['customer', 'payer', 'log'],
  'refund failed': ['customer', 'payer', 'log'],
  disputed: ['customer', 'worker', 'log'],
  'dispute stated': ['customer', 'worker', 'log'],
  'dispute resolved': ['customer', 'worker', 'log'],
  'charged back': ['log'],
  'charge-back undone': ['log'],
};

function toldOf(event: OrderEvent): readonly Audience[] {
  return [
    ...toldOfOrder(event),
    // Everyone who pays for it hears that their money is back, and that nothing is asked for any more.
    ...(event.moneyBack === undefined && event.noLongerAsked === undefined ? [] : (['payer'] as const)),
    // What the review queue says of a piece of evidence changes with whatever is about it.
    ...(event.submissionId === undefined ? [] : (['reviewers'] as const)),
  ];
}

function toldOfOrder(event: OrderEvent): readonly Audience[] {
  if (event.chargeback !== undefined && event.kind !== 'updated') {
    // Those whose wallets it touches are told besides.
    const { workerMinor, payerMinor } = event.payment?.from ?? zeroShares;
    const worker: readonly Audience[] = workerMinor > 0 ? ['worker'] : [];
    const payer: readonly Audience[] = payerMinor > 0 ? ['customer', 'payer'] : [];
    return [...told[event.kind], ...worker, ...payer];
  }
  // An order counts as new for those who sell once it is paid.
  if (event.kind === 'paid' && event.to !== undefined) return [...told.paid, 'advertiser'];
  // Whose wallet it touches, and whose work it ends.
  if (event.kind === 'refunded' || event.kind === 'refund failed')
    return event.to === undefined && !event.payment?.from?.workerMinor
      ? told[event.kind]
      : [...told[event.kind], 'worker'];
  if (event.kind !== 'updated') return told[event.kind];
  if (event.to === undefined) {
    if (event.notes !== undefined) return ['customer', 'worker', 'log'];
    return event.staff === undefined ? ['log'] : ['customer', 'log'];
  }
  // Resuming at Rejected is news to the customer, who was told of the hold; the rejection itself is the worker's.
  if (event.to === 'Rejected' && event.from !== 'On Hold') return ['worker', 'log'];
  return event.to === 'Complete'
    ? ['customer', 'worker', 'advertiser', 'log']
    : ['customer', 'worker', 'log'];
}

/** Who is told of a change. */
export function audiencesOf({ events }: Pick<Change, 'events'>): Audience[] {
  const all = new Set(events.flatMap(toldOf));
  return audiences.filter((audience) => all.has(audience));
}

/** Those besides the customer whose payments a change is about. */
function payersOf({ order, events, payments = [] }: Change): readonly string[] {
  const named = events.flatMap(({ payment }) => (payment === undefined ? [] : [payment.payerId]));
  const repaid = events.flatMap(({ moneyBack }) => moneyBack?.shares.map(({ userId }) => userId) ?? []);
  const asked = events.flatMap(({ noLongerAsked = [] }) => noLongerAsked);
  const payers = new Set([...named, ...repaid, ...asked, ...payments.map(({ payerId }) => payerId)]);
  payers.delete(order.userId);
  return [...payers];
}

/**
 * Whether someone hears by direct message of what they did themselves. They have the answer before them; what they get all
 * the same is what is to be kept: the confirmation of an order and of its completion, a bill, the buttons of an assignment, what they can do in their dispute.
 */
function isToKeep(audience: Audience, events: readonly OrderEvent[]): boolean {
  const has = (...kinds: readonly OrderEvent['kind'][]) => events.some(({ kind }) => kinds.includes(kind));
  if (events.some(({ to }) => to === 'Complete')) return true;
  switch (audience) {
    case 'customer':
    case 'payer':
      return has('added', 'invoiced', 'charged', 'paid', 'disputed');
    case 'worker':
      return has('assigned', 'disputed');
    case 'former worker':
    case 'advertiser':
    case 'reviewers':
    case 'log':
      return false;
    default:
      return unreachable(audience);
  }
}

/** The notice of a change that was just decided, every delivery of it still waiting. */
export function noticeOf(change: Change): Notice {
  const { order, events } = change;
  const waiting = { state: 'waiting' as const, attempts: 0, nextAttemptAt: order.lastUpdated };
  const direct = (audience: Audience, userId: string | undefined): Delivery[] =>
    userId === undefined || (userId === events[0].by && !isToKeep(audience, events))
      ? []
      : [{ audience, route: 'direct', userId, ...waiting }];
  const deliveries = audiencesOf(change).flatMap((audience): Delivery[] => {
    switch (audience) {
      case 'customer':
        return direct(audience, order.userId);
      case 'payer':
        return payersOf(change).flatMap((userId) => direct(audience, userId));
      case 'worker':
        return direct(audience, order.workerId);
      case 'former worker':
        return direct(audience, events.findLast((event) => event.formerWorker !== undefined)?.formerWorker);
      case 'advertiser':
        return direct(audience, order.advertiserId);
      case 'reviewers':
        return order.submissionId === undefined ? [] : [{ audience, route: 'review', ...waiting }];
      case 'log':
        return [{ audience, route: 'log', ...waiting }];
      default:
        return unreachable(audience);
    }
  });
  return { guildId: order.guildId, createdAt: order.lastUpdated, order, events: [...events], deliveries };
}

/** A reminder of an order that waits for a review, or is past its deadline, as it is written to the outbox. */
export function reminderOf(order: Order, about: Reminder, at: Date): Notice {
  const waiting = { state: 'waiting' as const, attempts: 0, nextAttemptAt: at };
  const { by, byUsername } = { by: orderly.userId, byUsername: orderly.username };
  const isWorkersTurn = order.workerId !== undefined && !awaitsReview(order);
  const deliveries: Delivery[] =
    about === 'review'
      ? [{ audience: 'reviewers', route: 'review', ...waiting }]
      : [
          ...(isWorkersTurn
            ? [{ audience: 'worker' as const, route: 'direct' as const, userId: order.workerId, ...waiting }]
            : []),
          { audience: 'log', route: 'log', ...waiting },
        ];
  return {
    guildId: order.guildId,
    createdAt: at,
    order,
    events: [{ sequence: order.sequence, at, kind: 'updated', by, byUsername }],
    reminder: about,
    deliveries,
  };
}

/** A reminder of a payment that is due: to its payer, and to staff where the work does not wait for it. */
export function paymentReminderOf(order: Order, payment: Payment, at: Date): Notice {
  const waiting = { state: 'waiting' as const, attempts: 0, nextAttemptAt: at };
  const audience = payment.payerId === order.userId ? ('customer' as const) : ('payer' as const);
  return {
    guildId: order.guildId,
    createdAt: at,
    order,
    events: [
      {
        sequence: order.sequence,
        at,
        kind: 'updated',
        by: orderly.userId,
        byUsername: orderly.username,
        payment: factsOf(payment),
        bills: billsOf([payment]),
      },
    ],
    reminder: 'payment',
    deliveries: [
      { audience, route: 'direct', userId: payment.payerId, ...waiting },
      ...(payment.beforeStart ? [] : [{ audience: 'log' as const, route: 'log' as const, ...waiting }]),
    ],
  };
}

/** Word to staff that a provider does not accept the bot's keys, found out when it was asked about this payment. */
export function keysNoticeOf(
  order: Order,
  payment: Payment,
  provider: 'stripe' | 'paypal',
  at: Date,
): Notice {
  const notice = paymentReminderOf(order, payment, at);
  const [event] = notice.events;
  return {
    ...notice,
    events: [{ ...event, payment: { ...factsOf(payment), method: provider }, bills: undefined }],
    reminder: 'keys',
    deliveries: [{ audience: 'log', route: 'log', state: 'waiting', attempts: 0, nextAttemptAt: at }],
  };
}
