import type { Order } from '../domain/order.ts';
import { type Status, statusesIn } from '../domain/status.ts';
import { orders } from '../ports/collections.ts';
import { type Cursor, cursorAt, type Filter } from '../ports/store.ts';
import type { Desk } from './desk.ts';
import { type Listed, listedIn, unreadableIn } from './listed.ts';

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
  /** The keys of orders on this page that can't be read. */
  readonly unreadable: readonly string[];
  /** Where the next page begins, if there is one. */
  readonly next: OwnPlace | undefined;
}

/**
 * The list in order: what a worker has to do comes first, by deadline; then what was ordered, newest first, what has to
 * be paid or is disputed above the rest.
 */
const sections: readonly { readonly as: OwnOrder['as']; readonly statuses: readonly Status[] }[] = [
  { as: 'worker', statuses: ['Rejected'] },
  { as: 'worker', statuses: ['Assigned'] },
  { as: 'worker', statuses: ['In Progress'] },
  { as: 'worker', statuses: ['Evidence Submitted', 'In Review'] },
  { as: 'worker', statuses: statusesIn('paused', 'contested') },
  { as: 'customer', statuses: statusesIn('unpaid', 'contested') },
  { as: 'customer', statuses: statusesIn('open', 'paused') },
  { as: 'customer', statuses: statusesIn('ended') },
];

/** How many sections the list has. */
export const sectionCount = sections.length;

interface Placed extends Listed {
  readonly section: number;
  readonly as: OwnOrder['as'];
}

/** Reads a page, in one server or, without one, in all of them. It costs its orders and at most a question a section. */
export async function readOwnOrders(
  desk: Pick<Desk, 'store' | 'report'>,
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
    orders: shown.flatMap(({ as, order }): OwnOrder[] =>
      order === undefined || (as === 'customer' && order.workerId === request.userId) ? [] : [{ order, as }],
    ),
    unreadable: [...new Set(unreadableIn(shown))],
    next: found.length > limit && last !== undefined ? placeOf(last) : undefined,
  };
}

async function readSection(
  desk: Pick<Desk, 'store' | 'report'>,
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
  const page = await desk.store.query({
    from: orders,
    ...(guildId === undefined ? {} : { parent: orders.parent(guildId) }),
    where,
    orderBy:
      as === 'worker'
        ? { field: 'dueAt', direction: 'ascending' }
        : { field: 'timestamp', direction: 'descending' },
    limit,
    listsUnfit: true,
    ...(after === undefined ? {} : { after }),
  });
  const field = as === 'worker' ? 'dueAt' : 'timestamp';
  return listedIn(desk, page, field).map((listed) => ({ ...listed, as, section }));
}

function placeOf({ section, sortedBy, guildId, orderKey }: Placed): OwnPlace {
  return { section, sortedBy, guildId, orderKey };
}
