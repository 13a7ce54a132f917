import type { Sighting, Submission, SubmittedImage } from '../domain/evidence.ts';

import { heldMinorOf, payoutOfHeld, payoutTermsOf } from '../domain/heldMoney.ts';
import { currencyCode } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { Payout } from '../domain/payout.ts';
import type { Actor } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { submissions, wallets } from '../ports/collections.ts';
import type { Desk, EvidenceDesk } from './desk.ts';
import { walletIdOf } from './ledger.ts';
import type { Refusal } from './refusal.ts';
import type { OpenedReview } from './reviewOrder.ts';
import { seeOrder } from './trackOrder.ts';

/** One image of the evidence as a reviewer is to see it. */
export interface ImageView {
  /** From 0; within what there is. */
  readonly position: number;
  /** Undefined when the picture was deleted. */
  readonly bytes: Uint8Array | undefined;
  readonly sightings: readonly SeenBefore[];
}

/** Where a picture was seen before. */
export interface SeenBefore {
  readonly match: Sighting['match'];
  /** There only for those who may see it. */
  readonly order: Order | undefined;
  /** Which of this very order's submissions it was in, from 1; undefined for another order's. */
  readonly ownSubmission: number | undefined;
}

/** What an approval would pay, and the worker's wallet before it. */
export interface PayoutPreview extends Payout {
  readonly walletBeforeMinor: number;
  readonly currency: string;
}

const shownSightings = 3;

/** Fetches one image of opened evidence from the vault, with where it was seen before. */
export async function viewImage(
  desk: EvidenceDesk,
  by: Actor,
  { order, submission }: Pick<OpenedReview, 'order' | 'submission'>,
  wanted: number,
): Promise<ImageView> {
  const position = Math.min(Math.max(wanted, 0), submission.images.length - 1);
  const image = submission.images[position];
  const bytes = image === undefined ? undefined : await desk.vault.get(image.vaultKey);
  const sightings = image === undefined ? [] : await seenBefore(desk, by, order, image);
  return { position, bytes, sightings };
}

/** Where a picture of an order was seen before, as its reader may know it; the likest few. */
export function seenBefore(
  desk: Desk,
  by: Actor,
  order: Order,
  { sightings }: Pick<SubmittedImage, 'sightings'>,
): Promise<readonly SeenBefore[]> {
  const shown = sightings.slice(0, shownSightings);
  return Promise.all(
    shown.map(async ({ match, orderKey, submissionId }): Promise<SeenBefore> => {
      if (orderKey === order.orderKey)
        return { match, order, ownSubmission: await submissionNumber(desk, order, submissionId) };
      const seen = await seeOrder(desk.store, by, order.guildId, orderKey, 'see evidence');
      return { match, order: seen.ok ? seen.value.order : undefined, ownSubmission: undefined };
    }),
  );
}

/** Which of an order's submissions it is, from 1; undefined when there is no such one. */
async function submissionNumber(
  { store }: Pick<Desk, 'store'>,
  { guildId, orderKey }: Order,
  submissionId: string,
): Promise<number | undefined> {
  const submission = await store.get(submissions.path(guildId, orderKey, submissionId));
  if (submission === undefined) return undefined;
  return store.count({
    from: submissions,
    parent: submissions.parent(guildId, orderKey),
    where: [{ field: 'at', is: 'to', value: submission.at }],
    orderBy: { field: 'at', direction: 'ascending' },
  });
}

/** A picture to compare with, and whose it is; without `bytes` when it is gone. */
export interface Compared {
  readonly order: Order;
  readonly bytes: Uint8Array | undefined;
}

/** The other picture that an image was seen as before, for those who may see its order; undefined when it is gone. */
export async function viewSighting(
  desk: EvidenceDesk,
  by: Actor,
  guildId: string,
  image: SubmittedImage,
): Promise<Compared | undefined> {
  for (const { orderKey, vaultKey } of image.sightings.slice(0, shownSightings)) {
    const seen = await seeOrder(desk.store, by, guildId, orderKey, 'see evidence');
    if (seen.ok) return { order: seen.value.order, bytes: await desk.vault.get(vaultKey) };
  }
  return undefined;
}

/** Who would get what if the order were approved now. */
export async function previewPayout(desk: Desk, order: Order): Promise<PayoutPreview> {
  const currency = currencyCode(order.currency);
  const payout = payoutOfHeld(order, { amountMinor: heldMinorOf(order), currency }, payoutTermsOf(order));
  const wallet =
    order.workerId === undefined
      ? undefined
      : await desk.store.get(wallets.path(order.guildId, walletIdOf(order.workerId, currency)));
  return { ...payout, walletBeforeMinor: wallet?.balanceMinor ?? 0, currency };
}

/** One submission of an order among all there were. */
export interface PastEvidence {
  readonly order: Order;
  readonly submission: Submission;
  /** From 0, the newest first. */
  readonly number: number;
  readonly hasEarlier: boolean;
}

/** Evidence of an order with its verdict, the newest or an earlier one, for those who may see it; nothing is changed. */
export async function readEvidence(
  desk: Desk,
  request: {
    readonly by: Actor;
    readonly guildId: string;
    readonly orderKey: string;
    readonly number: number;
  },
): Promise<Result<PastEvidence, Refusal>> {
  const { by, guildId, orderKey, number } = request;
  const seen = await seeOrder(desk.store, by, guildId, orderKey, 'see evidence');
  if (!seen.ok) return seen;
  const page = await desk.store.query({
    from: submissions,
    parent: submissions.parent(guildId, orderKey),
    orderBy: { field: 'at', direction: 'descending' },
    limit: number + 1,
  });
  const submission = page.docs[number]?.data;
  if (submission === undefined) return refuse({ code: 'no-evidence' });
  return ok({ order: seen.value.order, submission, number, hasEarlier: page.next !== undefined });
}
