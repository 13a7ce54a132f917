import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fillDueAt } from '../../src/app/fillDueAt.ts';
import { readOwnOrders } from '../../src/app/myOrders.ts';
import { noDeadline } from '../../src/domain/order.ts';
import { collections, orders } from '../../src/ports/collections.ts';
import { freshSqlitePlace, type SqlitePlace } from '../contract/sqlitePlace.ts';
import { anOrder, at, guildId, mike } from '../support/anOrder.ts';

let place: SqlitePlace;
beforeEach(async () => {
  place = await freshSqlitePlace();
});
afterEach(() => place.dispose());

test('orders of an earlier version are sorted by their deadline after it, and running it twice does no harm', async () => {
  const earlier = await place.open(collections);
  await earlier.transact(async (tx) => {
    for (const [orderKey, deadline] of [
      ['ENDLESS', undefined],
      ['LATER', at(900)],
      ['SOON', at(100)],
    ] as const)
      tx.create(orders.path(guildId, orderKey), {
        ...anOrder({ orderKey, orderId: orderKey, status: 'Assigned', workerId: mike.userId }),
        deadline,
      });
  });
  await earlier.close();
  const database = new DatabaseSync(place.file);
  database.exec(`UPDATE orders SET _json = json_remove(_json, '$.dueAt'), dueAt = NULL`);
  database.close();

  const store = await place.open(collections);
  const list = async () => {
    const page = await readOwnOrders({ store }, { userId: mike.userId, guildId, limit: 10 });
    return page.orders.map(({ order }) => [order.orderId, order.dueAt]);
  };
  for (let time = 0; time < 2; time += 1) {
    expect(await fillDueAt(store)).toBe(3);
    expect(await list()).toEqual([
      ['SOON', at(100)],
      ['LATER', at(900)],
      ['ENDLESS', noDeadline],
    ]);
  }
  const rows = new DatabaseSync(place.file);
  expect(rows.prepare('SELECT count(*) AS count FROM orders WHERE dueAt IS NULL').get()).toEqual({
    count: 0,
  });
  rows.close();
});
