import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assignOrder } from '../../src/app/assignOrder.ts';
import { auditMoney } from '../../src/app/auditMoney.ts';
import type { Desk } from '../../src/app/desk.ts';
import { approveEvidence, rejectEvidence } from '../../src/app/reviewOrder.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { collections, guilds, orders, submissions, wallets } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { at, dana, guildId, mike } from '../support/anOrder.ts';
import { PlayedOrders, rick } from '../support/playedOrders.ts';

const staff = { ...dana, managesServer: true, roleIds: [] };
const support = { ...rick, managesServer: false, roleIds: ['help'] };

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('an order that changes hands while it is reviewed, on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  let desk: Desk;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
    desk = { store, clock: { now: () => at(100) }, outbox: { announce: async () => undefined } };
    await store.transact(async (tx) =>
      tx.put(guilds.path(guildId), { ...defaultSettings, supportRoleIds: ['help'] }),
    );
    const play = new PlayedOrders(store);
    await play.add('A', at(0), { worker: mike });
    await play.submit('A', at(10));
    await play.open('A', at(20));
  });
  afterEach(() => place.dispose());

  test.each([0, 1, 2])(
    'a hundred at once approve, reject and take it back: one stands, and the money is where it belongs (%i)',
    async (first) => {
      const submissionId = (await store.get(orders.path(guildId, 'A')))?.submissionId ?? '';
      const results = await Promise.all(
        Array.from({ length: 100 }, (_, index) => {
          const asked = { operationId: `asked-${index}`, guildId, orderKey: 'A' };
          const verdict = { ...asked, by: support, submissionId };
          const which = (index + first) % 3;
          if (which === 0) return assignOrder(desk, { ...asked, by: staff, worker: undefined });
          return which === 1
            ? approveEvidence(desk, verdict)
            : rejectEvidence(desk, { ...verdict, reason: 'Too dark' });
        }),
      );
      const order = await store.get(orders.path(guildId, 'A'));
      const evidence = await store.get(submissions.path(guildId, 'A', submissionId));
      const wallet = await store.get(wallets.path(guildId, `${mike.userId}.USD`));
      const made = results.filter((result) => result.ok).length;
      switch (evidence?.verdict) {
        case 'approved':
          expect([made, order?.status, wallet?.balanceMinor]).toEqual([1, 'Complete', 20_000]);
          break;
        case 'withdrawn':
          expect([made, order?.status, wallet]).toEqual([1, 'Payment Verified', undefined]);
          break;
        default:
          // What was rejected may be taken back all the same.
          expect(evidence?.verdict).toBe('rejected');
          expect([made, order?.status, wallet]).toEqual([2, 'Payment Verified', undefined]);
      }
      expect(order?.reviewedVerdict).toBe(evidence?.verdict);
      const problems: unknown[] = [];
      await auditMoney(store, guildId, (breach) => problems.push(breach));
      expect(problems).toEqual([]);
    },
  );
});
