import type { Stored, VaultKey } from '../../ports/vault.ts';
import type { Job, JobDesk, JobRun } from './job.ts';
import { submissionsOf } from './submissionsOf.ts';

/** A picture is kept before its submission is committed; nothing takes this long in between. */
const graceMs = 24 * 60 * 60 * 1000;

/** So many objects are looked at together, so that those of one order cost one question. */
const batchSize = 500;

/**
 * Deletes what is in the vault and no submission names: a process died between keeping a picture and committing its
 * submission, or between noting that pictures were deleted and deleting them. What is not named as evidence is left alone.
 */
export const cleanVault: Job = async (desk, run) => {
  const storedBefore = new Date(desk.clock.now().getTime() - graceMs);
  let batch: Stored[] = [];
  for await (const stored of desk.vault.list()) {
    if (run.signal.aborted) return;
    if (stored.storedAt > storedBefore) continue;
    batch.push(stored);
    if (batch.length < batchSize) continue;
    await cleanBatch(desk, run, batch);
    batch = [];
  }
  await cleanBatch(desk, run, batch);
};

async function cleanBatch(desk: JobDesk, run: JobRun, batch: readonly Stored[]): Promise<void> {
  const byOrder = Map.groupBy(batch, ({ key }) => key.split('/').slice(0, 2).join('/'));
  for (const objects of byOrder.values()) {
    const order = orderOf(objects[0]?.key ?? '');
    if (order === undefined) continue;
    const submissions = await submissionsOf(desk.store, order);
    const named = new Set(
      submissions
        .filter(({ data }) => data.deletedAt === undefined)
        .flatMap(({ data }) => data.images.map(({ vaultKey }) => vaultKey)),
    );
    for (const { key, storedAt, bytes } of objects) {
      if (run.signal.aborted) return;
      if (named.has(key)) continue;
      if (!run.dryRun) await desk.vault.delete(key);
      run.note({ kind: 'orphan deleted', key, storedAt, bytes });
    }
  }
}

/** The order a picture was kept for: the first two words of its key. Undefined for a key that no submission could have. */
function orderOf(key: VaultKey): { readonly guildId: string; readonly orderKey: string } | undefined {
  const [guildId = '', orderKey = '', secret] = key.split('/');
  return /^\d+$/.test(guildId) && secret !== undefined ? { guildId, orderKey } : undefined;
}
