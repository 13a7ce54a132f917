import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { sharpJudge } from '../../src/adapters/images/sharpJudge.ts';
import { evidenceLimits } from '../../src/domain/evidence.ts';
import { likenessOf } from '../../src/domain/perceptualHash.ts';
import { ok } from '../../src/domain/result.ts';
import type { JudgedImage } from '../../src/ports/imageJudge.ts';
import {
  blankPng,
  heic,
  photo,
  pngChunk,
  restartingJpeg,
  withJpegSegment,
  withPngChunks,
} from '../support/imageFiles.ts';

const judge = sharpJudge();

/** What an image that must be taken is kept as. */
async function taken(bytes: Uint8Array): Promise<JudgedImage> {
  const judged = await judge(async () => ok(bytes));
  if (!judged.ok) throw new Error(JSON.stringify(judged.refusal));
  return judged.value;
}

/** Why an image that must be refused is. */
async function refusal(bytes: Uint8Array) {
  const judged = await judge(async () => ok(bytes));
  if (judged.ok) throw new Error('It was taken');
  return judged.refusal;
}

const png = await photo(800, 600).png().toBuffer();
const jpeg = await photo(900, 700).jpeg().toBuffer();
const progressive = await photo(900, 700).jpeg({ progressive: true }).toBuffer();

/** The pixels as they are stored. */
const pixels = (bytes: Uint8Array) => sharp(bytes, { ignoreIcc: true }).removeAlpha().raw().toBuffer();

describe('an image that is fine', () => {
  test.each<[string, () => Buffer | Promise<Buffer>, object]>([
    ['a PNG of 800×600', () => png, { format: 'png', width: 800, height: 600 }],
    ['a JPEG', () => jpeg, { format: 'jpeg', width: 900, height: 700 }],
    ['a progressive JPEG', () => progressive, { format: 'jpeg', width: 900, height: 700 }],
    ['a JPEG with restarts', () => restartingJpeg(800, 600), { format: 'jpeg', width: 800, height: 600 }],
    ['an interlaced PNG', () => photo(801, 601).png({ progressive: true }).toBuffer(), { format: 'png' }],
    ['a PNG with a palette', () => photo(800, 600).png({ palette: true }).toBuffer(), { format: 'png' }],
    ['a PNG of 16 bits', () => photo(800, 600).toColourspace('rgb16').png().toBuffer(), { format: 'png' }],
    ['a grey JPEG', () => photo(800, 600).greyscale().jpeg().toBuffer(), { format: 'jpeg' }],
    ['a CMYK JPEG', () => photo(800, 600).toColourspace('cmyk').jpeg().toBuffer(), { format: 'jpeg' }],
  ])('%s is taken, and its picture kept as it is', async (_, make, expected) => {
    const bytes = await make();
    const image = await taken(bytes);
    expect(image).toMatchObject({
      ...expected,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      perceptualHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await pixels(image.bytes)).equals(await pixels(bytes))).toBe(true);
    expect(image.bytes.byteLength).toBeLessThanOrEqual(bytes.length);
  });

  test('transparent parts do not disturb', async () => {
    const see = await photo(800, 600).ensureAlpha(0.5).png().toBuffer();
    expect(await taken(see)).toMatchObject({ width: 800, height: 600, format: 'png' });
  });

  test('10 MB exactly are taken, one byte more is not', async () => {
    const filler = (length: number) =>
      withPngChunks(png, pngChunk('teXt', Buffer.alloc(length - png.length - 12, 'x')));
    expect(filler(evidenceLimits.bytes).length).toBe(10_485_760);
    expect((await taken(filler(evidenceLimits.bytes))).bytes.byteLength).toBeLessThanOrEqual(png.length);
    expect(await refusal(filler(evidenceLimits.bytes + 1))).toEqual({
      code: 'image-too-large',
      bytes: 10_485_761,
    });
  });

  test('40 megapixels are taken, one row more is not', async () => {
    expect(await taken(blankPng(8000, 5000))).toMatchObject({ width: 8000, height: 5000 });
    expect(await refusal(blankPng(8000, 5001))).toMatchObject({ code: 'image-too-many-pixels' });
  });
});

describe('an image that is something else', () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="900" height="700"/>');
  // A real one needs an encoder that is not free to ship; judging stops at these bytes anyway.
  test.each<[string, () => Buffer | Promise<Buffer>, string | undefined]>([
    ['a text named .png', () => Buffer.from('I did the work, honestly'), 'text'],
    ['an empty file', () => Buffer.alloc(0), 'empty file'],
    ['a GIF', () => photo(900, 700).gif().toBuffer(), 'GIF'],
    ['a WebP', () => photo(900, 700).webp().toBuffer(), 'WebP'],
    ['an AVIF', () => photo(900, 700).avif({ effort: 0 }).toBuffer(), 'AVIF'],
    ['a TIFF', () => photo(900, 700).tiff().toBuffer(), 'TIFF'],
    ['a HEIC', () => heic, 'HEIC'],
    ['an SVG', () => svg, 'SVG'],
    ['a web page', () => Buffer.from('<!DOCTYPE html><p>Not here'), 'HTML'],
    ['a PDF', () => Buffer.from('%PDF-1.7'), 'PDF'],
    ['noise', () => Buffer.from('fedcba98765432100f', 'hex'), undefined],
    [
      'an animated PNG',
      () => withPngChunks(png, pngChunk('acTL', Buffer.from('0000000200000000', 'hex'))),
      'animated PNG',
    ],
  ])('%s is refused by what it is', async (_, bytes, found) =>
    expect(await refusal(await bytes())).toEqual({ code: 'image-wrong-format', found }),
  );
});

