import { type Dispute, type DisputeSide, unresolved } from '../../domain/dispute.ts';
import type { SubmittedImage } from '../../domain/evidence.ts';
import { sideOf } from '../../domain/openDispute.ts';
import type { Order } from '../../domain/order.ts';
import type { Chargeback, Payment } from '../../domain/payment.ts';
import type { Actor } from '../../domain/permissions.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { disputes, orders } from '../../ports/collections.ts';
import { access } from '../access.ts';
import { readPayments } from '../commitChange.ts';
import type { Desk, EvidenceDesk } from '../desk.ts';
import { type Compared, type SeenBefore, seenBefore, viewSighting } from '../evidence.ts';
import type { Refusal } from '../refusal.ts';
import { seeOrder } from '../trackOrder.ts';
import { currentDispute } from './addStatement.ts';

/** Who wants to see the dispute about which order. */
export interface SeeRequest {
  readonly by: Actor;
  readonly guildId: string;
  readonly orderKey: string;
}

/** A dispute as someone may see it. */
export interface SeenDispute {
  readonly order: Order;
  readonly dispute: Dispute;
  /** The reader's side. */
  readonly side: DisputeSide;
  readonly mayResolve: boolean;
  /** Disputes about its payments at their providers; for those who may resolve it. */
  readonly chargebacks: readonly { readonly payment: Payment; readonly chargeback: Chargeback }[];
  /** The pictures that the reader may see: their own side's, or all for those who may resolve it; oldest first. */
  readonly pictures: readonly {
    readonly by: string;
    readonly side: DisputeSide;
    readonly image: SubmittedImage;
  }[];
}

/**
 * The dispute about an order, or its last one, for those who may see the order: to anyone else there is no such order.
 * What was said is there for both sides; pictures only for those who sent them and those who decide.
 */
export async function seeDispute(desk: Desk, request: SeeRequest): Promise<Result<SeenDispute, Refusal>> {
  const { by, guildId, orderKey } = request;
  const seen = await seeOrder(desk.store, by, guildId, orderKey);
  if (!seen.ok) return seen;
  const { order } = seen.value;
  const dispute = await currentDispute(desk.store, order);
  if (dispute === undefined) return refuse({ code: 'not-disputed' });
  const mayResolve = (await access(desk.store, 'resolve dispute', by, guildId, order)) !== undefined;
  const side = sideOf(order, by.userId);
  const payments = mayResolve ? await readPayments(desk.store, order) : [];
  return ok({
    order,
    dispute,
    side,
    mayResolve,
    chargebacks: payments.flatMap((payment) =>
      (payment.chargebacks ?? []).map((chargeback) => ({ payment, chargeback })),
    ),
    pictures: dispute.statements
      .filter((statement) => mayResolve || statement.by === by.userId)
      .flatMap((statement) =>
        statement.images.map((image) => ({ by: statement.by, side: statement.side, image })),
      ),
  });
}

/** One of the pictures of a dispute that someone may see; its bytes undefined when it was deleted. */
export interface DisputePicture {
  readonly seen: SeenDispute;
  /** From 0; within what there is. */
  readonly position: number;
  readonly bytes: Uint8Array | undefined;
  /** Where it was seen before; for those who may resolve it. */
  readonly sightings: readonly SeenBefore[];
}

/** Fetches one of the pictures that someone may see. Refused with `no-evidence` when there is none for them. */
export async function seeDisputePicture(
  desk: EvidenceDesk,
  request: SeeRequest,
  wanted: number,
): Promise<Result<DisputePicture, Refusal>> {
  const seen = await seeDispute(desk, request);
  if (!seen.ok) return seen;
  const { order, pictures, mayResolve } = seen.value;
  const position = Math.min(Math.max(wanted, 0), pictures.length - 1);
  const picture = pictures[position];
  if (picture === undefined) return refuse({ code: 'no-evidence' });
  const bytes = await desk.vault.get(picture.image.vaultKey);
  const sightings = mayResolve ? await seenBefore(desk, request.by, order, picture.image) : [];
  return ok({ seen: seen.value, position, bytes, sightings });
}

/** The other picture that one of a dispute's was seen as before, for those who may resolve it; `no-evidence` without one. */
export async function compareDisputePicture(
  desk: EvidenceDesk,
  request: SeeRequest,
  position: number,
): Promise<Result<{ readonly image: SubmittedImage; readonly other: Compared }, Refusal>> {
  const seen = await seeDispute(desk, request);
  if (!seen.ok) return seen;
  const image = seen.value.mayResolve ? seen.value.pictures[position]?.image : undefined;
  const other = image && (await viewSighting(desk, request.by, request.guildId, image));
  return image === undefined || other === undefined ? refuse({ code: 'no-evidence' }) : ok({ image, other });
}

/** How many disputes a list shows. */
const listLength = 15;

/** Disputes that wait to be resolved. */
export interface DisputeList {
  readonly disputes: readonly Dispute[];
  readonly hasMore: boolean;
  /** All of the server's, for those who may resolve them; otherwise what the asker bought or works on. */
  readonly isAll: boolean;
}

/** The disputes that wait to be resolved, the oldest first. */
export async function listDisputes(
  { store }: Desk,
  { by, guildId }: Pick<SeeRequest, 'by' | 'guildId'>,
): Promise<DisputeList> {
  const isAll = (await access(store, 'resolve dispute', by, guildId)) !== undefined;
  if (isAll) {
    const page = await store.query({
      from: disputes,
      parent: disputes.parent(guildId),
      where: [{ field: 'state', is: 'in', values: unresolved }],
      orderBy: { field: 'openedAt', direction: 'ascending' },
      limit: listLength,
    });
    return { disputes: page.docs.map(({ data }) => data), hasMore: page.next !== undefined, isAll };
  }
  const [bought, worked] = await Promise.all([
    store.query({
      from: orders,
      parent: orders.parent(guildId),
      where: [
        { field: 'userId', is: 'equals', value: by.userId },
        { field: 'status', is: 'equals', value: 'Disputed' },
      ],
      orderBy: { field: 'timestamp', direction: 'descending' },
      limit: listLength,
    }),
    store.query({
      from: orders,
      parent: orders.parent(guildId),
      where: [
        { field: 'workerId', is: 'equals', value: by.userId },
        { field: 'status', is: 'equals', value: 'Disputed' },
      ],
      orderBy: { field: 'dueAt', direction: 'ascending' },
      limit: listLength,
    }),
  ]);
  const own = new Map([...bought.docs, ...worked.docs].map(({ data }) => [data.orderKey, data]));
  const found = await Promise.all([...own.values()].map((order) => currentDispute(store, order)));
  return {
    disputes: found
      .filter((dispute) => dispute !== undefined)
      .sort((one, other) => one.openedAt.getTime() - other.openedAt.getTime())
      .slice(0, listLength),
    hasMore: bought.next !== undefined || worked.next !== undefined || own.size > listLength,
    isAll,
  };
}
