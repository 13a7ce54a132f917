import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MessageView, Person } from '../../sandbox/index.ts';
import { settled, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import {
  breaches,
  screenshot,
  setUpReviews,
  startedOrder,
  storedWork,
  submit,
  walletOf,
} from '../support/work.ts';

let desk: TestDesk;
let rick: Person;
let mike: Person;
let mia: Person;
let orderId: string;
let rounds = 0;
beforeAll(async () => {
  desk = await startDesk();
  ({ rick } = await setUpReviews(desk));
});
afterAll(() => desk.stop());

// New people for each, so that their wallets are empty.
beforeEach(async () => {
  rounds += 1;
  orderId = `RACE-${rounds}`;
  const { guild, dana } = desk;
  mike = guild.join({ username: `mike${rounds}` });
  mia = guild.join({ username: `mia${rounds}` });
  await startedOrder({ ...desk, dana, mia }, orderId, '100 Gold', mike);
  await submit(mike, orderId, [await screenshot(rounds)]);
});

const open = (by: Person) => by.slash('review', { order_id: orderId });
const words = (answers: readonly MessageView[]) => answers.map((answer) => answer.text().split('\n')[0]);

test.each([1, 2, 3])('of two who approve at once one pays, the other is told whose it was (%i)', async () => {
  const { dana } = desk;
  const views = [await open(rick), await open(dana)] as const;
  const answers = await Promise.all([
    rick.click(views[0], 'Approve & Complete'),
    dana.click(views[1], 'Approve & Complete'),
  ]);
  const won = words(answers).findIndex((line) => line?.startsWith('✅'));
  const [winner, loser] = won === 0 ? [rick, answers[1]] : [dana, answers[0]];
  expect(words(answers)[won]).toBe(`✅ Order ${orderId} is Complete. Paid out: 100 Gold to @${mike.name}.`);
  expect(loser.text()).toBe(
    `❌ This has been decided: the order is Complete\n@${winner.name} made the last change. Nothing of yours was recorded.`,
  );
  expect(await walletOf(mike)).toBe('💰 Your wallet · **100 Gold**');
  const { submissions, events } = await storedWork(desk, orderId);
  expect(submissions).toMatchObject([{ verdict: 'approved', decidedBy: winner.id }]);
  expect(events.filter((kind) => kind === 'approved')).toHaveLength(1);
  expect(await breaches(desk)).toEqual([]);
});

test.each([1, 2, 3])('of one who approves and one who rejects one decides (%i)', async () => {
  const { dana } = desk;
  const view = await open(rick);
  const form = await dana.openForm(await open(dana), 'Reject');
  const [approved, rejected] = await Promise.all([
    rick.click(view, 'Approve & Complete'),
    form.submit({ reason: 'Too dark' }),
  ]);
  const { order, submissions } = await storedWork(desk, orderId);
  if (order?.status === 'Complete') {
    expect(rejected.text()).toContain('❌ This has been decided: the order is Complete\n@rick made the last');
    expect(submissions).toMatchObject([{ verdict: 'approved' }]);
    expect(await walletOf(mike)).toBe('💰 Your wallet · **100 Gold**');
  } else {
    expect(order?.status).toBe('Rejected');
    expect(approved.text()).toContain('❌ This has been decided: the order is Rejected\n@dana made the last');
    expect(submissions).toMatchObject([{ verdict: 'rejected', reason: 'Too dark' }]);
    expect(await walletOf(mike)).toBe('💰 Your wallet · empty');
  }
  expect(await breaches(desk)).toEqual([]);
});

test('an approval of evidence that was replaced meanwhile pays nothing and says so', async () => {
  const stale = await open(rick);
  await updateOrder(desk, orderId, { status: 'Rejected', notes: 'Too dark' });
  await submit(mike, orderId, [await screenshot(100)], 'Brighter');
  expect((await rick.click(stale, 'Approve & Complete')).text()).toBe(
    '❌ There is newer evidence by now\nOpen it with /review before you decide.',
  );
  const { order, submissions } = await storedWork(desk, orderId);
  expect(order?.status).toBe('Evidence Submitted');
  expect(submissions.map(({ verdict }) => verdict)).toEqual(['rejected', 'pending']);
  expect(await walletOf(mike)).toBe('💰 Your wallet · empty');
});

test.each([1, 2, 3])(
  'an approval while the booster submits again never counts for the new evidence (%i)',
  async () => {
    const stale = await open(rick);
    await updateOrder(desk, orderId, { status: 'Rejected', notes: 'Too dark' });
    const picture = await screenshot(200 + rounds);
    const [approved, submitted] = await Promise.all([
      rick.click(stale, 'Approve & Complete'),
      mike.slash('submitevidence', { screenshot: picture, order_id: orderId }),
    ]);
    expect(approved.text()).toMatch(
      /^❌ (This has been decided: the order is Rejected|There is newer evidence)/,
    );
    expect(submitted.text()).toContain('is submitted');
    const { order, submissions } = await storedWork(desk, orderId);
    expect(order?.status).toBe('Evidence Submitted');
    expect(submissions.map(({ verdict }) => verdict)).toEqual(['rejected', 'pending']);
    expect(await walletOf(mike)).toBe('💰 Your wallet · empty');
  },
);

test.each([1, 2, 3])('of an approval and a cancellation at once one moves the money (%i)', async () => {
  const { dana } = desk;
  const view = await open(rick);
  const question = await dana.slash('updateorder', { order_id: orderId, status: 'Cancelled' });
  const [approved, cancelled] = await Promise.all([
    rick.click(view, 'Approve & Complete'),
    dana.click(question, 'Yes, set Cancelled'),
  ]);
  const { order } = await storedWork(desk, orderId);
  const wallets = [await walletOf(mike), await walletOf(mia)];
  if (order?.status === 'Complete') {
    expect(cancelled.text()).toMatch(/^❌ /);
    expect(wallets).toEqual(['💰 Your wallet · **100 Gold**', '💰 Your wallet · empty']);
  } else {
    expect(order?.status).toBe('Cancelled');
    expect(approved.text()).toContain(
      '❌ There is nothing left to decide: the order is Cancelled\n@dana made the last',
    );
    expect(wallets).toEqual(['💰 Your wallet · empty', '💰 Your wallet · **100 Gold**']);
  }
  expect(await breaches(desk)).toEqual([]);
});

test('of two who open it at once one is named to both', async () => {
  const { dana } = desk;
  const opened = await Promise.all([open(rick), open(dana)]);
  const { order, events } = await storedWork(desk, orderId);
  expect(order?.status).toBe('In Review');
  expect(events.filter((kind) => kind === 'opened')).toHaveLength(1);
  for (const view of opened) expect(view.text()).toContain(`In review by @${order?.reviewerUsername}`);
});

test('a decision that comes after the other’s is told whose it was, in the form too', async () => {
  const { dana } = desk;
  const form = await dana.openForm(await open(dana), 'Reject');
  await settled(await rick.click(await open(rick), 'Approve & Complete'));
  expect((await form.submit({ reason: 'Late' })).text()).toBe(
    '❌ This has been decided: the order is Complete\n@rick made the last change. Nothing of yours was recorded.',
  );
});
