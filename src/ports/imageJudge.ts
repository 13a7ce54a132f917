import type { ImageFormat, ImageRefusal } from '../domain/evidence.ts';
import type { PerceptualHash } from '../domain/perceptualHash.ts';
import type { Result } from '../domain/result.ts';
import type { DownloadRefusal } from './download.ts';

/** An image that may be evidence, as it is to be kept. */
export interface JudgedImage {
  /** The picture and nothing else: no metadata, nothing after its end, turned upright. */
  readonly bytes: Uint8Array;
  readonly format: ImageFormat;
  /** A large picture that had to be turned is kept at half its size. */
  readonly width: number;
  readonly height: number;
  /** Of the bytes as they were given, in hex. */
  readonly sha256: string;
  readonly perceptualHash: PerceptualHash;
  /** To be called once nobody looks at the bytes any more: their memory then serves for another image. */
  readonly release?: () => void;
}

/** Tells whether what a link leads to is an image that may be evidence. */
export interface ImageJudge {
  /**
   * Fetches the image when there is room for it and decodes it whole; names and headers count for nothing. Any number
   * may be asked at once: two are decoded, one waits in memory, the others wait where they are. Rejects only when
   * decoding itself can't be had.
   */
  judge(link: string): Promise<Result<JudgedImage, ImageRefusal | DownloadRefusal>>;
}
