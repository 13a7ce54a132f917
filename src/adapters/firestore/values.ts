import { Timestamp } from 'firebase-admin/firestore';
import type { Position } from '../../ports/cursor.ts';

/** A document as Firestore's SDK gives it, its timestamps made Dates. */
export function fromFirestore(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate();
  if (Array.isArray(value)) return value.map(fromFirestore);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fromFirestore(inner)]));
}

/** The value of an order field as a cursor holds it; undefined for what no index may order by. */
export function toCursorValue(value: unknown): Position['value'] | undefined {
  if (value instanceof Timestamp) return value.seconds * 1_000_000 + Math.floor(value.nanoseconds / 1000);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

/** The timestamp of a cursor's microseconds. */
export function timestampAt(microseconds: number): Timestamp {
  const seconds = Math.floor(microseconds / 1_000_000);
  return new Timestamp(seconds, Math.round((microseconds - seconds * 1_000_000) * 1000));
}
