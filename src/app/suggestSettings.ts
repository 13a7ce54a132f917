import { isoExponents } from '../domain/currencies.ts';
import type { CurrencyCode } from '../domain/money.ts';
import type { Actor } from '../domain/permissions.ts';
import { access, readSettings } from './access.ts';
import type { Desk } from './desk.ts';

/** What Discord shows at most. */
const maxSuggestions = 25;

/** What people reach for most, first while nothing is typed. */
const usual = ['USD', 'EUR', 'GBP', 'CAD', 'AUD', 'INR', 'BRL', 'JPY'];

const names = new Intl.DisplayNames('en', { type: 'currency' });

/** A currency as a suggestion; a server's own has no further name. */
export interface CurrencyFound {
  readonly currency: CurrencyCode;
  readonly name: string | undefined;
}

/** The server's own currencies, or these and all of ISO 4217, by code or name. Staff only. */
export async function suggestCurrencies(
  { store }: Pick<Desk, 'store'>,
  request: {
    readonly by: Actor;
    readonly guildId: string;
    readonly among: 'own' | 'all';
    readonly typed: string;
  },
): Promise<CurrencyFound[]> {
  const { by, guildId, among } = request;
  if ((await access(store, 'set up', by, guildId)) === undefined) return [];
  const { customCurrencies } = await readSettings(store, guildId);
  const own = customCurrencies.map((currency): CurrencyFound => ({ currency, name: undefined }));
  const typed = request.typed.trim().toLowerCase();
  const rank = (code: string) => (usual.includes(code) ? usual.indexOf(code) : usual.length);
  const iso = [...isoExponents.keys()]
    .map((currency): CurrencyFound => ({ currency, name: names.of(currency) }))
    .sort((one, other) => rank(one.currency) - rank(other.currency));
  return (among === 'own' ? own : [...own, ...iso])
    .filter(({ currency, name }) => `${currency} ${name ?? ''}`.toLowerCase().includes(typed))
    .slice(0, maxSuggestions);
}
