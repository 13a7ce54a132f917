import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDiskVault } from '../../src/adapters/vault/diskVault.ts';
import { cleanVault } from '../../src/app/jobs/cleanVault.ts';
import { deleteExpiredEvidence } from '../../src/app/jobs/deleteExpiredEvidence.ts';
import type { Job, JobDeed } from '../../src/app/jobs/job.ts';
import { remindOverdue, remindReviewers } from '../../src/app/jobs/remind.ts';
import { returnIdleReviews } from '../../src/app/jobs/returnIdleReviews.ts';
import { newVaultKey, statementPlace } from '../../src/app/vaultKey.ts';
import { noticeSchema } from '../../src/domain/notice.ts';
import { addStatement, openDispute } from '../../src/domain/openDispute.ts';
import { resolved } from '../../src/domain/resolveDispute.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { updateOrder } from '../../src/domain/updateOrder.ts';
import { collections, disputes, guilds, orders, outbox, submissions } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Vault } from '../../src/ports/vault.ts';
import { at, dana, guildId, mike } from '../support/anOrder.ts';
import { countingStore } from '../support/countingStore.ts';
import { freshPlace } from '../support/freshPlace.ts';
import { PlayedOrders } from '../support/playedOrders.ts';

const minute = 60;
const hour = 3600;
const day = 24 * hour;

let place: Awaited<ReturnType<typeof freshPlace>>;
let store: Store;
let vault: Vault;
let play: PlayedOrders;
let now: Date;
let announced: string[];
beforeEach(async () => {
  place = await freshPlace();
  store = await place.open(collections);
  vault = await openDiskVault(join(place.folder, 'evidence'));
  play = new PlayedOrders(store, { vault });
  announced = [];
});
afterEach(() => place.dispose());

/** Runs a job at a moment; answers what it said it did. */
async function run(job: Job, moment: Date, options: { dryRun?: boolean; signal?: AbortSignal } = {}) {
  now = moment;
  const deeds: JobDeed[] = [];
  const desk = {
    store,
    vault,
    providers: new Map(),
    publicUrl: undefined,
    clock: { now: () => now },
    outbox: {
      announce: async (noticeId: string) => {
        announced.push(noticeId);
        return undefined;
      },
    },
  };
  await job(desk, {
    dryRun: options.dryRun ?? false,
    signal: options.signal ?? new AbortController().signal,
    note: (deed) => deeds.push(deed),
  });
  return deeds;
}

const orderOf = (id: string) => store.get(orders.path(guildId, id));
const idsOf = (deeds: readonly JobDeed[]) =>
  deeds.map((deed) => ('order' in deed ? deed.order.orderId : 'key' in deed ? deed.key : deed.kind));
const kept = async (keys: readonly string[]) =>
  (await Promise.all(keys.map((key) => vault.get(key)))).map((bytes) => bytes !== undefined);
const noticesOf = async () =>
  (
    await store.query({
      from: outbox,
      orderBy: { field: 'createdAt', direction: 'ascending' },
      limit: 100,
    })
  ).docs;

