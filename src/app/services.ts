import type { Actor } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import {
  addService as decideAdd,
  editService as decideEdit,
  type Service,
  type ServiceWish,
  serviceIdOf,
} from '../domain/service.ts';
import type { Settings } from '../domain/settings.ts';
import { settingsEventOf } from '../domain/settingsEvent.ts';
import { isPhrase, searchPrefix } from '../domain/text.ts';
import { services, serviceTerms, settingsEvents } from '../ports/collections.ts';
import type { Filter } from '../ports/store.ts';
import { access, readSettings } from './access.ts';
import type { Desk } from './desk.ts';
import type { Refusal } from './refusal.ts';
import { missingTerms, termsStartingWith } from './serviceTerms.ts';

/** A request of staff about one service of the catalogue. */
export interface ServiceRequest {
  /** The same when Discord delivers the same request twice. */
  readonly operationId: string;
  readonly by: Actor;
  readonly guildId: string;
  readonly serviceId: string;
}

/** A service as it is now (or was, when it was removed), with the settings it is read with. */
export interface ServiceChanged {
  readonly service: Service;
  readonly settings: Settings;
  /** Whether this request changed anything. */
  readonly changed: boolean;
}

/** How many services a page of the catalogue has. */
const pageLength = 10;

/** The most search terms one question to the store may hold. */
const maxTerms = 30;

/** What Discord shows at most. */
const maxSuggestions = 25;

/** Adds a service to the catalogue; refused when there is one of that name, whatever the case. Staff only. */
export function addService(
  desk: Pick<Desk, 'store' | 'clock'>,
  request: Omit<ServiceRequest, 'serviceId'> & { readonly name: string; readonly wish: ServiceWish },
): Promise<Result<ServiceChanged, Refusal>> {
  const { name, wish, guildId } = request;
  return changeService(desk, { ...request, serviceId: serviceIdOf(name) }, (before, settings) =>
    before === undefined
      ? decideAdd(name, wish, guildId, settings)
      : refuse({ code: 'service-exists', name: before.name }),
  );
}

/** Changes what is said of a service. Orders made before keep what they copied. Staff only. */
export function editService(
  desk: Pick<Desk, 'store' | 'clock'>,
  request: ServiceRequest & { readonly wish: ServiceWish },
): Promise<Result<ServiceChanged, Refusal>> {
  return changeService(desk, request, (before, settings) =>
    before === undefined
      ? refuse({ code: 'service-unknown' })
      : decideEdit(before, request.wish, request.guildId, settings),
  );
}

/** Takes a service out of the catalogue. Orders made from it stay as they are. Staff only. */
export function removeService(
  desk: Pick<Desk, 'store' | 'clock'>,
  request: ServiceRequest,
): Promise<Result<ServiceChanged, Refusal>> {
  return changeService(desk, request, (before) =>
    before === undefined ? refuse({ code: 'service-unknown' }) : ok(undefined),
  );
}

/**
 * The way of every change of the catalogue: may they, was it done already, what does the rule say, commit it with its
 * record. `decide` answers the service as it shall be, or undefined for none.
 */
