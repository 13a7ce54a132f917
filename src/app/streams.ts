import type { Collection, Cursor, FieldOf, Filter, Found, Store } from '../ports/store.ts';

/** A value with what it is sorted by. */
export interface Keyed<T> {
  readonly key: string;
  readonly value: T;
}

const pageSize = 250;

/** All documents of a collection under one parent, ascending by a text field, in pages. */
export async function* pagesOf<T>(
  store: Store,
  from: Collection<T>,
  parent: string,
  by: { readonly field: FieldOf<T>; readonly only?: string },
): AsyncGenerator<readonly Found<T>[]> {
  const { field, only } = by;
  const where: Filter<T>[] =
    only === undefined
      ? []
      : [
          { field, is: 'from', value: only },
          { field, is: 'to', value: only },
        ];
  let after: Cursor | undefined;
  do {
    const orderBy = { field, direction: 'ascending' } as const;
    const rest = after === undefined ? {} : { after };
    const page = await store.query({ from, parent, where, orderBy, limit: pageSize, ...rest });
    if (page.docs.length > 0) yield page.docs;
    after = page.next;
  } while (after !== undefined);
}

/** Folds neighbours with the same key into one value, however many they are. */
export async function* foldByKey<T, V>(
  pages: AsyncIterable<readonly T[]>,
  keyOf: (item: T) => string,
  start: (key: string) => V,
  add: (value: V, item: T) => void,
): AsyncGenerator<Keyed<V>> {
  let current: Keyed<V> | undefined;
  for await (const page of pages)
    for (const item of page) {
      const key = keyOf(item);
      if (current?.key !== key) {
        if (current !== undefined) yield current;
        current = { key, value: start(key) };
      }
      add(current.value, item);
    }
  if (current !== undefined) yield current;
}

/** Items one by one under a key that no other item has. */
export async function* keyed<T>(
  pages: AsyncIterable<readonly T[]>,
  keyOf: (item: T) => string,
): AsyncGenerator<Keyed<T>> {
  for await (const page of pages) for (const item of page) yield { key: keyOf(item), value: item };
}

/** Two streams, each ascending by key, joined: every key of either with what each has under it. */
export async function* joinByKey<A, B>(
  ones: AsyncIterator<Keyed<A>>,
  others: AsyncIterator<Keyed<B>>,
): AsyncGenerator<Keyed<readonly [A | undefined, B | undefined]>> {
  let [one, other] = await Promise.all([ones.next(), others.next()]);
  while (one.done !== true || other.done !== true) {
    const key = smallerOf(
      one.done === true ? undefined : one.value.key,
      other.done === true ? undefined : other.value.key,
    );
    const left = one.done !== true && one.value.key === key ? one.value.value : undefined;
    const right = other.done !== true && other.value.key === key ? other.value.value : undefined;
    yield { key, value: [left, right] };
    if (left !== undefined) one = await ones.next();
    if (right !== undefined) other = await others.next();
  }
}

function smallerOf(one: string | undefined, other: string | undefined): string {
  if (one === undefined || other === undefined) return one ?? other ?? '';
  return one < other ? one : other;
}
