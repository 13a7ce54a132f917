import { z } from 'zod';
import { type Dispute, disputeSides, resolutions } from './dispute.ts';
import { verdicts } from './evidence.ts';
import type { TransferRequest } from './ledger.ts';
import { chargebackFactsSchema, type Payment, paymentStatuses, sharesSchema } from './payment.ts';
import { paymentMethods } from './paymentMethod.ts';
import { payoutPolicySchema } from './payout.ts';
import { type Status, statuses, type WorkflowName, workflows } from './status.ts';

/** Longest texts people may give, in characters. */
export const limits = { service: 100, notes: 4000, paymentReference: 100 } as const;

const statusSchema = z.enum(statuses as [Status, ...Status[]]);
// The keys of `workflows` are its names by definition; Object.keys forgets that.
const workflowNames = Object.keys(workflows) as [WorkflowName, ...WorkflowName[]];
const snowflake = z.string().regex(/^\d{1,20}$/);

/** What a payout gave to whom. */
const payoutSchema = z.object({
  workerMinor: z.number().int(),
  platformMinor: z.number().int(),
  taxMinor: z.number().int(),
  currency: z.string(),
});

const pendingUpdateSchema = z.object({
  operationId: z.string(),
  by: snowflake,
  status: statusSchema,
  notes: z.string().optional(),
  internalNotes: z.string().optional(),
  staff: z.object({ userId: snowflake, username: z.string() }).optional(),
});

const pendingRefundSchema = z.object({
  operationId: z.string(),
  by: snowflake,
  /** How much; all that is left where it is missing. */
  amountMinor: z.number().int().optional(),
  reason: z.string(),
});

/** What orders without a deadline are sorted by, so that they come last. */
export const noDeadline = new Date(Date.UTC(9999, 11, 31));

/**
 * An order as stored at `guilds/{guildId}/orders/{orderKey}`. The first block keeps the tracking guide's field names and
 * meanings, so that what already reads such documents goes on working.
 */
export const orderSchema = z.looseObject({
  orderId: z.string(),
  userId: snowflake,
  username: z.string(),
  service: z.string(),
  /** How it was paid, by the latest payment; `unpaid` until the first has come. */
  paymentMethod: z.enum([...paymentMethods, 'unpaid']),
  /** As people read it, such as "$200.00"; `amountMinor` and `currency` are what is reckoned with. */
  amount: z.string(),
  /** The latest note that the customer may read; '' when there is none. */
  notes: z.string(),
  status: statusSchema,
  timestamp: z.date(),
  addedBy: snowflake,
  addedByUsername: z.string(),
  lastUpdated: z.date(),
  updatedBy: snowflake,
  updatedByUsername: z.string(),
  staff: snowflake.optional(),
  staffUsername: z.string().optional(),

  guildId: snowflake,
  /** The order id in capitals: ids are unique whatever their case. */
  orderKey: z.string(),
  workflow: z.enum(workflowNames),
  /** What `service` may be found by, see searchTerms. */
  serviceTerms: z.array(z.string()),
  amountMinor: z.number().int(),
  currency: z.string(),
  paymentReference: z.string().optional(),
  /** The latest note for staff's eyes only. */
  internalNotes: z.string().optional(),
  notesBy: snowflake.optional(),
  notesAt: z.date().optional(),
  statusSince: z.date(),
  /** Why the order is in a status that asks for a reason. */
  statusReason: z.string().optional(),
  /** Where an order on hold or in dispute returns to, and why it was there, where that status asks for a reason. */
  heldFrom: statusSchema.optional(),
  heldReason: z.string().optional(),
  workerId: snowflake.optional(),
  workerUsername: z.string().optional(),
  /** What the server called its workers when the order was made; the workflow's title where it is missing. */
  workerTitle: z.string().optional(),
  ticketChannelId: snowflake.optional(),
  /** When the present worker got it. */
  assignedAt: z.date().optional(),
  deadline: z.date().optional(),
  /** What orders are sorted by their deadline with: `noDeadline` where there is none. */
  dueAt: z.date().default(noDeadline),
  /** The catalogue entry the order was made from; what it says is copied, so that later changes of it don't reach back. */
  serviceId: z.string().optional(),
  advertiserId: snowflake.optional(),
  /** The role of the team that the service belongs to. */
  teamId: snowflake.optional(),
  /** False where the service needs no evidence from its workers. */
  evidenceRequired: z.boolean().optional(),
  /** How the hold is shared out; all to the worker where nothing is said. */
  payoutPolicy: payoutPolicySchema.optional(),
  /** Tax that is part of the price; it goes whole to the tax account. */
  taxIncludedMinor: z.number().int().optional(),
  /** How many payments it has (see `paymentIdsOf`); missing where it was recorded as paid before there were any. */
  paymentCount: z.number().int().optional(),
  /** What follows from the status of its payments. */
  paymentStatus: z.enum(paymentStatuses).optional(),
  /** What its hold contains; see `heldMinorOf` for orders that don't say. */
  heldMinor: z.number().int().optional(),
  /** What completion paid to whom, less what a refund or a chargeback took again. */
  payout: payoutSchema.optional(),
  /** How often it was disputed, see `disputeIdOf`; while it is Disputed, the last of them is going on. */
  disputeCount: z.number().int().optional(),
  /** The evidence that was submitted last, and when. */
  submissionId: z.string().optional(),
  submittedAt: z.date().optional(),
  /** Whether pictures of its evidence, or of its disputes, are kept. */
  hasPictures: z.boolean().optional(),
  /** When people were last reminded of it, by what about. */
  remindedAt: z.object({ review: z.date().optional(), deadline: z.date().optional() }).optional(),
  /** The evidence of which something became last, and what; nobody decides on it again. */
  reviewedSubmissionId: z.string().optional(),
  reviewedVerdict: z.enum(verdicts).exclude(['pending']).optional(),
  /** Who is looking at the evidence, and when they last did something about it. */
  reviewerId: snowflake.optional(),
  reviewerUsername: z.string().optional(),
  reviewTouchedAt: z.date().optional(),
  startedAt: z.date().optional(),
  endedAt: z.date().optional(),
  /** A change that waits for its author to confirm it; the next change of the order drops it. */
  pendingUpdate: pendingUpdateSchema.optional(),
  /** A refund that waits for the same. */
  pendingRefund: pendingRefundSchema.optional(),
  /** How many audit events the order has. */
  sequence: z.number().int(),
  /** The latest operations applied, so that one delivered twice is known again. */
  recentOperations: z.array(z.string()),
});

