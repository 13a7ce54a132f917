import type { Sharp, SharpOptions } from 'sharp';
import { evidenceLimits } from '../../domain/evidence.ts';

/** Sharp itself, which is loaded with the first image. */
export type OpenImage = (bytes: Uint8Array, options: SharpOptions) => Sharp;

/** What can't be decoded in this time was made to take long. */
const decodeSeconds = 20;

/** Opens an image to be decoded. Damage that decoders would gloss over counts, and sizes are checked by the decoder itself. */
export function openStrictly(open: OpenImage, bytes: Uint8Array): Sharp {
  return open(bytes, { failOn: 'warning', limitInputPixels: evidenceLimits.pixels }).timeout({
    seconds: decodeSeconds,
  });
}
