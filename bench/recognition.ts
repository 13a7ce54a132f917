import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { nearPercent } from '../src/domain/evidence.ts';
import { hashGridSide, type PerceptualHash, perceptualHashOf } from '../src/domain/perceptualHash.ts';
import { collections } from '../src/ports/collections.ts';
import type { Store } from '../src/ports/store.ts';
import { type AlterationName, alterations } from '../tests/support/alterations.ts';
import {
  chanceOf,
  gameScreen,
  gridOf,
  type ScreenKind,
  screenKinds,
  svgOf,
} from '../tests/support/gameScreens.ts';
import { fillWithHashes, lookUp } from './lookups.ts';
import { type HashFunction, hashFunctions } from './otherHashes.ts';
import { quantile } from './statistics.ts';

/*
 * How well pictures are recognised: what each hash misses and takes for something else on generated screens of games,
 * and what is found, looked at and spent among 100,000 stored hashes. Takes about six minutes. Prints tables.
 */
const games = 6;
const numbers = 8;
const crowdSize = 100_000;

interface Sample {
  readonly game: number;
  readonly kind: ScreenKind;
  readonly grid: Uint8Array;
  readonly altered: ReadonlyMap<AlterationName, Uint8Array>;
}

const names = Object.keys(alterations) as AlterationName[];
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

/** What the judge hashes of a picture. */
const gridOfFile = (file: Buffer) =>
  sharp(file)
    .flatten()
    .resize(hashGridSide, hashGridSide, { fit: 'fill' })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer();

async function drawSamples(): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let game = 0; game < games; game += 1)
    for (const kind of screenKinds)
      for (let number = 0; number < numbers; number += 1) {
        const svg = svgOf(gameScreen(game, kind, number));
        const png = await sharp(svg).removeAlpha().png({ compressionLevel: 1 }).toBuffer();
        const chance = chanceOf(9, game, number);
        const altered = new Map<AlterationName, Uint8Array>();
        for (const name of names) altered.set(name, await gridOfFile(await alterations[name](png, chance)));
        samples.push({ game, kind, grid: await gridOfFile(png), altered });
      }
  return samples;
}

function likeness(one: Uint8Array, other: Uint8Array): number {
  let same = 0;
  for (let bit = 0; bit < one.length; bit += 1) if (one[bit] === other[bit]) same += 1;
  return (100 * same) / one.length;
}

/** The rows of the table for one hash: at each threshold, what is missed of the altered, and what is taken for another. */
function judgeHash(
  name: string,
  hash: HashFunction,
  samples: readonly Sample[],
  thresholds: readonly number[],
) {
  const hashed = samples.map((sample) => ({
    ...sample,
    bits: hash(sample.grid),
    others: names.map((alteration) => ({ alteration, bits: hash(sample.altered.get(alteration) ?? []) })),
  }));
  const group = (alteration: AlterationName) =>
    alteration.startsWith('cropped') ? alteration : 'saved, scaled, brightened';
  const same = hashed.flatMap(({ bits, others }) =>
    others.map((other) => ({ group: group(other.alteration), like: likeness(bits, other.bits) })),
  );
  const different = hashed.flatMap((one, index) =>
    hashed.slice(index + 1).map((other) => ({
      group: one.game !== other.game ? 'other game' : one.kind === other.kind ? one.kind : 'other kind',
      like: likeness(one.bits, other.bits),
    })),
  );
  const shares = (pairs: readonly { group: string; like: number }[], isBad: (like: number) => boolean) =>
    Object.entries(Object.groupBy(pairs, (pair) => pair.group))
      .map(
        ([title, all = []]) =>
          `${title} ${percent(all.filter(({ like }) => isBad(like)).length, all.length)}`,
      )
      .join(', ');
  for (const threshold of thresholds) {
    console.log(`${name}, ${hashed[0]?.bits.length} bits, from ${threshold} % on`);
    console.log(`  missed: ${shares(same, (like) => like < threshold)}`);
    console.log(`  false:  ${shares(different, (like) => like >= threshold)}`);
  }
}

