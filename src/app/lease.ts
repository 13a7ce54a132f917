import { leases } from '../ports/collections.ts';
import type { Desk } from './desk.ts';

/** A piece of work, and who wants to do it. */
export interface LeaseRequest {
  readonly name: string;
  readonly owner: string;
}

/** Takes or renews the right to do a piece of work alone. Says until when it is held, and whether by the asker. */
export async function takeLease(
  { store, clock }: Pick<Desk, 'store' | 'clock'>,
  { name, owner, durationMs }: LeaseRequest & { readonly durationMs: number },
): Promise<{ readonly mine: boolean; readonly until: Date }> {
  const path = leases.path(name);
  return store.transact(async (tx) => {
    const now = clock.now();
    const held = await tx.get(path);
    if (held !== undefined && held.owner !== owner && held.until > now)
      return { mine: false, until: held.until };
    const until = new Date(now.getTime() + durationMs);
    tx.put(path, { owner, until });
    return { mine: true, until };
  });
}

/** Gives the right back, so that nobody has to wait for its end. */
export async function releaseLease(store: Desk['store'], { name, owner }: LeaseRequest): Promise<void> {
  const path = leases.path(name);
  await store.transact(async (tx) => {
    if ((await tx.get(path))?.owner === owner) tx.delete(path);
  });
}
