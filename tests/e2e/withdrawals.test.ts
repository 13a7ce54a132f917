import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView, Person } from '../../sandbox/index.ts';
import { withdrawals } from '../../src/ports/collections.ts';
import { addOrder, forgePress, setUp } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { breaches, walletOf } from '../support/work.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  const log = desk.guild.createChannel({ name: 'log' });
  await setUp(desk, { withdrawals: true, orderLogChannelId: log.id });
  // A cancelled order, so that mia has something.
  await addOrder(desk, { order_id: 'BACK', amount: '$80' });
  const question = await desk.dana.slash('updateorder', { order_id: 'BACK', status: 'Cancelled' });
  await desk.dana.click(question, question.labels[0] ?? '');
  await told(desk.mia, 'is back in your wallet');
});
afterAll(async () => {
  expect(await breaches(desk)).toEqual([]);
  await desk.stop();
});

const told = (person: Person, words: string): Promise<MessageView> =>
  person.nextMessage((message) => message.text().includes(words));
const logged = (words: string) =>
  desk.guild.channel('log').nextMessage((message) => message.text().includes(words));
async function ask(amount: string, to: string): Promise<MessageView> {
  const form = await desk.mia.openForm(await desk.mia.slash('wallet'), 'Withdraw');
  return form.submit({ amount, to });
}

test('someone is paid from their wallet: set aside at once, paid by hand, confirmed, and told at each step', async () => {
  const { dana, mia } = desk;
  expect((await mia.slash('wallet')).labels).toContain('Withdraw');
  expect((await mia.slash('wallet')).text()).not.toContain('to be paid out, ask staff');
  expect((await dana.slash('wallet')).labels).not.toContain('Withdraw');
  const asked = await ask('$50', 'PayPal: mia_s@example.com');
  expect(asked.ephemeral).toBe(true);
  expect(asked.text()).toBe(
    '💸 $50.00 is set aside to be paid out to you. Your wallet had $80.00 and has $30.00 now.\nStaff pay it by hand; you get a DM as soon as they have.',
  );
  expect((await told(mia, 'set aside')).text()).toContain(
    '**Pixel Forge** · 💸 $50.00 is set aside to be paid out to you. Your wallet had $80.00 and has $30.00 now.',
  );
  const entry = await logged('asks to be paid');
  expect(entry.text()).toContain('💸 @mia asks to be paid $50.00 from their wallet: $80.00 → $30.00.');
  expect(entry.text()).not.toContain('example.com');
  const opened = await dana.click(entry, 'Open');
  expect(opened.ephemeral).toBe(true);
  expect(opened.text()).toMatch(
    /^💸 \*\*\$50\.00\*\* for @mia, asked now\. Their wallet has \$30\.00 besides\.\nWhere to:\n> PayPal: mia\\?_s@example\.com\n/,
  );
  expect(opened.labels).toEqual(['Confirm paid', 'Refuse']);
  const done = await dana.click(opened, 'Confirm paid');
  expect(done.text()).toBe(
    '✅ $50.00 for @mia is confirmed as paid. They are told by DM. See what else waits with /withdrawals.',
  );
  expect((await told(mia, 'is paid out')).text()).toContain(
    '✅ Your withdrawal of $50.00 is paid out. It left your wallet when you asked; your wallet has $30.00 now.',
  );
  expect((await logged('is paid out')).text()).toBe(
    '✅ The withdrawal of $50.00 by @mia is paid out, by dana.',
  );
});

test('what is refused is back, with the reason; who comes too late sees what was decided', async () => {
  const { dana, mia } = desk;
  await ask('$10', 'An account that is closed');
  const list = await dana.slash('withdrawals');
  expect(list.text()).toContain('💸 1 withdrawal waits, the longest first\n**$10.00** @mia · asked now');
  const opened = await dana.select(list, 'Open a withdrawal', ['$10.00 · mia']);
  const late = await dana.click(await logged('asks to be paid $10.00'), 'Open');
  const form = await dana.openForm(opened, 'Refuse');
  expect((await form.submit({ reason: 'The bank sent it back' })).text()).toContain(
    '↩️ $10.00 is back in the wallet of @mia.',
  );
  expect((await told(mia, 'was not paid')).text()).toContain(
    '↩️ Your withdrawal of $10.00 was not paid: The bank sent it back.\nIt is back in your wallet, which had $20.00 and has $30.00 now.',
  );
  const refused = await dana.click(late, 'Confirm paid');
  expect(refused.text()).toContain('❌ This withdrawal was refused by @dana already');
  const shown = await late.until((message) => message.text().includes('Refused by'));
  expect(shown.text()).toContain('↩️ Refused by @dana now, and back in the wallet: The bank sent it back');
  expect(shown.labels).toEqual([]);
  expect((await dana.slash('withdrawals')).text()).toContain('Nothing waits to be paid out.');
  const history = (await mia.slash('wallet')).embeds[0]?.description ?? '';
  expect(history.split('\n').map((line) => line.replace(/ · <t:\d+:R>$/, ''))).toEqual([
    '**+$10.00** withdrawal not paid, back in the wallet',
    '**-$10.00** withdrawn',
    '**-$50.00** withdrawn',
    '**+$80.00** came back from order BACK',
  ]);
});

