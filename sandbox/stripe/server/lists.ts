import type Stripe from 'stripe';
import { missing } from '../model/errors.ts';

/** What a list is asked for with; moments in seconds since 1970. */
export interface Paging {
  readonly limit?: number | undefined;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
  readonly created?:
    | {
        readonly gt?: number | undefined;
        readonly gte?: number | undefined;
        readonly lt?: number | undefined;
        readonly lte?: number | undefined;
      }
    | undefined;
}

const usual = 10;

/** All of something, as a list that is complete. */
export function listOf<T>(data: readonly T[], url: string): Stripe.ApiList<T> {
  return { object: 'list', data: [...data], has_more: false, url };
}

/** A page of a list, newest first; `all` comes oldest first. */
export function pageOf<T extends { readonly id: string; readonly created: number }>(
  all: Iterable<T>,
  url: string,
  { limit = usual, starting_after: after, ending_before: before, created = {} }: Paging,
): Stripe.ApiList<T> {
  const wanted = [...all].reverse().filter(({ created: at }) => {
    const { gt = -1, gte = 0, lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = created;
    return at > gt && at >= gte && at < lt && at <= lte;
  });
  const place = (id: string, param: string) => {
    const index = wanted.findIndex((one) => one.id === id);
    if (index === -1) throw missing('object', id, param);
    return index;
  };
  if (before !== undefined) {
    const end = place(before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { ...listOf(wanted.slice(start, end), url), has_more: start > 0 };
  }
  const start = after === undefined ? 0 : place(after, 'starting_after') + 1;
  return { ...listOf(wanted.slice(start, start + limit), url), has_more: start + limit < wanted.length };
}
