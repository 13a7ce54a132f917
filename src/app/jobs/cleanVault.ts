import { removeOrphans } from '../removeOrphans.ts';
import type { Job } from './job.ts';

/** Deletes what is in the vault and no submission has, see removeOrphans. */
export const cleanVault: Job = async (desk, { dryRun, signal, note }) => {
  const removed = await removeOrphans(desk, { now: desk.clock.now(), isDryRun: dryRun, signal });
  for (const stored of removed) note({ kind: 'orphan deleted', ...stored });
};
