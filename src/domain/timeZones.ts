/** Every time zone the runtime knows, by its IANA name. */
const timeZones: readonly string[] = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];

/** Whether the runtime knows this IANA time zone, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  if (timeZones.includes(name)) return true;
  try {
    // Other spellings and names of before.
    return timeOfDay(new Date(0), name) !== '';
  } catch {
    return false;
  }
}

/** Names of time zones that contain every word typed, whatever the case; first those where a part of the name begins so. */
export function timeZonesLike(typed: string): string[] {
  const words = typed
    .toLowerCase()
    .split(/[\s_/]+/)
    .filter(Boolean);
  const parts = (zone: string) => zone.toLowerCase().split(/[_/]/);
  const begins = (zone: string) => words.every((word) => parts(zone).some((part) => part.startsWith(word)));
  const found = timeZones.filter((zone) => words.every((word) => zone.toLowerCase().includes(word)));
  return [...found.filter(begins), ...found.filter((zone) => !begins(zone))];
}

/** The time zone that was meant, in its proper spelling, or undefined: `europe/berlin`, `Europe/Berlin` and `berlin`. */
export function findTimeZone(typed: string): string | undefined {
  const wanted = typed.trim().toLowerCase().replaceAll(' ', '_');
  const exact = timeZones.find((zone) => zone.toLowerCase() === wanted);
  if (exact !== undefined) return exact;
  const cities = timeZones.filter((zone) => zone.toLowerCase().endsWith(`/${wanted}`));
  return cities.length === 1 ? cities[0] : undefined;
}

/** What a clock in the zone shows, such as `14:05`. Throws RangeError when there is no such zone. */
export function timeOfDay(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at);
}
