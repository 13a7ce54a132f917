import { z } from 'zod';
import { ok, type Result, refuse } from './result.ts';

/** How long a payment may be waited for, in hours, and how often its payer may be reminded. */
export const patienceRange = { leastHours: 1, mostHours: 30 * 24, mostReminders: 3 } as const;

const hours = z.number().int().min(patienceRange.leastHours).max(patienceRange.mostHours);

/**
 * When the payer of a due payment is reminded, and when waiting for it ends, in hours after it was due. A payment keeps
 * what held when it was asked for, so that whoever looks at it by the clock needs nothing else.
 */
export const patienceSchema = z.object({
  /** Ascending, all before the end; empty when nobody is reminded. */
  reminderHours: z.array(hours).max(patienceRange.mostReminders),
  waitHours: hours,
});

/** When the payer of a due payment is reminded, and when waiting for it ends. */
export type Patience = z.infer<typeof patienceSchema>;

/** What holds where nobody said otherwise. */
export const defaultPatience: Patience = { reminderHours: [24, 48], waitHours: 72 };

/** What staff ask for; what is left out stays. */
export interface PatienceWish {
  readonly waitHours?: number | undefined;
  /** As they typed it: `24h, 2d`, or `none`. */
  readonly reminders?: string | undefined;
}

/** Why that is not taken. */
export type PatienceRefusal =
  | { readonly code: 'payment-wait-out-of-range'; readonly least: number; readonly most: number }
  | { readonly code: 'reminders-not-understood'; readonly typed: string; readonly most: number }
  /** Nobody would be waiting any more when it comes. */
  | { readonly code: 'reminder-too-late'; readonly hours: number; readonly waitHours: number };

/**
 * Reads what staff ask for. Reminders that are asked for must come before the end of waiting; those that were there are
 * left out where a shorter wait passes over them.
 */
export function readPatience(wish: PatienceWish, before: Patience): Result<Patience, PatienceRefusal> {
  const { leastHours: least, mostHours: most } = patienceRange;
  const waitHours = wish.waitHours ?? before.waitHours;
  if (!Number.isInteger(waitHours) || waitHours < least || waitHours > most)
    return refuse({ code: 'payment-wait-out-of-range', least, most });
  if (wish.reminders === undefined)
    return ok({ waitHours, reminderHours: before.reminderHours.filter((hour) => hour < waitHours) });
  const reminderHours = readHours(wish.reminders);
  if (reminderHours === undefined)
    return refuse({
      code: 'reminders-not-understood',
      typed: wish.reminders,
      most: patienceRange.mostReminders,
    });
  const late = reminderHours.find((hour) => hour >= waitHours);
  if (late !== undefined) return refuse({ code: 'reminder-too-late', hours: late, waitHours });
  return ok({ waitHours, reminderHours });
}

/** `24`, `24h`, `1d, 2d`, `12h and 36h`; none for nothing. Undefined when it can't be read. */
function readHours(typed: string): number[] | undefined {
  const text = typed.trim().toLowerCase();
  if (/^(?:none|never|off|no)$/.test(text)) return [];
  const words = text.split(/\s*(?:,|;|&|\band\b)\s*|\s+(?=\d)/);
  const read = words.map((word) => {
    const [, count, unit = 'h'] = /^(\d{1,4}) ?(h|hours?|d|days?)?$/.exec(word) ?? [];
    return count === undefined ? 0 : Number(count) * (unit.startsWith('d') ? 24 : 1);
  });
  const hoursRead = [...new Set(read)].sort((one, other) => one - other);
  const isFine = hoursRead.length <= patienceRange.mostReminders && !hoursRead.includes(0);
  return isFine ? hoursRead : undefined;
}
