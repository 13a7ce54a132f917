import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import { doublingWaitsMs, type WebhookEvent, Webhooks } from '../../../sandbox/payments/webhooks.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const START_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;

let clock: ManualClock;
let receiver: Receiver;
let webhooks: Webhooks;

beforeEach(async () => {
  clock = new ManualClock(START_MS);
  receiver = await startReceiver();
  webhooks = new Webhooks({
    clock,
    sign: ({ atMs, forged, endpoint }) => ({ signature: `${forged ? 'nobody' : endpoint.secret} ${atMs}` }),
    retryWaitsMs: [MINUTE_MS, 2 * MINUTE_MS],
    patienceMs: 200,
  });
  webhooks.addEndpoint({ url: receiver.url, secret: 'us' });
});

afterEach(async () => {
  await webhooks.close();
  await receiver.close();
});

const event = (id: string, type = 'paid'): WebhookEvent => ({ id, type, body: `{"id":"${id}"}` });
const bodies = () => receiver.received.map(({ body }) => JSON.parse(body).id);
const signatures = () => receiver.received.map(({ headers }) => headers.signature);
const states = () => webhooks.deliveries.map(({ state }) => state);

async function sendAll(...ids: string[]) {
  for (const id of ids) webhooks.send(event(id));
  await webhooks.settled();
}

test('events arrive signed, in the order in which they were sent', async () => {
  await sendAll('a', 'b', 'c');
  expect(bodies()).toEqual(['a', 'b', 'c']);
  expect(signatures()).toEqual(Array(3).fill(`us ${START_MS}`));
  expect(states()).toEqual(['delivered', 'delivered', 'delivered']);
});

test('an endpoint gets only the types it asked for, and none after it was taken away', async () => {
  const other = await startReceiver();
  const remove = webhooks.addEndpoint({ url: other.url, secret: 'other', types: ['refunded'] });
  webhooks.send(event('a'));
  webhooks.send(event('b', 'refunded'));
  remove();
  webhooks.send(event('c', 'refunded'));
  await webhooks.settled();
  expect(other.received.map(({ body }) => body)).toEqual(['{"id":"b"}']);
  await other.close();
});

test.each([500, 404, 302, 'hang'] as const)(
  'after %s it is sent again when the clock says so',
  async (answer) => {
    receiver.answer = answer;
    await sendAll('a');
    expect(states()).toEqual(['waiting']);
    expect(webhooks.nextDueMs).toBe(START_MS + MINUTE_MS);
    clock.advance(MINUTE_MS - 1);
    await webhooks.settled();
    expect(bodies()).toEqual(['a']);
    receiver.answer = 200;
    clock.advance(1);
    await webhooks.settled();
    expect(signatures()).toEqual([`us ${START_MS}`, `us ${START_MS + MINUTE_MS}`]);
    expect(states()).toEqual(['delivered']);
  },
);

test('attempts end', async () => {
  receiver.answer = 500;
  await sendAll('a');
  for (let tries = 0; tries < 5; tries += 1) {
    clock.advance(10 * MINUTE_MS);
    await webhooks.settled();
  }
  expect(bodies()).toEqual(['a', 'a', 'a']);
  expect(states()).toEqual(['failed']);
  expect(webhooks.nextDueMs).toBeUndefined();
});

test('an event is sent again on demand', async () => {
  await sendAll('a');
  webhooks.resend('a');
  await webhooks.settled();
  expect(bodies()).toEqual(['a', 'a']);
  expect(() => webhooks.resend('b')).toThrow('No event b');
});

test('dropped, doubled, and taken without an answer', async () => {
  webhooks.next('paid', { kind: 'drop' });
  webhooks.next('paid', { kind: 'duplicate', times: 2 });
  webhooks.next('paid', { kind: 'lost' });
  await sendAll('a', 'b', 'c');
  expect(bodies()).toEqual(['b', 'b', 'b', 'c']);
  expect(states()).toEqual(['dropped', 'delivered', 'waiting']);
  clock.advance(MINUTE_MS);
  await webhooks.settled();
  expect(bodies()).toEqual(['b', 'b', 'b', 'c', 'c']);
});

test('a delayed event comes behind the next', async () => {
  webhooks.next('paid', { kind: 'delay', waitMs: 5000 });
  await sendAll('a', 'b');
  clock.advance(5000);
  await webhooks.settled();
  expect(bodies()).toEqual(['b', 'a']);
});

test('forged, stale and altered ones are followed by the true one when they are refused', async () => {
  receiver.answer = 400;
  webhooks.next('paid', { kind: 'forge' });
  webhooks.next('paid', { kind: 'skew', byMs: -5000 });
  webhooks.next('paid', { kind: 'tamper', change: (body) => body.replace('c', 'C') });
  await sendAll('a', 'b', 'c');
  expect(signatures()).toEqual([`nobody ${START_MS}`, `us ${START_MS - 5000}`, `us ${START_MS}`]);
  expect(bodies()).toEqual(['a', 'b', 'C']);
  receiver.answer = 200;
  clock.advance(MINUTE_MS);
  await webhooks.settled();
  expect(signatures().slice(3)).toEqual(Array(3).fill(`us ${START_MS + MINUTE_MS}`));
  expect(bodies().slice(3)).toEqual(['a', 'b', 'c']);
});

test('held events go in any order that the test wants, and what it leaves out is dropped', async () => {
  webhooks.hold();
  await sendAll('a', 'b', 'c', 'd');
  expect(bodies()).toEqual([]);
  const [, , third] = webhooks.held;
  if (third) await webhooks.deliver(third);
  expect(bodies()).toEqual(['c']);
  await webhooks.release((held) => held.filter(({ event: { id } }) => id !== 'a').reverse());
  expect(bodies()).toEqual(['c', 'd', 'b']);
  expect(states()).toEqual(['dropped', 'delivered', 'delivered', 'delivered']);
  await sendAll('e');
  expect(bodies()).toEqual(['c', 'd', 'b', 'e']);
});

test('waits double up to the longest and end in time', () => {
  expect(doublingWaitsMs(1, 4, 16)).toEqual([1, 2, 4, 4, 4]);
});
