import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Exchange } from '../../sandbox/index.ts';
import { orderEvents, orders, outbox } from '../../src/ports/collections.ts';
import { Contention, Unavailable } from '../../src/ports/store.ts';
import { type FaultyStore, faultyStore } from '../support/faultyStore.ts';
import { addOrder, isSettled, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { SteppedTime } from '../support/steppedTime.ts';

const time = new SteppedTime();
let desk: TestDesk;
let store: FaultyStore;
/** Called for every request the bot makes. */
let onExchange: (exchange: Exchange) => void = () => {};
beforeAll(async () => {
  desk = await startDesk({
    time,
    wrapStore: (real) => {
      store = faultyStore(real);
      return store;
    },
    onExchange: (exchange) => onExchange(exchange),
  });
});
afterAll(() => desk.stop());
beforeEach(() => {
  onExchange = () => {};
});

const order = { service: 'Website', payment_method: 'stripe', amount: '$10.00' };
const stored = (key: string) => desk.orderly.store.get(orders.path(desk.guild.id, key));
const waiting = () =>
  desk.orderly.store.count({ from: outbox, orderBy: { field: 'createdAt', direction: 'ascending' } });
const eventsOf = (key: string) =>
  desk.orderly.store.count({
    from: orderEvents,
    parent: orderEvents.parent(desk.guild.id, key),
    orderBy: { field: 'sequence', direction: 'ascending' },
  });

/** Resolves when the bot has told Discord to wait. */
function deferral(): Promise<void> {
  return new Promise((resolve) => {
    onExchange = ({ path, requestBody }) => {
      const isDeferral = JSON.stringify(requestBody ?? {}).startsWith('{"type":5');
      if (path.endsWith('/callback') && isDeferral) resolve();
    };
  });
}

/** The id an answer gives the asker; checks that the log has it too. */
function errorIdIn(text: string): string {
  const errorId = /`([0-9a-z]{5})`/.exec(text)?.[1] ?? 'none';
  expect(desk.logged.filter((line) => line.includes(`"errorId":"${errorId}"`))).toHaveLength(1);
  return errorId;
}

test('when the store is slow Discord is told to wait, and the answer follows', async () => {
  const deferred = deferral();
  store.nextTransaction(async (call) => {
    await deferred;
    return call();
  });
  const answer = await desk.dana.slash('addorder', { user: desk.mia, ...order, order_id: 'SLOW-1' });
  expect(answer.text()).toContain('✅ Order SLOW-1 is recorded');
  expect(answer.ephemeral).toBe(true);
  await answer.until(isSettled);
  expect(answer.text()).toContain('@mia was told by DM.');
});

test('when it then can’t be reached there is one clear error with an id, and nothing half-written', async () => {
  const deferred = deferral();
  store.nextTransaction(async () => {
    await deferred;
    throw new Unavailable('the disk is gone');
  });
  const answer = await desk.dana.slash('addorder', { user: desk.mia, ...order, order_id: 'DOWN-1' });
  const errorId = errorIdIn(answer.text());
  expect(answer.text()).toBe(
    `❌ Failed to update order\nThe database is not answering. Look with /trackorder before you try again in a minute; if it stays so, quote \`${errorId}\` to the server’s staff.`,
  );
  expect(answer.ephemeral).toBe(true);
  expect(await stored('DOWN-1')).toBeUndefined();
  expect(await eventsOf('DOWN-1')).toBe(0);
  expect(await waiting()).toBe(0);
  expect((await addOrder(desk, { order_id: 'DOWN-1' })).text()).toContain('✅ Order DOWN-1 is recorded');
});

test.each([
  ['collides with others until it gives up', new Contention()],
  ['can’t be reached', new Unavailable('locked')],
])('when the store %s the order stays as it was, and the next try works', async (_, error) => {
  const order_id = `TRY-${error.name}`;
  await addOrder(desk, { order_id });
  store.nextTransaction(() => Promise.reject(error));
  const answer = await desk.dana.slash('updateorder', { order_id, status: 'In Progress' });
  expect(answer.text()).toContain('❌ Failed to update order');
  errorIdIn(answer.text());
  expect(await stored(order_id.toUpperCase())).toMatchObject({ status: 'Payment Verified', sequence: 1 });
  expect((await updateOrder(desk, order_id, { status: 'In Progress' })).text()).toContain(
    'is now In Progress',
  );
});

test('when a commit’s outcome is unknown the answer says to look, and what was written is told', async () => {
  store.nextTransaction(async (call) => {
    await call();
    throw new Unavailable('the connection broke');
  });
  const answer = await desk.dana.slash('addorder', { user: desk.mia, ...order, order_id: 'UNKNOWN-1' });
  expect(answer.text()).toContain('Look with /trackorder before you try again');
  expect(await stored('UNKNOWN-1')).toBeDefined();
  time.advance(15_000);
  await desk.mia.nextMessage((message) => message.text().includes('UNKNOWN-1'));
});

test('a handler that throws is told to the asker under an id, and the process goes on', async () => {
  store.nextRead(() => Promise.reject(new TypeError('x is not a function')));
  const answer = await desk.mia.slash('trackorder', { order_id: 'SLOW-1' });
  const errorId = errorIdIn(answer.text());
  expect(answer.text()).toBe(
    `❌ Something broke on our side; nothing was changed.\nQuote \`${errorId}\` to the server’s staff.`,
  );
  const line = desk.logged.find((entry) => entry.includes(errorId)) ?? '';
  expect(JSON.parse(line)).toMatchObject({ what: 'trackorder', err: { message: 'x is not a function' } });
  expect((await desk.mia.slash('trackorder', { order_id: 'SLOW-1' })).text()).toContain('Order SLOW-1');
});

test('a button’s handler that throws answers as well', async () => {
  const card = await desk.mia.slash('trackorder', { order_id: 'SLOW-1' });
  store.nextRead(() => Promise.reject(new TypeError('broken')));
  const answer = await desk.mia.click(card, 'Timeline');
  expect(answer.text()).toContain('❌ Something broke on our side; nothing was changed.');
  expect((await desk.mia.click(card, 'Timeline')).text()).toContain('Timeline of order SLOW-1');
});

test('suggestions that fail leave the typing to the asker', async () => {
  store.nextRead(() => Promise.reject(new Unavailable('gone')));
  const typing = desk.mia.autocomplete('trackorder', { order_id: 's' }, 'order_id');
  await expect.poll(() => desk.logged.some((line) => line.includes('Suggestions failed'))).toBe(true);
  time.advance(3000);
  await expect(typing).rejects.toThrow('Loading options failed');
  expect((await desk.mia.slash('trackorder', { order_id: 'SLOW-1' })).text()).toContain('Order SLOW-1');
});

test('an answer that Discord does not take is tried again, and says that the change was made', async () => {
  desk.sandbox.faults.next(/^POST \/interactions\/.*\/callback$/, { kind: 'status', status: 500 }, 4);
  const answer = await desk.dana.slash('addorder', { user: desk.mia, ...order, order_id: 'MUTE-1' });
  expect(answer.text()).toContain('⚠️ The change was made, but something broke while I showed it.');
  errorIdIn(answer.text());
  expect(await stored('MUTE-1')).toBeDefined();
  await desk.mia.nextMessage((message) => message.text().includes('MUTE-1'));
});
