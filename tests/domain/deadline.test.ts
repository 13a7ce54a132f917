import { describe, expect, test } from 'vitest';
import { parseDeadline } from '../../src/domain/deadline.ts';
import { isTimeZone } from '../../src/domain/timeZones.ts';

const now = new Date('2026-11-21T10:00:00Z');
const berlin = 'Europe/Berlin';

/** The deadline in UTC to the second, or the refusal's code. */
function read(text: string, from: Date = now, timeZone: string = berlin): string {
  const result = parseDeadline(text, { now: from, timeZone });
  return result.ok ? result.value.toISOString().replace('.000Z', 'Z') : result.refusal.code;
}

describe('deadlines as people write them', () => {
  test.each([
    ['3d', '2026-11-24T10:00:00Z'],
    ['3 days', '2026-11-24T10:00:00Z'],
    ['12h', '2026-11-21T22:00:00Z'],
    ['1 hour', '2026-11-21T11:00:00Z'],
    ['2hrs', '2026-11-21T12:00:00Z'],
    ['2w', '2026-12-05T10:00:00Z'],
    ['1 week 1 day', '2026-11-29T10:00:00Z'],
    ['1d 6h', '2026-11-22T16:00:00Z'],
    ['1D6H', '2026-11-22T16:00:00Z'],
    ['  1d\u00a06h ', '2026-11-22T16:00:00Z'],
    ['2026-12-01', '2026-12-01T22:59:59Z'],
    ['2026-11-21', '2026-11-21T22:59:59Z'],
    ['2026-12-01 18:00', '2026-12-01T17:00:00Z'],
    ['2026-12-01T18:00', '2026-12-01T17:00:00Z'],
    ['2026-12-01 9:05', '2026-12-01T08:05:00Z'],
    ['2028-02-29', '2028-02-29T22:59:59Z'],
    ['260w', '2031-11-15T10:00:00Z'],
  ])('%j is %s', (text, expected) => expect(read(text)).toBe(expected));

  test('the same words mean another moment in another zone', () => {
    expect(read('2026-12-01 18:00', now, 'America/New_York')).toBe('2026-12-01T23:00:00Z');
    expect(read('2026-12-01', now, 'Asia/Kathmandu')).toBe('2026-12-01T18:14:59Z');
    expect(read('2026-12-01', now, 'UTC')).toBe('2026-12-01T23:59:59Z');
  });
});

describe('when the clocks change', () => {
  // Berlin: 2027-03-28 02:00 becomes 03:00; 2027-10-31 03:00 becomes 02:00 again.
  test.each([
    ['a skipped time is taken later', '2027-03-28 02:30', '2027-03-28T01:30:00Z'],
    ['of a repeated time the first is meant', '2027-10-31 02:30', '2027-10-31T00:30:00Z'],
    ['the short day ends at its end', '2027-03-28', '2027-03-28T21:59:59Z'],
    ['the long day ends at its end', '2027-10-31', '2027-10-31T22:59:59Z'],
  ])('%s', (_, text, expected) => expect(read(text)).toBe(expected));

  test('days keep the time of day, hours are real hours', () => {
    const evening = new Date('2027-03-27T17:00:00Z'); // 18:00 in Berlin, the night before
    expect(read('1d', evening)).toBe('2027-03-28T16:00:00Z'); // 18:00 again, 23 hours later
    expect(read('24h', evening)).toBe('2027-03-28T17:00:00Z');
  });

  test('a day whose midnight is skipped or repeated still ends where the next begins', () => {
    // Beirut skips 00:00 to 01:00 on 2027-03-28, and repeats 23:00 to 24:00 on 2027-10-30.
    expect(read('2027-03-27', now, 'Asia/Beirut')).toBe('2027-03-27T21:59:59Z');
    expect(read('2027-10-30', now, 'Asia/Beirut')).toBe('2027-10-30T21:59:59Z');
  });
});

describe('deadlines that are refused', () => {
  test.each([
    ['0d', 'deadline-past'],
    ['2026-11-20', 'deadline-past'],
    ['2026-11-21 11:00', 'deadline-past'], // now, to the second
    ['0001-01-01', 'deadline-past'],
    ['2031-11-22', 'deadline-too-far'],
    ['261w', 'deadline-too-far'],
    ['99999999999999999999d', 'deadline-too-far'],
    ['9999-12-31', 'deadline-too-far'],
    ['', 'deadline-not-understood'],
    ['soon', 'deadline-not-understood'],
    ['3', 'deadline-not-understood'],
    ['3m', 'deadline-not-understood'],
    ['-3d', 'deadline-not-understood'],
    ['1.5d', 'deadline-not-understood'],
    ['1d 2d', 'deadline-not-understood'],
    ['1d later', 'deadline-not-understood'],
    ['3days6', 'deadline-not-understood'],
    ['2026-02-30', 'deadline-not-understood'],
    ['2027-02-29', 'deadline-not-understood'],
    ['2026-13-01', 'deadline-not-understood'],
    ['2026-12-01 24:00', 'deadline-not-understood'],
    ['2026-12-01 18:60', 'deadline-not-understood'],
    ['2026-12-01 18', 'deadline-not-understood'],
    ['01.12.2026', 'deadline-not-understood'],
    ['12/01/2026', 'deadline-not-understood'],
    ['３d', 'deadline-not-understood'],
    ['1d '.repeat(100), 'deadline-not-understood'],
    ['9'.repeat(300), 'deadline-not-understood'],
  ])('%j: %s', (text, expected) => expect(read(text)).toBe(expected));

  test('the past is refused with the moment as it was read', () =>
    expect(parseDeadline('2026-11-20 18:00', { now, timeZone: berlin })).toEqual({
      ok: false,
      refusal: { code: 'deadline-past', deadline: new Date('2026-11-20T17:00:00Z') },
    }));
});

test('time zones are those of the IANA list', () => {
  expect(['Europe/Berlin', 'UTC', 'america/new_york'].map(isTimeZone)).toEqual([true, true, true]);
  expect(['', 'Mars/Olympus', 'Berlin', '../etc'].map(isTimeZone)).toEqual([false, false, false, false]);
  expect(() => parseDeadline('1d', { now, timeZone: 'Mars/Olympus' })).toThrow(RangeError);
});
