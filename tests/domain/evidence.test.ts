import { describe, expect, test } from 'vitest';
import {
  checkBytes,
  checkSize,
  checkSubmission,
  evidenceLimits,
  type ImageHash,
  imageHashSchema,
  nearPercent,
  sightingsOf,
  submissionSchema,
} from '../../src/domain/evidence.ts';

describe('an image', () => {
  test.each([
    [800, 600, undefined],
    [799, 600, 'image-too-small'],
    [800, 599, 'image-too-small'],
    [600, 800, 'image-too-small'],
    [8000, 5000, undefined],
    [8000, 5001, 'image-too-many-pixels'],
    [20_000, 20_000, 'image-too-many-pixels'],
    [40_000_001, 1, 'image-too-many-pixels'],
  ])('of %d×%d: %s', (width, height, code) =>
    expect(checkSize(width, height)).toEqual(code && { code, width, height }),
  );

  test.each([
    [10_485_760, undefined],
    [10_485_761, { code: 'image-too-large', bytes: 10_485_761 }],
  ])('of %d bytes: %o', (bytes, refusal) => expect(checkBytes(bytes)).toEqual(refusal));
});

describe('a submission', () => {
  test.each([
    [0, 'evidence-without-image'],
    [1, undefined],
    [5, undefined],
    [6, 'evidence-too-many-images'],
  ])('of %d images: %s', (count, code) => {
    const checked = checkSubmission(count, 'Done');
    expect(checked.ok ? undefined : checked.refusal.code).toBe(code);
  });

  test('may have notes of 1000 characters, which are made safe to keep', () => {
    expect(checkSubmission(1, ' Won\u202e it ')).toEqual({ ok: true, value: 'Won it' });
    expect(checkSubmission(1, '')).toEqual({ ok: true, value: '' });
    expect(checkSubmission(1, ` ${'x'.repeat(1000)} `).ok).toBe(true);
    expect(checkSubmission(1, 'x'.repeat(1001))).toEqual({
      ok: false,
      refusal: { code: 'evidence-notes-too-long', length: 1001 },
    });
  });

  const image = {
    vaultKey: '1/A1/2/0f',
    sha256: 'a'.repeat(64),
    perceptualHash: 'b'.repeat(64),
    width: 800,
    height: 600,
    bytes: 1000,
    format: 'png' as const,
    sightings: [
      {
        match: { kind: 'near' as const, percent: 93 },
        orderKey: 'B2',
        submissionId: '1',
        vaultKey: '1/B2/1/0a',
      },
    ],
  };
  const submission = {
    workerId: '2',
    workerUsername: 'mike',
    at: new Date(0),
    notes: '',
    images: [image],
    verdict: 'pending' as const,
  };

  test('is stored with one to five images, and with what a newer version adds', () => {
    expect(submissionSchema.parse({ ...submission, mood: 'good' })).toEqual({ ...submission, mood: 'good' });
    for (const images of [[], Array(evidenceLimits.images + 1).fill(image), [{ ...image, sha256: 'x' }]])
      expect(submissionSchema.safeParse({ ...submission, images }).success).toBe(false);
  });
});

describe('a picture that was seen before', () => {
  const zeros = '0'.repeat(64);
  /** A hash that differs from `zeros` in so many of its 256 bits. */
  const off = (bits: number) => `${'f'.repeat(bits >> 2)}${['', '1', '3', '7'][bits & 3]}`.padEnd(64, '0');
  const hash = (own: Partial<ImageHash> & { orderKey: string }): ImageHash =>
    imageHashSchema.parse({
      sha256: 'a'.repeat(64),
      perceptualHash: zeros,
      bands: [],
      submissionId: '1',
      position: 0,
      vaultKey: 'k',
      workerId: '2',
      at: new Date(0),
      ...own,
    });
  const image = { sha256: 'b'.repeat(64), perceptualHash: zeros };
  const shown = (earlier: ImageHash[]) =>
    sightingsOf(image, earlier).map(({ match, seen }) => [
      seen.orderKey,
      match.kind === 'exact' ? 'exact' : match.percent,
    ]);

  test('is the same, or nearly the same from 90 % on, never rounded up', () => {
    expect(nearPercent).toBe(90);
    expect(
      shown([
        hash({ orderKey: 'FAR', perceptualHash: off(26) }),
        hash({ orderKey: 'NEAR', perceptualHash: off(25) }),
        hash({ orderKey: 'LOOKS', perceptualHash: off(1) }),
        hash({ orderKey: 'SAME', sha256: image.sha256, perceptualHash: off(99) }),
        hash({ orderKey: 'ALIKE' }),
      ]),
    ).toEqual([
      ['SAME', 'exact'],
      ['ALIKE', 100],
      ['LOOKS', 99],
      ['NEAR', 90],
    ]);
  });

  test('is named once a submission, and the newest first where they are equally alike', () => {
    expect(
      shown([
        hash({ orderKey: 'OLD', at: new Date(1) }),
        hash({ orderKey: 'NEW', at: new Date(2), perceptualHash: off(9) }),
        hash({ orderKey: 'NEW', at: new Date(2), position: 1 }),
        hash({ orderKey: 'NEW', at: new Date(3), submissionId: '2' }),
      ]),
    ).toEqual([
      ['NEW', 100],
      ['NEW', 100],
      ['OLD', 100],
    ]);
  });
});
