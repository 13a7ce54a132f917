import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import type { Desk } from '../../src/app/desk.ts';
import { readReviewQueue } from '../../src/app/reviewQueue.ts';
import type { Order } from '../../src/domain/order.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { collections, guilds, orders } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import { anOrder, at, guildId } from '../support/anOrder.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orderly-queue-'));
  store = await openSqliteStore({ file: join(folder, 'store.sqlite'), collections });
  const roles = { supportRoleIds: ['help'], advertiserRoleIds: ['ads'], teamAdvertiserRoleIds: ['team ads'] };
  await store.transact(async (tx) => tx.put(guilds.path(guildId), { ...defaultSettings, ...roles }));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function waiting(orderKey: string, since: number, own: Partial<Order>): Promise<void> {
  const order = anOrder({
    orderId: orderKey,
    orderKey,
    status: 'Evidence Submitted',
    statusSince: at(since),
    submissionId: '1',
    ...own,
  });
  await store.transact(async (tx) => tx.put(orders.path(guildId, orderKey), order));
}

async function queueOf(roleIds: readonly string[], userId = '77') {
  const desk: Desk = { store, clock: { now: () => at(0) }, outbox: { announce: async () => undefined } };
  const by = { userId, username: 'ada', managesServer: false, roleIds };
  const queue = await readReviewQueue(desk, { by, guildId });
  return queue.ok ? queue.value.orders.map((order) => order.orderId) : queue.refusal.code;
}

test('everyone who reviews finds what is theirs, the longest waiting first, whichever status it is in', async () => {
  await waiting('LATE', 30, { advertiserId: '77' });
  await waiting('EARLY', 10, { teamId: '501', status: 'In Review' });
  await waiting('BOTH', 20, { advertiserId: '77', teamId: '502' });
  await waiting('OTHER', 5, { advertiserId: '78', teamId: '503' });
  await waiting('FREE', 40, {});
  await waiting('DONE', 1, { advertiserId: '77', status: 'Complete' });

  expect(await queueOf(['help'])).toEqual(['OTHER', 'EARLY', 'BOTH', 'LATE', 'FREE']);
  expect(await queueOf(['ads'])).toEqual(['BOTH', 'LATE']);
  const teams = Array.from({ length: 40 }, (_, index) => String(500 + index));
  expect(await queueOf(['team ads', '501', '502'])).toEqual(['EARLY', 'BOTH', 'LATE']);
  expect(await queueOf(['team ads', ...teams.toReversed()], '79')).toEqual(['OTHER', 'EARLY', 'BOTH']);
  expect(await queueOf(['501', '502'])).toBe('permission-denied');
});
