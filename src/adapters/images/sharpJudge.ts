import type { Sharp, SharpOptions } from 'sharp';
import {
  checkBytes,
  checkSize,
  evidenceLimits,
  type ImageFormat,
  type ImageRefusal,
} from '../../domain/evidence.ts';
import { hashGridSide, perceptualHashOf } from '../../domain/perceptualHash.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { ImageJudge, JudgedImage } from '../../ports/imageJudge.ts';
import { bareImageOf } from './bareImage.ts';
import { fileKindOf } from './fileKind.ts';
import { Slots } from './slots.ts';

type OpenImage = (bytes: Uint8Array, options: SharpOptions) => Sharp;

/** Fewer than libuv's four threads, so that decoding never takes them all from the disk and from DNS. */
const decodedAtOnce = 2;

/** From here on an image is decoded alone: interlaced or turned, it is in memory whole, 3 to 8 bytes a pixel. */
const largePixels = 20_000_000;

/** What can't be decoded in this time was made to take long. */
const decodeSeconds = 20;

/** Turned images are written anew; each way is tried until the result is no larger than what may be sent. */
const turnedQualities = [92, 80, 60];

/**
 * Judges images with sharp, which decodes in libuv's threads, not in the event loop. It is loaded with the first image.
 */
export function sharpImageJudge(): ImageJudge {
  const slots = new Slots(decodedAtOnce);
  let loading: Promise<OpenImage> | undefined;

  const load = async (): Promise<OpenImage> => {
    const { default: sharp } = await import('sharp');
    // One thread an image, nothing remembered between images: each is seen once, and memory is what is scarce.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  };

  return {
    async judge(given) {
      const tooLarge = checkBytes(given.byteLength);
      if (tooLarge) return refuse(tooLarge);
      const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
      const format = fileKindOf(bytes);
      if (typeof format !== 'string') return refuse({ code: 'image-wrong-format', found: format?.found });
      loading ??= load();
      return judgeAs(format, bytes, await loading, slots);
    },
  };
}

async function judgeAs(
  format: ImageFormat,
  bytes: Buffer,
  open: OpenImage,
  slots: Slots,
): Promise<Result<JudgedImage, ImageRefusal>> {
  const damaged = refuse({ code: 'image-damaged', format } as const);
  const bare = bareImageOf(format, bytes);
  if (bare === undefined) return damaged;
  if (bare.isAnimated) return refuse({ code: 'image-wrong-format', found: 'animated PNG' });

  // Metadata is parsed from what has been taken apart only: compressed texts and profiles in it can be bombs themselves.
  const upright = bare.withExif ?? bare.bytes;
  const header = await open(upright, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (header === undefined) return damaged;
  const { width, height } = header.autoOrient;
  const wrongSize = checkSize(width, height);
  if (wrongSize) return refuse(wrongSize);

  const isTurned = (header.orientation ?? 1) > 1;
  const decoded = await slots.run(width * height > largePixels ? slots.count : 1, async () => {
    try {
      const kept = isTurned ? await turn(open, upright, format) : { bytes: bare.bytes, format };
      // From what is kept, so that what was judged is what will be seen.
      return { ...kept, grid: await gridOf(open, kept.bytes) };
    } catch {
      return undefined;
    }
  });
  if (decoded === undefined) return damaged;
  return ok({
    bytes: decoded.bytes,
    format: decoded.format,
    width,
    height,
    sha256: Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex'),
    perceptualHash: perceptualHashOf(decoded.grid),
  });
}

/** Damage that decoders would gloss over counts, and sizes are checked once more by the decoder itself. */
const strictly: SharpOptions = { failOn: 'warning', limitInputPixels: evidenceLimits.pixels };

/** The picture's brightness on the grid that is hashed. Reads every pixel; rejects when that can't be done. */
async function gridOf(open: OpenImage, bytes: Buffer): Promise<Buffer> {
  return open(bytes, strictly)
    .timeout({ seconds: decodeSeconds })
    .flatten()
    .resize(hashGridSide, hashGridSide, { fit: 'fill' })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer();
}

/** Writes the picture anew, upright; as JPEG where it would otherwise be larger than what may be sent. */
async function turn(
  open: OpenImage,
  bytes: Buffer,
  format: ImageFormat,
): Promise<{ readonly bytes: Buffer; readonly format: ImageFormat }> {
  const turned = () => open(bytes, strictly).timeout({ seconds: decodeSeconds }).autoOrient();
  if (format === 'png') {
    const png = await turned().png().toBuffer();
    if (checkBytes(png.length) === undefined) return { bytes: png, format };
  }
  let jpeg = Buffer.alloc(0);
  for (const quality of turnedQualities) {
    // Texts stay legible in full colour. Optimised coding would hold the whole picture in memory: 650 MB against 170.
    jpeg = await turned()
      .flatten()
      .jpeg({ quality, chromaSubsampling: '4:4:4', optimiseCoding: false })
      .toBuffer();
    if (checkBytes(jpeg.length) === undefined) break;
  }
  return { bytes: jpeg, format: 'jpeg' };
}
