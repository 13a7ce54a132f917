import { type ImageHash, type Sighting, type SubmittedImage, sightingsOf } from '../domain/evidence.ts';
import { bandsOf } from '../domain/hashBands.ts';
import type { PerceptualHash } from '../domain/perceptualHash.ts';
import { imageHashes } from '../ports/collections.ts';
import type { Filter, Store, Transaction } from '../ports/store.ts';

/** How many earlier images are looked at that are the same byte for byte, and how many for each length of bands. */
const exactLimit = 10;
const bandLimit = 13;

/** A picture that may have been seen before. */
export interface Recognisable {
  readonly sha256: string;
  readonly perceptualHash: PerceptualHash;
}

/** Images of one submission, to be known again. */
export interface RecordedSubmission {
  readonly guildId: string;
  readonly orderKey: string;
  readonly submissionId: string;
  readonly workerId: string;
  readonly at: Date;
  readonly images: readonly Pick<SubmittedImage, 'sha256' | 'perceptualHash' | 'vaultKey'>[];
}

/**
 * Where in a server a picture was seen before: the same, or nearly the same to the eye; best first, newest first among
 * equals, each submission once. Of the submission in `except` nothing is told. Earlier submissions for the same order
 * are told like any other: who reads it decides what it means, and whether the reader may see that order. Looks at no
 * more than 49 images, however many there are; call it outside of a transaction.
 */
export async function findSightings(
  store: Pick<Store, 'query'>,
  guildId: string,
  image: Recognisable,
  except?: { readonly orderKey: string; readonly submissionId: string },
): Promise<readonly Sighting[]> {
  const newest = async (filter: Filter<ImageHash>, limit: number) => {
    const { docs } = await store.query({
      from: imageHashes,
      parent: imageHashes.parent(guildId),
      where: [filter],
      orderBy: { field: 'at', direction: 'descending' },
      limit,
    });
    return docs;
  };
  const found = await Promise.all([
    newest({ field: 'sha256', is: 'equals', value: image.sha256 }, exactLimit),
    ...bandsOf(image.perceptualHash).map((values) =>
      newest({ field: 'bands', is: 'contains', values }, bandLimit),
    ),
  ]);
  const earlier = new Map(found.flat().map(({ id, data }) => [id, data]));
  const isOwn = ({ orderKey, submissionId }: ImageHash) =>
    orderKey === except?.orderKey && submissionId === except.submissionId;
  return sightingsOf(
    image,
    [...earlier.values()].filter((hash) => !isOwn(hash)),
  );
}

/** Writes by what the images of a submission are known again, in the caller's commit: one document an image. */
export function recordHashes(tx: Pick<Transaction, 'put'>, submission: RecordedSubmission): void {
  const { guildId, orderKey, submissionId, workerId, at, images } = submission;
  images.forEach(({ sha256, perceptualHash, vaultKey }, position) => {
    const id = `${orderKey}.${submissionId}.${position}`;
    tx.put(imageHashes.path(guildId, id), {
      sha256,
      perceptualHash,
      bands: bandsOf(perceptualHash).flat(),
      orderKey,
      submissionId,
      position,
      vaultKey,
      workerId,
      at,
    });
  });
}
