import type { Order } from '../domain/order.ts';
import { type Status, statusesIn } from '../domain/status.ts';
import { orders } from '../ports/collections.ts';
import { type Cursor, cursorAt, type Filter } from '../ports/store.ts';
import type { Desk } from './desk.ts';

/** An order of someone, and what they are to it. */
export interface OwnOrder {
  readonly order: Order;
  readonly as: 'worker' | 'customer';
}

/** Behind which order a page begins: the section of the list it was in, and what it was sorted by there. */
export interface OwnPlace {
  readonly section: number;
  readonly sortedBy: Date;
  readonly guildId: string;
  readonly orderKey: string;
}

/** A page of what someone works on and has ordered, what needs them first at the top. */
export interface OwnOrders {
  readonly orders: readonly OwnOrder[];
  /** Where the next page begins, if there is one. */
  readonly next: OwnPlace | undefined;
}

/** The list in order: what a worker has to do comes first, by deadline; then what was ordered, newest first. */
const sections: readonly { readonly as: OwnOrder['as']; readonly statuses: readonly Status[] }[] = [
  { as: 'worker', statuses: ['Rejected'] },
  { as: 'worker', statuses: ['Assigned'] },
  { as: 'worker', statuses: ['In Progress'] },
  { as: 'worker', statuses: ['Evidence Submitted', 'In Review'] },
  { as: 'worker', statuses: statusesIn('paused', 'contested') },
  { as: 'customer', statuses: statusesIn('unpaid', 'open', 'paused', 'contested') },
  { as: 'customer', statuses: statusesIn('ended') },
];

/** How many sections the list has. */
export const sectionCount = sections.length;

interface Placed extends OwnOrder {
  readonly section: number;
}

/** Reads a page, in one server or, without one, in all of them. It costs its orders and at most a question a section. */
export async function readOwnOrders(
  desk: Pick<Desk, 'store'>,
  request: {
    readonly userId: string;
    readonly guildId: string | undefined;
    readonly limit: number;
    readonly after?: OwnPlace | undefined;
  },
): Promise<OwnOrders> {
  const { after, limit } = request;
  const found: Placed[] = [];
  // One more than is shown tells whether there is another page.
  for (let section = after?.section ?? 0; section < sections.length && found.length <= limit; section += 1) {
    const start = section === after?.section ? after : undefined;
    found.push(...(await readSection(desk, request, section, limit + 1 - found.length, start)));
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    // What someone does for themselves is shown as their work.
    orders: shown.filter(({ as, order }) => as === 'worker' || order.workerId !== request.userId),
    next: found.length > limit && last !== undefined ? placeOf(last) : undefined,
  };
}

async function readSection(
  { store }: Pick<Desk, 'store'>,
  { userId, guildId }: { readonly userId: string; readonly guildId: string | undefined },
  section: number,
  limit: number,
  start: OwnPlace | undefined,
): Promise<Placed[]> {
  const { as, statuses } = sections[section] ?? { as: 'customer', statuses: [] };
  const where: Filter<Order>[] = [
    { field: as === 'worker' ? 'workerId' : 'userId', is: 'equals', value: userId },
    { field: 'status', is: 'in', values: statuses },
  ];
  const after: Cursor | undefined =
    start && cursorAt(start.sortedBy, orders.path(start.guildId, start.orderKey));
  const page = await store.query({
    from: orders,
    ...(guildId === undefined ? {} : { parent: orders.parent(guildId) }),
    where,
    orderBy:
      as === 'worker'
        ? { field: 'dueAt', direction: 'ascending' }
        : { field: 'timestamp', direction: 'descending' },
    limit,
    ...(after === undefined ? {} : { after }),
  });
  return page.docs.map(({ data }) => ({ order: data, as, section }));
}

function placeOf({ section, as, order }: Placed): OwnPlace {
  const { guildId, orderKey, dueAt, timestamp } = order;
  return { section, sortedBy: as === 'worker' ? dueAt : timestamp, guildId, orderKey };
}
