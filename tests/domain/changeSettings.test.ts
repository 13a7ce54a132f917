import { describe, expect, test } from 'vitest';
import { changeSettings, type SettingsChange } from '../../src/domain/changeSettings.ts';
import { currencyCode } from '../../src/domain/money.ts';
import { marketplacePayoutPolicy } from '../../src/domain/payout.ts';
import { defaultSettings, type Settings, settingsSchema } from '../../src/domain/settings.ts';
import { settingsEventOf } from '../../src/domain/settingsEvent.ts';
import { timeOfDay, timeZonesLike } from '../../src/domain/timeZones.ts';
import { anOccasion, at, dana, guildId } from '../support/anOrder.ts';

const gold = currencyCode('Gold');
const silver = currencyCode('Silver');
const many = Array.from({ length: 20 }, (_, index) => currencyCode(`Coin ${'abcdefghijklmnopqrst'[index]}`));

describe('a change of the settings', () => {
  test.each<[SettingsChange, Partial<Settings>]>([
    [{ kind: 'roles', field: 'adminRoleIds', roleIds: ['1', '2'] }, { adminRoleIds: ['1', '2'] }],
    [{ kind: 'roles', field: 'boosterRoleIds', roleIds: [] }, { boosterRoleIds: [] }],
    [{ kind: 'channels', field: 'reviewChannelId', channelIds: ['7'] }, { reviewChannelId: '7' }],
    [{ kind: 'channels', field: 'orderLogChannelId', channelIds: [] }, { orderLogChannelId: undefined }],
    [
      { kind: 'channels', field: 'ticketCategoryIds', channelIds: ['7', '8'] },
      { ticketCategoryIds: ['7', '8'] },
    ],
    [{ kind: 'money', defaultCurrency: '€' }, { defaultCurrency: currencyCode('EUR') }],
    [{ kind: 'money', addCurrency: ' Silver ' }, { customCurrencies: [gold, silver] }],
    [{ kind: 'money', addCurrency: 'gold' }, { customCurrencies: [gold] }],
    [{ kind: 'money', removeCurrency: 'GOLD' }, { customCurrencies: [] }],
    [
      { kind: 'money', addCurrency: 'Silver', defaultCurrency: 'silver', removeCurrency: 'Gold' },
      { customCurrencies: [silver], defaultCurrency: silver },
    ],
    [{ kind: 'payout', payout: { preset: 'marketplace' } }, { payoutPolicy: marketplacePayoutPolicy }],
    [{ kind: 'payments', patience: {}, topUps: true }, { topUps: true }],
    [{ kind: 'payments', patience: {}, withdrawals: true, topUps: false }, { withdrawals: true }],
    [
      { kind: 'payments', patience: { waitHours: 720, reminders: '2d, 12h and 36' } },
      { paymentPatience: { waitHours: 720, reminderHours: [12, 36, 48] } },
    ],
    [
      { kind: 'payments', patience: { waitHours: 48 } },
      { paymentPatience: { waitHours: 48, reminderHours: [24] } },
    ],
    [
      { kind: 'payments', patience: { reminders: 'None' } },
      { paymentPatience: { waitHours: 72, reminderHours: [] } },
    ],
    [{ kind: 'general', timeZone: 'europe/berlin' }, { timeZone: 'Europe/Berlin' }],
    [{ kind: 'general', timeZone: 'New York' }, { timeZone: 'America/New_York' }],
    [{ kind: 'general', workerTitle: '  VIP   Pilot ' }, { workerTitle: 'VIP Pilot' }],
    [{ kind: 'general', workerTitle: 'booster' }, { workerTitle: undefined }],
    [{ kind: 'general', retentionDays: 1 }, { retentionDays: 1 }],
    [{ kind: 'general', retentionDays: 365 }, { retentionDays: 365 }],
  ])('%o', (change, expected) => {
    const result = changeSettings(defaultSettings, change, guildId);
    expect(result).toEqual({ ok: true, value: { ...defaultSettings, ...expected } });
    if (result.ok) expect(settingsSchema.safeParse(result.value).success).toBe(true);
  });

  test.each<[SettingsChange, unknown]>([
    [{ kind: 'roles', field: 'adminRoleIds', roleIds: ['1', guildId] }, { code: 'role-is-everyone' }],
    ...[0, 721, 1.5].map((waitHours): [SettingsChange, unknown] => [
      { kind: 'payments', patience: { waitHours } },
      { code: 'payment-wait-out-of-range', least: 1, most: 720 },
    ]),
    ...['often', '0h', '1h, 2h, 3h, 4h', '', '-1', '2 weeks'].map((reminders): [SettingsChange, unknown] => [
      { kind: 'payments', patience: { reminders } },
      { code: 'reminders-not-understood', typed: reminders, most: 3 },
    ]),
    [
      { kind: 'payments', patience: { reminders: '3d' } },
      { code: 'reminder-too-late', hours: 72, waitHours: 72 },
    ],
    [
      { kind: 'money', defaultCurrency: 'Shells' },
      { code: 'currency-unknown', word: 'Shells' },
    ],
    [
      { kind: 'money', addCurrency: 'Dollar' },
      { code: 'currency-word-taken', typed: 'Dollar', means: 'USD' },
    ],
    [
      { kind: 'money', addCurrency: 'chf' },
      { code: 'currency-word-taken', typed: 'chf', means: 'CHF' },
    ],
    [
      { kind: 'money', addCurrency: 'G0ld' },
      { code: 'currency-name-invalid', typed: 'G0ld' },
    ],
    [
      { kind: 'money', addCurrency: '' },
      { code: 'currency-name-invalid', typed: '' },
    ],
    [
      { kind: 'money', removeCurrency: 'USD' },
      { code: 'currency-not-own', typed: 'USD' },
    ],
    [
      { kind: 'money', defaultCurrency: 'Gold', removeCurrency: 'gold' },
      { code: 'currency-is-default', currency: 'Gold' },
    ],
    [
      { kind: 'payout', payout: { fee: '120%' } },
      { code: 'payout-share-out-of-range', part: 'fee', basisPoints: 12_000 },
    ],
    [
      { kind: 'general', timeZone: 'Atlantis' },
      { code: 'time-zone-unknown', typed: 'Atlantis' },
    ],
    [
      { kind: 'general', workerTitle: '**x**' },
      { code: 'worker-title-invalid', most: 32 },
    ],
    [
      { kind: 'general', workerTitle: 'x'.repeat(33) },
      { code: 'worker-title-invalid', most: 32 },
    ],
    [
      { kind: 'general', retentionDays: 0 },
      { code: 'retention-out-of-range', least: 1, most: 365 },
    ],
    [
      { kind: 'general', retentionDays: 366 },
      { code: 'retention-out-of-range', least: 1, most: 365 },
    ],
    [
      { kind: 'general', retentionDays: 1.5 },
      { code: 'retention-out-of-range', least: 1, most: 365 },
    ],
  ])('%o is refused', (change, refusal) => {
    expect(changeSettings(defaultSettings, change, guildId)).toEqual({ ok: false, refusal });
  });

  test('there are at most 20 currencies of a server’s own', () => {
    const full = { ...defaultSettings, customCurrencies: many };
    expect(changeSettings(full, { kind: 'money', addCurrency: 'Silver' }, guildId)).toEqual({
      ok: false,
      refusal: { code: 'currency-too-many', most: 20 },
    });
    const nearly = { ...full, customCurrencies: many.slice(1) };
    expect(changeSettings(nearly, { kind: 'money', addCurrency: 'Silver' }, guildId).ok).toBe(true);
  });
});

