import { z } from 'zod';
import { type CurrencyCode, currencyCode, isCurrencyCode } from './money.ts';
import { defaultPatience, patienceSchema } from './patience.ts';
import { defaultPayoutPolicy, payoutPolicySchema } from './payout.ts';
import { isTimeZone } from './timeZones.ts';

const ids = z.array(z.string()).default([]);
const currency = z.custom<CurrencyCode>(isCurrencyCode, 'not a currency');

/** How many days evidence is kept after its order ended: at least, at most. */
export const retentionDaysRange = { least: 1, most: 365 } as const;

/** What a server has set up, as stored at `guilds/{guildId}`; every field has a default, so that nothing need be set up. */
export const settingsSchema = z.looseObject({
  adminRoleIds: ids,
  supportRoleIds: ids,
  advertiserRoleIds: ids,
  teamAdvertiserRoleIds: ids,
  boosterRoleIds: ids,
  /** Channels under these categories are tickets. */
  ticketCategoryIds: ids,
  orderLogChannelId: z.string().optional(),
  /** Where reviewers find what waits for them. */
  reviewChannelId: z.string().optional(),
  /** What an amount without a currency is in. */
  defaultCurrency: currency.default(currencyCode('USD')),
  /** The server's own currencies, which have no decimals. */
  customCurrencies: z.array(currency).default([currencyCode('Gold')]),
  /** IANA name of the zone in which staff write deadlines. */
  timeZone: z.string().refine(isTimeZone, 'not a time zone').default('UTC'),
  /** What those who do the work are called here; undefined where the workflow's own title serves. */
  workerTitle: z.string().optional(),
  /** How many days after an order's end the pictures of its evidence are deleted. */
  retentionDays: z.number().int().min(retentionDaysRange.least).max(retentionDaysRange.most).default(30),
  /** How holds are shared out, unless the service says otherwise. */
  payoutPolicy: payoutPolicySchema.default(defaultPayoutPolicy),
  /** Whether people may add money to their wallets, and have it paid out: both are for the server's owner to answer for. */
  topUps: z.boolean().default(false),
  withdrawals: z.boolean().default(false),
  /** How long payments asked for from now on are waited for. */
  paymentPatience: patienceSchema.default(defaultPatience),
});

/** What a server has set up. */
export type Settings = z.infer<typeof settingsSchema>;

/** A server that has set up nothing. */
export const defaultSettings: Settings = settingsSchema.parse({});

/** The settings that hold the roles of one kind. */
export const roleFields = [
  'adminRoleIds',
  'supportRoleIds',
  'advertiserRoleIds',
  'teamAdvertiserRoleIds',
  'boosterRoleIds',
] as const;

/** A setting that holds roles. */
export type RoleField = (typeof roleFields)[number];

/** The settings that hold places the bot writes in. */
export const channelFields = ['reviewChannelId', 'orderLogChannelId', 'ticketCategoryIds'] as const;

/** A setting that holds places the bot writes in. */
export type ChannelField = (typeof channelFields)[number];
