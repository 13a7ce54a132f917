import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDiskVault } from '../../src/adapters/vault/diskVault.ts';
import { removeOrphans } from '../../src/app/removeOrphans.ts';
import { newVaultKey, type PicturePlace, placeOfVaultKey } from '../../src/app/vaultKey.ts';
import { collections, submissions } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Vault, VaultKey } from '../../src/ports/vault.ts';
import { allOf } from '../contract/vault.contract.ts';
import { freshPlace } from '../support/freshPlace.ts';

let place: Awaited<ReturnType<typeof freshPlace>>;
let store: Store;
let vault: Vault;
beforeEach(async () => {
  place = await freshPlace();
  store = await place.open(collections);
  vault = await openDiskVault(join(place.folder, 'evidence'));
});
afterEach(() => place.dispose());

const submissionOf = (submissionId: string): PicturePlace => ({
  guildId: '1',
  orderKey: '~__A__',
  submissionId,
});

async function putPicture(submissionId: string): Promise<VaultKey> {
  const key = newVaultKey(submissionOf(submissionId));
  await vault.put(key, Buffer.from('x'), 'image/png');
  return key;
}

const commit = (submissionId: string, keys: VaultKey[], deletedAt?: Date) =>
  store.transact(async (tx) => {
    const digest = 'a'.repeat(64);
    const image = {
      sha256: digest,
      perceptualHash: digest,
      width: 800,
      height: 600,
      bytes: 1,
      format: 'png' as const,
      sightings: [],
    };
    tx.create(submissions.path('1', '~__A__', submissionId), {
      workerId: '2',
      workerUsername: 'mike',
      at: new Date(),
      notes: '',
      images: keys.map((vaultKey) => ({ ...image, vaultKey })),
      verdict: 'pending',
      deletedAt,
    });
  });

const inAnHour = () => new Date(Date.now() + 60 * 60_000 + 1000);
const keysOf = (stored: readonly { key: VaultKey }[]) => stored.map(({ key }) => key).sort();

test('pictures without a submission go once they are an hour old, and the others stay', async () => {
  const [kept, uncommitted, lost, deleted] = [
    await putPicture('10'),
    await putPicture('11'),
    await putPicture('10'),
    await putPicture('12'),
  ];
  await vault.put('not/ours', Buffer.from('x'), 'image/png');
  await commit('10', [kept]);
  await commit('12', [deleted], new Date());
  const orphans = [uncommitted, lost, deleted].sort();

  expect(await removeOrphans({ store, vault }, { now: new Date() })).toEqual([]);
  expect(keysOf(await removeOrphans({ store, vault }, { now: inAnHour(), isDryRun: true }))).toEqual(orphans);
  expect(await allOf(vault)).toHaveLength(5);
  expect(keysOf(await removeOrphans({ store, vault }, { now: inAnHour() }))).toEqual(orphans);
  expect(keysOf(await allOf(vault))).toEqual([kept, 'not/ours'].sort());
  expect(await removeOrphans({ store, vault }, { now: inAnHour() })).toEqual([]);
});

test('a key names its submission, and can not be guessed', () => {
  const [one, other] = [newVaultKey(submissionOf('10')), newVaultKey(submissionOf('10'))];
  expect(one).toMatch(/^1\/~__A__\/10\/[0-9a-f]{32}$/);
  expect(one).not.toBe(other);
  expect(placeOfVaultKey(one)).toEqual(submissionOf('10'));
  for (const key of ['a/b/c', 'a/b/c/d/e', '']) expect(placeOfVaultKey(key)).toBeUndefined();
});
