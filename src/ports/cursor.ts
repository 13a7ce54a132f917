import type { Cursor, Scalar } from './store.ts';

/** What a cursor holds. Dates are whole microseconds since 1970, since Firestore's timestamps are that fine. */
export interface Position {
  readonly value: string | number | boolean;
  /** Path of the document the page ended at. */
  readonly path: string;
}

/** The cursor that continues beside the document at `path`, which has `value` in the field the query is ordered by. */
export function cursorAt(value: Scalar, path: string): Cursor {
  return cursorOf({ value: value instanceof Date ? value.getTime() * 1000 : value, path });
}

/** Packs a position into a URL-safe string. */
export function cursorOf(position: Position): Cursor {
  return Buffer.from(JSON.stringify([position.value, position.path])).toString('base64url');
}

/** Unpacks a cursor; undefined when it is none. */
export function positionOf(cursor: string): Position | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed) || parsed.length !== 2) return undefined;
  const [value, path]: unknown[] = parsed;
  const isValue = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  // Number.isFinite is true of numbers only, which its type doesn't say.
  return isValue && typeof path === 'string' ? { value: value as Position['value'], path } : undefined;
}
