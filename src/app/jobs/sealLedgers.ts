import { guildIds } from '../guildIds.ts';
import { sealLedger } from '../sealLedger.ts';
import type { Job } from './job.ts';

/** Seals the books of every server, see sealLedger. */
export const sealLedgers: Job = async (desk, { dryRun, signal, note }) => {
  for await (const guildId of guildIds(desk.store)) {
    for await (const seal of sealLedger(desk, guildId, { isDryRun: dryRun, signal }))
      note({ kind: 'transfers sealed', guildId, seal });
    if (signal.aborted) return;
  }
};
