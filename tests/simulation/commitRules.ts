import { noticeIdOf } from '../../src/domain/notice.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Written } from '../support/memoryStore.ts';

/** Where nothing is ever changed or deleted. */
const appendOnly = ['transfers', 'entries', 'seals', 'events'];

/**
 * What is wrong with a commit: money, status, audit event and notice are of one commit, each change has exactly one event
 * and one notice of its own, and what is only ever added to is only added to.
 */
export function commitProblems(writes: readonly Written[]): string[] {
  const problems: string[] = [];
  for (const { collection, path, kind, before } of writes)
    if (appendOnly.includes(collection) && (kind === 'delete' || before !== undefined))
      problems.push(`${kind} ${path}`);

  const of = (collection: string) => writes.filter((write) => write.collection === collection);
  const changed = of('orders').filter(({ before, after }) => before?.sequence !== after?.sequence);
  for (const { path, before, after } of changed) {
    if (after === undefined) {
      problems.push(`${path} was deleted`);
      continue;
    }
    // The store checked it against the schema of orders.
    const order = after as Order;
    const from = Number(before?.sequence ?? 0);
    // Most changes are one step; an order recorded with its worker is added and assigned, and a refund may be of several payments.
    const steps = Array.from({ length: order.sequence - from }, (_, index) => from + 1 + index);
    const events = of('events').filter((event) => event.path.startsWith(`${path}/`));
    const numbers = events.map(({ after: event }) => event?.sequence);
    if (steps.length < 1 || numbers.join() !== steps.join())
      problems.push(`${path} went from ${from} to ${order.sequence} with the events ${numbers}`);
    const notices = of('outbox').filter((notice) => notice.path === `outbox/${noticeIdOf(order)}`);
    if (notices.length !== 1) problems.push(`${path} went to ${order.sequence} without its notice`);
  }
  for (const { path, before, after } of of('orders'))
    if (before !== undefined && before.sequence === after?.sequence && before.status !== after?.status)
      problems.push(`${path} changed its status without an event`);

  const isTold = (orderKey: unknown) => changed.some(({ after }) => after?.orderKey === orderKey);
  for (const { path, after } of of('transfers'))
    if (after?.orderKey !== '' && !isTold(after?.orderKey)) problems.push(`${path} without an event`);
  for (const { path, before, after } of of('payments')) {
    // As above.
    const [was, is] = [before as Payment | undefined, after as Payment | undefined];
    const hasMoved =
      was === undefined ||
      is === undefined ||
      (['capturedMinor', 'refundedMinor', 'chargedBackMinor'] as const).some(
        (field) => was[field] !== is[field],
      );
    if (hasMoved && is?.orderKey !== '' && !isTold(is?.orderKey)) problems.push(`${path} without an event`);
  }
  return problems;
}
