import { changeOrder } from './change.ts';
import type { Change, Occasion, Order, Person } from './order.ts';
import type { Party } from './permissions.ts';
import { missingFor, possibleMoves } from './possibleMoves.ts';
import { ok, type Result, refuse } from './result.ts';
import { type Move, movesFrom, rowOf, type Status, statuses } from './status.ts';
import { cleanText } from './text.ts';
import { type Titled, titledOf } from './titled.ts';
import type { Means } from './workflow.ts';

/** What staff ask `/updateorder` to change. */
export interface Update {
  readonly status?: Status | undefined;
  /** A note that the customer may read; also the reason, where a move needs one. */
  readonly notes?: string | undefined;
  readonly internalNotes?: string | undefined;
  readonly staff?: Person | undefined;
}

/** Why an update is not made. */
export type UpdateRefusal =
  | { readonly code: 'nothing-to-update' }
  | { readonly code: 'already-there'; readonly status: Status }
  | {
      readonly code: 'move-not-allowed';
      readonly from: Status;
      readonly to: Status;
      readonly moves: readonly Move[];
      readonly titled: Titled;
    }
  /** It can follow, but comes about in another way than by hand. */
  | {
      readonly code: 'other-way';
      readonly to: Status;
      readonly means: Means;
      readonly by: readonly Party[];
      readonly titled: Titled;
    }
  | { readonly code: 'reason-needed'; readonly to: Status }
  | {
      readonly code: 'worker-must-start';
      readonly workerId: string | undefined;
      readonly titled: Titled;
    }
  | { readonly code: 'evidence-needed'; readonly to: Status; readonly workerId: string | undefined }
  | { readonly code: 'own-work'; readonly to: Status; readonly titled: Titled };

/** Checks a move that staff make by hand, and says what stands in its way. */
function checkMove(
  order: Order,
  to: Status,
  reason: string | undefined,
  by: Person,
): UpdateRefusal | undefined {
  if (order.status === to) return { code: 'already-there', status: to };
  const titled = titledOf(order);
  const ways = movesFrom(order).filter(
    (move) => move.to === to && move.means === 'update' && move.by.includes('staff'),
  );
  const moves = possibleMoves(order);
  const otherWay = moves.find((move) => move.to === to);
  if (ways.length === 0 && otherWay !== undefined)
    return { code: 'other-way', to, means: otherWay.means, by: otherWay.by, titled };
  if (ways.length === 0) return { code: 'move-not-allowed', from: order.status, to, moves, titled };
  // Resuming at Rejected repeats a decision that someone else has made.
  const decides = to === 'Complete' || (to === 'Rejected' && order.heldFrom !== to);
  if (decides && order.workerId === by.userId) return { code: 'own-work', to, titled };
  const missing = ways.map((move) => missingFor(move, order, reason));
  if (missing.some((conditions) => conditions.length === 0)) return undefined;
  // The way with only a reason missing is the one to offer.
  if (missing.some((conditions) => conditions.every((condition) => condition === 'reason')))
    return { code: 'reason-needed', to };
  if (missing.some((conditions) => conditions.includes('no worker')))
    return { code: 'worker-must-start', workerId: order.workerId, titled };
  return { code: 'evidence-needed', to, workerId: order.workerId };
}

/** The statuses that someone of staff may take an order to by hand, with a reason where one is needed. */
export function movesByHand(order: Order, by: Person): Status[] {
  return statuses.filter((to) => checkMove(order, to, 'a reason', by) === undefined);
}

/** Decides an update by staff: the order as it will be, and the one audit event of it. */
export function updateOrder(order: Order, update: Update, occasion: Occasion): Result<Change, UpdateRefusal> {
  const notes = emptyToUndefined(update.notes);
  const internalNotes = emptyToUndefined(update.internalNotes);
  const { by, at } = occasion;
  if (
    update.status === undefined &&
    notes === undefined &&
    internalNotes === undefined &&
    update.staff === undefined
  )
    return refuse({ code: 'nothing-to-update' });

  const reason = notes ?? internalNotes;
  if (update.status !== undefined) {
    const refusal = checkMove(order, update.status, reason, by);
    if (refusal !== undefined) return refuse(refusal);
  }

  const { status: to, staff } = update;
  return ok(
    changeOrder(
      order,
      {
        kind: 'updated',
        to,
        reason: notes,
        notes,
        internalNotes,
        staff: staff?.userId,
        staffUsername: staff?.username,
      },
      {
        ...(notes === undefined ? {} : { notes, notesBy: by.userId, notesAt: at }),
        ...(internalNotes === undefined ? {} : { internalNotes }),
        ...(staff === undefined ? {} : { staff: staff.userId, staffUsername: staff.username }),
      },
      occasion,
    ),
  );
}

/** Whether moving to a status ends the order with something lost: nothing leads back, and it is not a success. */
export function needsConfirmation(order: Order, status: Status | undefined): status is Status {
  if (status === undefined) return false;
  const row = rowOf(order.workflow, status);
  return row.stage === 'ended' && row.step === 'aside';
}

function emptyToUndefined(text: string | undefined): string | undefined {
  const clean = text === undefined ? '' : cleanText(text);
  return clean === '' ? undefined : clean;
}