describe('returning idle reviews', () => {
  beforeEach(async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(0));
    await play.open('A', at(0));
  });

  test('puts one back after 15 minutes in which nobody touched it, and tells of it', async () => {
    expect(await run(returnIdleReviews, at(15 * minute - 1))).toEqual([]);
    expect(idsOf(await run(returnIdleReviews, at(15 * minute)))).toEqual(['A']);
    const order = await orderOf('A');
    expect(order).toMatchObject({ status: 'Evidence Submitted', updatedBy: '0' });
    expect(order?.reviewerId).toBeUndefined();
    expect(announced).toEqual([expect.stringContaining(`${guildId}.A.`)]);
    expect(await run(returnIdleReviews, at(15 * minute))).toEqual([]);
  });

  test('leaves one that was looked at again meanwhile', async () => {
    await store.transact(async (tx) => {
      const order = await tx.get(orders.path(guildId, 'A'));
      if (order) tx.put(orders.path(guildId, 'A'), { ...order, reviewTouchedAt: at(10 * minute) });
    });
    expect(await run(returnIdleReviews, at(24 * minute))).toEqual([]);
    expect(idsOf(await run(returnIdleReviews, at(25 * minute)))).toEqual(['A']);
  });

  test('leaves what was decided, and what staff check without evidence', async () => {
    await play.approve('A', at(60));
    await play.add('B', at(0));
    for (const status of ['In Progress', 'In Review'] as const)
      await play.change('B', dana, at(1), (order, occasion) => updateOrder(order, { status }, occasion));
    expect(await run(returnIdleReviews, at(day))).toEqual([]);
  });

  test('in a dry run says what it would do, and changes nothing', async () => {
    const before = await orderOf('A');
    expect(idsOf(await run(returnIdleReviews, at(hour), { dryRun: true }))).toEqual(['A']);
    expect(await orderOf('A')).toEqual(before);
    expect(announced).toEqual([]);
  });

  test('returns the same one again when it is left alone again', async () => {
    await run(returnIdleReviews, at(hour));
    await play.open('A', at(2 * hour));
    expect(idsOf(await run(returnIdleReviews, at(3 * hour)))).toEqual(['A']);
  });
});

describe('reminding', () => {
  test('reviewers are reminded of each order once a day, oldest first', async () => {
    await play.add('NEW', at(0), { worker: mike });
    await play.add('OLD', at(0), { worker: mike });
    await play.submit('OLD', at(0));
    await play.submit('NEW', at(2 * hour));
    expect(idsOf(await run(remindReviewers, at(day + hour)))).toEqual(['OLD']);
    expect(idsOf(await run(remindReviewers, at(day + 2 * hour)))).toEqual(['NEW']);
    expect(await run(remindReviewers, at(2 * day - 1))).toEqual([]);
    expect(idsOf(await run(remindReviewers, at(3 * day)))).toEqual(['OLD', 'NEW']);
    const reminders = (await noticesOf()).filter(({ id }) => id.includes('.review.'));
    expect(reminders).toHaveLength(4);
    expect(announced.toSorted()).toEqual(reminders.map(({ id }) => id).toSorted());
  });

  test('an order that was opened and returned has waited since it was handed in', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(0));
    await play.open('A', at(23 * hour));
    await run(returnIdleReviews, at(day - 1));
    expect(idsOf(await run(remindReviewers, at(day)))).toEqual(['A']);
  });

  test('of two processes that remind at once one does', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(0));
    const deeds = await Promise.all([run(remindReviewers, at(day)), run(remindReviewers, at(day))]);
    expect(deeds.flat()).toHaveLength(1);
  });

  test('workers and staff are reminded of open orders past their deadline, nobody of others', async () => {
    const deadline = at(hour);
    await play.add('LATE', at(0), { worker: mike, deadline });
    await play.add('ALONE', at(0), { deadline: at(2 * hour) });
    await play.add('TIMELY', at(0), { worker: mike, deadline: at(9 * day) });
    await play.add('ENDLESS', at(0), { worker: mike });
    await play.add('PAUSED', at(0), { worker: mike, deadline });
    await play.change('PAUSED', dana, at(1), (order, occasion) =>
      updateOrder(order, { status: 'On Hold' }, occasion),
    );
    expect(idsOf(await run(remindOverdue, at(day), { dryRun: true }))).toEqual(['LATE', 'ALONE']);
    expect(idsOf(await run(remindOverdue, at(day)))).toEqual(['LATE', 'ALONE']);
    expect(await run(remindOverdue, at(day))).toEqual([]);
    const notice = (await noticesOf()).find(({ id }) => id.includes('LATE') && id.includes('.deadline.'));
    expect(noticeSchema.parse(notice?.data)).toMatchObject({
      reminder: 'deadline',
      deliveries: [{ audience: 'worker', userId: mike.userId }, { audience: 'log' }],
    });
    // A reminder is no change: whoever reads the order's history finds nothing of it.
    expect((await orderOf('LATE'))?.lastUpdated).toEqual(at(0));
  });
});

