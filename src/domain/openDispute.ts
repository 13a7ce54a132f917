import { changeOrder } from './change.ts';
import {
  type Dispute,
  type DisputeSide,
  disputeIdOf,
  disputeLimits,
  isUnresolved,
  type Statement,
} from './dispute.ts';
import type { SubmittedImage } from './evidence.ts';
import type { Change, Occasion, Order } from './order.ts';
import { ok, type Result, refuse } from './result.ts';
import { movesFrom, rowOf, type Status } from './status.ts';
import { cleanText } from './text.ts';

/** Why a dispute is not opened, or nothing is added to it. */
export type DisputeRefusal =
  | { readonly code: 'already-disputed' }
  | { readonly code: 'dispute-not-now'; readonly status: Status }
  /** The order was completed too long ago; it could be disputed until then. */
  | { readonly code: 'dispute-too-late'; readonly until: Date }
  | { readonly code: 'dispute-reason-missing' }
  | { readonly code: 'dispute-text-too-long'; readonly length: number; readonly most: number }
  /** There is no dispute about the order now. */
  | { readonly code: 'not-disputed' }
  | { readonly code: 'statement-empty' }
  | { readonly code: 'too-many-statements'; readonly most: number };

/** Until when people may dispute a completed order; undefined where time does not matter. */
export function disputableUntil({ status, endedAt }: Pick<Order, 'status' | 'endedAt'>): Date | undefined {
  if (status !== 'Complete' || endedAt === undefined) return undefined;
  return new Date(endedAt.getTime() + disputeLimits.afterCompletionMs);
}

/** What stands in the way of people disputing an order now. */
export function checkDisputable(order: Order, now: Date): DisputeRefusal | undefined {
  if (rowOf(order.workflow, order.status).stage === 'contested') return { code: 'already-disputed' };
  if (!mayBecomeDisputed(order)) return { code: 'dispute-not-now', status: order.status };
  const until = disputableUntil(order);
  return until !== undefined && now > until ? { code: 'dispute-too-late', until } : undefined;
}

/** Whether an order can be disputed where it stands, however late. */
export function mayBecomeDisputed(order: Order): boolean {
  return movesFrom(order).some(({ to, means }) => to === 'Disputed' && means === 'dispute');
}

/** Which side of an order someone is on. */
export function sideOf({ userId, workerId }: Pick<Order, 'userId' | 'workerId'>, who: string): DisputeSide {
  if (who === userId) return 'customer';
  return who === workerId ? 'worker' : 'desk';
}

/** Someone disputes an order: its money stays where it is, and both sides are heard. */
export function openDispute(
  order: Order,
  reason: string,
  occasion: Occasion,
): Result<Change & { readonly dispute: Dispute }, DisputeRefusal> {
  const refusal = checkDisputable(order, occasion.at);
  if (refusal !== undefined) return refuse(refusal);
  const why = checkText(reason);
  if (!why.ok) return why;
  if (why.value === '') return refuse({ code: 'dispute-reason-missing' });
  return ok(disputed(order, sideOf(order, occasion.by.userId), why.value, occasion, {}));
}

/** The order as disputed, and the dispute about it. `facts` are what the event says besides. */
export function disputed(
  order: Order,
  side: DisputeSide,
  reason: string,
  occasion: Occasion,
  facts: Pick<Change['events'][0], 'payment' | 'chargeback'>,
): Change & { readonly dispute: Dispute } {
  const { by } = occasion;
  const { guildId, orderKey, orderId, status, statusReason, heldFrom, heldReason, endedAt } = order;
  const number = (order.disputeCount ?? 0) + 1;
  const change = changeOrder(
    order,
    {
      kind: 'disputed',
      to: 'Disputed',
      ...facts,
      dispute: { number, side },
      ...(reason === '' ? {} : { reason, notes: reason }),
    },
    { disputeCount: number },
    occasion,
  );
  const openedAt = change.order.lastUpdated;
  const dispute: Dispute = {
    guildId,
    disputeId: disputeIdOf(orderKey, number),
    orderKey,
    orderId,
    number,
    state: 'Open',
    side,
    openedBy: by.userId,
    openedByUsername: by.username,
    openedAt,
    reason,
    hearUntil: new Date(openedAt.getTime() + disputeLimits.hearingMs),
    from: { status, statusReason, heldFrom, heldReason, endedAt },
    statements: [],
  };
  return { ...change, dispute };
}

/** What one side adds to a dispute. */
export interface Addition {
  readonly text: string;
  readonly images: readonly SubmittedImage[];
}

/** What stands in the way of a side adding to a dispute; known before any picture is fetched. The text, made safe to keep. */
export function checkStatement(
  dispute: Dispute | undefined,
  side: DisputeSide,
  text: string,
  imageCount: number,
): Result<string, DisputeRefusal> {
  if (dispute === undefined || !isUnresolved(dispute)) return refuse({ code: 'not-disputed' });
  const clean = checkText(text);
  if (!clean.ok) return clean;
  if (clean.value === '' && imageCount === 0) return refuse({ code: 'statement-empty' });
  const said = dispute.statements.filter((statement) => statement.side === side).length;
  return said >= disputeLimits.statements
    ? refuse({ code: 'too-many-statements', most: disputeLimits.statements })
    : clean;
}

/** One side says something in a dispute, with pictures or without. */
export function addStatement(
  order: Order,
  dispute: Dispute | undefined,
  { text, images }: Addition,
  occasion: Occasion,
): Result<Change & { readonly dispute: Dispute }, DisputeRefusal> {
  const { operationId, by } = occasion;
  const side = sideOf(order, by.userId);
  const checked = checkStatement(dispute, side, text, images.length);
  if (!checked.ok) return checked;
  if (dispute === undefined) return refuse({ code: 'not-disputed' });
  const change = changeOrder(
    order,
    {
      kind: 'dispute stated',
      dispute: { number: dispute.number, side },
      ...(checked.value === '' ? {} : { notes: checked.value }),
    },
    images.length === 0 ? {} : { hasPictures: true },
    occasion,
  );
  const statement: Statement = {
    statementId: operationId,
    side,
    by: by.userId,
    byUsername: by.username,
    at: change.order.lastUpdated,
    text: checked.value,
    images: [...images],
  };
  return ok({
    ...change,
    dispute: {
      ...dispute,
      state: dispute.state === 'Open' ? 'Evidence' : dispute.state,
      statements: [...dispute.statements, statement],
    },
  });
}

function checkText(text: string): Result<string, DisputeRefusal> {
  const clean = cleanText(text);
  return clean.length > disputeLimits.text
    ? refuse({ code: 'dispute-text-too-long', length: clean.length, most: disputeLimits.text })
    : ok(clean);
}
