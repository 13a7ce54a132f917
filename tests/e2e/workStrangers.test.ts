import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView, Person } from '../../sandbox/index.ts';
import { addOrder, forgePress } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import {
  keptPictures,
  screenshot,
  setUpReviews,
  startedOrder,
  storedWork,
  submit,
  submittedOrder,
} from '../support/work.ts';

const notFound = '❌ Order ID not found\nCheck the spelling, or run /trackorder alone for your newest order.';
// Whoever presses a worker's button: the same for an order of someone else and for one that is not there.
const notYours = '❌ You don’t work on this order now\nRun /myorders to see what you work on.';

let desk: TestDesk;
let rick: Person;
let olga: Person;
let messages: { readonly card: MessageView; readonly opened: MessageView; readonly staffs: MessageView };
beforeAll(async () => {
  desk = await startDesk();
  ({ rick } = await setUpReviews(desk));
  const other = desk.sandbox.createGuild({ name: 'Elsewhere' });
  other.createChannel({ name: 'desk' });
  olga = other.join({ username: 'olga', permissions: ['ManageGuild'] });
  await startedOrder(desk, 'WORKED-1');
  await submittedOrder(desk, 'SECRET-1', 1);
  await addOrder(desk, { order_id: 'FREE-1' });
  messages = {
    card: await desk.mike.slash('trackorder', { order_id: 'WORKED-1' }),
    opened: await rick.slash('review', { order_id: 'SECRET-1' }),
    staffs: await desk.dana.slash('trackorder', { order_id: 'FREE-1' }),
  };
});
afterAll(() => desk.stop());

test.each(['SECRET-1', 'NO-SUCH-ORDER', '../SECRET-1', '__proto__'])(
  'a stranger who tries to work on %s is told the same each time',
  async (order_id) => {
    const { eve } = desk;
    const before = await keptPictures(desk);
    expect((await eve.slash('assign', { booster: eve, order_id })).text()).toBe(notFound);
    expect((await eve.slash('review', { order_id })).text()).toBe(notFound);
    expect((await submit(eve, order_id, [await screenshot(9)])).text()).toBe(notFound);
    expect(await keptPictures(desk)).toBe(before);
  },
);

test('the suggestions of /assign, /review and /submitevidence show strangers nothing', async () => {
  const { eve } = desk;
  for (const command of ['assign', 'review', 'submitevidence'])
    for (const order_id of [undefined, 'S', 'SECRET-1'])
      expect(await eve.autocomplete(command, { order_id }, 'order_id')).toEqual([]);
});

/** All buttons of these messages, with those that only follow from them. */
function pressable(): { readonly customId: string; readonly on: MessageView }[] {
  const { card, opened, staffs } = messages;
  const own = [card, opened, staffs].flatMap((on) =>
    on.buttons.map(({ custom_id }) => ({ customId: custom_id ?? '', on })),
  );
  const where = `${desk.guild.id}:SECRET-1`;
  const more = [
    `assign:start:${where}`,
    `assign:decline:${where}`,
    `assign:unassign:${where}`,
    `assign:panel:${where}`,
    `review:open:${where}`,
    `review:image:${where}:1:0`,
    `review:other:${where}:1:0`,
    `submitevidence:form:${where}`,
  ].map((customId) => ({ customId, on: opened }));
  return [...own, ...more].filter(({ customId }) => !customId.startsWith('review:reject'));
}

test.each([
  ['a stranger', () => desk.eve],
  ['staff of another server', () => olga],
])('buttons that reach %s do nothing and say nothing', async (_, who) => {
  const before = await Promise.all(['WORKED-1', 'SECRET-1', 'FREE-1'].map((id) => storedWork(desk, id)));
  expect(pressable().length).toBeGreaterThan(10);
  for (const { customId, on } of pressable())
    expect(await forgePress(desk, who(), customId, on), customId).toBe(
      /^(assign:(start|decline)|submitevidence:form):/.test(customId) ? notYours : notFound,
    );
  const after = await Promise.all(['WORKED-1', 'SECRET-1', 'FREE-1'].map((id) => storedWork(desk, id)));
  expect(after).toEqual(before);
});

test('the customer sees how far the work is, and neither evidence nor its buttons', async () => {
  const { mia } = desk;
  const card = await mia.slash('trackorder', { order_id: 'SECRET-1' });
  expect(card.text()).toContain('Order SECRET-1 · In Review');
  expect(card.labels).toEqual(['Timeline', 'Dispute']);
  expect(card.media).toEqual([]);
  for (const { customId, on } of pressable().filter(({ customId }) =>
    /^(review|submitevidence)/.test(customId),
  ))
    expect(await forgePress(desk, mia, customId, on), customId).toMatch(/^❌ /);
  expect((await storedWork(desk, 'SECRET-1')).order?.status).toBe('In Review');
});

test('nothing of the work is said in public but where the server wants it', () => {
  const said = desk.channel.messages().filter(({ author }) => author === 'Orderly');
  expect(said).toEqual([]);
});
