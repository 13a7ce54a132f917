import { expect, test } from 'vitest';
import { bandsOf } from '../../src/domain/hashBands.ts';
import { hashGridSide, likenessOf, perceptualHashOf } from '../../src/domain/perceptualHash.ts';
import { chanceOf } from '../support/gameScreens.ts';

const cells = hashGridSide ** 2;
const noise = (seed: number) => {
  const chance = chanceOf(seed);
  return Float64Array.from({ length: cells }, () => chance() * 255);
};

test('a picture has one hash; a brighter or flatter one has the same; others have another', () => {
  const picture = noise(1);
  const hash = perceptualHashOf(picture);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(perceptualHashOf(picture.map((value) => value * 0.7 + 20))).toBe(hash);
  expect(likenessOf(hash, perceptualHashOf(noise(2)))).toBeLessThan(0.65);
  expect(() => perceptualHashOf([1, 2, 3])).toThrow('Not a grid to hash');
});

test('a picture of one colour has no pattern, whatever the colour', () => {
  const blank = perceptualHashOf(new Float64Array(cells).fill(200));
  expect(blank).toBe('0'.repeat(64));
  expect(perceptualHashOf(new Float64Array(cells).fill(0))).toBe(blank);
});

// Hashes are kept for ever: what computes them must not change unnoticed.
test('the hash and the bands of a picture stay what they have been', () => {
  const hash = perceptualHashOf(noise(1));
  expect(hash).toMatchInlineSnapshot(`"c293b55fa7f99607080fcb5ecad28768c2068b3db53feadbebb216372aa6cc69"`);
  expect(bandsOf(hash).map((tier) => tier[0])).toMatchInlineSnapshot(`
    [
      "0.0.ma5b800h2w2fs5kvj6",
      "1.0.22h5ohzgnue",
      "2.0.7rfdr",
    ]
  `);
});

test('likeness is the share of equal bits', () => {
  const zeros = '0'.repeat(64);
  expect(likenessOf(zeros, zeros)).toBe(1);
  expect(likenessOf(zeros, 'f'.repeat(64))).toBe(0);
  expect(likenessOf(zeros, `1${'0'.repeat(63)}`)).toBe(255 / 256);
  expect(likenessOf(zeros, `${'0'.repeat(63)}7`)).toBe(253 / 256);
});

test('bands are 30 words; hashes that differ in few bits share some, others share none', () => {
  const hash = perceptualHashOf(noise(3));
  const bands = new Set(bandsOf(hash).flat());
  expect(bands.size).toBe(30);
  const shared = (other: string) =>
    bandsOf(other).map((tier) => tier.filter((band) => bands.has(band)).length);
  expect(shared(hash)).toEqual([10, 10, 10]);
  expect(shared(perceptualHashOf(noise(4)))).toEqual([0, 0, 0]);
  const flipped = (places: number[]) =>
    Array.from(hash, (digit, at) =>
      places.includes(at) ? (Number.parseInt(digit, 16) ^ 1).toString(16) : digit,
    ).join('');
  const [long = 0, middle = 0, short = 0] = shared(flipped([5, 40, 61]));
  expect(long).toBeLessThan(middle);
  expect(middle).toBeLessThanOrEqual(short);
  expect(short).toBeGreaterThan(5);
});
