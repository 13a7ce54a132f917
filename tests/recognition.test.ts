import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharpJudge } from '../src/adapters/images/sharpJudge.ts';
import { nearPercent } from '../src/domain/evidence.ts';
import { likenessOf, type PerceptualHash } from '../src/domain/perceptualHash.ts';
import { ok } from '../src/domain/result.ts';
import { type AlterationName, alterations } from './support/alterations.ts';
import { chanceOf, gameScreen, screenKinds, svgOf } from './support/gameScreens.ts';

/*
 * Holds the hash and the threshold to what they were chosen for, on a small set of generated screens with fixed seeds.
 * bench/recognition.ts measures the same on a larger one.
 */
const games = [0, 1];
const numbers = [0, 1, 2, 3];
const altered: AlterationName[] = [
  'JPEG, quality 40',
  'made smaller',
  'brightened',
  'cropped by up to 1 %',
  'cropped 1 %, smaller, brighter, JPEG 70',
];

interface Hashed {
  readonly game: number;
  readonly kind: string;
  readonly hash: PerceptualHash;
  readonly altered: readonly { readonly name: AlterationName; readonly hash: PerceptualHash }[];
}
const screens: Hashed[] = [];
const judge = sharpJudge();

async function hashOf(bytes: Uint8Array): Promise<PerceptualHash> {
  const judged = await judge(async () => ok(bytes));
  if (!judged.ok) throw new Error(JSON.stringify(judged.refusal));
  return judged.value.perceptualHash;
}

beforeAll(async () => {
  for (const game of games)
    for (const kind of screenKinds)
      for (const number of numbers) {
        const png = await sharp(svgOf(gameScreen(game, kind, number)))
          .removeAlpha()
          .png({ compressionLevel: 1 })
          .toBuffer();
        const chance = chanceOf(9, game, number);
        const hash = await hashOf(png);
        const others = altered.map(async (name) => ({
          name,
          hash: await hashOf(await alterations[name](png, chance)),
        }));
        screens.push({ game, kind, hash, altered: await Promise.all(others) });
      }
}, 60_000);

const isNear = (one: PerceptualHash, other: PerceptualHash) =>
  Math.floor(likenessOf(one, other) * 100) >= nearPercent;

describe('the same picture, altered, is recognised', () => {
  test.each<[AlterationName, number]>([
    ['JPEG, quality 40', 0],
    ['made smaller', 0],
    ['brightened', 0],
    ['cropped by up to 1 %', 1],
    ['cropped 1 %, smaller, brighter, JPEG 70', 2],
  ])('%s: at most %d of 24 are missed', (name, most) => {
    const missed = screens.filter(({ hash, altered }) =>
      altered.some((one) => one.name === name && !isNear(one.hash, hash)),
    );
    expect(screens).toHaveLength(24);
    expect(missed.length).toBeLessThanOrEqual(most);
  });
});

describe('another picture is not taken for it', () => {
  const falseAlarms = (isPair: (one: Hashed, other: Hashed) => boolean) => {
    const pairs = screens.flatMap((one, index) =>
      screens.slice(index + 1).flatMap((other) => (isPair(one, other) ? [isNear(one.hash, other.hash)] : [])),
    );
    return { pairs: pairs.length, wrong: pairs.filter(Boolean).length };
  };
  const sameKind = (kind: string) => (one: Hashed, other: Hashed) =>
    one.game === other.game && one.kind === kind && other.kind === kind;

  test('scenes of one game under the same panels', () =>
    expect(falseAlarms(sameKind('play'))).toEqual({ pairs: 12, wrong: 0 }));

  test('scoreboards of one game with other players', () =>
    expect(falseAlarms(sameKind('scoreboard'))).toEqual({ pairs: 12, wrong: 0 }));

  // Two such screens may differ in a few letters alone, which no hash of a whole picture tells from a re-encoding.
  test('most ranks of one game with other names and numbers', () => {
    const { pairs, wrong } = falseAlarms(sameKind('rank'));
    expect(pairs).toBe(12);
    expect(wrong).toBeLessThanOrEqual(2);
  });

  test('screens of another kind or another game', () =>
    expect(falseAlarms((one, other) => one.kind !== other.kind || one.game !== other.game)).toEqual({
      pairs: 240,
      wrong: 0,
    }));
});