describe('an image of the wrong size', () => {
  test.each([
    [799, 600],
    [800, 599],
    [640, 480],
    [600, 800],
  ])('%d×%d is too small, and it says so', async (width, height) =>
    expect(await refusal(await photo(width, height).png().toBuffer())).toEqual({
      code: 'image-too-small',
      width,
      height,
    }),
  );

  test('20,000×20,000 in a few kB is refused from its header, without being decoded', async () => {
    const bomb = blankPng(20_000, 20_000);
    expect(bomb.length).toBeLessThan(60_000);
    expect(await refusal(bomb)).toEqual({ code: 'image-too-many-pixels', width: 20_000, height: 20_000 });
    // With pixels that can't be unpacked it is refused just the same: they are not looked at.
    const garbage = pngChunk('IDAT', Buffer.from('no pixels'));
    const hollow = Buffer.concat([bomb.subarray(0, 33), garbage, pngChunk('IEND', Buffer.alloc(0))]);
    expect(await refusal(hollow)).toMatchObject({ code: 'image-too-many-pixels' });
  });

  test('of pictures in passes, those that would take more than 160 MB to decode are refused from their header', async () => {
    const deep = (width: number, height: number) => {
      const header = Buffer.alloc(13);
      header.writeUInt32BE(width, 0);
      header.writeUInt32BE(height, 4);
      // 16 bits, red, green, blue and opacity, interlaced.
      header.set([16, 6, 0, 0, 1], 8);
      const chunks: [string, Buffer][] = [
        ['IHDR', header],
        ['IDAT', Buffer.from('no pixels')],
        ['IEND', Buffer.alloc(0)],
      ];
      return Buffer.concat([png.subarray(0, 8), ...chunks.map(([type, data]) => pngChunk(type, data))]);
    };
    expect(await refusal(deep(5000, 4001))).toEqual({ code: 'image-too-heavy' });
    expect(await refusal(deep(5000, 4000))).toMatchObject({ code: 'image-damaged' });
  });

  test('an image that lies about its size is refused', async () => {
    const lie = Buffer.from(png);
    lie.writeUInt32BE(4000, 16);
    const header = pngChunk('IHDR', lie.subarray(16, 29));
    const liar = Buffer.concat([png.subarray(0, 8), header, png.subarray(33)]);
    expect(await refusal(liar)).toEqual({ code: 'image-damaged', format: 'png' });
  });
});

describe('a damaged image', () => {
  const cut = (bytes: Buffer, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));
  const endOfJpeg = Buffer.from('ffd9', 'hex');
  test.each<[string, 'png' | 'jpeg', () => Buffer]>([
    ['a JPEG that is cut in half', 'jpeg', () => cut(jpeg, 0.5)],
    ['a JPEG without its end', 'jpeg', () => jpeg.subarray(0, -2)],
    ['a JPEG that is cut and ended', 'jpeg', () => Buffer.concat([cut(jpeg, 0.5), endOfJpeg])],
    ['a progressive JPEG that is cut', 'jpeg', () => cut(progressive, 0.7)],
    ['a JPEG of its start alone', 'jpeg', () => Buffer.from('ffd8ff', 'hex')],
    ['a PNG that is cut in half', 'png', () => cut(png, 0.5)],
    ['a PNG without its end', 'png', () => png.subarray(0, -12)],
    ['a PNG of its signature alone', 'png', () => png.subarray(0, 8)],
    [
      'a PNG with a wrong bit',
      'png',
      () => {
        const wrong = Buffer.from(png);
        wrong.writeUInt8(wrong.readUInt8(10_000) ^ 1, 10_000);
        return wrong;
      },
    ],
    [
      'a PNG signature before a text',
      'png',
      () => Buffer.concat([png.subarray(0, 8), Buffer.from('text'.repeat(50))]),
    ],
  ])('%s is refused', async (_, format, bytes) =>
    expect(await refusal(bytes())).toEqual({ code: 'image-damaged', format }),
  );
});