/** An order as stored. */
export type Order = z.infer<typeof orderSchema>;

/** One change of an order, as stored at `guilds/{guildId}/orders/{orderKey}/events/{operationId}`. Never changed. */
export const orderEventSchema = z.looseObject({
  sequence: z.number().int(),
  at: z.date(),
  kind: z.enum([
    'added',
    'assigned',
    'unassigned',
    'declined',
    'started',
    'submitted',
    'opened',
    'returned',
    'approved',
    'rejected',
    'updated',
    'invoiced',
    'charged',
    'paid',
    'payment failed',
    'payment expired',
    'credited',
    'refunded',
    'refund failed',
    'disputed',
    'dispute stated',
    'dispute resolved',
    'charged back',
    'charge-back undone',
  ]),
  by: snowflake,
  byUsername: z.string(),
  from: statusSchema.optional(),
  to: statusSchema.optional(),
  /** A note that the customer may read. */
  notes: z.string().optional(),
  internalNotes: z.string().optional(),
  staff: snowflake.optional(),
  staffUsername: z.string().optional(),
  worker: snowflake.optional(),
  workerUsername: z.string().optional(),
  /** Who worked on it until this change. */
  formerWorker: snowflake.optional(),
  /** What the approval released, and to whom. */
  payout: payoutSchema.optional(),
  /** What the order's end put back into whose wallet. */
  moneyBack: z
    .object({
      currency: z.string(),
      shares: z.array(z.object({ userId: snowflake, amountMinor: z.number().int() })),
    })
    .optional(),
  /** Who was asked for a payment until this change ended the order; nothing is asked of them any more. */
  noLongerAsked: z.array(snowflake).optional(),
  /** The payment this is about, and how much of what moved. */
  payment: z
    .object({
      number: z.number().int(),
      amountMinor: z.number().int(),
      currency: z.string(),
      payerId: snowflake,
      method: z.enum(paymentMethods).optional(),
      /** What is still asked for, where something else came than that. */
      due: z.object({ amountMinor: z.number().int(), currency: z.string() }).optional(),
      /** Where a refund goes, and who bears it. */
      to: z.enum(['wallet', 'provider']).optional(),
      /** No provider sends it: somebody has to. */
      byHand: z.boolean().optional(),
      from: sharesSchema.optional(),
    })
    .optional(),
  /** What each payer is asked for first: an amount in minor units, of their share in so many parts, and until when. */
  bills: z
    .array(
      z.object({
        payerId: snowflake,
        amountMinor: z.number().int(),
        shareMinor: z.number().int(),
        parts: z.number().int(),
        until: z.date().optional(),
      }),
    )
    .optional(),
  /** The dispute this is about, which side did it, and how it was resolved. */
  dispute: z
    .object({
      number: z.number().int(),
      side: z.enum(disputeSides),
      resolution: z.enum(resolutions).optional(),
      /** What went back to the payers, and what was released, by the resolution. */
      refundedMinor: z.number().int().optional(),
      releasedMinor: z.number().int().optional(),
    })
    .optional(),
  /** The dispute at a provider that this is about. */
  chargeback: chargebackFactsSchema.optional(),
  /** The evidence this is about. */
  submissionId: z.string().optional(),
});

/** One change of an order: who did what when. */
export type OrderEvent = z.infer<typeof orderEventSchema>;

/** A person by Discord id, with the name to show where a mention can't be. */
export interface Person {
  readonly userId: string;
  readonly username: string;
}

/** What happened, by whom and when; `operationId` is the same when the same request is delivered again. */
export interface Occasion {
  readonly operationId: string;
  readonly by: Person;
  readonly at: Date;
}

/** An order after a change, with the audit events that brought it there, oldest first. */
export interface Change {
  readonly order: Order;
  readonly events: readonly [OrderEvent, ...OrderEvent[]];
  /** Its payments that are new or changed. */
  readonly payments?: readonly Payment[];
  /** Its dispute, where that is new or changed. */
  readonly dispute?: Dispute;
  /** The money it moves besides what follows from the order's end. */
  readonly transfers?: readonly TransferRequest[];
}
