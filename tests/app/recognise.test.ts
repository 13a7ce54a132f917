import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSightings, recordHashes } from '../../src/app/recognise.ts';
import { hashGridSide, perceptualHashOf } from '../../src/domain/perceptualHash.ts';
import { collections, imageHashes } from '../../src/ports/collections.ts';
import type { Query, Store } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { gameScreen, gridOf, type Screen } from '../support/gameScreens.ts';

/** A picture of a screen, as the judge would describe it; `noise` brightens it unevenly. */
function pictureOf(screen: Screen, file: string, noise = 0) {
  const grid = gridOf(screen, hashGridSide).map((value, cell) => value + ((cell * 7919) % 13) * noise);
  return {
    sha256: Buffer.from(file).toString('hex').padEnd(64, '0'),
    perceptualHash: perceptualHashOf(grid),
    vaultKey: `1/${file}`,
    width: 1280,
    height: 720,
    bytes: 1000,
    format: 'png' as const,
  };
}
type Picture = ReturnType<typeof pictureOf>;

describe.each<[string, () => Promise<Place>]>([
  ['SQLite', freshSqlitePlace],
  ['Firestore', freshInProcessFirestore],
])('recognising pictures on %s', (_, freshPlace) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
  });
  afterEach(() => place.dispose());

  let minute = 0;
  const submit = (
    orderKey: string,
    images: Picture[],
    own: { guildId?: string; submissionId?: string } = {},
  ) => {
    minute += 1;
    const at = new Date(minute * 60_000);
    const submission = { guildId: '1', submissionId: '10', workerId: '2', at, images, orderKey, ...own };
    return store.transact(async (tx) => recordHashes(tx, submission));
  };
  const seen = async (image: Picture, except?: { orderKey: string; submissionId: string }) =>
    (await findSightings(store, '1', image, except)).map(({ match, seen }) => [
      `${seen.orderKey}/${seen.position}`,
      match.kind === 'exact' ? 'same' : match.percent,
    ]);

  const screen = gameScreen(1, 'play', 1);
  const picture = pictureOf(screen, 'a');

  test('the same bytes and the same sight are found, and other screens of the game are not', async () => {
    await submit('A', [pictureOf(gameScreen(1, 'play', 2), 'x'), picture]);
    await submit('B', [pictureOf(screen, 'b')]);
    await submit('C', [pictureOf(gameScreen(1, 'play', 3), 'y')]);
    expect(await seen(picture)).toEqual([
      ['A/1', 'same'],
      ['B/0', 100],
    ]);
    const [near] = await seen(pictureOf(screen, 'c', 0.3));
    expect(near?.[1]).toBeGreaterThanOrEqual(90);
    expect(await seen(pictureOf(gameScreen(1, 'play', 4), 'z'))).toEqual([]);
  });

  test('a picture is not its own double, but that of an earlier submission for the order is', async () => {
    await submit('A', [picture], { submissionId: '10' });
    await submit('A', [picture], { submissionId: '11' });
    const found = await findSightings(store, '1', picture, { orderKey: 'A', submissionId: '11' });
    expect(found.map(({ seen }) => [seen.orderKey, seen.submissionId])).toEqual([['A', '10']]);
  });

  test('what another server submitted is not told', async () => {
    await submit('A', [picture], { guildId: '2' });
    expect(await seen(picture)).toEqual([]);
  });

  test('the same submission recorded twice is there once', async () => {
    for (const _ of [1, 2]) await submit('A', [picture, picture]);
    const { docs } = await store.query({
      from: imageHashes,
      parent: imageHashes.parent('1'),
      where: [{ field: 'sha256', is: 'equals', value: picture.sha256 }],
      orderBy: { field: 'at', direction: 'descending' },
      limit: 10,
    });
    expect(docs.map(({ data }) => data.position).sort()).toEqual([0, 1]);
  });

  /** The store's queries, with how many documents they gave. */
  const counted = () => {
    let looked = 0;
    const query = async <T>(query: Query<T>) => {
      const page = await store.query(query);
      looked += page.docs.length;
      return page;
    };
    return { query, looked: () => looked };
  };

  test('among many that are the same, at most 50 are looked at', async () => {
    for (let order = 0; order < 60; order += 1) await submit(`O${order}`, [picture]);
    const counting = counted();
    const found = await findSightings(counting, '1', picture);
    expect(counting.looked()).toBeLessThanOrEqual(50);
    expect(found[0]?.seen.orderKey).toBe('O59');
  });

  test('among hundreds that look the same, at most 50 are looked at, and the same bytes are found', async () => {
    await submit('FIRST', [picture]);
    for (let order = 0; order < 100; order += 1)
      await submit(`O${order}`, [pictureOf(screen, `o${order}`), pictureOf(screen, `p${order}`, 0.2)]);
    const counting = counted();
    const found = await findSightings(counting, '1', picture);
    expect(counting.looked()).toBeGreaterThan(20);
    expect(counting.looked()).toBeLessThanOrEqual(50);
    expect(found[0]).toMatchObject({ match: { kind: 'exact' }, seen: { orderKey: 'FIRST' } });
    expect(found.length).toBeGreaterThan(5);
  });
});
