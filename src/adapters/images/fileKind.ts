import { type ImageFormat, imageFormats } from '../../domain/evidence.ts';

/** What a file begins with, as hex of its first bytes; `..` stands for any byte. */
const beginnings: readonly (readonly [kind: string, hex: string])[] = [
  ['png', '89504e470d0a1a0a'],
  ['jpeg', 'ffd8ff'],
  ['GIF', '47494638'],
  ['WebP', '52494646........57454250'],
  ['AVIF', '........6674797061766966'],
  ['AVIF', '........6674797061766973'],
  ['HEIC', '........66747970686569'],
  ['HEIC', '........66747970686576'],
  ['HEIC', '........667479706d696631'],
  ['HEIC', '........667479706d736631'],
  ['QuickTime video', '........667479707174'],
  ['MP4 video', '........66747970'],
  ['WebM video', '1a45dfa3'],
  ['BMP', '424d'],
  ['TIFF', '49492a00'],
  ['TIFF', '4d4d002a'],
  ['JPEG XL', 'ff0a'],
  ['JPEG XL', '0000000c4a584c20'],
  ['JPEG 2000', '0000000c6a502020'],
  ['icon', '00000100'],
  ['Photoshop', '38425053'],
  ['PDF', '25504446'],
  ['ZIP', '504b0304'],
];
const longest = 64;

/**
 * What a file is by its first bytes, to say what was found: `png` or `jpeg` where it is worth decoding, otherwise a name
 * that people know. Undefined when it is nothing known.
 */
export function fileKindOf(bytes: Buffer): ImageFormat | { readonly found: string } | undefined {
  if (bytes.length === 0) return { found: 'empty file' };
  const hex = bytes.toString('hex', 0, longest);
  const kind =
    beginnings.find(([, beginning]) => new RegExp(`^${beginning}`).test(hex))?.[0] ?? textKindOf(bytes);
  if (kind === undefined) return undefined;
  return imageFormats.find((format) => format === kind) ?? { found: kind };
}

function textKindOf(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 4096);
  let text: string;
  try {
    // A character that is cut off at the end is no fault.
    text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return undefined;
  }
  if (/<svg[\s>]/i.test(text)) return 'SVG';
  if (/^\s*<(?:!doctype html|html)/i.test(text)) return 'HTML';
  // Control characters other than white space don't occur in texts.
  return /^[\P{Cc}\s]*$/u.test(text) ? 'text' : undefined;
}
