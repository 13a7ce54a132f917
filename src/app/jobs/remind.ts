import { noticeIdOf, reminderOf } from '../../domain/notice.ts';
import type { Order } from '../../domain/order.ts';
import { type Reminder, reminderDue, reviewPatienceMs } from '../../domain/reminder.ts';
import { type Status, statusesIn } from '../../domain/status.ts';
import { orders, outbox } from '../../ports/collections.ts';
import type { Job, JobDesk, JobRun } from './job.ts';
import { ordersThat } from './ordersThat.ts';

/** Reviewers are reminded, in the review channel, of evidence that has waited for a day, and every day after. */
export const remindReviewers: Job = async (desk, run) => {
  const waiting: Status = 'Evidence Submitted';
  const handedInBefore = new Date(desk.clock.now().getTime() - reviewPatienceMs);
  // An order that came back from a review is here anew, but has waited for longer: so all that wait are looked at.
  const found = ordersThat(
    desk,
    {
      where: [{ field: 'status', is: 'equals', value: waiting }],
      orderBy: { field: 'statusSince', direction: 'ascending' },
    },
    run.signal,
  );
  for await (const order of found)
    if ((order.submittedAt ?? order.statusSince) <= handedInBefore) await remind(desk, run, order, 'review');
};

/** Workers and staff are reminded of open orders whose deadline has passed, and every day after. */
export const remindOverdue: Job = async (desk, run) => {
  const found = ordersThat(
    desk,
    {
      where: [
        { field: 'status', is: 'in', values: statusesIn('open') },
        { field: 'dueAt', is: 'to', value: desk.clock.now() },
      ],
      orderBy: { field: 'dueAt', direction: 'ascending' },
    },
    run.signal,
  );
  for await (const order of found) await remind(desk, run, order, 'deadline');
};

/** Writes the reminder, if one is due, together with the note that it was given. */
async function remind(desk: JobDesk, run: JobRun, found: Order, about: Reminder): Promise<void> {
  const { store, clock } = desk;
  if (reminderDue(found, about, clock.now()) === undefined) return;
  if (run.dryRun) return run.note({ kind: 'reminded', about, order: found });
  const path = orders.path(found.guildId, found.orderKey);
  const noticeId = await store.transact(async (tx) => {
    const order = await tx.get(path);
    const now = clock.now();
    const due = order && reminderDue(order, about, now);
    if (order === undefined || due === undefined) return undefined;
    const id = `${noticeIdOf(order)}.${about}.${due.getTime().toString(36)}`;
    tx.put(path, { ...order, remindedAt: { ...order.remindedAt, [about]: now } });
    tx.create(outbox.path(id), reminderOf(order, about, now));
    return id;
  });
  if (noticeId === undefined) return;
  run.note({ kind: 'reminded', about, order: found });
  void desk.outbox.announce(noticeId);
}
