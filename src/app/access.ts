import {
  type Action,
  type Actor,
  type OrderPeople,
  type Party,
  partiesByOrder,
  partiesByRoles,
  permits,
} from '../domain/permissions.ts';
import { defaultSettings, type Settings } from '../domain/settings.ts';
import { guilds } from '../ports/collections.ts';
import type { Reads } from '../ports/store.ts';

/** What a server has set up, or the defaults. */
export async function readSettings(reads: Reads, guildId: string): Promise<Settings> {
  return (await reads.get(guilds.path(guildId))) ?? defaultSettings;
}

/**
 * What someone is to an order, if that permits the action; undefined if it does not. The server's settings are read
 * only when the order and Discord's own permission don't already permit it, which spares most commands a read.
 */
export async function access(
  reads: Reads,
  action: Action,
  actor: Actor,
  guildId: string,
  order?: OrderPeople,
): Promise<ReadonlySet<Party> | undefined> {
  const byOrder = partiesByOrder(actor, order);
  if (permits(action, byOrder)) return byOrder;
  if (actor.roleIds.length === 0) return undefined;
  const byRoles = partiesByRoles(actor, await readSettings(reads, guildId), order);
  return permits(action, byRoles) ? byRoles : undefined;
}
