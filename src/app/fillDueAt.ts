import { noDeadline, type Order } from '../domain/order.ts';
import { statusesIn } from '../domain/status.ts';
import { orders } from '../ports/collections.ts';
import type { Store } from '../ports/store.ts';
import { ordersThat } from './jobs/ordersThat.ts';

/**
 * Gives orders that have not ended, and were recorded before lists were sorted by deadline, what they are sorted by:
 * without it `/myorders` and the reminders don't find them. May run at any time and twice. Answers how many it looked at.
 */
export async function fillDueAt(store: Store): Promise<number> {
  const open = ordersThat(
    { store },
    {
      where: [{ field: 'status', is: 'in', values: statusesIn('unpaid', 'open', 'paused', 'contested') }],
      orderBy: { field: 'statusSince', direction: 'ascending' },
    },
    new AbortController().signal,
  );
  let looked = 0;
  for await (const { guildId, orderKey } of open) {
    looked += 1;
    const path = orders.path(guildId, orderKey);
    // What a reader is given in place of a missing value can't be told from the value: so each is written.
    await store.transact(async (tx) => {
      const order = await tx.get(path);
      if (order !== undefined) tx.put(path, { ...order, dueAt: dueAtOf(order) });
    });
  }
  return looked;
}

function dueAtOf({ deadline }: Order): Date {
  return deadline ?? noDeadline;
}