describe('the record of a change', () => {
  test('says who, when, and only what changed, from what to what', () => {
    const before = { ...defaultSettings, reviewChannelId: '7' };
    const after = { ...before, reviewChannelId: undefined, orderLogChannelId: '8', adminRoleIds: ['1'] };
    expect(settingsEventOf(before, after, anOccasion())).toEqual({
      at: at(60),
      by: dana.userId,
      byUsername: 'dana',
      from: { reviewChannelId: '7', adminRoleIds: [] },
      to: { orderLogChannelId: '8', adminRoleIds: ['1'] },
    });
  });

  test('there is none when nothing changed', () => {
    const same = structuredClone(defaultSettings);
    expect(settingsEventOf(defaultSettings, same, anOccasion())).toBeUndefined();
    expect(settingsEventOf({}, { reviewChannelId: undefined }, anOccasion())).toBeUndefined();
  });
});

describe('time zones', () => {
  test.each([
    ['new york', 'America/New_York'],
    ['Europe/Ber', 'Europe/Berlin'],
    ['utc', 'UTC'],
    ['tok', 'Asia/Tokyo'],
  ])('%s finds %s first', (typed, zone) => {
    expect(timeZonesLike(typed)[0]).toBe(zone);
  });

  test('what is no place finds none, and nothing finds all', () => {
    expect(timeZonesLike('atlantis')).toEqual([]);
    expect(timeZonesLike('').length).toBeGreaterThan(400);
  });

  test('the time of day is that of the zone', () => {
    expect(timeOfDay(at(0), 'UTC')).toBe('12:00');
    expect(timeOfDay(at(0), 'Asia/Kolkata')).toBe('17:30');
  });
});
