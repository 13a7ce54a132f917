import { hashGridSide, perceptualHashOf } from '../src/domain/perceptualHash.ts';

/** Tells what a picture looks like as bits, from its brightness on a grid as `perceptualHashOf` takes it. */
export type HashFunction = (grid: ArrayLike<number>) => Uint8Array;

/** The hash that is used, and those that it was chosen from, by name. */
export const hashFunctions: Readonly<Record<string, HashFunction>> = {
  'used: pHash 16×16': (grid) =>
    Uint8Array.from([...perceptualHashOf(grid)].flatMap((digit) => bitsOf(Number.parseInt(digit, 16)))),
  'pHash 8×8': (grid) => signs(frequenciesOf(grid, 8)),
  'pHash 24×24': (grid) => signs(frequenciesOf(grid, 24)),
  'pHash 32×32': (grid) => signs(frequenciesOf(grid, 32)),
  'dHash 8×8': (grid) => differences(grid, 8),
  'dHash 16×16': (grid) => differences(grid, 16),
  'blockhash 16×16': (grid) => blocks(grid, 16),
};

function bitsOf(digit: number): number[] {
  return [8, 4, 2, 1].map((bit) => ((digit & bit) === 0 ? 0 : 1));
}

function signs(values: readonly number[]): Uint8Array {
  return Uint8Array.from(values, (value) => (value > 1 ? 1 : 0));
}

/** The lowest `count` × `count` frequencies of the cosine transform, without those that are constant either way. */
function frequenciesOf(grid: ArrayLike<number>, count: number): number[] {
  const wave = (frequency: number, cell: number) =>
    Math.cos(((2 * cell + 1) * (frequency + 1) * Math.PI) / (2 * hashGridSide));
  const across = new Float64Array(count * hashGridSide);
  for (let row = 0; row < hashGridSide; row += 1)
    for (let frequency = 0; frequency < count; frequency += 1)
      for (let cell = 0; cell < hashGridSide; cell += 1)
        across[frequency * hashGridSide + row] =
          (across[frequency * hashGridSide + row] ?? 0) +
          (grid[row * hashGridSide + cell] ?? 0) * wave(frequency, cell);
  return Array.from({ length: count * count }, (_, bit) => {
    let sum = 0;
    for (let row = 0; row < hashGridSide; row += 1)
      sum += (across[(bit % count) * hashGridSide + row] ?? 0) * wave(Math.floor(bit / count), row);
    return sum;
  });
}

/** The mean brightness of `columns` × `rows` blocks. */
function means(grid: ArrayLike<number>, columns: number, rows: number): number[] {
  const edge = (index: number, count: number) => Math.round((index * hashGridSide) / count);
  return Array.from({ length: columns * rows }, (_, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    let sum = 0;
    let cells = 0;
    for (let y = edge(row, rows); y < edge(row + 1, rows); y += 1)
      for (let x = edge(column, columns); x < edge(column + 1, columns); x += 1) {
        sum += grid[y * hashGridSide + x] ?? 0;
        cells += 1;
      }
    return sum / cells;
  });
}

/** Whether each block is brighter than its right neighbour. */
function differences(grid: ArrayLike<number>, side: number): Uint8Array {
  const blocks = means(grid, side + 1, side);
  return Uint8Array.from({ length: side * side }, (_, index) => {
    const at = Math.floor(index / side) * (side + 1) + (index % side);
    return (blocks[at] ?? 0) > (blocks[at + 1] ?? 0) ? 1 : 0;
  });
}

/** Whether each block is brighter than the median of its quarter of the picture. */
function blocks(grid: ArrayLike<number>, side: number): Uint8Array {
  const values = means(grid, side, side);
  const quarter = values.length / 4;
  return Uint8Array.from(values, (value, index) => {
    const start = Math.floor(index / quarter) * quarter;
    const sorted = values.slice(start, start + quarter).sort((one, other) => one - other);
    return value > (sorted[quarter / 2] ?? 0) ? 1 : 0;
  });
}
