import { type Withdrawal, withoutAddress } from '../../domain/withdrawal.ts';
import { withdrawals } from '../../ports/collections.ts';
import type { Cursor, Page } from '../../ports/store.ts';
import type { JobDesk, JobRun } from './job.ts';

const pageSize = 100;

/** Deletes where the withdrawals of a server went that were paid or refused before `endedBefore`. The rest of them stays. */
export async function deleteOldAddresses(
  { store, report }: JobDesk,
  guildId: string,
  endedBefore: Date,
  { dryRun, signal, note }: JobRun,
): Promise<void> {
  let page: Page<Withdrawal>;
  let after: Cursor | undefined;
  do {
    page = await store.query({
      from: withdrawals,
      parent: withdrawals.parent(guildId),
      where: [{ field: 'to', is: 'after', value: '' }],
      orderBy: { field: 'to', direction: 'ascending' },
      limit: pageSize,
      listsUnfit: report !== undefined,
      ...(after === undefined ? {} : { after }),
    });
    for (const { misfit } of page.unfit ?? []) report?.(misfit);
    for (const { path, data } of page.docs) {
      if (signal.aborted) return;
      if (withoutAddress(data, endedBefore) === undefined) continue;
      if (!dryRun)
        await store.transact(async (tx) => {
          const withdrawal = await tx.get(path);
          const emptied = withdrawal && withoutAddress(withdrawal, endedBefore);
          if (emptied !== undefined) tx.put(path, emptied);
        });
      note({ kind: 'address deleted', withdrawal: { ...data, to: '' } });
    }
    after = page.next;
  } while (after !== undefined);
}
