import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView, PermissionName } from '../../sandbox/index.ts';
import { marketplacePayoutPolicy } from '../../src/domain/payout.ts';
import { guilds, settingsEvents } from '../../src/ports/collections.ts';
import { addOrder, forgePress, setUp } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

const denied =
  '❌ Permission denied\nOnly staff can do this: people with Manage Server, or with the admin role of this server.';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

const inForce = () => desk.orderly.store.get(guilds.path(desk.guild.id));

/** The records of changes, the newest first. */
async function records() {
  const page = await desk.orderly.store.query({
    from: settingsEvents,
    parent: settingsEvents.parent(desk.guild.id),
    orderBy: { field: 'at', direction: 'descending' },
    limit: 100,
  });
  return page.docs.map(({ data }) => data);
}

/** The first line: what a change is answered with. */
const head = (message: MessageView) => message.text().split('\n')[0];

/** A channel that only staff and the bot see, the bot with these permissions. */
function privateChannel(
  name: string,
  allow: readonly PermissionName[],
  deny: readonly PermissionName[] = [],
) {
  return desk.guild.createChannel({
    name,
    overwrites: [
      { for: 'everyone', deny: ['ViewChannel'] },
      { for: 'bot', allow, deny },
    ],
  });
}

test('a fresh server sees what holds without any set-up, and where to change it', async () => {
  const show = await desk.dana.slash('setup show');
  expect(show.ephemeral).toBe(true);
  const words = show.text();
  for (const part of [
    '⚙️ **Pixel Forge** · what is set up',
    'Admin: nobody yet',
    'Review queue: not set',
    'All to the booster.',
    'An order that is not paid 3 days after it was due is cancelled. Its payer is reminded after 1 day and 2 days.',
    'Wallet top-ups are off, withdrawals are off.',
    'in USD. The server’s own currencies: Gold.',
    'time zone UTC',
    'called Booster',
    'deleted 30 days after',
    'Change it with /setup money',
    'Server Settings → Integrations → Orderly → the command → Add Roles or Members',
  ])
    expect(words).toContain(part);
  expect(words).not.toContain('Last changed');
  expect(show.labels).toEqual(['Change roles', 'Change channels', 'Change payout', 'Change payments']);
});

test('roles are picked, saved at once, shown as chosen, and recorded', async () => {
  const { dana, guild } = desk;
  const boss = guild.createRole({ name: 'Boss' });
  const help = guild.createRole({ name: 'Help' });
  const mods = guild.createRole({ name: 'Mods' });
  const panel = await dana.click(await dana.slash('setup show'), 'Change roles');
  expect(panel.ephemeral).toBe(true);
  for (const [picker, roles, said, field] of [
    ['Admin roles', [boss], '✅ Saved. Admin: @Boss.', 'adminRoleIds'],
    ['Support roles', [help, mods], '✅ Saved. Support: @Help, @Mods.', 'supportRoleIds'],
    ['Advertiser roles', [mods], '✅ Saved. Advertiser: @Mods.', 'advertiserRoleIds'],
    ['Team advertiser roles', [mods], '✅ Saved. Team advertiser: @Mods.', 'teamAdvertiserRoleIds'],
    ['Booster roles', [help], '✅ Saved. Booster: @Help.', 'boosterRoleIds'],
  ] as const) {
    const answer = await dana.select(panel, picker, roles);
    expect(head(answer)).toBe(said);
    expect(answer.pinged).toEqual([]);
    const ids = roles.map(({ id }) => id);
    expect((await inForce())?.[field]).toEqual(ids);
    expect((await records())[0]).toMatchObject({ by: dana.id, from: { [field]: [] }, to: { [field]: ids } });
  }
  const again = await dana.slash('setup roles');
  expect(again.selects.map(({ default_values }) => default_values?.map(({ id }) => id))).toEqual([
    [boss.id],
    [help.id, mods.id],
    [mods.id],
    [mods.id],
    [help.id],
  ]);
  const cleared = await dana.select(again, 'setup:roles:boosterRoleIds', []);
  expect(head(cleared)).toBe('✅ Saved. Booster: nobody yet.');
});

test('picking the same again records nothing', async () => {
  const before = await records();
  const panel = await desk.dana.slash('setup roles');
  await desk.dana.select(panel, 'setup:roles:adminRoleIds', [desk.guild.role('Boss')]);
  expect(await records()).toEqual(before);
});