/** A hash of each of many screens, of all games and kinds in turn; the samples' originals lie among them. */
function crowdOf(samples: readonly Sample[]): { hashes: PerceptualHash[]; places: number[] } {
  const hashes = Array.from({ length: crowdSize }, (_, index) => {
    const kind = screenKinds[Math.floor(index / games) % screenKinds.length] ?? 'play';
    return perceptualHashOf(gridOf(gameScreen(index % games, kind, 1000 + index), hashGridSide));
  });
  const chance = chanceOf(11);
  const places = samples.map(() => Math.floor(chance() * crowdSize));
  samples.forEach(({ grid }, index) => {
    hashes[places[index] ?? 0] = perceptualHashOf(grid);
  });
  return { hashes, places };
}

/** Looks up each altered sample; prints what is found among how many candidates, and how long it takes. */
async function lookUpAll(store: Store, samples: readonly Sample[], places: readonly number[], title: string) {
  const found = new Map<string, { asked: number; missed: number }>();
  const looked: number[] = [];
  const took: number[] = [];
  for (const [index, { grid, kind, altered }] of samples.entries())
    for (const name of names) {
      const perceptualHash = perceptualHashOf(altered.get(name) ?? []);
      if (Math.floor(likeness(bits(grid), bits(altered.get(name) ?? []))) < nearPercent) continue;
      const start = performance.now();
      const { orderKeys, candidates } = await lookUp(store, perceptualHash);
      took.push(performance.now() - start);
      looked.push(candidates);
      const isFound = orderKeys.includes(String(places[index]));
      const group = `${kind}, ${name.startsWith('cropped') ? name : 'saved, scaled, brightened'}`;
      const tally = found.get(group) ?? { asked: 0, missed: 0 };
      found.set(group, { asked: tally.asked + 1, missed: tally.missed + (isFound ? 0 : 1) });
    }
  console.log(
    `${title}: candidates ${quantile(looked, 0.5)} (at most ${Math.max(...looked)}), ` +
      `${quantile(took, 0.5).toFixed(2)} ms (p90 ${quantile(took, 0.9).toFixed(2)})`,
  );
  return { median: quantile(took, 0.5), found };
}

const bits = (grid: ArrayLike<number>) => hashFunctions['used: pHash 16×16']?.(grid) ?? new Uint8Array();

const samples = await drawSamples();
console.log(`${samples.length} screens of ${games} games, each altered in ${names.length} ways\n`);
for (const [name, hash] of Object.entries(hashFunctions))
  judgeHash(name, hash, samples, name.startsWith('used') ? [86, 88, 90, 92, 94] : [90]);

const folder = await mkdtemp(join(tmpdir(), 'orderly-recognition-'));
try {
  const { hashes, places } = crowdOf(samples);
  const open = async (name: string, some: readonly PerceptualHash[]) => {
    const file = join(folder, name);
    await fillWithHashes(file, some);
    return openSqliteStore({ file, collections });
  };
  const [small, large] = [
    await open('small.sqlite', hashes.slice(0, 1000)),
    await open('large.sqlite', hashes),
  ];
  console.log(`\nAmong stored hashes of ${games} games in one server:`);
  const medians: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const few = await lookUpAll(small, samples, places, '  1,000');
    const many = await lookUpAll(large, samples, places, `  ${crowdSize.toLocaleString('en')}`);
    medians.push(many.median / few.median);
    if (round < 2) continue;
    console.log('Missed among all of them, of the altered pictures that are above the threshold:');
    for (const [group, { asked, missed }] of many.found)
      console.log(`  ${group}: ${percent(missed, asked)} of ${asked}`);
  }
  console.log(`near_duplicate_lookup_100k_over_1k ${quantile(medians, 0.5).toFixed(2)}`);
  await small.close();
  await large.close();
} finally {
  await rm(folder, { recursive: true });
}
