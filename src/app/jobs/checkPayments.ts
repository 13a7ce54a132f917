import type { Payment } from '../../domain/payment.ts';
import { payments } from '../../ports/collections.ts';
import type { PaymentDesk } from '../desk.ts';
import { checkPayment } from '../payments/checkPayment.ts';
import type { Job, JobRun } from './job.ts';

const pageSize = 50;

/**
 * Looks at every payment whose time has come, see checkPayment. Each is put off by that, so the first page is read until
 * nothing is due.
 */
export const checkPayments: Job = async (desk, run) => {
  const seen = new Set<string>();
  while (!run.signal.aborted) {
    const page = await desk.store.query({
      from: payments,
      where: [{ field: 'nextCheckAt', is: 'to', value: desk.clock.now() }],
      orderBy: { field: 'nextCheckAt', direction: 'ascending' },
      limit: pageSize,
    });
    const due = page.docs.filter(({ path }) => !seen.has(path));
    if (due.length === 0) return;
    for (const { path, id, data } of due) {
      if (run.signal.aborted) return;
      seen.add(path);
      await check(desk, id, data, run);
    }
  }
};

async function check(desk: PaymentDesk, paymentId: string, payment: Payment, { dryRun, note }: JobRun) {
  if (dryRun) return note({ kind: 'payment asked about', payment, found: 'due' });
  await checkPayment(desk, { guildId: payment.guildId, paymentId }, note);
}
