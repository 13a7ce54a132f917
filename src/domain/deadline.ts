import { Temporal } from 'temporal-polyfill';
import { ok, type Result, refuse } from './result.ts';

/** Why a deadline was not taken, with what is needed to say so. */
export type DeadlineRefusal =
  | { readonly code: 'deadline-not-understood' }
  /** It is now or earlier; `deadline` is how it was read. */
  | { readonly code: 'deadline-past'; readonly deadline: Date }
  | { readonly code: 'deadline-too-far'; readonly mostYears: number };

const mostYears = 5;

const units = { w: 'weeks', d: 'days', h: 'hours' } as const;

/**
 * Reads a deadline as people write it: `3d`, `12h`, `1d 6h`, `2 weeks` from now, `2026-12-01` (the last second of that
 * day) or `2026-12-01 18:00`, in the server's IANA time zone. Throws RangeError when the zone is not one (`isTimeZone` in `timeZones.ts`).
 *
 * When clocks change: weeks and days keep the time of day, so `1d` may last 23 or 25 hours; hours are real hours. A
 * time that the clocks skip (02:30 in spring) is taken as much later as they jump (03:30); of a time that comes twice
 * (02:30 in autumn), the first is meant. A day ends one second before the next begins, whichever way.
 */
export function parseDeadline(
  text: string,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Result<Date, DeadlineRefusal> {
  const start = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  const tidied = text.trim().replace(/\s+/g, ' ').toLowerCase();
  const duration = tidied.length > 64 ? undefined : readDuration(tidied);
  const deadline = duration ? start.add(duration) : readMoment(tidied, timeZone);
  if (deadline === undefined) return refuse({ code: 'deadline-not-understood' });
  if (deadline.epochMilliseconds > start.add({ years: mostYears }).epochMilliseconds)
    return refuse({ code: 'deadline-too-far', mostYears });
  const date = new Date(deadline.epochMilliseconds);
  return date > now ? ok(date) : refuse({ code: 'deadline-past', deadline: date });
}

/** `1d 6h`, `2weeks`, each unit once; undefined when it is something else. */
function readDuration(text: string): Temporal.DurationLike | undefined {
  const whole = /^(?:\d+ ?(?:w|weeks?|d|days?|h|hrs?|hours?) ?)+$/;
  if (!whole.test(text)) return undefined;
  const found = [...text.matchAll(/(\d+) ?([wdh])/g)].map(([, count, letter]) => [
    units[letter as keyof typeof units],
    // Far beyond five years in any unit, and still small enough to calculate with.
    Math.min(Number(count), 100_000),
  ]);
  const duration = Object.fromEntries(found);
  return Object.keys(duration).length === found.length ? duration : undefined;
}

/** `2026-12-01`, `2026-12-01 18:00`, `2026-12-01T18:00`; undefined when it is something else or no real day. */
function readMoment(text: string, timeZone: string): Temporal.ZonedDateTime | undefined {
  const [, day, hour, minute] = /^(\d{4}-\d{2}-\d{2})(?:[ t](\d{1,2}):(\d{2}))?$/.exec(text) ?? [];
  if (day === undefined) return undefined;
  try {
    const date = Temporal.PlainDate.from(day, { overflow: 'reject' });
    if (hour === undefined || minute === undefined)
      return date.add({ days: 1 }).toZonedDateTime(timeZone).subtract({ seconds: 1 });
    const time = Temporal.PlainTime.from(
      { hour: Number(hour), minute: Number(minute) },
      { overflow: 'reject' },
    );
    return date.toPlainDateTime(time).toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
