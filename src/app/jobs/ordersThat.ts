import type { Order } from '../../domain/order.ts';
import { orders } from '../../ports/collections.ts';
import type { Cursor, Store, Tally } from '../../ports/store.ts';

const pageSize = 100;

/** All orders that match, page by page. An order that stops matching meanwhile does not disturb the others. */
export async function* ordersThat(
  store: Store,
  tally: Pick<Tally<Order>, 'parent' | 'where' | 'orderBy'>,
  signal: AbortSignal,
): AsyncGenerator<Order> {
  let after: Cursor | undefined;
  do {
    const rest = after === undefined ? {} : { after };
    const page = await store.query({ from: orders, ...tally, limit: pageSize, ...rest });
    for (const { data } of page.docs) {
      if (signal.aborted) return;
      yield data;
    }
    after = page.next;
  } while (after !== undefined && !signal.aborted);
}
