import type { Sharp } from 'sharp';
import { checkBytes, type ImageFormat } from '../../domain/evidence.ts';
import { forget } from '../../domain/forget.ts';
import type { BareImage } from './bareImage.ts';
import { type OpenImage, openStrictly } from './openImage.ts';

/** A picture that was written anew. */
export interface UprightImage {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
}

const bestQuality = 92;
/** Tried one after the other until the result is no larger than what may be sent. */
const lowerQualities = [80, 60];
/** Loses nothing that the best would keep. */
const qualityBetween = 95;

/**
 * Writes a picture anew as its EXIF block says it is to be seen; as JPEG where it would otherwise be larger than what may
 * be sent. To be turned, a picture has to be in memory whole, and decoding an interlaced or a progressive one takes as
 * much again. So a large one is first made half as wide and high, which is more than any screen shows.
 * Rejects when it can't be decoded.
 */
export async function turnUpright(
  open: OpenImage,
  bare: BareImage,
  { format, isLarge }: { readonly format: ImageFormat; readonly isLarge: boolean },
): Promise<UprightImage> {
  let bytes = bare.withExif();
  try {
    if (isLarge) {
      const half = await halve(openStrictly(open, bytes), format);
      forget(bytes);
      bytes = half;
    }
    return await turn(open, bytes, format);
  } finally {
    forget(bytes);
  }
}

/** Half as wide and high, not yet turned. */
async function halve(image: Sharp, format: ImageFormat): Promise<Buffer<ArrayBuffer>> {
  const { width } = await image.metadata();
  const smaller = image
    .flatten()
    .resize({ width: Math.floor(width / 2) })
    .keepExif();
  return (format === 'png' ? smaller.png() : asJpeg(smaller, qualityBetween)).toBuffer();
}

async function turn(open: OpenImage, bytes: Uint8Array, format: ImageFormat): Promise<UprightImage> {
  const write = async (quality: number | undefined): Promise<UprightImage> => {
    const turned = openStrictly(open, bytes).autoOrient();
    const written = quality === undefined ? turned.png() : asJpeg(turned.flatten(), quality);
    const { data, info } = await written.toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    return { bytes: data, format: quality === undefined ? 'png' : 'jpeg', width, height };
  };
  let written = await write(format === 'png' ? undefined : bestQuality);
  for (const quality of format === 'png' ? [bestQuality, ...lowerQualities] : lowerQualities) {
    if (checkBytes(written.bytes.length) === undefined) break;
    forget(written.bytes);
    written = await write(quality);
  }
  return written;
}

/** Texts stay legible in full colour. Optimised coding would hold the whole picture in memory. */
function asJpeg(image: Sharp, quality: number): Sharp {
  return image.jpeg({ quality, chromaSubsampling: '4:4:4', optimiseCoding: false });
}
