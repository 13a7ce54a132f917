import { checkBytes, type ImageRefusal, type SubmittedImage } from '../domain/evidence.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import type { DownloadRefusal } from '../ports/download.ts';
import type { JudgedImage } from '../ports/imageJudge.ts';
import type { EvidenceDesk } from './desk.ts';
import { findSightings } from './recognise.ts';
import { newVaultKey, type PicturePlace } from './vaultKey.ts';

/** A picture that someone sent: where it is, and how many bytes Discord says it has. */
export interface SentPicture {
  readonly url: string;
  readonly bytes: number;
}

/** Why one image was not taken; `position` counts from 0. */
export type ImageProblem = {
  readonly code: 'image-refused';
  readonly position: number;
  readonly count: number;
  readonly why: ImageRefusal | DownloadRefusal;
};

/**
 * Fetches, judges and keeps every picture, one after the other: never more than one is in memory. Refuses with the first
 * that is not taken, by its place; then none is kept. Nothing names them yet: discard them if nothing will.
 */
export async function keepPictures(
  desk: EvidenceDesk,
  place: PicturePlace,
  pictures: readonly SentPicture[],
): Promise<Result<SubmittedImage[], ImageProblem>> {
  const kept: SubmittedImage[] = [];
  for (const [position, picture] of pictures.entries()) {
    const judged = await judge(desk, picture);
    if (!judged.ok) {
      await discardPictures(desk, kept);
      return refuse({ code: 'image-refused', position, count: pictures.length, why: judged.refusal });
    }
    const { bytes, format, width, height, sha256, perceptualHash, release } = judged.value;
    const found = await findSightings(desk.store, place.guildId, { sha256, perceptualHash });
    const sightings = found.map(({ match, seen }) => ({
      match,
      orderKey: seen.orderKey,
      submissionId: seen.submissionId,
      vaultKey: seen.vaultKey,
    }));
    const vaultKey = newVaultKey(place);
    const size = bytes.length;
    await desk.vault.put(vaultKey, bytes, `image/${format}`);
    release?.();
    kept.push({ vaultKey, sha256, perceptualHash, width, height, bytes: size, format, sightings });
  }
  return ok(kept);
}

/** Takes back what was kept and nothing names; what can't be deleted now, the cleaner finds. */
export async function discardPictures(
  { vault }: EvidenceDesk,
  images: readonly SubmittedImage[],
): Promise<void> {
  await Promise.allSettled(images.map((image) => vault.delete(image.vaultKey)));
}

async function judge(
  { imageJudge }: EvidenceDesk,
  picture: SentPicture,
): Promise<Result<JudgedImage, ImageProblem['why']>> {
  const tooLarge = checkBytes(picture.bytes);
  if (tooLarge !== undefined) return refuse(tooLarge);
  return imageJudge.judge(picture.url);
}
