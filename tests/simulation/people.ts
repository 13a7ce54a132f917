import { parseMoney } from '../../src/domain/money.ts';
import type { Actor } from '../../src/domain/permissions.ts';
import { defaultSettings, type Settings } from '../../src/domain/settings.ts';

const person = (digit: number, username: string, about: Partial<Actor> = {}): Actor => ({
  userId: `10000000000000000${digit}`,
  username,
  managesServer: false,
  roleIds: [],
  ...about,
});

/** Those who order; eve does work, too, so that what she earns is spent again. */
export const customers = [person(1, 'mia'), person(2, 'leo'), person(3, 'eve')] as const;
/** Those who do the work. */
export const workers = [person(3, 'eve'), person(4, 'mike')] as const;
/** Staff; kim does work as well, and may not decide on her own. */
export const staff = [
  person(5, 'dana', { managesServer: true }),
  person(6, 'kim', { managesServer: true }),
] as const;
/** Who reviews, and nothing else. */
export const support = person(7, 'rick', { roleIds: ['help'] });
/** All of them. */
export const everyone = [...customers, workers[1], ...staff, support] as const;

/** The servers, with what they have set up: one shares what is earned, and taxes its share. */
export const servers: readonly (readonly [guildId: string, settings: Settings])[] = [
  ['200000000000000001', { ...defaultSettings, supportRoleIds: ['help'] }],
  [
    '200000000000000002',
    {
      ...defaultSettings,
      supportRoleIds: ['help'],
      topUps: true,
      withdrawals: true,
      orderLogChannelId: '300000000000000001',
      reviewChannelId: '300000000000000002',
      payoutPolicy: { fee: { kind: 'percent', basisPoints: 1_234 }, taxBasisPoints: 2_100 },
    },
  ],
];

/** What things cost. */
export const prices = ['$20', '$33.33', '$0.51', '€19.99', '500 Gold'] as const;

for (const price of prices)
  if (!parseMoney(price, defaultSettings).ok) throw new Error(`${price} is no price`);
