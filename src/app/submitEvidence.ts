import {
  checkBytes,
  checkSubmission,
  type ImageRefusal,
  type Submission,
  type SubmittedImage,
} from '../domain/evidence.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import { checkSubmitter, submitEvidence as decide } from '../domain/submitEvidence.ts';
import { submissions } from '../ports/collections.ts';
import type { DownloadRefusal } from '../ports/download.ts';
import type { JudgedImage } from '../ports/imageJudge.ts';
import type { Path } from '../ports/store.ts';
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from './changeOrder.ts';
import type { EvidenceDesk } from './desk.ts';
import { findSightings, recordHashes } from './recognise.ts';
import type { Refusal } from './refusal.ts';
import { seeOrder } from './trackOrder.ts';
import { newVaultKey } from './vaultKey.ts';

/** Evidence as a worker hands it in, whichever way. */
export interface SubmitRequest extends ChangeRequest {
  /** Where the pictures are, and how many bytes Discord says they have. */
  readonly images: readonly { readonly url: string; readonly bytes: number }[];
  readonly notes: string;
}

/** Why one image was not taken; `position` counts from 0. */
export type ImageProblem = {
  readonly code: 'image-refused';
  readonly position: number;
  readonly count: number;
  readonly why: ImageRefusal | DownloadRefusal;
};

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

  const kept = await keepAll(desk, request);
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
  if (!result.ok) await discard(desk, images);
  else if (result.value.before === undefined) await discard(desk, await unnamed(desk, path, images));
  return result;
}

/**
 * Fetches, judges and keeps every image, one after the other: a submission never holds more than one in memory. Refuses
 * with the first that is not taken, by its place; then none is kept.
 */
async function keepAll(
  desk: EvidenceDesk,
  { guildId, orderKey, operationId, images }: SubmitRequest,
): Promise<Result<SubmittedImage[], ImageProblem>> {
  const kept: SubmittedImage[] = [];
  for (const [position, image] of images.entries()) {
    const judged = await judge(desk, image);
    if (!judged.ok) {
      await discard(desk, kept);
      return refuse({ code: 'image-refused', position, count: images.length, why: judged.refusal });
    }
    const { bytes, format, width, height, sha256, perceptualHash } = judged.value;
    const found = await findSightings(desk.store, guildId, { sha256, perceptualHash });
    const sightings = found.map(({ match, seen }) => ({
      match,
      orderKey: seen.orderKey,
      submissionId: seen.submissionId,
      vaultKey: seen.vaultKey,
    }));
    const vaultKey = newVaultKey({ guildId, orderKey, submissionId: operationId });
    await desk.vault.put(vaultKey, bytes, `image/${format}`);
    kept.push({ vaultKey, sha256, perceptualHash, width, height, bytes: bytes.length, format, sightings });
  }
  return ok(kept);
}

async function judge(
  { downloads, imageJudge }: EvidenceDesk,
  image: SubmitRequest['images'][number],
): Promise<Result<JudgedImage, ImageProblem['why']>> {
  const tooLarge = checkBytes(image.bytes);
  if (tooLarge !== undefined) return refuse(tooLarge);
  const bytes = await downloads.fetch(image.url);
  return bytes.ok ? imageJudge.judge(bytes.value) : bytes;
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

/** Takes back what was kept for a submission that is not made; what can't be deleted now, the cleaner finds. */
async function discard({ vault }: EvidenceDesk, images: readonly SubmittedImage[]): Promise<void> {
  await Promise.allSettled(images.map((image) => vault.delete(image.vaultKey)));
}
