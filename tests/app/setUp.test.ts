import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Desk } from '../../src/app/desk.ts';
import { addService, listServices, removeService, suggestCatalogue } from '../../src/app/services.ts';
import { changeSettings, readSetup } from '../../src/app/setUp.ts';
import type { SettingsChange } from '../../src/domain/changeSettings.ts';
import type { Actor } from '../../src/domain/permissions.ts';
import { serviceIdOf } from '../../src/domain/service.ts';
import { collections, settingsEvents } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { at, dana, guildId, mia } from '../support/anOrder.ts';

const staff = { ...dana, managesServer: true, roleIds: [] };
const stranger = { ...mia, managesServer: false, roleIds: ['9'] };

describe.each([
  ['SQLite', freshSqlitePlace],
  ['Firestore', freshInProcessFirestore],
])('what a server has set up, in %s', (_, freshPlace) => {
  let store: Store;
  let desk: Pick<Desk, 'store' | 'clock'>;
  let dispose: () => Promise<void>;
  let seconds: number;

  beforeEach(async () => {
    const place = await freshPlace();
    store = await place.open(collections);
    seconds = 0;
    const now = () => {
      seconds += 1;
      return at(seconds);
    };
    desk = { store, clock: { now } };
    dispose = place.dispose;
  });
  afterEach(() => dispose());

  const change = (operationId: string, wanted: SettingsChange, by: Actor = staff) =>
    changeSettings(desk, { operationId, by, guildId, change: wanted });
  const add = (operationId: string, name: string) =>
    addService(desk, { operationId, by: staff, guildId, name, wish: { payout: 'marketplace' } });

  async function records() {
    const page = await store.query({
      from: settingsEvents,
      parent: settingsEvents.parent(guildId),
      orderBy: { field: 'at', direction: 'descending' },
      limit: 50,
    });
    return page.docs.map(({ data }) => data);
  }

  test('a change and its record stand or fall together, and the same request twice is one change', async () => {
    const pick = { kind: 'channels', field: 'orderLogChannelId', channelIds: ['7'] } as const;
    expect(await change('1', pick)).toMatchObject({ ok: true, value: { changed: true } });
    await change('2', { kind: 'channels', field: 'orderLogChannelId', channelIds: ['8'] });
    // Delivered again after someone changed it: it must not come back.
    await change('1', pick);
    const setup = await readSetup(desk, { by: staff, guildId });
    expect(setup).toMatchObject({
      value: { settings: { orderLogChannelId: '8' }, lastChange: { to: { orderLogChannelId: '8' } } },
    });
    expect(await records()).toMatchObject([
      {
        by: dana.userId,
        byUsername: 'dana',
        from: { orderLogChannelId: '7' },
        to: { orderLogChannelId: '8' },
      },
      { from: {}, to: { orderLogChannelId: '7' } },
    ]);
  });

  test('two who change different things at once both get their way', async () => {
    await Promise.all([
      change('1', { kind: 'roles', field: 'adminRoleIds', roleIds: ['1'] }),
      change('2', { kind: 'payout', payout: { preset: 'marketplace' } }),
      change('3', { kind: 'general', timeZone: 'Asia/Tokyo', workerTitle: 'Pilot' }),
    ]);
    const setup = await readSetup(desk, { by: staff, guildId });
    expect(setup).toMatchObject({
      value: {
        settings: {
          adminRoleIds: ['1'],
          payoutPolicy: { taxBasisPoints: 1500 },
          timeZone: 'Asia/Tokyo',
          workerTitle: 'Pilot',
        },
      },
    });
    expect(await records()).toHaveLength(3);
  });

  test('of two services of one name only one is added', async () => {
    const results = await Promise.all([add('1', 'Logo'), add('2', 'LOGO')]);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(results.find((result) => !result.ok)).toMatchObject({ refusal: { code: 'service-exists' } });
    expect(await records()).toHaveLength(1);
  });

  test('the catalogue is listed by name, found by any word, and forgets what is removed', async () => {
    for (const [index, name] of ['website', 'Avatar', 'Discord Bot'].entries()) await add(`${index}`, name);
    const listed = await listServices(desk, { by: staff, guildId });
    expect(listed).toMatchObject({ value: { total: 3, next: undefined } });
    expect(listed.ok && listed.value.services.map(({ name }) => name)).toEqual([
      'Avatar',
      'Discord Bot',
      'website',
    ]);
    const find = async (typed: string) =>
      (await suggestCatalogue(desk, { by: staff, guildId, typed })).map(({ name }) => name);
    expect(await find('bo')).toEqual(['Discord Bot']);
    expect(await find('discord b')).toEqual(['Discord Bot']);
    expect(await find('nothing')).toEqual([]);
    expect(await find('***')).toEqual([]);
    const serviceId = serviceIdOf('discord bot');
    expect(await removeService(desk, { operationId: '9', by: staff, guildId, serviceId })).toMatchObject({
      ok: true,
    });
    expect(await find('')).toEqual(['Avatar', 'website']);
  });

  test('strangers can neither see nor change it', async () => {
    const denied = { ok: false, refusal: { code: 'permission-denied', needs: 'staff' } };
    expect(await change('1', { kind: 'payout', payout: { preset: 'marketplace' } }, stranger)).toEqual(
      denied,
    );
    expect(await readSetup(desk, { by: stranger, guildId })).toEqual(denied);
    expect(await listServices(desk, { by: stranger, guildId })).toEqual(denied);
    expect(await suggestCatalogue(desk, { by: stranger, guildId, typed: '' })).toEqual([]);
    expect(await records()).toEqual([]);
  });
});
