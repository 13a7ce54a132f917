/**
 * What a picture looks like, in 256 bits (64 hex digits): pictures that look alike have hashes that differ in few bits.
 * Re-encoding, scaling and brightening leave it nearly as it is. The bits tell how brightness varies over the whole
 * picture (the signs of 16 × 16 low frequencies of a cosine transform), so a panel that all screens of a game share does
 * not make their hashes alike, as it does where each bit tells about one place.
 */
export type PerceptualHash = string & { readonly perceptualHash?: never };

/** A picture is hashed from the brightness (0 to 255) of this many cells across, and as many down. */
export const hashGridSide = 64;

/** The hash has a bit for each of this many frequencies across, and as many down. */
const frequencies = 16;
/** How many bits a hash has. */
export const perceptualHashBits = frequencies * frequencies;

/** Below this a frequency is not there: what remains of it is rounding. */
const silence = 1;

/** By frequency, then by cell. The constant frequency, which is the mean brightness, is left out. */
const waves = Float64Array.from({ length: frequencies * hashGridSide }, (_, index) => {
  const frequency = Math.floor(index / hashGridSide) + 1;
  const cell = index % hashGridSide;
  return Math.cos(((2 * cell + 1) * frequency * Math.PI) / (2 * hashGridSide));
});

/** The hash of a picture, from the brightness of its cells row by row (`hashGridSide` × `hashGridSide`). */
export function perceptualHashOf(grid: ArrayLike<number>): PerceptualHash {
  if (grid.length !== hashGridSide ** 2) throw new Error(`Not a grid to hash: ${grid.length} cells`);
  // One direction after the other; plain loops, because they are run in the event loop and closures take ten times as long.
  const across = new Float64Array(hashGridSide * frequencies);
  for (let row = 0; row < hashGridSide; row += 1)
    for (let frequency = 0; frequency < frequencies; frequency += 1) {
      let sum = 0;
      for (let cell = 0; cell < hashGridSide; cell += 1)
        sum += (grid[row * hashGridSide + cell] ?? 0) * (waves[frequency * hashGridSide + cell] ?? 0);
      across[frequency * hashGridSide + row] = sum;
    }
  let hash = '';
  let digit = 0;
  for (let bit = 0; bit < perceptualHashBits; bit += 1) {
    const down = Math.floor(bit / frequencies) * hashGridSide;
    const column = (bit % frequencies) * hashGridSide;
    let sum = 0;
    for (let row = 0; row < hashGridSide; row += 1)
      sum += (across[column + row] ?? 0) * (waves[down + row] ?? 0);
    digit = digit * 2 + (sum > silence ? 1 : 0);
    if (bit % 4 === 3) {
      hash += digit.toString(16);
      digit = 0;
    }
  }
  return hash;
}

/** How many bits are set in each hex digit. */
const setBits = Uint8Array.from({ length: 16 }, (_, digit) => digit.toString(2).replaceAll('0', '').length);

/** How alike two hashes are: the share of their bits that are equal, from 0 to 1. Unrelated pictures are near 0.5. */
export function likenessOf(one: PerceptualHash, other: PerceptualHash): number {
  let different = 0;
  for (let at = 0; at < perceptualHashBits / 4; at += 1)
    different += setBits[Number.parseInt(one[at] ?? '', 16) ^ Number.parseInt(other[at] ?? '', 16)] ?? 0;
  return 1 - different / perceptualHashBits;
}
