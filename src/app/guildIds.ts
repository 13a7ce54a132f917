import { orders, transfers } from '../ports/collections.ts';
import type { Store } from '../ports/store.ts';

/** Every server that has an order or a transfer, in order. Costs two small queries a server, whatever they hold. */
export async function* guildIds(store: Store): AsyncGenerator<string> {
  let last: string | undefined;
  for (;;) {
    const after = last === undefined ? [] : [{ field: 'guildId', is: 'after', value: last } as const];
    const orderBy = { field: 'guildId', direction: 'ascending' } as const;
    const [order, transfer] = await Promise.all([
      store.query({ from: orders, where: after, orderBy, limit: 1 }),
      store.query({ from: transfers, where: after, orderBy, limit: 1 }),
    ]);
    const found = [...order.docs, ...transfer.docs].map(({ data }) => data.guildId).sort();
    last = found[0];
    if (last === undefined) return;
    yield last;
  }
}
