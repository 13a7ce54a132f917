import { needsHold, openHold } from '../domain/heldMoney.ts';
import { holds, orders } from '../ports/collections.ts';
import type { Cursor } from '../ports/store.ts';
import type { Desk } from './desk.ts';
import { guildIds } from './guildIds.ts';
import { openBooks } from './ledger.ts';

/** How far the work has come: servers and orders looked at, and holds given. */
export interface HoldsGiven {
  readonly guilds: number;
  readonly orders: number;
  readonly given: number;
}

const pageSize = 200;

/**
 * Gives every order that is paid and not ended, and was recorded before there were holds, its price in a hold. May run at
 * any time, also while the desk works and in several processes at once: an order's hold is looked for and filled in one
 * commit. When it is ended half-way, what was given stands, and running it again gives the rest.
 */
export async function giveHolds(
  desk: Pick<Desk, 'store' | 'clock'>,
  onProgress: (progress: HoldsGiven) => void = () => undefined,
): Promise<HoldsGiven> {
  const { store } = desk;
  const progress = { guilds: 0, orders: 0, given: 0 };
  for await (const guildId of guildIds(store)) {
    progress.guilds += 1;
    let after: Cursor | undefined;
    do {
      const page = await store.query({
        from: orders,
        parent: orders.parent(guildId),
        orderBy: { field: 'orderKey', direction: 'ascending' },
        limit: pageSize,
        ...(after === undefined ? {} : { after }),
      });
      const due = page.docs.filter(({ data }) => needsHold(data));
      const found = await store.getAll(due.map(({ id }) => holds.path(guildId, id)));
      const missing = due.filter((_, index) => found[index] === undefined);
      // Together, so that a store that commits in groups can.
      const given = await Promise.all(missing.map(({ id }) => giveHold(desk, guildId, id)));
      progress.orders += page.docs.length;
      progress.given += given.filter(Boolean).length;
      onProgress({ ...progress });
      after = page.next;
    } while (after !== undefined);
  }
  return progress;
}

/** Fills the hold of one order; false when it has ended, or got one, meanwhile. */
async function giveHold(
  { store, clock }: Pick<Desk, 'store' | 'clock'>,
  guildId: string,
  orderKey: string,
): Promise<boolean> {
  return store.transact(async (tx) => {
    const [order, hold] = await Promise.all([
      tx.get(orders.path(guildId, orderKey)),
      tx.get(holds.path(guildId, orderKey)),
    ]);
    if (order === undefined || hold !== undefined || !needsHold(order)) return false;
    const by = { userId: 'system', username: 'system' };
    const payment = openHold(order, { operationId: 'opening', by, at: clock.now() });
    const books = await openBooks(tx, guildId, [payment]);
    const posted = books.post(payment);
    // It comes from a clearing account, which never lacks anything, and under a key of its own.
    if (!posted.ok) throw new Error(`The hold of ${orderKey} was refused: ${posted.refusal.code}`);
    books.write();
    return true;
  });
}
