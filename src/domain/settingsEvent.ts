import { z } from 'zod';
import type { Occasion } from './order.ts';

/**
 * One change of what a server has set up, or of its catalogue, as stored at `guilds/{guildId}/settingsEvents/{operationId}`.
 * Never changed, never deleted.
 */
export const settingsEventSchema = z.looseObject({
  at: z.date(),
  by: z.string(),
  byUsername: z.string(),
  /** The catalogue entry that was changed; left out where it was the server's settings. */
  serviceId: z.string().optional(),
  /** The fields that changed, as they were and as they are; a field that is missing was not set. */
  from: z.looseObject({}),
  to: z.looseObject({}),
});

/** One change of what a server has set up: who, when, from, to. */
export type SettingsEvent = z.infer<typeof settingsEventSchema>;

/** What changed between two documents, with who did it and when; undefined when nothing did. */
export function settingsEventOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  { by, at }: Occasion,
  serviceId?: string,
): SettingsEvent | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (changed.length === 0) return undefined;
  return {
    at,
    by: by.userId,
    byUsername: by.username,
    ...(serviceId === undefined ? {} : { serviceId }),
    from: fieldsOf(before, changed),
    to: fieldsOf(after, changed),
  };
}

function fieldsOf(document: Readonly<Record<string, unknown>>, names: readonly string[]) {
  const present = names.filter((name) => document[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, document[name]]));
}
