import { leases } from '../ports/collections.ts';
import type { Desk } from './desk.ts';

/** Takes or renews the right to do a piece of work alone; false while another process holds it. */
export async function takeLease(
  { store, clock }: Pick<Desk, 'store' | 'clock'>,
  request: { readonly name: string; readonly owner: string; readonly durationMs: number },
): Promise<boolean> {
  const path = leases.path(request.name);
  return store.transact(async (tx) => {
    const now = clock.now();
    const held = await tx.get(path);
    if (held !== undefined && held.owner !== request.owner && held.until > now) return false;
    tx.put(path, { owner: request.owner, until: new Date(now.getTime() + request.durationMs) });
    return true;
  });
}