async function changeService(
  { store, clock }: Pick<Desk, 'store' | 'clock'>,
  { operationId, by, guildId, serviceId }: ServiceRequest,
  decide: (before: Service | undefined, settings: Settings) => Result<Service | undefined, Refusal>,
): Promise<Result<ServiceChanged, Refusal>> {
  const occasion = { operationId, by: { userId: by.userId, username: by.username }, at: clock.now() };
  const path = services.path(guildId, serviceId);
  const record = settingsEvents.path(guildId, operationId);
  return store.transact(async (tx): Promise<Result<ServiceChanged, Refusal>> => {
    if ((await access(tx, 'set up', by, guildId)) === undefined)
      return refuse({ code: 'permission-denied', needs: 'staff' });
    const [settings, before, earlier] = await Promise.all([
      readSettings(tx, guildId),
      tx.get(path),
      tx.get(record),
    ]);
    if (earlier !== undefined && before !== undefined)
      return ok({ service: before, settings, changed: true });
    const decided = decide(before, settings);
    if (!decided.ok) return decided;
    const after = decided.value;
    const event = settingsEventOf(before ?? {}, after ?? {}, occasion, serviceId);
    const service = after ?? before;
    if (service === undefined) return refuse({ code: 'service-unknown' });
    if (event === undefined) return ok({ service, settings, changed: false });
    const newTerms = before === undefined ? await missingTerms(tx, guildId, service.name) : [];
    if (after === undefined) tx.delete(path);
    else tx.put(path, after);
    tx.create(record, event);
    for (const term of newTerms) tx.put(serviceTerms.path(guildId, term), { term, phrase: isPhrase(term) });
    return ok({ service, settings, changed: true });
  });
}

/** The service that a button or a name means, for staff. */
export async function findService(
  { store }: Pick<Desk, 'store'>,
  { by, guildId, serviceId }: Omit<ServiceRequest, 'operationId'>,
): Promise<Result<Service, Refusal>> {
  if ((await access(store, 'set up', by, guildId)) === undefined)
    return refuse({ code: 'permission-denied', needs: 'staff' });
  const service = await store.get(services.path(guildId, serviceId));
  return service === undefined ? refuse({ code: 'service-unknown' }) : ok(service);
}

/** A page of the catalogue, by name. */
export interface Catalogue {
  readonly services: readonly Service[];
  /** How many there are altogether. */
  readonly total: number;
  readonly settings: Settings;
  /** The id of the service to go on after, when there are more. */
  readonly next: string | undefined;
}

/** Lists the catalogue for staff, by name, from `after` on. */
export async function listServices(
  { store }: Pick<Desk, 'store'>,
  request: { readonly by: Actor; readonly guildId: string; readonly after?: string | undefined },
): Promise<Result<Catalogue, Refusal>> {
  const { by, guildId, after } = request;
  if ((await access(store, 'set up', by, guildId)) === undefined)
    return refuse({ code: 'permission-denied', needs: 'staff' });
  const parent = services.parent(guildId);
  const last = after === undefined ? undefined : await store.get(services.path(guildId, after));
  const start: Filter<Service>[] =
    last === undefined ? [] : [{ field: 'nameKey', is: 'after', value: last.nameKey }];
  const [settings, total, page] = await Promise.all([
    readSettings(store, guildId),
    store.count({ from: services, parent, orderBy: { field: 'nameKey', direction: 'ascending' } }),
    store.query({
      from: services,
      parent,
      where: start,
      orderBy: { field: 'nameKey', direction: 'ascending' },
      limit: pageLength,
    }),
  ]);
  const shown = page.docs.map((doc) => doc.data);
  const next = page.next === undefined ? undefined : shown.at(-1)?.serviceId;
  return ok({ services: shown, total, settings, next });
}

/** Services of the catalogue with a word that starts with what was typed, by name; the first ones while nothing is. Staff only. */
export async function suggestCatalogue(
  { store }: Pick<Desk, 'store'>,
  { by, guildId, typed }: { readonly by: Actor; readonly guildId: string; readonly typed: string },
): Promise<Service[]> {
  if ((await access(store, 'set up', by, guildId)) === undefined) return [];
  const prefix = searchPrefix(typed);
  const terms = prefix === '' ? [] : await termsStartingWith(store, guildId, prefix, maxTerms);
  if (terms.length === 0 && typed.trim() !== '') return [];
  const page = await store.query({
    from: services,
    parent: services.parent(guildId),
    where: prefix === '' ? [] : [{ field: 'serviceTerms', is: 'contains', values: terms }],
    orderBy: { field: 'nameKey', direction: 'ascending' },
    limit: maxSuggestions,
  });
  return page.docs.map((doc) => doc.data);
}
