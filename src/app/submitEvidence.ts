import { checkSubmission, type Submission, type SubmittedImage } from '../domain/evidence.ts';
import { type Result, refuse } from '../domain/result.ts';
import { checkSubmitter, submitEvidence as decide } from '../domain/submitEvidence.ts';
import { submissions } from '../ports/collections.ts';
import type { Path } from '../ports/store.ts';
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from './changeOrder.ts';
import type { EvidenceDesk } from './desk.ts';
import { discardPictures, keepPictures, type SentPicture } from './keepPictures.ts';
import { recordHashes } from './recognise.ts';
import type { Refusal } from './refusal.ts';
import { seeOrder } from './trackOrder.ts';

/** Evidence as a worker hands it in, whichever way. */
export interface SubmitRequest extends ChangeRequest {
  readonly images: readonly SentPicture[];
  readonly notes: string;
}

/**
 * Takes evidence for an order: fetches the pictures at once (Discord's links expire), judges them by decoding them, keeps
 * them, and hands the order to the reviewers. Until the commit nothing is the order's: what was kept for a submission that
 * is refused after all is deleted again, and should that fail the cleaner finds it.
 */
export async function submitEvidence(
  desk: EvidenceDesk,
  request: SubmitRequest,
): Promise<Result<ChangedFrom, Refusal>> {
  const { by, guildId, orderKey, operationId } = request;
  // What can be told at once is told before anything is fetched.
  const seen = await seeOrder(desk.store, by, guildId, orderKey);
  if (!seen.ok) return seen;
  const early = seen.value.order.recentOperations.includes(operationId)
    ? undefined
    : checkSubmitter(seen.value.order, by.userId);
  if (early !== undefined) return refuse(early);
  const notes = checkSubmission(request.images.length, request.notes);
  if (!notes.ok) return notes;

  const kept = await keepPictures(desk, { guildId, orderKey, submissionId: operationId }, request.images);
  if (!kept.ok) return kept;
  const images = kept.value;
  const submission: Submission = {
    workerId: by.userId,
    workerUsername: by.username,
    at: desk.clock.now(),
    notes: notes.value,
    images,
    verdict: 'pending',
  };
  const path = submissions.path(guildId, orderKey, operationId);
  const result = await changeOneOrder(
    desk,
    request,
    'submit evidence',
    (order, occasion) => decide(order, operationId, occasion),
    (tx) => {
      tx.create(path, submission);
      const { at, workerId } = submission;
      recordHashes(tx, { guildId, orderKey, submissionId: operationId, workerId, at, images });
    },
  );
  // Where the operation had been done before, that may have been by this very call, whose commit was tried twice.
  if (!result.ok) await discardPictures(desk, images);
  else if (result.value.before === undefined) await discardPictures(desk, await unnamed(desk, path, images));
  return result;
}

/** Those of the images that the stored submission does not name. */
async function unnamed(
  { store }: EvidenceDesk,
  path: Path<Submission>,
  images: readonly SubmittedImage[],
): Promise<SubmittedImage[]> {
  const named = (await store.get(path))?.images.map((image) => image.vaultKey);
  return images.filter((image) => named?.includes(image.vaultKey) !== true);
}
