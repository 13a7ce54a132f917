import { Misfit } from '../../ports/store.ts';

/** Firestore's limit for one document, in bytes as Firestore counts them. */
const largestBytes = 1_048_576;
const deepestLevel = 20;

const byteLength = (text: string): number => Buffer.byteLength(text) + 1;

/**
 * A copy of a document that every engine stores alike: undefined fields dropped, lone surrogates replaced, -0 made 0.
 * Throws Misfit on what some engine can't keep: NaN, an invalid date, an array in an array, a class instance,
 * a document over 1 MiB or nested deeper than 20.
 */
export function sanitise(path: string, document: unknown): Record<string, unknown> {
  let bytes = byteLength(path) + 32;
  const fail = (field: string, why: string) => new Misfit(path, field, why);

  const copy = (value: unknown, field: string, level: number, isInArray: boolean): unknown => {
    if (level > deepestLevel) throw fail(field, `nested deeper than ${deepestLevel}`);
    switch (typeof value) {
      case 'string': {
        const text = value.toWellFormed();
        bytes += byteLength(text);
        return text;
      }
      case 'number':
        if (!Number.isFinite(value)) throw fail(field, `${value} can't be stored`);
        bytes += 8;
        return value === 0 ? 0 : value;
      case 'boolean':
        bytes += 1;
        return value;
      case 'object':
        break;
      default:
        throw fail(field, `a ${typeof value} can't be stored`);
    }
    if (value === null) {
      bytes += 1;
      return null;
    }
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) throw fail(field, 'an invalid date');
      bytes += 8;
      return new Date(value);
    }
    if (Array.isArray(value)) {
      if (isInArray) throw fail(field, 'an array in an array');
      return value.map((item, at) => copy(item, `${field}[${at}]`, level + 1, true));
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw fail(field, `a ${value.constructor.name} can't be stored`);
    const fields: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(value)) {
      if (inner === undefined) continue;
      const key = name.toWellFormed();
      const place = field === '' ? key : `${field}.${key}`;
      if (key === '' || /^__.*__$/.test(key)) throw fail(place, 'not usable as a field name');
      bytes += byteLength(key);
      fields[key] = copy(inner, place, level + 1, false);
    }
    return fields;
  };

  const copied = copy(document, '', 0, false);
  if (typeof copied !== 'object' || copied === null || Array.isArray(copied) || copied instanceof Date)
    throw fail('', 'not an object');
  if (bytes > largestBytes) throw fail('', `${bytes} bytes are more than the ${largestBytes} that fit`);
  // Just made above from the entries of an object.
  return copied as Record<string, unknown>;
}
