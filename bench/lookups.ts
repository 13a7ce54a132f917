import { join } from 'node:path';
import { openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { findSightings, recordHashes } from '../src/app/recognise.ts';
import { hashGridSide, type PerceptualHash, perceptualHashOf } from '../src/domain/perceptualHash.ts';
import { collections } from '../src/ports/collections.ts';
import type { Query, Store } from '../src/ports/store.ts';
import { type Chance, chanceOf, gameScreen, gridOf, screenKinds } from '../tests/support/gameScreens.ts';
import { fillFile } from './bulk.ts';
import type { Figure } from './figures.ts';
import { compareRounds, ratio, spreadOf } from './statistics.ts';
import { takeTurns, timeMs } from './turns.ts';

const guildId = '1';
const schedule = { warmUpRounds: 2, rounds: 15, samplesPerRound: 40 };
const fewCount = 1000;

/** Makes a store's file in which images with these hashes were submitted, each for an order named by its place. */
export function fillWithHashes(file: string, hashes: readonly PerceptualHash[]): Promise<void> {
  return fillFile(file, (into) => {
    for (const [place, perceptualHash] of hashes.entries())
      recordHashes(into, {
        guildId,
        orderKey: String(place),
        submissionId: '1',
        workerId: '2',
        at: new Date(place * 1000),
        images: [{ vaultKey: 'none/none', sha256: place.toString(16).padStart(64, '0'), perceptualHash }],
      });
  });
}

/** Looks up an image that is not there byte for byte: where it was seen, and how many others it was compared with. */
export async function lookUp(
  store: Pick<Store, 'query'>,
  perceptualHash: PerceptualHash,
): Promise<{ readonly orderKeys: readonly string[]; readonly candidates: number }> {
  let candidates = 0;
  const counting = {
    query: async <T>(query: Query<T>) => {
      const page = await store.query(query);
      candidates += page.docs.length;
      return page;
    },
  };
  const sightings = await findSightings(counting, guildId, { sha256: 'f'.repeat(64), perceptualHash });
  return { orderKeys: sightings.map(({ seen }) => seen.orderKey), candidates };
}

/**
 * How long it takes to find an altered picture among many stored hashes over how long it takes among a thousand, and how
 * many of them it is compared with. Screens of a few games, so that most of them look much alike. Makes its files in an
 * empty folder.
 */
export async function measureLookups(folder: string, manyCount: number): Promise<Figure[]> {
  const chance = chanceOf(17);
  const hashes = crowdOf(manyCount, chance);
  const open = async (name: string, some: readonly PerceptualHash[]) => {
    const file = join(folder, name);
    await fillWithHashes(file, some);
    return openSqliteStore({ file, collections });
  };
  const stores = [
    await open('few.sqlite', hashes.slice(0, fewCount)),
    await open('many.sqlite', hashes),
  ] as const;
  let most = 0;
  let asked = 0;
  let found = 0;
  const contenders = stores.map((store) => async (sample: number) => {
    const place = (sample * 7919) % fewCount;
    const altered = alter(hashes[place] ?? '', 8, chanceOf(sample));
    const tookMs = await timeMs(async () => {
      const { orderKeys, candidates } = await lookUp(store, altered);
      most = Math.max(most, candidates);
      asked += 1;
      if (orderKeys.includes(String(place))) found += 1;
    });
    return tookMs;
  });
  const [ofFew = [], ofMany = []] = await takeTurns(schedule, contenders);
  for (const store of stores) await store.close();
  return [
    {
      name: 'near_duplicate_lookup_100k_over_1k',
      ...compareRounds(ofMany, ofFew, ratio),
      bound: { atMost: 2 },
    },
    { name: 'near_duplicate_candidates_at_most', ...spreadOf([most]), bound: { atMost: 50 } },
    { name: 'near_duplicate_found_share', ...spreadOf([found / asked]) },
    { name: 'near_duplicate_lookup_1k_ms', ...spreadOf(ofFew.flat()) },
    { name: 'near_duplicate_lookup_100k_ms', ...spreadOf(ofMany.flat()) },
  ];
}

const games = 6;
const likenesses = 20;

/** Hashes of screens, each once as it is and then as others that look much like it. */
function crowdOf(count: number, chance: Chance): PerceptualHash[] {
  const drawn = Array.from({ length: Math.ceil(count / likenesses) }, (_, number) => {
    const kind = screenKinds[Math.floor(number / games) % screenKinds.length] ?? 'play';
    return perceptualHashOf(gridOf(gameScreen(number % games, kind, number), hashGridSide));
  });
  return Array.from({ length: count }, (_, place) => {
    const hash = drawn[place % drawn.length] ?? '';
    return place < drawn.length ? hash : alter(hash, 40, chance);
  });
}

/** A hash in which up to that many bits, anywhere, are others. */
function alter(hash: PerceptualHash, bits: number, chance: Chance): PerceptualHash {
  let altered = BigInt(`0x${hash}`);
  for (let bit = 0; bit < bits; bit += 1) altered ^= 1n << BigInt(Math.floor(chance() * 256));
  return altered.toString(16).padStart(64, '0');
}