describe('deleting expired evidence', () => {
  async function finished(id: string, endedAt: Date, pictures = 1): Promise<string[]> {
    await play.add(id, at(0), { worker: mike });
    const keys = await play.submit(id, at(1), pictures);
    await play.approve(id, endedAt);
    return keys;
  }

  test('deletes every picture of an order 30 days after its end, and keeps verdicts', async () => {
    await play.add('A', at(0), { worker: mike });
    const first = await play.submit('A', at(1), 2);
    await play.reject('A', at(2), 'Too dark');
    const second = await play.submit('A', at(3));
    await play.approve('A', at(4));
    const keys = [...first, ...second];
    expect(await run(deleteExpiredEvidence, at(3 + 30 * day))).toEqual([]);
    const due = at(4 + 30 * day);
    expect(await run(deleteExpiredEvidence, due, { dryRun: true })).toMatchObject([{ pictures: 3 }]);
    expect(await kept(keys)).toEqual([true, true, true]);
    expect(await run(deleteExpiredEvidence, due)).toMatchObject([{ kind: 'pictures deleted', pictures: 3 }]);
    expect(await kept(keys)).toEqual([false, false, false]);
    expect(await run(deleteExpiredEvidence, due)).toEqual([]);
    expect(await orderOf('A')).toMatchObject({ status: 'Complete', lastUpdated: at(4) });
  });

  test('counts from the order’s end however it ended, and goes by what the server set up', async () => {
    await store.transact(async (tx) =>
      tx.put(guilds.path(guildId), { ...defaultSettings, retentionDays: 7 }),
    );
    await play.add('A', at(0), { worker: mike });
    const keys = await play.submit('A', at(1));
    await play.change('A', dana, at(5), (order, occasion) =>
      updateOrder(order, { status: 'Cancelled' }, occasion),
    );
    expect(await run(deleteExpiredEvidence, at(4 + 7 * day))).toEqual([]);
    await run(deleteExpiredEvidence, at(5 + 7 * day));
    expect(await kept(keys)).toEqual([false]);
  });

  test('keeps the evidence of orders that go on or are disputed', async () => {
    await play.add('OPEN', at(0), { worker: mike });
    const open = await play.submit('OPEN', at(1));
    const disputed = await finished('DISPUTED', at(2));
    await store.transact(async (tx) => {
      const order = await tx.get(orders.path(guildId, 'DISPUTED'));
      if (order)
        tx.put(orders.path(guildId, 'DISPUTED'), { ...order, status: 'Disputed', statusSince: at(9) });
    });
    expect(await run(deleteExpiredEvidence, at(400 * day))).toEqual([]);
    expect(await kept([...open, ...disputed])).toEqual([true, true]);
  });

  test('keeps what was said in a dispute while it goes on, and deletes its pictures with the others', async () => {
    await play.add('A', at(0), { worker: mike });
    const first = await play.submit('A', at(1));
    await play.change('A', mike, at(2), (order, occasion) => openDispute(order, 'Nobody looks', occasion));
    const key = newVaultKey(statementPlace({ guildId, orderKey: 'A', number: 1 }, 'said'));
    await vault.put(key, Buffer.from('x'), 'image/png');
    const submitted = await store.query({
      from: submissions,
      parent: submissions.parent(guildId, 'A'),
      orderBy: { field: 'at', direction: 'ascending' },
      limit: 1,
    });
    const images = (submitted.docs[0]?.data.images ?? []).map((image) => ({ ...image, vaultKey: key }));
    const path = disputes.path(guildId, 'A.1');
    const dispute = await store.get(path);
    await play.change('A', mike, at(3), (order, occasion) =>
      addStatement(order, dispute, { text: '', images }, occasion),
    );
    const keys = [...first, key];
    await run(cleanVault, new Date(Date.now() + 2 * day * 1000));
    expect(await run(deleteExpiredEvidence, at(90 * day))).toEqual([]);
    expect(await kept(keys)).toEqual([true, true]);

    const verdict = { resolution: 'Release Seller', reason: '', refundedMinor: 0, releasedMinor: 0 } as const;
    const heard = await store.get(path);
    if (heard === undefined) throw new Error('There is no dispute');
    await play.change('A', dana, at(91 * day), (order, occasion) => ({
      ok: true,
      value: resolved(order, heard, verdict, undefined, occasion),
    }));
    expect(await run(deleteExpiredEvidence, at(121 * day))).toMatchObject([{ pictures: 2 }]);
    expect(await kept(keys)).toEqual([false, false]);
    expect((await store.get(path))?.statements).toMatchObject([{ deletedAt: at(121 * day) }]);
    expect(await run(deleteExpiredEvidence, at(122 * day))).toEqual([]);
  });

  test('an order that is disputed while the job works keeps its evidence', async () => {
    const keys = await finished('A', at(2));
    const real = store;
    store = {
      ...countingStore(real),
      query: async (asked) => {
        const page = await real.query(asked);
        const path = orders.path(guildId, 'A');
        if (asked.from.name === 'submissions')
          await real.transact(async (tx) => {
            const order = await tx.get(path);
            if (order) tx.put(path, { ...order, status: 'Disputed', statusSince: at(3) });
          });
        return page;
      },
    };
    expect(await run(deleteExpiredEvidence, at(40 * day))).toEqual([]);
    store = real;
    expect(await kept(keys)).toEqual([true]);
    expect(await orderOf('A')).toMatchObject({ hasPictures: true });
  });

  test('stopped half-way it leaves the rest for its next time', async () => {
    const keys = [...(await finished('A', at(2))), ...(await finished('B', at(3)))];
    const stop = new AbortController();
    const deeds: JobDeed[] = [];
    now = at(40 * day);
    const desk = {
      store,
      vault,
      providers: new Map(),
      publicUrl: undefined,
      clock: { now: () => now },
      outbox: { announce: async () => undefined },
    };
    await deleteExpiredEvidence(desk, {
      dryRun: false,
      signal: stop.signal,
      note: (deed) => {
        deeds.push(deed);
        stop.abort();
      },
    });
    expect(idsOf(deeds)).toEqual(['A']);
    expect(await kept(keys)).toEqual([false, true]);
    expect(idsOf(await run(deleteExpiredEvidence, now))).toEqual(['B']);
  });

  test('what a vault that fails keeps is found by the cleaner, and nobody is told it is still there', async () => {
    const keys = await finished('A', at(2));
    const real = vault;
    vault = { ...real, delete: () => Promise.reject(new Error('no')) };
    await expect(run(deleteExpiredEvidence, at(40 * day))).rejects.toThrow('no');
    vault = real;
    expect(await run(deleteExpiredEvidence, at(40 * day))).toEqual([]);
    expect(await kept(keys)).toEqual([true]);
    await run(cleanVault, new Date(Date.now() + 2 * day * 1000));
    expect(await kept(keys)).toEqual([false]);
  });
});