describe('what is kept', () => {
  const secret = 'SECRET-51.5007N-0.1246W';
  const exif = { IFD0: { Make: secret }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } };

  test('is free of metadata, and of what stood after the end', async () => {
    const script = Buffer.from(`<script>${secret}</script>`);
    const dirtyJpeg = Buffer.concat([
      withJpegSegment(
        await photo(900, 700).withExif(exif).withIccProfile('p3').jpeg().toBuffer(),
        0xfe,
        script,
      ),
      script,
    ]);
    const dirtyPng = Buffer.concat([
      withPngChunks(
        await photo(900, 700).withExif(exif).withIccProfile('p3').png().toBuffer(),
        pngChunk('tEXt', Buffer.from(`Comment\0${secret}`)),
        pngChunk('prVt', Buffer.from(secret)),
      ),
      script,
    ]);
    for (const dirty of [dirtyJpeg, dirtyPng]) {
      expect((await sharp(dirty).metadata()).exif).toBeDefined();
      expect((await sharp(dirty).metadata()).icc).toBeDefined();
      const { bytes } = await taken(dirty);
      const found = await sharp(bytes).metadata();
      expect(found.exif ?? found.icc ?? found.xmp ?? found.iptc ?? found.comments).toBeUndefined();
      expect(Buffer.from(bytes).includes('SECRET')).toBe(false);
      expect((await pixels(bytes)).equals(await pixels(dirty))).toBe(true);
    }
  });

  test('has nothing hidden in the segments that decoders need', async () => {
    const hidden = (name: string) => Buffer.from(`${name}${secret}`, 'latin1');
    const image = withJpegSegment(
      withJpegSegment(jpeg, 0xe0, hidden('JFIF\0\x01\x01\0\0\x01\0\x01\0\0')),
      0xee,
      hidden('Adobe\0d\0\0\0\0\x01'),
    );
    expect(Buffer.from((await taken(image)).bytes).includes('SECRET')).toBe(false);
  });

  test.each(['png', 'jpeg'] as const)('is upright, and its size is judged so (%s)', async (format) => {
    const lying = await photo(800, 600).withMetadata({ orientation: 6 }).toFormat(format).toBuffer();
    expect(await refusal(lying)).toEqual({ code: 'image-too-small', width: 600, height: 800 });
    const turned = await photo(700, 900).withMetadata({ orientation: 6 }).toFormat(format).toBuffer();
    const image = await taken(turned);
    expect(image).toMatchObject({ width: 900, height: 700, format });
    const found = await sharp(image.bytes).metadata();
    expect([found.width, found.height, found.exif]).toEqual([900, 700, undefined]);
    const upright = await sharp(turned).autoOrient().png().toBuffer();
    expect(likenessOf(image.perceptualHash, (await taken(upright)).perceptualHash)).toBeGreaterThan(0.98);
  });

  test.each(['png', 'jpeg'] as const)('a large one is turned at half its size (%s)', async (format) => {
    const large = sharp(png).resize(5120, 4000).withMetadata({ orientation: 6 });
    const bytes = await large.toFormat(format).toBuffer();
    const image = await taken(bytes);
    expect(image).toMatchObject({ width: 2000, height: 2560, format });
    const found = await sharp(image.bytes).metadata();
    expect([found.width, found.height, found.exif]).toEqual([2000, 2560, undefined]);
    const upright = await taken(await sharp(bytes).autoOrient().resize(1200).png().toBuffer());
    expect(likenessOf(image.perceptualHash, upright.perceptualHash)).toBeGreaterThan(0.98);
  });
});

test('of many images three are fetched at first; the others wait where they are', async () => {
  const room = Promise.withResolvers<void>();
  let fetched = 0;
  const judged = Array.from({ length: 10 }, () =>
    judge(async () => {
      fetched += 1;
      await room.promise;
      return ok(png);
    }),
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(fetched).toBe(3);
  room.resolve();
  expect((await Promise.all(judged)).filter(({ ok }) => ok)).toHaveLength(10);
});

test('judging many at once leaves the event loop free, and all are judged', async () => {
  const large = await photo(3000, 2000).jpeg().toBuffer();
  let turns = 0;
  const turn = () => {
    turns += 1;
    timer = setImmediate(turn);
  };
  let timer = setImmediate(turn);
  const judged = await Promise.all(Array.from({ length: 10 }, () => judge(async () => ok(large))));
  clearImmediate(timer);
  expect(judged.filter(({ ok }) => ok)).toHaveLength(10);
  // A decoder in the event loop would leave it a turn or two for each image.
  expect(turns).toBeGreaterThan(100);
});

test('two are decoded at a time, the others wait', async () => {
  const large = await photo(3000, 2000).jpeg().toBuffer();
  let most = 0;
  const look = () => {
    most = Math.max(most, sharp.counters().process);
    timer = setImmediate(look);
  };
  let timer = setImmediate(look);
  await Promise.all(Array.from({ length: 8 }, () => judge(async () => ok(large))));
  clearImmediate(timer);
  expect(most).toBe(2);
});

test('sharp is loaded with the first image that is worth decoding, not before', async () => {
  const module = new URL('../../src/adapters/images/sharpJudge.ts', import.meta.url).href;
  const script = `
    import { sharpJudge } from '${module}';
    const isLoaded = () => process.report.getReport().sharedObjects.some((name) => name.includes('libvips'));
    const judge = sharpJudge();
    const given = (text, encoding) => async () => ({ ok: true, value: Buffer.from(text, encoding) });
    await judge(given('GIF89a'));
    const before = isLoaded();
    await judge(given('${blankPng(800, 600).toString('base64')}', 'base64'));
    console.log(before, isLoaded());`;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  expect(stdout.trim()).toBe('false true');
});
