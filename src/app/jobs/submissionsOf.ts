import type { Submission } from '../../domain/evidence.ts';
import type { Order } from '../../domain/order.ts';
import { submissions } from '../../ports/collections.ts';
import type { Cursor, Found, Store } from '../../ports/store.ts';

const pageSize = 50;

/** Every submission of an order, oldest first. */
export async function submissionsOf(
  store: Store,
  { guildId, orderKey }: Pick<Order, 'guildId' | 'orderKey'>,
): Promise<Found<Submission>[]> {
  const all: Found<Submission>[] = [];
  let after: Cursor | undefined;
  do {
    const page = await store.query({
      from: submissions,
      parent: submissions.parent(guildId, orderKey),
      orderBy: { field: 'at', direction: 'ascending' },
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    all.push(...page.docs);
    after = page.next;
  } while (after !== undefined);
  return all;
}