describe('cleaning the vault', () => {
  // The vault goes by the time of the files, which is real.
  const later = (seconds: number) => new Date(Date.now() + seconds * 1000);

  test('deletes what no submission names, once it is an hour old, and never what one names', async () => {
    await play.add('A', at(0), { worker: mike });
    const named = await play.submit('A', at(1), 2);
    const orphans = [
      newVaultKey({ guildId, orderKey: 'A', submissionId: 'never-committed' }),
      newVaultKey({ guildId, orderKey: 'NONE', submissionId: 'never-committed' }),
    ];
    for (const key of orphans) await vault.put(key, Buffer.from('x'), 'image/png');
    const foreign = 'backups/monday';
    await vault.put(foreign, Buffer.from('x'), 'image/png');

    expect(await run(cleanVault, later(hour - minute))).toEqual([]);
    const wouldBe = await run(cleanVault, later(hour + minute), { dryRun: true });
    expect(idsOf(wouldBe).toSorted()).toEqual(orphans.toSorted());
    expect(await kept(orphans)).toEqual([true, true]);
    const deeds = await run(cleanVault, later(hour + minute));
    expect(idsOf(deeds).toSorted()).toEqual(orphans.toSorted());
    expect(await kept([...orphans, ...named, foreign])).toEqual([false, false, true, true, true]);
    expect(await run(cleanVault, later(hour + minute))).toEqual([]);
  });
});
