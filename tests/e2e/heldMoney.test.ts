import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Person } from '../../sandbox/index.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { guilds, holds } from '../../src/ports/collections.ts';
import { addOrder, settled, updateOrder } from '../support/orders.ts';
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

const empty = '💰 Your wallet · empty';

let desk: TestDesk;
let rick: Person;
let mia: Person;
let mike: Person;
let rounds = 0;
beforeAll(async () => {
  desk = await startDesk();
  ({ rick } = await setUpReviews(desk));
});
afterAll(() => desk.stop());
// New people for each, so that their wallets are empty.
beforeEach(() => {
  rounds += 1;
  mia = desk.guild.join({ username: `mia${rounds}` });
  mike = desk.guild.join({ username: `mike${rounds}` });
});

const heldFor = async (orderKey: string) =>
  (await desk.orderly.store.get(holds.path(desk.guild.id, orderKey)))?.balanceMinor;

async function cancel(orderId: string): Promise<string> {
  const question = await desk.dana.slash('updateorder', { order_id: orderId, status: 'Cancelled' });
  return (await settled(await desk.dana.click(question, 'Yes, set Cancelled'))).text();
}

/** An order of mia's that mike has handed in. */
async function handedIn(orderId: string, amount: string): Promise<void> {
  await startedOrder({ ...desk, dana: desk.dana, mia }, orderId, amount, mike);
  await submit(mike, orderId, [await screenshot(rounds)]);
}

const approve = async (orderId: string) =>
  settled(await rick.click(await rick.slash('review', { order_id: orderId }), 'Approve & Complete'));

test('what was paid is held until the approval, which pays it out', async () => {
  await handedIn('HELD-1', '500 Gold');
  expect(await heldFor('HELD-1')).toBe(500);
  expect(await walletOf(mike)).toBe(empty);
  await approve('HELD-1');
  expect(await heldFor('HELD-1')).toBe(0);
  const wallet = await mike.slash('wallet');
  expect(wallet.text()).toContain('💰 Your wallet · **500 Gold**\n**+500 Gold** earned with order HELD-1');
  expect(await walletOf(mia)).toBe(empty);
  expect(await breaches(desk)).toEqual([]);
});

test('a rejection moves nothing', async () => {
  await handedIn('HELD-2', '500 Gold');
  await updateOrder(desk, 'HELD-2', { status: 'Rejected', notes: 'Too dark' });
  expect(await heldFor('HELD-2')).toBe(500);
  expect(await walletOf(mike)).toBe(empty);
  expect(await breaches(desk)).toEqual([]);
});

test.each([
  [
    'as soon as it is recorded',
    async () => addOrder({ dana: desk.dana, mia }, { order_id: 'BACK-0', amount: '7 Gold' }),
  ],
  ['while evidence waits', async () => handedIn('BACK-1', '7 Gold')],
  [
    'while it rests',
    async () => {
      await handedIn('BACK-2', '7 Gold');
      await updateOrder(desk, 'BACK-2', { status: 'On Hold' });
    },
  ],
])('a cancelled order gives it back: %s', async (when, play) => {
  const orderId = `BACK-${['as soon', 'while e', 'while i'].indexOf(when.slice(0, 7))}`;
  await play();
  expect(await walletOf(mia)).toBe(empty);
  expect(await cancel(orderId)).toContain(
    `✅ Order ${orderId} is now Cancelled. 7 Gold is back in the wallet of whoever paid it.`,
  );
  const told = await mia.nextMessage((message) => message.content.includes(`${orderId} is now Cancelled`));
  expect(told.content).toMatch(/ is now Cancelled\. 7 Gold is back in your wallet\. See \/wallet\.$/);
  expect(await heldFor(orderId)).toBe(0);
  const wallet = await mia.slash('wallet');
  expect(wallet.text()).toContain(`💰 Your wallet · **7 Gold**\n**+7 Gold** came back from order ${orderId}`);
  expect(await walletOf(mike)).toBe(empty);
  expect(await breaches(desk)).toEqual([]);
});

test('what came back pays for the next order, and goes to its booster', async () => {
  await addOrder({ dana: desk.dana, mia }, { order_id: 'ONE', amount: '10 Gold', payment_method: 'manual' });
  await cancel('ONE');
  await addOrder(
    { dana: desk.dana, mia },
    { order_id: 'TWO', amount: '10 Gold', payment_method: 'wallet', booster: mike },
  );
  expect(await walletOf(mia)).toBe(empty);
  await updateOrder(desk, 'TWO', { status: 'Complete', notes: 'Seen in a call' });
  expect(await walletOf(mike)).toBe('💰 Your wallet · **10 Gold**');
  expect(await breaches(desk)).toEqual([]);
});

test('a payout policy shares it out; the reviewer sees how before, everyone after', async () => {
  await desk.dana.slash('setup payout', { preset: 'marketplace' });
  try {
    await handedIn('SHARE-1', '$100.00');
    const opened = await rick.slash('review', { order_id: 'SHARE-1' });
    expect(opened.text()).toContain(
      `Approving pays out: @${mike.name} $80.00 (wallet $0.00 → $80.00), platform $17.00, tax $3.00.`,
    );
    await settled(await rick.click(opened, 'Approve & Complete'));
    await mike.nextMessage((message) =>
      message.text().includes('Order completed! $80.00 added to your wallet'),
    );
    expect(await walletOf(mike)).toBe('💰 Your wallet · **$80.00**');
    expect(await breaches(desk)).toEqual([]);
  } finally {
    await desk.dana.slash('setup payout', { preset: 'worker' });
  }
});

test('the policy of the day the order was recorded holds', async () => {
  await handedIn('OLD-1', '$100.00');
  const before = await desk.orderly.store.get(guilds.path(desk.guild.id));
  await desk.dana.slash('setup payout', { preset: 'marketplace' });
  await approve('OLD-1');
  expect(await walletOf(mike)).toBe('💰 Your wallet · **$100.00**');
  await desk.dana.slash('setup payout', { preset: 'worker' });
  expect(await desk.orderly.store.get(guilds.path(desk.guild.id))).toEqual(before ?? defaultSettings);
});

test('an order whose money is not held can’t be approved or cancelled, and says whom to ask', async () => {
  await handedIn('LOST-1', '500 Gold');
  await desk.orderly.store.transact(async (tx) => tx.delete(holds.path(desk.guild.id, 'LOST-1')));
  const words =
    '❌ No money is held for this order\nNothing was changed. Whoever runs the bot should run npm run migrate, then npm run audit.';
  expect((await approve('LOST-1')).text()).toBe(words);
  expect(await cancel('LOST-1')).toBe(words);
  const { order, submissions } = await storedWork(desk, 'LOST-1');
  expect(order?.status).toBe('In Review');
  expect(submissions).toMatchObject([{ verdict: 'pending' }]);
  expect(await walletOf(mike)).toBe(empty);
  expect(await breaches(desk)).not.toEqual([]);
});
