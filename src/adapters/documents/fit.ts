import { Misfit } from '../../ports/store.ts';
import type { Entry } from './catalogue.ts';
import { sanitise } from './sanitise.ts';

/** Firestore cuts longer values off in its indexes, and would then sort and compare them wrongly. */
const longestIndexedBytes = 1500;

/** Checks what was stored against its collection's schema. Throws Misfit with the path and the first field that is wrong. */
export function fitRead(entry: Entry, path: string, stored: unknown): unknown {
  const result = entry.schema.safeParse(stored);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Misfit(path, issue?.path.join('.') ?? '', issue?.message ?? 'unknown');
}

/** Makes a document ready to be stored: checked against its schema, and sanitised. Throws Misfit. */
export function fitWrite(entry: Entry, path: string, document: unknown): Record<string, unknown> {
  const fitted = sanitise(path, fitRead(entry, path, document));
  for (const [name] of entry.indexed) {
    const value = fitted[name];
    for (const text of Array.isArray(value) ? value : [value])
      if (typeof text === 'string' && Buffer.byteLength(text) > longestIndexedBytes)
        throw new Misfit(path, name, `over ${longestIndexedBytes} bytes, too long for an index`);
  }
  return fitted;
}
