import type { Order } from '../domain/order.ts';
import type { Found, Page, Unfit } from '../ports/store.ts';
import type { Desk } from './desk.ts';

/** An order as a list finds it, and what it is sorted by there. There is no `order` where what is stored can't be read. */
export interface Listed {
  readonly guildId: string;
  readonly orderKey: string;
  readonly sortedBy: Date;
  readonly order: Order | undefined;
}

/**
 * Everything that a page found, in its order. One order that can't be read must not keep people from the others: it is
 * reported, and listed by its key alone.
 */
export function listedIn(
  desk: Pick<Desk, 'report'>,
  page: Page<Order>,
  field: 'timestamp' | 'dueAt' | 'statusSince',
): Listed[] {
  const all: (Found<Order> | Unfit)[] = [...page.docs];
  for (const unfit of page.unfit ?? []) {
    desk.report?.(unfit.misfit);
    all.splice(unfit.place, 0, unfit);
  }
  return all.map((each) => {
    const place = { guildId: each.path.split('/')[1] ?? '', orderKey: each.id };
    if ('data' in each) return { ...place, sortedBy: each.data[field], order: each.data };
    // Lists are sorted by dates only.
    return { ...place, sortedBy: new Date(Number(each.orderedBy)), order: undefined };
  });
}

/** The keys of those that can't be read. */
export function unreadableIn(listed: readonly Listed[]): string[] {
  return listed.flatMap(({ order, orderKey }) => (order === undefined ? [orderKey] : []));
}
