import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../sandbox/index.ts';
import { addOrder, forgePress, settled, setUp, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { storedWork, submittedOrder } from '../support/work.ts';

const notFound = '❌ Order ID not found\nCheck the spelling, or run /trackorder alone for your newest order.';
const notYours = '❌ You don’t work on this order now\nRun /myorders to see what you work on.';

let desk: TestDesk;
let max: Person;
let rick: Person;
let ada: Person;
let theo: Person;
beforeAll(async () => {
  desk = await startDesk();
  const { guild, dana } = desk;
  const [support, advertisers, teamAdvertisers, team] = ['Support', 'Ads', 'Team ads', 'Blades'].map((name) =>
    guild.createRole({ name }),
  );
  if (!support || !advertisers || !teamAdvertisers || !team) throw new Error('Roles are missing');
  await setUp(desk, {
    supportRoleIds: [support.id],
    advertiserRoleIds: [advertisers.id],
    teamAdvertiserRoleIds: [teamAdvertisers.id],
  });
  max = guild.join({ username: 'max' });
  rick = guild.join({ username: 'rick', roles: [support] });
  ada = guild.join({ username: 'ada', roles: [advertisers] });
  theo = guild.join({ username: 'theo', roles: [teamAdvertisers, team] });
  await dana.slash('service add', { name: 'Raid', advertiser: ada, team });
});
afterAll(() => desk.stop());

const about = (orderId: string, words: string) => (message: { text(): string }) =>
  message.text().includes(orderId) && message.text().includes(words);

async function assign(by: Person, booster: Person, order_id: string): Promise<string> {
  const answer = await by.slash('assign', { booster, order_id });
  return (await settled(answer)).text();
}

test('/assign gives an order to a booster; customer and booster are told, and the booster can start or decline', async () => {
  const { dana, mia, mike } = desk;
  await addOrder(desk, { order_id: 'GIVE-1' });
  const words = await assign(dana, mike, 'give-1');
  expect(words.split('\n').slice(0, 3)).toEqual([
    '✅ Order GIVE-1 is now @mike’s.',
    '@mia was told by DM.',
    'The booster @mike was told by DM.',
  ]);
  await mia.nextMessage(about('GIVE-1', '@mike now works on your order GIVE-1.'));
  const told = await mike.nextMessage(about('GIVE-1', 'You have been assigned to Order #GIVE-1'));
  expect(told.labels).toEqual(['Timeline', 'Start order', 'Decline']);
  expect(told.pinged).toEqual([]);
  expect((await storedWork(desk, 'GIVE-1')).order).toMatchObject({
    status: 'Assigned',
    workerId: mike.id,
    workerUsername: 'mike',
  });
});

test('the Assign button opens a panel where a booster is picked, and taken off again', async () => {
  const { dana, mike } = desk;
  const card = await addOrder(desk, { order_id: 'PANEL-1' });
  const panel = await dana.click(card, 'Assign');
  expect(panel.ephemeral).toBe(true);
  expect(panel.text()).toBe('Who does order PANEL-1?\n[Choose the booster ▾]');
  const given = await settled(await dana.select(panel, 'Choose the booster', [mike]));
  expect(given.id).toBe(panel.id);
  expect(given.text()).toContain('✅ Order PANEL-1 is now @mike’s.');

  const again = await dana.click(await dana.slash('trackorder', { order_id: 'PANEL-1' }), 'Assign');
  expect(again.text()).toBe('@mike does order PANEL-1. Who shall do it?\n[Choose the booster ▾]\n[Unassign]');
  const taken = await settled(await dana.click(again, 'Unassign'));
  expect(taken.text()).toContain('✅ Order PANEL-1 has no booster now. @mike had it.');
  expect(taken.labels).toEqual(['Timeline']);
  await mike.nextMessage(about('PANEL-1', 'Order #PANEL-1 is no longer yours: staff took it back.'));
  const { order, events } = await storedWork(desk, 'PANEL-1');
  expect(order).toMatchObject({ status: 'Payment Verified' });
  expect(order?.workerId).toBeUndefined();
  expect(events).toEqual(['added', 'assigned', 'unassigned']);
});

test('who assigns reads who has the order, and unassigns it from the answer', async () => {
  const { dana, mike } = desk;
  await addOrder(desk, { order_id: 'HAS-1', booster: mike });
  const given = await settled(await dana.slash('assign', { booster: max, order_id: 'HAS-1' }));
  expect(given.content.split('\n')[0]).toBe(
    `✅ Order HAS-1 is now <@${max.id}>’s. <@${mike.id}> had it before.`,
  );
  expect(given.labels).toEqual(['Timeline', 'Unassign']);
  // Naming the one who has it already leads there, too.
  const has = await dana.slash('assign', { booster: max, order_id: 'HAS-1' });
  expect(has.text()).toBe(
    '❌ @max already has this order\nChoose someone else, or press Unassign to take it from them.\n[Choose the booster ▾]\n[Unassign]',
  );
  const taken = await settled(await dana.click(has, 'Unassign'));
  expect(taken.text()).toContain('✅ Order HAS-1 has no booster now. @max had it.');
  expect((await storedWork(desk, 'HAS-1')).order).toMatchObject({ status: 'Payment Verified' });
});

test('a booster starts, and another one’s button on it does nothing', async () => {
  const { mia, mike } = desk;
  await addOrder(desk, { order_id: 'START-1', booster: mike });
  const told = await mike.nextMessage(about('START-1', 'assigned'));
  const start = told.buttons.find(({ label }) => label === 'Start order')?.custom_id ?? '';
  const started = await settled(await mike.click(told, 'Start order'));
  expect(started.id).toBe(told.id);
  expect(started.text()).toContain('✅ You have started Order #START-1.');
  expect(started.labels).toEqual(['Timeline', 'Submit evidence']);
  await mia.nextMessage(about('START-1', 'Your order START-1 is now In Progress.'));
  expect(await forgePress(desk, mike, start, told)).toContain(
    '❌ That isn’t possible while the order is In Progress',
  );
  expect(await forgePress(desk, max, start, told)).toBe(notYours);
  expect(await forgePress(desk, mia, start, told)).toContain('❌ Permission denied');
  expect((await storedWork(desk, 'START-1')).events).toEqual(['added', 'assigned', 'started']);
});

test('a booster declines; the customer hears that it waits, and the button is of no use afterwards', async () => {
  const { mia, mike } = desk;
  await addOrder(desk, { order_id: 'DECLINE-1', booster: mike });
  const told = await mike.nextMessage(about('DECLINE-1', 'assigned'));
  const decline = told.buttons.find(({ label }) => label === 'Decline')?.custom_id ?? '';
  const declined = await settled(await mike.click(told, 'Decline'));
  expect(declined.text()).toBe('✅ You gave Order #DECLINE-1 back.\n@mia was told by DM.');
  await mia.nextMessage(about('DECLINE-1', 'Your order DECLINE-1 waits for someone new to work on it.'));
  expect(await forgePress(desk, mike, decline, told)).toBe(notYours);
  expect((await mike.slash('trackorder', { order_id: 'DECLINE-1' })).text()).toBe(notFound);
  const { order, events } = await storedWork(desk, 'DECLINE-1');
  expect(order).toMatchObject({ status: 'Payment Verified' });
  expect(events).toEqual(['added', 'assigned', 'declined']);
});

test.each([
  ['before the start', []],
  ['after the start', ['In Progress']],
])('an order changes hands %s; the former booster is told and sees it no longer', async (when, statuses) => {
  const { dana, mia, mike } = desk;
  const orderId = when.replaceAll(' ', '-');
  await addOrder(desk, { order_id: orderId, booster: mike });
  for (const status of statuses) await updateOrder(desk, orderId, { status });
  const words = await assign(dana, max, orderId);
  expect(words).toContain(`✅ Order ${orderId} is now @max’s.`);
  await mike.nextMessage(about(orderId, `Order #${orderId} is no longer yours: someone else does it now.`));
  await max.nextMessage(about(orderId, `You have been assigned to Order #${orderId}`));
  await mia.nextMessage(about(orderId, `@max now works on your order ${orderId}.`));
  expect((await mike.slash('trackorder', { order_id: orderId })).text()).toBe(notFound);
  expect((await storedWork(desk, orderId)).order).toMatchObject({ status: 'Assigned', workerId: max.id });
});

test('after a rejection another booster may take over', async () => {
  const { dana, mike } = desk;
  await submittedOrder(desk, 'TAKE-1', 1);
  await updateOrder(desk, 'TAKE-1', { status: 'Rejected', notes: 'Not this' });
  expect(await assign(dana, max, 'TAKE-1')).toContain('✅ Order TAKE-1 is now @max’s.');
  await mike.nextMessage(about('TAKE-1', 'no longer yours'));
});

describe('refused', () => {
  test('a bot, whoever holds the order already, and an order that is not to be found', async () => {
    const { dana, mike, guild } = desk;
    await addOrder(desk, { order_id: 'NO-1', booster: mike });
    const robot = guild.join({ username: 'robot' });
    Object.assign(robot.user, { bot: true });
    expect((await dana.slash('assign', { booster: robot, order_id: 'NO-1' })).text()).toBe(
      '❌ A bot can’t do the work\nChoose the person who does it.',
    );
    expect((await dana.slash('assign', { booster: mike, order_id: 'NOWHERE' })).text()).toBe(notFound);
    expect((await dana.slash('assign', { booster: mike })).text()).toBe(
      '❌ Which order?\nGive its id in order_id; only in an order’s ticket channel it may be left out.',
    );
    expect((await storedWork(desk, 'NO-1')).events).toEqual(['added', 'assigned']);
  });

  test('once it has ended', async () => {
    const { dana, mike } = desk;
    await addOrder(desk, { order_id: 'LATE-1', booster: mike });
    await updateOrder(desk, 'LATE-1', { status: 'Complete', notes: 'Seen' });
    const refused = await dana.slash('assign', { booster: max, order_id: 'LATE-1' });
    expect(refused.text()).toBe('❌ An order can’t change hands while it is Complete\nIts work has ended.');
    expect((await storedWork(desk, 'LATE-1')).order).toMatchObject({ workerId: mike.id });
  });
});

describe('who may assign', () => {
  test('staff and support any order', async () => {
    await addOrder(desk, { order_id: 'ANY-1' });
    for (const [person, booster] of [
      [desk.dana, desk.mike],
      [rick, max],
    ] as const)
      expect(await assign(person, booster, 'ANY-1')).toContain('✅ Order ANY-1 is now');
  });

  test('advertisers their own service’s and team advertisers their team’s, nobody else', async () => {
    const { mia, mike, eve } = desk;
    await addOrder(desk, { order_id: 'RAID-1', service: 'Raid' });
    await addOrder(desk, { order_id: 'OTHER-1', service: 'Dungeon' });
    await ada.nextMessage(about('RAID-1', 'New order RAID-1 for your service Raid.'));
    for (const [person, booster] of [
      [ada, mike],
      [theo, max],
    ] as const) {
      expect(await assign(person, booster, 'RAID-1')).toContain('✅ Order RAID-1 is now');
      expect((await person.slash('assign', { booster: mike, order_id: 'OTHER-1' })).text()).toBe(notFound);
    }
    const denied =
      '❌ Permission denied\nFor this order only its advertiser, team advertiser, support or staff can do this.';
    expect((await mia.slash('assign', { booster: mia, order_id: 'RAID-1' })).text()).toBe(denied);
    expect((await max.slash('assign', { booster: mike, order_id: 'RAID-1' })).text()).toBe(denied);
    expect((await eve.slash('assign', { booster: eve, order_id: 'RAID-1' })).text()).toBe(notFound);
    const card = await desk.dana.slash('trackorder', { order_id: 'RAID-1' });
    const assignButton = card.buttons.find(({ label }) => label === 'Assign')?.custom_id ?? '';
    expect(await forgePress(desk, eve, assignButton, card)).toBe(notFound);
    expect((await storedWork(desk, 'RAID-1')).order).toMatchObject({ workerId: max.id });
  });

  test('the advertiser hears when their order needs someone again', async () => {
    await addOrder(desk, { order_id: 'RAID-2', service: 'Raid', booster: desk.mike });
    const told = await desk.mike.nextMessage(about('RAID-2', 'assigned'));
    await desk.mike.click(told, 'Decline');
    const heard = await ada.nextMessage(about('RAID-2', 'needs someone'));
    expect(heard.text()).toContain('Give it to someone with /assign order_id:RAID-2 in the server.');
  });
});
