import { isGoingOn } from '../../domain/payment.ts';
import { disputes } from '../../ports/collections.ts';
import type { Cursor } from '../../ports/store.ts';
import { readOrderWithPayments } from '../payments/findPayment.ts';
import type { Job } from './job.ts';

const pageSize = 100;

/**
 * Closes disputes that are resolved, once all money of their orders has arrived: no refund is under way any more, and no
 * provider has still to decide, or to give back what it decided about.
 */
export const closeDisputes: Job = async ({ store }, { dryRun, signal, note }) => {
  let after: Cursor | undefined;
  do {
    const page = await store.query({
      from: disputes,
      where: [{ field: 'state', is: 'equals', value: 'Resolved' }],
      orderBy: { field: 'openedAt', direction: 'ascending' },
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    for (const { path, data } of page.docs) {
      if (signal.aborted) return;
      const found = await readOrderWithPayments(store, data.guildId, data.orderKey);
      if (found === undefined) continue;
      const isUnderWay = found.payments.some(
        ({ refunds, chargebacks = [] }) =>
          refunds.some(({ state }) => state === 'intended' || state === 'pending') ||
          chargebacks.some(isGoingOn),
      );
      if (isUnderWay) continue;
      if (!dryRun)
        await store.transact(async (tx) => {
          const dispute = await tx.get(path);
          if (dispute?.state === 'Resolved') tx.put(path, { ...dispute, state: 'Closed' });
        });
      note({ kind: 'dispute closed', order: found.order });
    }
    after = page.next;
  } while (after !== undefined);
};
