import { changeSettings as decide, type SettingsChange } from '../domain/changeSettings.ts';
import type { Actor } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import type { Settings } from '../domain/settings.ts';
import { type SettingsEvent, settingsEventOf } from '../domain/settingsEvent.ts';
import { guilds, settingsEvents } from '../ports/collections.ts';
import { access, readSettings } from './access.ts';
import type { Desk } from './desk.ts';
import type { Refusal } from './refusal.ts';

/** What a server has set up, and who changed it last. */
export interface Setup {
  readonly settings: Settings;
  readonly lastChange: SettingsEvent | undefined;
}

/** Shows staff what is in force. */
export async function readSetup(
  { store }: Pick<Desk, 'store'>,
  { by, guildId }: { readonly by: Actor; readonly guildId: string },
): Promise<Result<Setup, Refusal>> {
  if ((await access(store, 'set up', by, guildId)) === undefined)
    return refuse({ code: 'permission-denied', needs: 'staff' });
  const [settings, changes] = await Promise.all([
    readSettings(store, guildId),
    store.query({
      from: settingsEvents,
      parent: settingsEvents.parent(guildId),
      orderBy: { field: 'at', direction: 'descending' },
      limit: 1,
    }),
  ]);
  return ok({ settings, lastChange: changes.docs[0]?.data });
}

/** The settings now in force; `changed` says whether this request changed any of them. */
export interface SettingsChanged {
  readonly settings: Settings;
  readonly changed: boolean;
}

/** Changes a server's settings and writes who did it when, from what to what, in one commit. Staff only. */
export async function changeSettings(
  { store, clock }: Pick<Desk, 'store' | 'clock'>,
  request: {
    /** The same when Discord delivers the same request twice. */
    readonly operationId: string;
    readonly by: Actor;
    readonly guildId: string;
    readonly change: SettingsChange;
  },
): Promise<Result<SettingsChanged, Refusal>> {
  const { operationId, by, guildId } = request;
  const occasion = { operationId, by: { userId: by.userId, username: by.username }, at: clock.now() };
  return store.transact(async (tx) => {
    if ((await access(tx, 'set up', by, guildId)) === undefined)
      return refuse({ code: 'permission-denied' as const, needs: 'staff' as const });
    const record = settingsEvents.path(guildId, operationId);
    const [before, earlier] = await Promise.all([readSettings(tx, guildId), tx.get(record)]);
    if (earlier !== undefined) return ok({ settings: before, changed: true });
    const decided = decide(before, request.change, guildId);
    if (!decided.ok) return decided;
    const event = settingsEventOf(before, decided.value, occasion);
    if (event === undefined) return ok({ settings: before, changed: false });
    tx.put(guilds.path(guildId), decided.value);
    tx.create(record, event);
    return ok({ settings: decided.value, changed: true });
  });
}
