import { disputeIdOf } from '../../domain/dispute.ts';
import { evidenceLimits, type SubmittedImage } from '../../domain/evidence.ts';
import { checkStatement, addStatement as decide, sideOf } from '../../domain/openDispute.ts';
import type { Order } from '../../domain/order.ts';
import { type Result, refuse } from '../../domain/result.ts';
import { disputes } from '../../ports/collections.ts';
import type { Reads } from '../../ports/store.ts';
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from '../changeOrder.ts';
import type { EvidenceDesk } from '../desk.ts';
import { discardPictures, keepPictures, type SentPicture } from '../keepPictures.ts';
import type { Refusal } from '../refusal.ts';
import { seeOrder } from '../trackOrder.ts';
import { statementPlace } from '../vaultKey.ts';

/**
 * Takes what one side has to say in the dispute about an order: words, and pictures that are fetched, judged and kept as
 * evidence is.
 */
export async function addStatement(
  desk: EvidenceDesk,
  request: ChangeRequest & { readonly text: string; readonly images: readonly SentPicture[] },
): Promise<Result<ChangedFrom, Refusal>> {
  const { by, guildId, orderKey, operationId, text, images } = request;
  const seen = await seeOrder(desk.store, by, guildId, orderKey);
  if (!seen.ok) return seen;
  const { order } = seen.value;
  const isRepeat = order.recentOperations.includes(operationId);
  let kept: readonly SubmittedImage[] = [];
  if (!isRepeat) {
    // What can be told at once is told before anything is fetched.
    const count = images.length;
    if (count > evidenceLimits.images) return refuse({ code: 'evidence-too-many-images', count });
    const dispute = await currentDispute(desk.store, order);
    const checked = checkStatement(dispute, sideOf(order, by.userId), text, count);
    if (!checked.ok) return checked;
    const place = statementPlace({ guildId, orderKey, number: order.disputeCount ?? 0 }, operationId);
    const taken = await keepPictures(desk, place, images);
    if (!taken.ok) return taken;
    kept = taken.value;
  }
  const result = await changeOneOrder(desk, request, 'open dispute', async (now, occasion, reads) => {
    // The pictures are filed under the dispute that there was.
    const isSame = now.disputeCount === order.disputeCount;
    const dispute = isSame ? await currentDispute(reads, now) : undefined;
    return decide(now, dispute, { text, images: kept }, occasion);
  });
  if (!result.ok) await discardPictures(desk, kept);
  else if (result.value.before === undefined) await discardPictures(desk, await unnamed(desk, order, kept));
  return result;
}

/** Those of the pictures that the dispute does not name: the operation was done before, perhaps by this very call. */
async function unnamed(
  { store }: EvidenceDesk,
  order: Order,
  images: readonly SubmittedImage[],
): Promise<SubmittedImage[]> {
  const statements = (await currentDispute(store, order))?.statements ?? [];
  const named = new Set(statements.flatMap((one) => one.images.map(({ vaultKey }) => vaultKey)));
  return images.filter(({ vaultKey }) => !named.has(vaultKey));
}

/** The dispute that is going on about an order, or was the last; undefined where there never was one. */
export async function currentDispute(reads: Reads, { guildId, orderKey, disputeCount }: Order) {
  return disputeCount === undefined
    ? undefined
    : reads.get(disputes.path(guildId, disputeIdOf(orderKey, disputeCount)));
}
