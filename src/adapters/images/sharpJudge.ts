import type { Metadata } from 'sharp';
import {
  checkBytes,
  checkSize,
  evidenceLimits,
  type ImageFormat,
  type ImageRefusal,
} from '../../domain/evidence.ts';
import { hashGridSide, perceptualHashOf } from '../../domain/perceptualHash.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { JudgedImage } from '../../ports/imageJudge.ts';
import { bareImageOf } from './bareImage.ts';
import { fileKindOf } from './fileKind.ts';
import { type OpenImage, openStrictly } from './openImage.ts';
import { Slots } from './slots.ts';
import { turnUpright } from './turnUpright.ts';

/** Fewer than libuv's four threads, so that decoding never takes them all from the disk and from DNS. */
const decodedAtOnce = 2;

/** Those that are decoded, and one that is ready when one of them is done: ten that wait can be 100 MB. */
const heldAtOnce = 3;

/** From here on an image is decoded alone: interlaced, progressive or turned, it is in memory whole, 3 to 8 bytes a pixel. */
const largePixels = 20_000_000;

/** What the decoder of one image may hold: for as many pixels as are taken, 8 bits of red, green, blue and opacity. */
const decodedBytes = 4 * evidenceLimits.pixels;

/** Fetches an image when there is room for it, and judges it; refuses as `fetch` does. */
export type JudgeFetched = <Refusal>(
  fetch: () => Promise<Result<Uint8Array, Refusal>>,
) => Promise<Result<JudgedImage, ImageRefusal | Refusal>>;

/**
 * Judges images with sharp, which decodes in libuv's threads, not in the event loop. It is loaded with the first image.
 */
export function sharpJudge(): JudgeFetched {
  const held = new Slots(heldAtOnce);
  const decoding = new Slots(decodedAtOnce);
  let loading: Promise<OpenImage> | undefined;

  const load = async (): Promise<OpenImage> => {
    const { default: sharp } = await import('sharp');
    // One thread an image, nothing remembered between images: each is seen once, and memory is what is scarce.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  };

  return (fetch) =>
    held.run(1, async () => {
      const given = await fetch();
      if (!given.ok) return given;
      const { buffer, byteOffset, byteLength } = given.value;
      const tooLarge = checkBytes(byteLength);
      if (tooLarge) return refuse(tooLarge);
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      const format = fileKindOf(bytes);
      if (typeof format !== 'string') return refuse({ code: 'image-wrong-format', found: format?.found });
      loading ??= load();
      return judgeAs(format, bytes, await loading, decoding);
    });
}

async function judgeAs(
  format: ImageFormat,
  bytes: Buffer,
  open: OpenImage,
  decoding: Slots,
): Promise<Result<JudgedImage, ImageRefusal>> {
  const damaged = refuse({ code: 'image-damaged', format } as const);
  const bare = bareImageOf(format, bytes);
  if (bare === undefined) return damaged;
  if (bare.isAnimated) return refuse({ code: 'image-wrong-format', found: 'animated PNG' });

  // Metadata is parsed from what has been taken apart only: compressed texts and profiles in it can be bombs themselves.
  const header = await decoding.run(1, () =>
    open(bare.head(), { limitInputPixels: false })
      .metadata()
      .catch(() => undefined),
  );
  if (header === undefined) return damaged;
  const { width, height } = header.autoOrient;
  const wrongSize = checkSize(width, height);
  if (wrongSize) return refuse(wrongSize);
  if (bytesWhileDecoded(header) > decodedBytes) return refuse({ code: 'image-too-heavy' });

  const isLarge = width * height > largePixels;
  const isTurned = (header.orientation ?? 1) > 1;
  const decoded = await decoding.run(isLarge ? decoding.count : 1, async () => {
    try {
      const kept = isTurned
        ? await turnUpright(open, bare, { format, isLarge })
        : { bytes: bare.bytes(), format, width, height };
      // From what is kept, so that what was judged is what will be seen.
      return { ...kept, grid: await gridOf(open, kept.bytes) };
    } catch {
      return undefined;
    }
  });
  if (decoded === undefined) return damaged;
  const { grid, ...kept } = decoded;
  return ok({
    ...kept,
    sha256: Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex'),
    perceptualHash: perceptualHashOf(grid),
  });
}

/** Most pictures are decoded line by line. Interlaced and progressive ones come in passes, and are held until the last. */
function bytesWhileDecoded(header: Metadata): number {
  const { format, width, height, channels, depth, isProgressive, chromaSubsampling = '' } = header;
  if (!isProgressive) return 0;
  if (format !== 'jpeg') return width * height * channels * (depth === 'ushort' ? 2 : 1);
  // Of a JPEG it is the coefficients, which have two bytes each; of colours there may be fewer than of brightness.
  const coefficients = { '4:2:0': 1.5, '4:2:2': 2 }[chromaSubsampling] ?? channels;
  return width * height * coefficients * 2;
}

/** The picture's brightness on the grid that is hashed. Reads every pixel; rejects when that can't be done. */
async function gridOf(open: OpenImage, bytes: Buffer): Promise<Buffer> {
  return openStrictly(open, bytes)
    .flatten()
    .resize(hashGridSide, hashGridSide, { fit: 'fill' })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer();
}
