/** The width and height of a picture, in pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

/** What a PNG or JPEG says its size is, read from its header; undefined for everything else. */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength >= 24 && view.getUint32(0) === PNG_START) {
    return { width: view.getUint32(16), height: view.getUint32(20) };
  }
  return bytes.byteLength >= 4 && view.getUint16(0) === JPEG_START ? jpegSize(view) : undefined;
}

const PNG_START = 0x89504e47;
const JPEG_START = 0xffd8;
/** Huffman tables, a reserved marker and arithmetic coding lie among the frame headers but are none. */
const NO_FRAMES: readonly number[] = [0xc4, 0xc8, 0xcc];

/** Walks the segments of a JPEG up to its frame header. */
function jpegSize(view: DataView): PictureSize | undefined {
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    // Fill bytes may stand before a marker; other segments say how long they are.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}
