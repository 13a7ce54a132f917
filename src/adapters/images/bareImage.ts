import type { ImageFormat } from '../../domain/evidence.ts';

/**
 * An image file taken apart, to be put together again from nothing but what its picture needs. It refers to the file's
 * bytes; what it puts together is a copy, so ask for one only when it is to be decoded.
 */
export interface BareImage {
  readonly isAnimated: boolean;
  /** What stands before the compressed picture, with the EXIF block: enough to read its size and which way up it is. */
  head(): Buffer<ArrayBuffer>;
  /** Without any metadata, and without whatever came after the end. The compressed picture is as it was, bit for bit. */
  bytes(): Buffer<ArrayBuffer>;
  /** The same with its EXIF block, where it has one: which way up the picture is stands there. */
  withExif(): Buffer<ArrayBuffer>;
}

/** Takes an image apart. Undefined when it does not have the structure of its format through to its end. */
export function bareImageOf(format: ImageFormat, bytes: Buffer): BareImage | undefined {
  const pieces = format === 'png' ? pngPieces(bytes) : jpegPieces(bytes);
  if (pieces === undefined) return undefined;
  const join = (from: readonly Piece[], kinds: readonly Piece['kind'][]) =>
    Buffer.concat(from.filter(({ kind }) => kinds.includes(kind)).map((piece) => piece.bytes));
  const firstData = pieces.findIndex(({ kind }) => kind === 'data');
  if (firstData === -1) return undefined;
  return {
    isAnimated: pieces.some(({ kind }) => kind === 'animation'),
    head: () => join(pieces.slice(0, firstData), ['frame', 'exif']),
    bytes: () => join(pieces, ['frame', 'data']),
    withExif: () => join(pieces, ['frame', 'data', 'exif']),
  };
}

/** A stretch of the file that is kept, or that says something; what is in none is dropped. */
interface Piece {
  /** The compressed picture is `data`, and `frame` is what decoders need around it. */
  readonly kind: 'frame' | 'data' | 'exif' | 'animation';
  readonly bytes: Buffer;
}

const pngSignatureLength = 8;
const pngFrameChunks = new Set(['IHDR', 'PLTE', 'tRNS', 'IEND']);

/** A stretch of data; decoders find out by its start that the head is over. */
function startAndData(bytes: Buffer, startLength: number): Piece[] {
  return [
    { kind: 'frame', bytes: bytes.subarray(0, startLength) },
    { kind: 'data', bytes: bytes.subarray(startLength) },
  ];
}

/** Chunks of length, type, data and checksum; the decoder checks what is in them. */
function pngPieces(bytes: Buffer): Piece[] | undefined {
  const pieces: Piece[] = [{ kind: 'frame', bytes: bytes.subarray(0, pngSignatureLength) }];
  for (let at = pngSignatureLength; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    const type = bytes.toString('latin1', at + 4, at + 8);
    const chunk = bytes.subarray(at, end);
    if (type === 'IDAT') pieces.push(...startAndData(chunk, 8));
    else if (pngFrameChunks.has(type)) pieces.push({ kind: 'frame', bytes: chunk });
    if (type === 'eXIf') pieces.push({ kind: 'exif', bytes: chunk });
    if (type === 'acTL') pieces.push({ kind: 'animation', bytes: chunk });
    if (type === 'IEND') return pieces;
    at = end;
  }
  return undefined;
}

const marker = {
  startOfImage: 0xd8,
  endOfImage: 0xd9,
  startOfScan: 0xda,
  app0: 0xe0,
  app1: 0xe1,
  app14: 0xee,
};
// Frames (C0 to CF, among them the tables C4 and CC), and DA to DD: scans, quantisation, line count, restart interval.
const isFrameMarker = (code: number) => (code >= 0xc0 && code <= 0xcf) || (code >= 0xda && code <= 0xdd);
/** Markers that stand alone: restarts, and one for private use. */
const standsAlone = (code: number) => (code >= 0xd0 && code <= 0xd7) || code === 0x01;

/** JFIF 1.1, square pixels, no thumbnail: tells decoders that the colours are YCbCr, and nothing about the origin. */
const plainJfif = Buffer.from('ffe000104a46494600010100000100010000', 'hex');
const adobeLength = 12;

/** Segments that start with FF and a code; those before a scan state their length, a scan ends where a marker follows. */
function jpegPieces(bytes: Buffer): Piece[] | undefined {
  const pieces: Piece[] = [];
  let at = 0;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const code = bytes[at + 1] ?? 0;
    if (code === 0xff) {
      at += 1;
      continue;
    }
    if (code === marker.startOfImage || code === marker.endOfImage || standsAlone(code)) {
      pieces.push({ kind: 'frame', bytes: bytes.subarray(at, at + 2) });
      if (code === marker.endOfImage) return pieces;
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length) return undefined;
    const length = bytes.readUInt16BE(at + 2);
    let end = at + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    if (code === marker.startOfScan) end = endOfScan(bytes, end);
    const segment = bytes.subarray(at, end);
    const name = segment.toString('latin1', 4, 10);
    if (code === marker.startOfScan) pieces.push(...startAndData(segment, 2 + length));
    else if (isFrameMarker(code)) pieces.push({ kind: 'frame', bytes: segment });
    else if (code === marker.app0 && name.startsWith('JFIF\0'))
      pieces.push({ kind: 'frame', bytes: plainJfif });
    else if (code === marker.app1 && name === 'Exif\0\0') pieces.push({ kind: 'exif', bytes: segment });
    // How the colours are stored; a longer one would carry something else besides.
    else if (code === marker.app14 && name.startsWith('Adobe') && length === adobeLength + 2)
      pieces.push({ kind: 'frame', bytes: segment });
    at = end;
  }
  return undefined;
}

/** Where the next marker after a scan's data stands: an FF that is neither followed by 0 nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1] ?? 0;
    if (code !== 0 && code !== 0xff && !standsAlone(code)) return at;
  }
  return bytes.length;
}
