import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { guildIds } from '../../src/app/guildIds.ts';
import { collections, orders, transfers } from '../../src/ports/collections.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { anOrder, at } from '../support/anOrder.ts';

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('the servers on $name', ({ freshPlace }) => {
  let place: Place;
  beforeEach(async () => {
    place = await freshPlace();
  });
  afterEach(() => place.dispose());

  test('are all that have orders or transfers, each once', async () => {
    const store = await place.open(collections);
    const all = async () => {
      const found: string[] = [];
      for await (const guildId of guildIds(store)) found.push(guildId);
      return found;
    };
    expect(await all()).toEqual([]);
    await store.transact(async (tx) => {
      for (const guildId of ['10', '30'])
        for (const orderKey of ['A', 'B'])
          tx.create(orders.path(guildId, orderKey), anOrder({ guildId, orderKey }));
      for (const guildId of ['20', '30', '40'])
        tx.create(transfers.path(guildId, 'k'), {
          guildId,
          kind: 'payment',
          orderKey: 'A',
          currency: 'USD',
          entries: [],
          parametersHash: '',
          by: 'system',
          at: at(0),
        });
    });
    expect(await all()).toEqual(['10', '20', '30', '40']);
  });
});
