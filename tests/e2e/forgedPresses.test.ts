import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MessageView, Person } from '../../sandbox/index.ts';
import { orders } from '../../src/ports/collections.ts';
import { addOrder, forgePress, settled, setUp } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { breaches, setUpReviews, storedWork, submittedOrder } from '../support/work.ts';

// What Discord's own client never sends: custom ids that were made up, or that belong to someone else's message.

let desk: TestDesk;
let people: Record<'customer' | 'worker' | 'support' | 'stranger' | 'advertiser elsewhere', Person>;
/** Staff of another server that has the bot, too. */
let olga: Person;
/** A message that whoever presses may well see. */
let card: MessageView;
let submissionId: string;
beforeAll(async () => {
  desk = await startDesk();
  const { guild, sandbox, dana, mia, mike, eve } = desk;
  const { rick, queue } = await setUpReviews(desk);
  const advertisers = guild.createRole({ name: 'Ads' });
  await setUp(desk, {
    supportRoleIds: [guild.role('Support').id],
    reviewChannelId: queue.id,
    advertiserRoleIds: [advertisers.id],
  });
  const ada = guild.join({ username: 'ada', roles: [advertisers] });
  await dana.slash('service add', { name: 'Raid', advertiser: ada });
  people = { customer: mia, worker: mike, support: rick, stranger: eve, 'advertiser elsewhere': ada };
  const other = sandbox.createGuild({ name: 'Elsewhere' });
  other.createChannel({ name: 'desk' });
  olga = other.join({ username: 'olga', permissions: ['ManageGuild'] });
  await submittedOrder(desk, 'HERE-1', 1);
  submissionId = (await storedWork(desk, 'HERE-1')).order?.submissionId ?? '';
  card = await dana.slash('trackorder', { order_id: 'HERE-1' });
});
afterAll(() => desk.stop());

const unchanged = async (orderId: string, press: () => Promise<void>) => {
  const shown = () => [card.content, card.labels];
  const before = [await storedWork(desk, orderId), shown()];
  await press();
  expect([await storedWork(desk, orderId), shown()]).toEqual(before);
  expect(await breaches(desk)).toEqual([]);
};

describe('a press by someone who may not', () => {
  type Who = keyof typeof people;
  const strangers: readonly Who[] = ['stranger', 'advertiser elsewhere'];
  const notReviewers: readonly Who[] = ['customer', 'worker', ...strangers];
  const notTheWorker: readonly Who[] = ['customer', 'support', ...strangers];
  const notStaff: readonly Who[] = ['customer', 'worker', 'support', ...strangers];

  /** A custom id with the order and its evidence filled in. */
  const filled = (customId: string) =>
    customId.replace('ORDER', `${desk.guild.id}:HERE-1`).replace('EVIDENCE', submissionId);

  // Written by hand: who is refused what.
  test.each<readonly [customId: string, refused: readonly Who[]]>([
    ['assign:panel:ORDER', notReviewers],
    ['assign:unassign:ORDER', notReviewers],
    ['assign:start:ORDER', notTheWorker],
    ['assign:decline:ORDER', notTheWorker],
    ['submitevidence:form:ORDER', notTheWorker],
    ['review:open:ORDER', notReviewers],
    ['review:image:ORDER:EVIDENCE:0', notReviewers],
    ['review:other:ORDER:EVIDENCE:0', notReviewers],
    ['review:approve:ORDER:EVIDENCE', notReviewers],
    ['review:evidence:ORDER:0:0', ['customer', ...strangers]],
    ['review:turn:ORDER:0:0', ['customer', ...strangers]],
    ['review:queue:0:A', ['customer', 'worker', 'stranger']],
    ['trackorder:timeline:ORDER:1:0', strangers],
    ['updateorder:confirm:HERE-1:EVIDENCE', notStaff],
    ['listorders:page:refresh:newest', ['customer', 'worker', ...strangers]],
    ['setup:open:roles', notStaff],
    ['service:remove:raid', notStaff],
  ])('%s is refused beside the message, and changes nothing', async (customId, refused) => {
    await unchanged('HERE-1', async () => {
      for (const who of refused) {
        const words = await forgePress(desk, people[who], filled(customId), card);
        expect(words, who).toMatch(/^❌ /);
        if (strangers.includes(who)) expect(words).not.toContain('HERE-1');
      }
    });
  });

  test('an approval of her own order by its customer pays nobody', async () => {
    const words = await forgePress(desk, people.customer, filled('review:approve:ORDER:EVIDENCE'), card);
    expect(words).toBe('❌ Permission denied\nA reviewer other than the booster must approve this.');
    expect((await people.worker.slash('wallet')).text()).not.toContain('500');
  });
});

