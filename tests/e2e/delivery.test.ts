import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Person, PlannedFault, RestFault } from '../../sandbox/index.ts';
import { outbox } from '../../src/ports/collections.ts';
import { addOrder, isSettled, setUp, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { SteppedTime } from '../support/steppedTime.ts';

/** discord.js itself sends a request four times before it gives up. */
const tries = 4;
const firstRetryMs = 2_000;
/** How long one message may take. */
const patienceMs = 8_000;
/** How long others wait for it. */
const slowMs = 1_000;
/** How soon the bot looks again for what there is to deliver when it has just delivered. */
const lookMs = 3_000;
const dayMs = 24 * 60 * 60 * 1000;

let time: SteppedTime;
let desk: TestDesk;
beforeEach(async () => {
  time = new SteppedTime();
  desk = await startDesk({ time });
});
afterEach(() => desk.stop());

/** Lets what the bot posts to one person's direct messages meet a fault. */
async function faultFor(person: Person, fault: RestFault, times = 1): Promise<PlannedFault> {
  const { sandbox, dana } = desk;
  if (sandbox.world.directChannels.get(person.id) === undefined) {
    await addOrder({ dana, mia: person }, { order_id: `hello-${person.name}` });
    await person.nextMessage();
  }
  const channelId = sandbox.world.directChannels.get(person.id)?.id;
  return sandbox.faults.next(new RegExp(`^POST /channels/${channelId}/messages$`), fault, times);
}

const toldAbout = (person: Person, orderId: string) =>
  person.inbox().flatMap(({ content }) => (content.includes(orderId) ? [content] : []));

const left = () =>
  desk.orderly.store.count({ from: outbox, orderBy: { field: 'createdAt', direction: 'ascending' } });

test('while Discord answers 500 it is tried again later, and the answer says so', async () => {
  const { mia } = desk;
  await faultFor(mia, { kind: 'status', status: 500 }, 2 * tries);
  const answer = await addOrder(desk, { order_id: 'LATER-1' });
  expect(answer.text()).toContain('✅ Order LATER-1 is recorded');
  expect(answer.text()).toContain('Discord is not taking messages right now; I keep trying to tell @mia.');
  await time.whenAsked(firstRetryMs);
  expect(toldAbout(mia, 'LATER-1')).toEqual([]);
  time.advance(firstRetryMs);
  // The second retry is due later than the next look.
  await time.whenAsked(lookMs);
  expect(toldAbout(mia, 'LATER-1')).toEqual([]);
  time.advance(2 * firstRetryMs);
  await mia.nextMessage((message) => message.content.includes('LATER-1'));
  await time.whenAsked(lookMs);
  expect(toldAbout(mia, 'LATER-1')).toHaveLength(1);
  expect(await left()).toBe(0);
});

test('a rate limit is waited for', async () => {
  const { mia } = desk;
  const fault = await faultFor(mia, { kind: 'rateLimit', retryAfterSeconds: 0.05 });
  const answer = await addOrder(desk, { order_id: 'LIMIT-1' });
  await fault.spent;
  expect(answer.text()).toContain('@mia was told by DM.');
  expect(toldAbout(mia, 'LIMIT-1')).toHaveLength(1);
});

test('a message that Discord does not answer keeps nobody else waiting, is given up after seconds, and sent again', async () => {
  const { mia, dana, eve } = desk;
  const fault = await faultFor(mia, { kind: 'hang' });
  const order = { service: 'Website', payment_method: 'stripe', amount: '$5.00' };
  const answer = await dana.slash('addorder', { user: mia, ...order, order_id: 'SILENT-1' });
  await fault.spent;
  const other = await dana.slash('addorder', { user: eve, ...order, order_id: 'OTHER-1' });
  time.advance(slowMs);
  await eve.nextMessage((message) => message.content.includes('OTHER-1'));
  await other.until(isSettled);
  expect(other.text()).toContain('@eve was told by DM.');
  expect(answer.text()).toContain('I am telling the people');

  time.advance(patienceMs);
  await answer.until(isSettled);
  expect(answer.text()).toContain('People will be told by DM as soon as Discord takes the messages.');
  await time.whenAsked(firstRetryMs);
  time.advance(firstRetryMs);
  await mia.nextMessage((message) => message.content.includes('SILENT-1'));
  expect(toldAbout(mia, 'SILENT-1')).toHaveLength(1);
});

test.each([
  ['and the connection is cut', undefined, 1],
  ['and a gateway in between answers 502', 502, tries],
])('a message that arrived though its answer was lost (%s) does not come twice', async (_, status, times) => {
  const { mia } = desk;
  const fault = await faultFor(
    mia,
    status === undefined ? { kind: 'lost' } : { kind: 'lost', status },
    times,
  );
  const answer = await desk.dana.slash('updateorder', { order_id: 'hello-mia', notes: 'Once' });
  await fault.spent;
  await time.whenAsked(firstRetryMs);
  time.advance(firstRetryMs);
  await mia.nextMessage((message) => message.content.includes('new note'));
  await answer.until(isSettled);
  // Nothing is left to send: the worker waits for its next look.
  await time.whenAsked(lookMs);
  await updateOrder(desk, 'hello-mia', { status: 'In Progress' });
  expect(toldAbout(mia, 'hello-mia').map((content) => content.replace(/.* · /, ''))).toEqual([
    '💳 Your order hello-mia is confirmed: Website Development, $200.00.',
    '📝 There is a new note on your order hello-mia.',
    '🔄 Your order hello-mia is now In Progress. The work is under way.',
  ]);
});

test('messages to one person keep their order while one of them waits; others are not kept waiting', async () => {
  const { mia, mike } = desk;
  await addOrder(desk, { order_id: 'ROW-1', booster: mike });
  await faultFor(mia, { kind: 'status', status: 503 }, tries);
  await updateOrder(desk, 'ROW-1', { status: 'In Progress' });
  const second = await updateOrder(desk, 'ROW-1', { notes: 'Second' });
  expect(second.text()).toContain('I keep trying to tell @mia.');
  expect(second.text()).toContain('The booster @mike was told by DM.');
  await updateOrder(desk, 'ROW-1', { status: 'On Hold' });
  expect(toldAbout(mia, 'ROW-1')).toHaveLength(1);
  expect(toldAbout(mike, 'ROW-1')).toHaveLength(4);
  time.advance(firstRetryMs);
  await mia.nextMessage((message) => message.content.includes('On Hold'));
  expect(toldAbout(mia, 'ROW-1').map((content) => content.replace(/.* · /, ''))).toEqual([
    '👤 Your order ROW-1 is confirmed: Website Development, $200.00.',
    '🔄 Your order ROW-1 is now In Progress. The work is under way.',
    '📝 There is a new note on your order ROW-1.',
    '⏸️ Your order ROW-1 is now On Hold.',
  ]);
  // Written as it was then, although it arrives late.
  expect(mia.inbox()[1]?.text()).toContain('**In Progress**');
});

test('after a day of failure it is given up, and staff are told in the order log', async () => {
  const { mia, guild } = desk;
  const log = guild.createChannel({ name: 'order-log' });
  await setUp(desk, { orderLogChannelId: log.id });
  const fault = await faultFor(mia, { kind: 'status', status: 500 }, 100 * tries);
  await updateOrder(desk, 'hello-mia', { status: 'In Progress' });
  await time.whenAsked(firstRetryMs);
  time.advance(dayMs - 1);
  await time.whenAsked(lookMs);
  time.advance(4_000);
  const told = await log.nextMessage((message) => message.text().includes('could not be told'));
  expect(told.text()).toBe(
    '**Pixel Forge** · ⚠️ @mia could not be told about order hello-mia: Discord did not take the message for 24 hours.\nPlease tell them yourself, in a channel they read.',
  );
  fault.cancel();
  const next = await updateOrder(desk, 'hello-mia', { notes: 'Now it works' });
  expect(next.text()).toContain('@mia was told by DM.');
  expect(toldAbout(mia, 'hello-mia')).toHaveLength(2);
  expect(await left()).toBe(0);
});

test('without an order log the one who made the change is told', async () => {
  const { mia, dana } = desk;
  await faultFor(mia, { kind: 'status', status: 500 }, 100 * tries);
  await updateOrder(desk, 'hello-mia', { status: 'In Progress' });
  await time.whenAsked(firstRetryMs);
  time.advance(dayMs);
  const told = await dana.nextMessage();
  expect(told.text()).toContain('@mia could not be told about order hello-mia');
});

test('what an earlier run left is delivered at once by the next, which need not wait for the other’s lease', async () => {
  const { mia } = desk;
  const fault = await faultFor(mia, { kind: 'status', status: 500 }, 100 * tries);
  await updateOrder(desk, 'hello-mia', { status: 'In Progress' });
  fault.cancel();
  await time.whenAsked(firstRetryMs);
  time.advance(firstRetryMs - 1);
  await desk.restart();
  await time.whenAsked(1);
  time.advance(1);
  await mia.nextMessage((message) => message.content.includes('In Progress'));
  const next = await updateOrder(desk, 'hello-mia', { notes: 'Go on' });
  expect(next.text()).toContain('@mia was told by DM.');
});
