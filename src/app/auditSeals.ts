import { firstHash, type Seal, sealedHash } from '../domain/seal.ts';
import { seals, transfers } from '../ports/collections.ts';
import type { Cursor, Store } from '../ports/store.ts';
import { afterSeal } from './sealLedger.ts';

const pageSize = 500;

/**
 * Recomputes every seal of a server from its transfers, in pages, and reports what is not as it was sealed: transfers
 * that were changed, removed or added behind the desk's back, and seals that are missing. Answers how many it looked at.
 */
export async function auditSeals(
  store: Store,
  guildId: string,
  report: (subject: string, problem: string) => void,
): Promise<number> {
  let before: Seal | undefined;
  let count = 0;
  for await (const seal of sealsOf(store, guildId)) {
    count += 1;
    const subject = `seal ${seal.number}`;
    if (seal.number !== (before?.number ?? 0) + 1) report(subject, 'the seal before it is missing');
    if (seal.previousHash !== (before?.hash ?? firstHash))
      report(subject, 'does not go on from the one before');
    const found = await hashUpTo(store, guildId, before, seal);
    if (found.hash !== seal.hash)
      report(
        subject,
        `${seal.count} transfers were sealed up to ${seal.upToAt.toISOString()}, and the ${found.count} that are there are not the same`,
      );
    before = seal;
  }
  return count;
}

/** The hash of all transfers that lie behind one seal and not behind the next. */
async function hashUpTo(
  store: Store,
  guildId: string,
  before: Seal | undefined,
  seal: Seal,
): Promise<{ readonly hash: string; readonly count: number }> {
  let hash = seal.previousHash;
  let count = 0;
  let after = before === undefined ? undefined : afterSeal(guildId, before);
  for (;;) {
    const page = await store.query({
      from: transfers,
      parent: transfers.parent(guildId),
      where: [{ field: 'at', is: 'to', value: seal.upToAt }],
      orderBy: { field: 'at', direction: 'ascending' },
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    for (const { id, data } of page.docs) {
      if (data.at.getTime() === seal.upToAt.getTime() && id > seal.upToKey) return { hash, count };
      hash = sealedHash(hash, id, data);
      count += 1;
    }
    after = page.next;
    if (after === undefined) return { hash, count };
  }
}

async function* sealsOf(store: Store, guildId: string): AsyncGenerator<Seal> {
  let after: Cursor | undefined;
  do {
    const page = await store.query({
      from: seals,
      parent: seals.parent(guildId),
      orderBy: { field: 'number', direction: 'ascending' },
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    for (const { data } of page.docs) yield data;
    after = page.next;
  } while (after !== undefined);
}