describe('a custom id made for another server’s order', () => {
  beforeAll(async () => {
    // The same id in both servers: each press is about the one it names.
    await addOrder({ dana: olga, mia: olga }, { order_id: 'HERE-1' });
    await addOrder({ dana: olga, mia: olga }, { order_id: 'THERE-1' });
  });
  const there = () => olga.guild.id;
  const orderThere = (id: string) => desk.orderly.store.get(orders.path(there(), id));

  test('gives the staff here no rights there, whatever they press', async () => {
    const before = await Promise.all(['HERE-1', 'THERE-1'].map(orderThere));
    for (const key of ['HERE-1', 'THERE-1'])
      for (const [action, more] of [
        ['assign:panel', ''],
        ['assign:unassign', ''],
        ['assign:start', ''],
        ['review:open', ''],
        ['review:approve', ':1'],
        ['review:image', ':1:0'],
        ['review:evidence', ':0:0'],
        ['trackorder:timeline', ':1:0'],
        ['submitevidence:form', ''],
      ]) {
        const words = await forgePress(desk, desk.dana, `${action}:${there()}:${key}${more}`, card);
        expect(words, action).toMatch(/^❌ (Order ID not found|You don’t work on this order now)\n/);
      }
    expect(await Promise.all(['HERE-1', 'THERE-1'].map(orderThere))).toEqual(before);
  });

  test('gives the staff there no rights here', async () => {
    await unchanged('HERE-1', async () => {
      for (const action of ['assign:unassign', 'review:open', 'review:evidence', 'trackorder:timeline']) {
        const more = { 'review:evidence': ':0:0', 'trackorder:timeline': ':1:0' }[action] ?? '';
        const words = await forgePress(desk, olga, `${action}:${desk.guild.id}:HERE-1${more}`, card);
        expect(words, action).toMatch(/^❌ Order ID not found\n/);
      }
    });
  });

  test('is decided on where it belongs: a worker of both servers starts the one that the button names', async () => {
    const { mike, dana } = desk;
    olga.guild.join(mike);
    await addOrder(desk, { order_id: 'BOTH-1', booster: mike });
    await addOrder({ dana: olga, mia: olga }, { order_id: 'BOTH-1' });
    const told = await mike.nextMessage((message) => message.text().includes('BOTH-1'));
    await settled(await mike.click(told, 'Start order'));
    expect((await dana.slash('trackorder', { order_id: 'BOTH-1' })).text()).toContain('In Progress');
    expect((await orderThere('BOTH-1'))?.status).toBe('Payment Verified');
  });
});

test.each([
  'assign:start',
  'assign:start:::',
  'assign:start:..:..',
  'assign:unassign:../guilds:HERE-1',
  'assign:unassign:1/orders/HERE-1:x',
  'review:open:__proto__:constructor',
  'review:image:1:HERE-1:2:-5',
  `review:open:${'9'.repeat(40)}:${'x'.repeat(50)}`,
  'review:queue:zzzzzzzzzzzzzzzz:A',
  'updateorder:confirm',
  'trackorder:timeline:1:2:3:4:5:6',
  'listorders:page:older:older:zz',
  'setup:open',
  'service:list:\u0000',
])('a custom id that makes no sense (%j) is refused, and the bot goes on', async (customId) => {
  await unchanged('HERE-1', async () => {
    expect(await forgePress(desk, desk.eve, customId, card)).toMatch(/^(❌|This button is from an older)/);
  });
});
