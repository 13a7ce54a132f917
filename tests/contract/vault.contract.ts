import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newVaultKey } from '../../src/app/vaultKey.ts';
import type { Stored, Vault } from '../../src/ports/vault.ts';

/** A vault that starts empty, and how to get rid of it. */
export interface VaultPlace {
  readonly vault: Vault;
  /** A second vault on the same pictures, as another process would open it. */
  another(): Promise<Vault>;
  dispose(): Promise<void>;
}

export async function allOf(vault: Vault): Promise<Stored[]> {
  const stored: Stored[] = [];
  for await (const one of vault.list()) stored.push(one);
  return stored;
}

/** A key as the application makes them. */
export const aKey = (orderKey = 'A1') => newVaultKey({ guildId: '100', orderKey, submissionId: '200' });

/** All that a vault must do, wherever it keeps the pictures. */
export function vaultContract(name: string, freshPlace: () => Promise<VaultPlace>): void {
  describe(`the vault contract: ${name}`, () => {
    let place: VaultPlace;
    let vault: Vault;
    beforeEach(async () => {
      place = await freshPlace();
      vault = place.vault;
    });
    afterEach(() => place.dispose());

    test('what is put can be got, whole, also by others, until it is deleted', async () => {
      const key = aKey();
      const bytes = randomBytes(300_000);
      await vault.put(key, bytes, 'image/png');
      const other = await place.another();
      for (const one of [vault, other])
        expect(bytes.equals((await one.get(key)) ?? Buffer.alloc(0))).toBe(true);
      await other.delete(key);
      expect(await vault.get(key)).toBeUndefined();
      expect(await allOf(vault)).toEqual([]);
    });

    test('a part of a larger buffer is put as that part', async () => {
      const key = aKey();
      await vault.put(key, Buffer.from('--part--').subarray(2, 6), 'image/png');
      expect(Buffer.from((await vault.get(key)) ?? [])).toEqual(Buffer.from('part'));
    });

    test('nothing is under a key that was never used, and deleting it is fine, as often as one likes', async () => {
      const key = aKey();
      expect(await vault.get(key)).toBeUndefined();
      await vault.delete(key);
      await vault.put(key, Buffer.from('x'), 'image/png');
      await vault.delete(key);
      await vault.delete(key);
    });

    test('a second put under a key replaces the first', async () => {
      const key = aKey();
      await vault.put(key, Buffer.from('first'), 'image/png');
      await vault.put(key, Buffer.from('second one'), 'image/jpeg');
      expect(Buffer.from((await vault.get(key)) ?? [])).toEqual(Buffer.from('second one'));
      expect(await allOf(vault)).toHaveLength(1);
    });

    test('all that is stored is listed, with how large it is and since when it is there', async () => {
      expect(await allOf(vault)).toEqual([]);
      const before = Date.now();
      const keys = [aKey(), aKey('a-1_~x'), aKey('~__B__')];
      for (const [index, key] of keys.entries()) await vault.put(key, Buffer.alloc(index + 1), 'image/png');
      const listed = await allOf(vault);
      expect(new Map(listed.map(({ key, bytes }) => [key, bytes]))).toEqual(
        new Map(keys.map((key, index) => [key, index + 1])),
      );
      for (const { storedAt } of listed) {
        // File systems and servers may keep whole seconds only.
        expect(storedAt.getTime()).toBeGreaterThan(before - 2000);
        expect(storedAt.getTime()).toBeLessThan(Date.now() + 2000);
      }
    });

    test('what is deleted while it is listed does no harm', async () => {
      const keys = Array.from({ length: 20 }, () => aKey());
      await Promise.all(keys.map((key) => vault.put(key, Buffer.from('x'), 'image/png')));
      for await (const { key } of vault.list())
        await Promise.all([vault.delete(key), ...keys.map((other) => vault.delete(other))]);
      expect(await allOf(vault)).toEqual([]);
    });

    test('many puts at once all arrive', async () => {
      const keys = Array.from({ length: 30 }, (_, index) => aKey(`A${index % 3}`));
      await Promise.all(keys.map((key) => vault.put(key, Buffer.from(key), 'image/png')));
      for (const key of keys) expect(Buffer.from((await vault.get(key)) ?? []).toString()).toBe(key);
    });

    test.each([
      '',
      'one',
      '../outside/x',
      'a/../../x',
      'a/./b',
      '/etc/passwd',
      'a//b',
      'a/b/',
      'a\\b/c',
      'a/b.png',
      'a/\0b',
      'a/%2e%2e',
      'a/b\n',
      `a/${'x'.repeat(240)}`,
      'a/b/c/d/e/f/g',
    ])('%j is no key, and nothing is done with it', async (key) => {
      const wrong = 'Not a vault key';
      await expect(vault.put(key, Buffer.from('x'), 'image/png')).rejects.toThrow(wrong);
      await expect(vault.get(key)).rejects.toThrow(wrong);
      await expect(vault.delete(key)).rejects.toThrow(wrong);
    });
  });
}
