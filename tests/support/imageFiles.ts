import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A picture that compresses about as a photo does: different everywhere, the same for the same size. */
export function photo(width: number, height: number) {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at += 1) {
    const pixel = Math.floor(at / 3);
    const noise = (Math.imul(pixel, 0x9e3779b1) >>> 28) & 7;
    pixels[at] = (((pixel % width) >> 2) + (Math.floor(pixel / width) >> (1 + (at % 3))) + noise) & 0xff;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** What a HEIC file begins with, by which it is known. */
export const heic = Buffer.from('0000001c667479706865696300000000', 'hex');

/** A chunk of a PNG file with its right checksum. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.byteLength);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** The PNG with further chunks right behind its header. */
export function withPngChunks(png: Buffer, ...chunks: Buffer[]): Buffer {
  const header = 8 + 25;
  return Buffer.concat([png.subarray(0, header), ...chunks, png.subarray(header)]);
}

/** A PNG of one colour and any size, a few kB whatever it unpacks to; written without ever holding its pixels. */
export function blankPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // One bit a pixel, grey.
  header[8] = 1;
  const row = Buffer.alloc(1 + Math.ceil(width / 8));
  const pixels = deflateSync(Buffer.alloc(row.length * height), { level: 9 });
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The JPEG with a further segment right behind its start; `code` is the marker's second byte. */
export function withJpegSegment(jpeg: Buffer, code: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

/**
 * A grey JPEG of one colour that restarts after every fourth block of 8 × 8, as cameras write them for safety. Its tables
 * know one code each: "as before" and "nothing more", a bit each, so that four blocks are a byte of zeros.
 */
export function restartingJpeg(width: number, height: number): Buffer {
  const segment = (code: number, data: number[]) => Buffer.from([0xff, code, 0, data.length + 2, ...data]);
  const table = (destination: number, value: number) => [destination, 1, ...Array(15).fill(0), value];
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  const restarts = (Math.ceil(width / 8) * Math.ceil(height / 8)) / 4 - 1;
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, [0, ...Array(64).fill(1)]),
    segment(0xc0, [8, ...size, 1, 1, 0x11, 0]),
    segment(0xc4, [...table(0x00, 0), ...table(0x10, 0)]),
    segment(0xdd, [0, 4]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...Array.from({ length: restarts }, (_, index) => Buffer.from([0, 0xff, 0xd0 + (index % 8)])),
    Buffer.from([0, 0xff, 0xd9]),
  ]);
}