test('everyone can’t be staff, and the panel stays to pick better', async () => {
  const before = await inForce();
  const panel = await desk.dana.slash('setup roles');
  const answer = await desk.dana.select(panel, 'setup:roles:adminRoleIds', [desk.guild.role('@everyone')]);
  expect(answer.text()).toMatch(
    /^❌ @.everyone can’t be that\nChoose a role that only the right people hold\./,
  );
  expect(answer.ephemeral).toBe(true);
  expect(answer.id).not.toBe(panel.id);
  expect(panel.selects).toHaveLength(5);
  expect(await inForce()).toEqual(before);
});

test('a channel the bot can’t write in is saved, with exactly what is missing, until it is put right', async () => {
  const { dana } = desk;
  const reviews = privateChannel('reviews', ['ViewChannel'], ['SendMessages', 'EmbedLinks']);
  const hidden = privateChannel('hidden', []);
  const panel = await dana.slash('setup channels');
  const first = await dana.select(panel, 'Choose the review queue', [reviews]);
  expect(head(first)).toBe('⚠️ Saved. Review queue: #reviews.');
  expect(first.text()).toContain(
    '⚠️ I can’t write in #reviews: Send Messages and Embed Links are missing. Give me that under its settings → Permissions, then press Check again.',
  );
  expect((await inForce())?.reviewChannelId).toBe(reviews.id);
  const second = await dana.select(panel, 'Choose the order log', [hidden]);
  expect(second.text()).toContain('⚠️ I can’t write in #hidden: View Channel is missing.');
  expect((await dana.slash('setup show')).text()).toContain('⚠️ I can’t write in all of them.');
  expect(head(await dana.click(panel, 'Check again'))).toBe('⚠️ Checked: something is in the way.');

  for (const channel of [reviews, hidden])
    channel.setOverwrites([
      { for: 'everyone', deny: ['ViewChannel'] },
      { for: 'bot', allow: ['ViewChannel'] },
    ]);
  // What Discord sends, it sends in order: this answer comes after the bot heard of the new permissions.
  const checked = await dana.click(panel, 'Check again');
  expect(head(checked)).toBe('✅ Checked: nothing is in the way.');
  expect(checked.text()).toContain('✅ I can write in #reviews.\n[');
});

test('a log that everyone can read is pointed out', async () => {
  const { dana, channel } = desk;
  const answer = await dana.select(await dana.slash('setup channels'), 'setup:channels:orderLogChannelId', [
    channel,
  ]);
  expect(answer.text()).toContain(
    '✅ I can write in #orders. ⚠️ Everyone in the server can read it: orders are named there.',
  );
});

test('a channel that was deleted is said to be, and can be replaced', async () => {
  const { dana, channel } = desk;
  const doomed = privateChannel('doomed', ['ViewChannel']);
  const panel = await dana.slash('setup channels');
  await dana.select(panel, 'setup:channels:orderLogChannelId', [doomed]);
  doomed.delete();
  const checked = await dana.click(panel, 'Check again');
  expect(checked.text()).toContain('⚠️ The one chosen before was deleted. Choose another.');
  expect((await dana.slash('setup show')).text()).toContain('Order log: deleted');
  const replaced = await dana.select(checked, 'Choose the order log', [channel]);
  expect(head(replaced)).toBe('✅ Saved. Order log: #orders.');
});

test('a channel under a chosen category is a ticket of the order recorded there', async () => {
  const { dana, guild } = desk;
  const tickets = guild.createCategory({ name: 'Tickets' });
  const panel = await dana.slash('setup channels');
  const answer = await dana.select(panel, 'Choose categories', [tickets]);
  expect(answer.text()).toContain('✅ I can write under #Tickets.');
  const ticket = guild.createChannel({ name: 'ticket-1', parent: tickets });
  await addOrder(desk, { order_id: 'TICKET-1' }, ticket);
  expect((await dana.slash('trackorder', {}, { channel: ticket })).text()).toContain('TICKET-1');
});

