import { disputes, submissions } from '../ports/collections.ts';
import type { Reads } from '../ports/store.ts';
import type { Stored, Vault } from '../ports/vault.ts';
import { disputeIdOfPlace, placeOfVaultKey } from './vaultKey.ts';

/** A picture that is younger than this may belong to a submission that is just being committed. */
const graceMs = 60 * 60_000;

/**
 * Deletes pictures that no submission and no dispute has: those whose submission was never committed (the process ended in
 * between), and those whose submission says that they are deleted. Answers what was deleted; with `isDryRun` what would be.
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
  const disputeId = disputeIdOfPlace(place);
  const named =
    disputeId === undefined
      ? [await store.get(submissions.path(place.guildId, place.orderKey, place.submissionId))]
      : ((await store.get(disputes.path(place.guildId, disputeId)))?.statements ?? []);
  const images = named.flatMap((one) => (one === undefined || one.deletedAt !== undefined ? [] : one.images));
  return !images.some(({ vaultKey }) => vaultKey === key);
}