test('more than the wallet has, or no address, is refused in words', async () => {
  expect((await ask('$30.01', 'me')).text()).toBe(
    '❌ Your wallet has $30.00, that is $0.01 too little\nNothing was taken. Ask for at most what it has.',
  );
  expect((await ask('$3', '  ')).text()).toContain('❌ It does not say where the money should go');
  expect(await walletOf(desk.mia)).toBe('💰 Your wallet · **$30.00**');
});

test('strangers can neither list nor open nor decide it', async () => {
  const { eve, mia } = desk;
  await ask('$1', 'secret@example.com');
  const entry = await logged('asks to be paid $1.00');
  for (const person of [eve, mia]) {
    expect((await person.slash('withdrawals')).text()).toContain(
      '❌ Permission denied\nOnly staff can do this',
    );
    const answer = await person.click(entry, 'Open');
    expect(answer.text()).toContain('❌ Permission denied');
    expect(answer.text()).not.toContain('secret@example.com');
  }
});

test('nobody confirms their own: someone else on staff does, or they put it back', async () => {
  const { guild, dana } = desk;
  const nick = guild.join({ username: 'nick', permissions: ['ManageGuild'] });
  await addOrder({ dana, mia: nick }, { order_id: 'NICKS', amount: '$9' });
  const question = await dana.slash('updateorder', { order_id: 'NICKS', status: 'Cancelled' });
  await dana.click(question, question.labels[0] ?? '');
  await told(nick, 'is back in your wallet');
  const form = await nick.openForm(await nick.slash('wallet'), 'Withdraw');
  await form.submit({ amount: '$5', to: 'nick@example.com' });
  await (await nick.openForm(await nick.slash('wallet'), 'Withdraw')).submit({ amount: '$4', to: 'nick' });

  const entry = await logged('asks to be paid $5.00');
  const own = await nick.click(entry, 'Open');
  expect(own.text()).toContain('It is your own, so someone else on staff pays it and confirms that.');
  expect(own.labels).toEqual(['Refuse']);
  const others = await dana.click(entry, 'Open');
  const { store } = desk.orderly;
  const orderBy = { field: 'askedAt', direction: 'ascending' } as const;
  const where = [{ field: 'state', is: 'equals', value: 'Pending' }] as const;
  const parent = withdrawals.parent(guild.id);
  const waiting = await store.query({ from: withdrawals, parent, where, orderBy, limit: 9 });
  const id = waiting.docs.find(({ data }) => data.amountMinor === 500)?.id ?? '';
  // As from a message of before that still has the button.
  expect(await forgePress(desk, nick, `withdrawals:paid:${guild.id}:${id}`, own)).toContain(
    '❌ Nobody confirms their own withdrawal',
  );
  expect((await dana.click(others, 'Confirm paid')).text()).toContain('is confirmed as paid');

  const second = await nick.click(await logged('asks to be paid $4.00'), 'Open');
  const refusal = await nick.openForm(second, 'Refuse');
  expect((await refusal.submit({ reason: 'I keep it' })).text()).toContain('$4.00 is back in the wallet of');
  expect(await walletOf(nick)).toBe('💰 Your wallet · **$4.00**');
});

test('when it is off, the button and the form of before do nothing', async () => {
  const { dana, mia } = desk;
  const wallet = await mia.slash('wallet');
  const form = await mia.openForm(wallet, 'Withdraw');
  await dana.slash('setup payments', { withdrawals: false });
  const off = '❌ Nothing can be withdrawn from wallets here at present';
  expect((await mia.click(wallet, 'Withdraw')).text()).toContain(off);
  expect((await form.submit({ amount: '$1', to: 'me' })).text()).toContain(off);
  expect((await mia.slash('wallet')).labels).not.toContain('Withdraw');
  expect(await walletOf(mia)).toBe('💰 Your wallet · **$29.00**');
});

test('staff read in the log when someone’s DMs are closed', async () => {
  const { dana, mia } = desk;
  await dana.slash('setup payments', { withdrawals: true });
  mia.closeDirectMessages();
  await ask('$1', 'me');
  expect((await logged('could not be told')).text()).toContain(
    '⚠️ @mia could not be told about their wallet: their DMs are closed, or they left.',
  );
});

test('an amount without a currency is of the one the wallet has; where it has none of what was meant, it says what it has', async () => {
  const { dana, eve } = desk;
  await addOrder(desk, { user: eve, order_id: 'GOLDEN', payment_method: 'manual', amount: '500 Gold' });
  const question = await dana.slash('updateorder', { order_id: 'GOLDEN', status: 'Cancelled' });
  await dana.click(question, question.labels[0] ?? '');
  await told(eve, 'is back in your wallet');
  const open = async () => eve.openForm(await eve.slash('wallet'), 'Withdraw');
  const form = await open();
  expect(form.fields[0]?.description).toBe(
    'Such as 20 (in Gold); it leaves your wallet at once, which has 500 Gold',
  );
  expect((await form.submit({ amount: '$50', to: 'eve@example.com' })).text()).toBe(
    '❌ Your wallet has $0.00, that is $50.00 too little\nNothing was taken. It has 500 Gold: write the currency, too.',
  );
  const asked = await (await open()).submit({ amount: '500', to: 'eve@example.com' });
  expect(asked.text()).toContain('500 Gold is set aside to be paid out to you.');
});