test('the payout policy is set by a press or in words, with what it comes to', async () => {
  const { dana } = desk;
  const panel = await dana.slash('setup payout');
  expect(head(panel)).toBe('⚙️ **Payout**: All to the booster.');
  const pressed = await dana.click(panel, 'Marketplace: 20 % fee, 15 % of it tax');
  expect(head(pressed)).toBe(
    '✅ Saved. Payout: 20 % fee, 15 % of it tax. Of $100.00, the booster gets $80.00, the platform $17.00, tax $3.00.',
  );
  expect((await inForce())?.payoutPolicy).toEqual(marketplacePayoutPolicy);
  expect(head(await dana.slash('setup payout', { fee: '$5.00', tax: 'none' }))).toBe(
    '✅ Saved. Payout: $5.00 fee. Of $100.00, the booster gets $95.00, the platform $5.00. Orders in other currencies carry no fee.',
  );
  await dana.slash('setup payout', { preset: 'worker' });
  expect(head(await dana.slash('setup payout'))).toBe('⚙️ **Payout**: All to the booster.');
});

test.each([
  [{ fee: '100.01 %' }, '❌ A fee can’t be 100.01 %'],
  [{ fee: '20 %', tax: '101 %' }, '❌ A tax can’t be 101 %'],
  [{ fee: 'a **lot**' }, "❌ I can’t read the fee 'a \\*\\*lot\\*\\*'"],
  [{ tax: '$5' }, "❌ I can’t read the tax '$5'"],
])('a policy of %o is refused in words, and nothing changes', async (values, said) => {
  const before = await inForce();
  const answer = await desk.dana.slash('setup payout', values);
  expect(head(answer)).toBe(said);
  expect(await inForce()).toEqual(before);
});

test('how long payments are waited for is set in words', async () => {
  const { dana } = desk;
  const set = await dana.slash('setup payments', { wait_hours: 48, reminders: '6h, 1d' });
  expect(head(set)).toBe(
    '✅ Saved. Payments: An order that is not paid 2 days after it was due is cancelled. Its payer is reminded after 6 hours and 1 day. Wallet top-ups are off, withdrawals are off.',
  );
  expect((await dana.slash('setup payments', { reminders: '2d' })).text()).toBe(
    '❌ A reminder after 2 days would come too late\nPayments are waited for 2 days: remind earlier, or give wait_hours too.',
  );
  expect(head(await dana.slash('setup payments'))).toContain(
    '⚙️ **Payments**: An order that is not paid 2 days',
  );
});

test('top-ups and withdrawals are turned on with a word about the law, and it is recorded who did', async () => {
  const { dana } = desk;
  const panel = await dana.click(await dana.slash('setup show'), 'Change payments');
  expect(panel.text()).toContain('Before you turn one on: holding other people’s money may need a licence');
  const on = await dana.click(panel, 'Turn withdrawals on');
  expect(head(on)).toContain('✅ Saved. Payments:');
  expect(on.text()).toContain('Wallet top-ups are off, withdrawals are on.');
  expect(on.text()).toContain('Now that it is on: holding other people’s money may need a licence');
  expect(on.text()).toContain('ask a lawyer');
  expect(on.labels).toEqual(['Turn top-ups on', 'Turn withdrawals off']);
  expect((await records())[0]).toMatchObject({
    by: dana.id,
    from: { withdrawals: false },
    to: { withdrawals: true },
  });
  const off = await dana.slash('setup payments', { withdrawals: false });
  expect(off.text()).toContain('Before you turn one on');
  expect(await inForce()).toMatchObject({ topUps: false, withdrawals: false });
});

test('currencies are chosen, added and removed', async () => {
  const { dana } = desk;
  expect((await dana.slash('setup money')).text()).toBe(
    '⚙️ Amounts without a currency are in USD. The server’s own currencies: Gold.\n-# To change it, run /setup money with default_currency, add_currency or remove_currency.',
  );
  const added = await dana.slash('setup money', { default_currency: '€', add_currency: 'Silver Coins' });
  expect(added.text()).toBe(
    '✅ Saved. Amounts without a currency are in EUR. The server’s own currencies: Gold, Silver Coins.',
  );
  const order = await addOrder(desk, { order_id: 'COINS', amount: '7 silver coins' });
  expect(order.text()).toContain('7 Silver Coins');
  const choices = await dana.autocomplete('setup money', { default_currency: 'pound' }, 'default_currency');
  expect(choices).toContainEqual({ name: 'GBP · British Pound', value: 'GBP' });
  expect(await dana.autocomplete('setup money', {}, 'remove_currency')).toEqual([
    { name: 'Gold', value: 'Gold' },
    { name: 'Silver Coins', value: 'Silver Coins' },
  ]);
  const removed = await dana.slash('setup money', { remove_currency: 'silver coins' });
  expect(removed.text()).toBe(
    '✅ Saved. Amounts without a currency are in EUR. The server’s own currencies: Gold.\nWhat people have in it stays theirs; new amounts in it are not understood any more.',
  );
  expect((await dana.slash('setup money', { add_currency: 'euro' })).text()).toMatch(
    /^❌ 'euro' already means EUR/,
  );
  await dana.slash('setup money', { default_currency: 'USD' });
});

