import { providerEvents, type RecordedEvent } from '../../ports/collections.ts';
import { type ProviderName, providerNames } from '../../ports/paymentProvider.ts';
import type { Page, Tally } from '../../ports/store.ts';
import type { Job, JobDesk } from './job.ts';

/** Providers repeat an event for days, and people may by hand for weeks; until then it must be known again. */
const keptMs = 90 * 24 * 60 * 60 * 1000;
const pageSize = 100;

/** What providers told is forgotten 90 days after it was done or given up. What still waits is never deleted. */
export const deleteOldEvents: Job = async (desk, { dryRun, signal, note }) => {
  for (const provider of providerNames) {
    const old = endedLongAgo(desk, provider);
    if (dryRun) {
      const events = await desk.store.count(old);
      if (events > 0) note({ kind: 'events deleted', provider, events });
      continue;
    }
    let found: Page<RecordedEvent>;
    do {
      found = await desk.store.query({ ...old, limit: pageSize });
      const { docs } = found;
      if (docs.length === 0) break;
      await desk.store.transact(async (tx) => {
        for (const { path } of docs) tx.delete(path);
      });
      note({ kind: 'events deleted', provider, events: docs.length });
    } while (found.next !== undefined && !signal.aborted);
  }
};

function endedLongAgo({ clock }: JobDesk, provider: ProviderName): Tally<RecordedEvent> {
  return {
    from: providerEvents,
    where: [
      { field: 'provider', is: 'equals', value: provider },
      { field: 'state', is: 'in', values: ['done', 'given up'] },
      { field: 'nextAttemptAt', is: 'to', value: new Date(clock.now().getTime() - keptMs) },
    ],
    orderBy: { field: 'nextAttemptAt', direction: 'ascending' },
  };
}
