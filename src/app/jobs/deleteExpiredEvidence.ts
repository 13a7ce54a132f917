import { disputeIdsOf } from '../../domain/dispute.ts';
import type { Submission } from '../../domain/evidence.ts';
import type { Order } from '../../domain/order.ts';
import { statusesIn } from '../../domain/status.ts';
import { disputes, orders } from '../../ports/collections.ts';
import { readSettings } from '../access.ts';
import { guildIds } from '../guildIds.ts';
import { deleteOldAddresses } from './deleteOldAddresses.ts';
import type { Job, JobDesk } from './job.ts';
import { ordersThat } from './ordersThat.ts';
import { submissionsOf } from './submissionsOf.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Pictures are deleted so many days after their order ended, however it ended; a dispute stops the clock. The submissions
 * with their verdicts stay, and so do the hashes. So is, after as many days, where withdrawals went that are paid or refused.
 */
export const deleteExpiredEvidence: Job = async (desk, run) => {
  const { dryRun, signal, note } = run;
  const { store, clock } = desk;
  for await (const guildId of guildIds(store)) {
    const { retentionDays } = await readSettings(store, guildId);
    const endedBefore = new Date(clock.now().getTime() - retentionDays * dayMs);
    const ended = ordersThat(
      desk,
      {
        parent: orders.parent(guildId),
        where: [
          { field: 'hasPictures', is: 'equals', value: true },
          { field: 'status', is: 'in', values: statusesIn('ended') },
          { field: 'statusSince', is: 'to', value: endedBefore },
        ],
        orderBy: { field: 'statusSince', direction: 'ascending' },
      },
      signal,
    );
    for await (const order of ended) {
      const pictures = dryRun
        ? await countPictures(desk, order)
        : await deletePictures(desk, order, endedBefore);
      if (pictures !== undefined) note({ kind: 'pictures deleted', order, pictures });
    }
    await deleteOldAddresses(desk, guildId, endedBefore, run);
    if (signal.aborted) return;
  }
};

/**
 * Notes first that the pictures are gone, then deletes them: an order that is disputed in the meantime keeps its evidence,
 * and what a crash leaves behind nobody names any more, so that the cleaner finds it. Undefined when the order no longer
 * has pictures to delete.
 */
async function deletePictures(
  { store, clock, vault }: JobDesk,
  found: Order,
  endedBefore: Date,
): Promise<number | undefined> {
  const { guildId, orderKey } = found;
  const path = orders.path(guildId, orderKey);
  const paths = (await submissionsOf(store, found)).map((submission) => submission.path);
  const keys = await store.transact(async (tx) => {
    const order = await tx.get(path);
    const isDue =
      order?.hasPictures === true &&
      statusesIn('ended').includes(order.status) &&
      order.statusSince <= endedBefore;
    if (!isDue) return undefined;
    const all = await tx.getAll(paths);
    const kept = all.filter((submission) => submission !== undefined);
    const contested = await tx.getAll(disputePaths(order));
    tx.put(path, { ...order, hasPictures: undefined });
    all.forEach((submission, index) => {
      const place = paths[index];
      if (place !== undefined && submission !== undefined && submission.deletedAt === undefined)
        tx.put(place, { ...submission, deletedAt: clock.now() });
    });
    const keys = [...keysOf(kept)];
    for (const dispute of contested) {
      if (dispute === undefined) continue;
      keys.push(...keysOf(dispute.statements));
      const deletedAt = clock.now();
      const statements = dispute.statements.map((one) => ({ deletedAt, ...one }));
      tx.put(disputes.path(guildId, dispute.disputeId), { ...dispute, statements });
    }
    return keys;
  });
  for (const key of keys ?? []) await vault.delete(key);
  return keys?.length;
}

function disputePaths({ guildId, orderKey, disputeCount = 0 }: Order) {
  return disputeIdsOf(orderKey, disputeCount).map((id) => disputes.path(guildId, id));
}

async function countPictures({ store }: JobDesk, order: Order): Promise<number> {
  const submitted = (await submissionsOf(store, order)).map(({ data }) => data);
  const stated = (await store.getAll(disputePaths(order))).flatMap((dispute) => dispute?.statements ?? []);
  return keysOf([...submitted, ...stated]).length;
}

/** The pictures of these submissions and statements that are still kept. */
function keysOf(all: readonly Pick<Submission, 'images' | 'deletedAt'>[]): string[] {
  return all
    .filter(({ deletedAt }) => deletedAt === undefined)
    .flatMap(({ images }) => images.map(({ vaultKey }) => vaultKey));
}
