import { z } from 'zod';
import { submittedImageSchema } from './evidence.ts';
import { type Status, statuses } from './status.ts';

/*
 * Somebody is not content with an order: both sides are heard, and then staff or support resolve it. Meanwhile the order
 * is Disputed and its money stays where it is.
 */

/**
 * How far a dispute has come. `Open`: nobody has said more than why. `Evidence`: someone has. `Review`: someone who may
 * resolve it looks at it. `Resolved`: decided. `Closed`: and all money that was sent back has arrived.
 */
export const disputeStates = ['Open', 'Evidence', 'Review', 'Resolved', 'Closed'] as const;

/** How far a dispute has come. */
export type DisputeState = (typeof disputeStates)[number];

/** The states of a dispute that is still to be resolved. */
export const unresolved: readonly DisputeState[] = ['Open', 'Evidence', 'Review'];

/** How a dispute may end. */
export const resolutions = ['Refund Buyer', 'Release Seller', 'Partial Refund', 'No Action'] as const;

/** How a dispute may end. */
export type Resolution = (typeof resolutions)[number];

/** Who speaks in a dispute. `desk`: staff, support and advertisers. `provider`: the payer, at their bank or provider. */
export const disputeSides = ['customer', 'worker', 'desk', 'provider'] as const;

/** Who speaks in a dispute. */
export type DisputeSide = (typeof disputeSides)[number];

const hourMs = 60 * 60 * 1000;

/** What a dispute may hold at most, and how long things take. Texts in characters. */
export const disputeLimits = {
  text: 1000,
  /** Statements of one side. */
  statements: 10,
  /** How long a completed order may still be disputed by people. */
  afterCompletionMs: 7 * 24 * hourMs,
  /** How long both sides are given to say what they have to say. */
  hearingMs: 72 * hourMs,
} as const;

const snowflake = z.string().regex(/^\d{1,20}$/);
const minor = z.number().int();
// The statuses are not empty, which their type forgets.
const statusSchema = z.enum(statuses as [Status, ...Status[]]);

/** What a side said, with pictures; those are in the vault until they are deleted. */
const statementSchema = z.looseObject({
  statementId: z.string(),
  side: z.enum(disputeSides),
  by: snowflake,
  byUsername: z.string(),
  at: z.date(),
  /** '' where the pictures say it all. */
  text: z.string(),
  images: z.array(submittedImageSchema),
  /** When the pictures were deleted from the vault. */
  deletedAt: z.date().optional(),
});

/** What a side said. */
export type Statement = z.infer<typeof statementSchema>;

/** How a dispute was resolved. Amounts in minor units of the order's currency. */
const verdictSchema = z.looseObject({
  resolution: z.enum(resolutions),
  /** What went back to the payers by it, and what was released to the worker and others. */
  refundedMinor: minor,
  releasedMinor: minor,
  reason: z.string(),
  by: snowflake,
  byUsername: z.string(),
  at: z.date(),
});

/** A dispute as stored at `guilds/{guildId}/disputes/{disputeId}`. */
export const disputeSchema = z.looseObject({
  guildId: snowflake,
  /** See `disputeIdOf`. */
  disputeId: z.string(),
  orderKey: z.string(),
  orderId: z.string(),
  /** Which of its order's disputes it is, from 1. */
  number: z.number().int(),
  state: z.enum(disputeStates),
  side: z.enum(disputeSides),
  openedBy: snowflake,
  openedByUsername: z.string(),
  openedAt: z.date(),
  /** Why; '' where the provider did not say. */
  reason: z.string(),
  /** Until when both sides are asked to say what they have to say. */
  hearUntil: z.date(),
  /** Where the order was, to return there. */
  from: z.looseObject({
    status: statusSchema,
    statusReason: z.string().optional(),
    heldFrom: statusSchema.optional(),
    heldReason: z.string().optional(),
    endedAt: z.date().optional(),
  }),
  statements: z.array(statementSchema),
  /** Who looks at it. */
  reviewerId: snowflake.optional(),
  reviewerUsername: z.string().optional(),
  /** A resolution that waits for its author to confirm it. */
  pending: z
    .looseObject({
      operationId: z.string(),
      by: snowflake,
      resolution: z.enum(resolutions),
      amountMinor: minor.optional(),
      way: z.enum(['wallet', 'provider']),
      reason: z.string(),
    })
    .optional(),
  verdict: verdictSchema.optional(),
});

/** A dispute as stored. */
export type Dispute = z.infer<typeof disputeSchema>;

/** The id of an order's dispute: they are numbered, so that all of them can be read without asking for a list. */
export function disputeIdOf(orderKey: string, number: number): string {
  return `${orderKey}.${number}`;
}

/** The ids of all disputes of an order that had `count` of them. */
export function disputeIdsOf(orderKey: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => disputeIdOf(orderKey, index + 1));
}

/** Whether it is still to be resolved. */
export function isUnresolved({ state }: Pick<Dispute, 'state'>): boolean {
  return unresolved.includes(state);
}
