import { type Seal, sealAfterMs, sealIdOf, sealOver, transfersPerSeal } from '../domain/seal.ts';
import { seals, transfers } from '../ports/collections.ts';
import { cursorAt, type Store } from '../ports/store.ts';
import type { Desk } from './desk.ts';

/**
 * Seals what is old enough of a server's transfers and not sealed yet, one seal after the other, and gives those it
 * made. Two at once make each seal once; ends early once `signal` is aborted.
 */
export async function* sealLedger(
  { store, clock }: Pick<Desk, 'store' | 'clock'>,
  guildId: string,
  { isDryRun, signal }: { readonly isDryRun: boolean; readonly signal: AbortSignal },
): AsyncGenerator<Seal> {
  let before = await latestSeal(store, guildId);
  const until = new Date(clock.now().getTime() - sealAfterMs);
  while (!signal.aborted) {
    const page = await store.query({
      from: transfers,
      parent: transfers.parent(guildId),
      where: [{ field: 'at', is: 'to', value: until }],
      orderBy: { field: 'at', direction: 'ascending' },
      limit: transfersPerSeal,
      ...(before === undefined ? {} : { after: afterSeal(guildId, before) }),
    });
    if (page.docs.length === 0) return;
    const seal = sealOver(before, page.docs, clock.now());
    if (!isDryRun) {
      const path = seals.path(guildId, sealIdOf(seal.number));
      const isMade = await store.transact(async (tx) => {
        if ((await tx.get(path)) !== undefined) return false;
        tx.create(path, seal);
        return true;
      });
      // Someone else seals at the moment.
      if (!isMade) return;
    }
    yield seal;
    before = seal;
  }
}

/** Where the transfers go on behind a seal. */
export function afterSeal(guildId: string, { upToAt, upToKey }: Seal): ReturnType<typeof cursorAt> {
  return cursorAt(upToAt, transfers.path(guildId, upToKey));
}

async function latestSeal(store: Store, guildId: string): Promise<Seal | undefined> {
  const page = await store.query({
    from: seals,
    parent: seals.parent(guildId),
    orderBy: { field: 'number', direction: 'descending' },
    limit: 1,
  });
  return page.docs[0]?.data;
}
