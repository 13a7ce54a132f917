import { randomUUID } from 'node:crypto';
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
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from './changeOrder.ts';
import type { EvidenceDesk } from './desk.ts';
import { findSightings, recordHashes } from './recognise.ts';
import type { Refusal } from './refusal.ts';
import { seeOrder } from './trackOrder.ts';

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

  const judged = await judgeAll(desk, request.images);
  if (!judged.ok) return judged;
  const images = await keepAll(desk, { guildId, orderKey }, judged.value);
  const submission: Submission = {
    workerId: by.userId,
    workerUsername: by.username,
    at: desk.clock.now(),
    notes: notes.value,
    images,
    verdict: 'pending',
  };
  const result = await changeOneOrder(
    desk,
    request,
    'submit evidence',
    (order, occasion) => decide(order, operationId, occasion),
    (tx) => {
      tx.create(submissions.path(guildId, orderKey, operationId), submission);
      const { at, workerId } = submission;
      recordHashes(tx, { guildId, orderKey, submissionId: operationId, workerId, at, images });
    },
  );
  const isKept = result.ok && result.value.before !== undefined;
  if (!isKept) await Promise.allSettled(images.map((image) => desk.vault.delete(image.vaultKey)));
  return result;
}

/** Fetches and judges every image; refuses with the first that is not taken, by its place. */
async function judgeAll(
  { downloads, imageJudge }: EvidenceDesk,
  images: SubmitRequest['images'],
): Promise<Result<JudgedImage[], ImageProblem>> {
  const judged: JudgedImage[] = [];
  // One after the other: a submission never holds more than one picture that is not judged yet.
  for (const [position, image] of images.entries()) {
    const no = (why: ImageProblem['why']) =>
      refuse({ code: 'image-refused' as const, position, count: images.length, why });
    const tooLarge = checkBytes(image.bytes);
    if (tooLarge !== undefined) return no(tooLarge);
    const bytes = await downloads.fetch(image.url);
    if (!bytes.ok) return no(bytes.refusal);
    const result = await imageJudge.judge(bytes.value);
    if (!result.ok) return no(result.refusal);
    judged.push(result.value);
  }
  return ok(judged);
}

/** Puts the images into the vault with what is known of them, and where each was seen before. */
async function keepAll(
  desk: EvidenceDesk,
  { guildId, orderKey }: { readonly guildId: string; readonly orderKey: string },
  judged: readonly JudgedImage[],
): Promise<SubmittedImage[]> {
  const kept: SubmittedImage[] = [];
  for (const { bytes, format, width, height, sha256, perceptualHash } of judged) {
    const found = await findSightings(desk.store, guildId, { sha256, perceptualHash });
    const sightings = found.map(({ match, seen: { orderKey, submissionId, vaultKey } }) => ({
      match,
      orderKey,
      submissionId,
      vaultKey,
    }));
    const vaultKey = `${guildId}/${orderKey}/${randomUUID()}`;
    await desk.vault.put(vaultKey, bytes, `image/${format}`);
    kept.push({ vaultKey, sha256, perceptualHash, width, height, bytes: bytes.length, format, sightings });
  }
  return kept;
}
