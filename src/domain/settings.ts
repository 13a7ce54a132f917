import { z } from 'zod';
import { isTimeZone } from './deadline.ts';
import { type CurrencyCode, currencyCode, isCurrencyCode } from './money.ts';

const ids = z.array(z.string()).default([]);
const currency = z.custom<CurrencyCode>(isCurrencyCode, 'not a currency');

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
  /** How many days after an order's end the pictures of its evidence are deleted. */
  retentionDays: z.number().int().min(1).default(30),
  /** IANA name of the zone in which staff write deadlines. */
  timeZone: z.string().refine(isTimeZone, 'not a time zone').default('UTC'),
});

/** What a server has set up. */
export type Settings = z.infer<typeof settingsSchema>;

/** A server that has set up nothing. */
export const defaultSettings: Settings = settingsSchema.parse({});
