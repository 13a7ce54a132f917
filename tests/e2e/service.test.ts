import { afterAll, beforeAll, expect, test } from 'vitest';
import { serviceIdOf } from '../../src/domain/service.ts';
import { orders, services, settingsEvents } from '../../src/ports/collections.ts';
import { addOrder, forgePress, setUp } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

const denied =
  '❌ Permission denied\nOnly staff can do this: people with Manage Server, or with the admin role of this server.';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

const stored = (name: string) => desk.orderly.store.get(services.path(desk.guild.id, serviceIdOf(name)));

async function lastRecord() {
  const page = await desk.orderly.store.query({
    from: settingsEvents,
    parent: settingsEvents.parent(desk.guild.id),
    orderBy: { field: 'at', direction: 'descending' },
    limit: 1,
  });
  return page.docs[0]?.data;
}

test('an empty catalogue says what would fill it', async () => {
  const list = await desk.dana.slash('service list');
  expect(list.ephemeral).toBe(true);
  expect(list.text()).toBe(
    'The catalogue is empty\nAdd what you sell with /service add; /addorder then suggests it.',
  );
});

test('a service is added, and what keeps its advertiser and team from acting is said', async () => {
  const { dana, eve, guild } = desk;
  const red = guild.createRole({ name: 'Red' });
  const answer = await dana.slash('service add', {
    name: 'Website  Development',
    advertiser: eve,
    team: red,
  });
  expect(answer.text()).toBe(
    [
      '✅ Website Development is in the catalogue.',
      '/addorder suggests it; new orders copy what is said here.',
      '⚠️ @eve holds no advertiser role yet, so they can’t assign or review. Give them one; /setup roles shows which.',
      '⚠️ No role is set as team advertiser yet, so nobody of @Red can assign or review. Choose one with /setup roles.',
      'Advertiser @eve · Team @Red',
      'The booster has to show a screenshot before the order can be completed.',
      'Payout (as the server says): All to the booster.',
    ].join('\n'),
  );
  expect(answer.pinged).toEqual([]);
  expect(await stored('website development')).toMatchObject({
    name: 'Website Development',
    advertiserId: eve.id,
    teamId: red.id,
    evidenceRequired: true,
  });
  expect(await lastRecord()).toMatchObject({
    by: dana.id,
    serviceId: serviceIdOf('Website Development'),
    from: {},
    to: { name: 'Website Development', advertiserId: eve.id },
  });
});

test('with the roles in place nothing is pointed out', async () => {
  const { dana, eve, guild } = desk;
  const ads = guild.createRole({ name: 'Ads' });
  await setUp(desk, { advertiserRoleIds: [ads.id], teamAdvertiserRoleIds: [ads.id] });
  eve.giveRole(ads);
  const answer = await dana.slash('service add', {
    name: 'Logo',
    advertiser: eve,
    team: guild.role('Red'),
    evidence_required: false,
    payout: 'marketplace',
  });
  expect(answer.text()).not.toContain('⚠️');
  expect(answer.text()).toContain('No screenshot is needed: staff complete its orders.');
  expect(answer.text()).toContain('Of $100.00, the booster gets $80.00, the platform $17.00, tax $3.00.');
});

test.each([
  ['add', { name: 'WEBSITE development' }, '❌ Website Development is in the catalogue already'],
  ['add', { name: '***' }, '❌ The service has no name'],
  ['add', { name: 'Banner', fee: '120 %' }, '❌ A fee can’t be 120 %'],
  ['edit', { name: 'Banner' }, '❌ There is no such service in the catalogue'],
  ['edit', { name: 'Logo', tax: '101 %' }, '❌ A tax can’t be 101 %'],
  ['remove', { name: 'Banner' }, '❌ There is no such service in the catalogue'],
])('/service %s %o is refused', async (subcommand, values, said) => {
  const before = [await stored('logo'), await stored('banner'), await lastRecord()];
  const answer = await desk.dana.slash(`service ${subcommand}`, values);
  expect(answer.text().split('\n')[0]).toBe(said);
  expect([await stored('logo'), await stored('banner'), await lastRecord()]).toEqual(before);
});

test('neither a bot nor everyone answers for a service', async () => {
  const { dana, guild } = desk;
  const everyone = await dana.slash('service add', { name: 'Banner', team: guild.role('@everyone') });
  expect(everyone.text()).toMatch(/^❌ @.everyone can’t be that/);
  expect(await stored('banner')).toBeUndefined();
});

test('an order recorded by the name of a service, whatever the case, copies what it says', async () => {
  const { dana, eve, guild } = desk;
  const answer = await addOrder(desk, { order_id: 'LOGO-1', service: 'LOGO' });
  expect(answer.text()).toContain('Order LOGO-1 is recorded: Logo, $200.00.');
  expect(await desk.orderly.store.get(orders.path(guild.id, 'LOGO-1'))).toMatchObject({
    service: 'Logo',
    serviceId: serviceIdOf('logo'),
    advertiserId: eve.id,
    teamId: guild.role('Red').id,
    evidenceRequired: false,
    payoutPolicy: { fee: { kind: 'percent', basisPoints: 2000 }, taxBasisPoints: 1500 },
  });
  await dana.slash('setup payout', { fee: '10 %' });
  await addOrder(desk, { order_id: 'FREE-1', service: 'Logos' });
  const free = await desk.orderly.store.get(orders.path(guild.id, 'FREE-1'));
  expect(free?.serviceId).toBeUndefined();
  expect(free?.payoutPolicy).toEqual({ fee: { kind: 'percent', basisPoints: 1000 }, taxBasisPoints: 0 });
  await addOrder(desk, { order_id: 'WEB-1', service: 'website development' });
  const web = await desk.orderly.store.get(orders.path(guild.id, 'WEB-1'));
  expect(web?.payoutPolicy).toEqual(free?.payoutPolicy);
});

