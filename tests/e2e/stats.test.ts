import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setUp } from '../support/orders.ts';
import { PlayedOrders } from '../support/playedOrders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

const hourMs = 60 * 60 * 1000;

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  const role = desk.guild.createRole({ name: 'Advertiser' });
  await setUp(desk, { advertiserRoleIds: [role.id] });
  const play = new PlayedOrders(desk.orderly.store, { guildId: desk.guild.id });
  const ago = (hours: number) => new Date(Date.now() - hours * hourMs);
  const worker = { userId: desk.mike.id, username: 'mike' };
  const customer = { userId: desk.mia.id, username: 'mia' };
  const adam = desk.guild.join({ username: 'adam', roles: [role] });
  people = { adam };
  await play.add('A', ago(10), { worker, customer, advertiserId: adam.id });
  await play.submit('A', ago(7), 1, worker);
  await play.reject('A', ago(6.5), 'Screenshot is *unclear*.');
  await play.submit('A', ago(6), 1, worker);
  await play.approve('A', ago(4.5));
  await play.add('OLD', ago(50 * 24), { worker, customer });
  await play.submit('OLD', ago(49 * 24), 1, worker);
  await play.approve('OLD', ago(49 * 24 - 1));
  await play.add('B', ago(3), { worker, customer });
  await play.submit('B', ago(2), 1, worker);
});
afterAll(() => desk.stop());

let people: { readonly adam: TestDesk['mia'] };
const periodButtons = '[7 days] [30 days] (disabled) [90 days] [All time] [Chart]';

test('a worker reads what they did and earned', async () => {
  const answer = await desk.mike.slash('stats');
  expect(answer.ephemeral).toBe(true);
  expect(answer.text()).toBe(
    [
      '📊 Statistics · last 30 days',
      '**Your work as a booster**',
      'Completed: **1** · waiting for a review now: **1**',
      'Rejection rate: **50 %** (1 of 2 decisions)',
      'Average time from getting an order to handing in what was accepted: **4 hours**',
      'Earned: **$200.00**',
      periodButtons,
    ].join('\n'),
  );
});

test('an advertiser reads how their services do', async () => {
  expect((await people.adam.slash('stats')).text()).toBe(
    [
      '📊 Statistics · last 30 days',
      '**Your services**',
      'Orders added: **1**',
      'Completion rate: **100 %** (1 of 1 that ended)',
      'Rejection rate: **50 %** (1 of 2 decisions)',
      'Average time from handing in to the decision: **1 hour**',
      periodButtons,
    ].join('\n'),
  );
});

test('staff read totals and why work was rejected; a press shows another period', async () => {
  const answer = await desk.dana.slash('stats');
  expect(answer.text()).toBe(
    [
      '📊 Statistics · last 30 days',
      '**The whole server**',
      'Orders added: **2** · completed: **1**',
      'Waiting for a review now: **1**',
      'Rejection rate: **50 %** (1 of 2 decisions)',
      'Average time from handing in to the decision: **1 hour**',
      'Why work was rejected:',
      '> 1 × Screenshot is \\*unclear\\*.',
      periodButtons,
    ].join('\n'),
  );
  const all = await desk.dana.click(answer, 'All time');
  expect(all.id).toBe(answer.id);
  expect(all.text()).toContain('📊 Statistics · all time');
  expect(all.text()).toContain('Orders added: **3** · completed: **2**');
  expect((await desk.dana.slash('stats', { period: '7 days' })).text()).toContain('last 7 days');
});

test('who neither works nor sells is told where to look', async () => {
  expect((await desk.mia.slash('stats')).text()).toBe(
    '📊 Statistics · last 30 days\nThere is nothing to count for you yet: this counts the work of a booster, and the services you sell. What you ordered is in /myorders.',
  );
});

test('the chart is a picture that is described in words, and goes away with the period', async () => {
  const answer = await desk.mike.slash('stats', { period: '7 days' });
  expect(answer.attachments).toEqual([]);
  const charted = await desk.mike.click(answer, 'Chart');
  expect(charted.text()).toContain('Completed: **1**');
  const [picture] = charted.media;
  expect(charted.attachments).toHaveLength(1);
  expect(charted.attachments[0]?.description).toMatch(
    /^Bars of orders completed and rejected, your work, by day: .*: 1 completed, 1 rejected/,
  );
  const { format, width, height } = await sharp(picture?.bytes).metadata();
  expect({ format, width, height }).toEqual({ format: 'png', width: 1000, height: 500 });
  const month = await desk.mike.click(charted, '30 days');
  expect(month.attachments).toEqual([]);
});
