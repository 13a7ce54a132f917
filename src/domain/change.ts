import type { Change, Occasion, Order, OrderEvent } from './order.ts';
import { rowOf, type Status } from './status.ts';
import { hasUndecidedEvidence, verdictOf } from './verdict.ts';

/** What an audit event says besides who, when and its number. */
export type EventFacts = Pick<OrderEvent, 'kind'> &
  Partial<
    Pick<
      OrderEvent,
      | 'notes'
      | 'internalNotes'
      | 'staff'
      | 'staffUsername'
      | 'worker'
      | 'workerUsername'
      | 'formerWorker'
      | 'payout'
      | 'submissionId'
      | 'payment'
      | 'bills'
      | 'dispute'
      | 'chargeback'
    >
  > & {
    /** The status that is entered, if any. */
    readonly to?: Status | undefined;
    /** Why, where the status asks for a reason. */
    readonly reason?: string | undefined;
  };

// As many repeats as Discord or a person could cause at once, with room to spare.
const rememberedOperations = 5;

/** Whether the order already carries what this operation did. */
export function alreadyApplied(order: Order, operationId: string): boolean {
  return order.recentOperations.includes(operationId);
}

/**
 * One change of an order with its one audit event. Every use case changes orders through here, so that what follows from
 * a change (who, when, the number of the event, what entering a status sets) is the same everywhere.
 */
export function changeOrder(
  order: Order,
  facts: EventFacts,
  patch: Partial<Order>,
  occasion: Occasion,
): Change {
  const { by, operationId } = occasion;
  // Clocks differ, and the later of two changes may have begun first: an order's history only goes forward.
  const at = occasion.at < order.lastUpdated ? order.lastUpdated : occasion.at;
  const { to, reason, ...told } = facts;
  const sequence = order.sequence + 1;
  const changed: Order = {
    ...order,
    ...(to === undefined ? {} : entering(order, to, reason, at)),
    ...patch,
    pendingUpdate: undefined,
    pendingRefund: undefined,
    lastUpdated: at,
    updatedBy: by.userId,
    updatedByUsername: by.username,
    sequence,
    recentOperations: [...order.recentOperations, operationId].slice(-rememberedOperations),
  };
  const reviewedVerdict = verdictOf(order, changed);
  const isAboutEvidence = hasUndecidedEvidence(order) && (to !== undefined || reviewedVerdict !== undefined);
  const event: OrderEvent = {
    ...(isAboutEvidence ? { submissionId: order.submissionId } : {}),
    ...told,
    sequence,
    at,
    by: by.userId,
    byUsername: by.username,
    ...(to === undefined ? {} : { from: order.status, to }),
  };
  return {
    order:
      reviewedVerdict === undefined
        ? changed
        : { ...changed, reviewedVerdict, reviewedSubmissionId: order.submissionId },
    events: [event],
  };
}

/** The fields that change when an order enters a status. */
function entering(order: Order, to: Status, reason: string | undefined, at: Date): Partial<Order> {
  const row = rowOf(order.workflow, to);
  const isPausing = row.stage === 'paused' || row.stage === 'contested';
  return {
    status: to,
    statusSince: at,
    // Who resumes an order says nothing about why it was where it goes on.
    statusReason: row.step !== 'aside' ? undefined : to === order.heldFrom ? order.heldReason : reason,
    heldFrom: isPausing ? order.status : undefined,
    heldReason: isPausing ? order.statusReason : undefined,
    startedAt: order.startedAt ?? (to === 'In Progress' ? at : undefined),
    endedAt: row.stage === 'ended' ? at : undefined,
  };
}
