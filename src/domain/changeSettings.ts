import { currencySigns, isoExponents } from './currencies.ts';
import { type CurrencyCode, findCurrency, isCustomCurrencyName, type ServerCurrencies } from './money.ts';
import { type PatienceRefusal, type PatienceWish, readPatience } from './patience.ts';
import { type PayoutWish, type PayoutWishRefusal, readPayout } from './readPayout.ts';
import { ok, type Result, refuse, unreachable } from './result.ts';
import { type ChannelField, type RoleField, retentionDaysRange, type Settings } from './settings.ts';
import { workflows } from './status.ts';
import { cleanLine } from './text.ts';
import { findTimeZone } from './timeZones.ts';

/** One change of a server's settings, as staff ask for it; what is left out stays. */
export type SettingsChange =
  | { readonly kind: 'roles'; readonly field: RoleField; readonly roleIds: readonly string[] }
  | { readonly kind: 'channels'; readonly field: ChannelField; readonly channelIds: readonly string[] }
  | {
      readonly kind: 'money';
      readonly defaultCurrency?: string | undefined;
      readonly addCurrency?: string | undefined;
      readonly removeCurrency?: string | undefined;
    }
  | { readonly kind: 'payout'; readonly payout: PayoutWish }
  | {
      readonly kind: 'payments';
      readonly topUps?: boolean | undefined;
      readonly withdrawals?: boolean | undefined;
      readonly patience: PatienceWish;
    }
  | {
      readonly kind: 'general';
      readonly timeZone?: string | undefined;
      readonly workerTitle?: string | undefined;
      readonly retentionDays?: number | undefined;
    };

/** Why a setting was not taken. */
export type SettingsRefusal =
  | PayoutWishRefusal
  | PatienceRefusal
  /** Everyone would be staff, or support, or an advertiser. */
  | { readonly code: 'role-is-everyone' }
  | { readonly code: 'currency-name-invalid'; readonly typed: string }
  /** `means` is what amounts with that word are in already. */
  | { readonly code: 'currency-word-taken'; readonly typed: string; readonly means: CurrencyCode }
  | { readonly code: 'currency-too-many'; readonly most: number }
  | { readonly code: 'currency-not-own'; readonly typed: string }
  | { readonly code: 'currency-is-default'; readonly currency: CurrencyCode }
  | { readonly code: 'time-zone-unknown'; readonly typed: string }
  | { readonly code: 'worker-title-invalid'; readonly most: number }
  | { readonly code: 'retention-out-of-range'; readonly least: number; readonly most: number };

/** How many currencies of its own a server can have: as many as Discord can offer. */
const mostCurrencies = 20;

const longestTitle = 32;

/** Changes a server's settings. `guildId` is also the id of the role that everyone has. */
export function changeSettings(
  settings: Settings,
  change: SettingsChange,
  guildId: string,
): Result<Settings, SettingsRefusal> {
  switch (change.kind) {
    case 'roles':
      return change.roleIds.includes(guildId)
        ? refuse({ code: 'role-is-everyone' })
        : ok({ ...settings, [change.field]: [...change.roleIds] });
    case 'channels':
      return ok({
        ...settings,
        [change.field]: change.field === 'ticketCategoryIds' ? [...change.channelIds] : change.channelIds[0],
      });
    case 'money':
      return changeMoney(settings, change);
    case 'payout': {
      const policy = readPayout(change.payout, settings.payoutPolicy, settings);
      return policy.ok ? ok({ ...settings, payoutPolicy: policy.value }) : policy;
    }
    case 'payments': {
      const patience = readPatience(change.patience, settings.paymentPatience);
      if (!patience.ok) return patience;
      const { topUps = settings.topUps, withdrawals = settings.withdrawals } = change;
      return ok({ ...settings, topUps, withdrawals, paymentPatience: patience.value });
    }
    case 'general':
      return changeGeneral(settings, change);
    default:
      return unreachable(change);
  }
}

function changeMoney(
  settings: Settings,
  { defaultCurrency, addCurrency, removeCurrency }: Extract<SettingsChange, { kind: 'money' }>,
): Result<Settings, SettingsRefusal> {
  let currencies: ServerCurrencies = settings;
  if (addCurrency !== undefined) {
    const added = addOwnCurrency(currencies, cleanLine(addCurrency).normalize('NFC'));
    if (!added.ok) return added;
    currencies = { ...currencies, customCurrencies: added.value };
  }
  if (defaultCurrency !== undefined) {
    const found = findCurrency(defaultCurrency, currencies);
    if (found === undefined) return refuse({ code: 'currency-unknown', word: defaultCurrency });
    currencies = { ...currencies, defaultCurrency: found };
  }
  if (removeCurrency !== undefined) {
    const wanted = cleanLine(removeCurrency).toLowerCase();
    const own = currencies.customCurrencies.find((one) => one.toLowerCase() === wanted);
    if (own === undefined) return refuse({ code: 'currency-not-own', typed: removeCurrency });
    if (own === currencies.defaultCurrency) return refuse({ code: 'currency-is-default', currency: own });
    const left = currencies.customCurrencies.filter((one) => one !== own);
    currencies = { ...currencies, customCurrencies: left };
  }
  const { customCurrencies } = currencies;
  return ok({
    ...settings,
    defaultCurrency: currencies.defaultCurrency,
    customCurrencies: [...customCurrencies],
  });
}

function addOwnCurrency(
  { customCurrencies }: ServerCurrencies,
  name: string,
): Result<CurrencyCode[], SettingsRefusal> {
  const wanted = name.toLowerCase();
  if (customCurrencies.some((one) => one.toLowerCase() === wanted)) return ok([...customCurrencies]);
  const means = currencySigns.get(wanted)?.[0] ?? isoCode(name);
  if (means !== undefined) return refuse({ code: 'currency-word-taken', typed: name, means });
  if (!isCustomCurrencyName(name)) return refuse({ code: 'currency-name-invalid', typed: name });
  if (customCurrencies.length >= mostCurrencies)
    return refuse({ code: 'currency-too-many', most: mostCurrencies });
  return ok([...customCurrencies, name]);
}

function isoCode(name: string): CurrencyCode | undefined {
  return [...isoExponents.keys()].find((code) => code === name.toUpperCase());
}

function changeGeneral(
  settings: Settings,
  { timeZone, workerTitle, retentionDays }: Extract<SettingsChange, { kind: 'general' }>,
): Result<Settings, SettingsRefusal> {
  const zone = timeZone === undefined ? settings.timeZone : findTimeZone(timeZone);
  if (zone === undefined) return refuse({ code: 'time-zone-unknown', typed: timeZone ?? '' });
  const title = workerTitle === undefined ? ok(settings.workerTitle) : readTitle(workerTitle);
  if (!title.ok) return title;
  const days = retentionDays ?? settings.retentionDays;
  const { least, most } = retentionDaysRange;
  if (!Number.isInteger(days) || days < least || days > most)
    return refuse({ code: 'retention-out-of-range', least, most });
  return ok({ ...settings, timeZone: zone, workerTitle: title.value, retentionDays: days });
}

/** A title of letters, digits, spaces, apostrophes and hyphens; the workflow's own title counts as none. */
function readTitle(typed: string): Result<string | undefined, SettingsRefusal> {
  const title = cleanLine(typed);
  if (title.length > longestTitle || !/^\p{L}[\p{L}\p{M}\p{N}'’ -]*$/u.test(title))
    return refuse({ code: 'worker-title-invalid', most: longestTitle });
  const isUsual = title.toLowerCase() === workflows.service.workerTitle.toLowerCase();
  return ok(isUsual ? undefined : title);
}
