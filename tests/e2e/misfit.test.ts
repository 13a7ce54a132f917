import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ordersThat } from '../../src/app/jobs/ordersThat.ts';
import { guilds } from '../../src/ports/collections.ts';
import { Misfit } from '../../src/ports/store.ts';
import { addOrder, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { submittedOrder } from '../support/work.ts';

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

describe('an order that no longer fits keeps nobody from the others', () => {
  const staffLine = (id: string) =>
    `⚠️ Order ${id} can’t be read and is left out. Nothing is lost, but nothing can be done with it: ask whoever runs the bot to look into its log.`;
  beforeAll(async () => {
    for (const [seed, id] of ['SEEN-1', 'BROKEN-1', 'SEEN-2'].entries())
      await submittedOrder(desk, id, seed + 1);
    spoil('orders', 'BROKEN-1', 'amount');
  });

  test('in /listorders, which goes on past it', async () => {
    const { dana } = desk;
    const all = await dana.slash('listorders', { status: 'Evidence Submitted' });
    expect(all.content.split('\n')).toEqual(['Evidence Submitted · 3 orders', staffLine('BROKEN-1')]);
    expect(all.text()).toMatch(/SEEN-2.*\n.*SEEN-1/);

    const list = await dana.slash('listorders', { status: 'Evidence Submitted', limit: 1 });
    expect(list.text()).toContain('SEEN-2');
    await dana.click(list, 'Older');
    expect(list.text()).toContain(staffLine('BROKEN-1'));
    await dana.click(list, 'Older');
    expect(list.text()).toContain('SEEN-1');
    await dana.click(list, 'Newer');
    expect(list.text()).toContain(staffLine('BROKEN-1'));
    await dana.click(list, 'Newer');
    expect(list.text()).toContain('SEEN-2');
  });

  test('in the review queue', async () => {
    const queue = await desk.dana.slash('review');
    expect(queue.content.split('\n')).toEqual([
      'Review queue · 2 waiting, the longest first',
      staffLine('BROKEN-1'),
    ]);
    expect(queue.text()).toMatch(/SEEN-1.*\n.*SEEN-2/);
  });

  test('in /myorders of its worker and of its customer', async () => {
    for (const person of [desk.mike, desk.mia]) {
      const mine = await person.slash('myorders');
      // One of mia's was spoilt before.
      const which =
        person === desk.mike
          ? 'Your order BROKEN-1 can’t be read and is'
          : 'Your orders BROKEN-1 and SPOILT-1 can’t be read and are';
      expect(mine.content.split('\n')[1]).toBe(`⚠️ ${which} left out. Please tell the server’s staff.`);
      expect(mine.text()).toContain('SEEN-1');
      expect(mine.text()).toContain('SEEN-2');
    }
    expect((await desk.eve.slash('myorders')).text()).not.toContain('BROKEN-1');
  });

  test('in suggestions', async () => {
    for (const typed of ['', 'SEEN'])
      expect(
        (await desk.dana.autocomplete('trackorder', { order_id: typed }, 'order_id')).length,
      ).toBeGreaterThanOrEqual(2);
  });

  test('in jobs; where nobody could hear of it, work ends instead', async () => {
    const { store } = desk.orderly;
    const reports: unknown[] = [];
    const idsOf = async (report?: (error: unknown) => void) => {
      const found: string[] = [];
      const waiting = {
        where: [{ field: 'status', is: 'equals', value: 'Evidence Submitted' }],
        orderBy: { field: 'statusSince', direction: 'ascending' },
      } as const;
      const work = report === undefined ? { store } : { store, report };
      for await (const order of ordersThat(work, waiting, new AbortController().signal))
        found.push(order.orderId);
      return found;
    };
    expect(await idsOf((error) => reports.push(error))).toEqual(['SEEN-1', 'SEEN-2']);
    expect(reports).toEqual([expect.any(Misfit)]);
    await expect(idsOf()).rejects.toThrow(Misfit);
  });

  test('and is in the log, once', () => {
    const logged = desk.logged.filter((line) => line.includes('BROKEN-1 does not fit its schema'));
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('Something can’t be read and is left out');
    expect(logged[0]).toContain('amount');
  });
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

test('a button whose press fails stays, with the message it is on', async () => {
  const { mike } = desk;
  await addOrder(desk, { order_id: 'SPOILT-2', booster: mike });
  const told = await mike.nextMessage((message) => message.text().includes('SPOILT-2'));
  const before = told.text();
  spoil('orders', 'SPOILT-2', 'status');
  const failure = await mike.click(told, 'Start order');
  expect(failure.id).not.toBe(told.id);
  expect(failure.text()).toMatch(/^❌ Something broke on our side; nothing was changed\./);
  expect(told.text()).toBe(before);
});
