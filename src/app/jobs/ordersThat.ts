import type { Order } from '../../domain/order.ts';
import { orders } from '../../ports/collections.ts';
import type { Cursor, Tally } from '../../ports/store.ts';
import type { JobDesk } from './job.ts';

const pageSize = 100;

/**
 * All orders that match, page by page. An order that stops matching meanwhile does not disturb the others, nor does one
 * that can't be read, where there is someone to report it to: it is left out.
 */
export async function* ordersThat(
  { store, report }: Pick<JobDesk, 'store' | 'report'>,
  tally: Pick<Tally<Order>, 'parent' | 'where' | 'orderBy'>,
  signal: AbortSignal,
): AsyncGenerator<Order> {
  let after: Cursor | undefined;
  do {
    const rest = after === undefined ? {} : { after };
    const page = await store.query({
      from: orders,
      ...tally,
      limit: pageSize,
      listsUnfit: report !== undefined,
      ...rest,
    });
    for (const { misfit } of page.unfit ?? []) report?.(misfit);
    for (const { data } of page.docs) {
      if (signal.aborted) return;
      yield data;
    }
    after = page.next;
  } while (after !== undefined && !signal.aborted);
}
