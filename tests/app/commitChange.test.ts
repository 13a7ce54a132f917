import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditMoney, type Breach } from '../../src/app/auditMoney.ts';
import { commitChange } from '../../src/app/commitChange.ts';
import { marketplacePayoutPolicy } from '../../src/domain/payout.ts';
import { approve, reject } from '../../src/domain/reviewOrder.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { updateOrder } from '../../src/domain/updateOrder.ts';
import {
  collections,
  entries,
  guilds,
  holds,
  orderEvents,
  orders,
  outbox,
  submissions,
  transfers,
  wallets,
} from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { anOccasion, anOrder, at, dana, guildId, mia, mike } from '../support/anOrder.ts';
import { PlayedOrders } from '../support/playedOrders.ts';

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('committing a change on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  let play: PlayedOrders;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
    play = new PlayedOrders(store);
    await store.transact(async (tx) => tx.put(guilds.path(guildId), defaultSettings));
  });
  afterEach(() => place.dispose());

  const order = () => store.get(orders.path(guildId, 'A'));
  const held = async () => (await store.get(holds.path(guildId, 'A')))?.balanceMinor;
  const walletOf = async (userId: string) =>
    (await store.get(wallets.path(guildId, `${userId}.USD`)))?.balanceMinor;
  const latest = { orderBy: { field: 'sequence', direction: 'ascending' } } as const;
  const events = async () =>
    (await store.query({ from: orderEvents, parent: orderEvents.parent(guildId, 'A'), ...latest, limit: 50 }))
      .docs;
  const notices = async () =>
    (
      await store.query({ from: outbox, orderBy: { field: 'createdAt', direction: 'ascending' }, limit: 50 })
    ).docs.map(({ id }) => id);

  /** Everything that a commit may change, to compare. */
  async function everything() {
    return {
      order: await order(),
      events: (await events()).map(({ id }) => id),
      notices: await notices(),
      held: await held(),
      wallets: [await walletOf(mia.userId), await walletOf(mike.userId)],
      transfers: await store.count({
        from: transfers,
        parent: transfers.parent(guildId),
        orderBy: { field: 'orderKey', direction: 'ascending' },
      }),
      entries: await store.count({
        from: entries,
        parent: entries.parent(guildId),
        orderBy: { field: 'account', direction: 'ascending' },
      }),
      submission: await store.get(submissions.path(guildId, 'A', 'submission-2')),
    };
  }

  /** What the audit finds wrong. */
  async function problems(): Promise<Breach[]> {
    const found: Breach[] = [];
    await auditMoney(store, guildId, (breach) => found.push(breach));
    return found;
  }

  test('an approval pays, completes, decides, notes and tells at once', async () => {
    await play.add('A', at(0), { worker: mike, payoutPolicy: marketplacePayoutPolicy });
    await play.submit('A', at(10));
    const before = await everything();
    expect([before.held, before.wallets]).toEqual([20_000, [undefined, undefined]]);
    await play.approve('A', at(20));
    const after = await everything();
    expect(after.order).toMatchObject({ status: 'Complete', endedAt: at(20) });
    expect([after.held, after.wallets]).toEqual([0, [undefined, 16_000]]);
    expect(after.events).toHaveLength(before.events.length + 1);
    expect(after.notices).toHaveLength(before.notices.length + 1);
    expect(after.transfers).toBe(before.transfers + 1);
    // The worker's, the platform's and the tax's.
    expect(after.entries).toBe(before.entries + 3);
    expect(after.submission).toMatchObject({
      verdict: 'approved',
      decidedByUsername: 'rick',
      decidedAt: at(20),
    });
    const payout = { workerMinor: 16_000, platformMinor: 3_400, taxMinor: 600, currency: 'USD' };
    expect((await events()).at(-1)?.data).toMatchObject({ kind: 'approved', payout });
    const notice = await store.get(outbox.path(after.notices.at(-1) ?? ''));
    expect(notice).toMatchObject({ events: [{ kind: 'approved', payout }] });
    expect(await problems()).toEqual([]);
  });

  test('a rejection decides and moves no money', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(10));
    const before = await everything();
    await play.reject('A', at(20), 'Too dark');
    const after = await everything();
    expect(after.submission).toMatchObject({ verdict: 'rejected', reason: 'Too dark', decidedAt: at(20) });
    expect([after.held, after.transfers, after.entries]).toEqual([20_000, before.transfers, before.entries]);
    expect((await events()).at(-1)?.data.payout).toBeUndefined();
  });

  test('staff who complete it in a reviewer’s place decide about what waits, with their reason', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(10));
    await play.change('A', dana, at(20), (one, occasion) =>
      updateOrder(one, { status: 'Complete', notes: 'Saw it live', internalNotes: 'Twice' }, occasion),
    );
    const after = await everything();
    expect(after.submission).toMatchObject({
      verdict: 'approved',
      decidedBy: dana.userId,
      reason: 'Saw it live',
    });
    // Its worker reads the evidence with its verdict.
    expect(JSON.stringify(after.submission)).not.toContain('Twice');
    expect(after.wallets[1]).toBe(20_000);
  });

  test('evidence that waits is withdrawn when the order changes hands; no money moves, its queue message is told', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(10));
    await play.open('A', at(15));
    const before = await everything();
    await play.assign('A', at(20), mia);
    const after = await everything();
    expect(after.order).toMatchObject({ status: 'Assigned', workerId: mia.userId });
    expect(after.submission).toMatchObject({
      verdict: 'withdrawn',
      decidedBy: dana.userId,
      decidedAt: at(20),
      workerId: mike.userId,
    });
    expect(after.submission?.images).toEqual(before.submission?.images);
    expect([after.held, after.transfers, after.entries]).toEqual([20_000, before.transfers, before.entries]);
    const told = (await store.get(outbox.path(after.notices.at(-1) ?? '')))?.deliveries;
    expect(told).toContainEqual(expect.objectContaining({ route: 'review' }));
    expect(told).toContainEqual(expect.objectContaining({ audience: 'former worker', userId: mike.userId }));
    await play.submit('A', at(30), 1, mia);
    await play.approve('A', at(40));
    expect((await everything()).wallets).toEqual([20_000, undefined]);
    expect((await everything()).submission?.verdict).toBe('withdrawn');
    expect(await problems()).toEqual([]);
  });

  test.each([false, true])(
    'evidence that waits is closed when the order is cancelled (on hold: %s)',
    async (isHeld) => {
      await play.add('A', at(0), { worker: mike });
      await play.submit('A', at(10));
      const update = (status: 'On Hold' | 'Cancelled', seconds: number) =>
        play.change('A', dana, at(seconds), (one, occasion) => updateOrder(one, { status }, occasion));
      if (isHeld) await update('On Hold', 15);
      expect((await everything()).submission?.verdict).toBe('pending');
      await update('Cancelled', 20);
      expect((await everything()).submission).toMatchObject({ verdict: 'closed', decidedAt: at(20) });
      expect((await order())?.reviewedVerdict).toBe('closed');
    },
  );

  test('what was rejected stays rejected when staff complete the order afterwards', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(10));
    await play.reject('A', at(20), 'Too dark');
    const { submission } = await everything();
    await play.change('A', dana, at(30), (one, occasion) =>
      updateOrder(one, { status: 'Complete', notes: 'Goodwill' }, occasion),
    );
    expect((await everything()).submission).toEqual(submission);
  });

  test('a cancelled order’s money is in its customer’s wallet', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.change('A', dana, at(20), (one, occasion) =>
      updateOrder(one, { status: 'Cancelled' }, occasion),
    );
    const after = await everything();
    expect([after.held, after.wallets]).toEqual([0, [20_000, undefined]]);
    expect(await problems()).toEqual([]);
    const { docs } = await store.query({
      from: orderEvents,
      parent: orderEvents.parent(guildId, 'A'),
      orderBy: { field: 'sequence', direction: 'ascending' },
      limit: 10,
    });
    const moneyBack = { currency: 'USD', shares: [{ userId: mia.userId, amountMinor: 20_000 }] };
    expect(docs.map(({ data }) => data.moneyBack)).toEqual([undefined, undefined, moneyBack]);
  });

  test('books that refuse leave nothing behind', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(10));
    await store.transact(async (tx) =>
      tx.put(holds.path(guildId, 'A'), {
        orderKey: 'A',
        currency: 'USD',
        balanceMinor: 0,
        updatedAt: at(15),
      }),
    );
    const before = await everything();
    const current = await order();
    if (current === undefined) throw new Error('There is no order A');
    const decided = approve(current, 'submission-2', anOccasion({ at: at(20) }));
    if (!decided.ok) throw new Error(decided.refusal.code);
    const committed = await store.transact((tx) =>
      commitChange(tx, decided.value, anOccasion({ at: at(20) }), current),
    );
    expect(committed).toEqual({ ok: false, refusal: { code: 'nothing-held', orderKey: 'A' } });
    expect(await everything()).toEqual(before);
  });

  test('a new order that its customer’s wallet can’t pay leaves nothing behind', async () => {
    const order = anOrder({ orderKey: 'A', orderId: 'A', paymentMethod: 'wallet' });
    const added = { order, events: [{ ...anEventOf('added'), sequence: 1 }] } as const;
    const occasion = anOccasion({ operationId: 'operation-1', at: at(0) });
    const committed = await store.transact((tx) => commitChange(tx, added, occasion, undefined));
    expect(committed).toMatchObject({ ok: false, refusal: { code: 'insufficient-funds' } });
    expect(await everything()).toMatchObject({
      order: undefined,
      events: [],
      notices: [],
      transfers: 0,
      entries: 0,
    });
  });

  test('of approvals, rejections and cancellations at once one stands, and the books agree with it', async () => {
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(10));
    const decide = async (index: number) => {
      const occasion = anOccasion({ operationId: `race-${index}`, at: at(20) });
      return store.transact(async (tx) => {
        const current = await tx.get(orders.path(guildId, 'A'));
        if (current === undefined) throw new Error('There is no order A');
        const ways = [
          () => approve(current, 'submission-2', occasion),
          () => reject(current, 'submission-2', 'No', occasion),
          () => updateOrder(current, { status: 'Cancelled' }, occasion),
        ];
        const decided = ways[index % ways.length]?.();
        return decided?.ok === true ? (await commitChange(tx, decided.value, occasion, current)).ok : false;
      });
    };
    const outcomes = await Promise.all(Array.from({ length: 99 }, (_, index) => decide(index)));
    const after = await everything();
    // A rejected order may still be cancelled; nothing follows the others.
    expect(outcomes.filter(Boolean).length).toBeLessThanOrEqual(2);
    const verdict = { Complete: 'approved', Rejected: 'rejected' }[String(after.order?.status)];
    if (verdict !== undefined) expect(after.submission?.verdict).toBe(verdict);
    expect([after.held, ...after.wallets]).toEqual(
      {
        Complete: [0, undefined, 20_000],
        Rejected: [20_000, undefined, undefined],
        Cancelled: [0, 20_000, undefined],
      }[String(after.order?.status)],
    );
    expect(await problems()).toEqual([]);
  });
});

function anEventOf(kind: 'added') {
  return { at: at(0), kind, by: dana.userId, byUsername: 'dana', to: 'Payment Verified' as const };
}
