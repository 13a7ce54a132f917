import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addOrder } from '../../../src/app/addOrder.ts';
import { auditMoney, type Breach } from '../../../src/app/auditMoney.ts';
import type { Desk } from '../../../src/app/desk.ts';
import { ok } from '../../../src/domain/result.ts';
import { collections, orders } from '../../../src/ports/collections.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Place } from '../../contract/engine.ts';
import { freshInProcessFirestore } from '../../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../../contract/sqlitePlace.ts';
import { at, dana, guildId, mia } from '../../support/anOrder.ts';
import { providersOf, usd } from '../../support/fakePayments.ts';
import { FakeProvider } from '../../support/fakeProvider.ts';

/** Has one payment that was made elsewhere, and finds it by each of its references. */
class WithOnePayment extends FakeProvider {
  override async findPayment(reference: string) {
    const capture = {
      reference: 'pi_1',
      money: usd(5_000),
      at: at(1),
      isLive: false,
      refunded: usd(0),
      payment: undefined,
    };
    return ok({ reference, payment: undefined, state: 'paid' as const, capture });
  }
}

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('one payment that staff name for several orders on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  let desk: Desk & Parameters<typeof addOrder>[0];
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
    const clock = { now: () => at(60) };
    const providers = providersOf(new WithOnePayment('stripe', clock));
    desk = { store, clock, outbox: { announce: async () => undefined }, providers };
  });
  afterEach(() => place.dispose());

  const add = (orderId: string, more: Partial<Parameters<typeof addOrder>[1]> = {}) =>
    addOrder(desk, {
      operationId: `add-${orderId}`,
      by: { ...dana, managesServer: true, roleIds: [] },
      guildId,
      channel: { id: '5', parentId: undefined },
      customer: { ...mia, bot: false },
      service: 'Logo',
      paymentMethod: 'stripe',
      amount: '$50',
      orderId,
      paymentReference: 'pi_1',
      ...more,
    });

  test('counts for the first of them, however it is named, and also when all come at once', async () => {
    const ids = ['A', 'B', 'C', 'D', 'E'];
    const added = await Promise.all(
      ids.map((id, index) => add(id, { paymentReference: index % 2 === 0 ? 'pi_1' : 'ch_1' })),
    );
    expect(added.filter((result) => result.ok)).toHaveLength(1);
    const winner = added.find((result) => result.ok)?.value.order.orderId;
    const losers = added.filter((result) => !result.ok).map(({ refusal }) => refusal);
    for (const refusal of losers)
      expect(refusal).toMatchObject({ code: 'payment-unverified', why: 'recorded', orderId: winner });
    const found = await store.getAll(ids.map((id) => orders.path(guildId, id)));
    expect(found.filter((order) => order !== undefined)).toHaveLength(1);
    const breaches: Breach[] = [];
    await auditMoney(store, guildId, (breach) => breaches.push(breach));
    expect(breaches).toEqual([]);
  });

  test('is not counted by another server either, which learns nothing of whose it is', async () => {
    expect(await add('A')).toMatchObject({ ok: true });
    const elsewhere = await add('B', { guildId: '99' });
    expect(elsewhere).toEqual({
      ok: false,
      refusal: {
        code: 'payment-unverified',
        provider: 'stripe',
        reference: 'pi_1',
        why: 'recorded',
      },
    });
  });

  test('is recorded once where Discord delivers the command twice', async () => {
    expect(await add('A')).toMatchObject({ ok: true });
    expect(await add('A')).toMatchObject({ ok: true, value: { order: { orderId: 'A' } } });
  });
});