test('the time zone is offered by city with its time, and rules the deadlines', async () => {
  const { dana } = desk;
  const choices = await dana.autocomplete('setup general', { time_zone: 'tokyo' }, 'time_zone');
  expect(choices).toEqual([
    { name: expect.stringMatching(/^Asia\/Tokyo · \d\d:\d\d now$/), value: 'Asia/Tokyo' },
  ]);
  expect(await dana.autocomplete('setup general', {}, 'time_zone')).toHaveLength(25);
  const answer = await dana.slash('setup general', { time_zone: 'Asia/Tokyo', evidence_days: 14 });
  expect(answer.text()).toMatch(/^✅ Saved\. Deadlines are in the time zone Asia\/Tokyo \(\d\d:\d\d now\)\./);
  expect(answer.text()).toContain('Screenshots are deleted 14 days after their order ended.');
  expect(await inForce()).toMatchObject({ timeZone: 'Asia/Tokyo', retentionDays: 14 });
  expect((await dana.slash('setup general', { time_zone: 'Atlantis' })).text()).toBe(
    "❌ I don’t know the time zone 'Atlantis'\nType a big city of your country and pick from the suggestions, such as Europe/Berlin.",
  );
});

test('new orders call their worker by the server’s title; earlier ones keep theirs', async () => {
  const { dana, mike } = desk;
  const early = await addOrder(desk, { order_id: 'EARLY', booster: mike });
  expect(early.text()).toContain('Booster @mike');
  const set = await dana.slash('setup general', { worker_title: 'Pilot' });
  expect(set.text()).toContain('Who does the work is called Pilot.');
  const late = await addOrder(desk, { order_id: 'LATE', booster: mike });
  expect(late.text()).toContain('The pilot @mike was told by DM.');
  expect(late.text()).toContain('Pilot @mike');
  expect((await dana.slash('trackorder', { order_id: 'EARLY' })).text()).toContain('Booster @mike');
  await dana.slash('setup general', { worker_title: 'Booster' });
  expect((await inForce())?.workerTitle).toBeUndefined();
});

test('strangers are not offered it; who presses anyway changes nothing', async () => {
  const { dana, mia } = desk;
  for (const name of ['show', 'roles', 'channels', 'payout', 'payments', 'money', 'general'])
    await expect(mia.slash(`setup ${name}`)).rejects.toThrow('the permissions for it are missing');
  const panel = await dana.slash('setup payout');
  const before = await records();
  for (const customId of [
    'setup:payout:marketplace',
    'setup:payments:topUps:on',
    'setup:roles:adminRoleIds',
    'setup:check',
    'setup:open:roles',
  ])
    expect(await forgePress(desk, mia, customId, panel)).toBe(denied);
  expect(await records()).toEqual(before);
});

test('who holds the admin role may, where the owner widened the command', async () => {
  const { eve, guild, dana } = desk;
  const panel = await dana.slash('setup payout');
  expect(await forgePress(desk, eve, 'setup:open:roles', panel)).toBe(denied);
  eve.giveRole(guild.role('Boss'));
  expect(await forgePress(desk, eve, 'setup:open:roles', panel)).toContain('⚙️ **Roles**');
  eve.takeRole(guild.role('Boss'));
});

test('what a newer version stored with the settings survives a change', async () => {
  const more = { ...(await inForce()), fromTheFuture: 'kept' };
  await setUp(desk, more);
  await desk.dana.slash('setup general', { evidence_days: 21 });
  expect(await inForce()).toMatchObject({ fromTheFuture: 'kept', retentionDays: 21 });
});

test('the overview names who changed something last', async () => {
  expect((await desk.dana.slash('setup show')).text()).toMatch(/-# Last changed by @dana /);
});
