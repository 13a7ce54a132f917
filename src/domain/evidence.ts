import { z } from 'zod';
import { likenessOf, type PerceptualHash } from './perceptualHash.ts';
import { ok, type Result, refuse } from './result.ts';
import { cleanText } from './text.ts';

/** What evidence may be at most and must be at least. */
export const evidenceLimits = {
  /** Images of one submission. */
  images: 5,
  /** Of one image as it is sent. */
  bytes: 10_485_760,
  /** Of one image as people see it, that is, turned upright. */
  minWidth: 800,
  minHeight: 600,
  pixels: 40_000_000,
  /** Characters of the notes of one submission. */
  notes: 1000,
} as const;

/** What images may be. */
export const imageFormats = ['png', 'jpeg'] as const;

/** What an image is. */
export type ImageFormat = (typeof imageFormats)[number];

/** Why an image is not taken, with what was found. */
export type ImageRefusal =
  /** `found` names what it is instead, such as "GIF", "animated PNG" or "text"; undefined when it is nothing known. */
  | { readonly code: 'image-wrong-format'; readonly found: string | undefined }
  | { readonly code: 'image-too-large'; readonly bytes: number }
  | { readonly code: 'image-too-small'; readonly width: number; readonly height: number }
  | { readonly code: 'image-too-many-pixels'; readonly width: number; readonly height: number }
  /** It is stored so that reading it takes more memory than any picture may. */
  | { readonly code: 'image-too-heavy' }
  /** It begins as an image and can't be read to its end. */
  | { readonly code: 'image-damaged'; readonly format: ImageFormat };

/** Why a submission is not taken, whatever its images are. */
export type SubmissionRefusal =
  | { readonly code: 'evidence-without-image' }
  | { readonly code: 'evidence-too-many-images'; readonly count: number }
  | { readonly code: 'evidence-notes-too-long'; readonly length: number };

/** What stands against an image of this many bytes. */
export function checkBytes(bytes: number): ImageRefusal | undefined {
  return bytes > evidenceLimits.bytes ? { code: 'image-too-large', bytes } : undefined;
}

/** What stands against an image of this size, turned upright. */
export function checkSize(width: number, height: number): ImageRefusal | undefined {
  if (width * height > evidenceLimits.pixels) return { code: 'image-too-many-pixels', width, height };
  if (width < evidenceLimits.minWidth || height < evidenceLimits.minHeight)
    return { code: 'image-too-small', width, height };
  return undefined;
}

/** Checks what can be told before any image is fetched, and answers the notes made safe to keep ('' for none). */
export function checkSubmission(imageCount: number, notes: string): Result<string, SubmissionRefusal> {
  if (imageCount === 0) return refuse({ code: 'evidence-without-image' });
  if (imageCount > evidenceLimits.images)
    return refuse({ code: 'evidence-too-many-images', count: imageCount });
  const clean = cleanText(notes);
  if (clean.length > evidenceLimits.notes)
    return refuse({ code: 'evidence-notes-too-long', length: clean.length });
  return ok(clean);
}

const snowflake = z.string().regex(/^\d{1,20}$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().positive();

/** An image of a submission. The picture itself is in the vault, until it is deleted; this stays. */
export const submittedImageSchema = z.looseObject({
  vaultKey: z.string(),
  /** Of the bytes as they were sent. */
  sha256: digest,
  perceptualHash: digest,
  width: count,
  height: count,
  /** How many are kept. */
  bytes: count,
  format: z.enum(imageFormats),
  /** Where it was seen before when it was submitted, best first. */
  sightings: z.array(
    z.object({
      match: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('exact') }),
        z.object({ kind: z.literal('near'), percent: z.number() }),
      ]),
      orderKey: z.string(),
      submissionId: z.string(),
      vaultKey: z.string(),
    }),
  ),
});

/** An image of a submission, as stored. */
export type SubmittedImage = z.infer<typeof submittedImageSchema>;

/**
 * What became of a submission. Before anyone decided: `withdrawn` when the order changed hands, `closed` when it ended in
 * another way.
 */
export const verdicts = ['pending', 'approved', 'rejected', 'withdrawn', 'closed'] as const;

/** What became of a submission that no longer waits. */
export type EvidenceVerdict = Exclude<(typeof verdicts)[number], 'pending'>;

/** Evidence for an order, as stored at `guilds/{guildId}/orders/{orderKey}/submissions/{submissionId}`. */
export const submissionSchema = z.looseObject({
  workerId: snowflake,
  workerUsername: z.string(),
  at: z.date(),
  /** What the worker wrote to it; '' for nothing. */
  notes: z.string(),
  images: z.array(submittedImageSchema).min(1).max(evidenceLimits.images),
  verdict: z.enum(verdicts),
  decidedBy: snowflake.optional(),
  decidedByUsername: z.string().optional(),
  decidedAt: z.date().optional(),
  /** Why it was rejected, or why staff decided in a reviewer's place. */
  reason: z.string().optional(),
  /** When the pictures were deleted from the vault. */
  deletedAt: z.date().optional(),
});

/** Evidence for an order, as stored. */
export type Submission = z.infer<typeof submissionSchema>;

/**
 * How an image is known again, as stored at `guilds/{guildId}/imageHashes/{id}`: kept for good, so that a picture is
 * recognised long after it was deleted.
 */
export const imageHashSchema = z.looseObject({
  sha256: digest,
  perceptualHash: digest,
  /** What pictures that look alike share some of, see bandsOf; to look them up by. */
  bands: z.array(z.string()),
  orderKey: z.string(),
  submissionId: z.string(),
  /** Which of the submission's images it is, from 0. */
  position: z.number().int().nonnegative(),
  vaultKey: z.string(),
  workerId: snowflake,
  at: z.date(),
});

/** How an image is known again, as stored. */
export type ImageHash = z.infer<typeof imageHashSchema>;

/** Where a picture was seen before. */
export interface Sighting {
  /** `exact`: byte for byte. `near`: `percent` of what the eye sees is the same, from `nearPercent` to 100. */
  readonly match: { readonly kind: 'exact' } | { readonly kind: 'near'; readonly percent: number };
  readonly seen: ImageHash;
}

/**
 * From how much likeness on a picture counts as nearly the same. Chosen on generated screens of games; the figures are in
 * docs/recognition.md.
 */
export const nearPercent = 90;

/** What of the earlier images is the same picture, best first, then newest first; each earlier submission once. */
export function sightingsOf(
  image: { readonly sha256: string; readonly perceptualHash: PerceptualHash },
  earlier: readonly ImageHash[],
): readonly Sighting[] {
  const found = earlier.flatMap((seen): { likeness: number; sighting: Sighting }[] => {
    if (seen.sha256 === image.sha256)
      return [{ likeness: Number.POSITIVE_INFINITY, sighting: { match: { kind: 'exact' }, seen } }];
    const likeness = likenessOf(seen.perceptualHash, image.perceptualHash);
    // Never rounded up: what is below the threshold must not be shown as at it.
    const percent = Math.floor(likeness * 100);
    return percent < nearPercent ? [] : [{ likeness, sighting: { match: { kind: 'near', percent }, seen } }];
  });
  const best = new Map<string, Sighting>();
  for (const { sighting } of found.sort(
    (one, other) =>
      other.likeness - one.likeness || other.sighting.seen.at.getTime() - one.sighting.seen.at.getTime(),
  )) {
    const submission = `${sighting.seen.orderKey}/${sighting.seen.submissionId}`;
    if (!best.has(submission)) best.set(submission, sighting);
  }
  return [...best.values()];
}
