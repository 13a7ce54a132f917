import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person, SandboxRole } from '../../sandbox/index.ts';
import { addOrder, forgePress, forgeSlash, settled, setUp } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { breaches, screenshot, storedWork, submit } from '../support/work.ts';

const notFound = '❌ Order ID not found\nCheck the spelling, or run /trackorder alone for your newest order.';

let desk: TestDesk;
/** A team advertiser of the Blades, who answers for a service of her own, too. */
let tess: Person;
/** Advertises services of both teams. */
let ada: Person;
/** In the team, but no team advertiser. */
let bo: Person;
let teamAdvertisers: SandboxRole;

// What is sold, and by which team; tess may work with what belongs to her or to her team.
const ownAndTeams = ['RAID-1', 'DUEL-1'] as const;
const others = ['DUNGEON-1', 'FREE-1'] as const;

beforeAll(async () => {
  desk = await startDesk();
  const { guild, dana } = desk;
  const advertisers = guild.createRole({ name: 'Ads' });
  teamAdvertisers = guild.createRole({ name: 'Team ads' });
  const [blades, reds] = [guild.createRole({ name: 'Blades' }), guild.createRole({ name: 'Reds' })];
  await setUp(desk, {
    advertiserRoleIds: [advertisers.id],
    teamAdvertiserRoleIds: [teamAdvertisers.id],
  });
  tess = guild.join({ username: 'tess', roles: [teamAdvertisers, blades] });
  ada = guild.join({ username: 'ada', roles: [advertisers] });
  bo = guild.join({ username: 'bo', roles: [blades] });
  await dana.slash('service add', { name: 'Raid', advertiser: ada, team: blades });
  await dana.slash('service add', { name: 'Duel', advertiser: tess });
  await dana.slash('service add', { name: 'Dungeon', advertiser: ada, team: reds });
  for (const [order_id, service] of [
    ['RAID-1', 'Raid'],
    ['DUEL-1', 'Duel'],
    ['DUNGEON-1', 'Dungeon'],
    ['FREE-1', 'Something else'],
  ])
    await addOrder(desk, { order_id, service, payment_method: 'manual', amount: '500 Gold' });
});
afterAll(() => desk.stop());

const assign = async (by: Person, booster: Person, order_id: string) =>
  (await settled(await by.slash('assign', { booster, order_id }))).text();

/** Takes an order to where its evidence waits, by staff. */
async function handIn(orderId: string, seed: number): Promise<void> {
  const { dana, mike } = desk;
  if ((await storedWork(desk, orderId)).order?.workerId !== mike.id)
    expect(await assign(dana, mike, orderId)).toContain('✅');
  expect((await submit(mike, orderId, [await screenshot(seed)])).text()).toContain('is submitted');
}

