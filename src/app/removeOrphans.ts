import { submissions } from '../ports/collections.ts';
import type { Reads } from '../ports/store.ts';
import type { Stored, Vault } from '../ports/vault.ts';
import { placeOfVaultKey } from './vaultKey.ts';

/** A picture that is younger than this may belong to a submission that is just being committed. */
const graceMs = 60 * 60_000;

/**
 * Deletes pictures that no submission has: those whose submission was never committed (the process ended in between),
 * and those whose submission says that they are deleted. Answers what was deleted; with `isDryRun` what would be.
 * Pictures under keys that this application does not make are left alone. Once `signal` is aborted it ends early.
 */
export async function removeOrphans(
  { store, vault }: { readonly store: Reads; readonly vault: Vault },
  {
    now,
    isDryRun = false,
    signal,
  }: { readonly now: Date; readonly isDryRun?: boolean; readonly signal?: AbortSignal },
): Promise<readonly Stored[]> {
  const removed: Stored[] = [];
  for await (const stored of vault.list()) {
    if (signal?.aborted) break;
    if (now.getTime() - stored.storedAt.getTime() < graceMs) continue;
    if (!(await isOrphan(store, stored.key))) continue;
    if (!isDryRun) await vault.delete(stored.key);
    removed.push(stored);
  }
  return removed;
}

async function isOrphan(store: Reads, key: string): Promise<boolean> {
  const place = placeOfVaultKey(key);
  if (place === undefined) return false;
  const submission = await store.get(submissions.path(place.guildId, place.orderKey, place.submissionId));
  if (submission === undefined || submission.deletedAt !== undefined) return true;
  return !submission.images.some(({ vaultKey }) => vaultKey === key);
}