test('its advertiser is told of a new order and may see it; strangers may not', async () => {
  const { eve, mike } = desk;
  await eve.nextMessage((message) => message.text().includes('New order LOGO-1 for your service Logo'));
  expect((await eve.slash('trackorder', { order_id: 'LOGO-1' })).text()).toContain('Order LOGO-1');
  expect((await eve.slash('trackorder', { order_id: 'FREE-1' })).text()).toContain('Order ID not found');
  expect((await mike.slash('trackorder', { order_id: 'LOGO-1' })).text()).toContain('Order ID not found');
});

test('the catalogue is suggested first, before what was sold under other names', async () => {
  const { dana, mia } = desk;
  await addOrder(desk, { service: 'Avatar' });
  const offered = async (typed?: string) =>
    (await dana.autocomplete('addorder', { service: typed }, 'service')).map(({ value }) => value);
  expect(await offered()).toEqual(['Logo', 'Website Development', 'Avatar', 'Logos']);
  expect(await offered('lo')).toEqual(['Logo', 'Logos', 'lo']);
  expect(await offered('dev')).toEqual(['Website Development', 'dev']);
  expect(await dana.autocomplete('service edit', { name: 'web' }, 'name')).toEqual([
    { name: 'Website Development', value: 'Website Development' },
  ]);
  expect(await mia.autocomplete('service edit', { name: 'web' }, 'name')).toEqual([]);
});

test('an edit changes what was given, for later orders only', async () => {
  const { dana, guild } = desk;
  const answer = await dana.slash('service edit', { name: 'logo', clear: 'both', payout: 'server' });
  expect(answer.text()).toBe(
    [
      '✅ Logo is changed.',
      'Orders recorded from now on follow it; earlier ones stay as they are.',
      'Advertiser nobody · Team none',
      'No screenshot is needed: staff complete its orders.',
      'Payout (as the server says): 10 % fee. Of $100.00, the booster gets $90.00, the platform $10.00.',
    ].join('\n'),
  );
  expect(await lastRecord()).toMatchObject({ serviceId: serviceIdOf('logo'), by: dana.id });
  expect(Object.keys((await lastRecord())?.from ?? {}).sort()).toEqual([
    'advertiserId',
    'payoutPolicy',
    'teamId',
  ]);
  expect((await lastRecord())?.to).toEqual({});
  expect((await desk.orderly.store.get(orders.path(guild.id, 'LOGO-1')))?.advertiserId).toBeDefined();
  const nothing = await dana.slash('service edit', { name: 'logo' });
  expect(nothing.text()).toMatch(
    /^Logo stays as it is\.\nGive an option of \/service edit to change something\./,
  );
});

test('a long catalogue is paged by name', async () => {
  const { dana } = desk;
  for (let count = 10; count < 20; count += 1) await dana.slash('service add', { name: `Pack ${count}` });
  const list = await dana.slash('service list');
  expect(list.content).toBe('Catalogue · 12 services');
  const names = () =>
    (list.embeds[0]?.description ?? '').split('\n').map((line) => /\*\*(.+?)\*\*/.exec(line)?.[1]);
  expect(names()).toEqual(['Logo', ...Array.from({ length: 9 }, (_, index) => `Pack ${index + 10}`)]);
  await dana.click(list, 'Next');
  expect(names()).toEqual(['Pack 19', 'Website Development']);
  expect(list.labels).toEqual([]);
  expect(list.text()).toContain('**Website Development** · @eve · @Red · screenshot · server’s payout');
});

test('removing asks first, naming what is lost, and leaves the orders alone', async () => {
  const { dana, guild } = desk;
  const kept = await dana.click(await dana.slash('service remove', { name: 'LOGO' }), 'No, keep it');
  expect(kept.text()).toBe('✅ Nothing was changed.');
  expect(await stored('logo')).toBeDefined();
  const question = await dana.slash('service remove', { name: 'LOGO' });
  expect(question.text()).toMatch(
    /^⚠️ Take Logo out of the catalogue\?\n.* is lost\. Orders recorded from it stay/,
  );
  const removed = await dana.click(question, 'Yes, remove it');
  expect(removed.text()).toBe('✅ Logo is no longer in the catalogue.\nAdd it again with /service add.');
  expect(await stored('logo')).toBeUndefined();
  expect(await lastRecord()).toMatchObject({ from: { name: 'Logo' }, to: {} });
  expect((await desk.orderly.store.get(orders.path(guild.id, 'LOGO-1')))?.serviceId).toBe(
    serviceIdOf('logo'),
  );
});

test('only staff keep the catalogue', async () => {
  const { dana, mia } = desk;
  for (const [subcommand, values] of [
    ['add', { name: 'Mine' }],
    ['edit', { name: 'Website Development', payout: 'worker' }],
    ['remove', { name: 'Website Development' }],
    ['list', {}],
  ] as const) {
    const answer = await mia.slash(`service ${subcommand}`, values);
    expect(answer.text()).toBe(denied);
    expect(answer.ephemeral).toBe(true);
  }
  const question = await dana.slash('service remove', { name: 'Website Development' });
  const button = question.buttons[0]?.custom_id ?? '';
  expect(await forgePress(desk, mia, button, question)).toBe(denied);
  expect(await stored('Website Development')).toBeDefined();
  expect(await stored('Mine')).toBeUndefined();
});
