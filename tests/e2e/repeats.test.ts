import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderEvents, orders, outbox } from '../../src/ports/collections.ts';
import { addOrder, isSettled } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

const customer = { service: 'Website', payment_method: 'stripe', amount: '$10.00' };

describe.each([
  ['one bot', false],
  ['two bots on one store', true],
])('with %s', (_, isTwo) => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startDesk();
    if (isTwo) await desk.startAnother();
  });
  afterAll(() => desk.stop());

  /** With two bots each gets every interaction anyway; with one, Discord delivers it twice. */
  const repeatNext = () => {
    if (!isTwo) desk.sandbox.faults.gateway.duplicateNext('INTERACTION_CREATE');
  };

  async function eventsOf(key: string): Promise<number> {
    return desk.orderly.store.count({
      from: orderEvents,
      parent: orderEvents.parent(desk.guild.id, key),
      orderBy: { field: 'sequence', direction: 'ascending' },
    });
  }

  /** Everything about an order that mia has been told, once nothing is left to tell. */
  async function toldAbout(orderId: string): Promise<string[]> {
    const { store } = desk.orderly;
    await expect
      .poll(() => store.count({ from: outbox, orderBy: { field: 'createdAt', direction: 'ascending' } }), {
        timeout: 20_000,
      })
      .toBe(0);
    return desk.mia.inbox().flatMap(({ content }) => (content.includes(orderId) ? [content] : []));
  }

  test('an order added by an interaction that comes twice is one order, told once', async () => {
    repeatNext();
    const answer = await desk.dana.slash('addorder', { user: desk.mia, ...customer, order_id: 'TWICE-1' });
    expect(answer.text()).toContain('✅ Order TWICE-1 is recorded');
    await answer.until(isSettled);
    expect(await eventsOf('TWICE-1')).toBe(1);
    expect(await toldAbout('TWICE-1')).toHaveLength(1);
  });

  test('with a made-up id too', async () => {
    const count = () =>
      desk.orderly.store.count({
        from: orders,
        parent: orders.parent(desk.guild.id),
        where: [{ field: 'userId', is: 'equals', value: desk.mike.id }],
        orderBy: { field: 'timestamp', direction: 'ascending' },
      });
    repeatNext();
    const answer = await desk.dana.slash('addorder', { user: desk.mike, ...customer });
    await answer.until(isSettled);
    expect(await count()).toBe(1);
  });

  test('an update that comes twice is made once', async () => {
    await addOrder(desk, { order_id: 'TWICE-2' });
    repeatNext();
    const answer = await desk.dana.slash('updateorder', {
      order_id: 'TWICE-2',
      status: 'In Progress',
      notes: 'Go',
    });
    expect(answer.text()).toMatch(/✅ Order TWICE-2 (is now In Progress|was updated)\./);
    expect(answer.text()).toContain('Order TWICE-2');
    await answer.until(isSettled);
    expect(await eventsOf('TWICE-2')).toBe(2);
    expect(await toldAbout('TWICE-2')).toHaveLength(2);
  });

  test('a confirmation that comes twice cancels once and says so', async () => {
    await addOrder(desk, { order_id: 'TWICE-3' });
    const question = await desk.dana.slash('updateorder', { order_id: 'TWICE-3', status: 'Cancelled' });
    repeatNext();
    const answer = await desk.dana.click(question, 'Yes, set Cancelled');
    expect(answer.text()).toMatch(/✅ Order TWICE-3 (is now Cancelled|was updated)\./);
    await answer.until(isSettled);
    expect(await eventsOf('TWICE-3')).toBe(2);
    expect(await toldAbout('TWICE-3')).toHaveLength(2);
  });

  test('of two people who take the same id at the same moment one wins, and the other is told', async () => {
    const { dana, mia, mike, guild } = desk;
    const sam = guild.join({ username: 'sam', permissions: ['ManageGuild'] });
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all([
        dana.slash('addorder', { user: mia, ...customer, service: 'By Dana', order_id: `Race-${round}` }),
        sam.slash('addorder', { user: mike, ...customer, service: 'By Sam', order_id: `rACE-${round}` }),
      ]);
      const words = answers.map((answer) => answer.text());
      expect(words.filter((text) => text.includes('is recorded'))).toHaveLength(1);
      expect(words.filter((text) => text.includes('is taken'))).toHaveLength(1);
      const order = await desk.orderly.store.get(orders.path(guild.id, `RACE-${round}`));
      expect(words[order?.service === 'By Dana' ? 0 : 1]).toContain('is recorded');
      expect(await eventsOf(`RACE-${round}`)).toBe(1);
    }
  });

  test('of two who move an order at the same moment both are answered by what happened', async () => {
    const { dana, guild } = desk;
    const sid = guild.join({ username: 'sid', permissions: ['ManageGuild'] });
    await addOrder(desk, { order_id: 'BOTH-1' });
    const answers = await Promise.all([
      dana.slash('updateorder', { order_id: 'BOTH-1', status: 'In Progress' }),
      sid.slash('updateorder', { order_id: 'BOTH-1', status: 'In Progress' }),
    ]);
    const words = answers.map((answer) => answer.text()).join('\n');
    expect(words).toContain('✅ Order BOTH-1');
    expect(words).toContain('❌ The order is already In Progress');
    expect(await eventsOf('BOTH-1')).toBe(2);
  });

  test('no interaction was counted as failed', () => {
    expect(desk.logged.filter((line) => line.includes('An interaction failed'))).toEqual([]);
  });
});