describe('a team advertiser', () => {
  test('sees orders of her own and of her team’s services, and no others', async () => {
    for (const order_id of ownAndTeams) {
      const card = await tess.slash('trackorder', { order_id });
      expect(card.text()).toContain(`Order ${order_id} · Payment Verified`);
      expect(card.labels).toEqual(['Timeline', 'Assign']);
      expect(card.text()).not.toContain('🔒');
    }
    for (const order_id of others) {
      expect((await tess.slash('trackorder', { order_id })).text()).toBe(notFound);
      expect((await bo.slash('trackorder', { order_id })).text()).toBe(notFound);
    }
    expect((await bo.slash('trackorder', { order_id: 'RAID-1' })).text()).toBe(notFound);
  });

  test('gives them to boosters, to others and back, and no others', async () => {
    const { mike, eve } = desk;
    for (const orderId of ownAndTeams) {
      expect(await assign(tess, mike, orderId)).toContain(`✅ Order ${orderId} is now @mike’s.`);
      const given = await settled(await tess.slash('assign', { booster: eve, order_id: orderId }));
      expect(given.text()).toContain(`✅ Order ${orderId} is now @eve’s. @mike had it before.`);
      const taken = await settled(await tess.click(given, 'Unassign'));
      expect(taken.text()).toContain(`✅ Order ${orderId} has no booster now.`);
    }
    for (const orderId of others) expect(await assign(tess, mike, orderId)).toBe(notFound);
    for (const orderId of [...ownAndTeams, ...others]) {
      expect(await assign(bo, mike, orderId)).toBe(notFound);
      expect((await storedWork(desk, orderId)).order?.workerId).toBeUndefined();
    }
  });

  test('reviews their evidence, by the queue and by name, and no others', async () => {
    const all = [...ownAndTeams, ...others];
    for (const [seed, orderId] of all.entries()) await handIn(orderId, seed + 1);
    const queue = await tess.slash('review');
    for (const orderId of ownAndTeams) expect(queue.text()).toContain(orderId);
    for (const orderId of others) expect(queue.text()).not.toContain(orderId);
    expect((await bo.slash('review')).text()).toMatch(/^❌ Permission denied/);

    const card = await tess.slash('trackorder', { order_id: 'RAID-1' });
    expect(card.labels).toEqual(['Timeline', 'Review', 'Evidence', 'Assign']);
    const opened = await tess.click(card, 'Review');
    expect(opened.media).toHaveLength(1);
    const form = await tess.openForm(opened, 'Reject');
    await settled(await form.submit({ reason: 'The score is hidden' }));
    const own = await tess.slash('review', { order_id: 'DUEL-1' });
    await settled(await tess.click(own, 'Approve & Complete'));
    expect((await storedWork(desk, 'RAID-1')).order?.status).toBe('Rejected');
    expect((await storedWork(desk, 'DUEL-1')).order?.status).toBe('Complete');

    const before = await Promise.all(others.map((orderId) => storedWork(desk, orderId)));
    for (const orderId of others) {
      expect((await tess.slash('review', { order_id: orderId })).text()).toBe(notFound);
      const where = `${desk.guild.id}:${orderId}`;
      const submissionId = (await storedWork(desk, orderId)).order?.submissionId ?? '';
      for (const customId of [
        `review:open:${where}`,
        `review:approve:${where}:${submissionId}`,
        `review:image:${where}:${submissionId}:0`,
        `review:evidence:${where}:0:0`,
        `assign:panel:${where}`,
        `assign:unassign:${where}`,
      ])
        expect(await forgePress(desk, tess, customId, own), customId).toBe(notFound);
    }
    expect(await Promise.all(others.map((orderId) => storedWork(desk, orderId)))).toEqual(before);
    expect(await breaches(desk)).toEqual([]);
  });

  test('never decides about work that she does herself', async () => {
    await addOrder(desk, { order_id: 'RAID-2', service: 'Raid', booster: tess });
    await submit(tess, 'RAID-2', [await screenshot(10)]);
    expect((await tess.slash('review')).text()).not.toContain('RAID-2');
    expect((await tess.slash('review', { order_id: 'RAID-2' })).text()).toBe(
      '❌ Permission denied\nA reviewer other than the booster must approve this.',
    );
    const opened = await ada.slash('review', { order_id: 'RAID-2' });
    await settled(await ada.click(opened, 'Approve & Complete'));
    expect((await storedWork(desk, 'RAID-2')).order?.status).toBe('Complete');
  });

  test('does nothing else: not add, update, list, set up or submit', async () => {
    const { mia } = desk;
    await addOrder(desk, { order_id: 'RAID-3', service: 'Raid', booster: desk.mike });
    const before = await storedWork(desk, 'RAID-3');
    const denied = /^❌ Permission denied\n/;
    expect((await tess.slash('listorders')).text()).toMatch(denied);
    expect((await tess.slash('service list')).text()).toMatch(denied);
    expect((await tess.slash('service add', { name: 'Mine' })).text()).toMatch(denied);
    const screen = await screenshot(11);
    const wrong = await tess.slash('submitevidence', { screenshot: screen, order_id: 'RAID-3' });
    expect(wrong.text()).toContain('❌ You don’t work on this order now');
    // Even where an owner has widened who is offered these.
    const forged = (name: string, values: Parameters<typeof forgeSlash>[3]) =>
      forgeSlash(desk, tess, name, values);
    expect(await forged('updateorder', { order_id: 'RAID-3', status: 'Cancelled' })).toMatch(denied);
    expect(await forged('updateorder', { order_id: 'RAID-3', notes: 'Hi' })).toMatch(denied);
    expect(
      await forged('addorder', { user: mia, service: 'Raid', payment_method: 'manual', amount: '1 Gold' }),
    ).toMatch(denied);
    expect(await storedWork(desk, 'RAID-3')).toEqual(before);
  });

  test('is one by the role: without it, only what she ordered or works on is left', async () => {
    const { mike } = desk;
    tess.takeRole(teamAdvertisers);
    for (const order_id of ['RAID-1', 'RAID-3', 'DUEL-1']) {
      expect((await tess.slash('trackorder', { order_id })).text()).toBe(notFound);
      expect(await assign(tess, mike, order_id)).toBe(notFound);
      expect((await tess.slash('review', { order_id })).text()).toBe(notFound);
    }
    expect((await tess.slash('review')).text()).toMatch(/^❌ Permission denied/);
    expect((await tess.slash('trackorder', { order_id: 'RAID-2' })).text()).toContain('RAID-2');
    tess.giveRole(teamAdvertisers);
    expect((await tess.slash('trackorder', { order_id: 'RAID-3' })).text()).toContain('RAID-3');
  });
});
