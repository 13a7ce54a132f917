import { beforeEach, describe, expect, test } from 'vitest';
import { auditMoney } from '../../src/app/auditMoney.ts';
import type { Desk } from '../../src/app/desk.ts';
import { approveEvidence, rejectEvidence } from '../../src/app/reviewOrder.ts';
import { confirmUpdate, updateOrder } from '../../src/app/updateOrder.ts';
import type { Actor } from '../../src/domain/permissions.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import {
  collections,
  guilds,
  holds,
  orderEvents,
  orders,
  outbox,
  submissions,
  wallets,
} from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import { at, dana, guildId, mia, mike } from '../support/anOrder.ts';
import { freshPlace } from '../support/freshPlace.ts';
import { PlayedOrders, rick } from '../support/playedOrders.ts';

const staff: Actor = { ...dana, managesServer: true, roleIds: [] };
const support: Actor = { ...rick, managesServer: false, roleIds: ['help'] };
/** 100 people press at once, half of them staff, half support. */
const presses = Array.from({ length: 100 }, (_, index) => ({
  operationId: `press-${index}`,
  by: index % 2 === 0 ? staff : support,
  guildId,
  orderKey: 'A',
}));
type Press = (typeof presses)[number];

let store: Store;
let desk: Desk;
let submissionId: string;
let confirmationId: string;
beforeEach(async () => {
  const place = await freshPlace();
  store = await place.open(collections);
  desk = { store, clock: { now: () => at(100) }, outbox: { announce: async () => undefined } };
  const play = new PlayedOrders(store);
  await store.transact(async (tx) =>
    tx.put(guilds.path(guildId), { ...defaultSettings, supportRoleIds: ['help'] }),
  );
  await play.add('A', at(0), { worker: mike });
  await play.submit('A', at(10));
  submissionId = (await store.get(orders.path(guildId, 'A')))?.submissionId ?? '';
  confirmationId = 'asked';
  const asked = { kind: 'id', guildId, orderId: 'A' } as const;
  await updateOrder(desk, {
    operationId: confirmationId,
    by: staff,
    order: asked,
    update: { status: 'Cancelled' },
  });
  return () => place.dispose();
});

const approve = (press: Press) => approveEvidence(desk, { ...press, submissionId });
const reject = (press: Press) => rejectEvidence(desk, { ...press, submissionId, reason: 'Too dark' });
const cancel = (press: Press) => confirmUpdate(desk, { ...press, by: staff, confirmationId });

/** What each end means for the money and the evidence: held, mike's wallet, mia's wallet, the verdict. */
const ends = {
  Complete: ['approved', 0, 20_000, undefined, 'approved'],
  Rejected: ['rejected', 20_000, undefined, undefined, 'rejected'],
  Cancelled: ['updated', 0, undefined, 20_000, 'closed'],
} as const;

describe.each([
  ['approve', [approve], ['Complete']],
  ['approve or reject', [approve, reject], ['Complete', 'Rejected']],
  ['reject or approve', [reject, approve], ['Complete', 'Rejected']],
  ['approve or cancel', [approve, cancel], ['Complete', 'Cancelled']],
  ['cancel or approve', [cancel, approve], ['Complete', 'Cancelled']],
] as const)('of a hundred who %s at once', (_, ways, possible) => {
  test('one decides, the others are told so, and the money moves once', async () => {
    const told = () => store.count({ from: outbox, orderBy: { field: 'createdAt', direction: 'ascending' } });
    const before = await told();
    const results = await Promise.all(
      presses.map(async (press, index) => {
        // Each way by staff and by support.
        const way = ways[Math.floor(index / 2) % ways.length] ?? approve;
        // Who cancels has a longer way to the order: the first way named is a few steps ahead, so that it may win.
        for (let step = 0; way !== ways[0] && step < 5; step += 1) await undefined;
        return way(press);
      }),
    );
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(await told()).toBe(before + 1);

    const order = await store.get(orders.path(guildId, 'A'));
    const status = possible.find((end) => end === order?.status);
    if (order === undefined || status === undefined) throw new Error(`It ended ${order?.status}`);
    const by = { userId: order.updatedBy, username: order.updatedByUsername };
    for (const result of results)
      if (!result.ok && result.refusal.code !== 'confirmation-gone')
        expect(result.refusal).toMatchObject({ code: 'review-over', status, by });
    const [kind, held, workers, customers, verdict] = ends[status];
    const balances = await Promise.all([
      store.get(holds.path(guildId, 'A')),
      store.get(wallets.path(guildId, `${mike.userId}.USD`)),
      store.get(wallets.path(guildId, `${mia.userId}.USD`)),
    ]);
    expect(balances.map((balance) => balance?.balanceMinor)).toEqual([held, workers, customers]);
    expect((await store.get(submissions.path(guildId, 'A', submissionId)))?.verdict).toBe(verdict);
    const events = await store.query({
      from: orderEvents,
      parent: orderEvents.parent(guildId, 'A'),
      orderBy: { field: 'sequence', direction: 'ascending' },
      limit: 50,
    });
    expect(events.docs.map(({ data }) => data.kind)).toEqual(['added', 'assigned', 'submitted', kind]);
    const breaches: string[] = [];
    await auditMoney(store, guildId, ({ subject, problem }) => breaches.push(`${subject}: ${problem}`));
    expect(breaches).toEqual([]);
  });
});
