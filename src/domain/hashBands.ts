import { type PerceptualHash, perceptualHashBits } from './perceptualHash.ts';

/**
 * Bands are samples of a hash's bits. Pictures whose hashes differ in few bits share some band, so the look-alikes of a
 * picture can be found among any number by equality alone. Where a server has thousands of screens that look much alike,
 * short bands find hundreds of them and long ones only those that are nearest; elsewhere short ones find what was changed
 * more. So there are three lengths, each to be asked for a few.
 */
const lengths = [96, 56, 24];
/** Bands of each length: as many as every store may be asked for at once. */
const bandsPerLength = 10;

/** Which bits each band samples: scattered over the hash, always the same. Changing them forgets every stored hash. */
const samples = lengths.map((bits, tier) =>
  Array.from({ length: bandsPerLength }, (_, band) =>
    Array.from({ length: perceptualHashBits }, (_, bit) => ({ bit, rank: scatter(bit, tier * 100 + band) }))
      .sort((one, other) => one.rank - other.rank)
      .slice(0, bits)
      .map(({ bit }) => bit),
  ),
);

/** A number that looks random and follows from two others. */
function scatter(one: number, other: number): number {
  let mixed = Math.imul(one + 1, 0x9e3779b1) ^ Math.imul(other + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** The bands of a hash as words that can be looked up, a list for each length, the longest first. */
export function bandsOf(hash: PerceptualHash): readonly (readonly string[])[] {
  const bits = Array.from(hash, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  return samples.map((bands, tier) =>
    bands.map((band, number) => {
      const sampled = BigInt(`0b${band.map((bit) => bits[bit] ?? '0').join('')}`);
      return `${tier}.${number}.${sampled.toString(36)}`;
    }),
  );
}
