import { isVaultKey, type VaultKey } from '../../ports/vault.ts';

/** Throws on what is no key, before it becomes a path. */
export function checkKey(key: VaultKey): void {
  if (!isVaultKey(key)) throw new Error(`Not a vault key: ${JSON.stringify(key.slice(0, 300))}`);
}
