import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { guilds } from '../../src/ports/collections.ts';
import { addOrder, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

/** Works on the database beside the bot, as another program or another version might. */
function inDatabase<T>(work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(desk.config.dataDir, 'orderly.sqlite'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** Sets a field of a stored document to what no schema takes. */
function spoil(table: string, id: string, field: string): string {
  return inDatabase((database) => {
    database
      .prepare(
        `UPDATE "${table}" SET _json = json_set(_json, '$.${field}', json('{}')), _version = _version + 1 WHERE _id = ?`,
      )
      .run(id);
    return jsonOf(database, table, id);
  });
}

function jsonOf(database: DatabaseSync, table: string, id: string): string {
  const row = database.prepare(`SELECT _json FROM "${table}" WHERE _id = ?`).get(id);
  return String(row?._json);
}

test('an order that no longer fits is a clear failure; nothing is overwritten, and the others go on', async () => {
  const { dana, mia } = desk;
  await addOrder(desk, { order_id: 'SPOILT-1' });
  await addOrder(desk, { order_id: 'SOUND-1' });
  const spoilt = spoil('orders', 'SPOILT-1', 'status');

  for (const answer of [
    await mia.slash('trackorder', { order_id: 'SPOILT-1' }),
    await dana.slash('updateorder', { order_id: 'SPOILT-1', status: 'In Progress' }),
    await dana.slash('updateorder', { order_id: 'SPOILT-1', status: 'Cancelled' }),
  ])
    expect(answer.text()).toMatch(
      /^❌ Something broke on our side; nothing was changed\.\nQuote `[0-9a-z]{5}` to the server’s staff\.$/,
    );
  const logged = desk.logged.filter((line) => line.includes('SPOILT-1 does not fit its schema'));
  expect(logged).toHaveLength(3);
  expect(logged[0]).toContain('status');
  expect(inDatabase((database) => jsonOf(database, 'orders', 'SPOILT-1'))).toBe(spoilt);

  // Its id is still taken.
  expect((await addOrder(desk, { order_id: 'SPOILT-1' })).text()).toContain('❌ Something broke');
  expect(inDatabase((database) => jsonOf(database, 'orders', 'SPOILT-1'))).toBe(spoilt);

  const updated = await updateOrder(desk, 'SOUND-1', { status: 'In Progress' });
  expect(updated.text()).toContain('✅ Order SOUND-1 is now In Progress.');
  expect(updated.text()).toContain('@mia was told by DM.');
  expect((await mia.slash('trackorder', { order_id: 'SOUND-1' })).text()).toContain('SOUND-1');
});

test('settings that no longer fit keep nobody else from being told, and nobody is told twice', async () => {
  const { orderly, guild, mia } = desk;
  await addOrder(desk, { order_id: 'SET-1' });
  await orderly.store.transact(async (tx) => tx.put(guilds.path(guild.id), guilds.schema.parse({})));
  spoil('guilds', guild.id, 'timeZone');
  const first = await updateOrder(desk, 'SET-1', { status: 'In Progress' });
  expect(first.text()).toContain('@mia was told by DM.');
  const second = await updateOrder(desk, 'SET-1', { notes: 'Still here' });
  expect(second.text()).toContain('@mia was told by DM.');
  expect(mia.inbox().filter(({ content }) => content.includes('SET-1'))).toHaveLength(3);
  inDatabase((database) => database.prepare('DELETE FROM guilds').run());
});
