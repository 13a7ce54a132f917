import { invalid } from '../model/errors.ts';

/** What stands in a form-encoded body or a query: texts, by names that may be nested. */
export type FormValue = string | { readonly [name: string]: FormValue };

/** Nobody nests deeper, and nobody should be able to make this slow. */
const deepest = 10;
const mostValues = 1000;

/**
 * Reads `a[b][0]=c` as Stripe does: nested objects, in which lists have the keys 0, 1, …; `a[]=c` adds to a list.
 * What is named twice counts once, the last time.
 */
export function readForm(text: string): Readonly<Record<string, FormValue>> {
  const root: Record<string, FormValue> = Object.create(null);
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1;
    const path = pathOf(name);
    if (count > mostValues || path.length > deepest) throw invalid('The request is too large.');
    put(root, path, value, name);
  }
  return root;
}

function pathOf(name: string): string[] {
  const found = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (!found) throw invalid(`Invalid parameter name: ${name}`, { param: name });
  const [, first = '', rest = ''] = found;
  return [first, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map(([, key = '']) => key)];
}

function put(root: Record<string, FormValue>, path: readonly string[], value: string, name: string): void {
  let node = root;
  for (const [index, key] of path.entries()) {
    const at = key === '' ? String(Object.keys(node).length) : key;
    if (index === path.length - 1) {
      node[at] = value;
      return;
    }
    const next = node[at] ?? Object.create(null);
    if (typeof next === 'string') throw invalid(`Invalid parameter name: ${name}`, { param: name });
    node[at] = next;
    node = next;
  }
}
