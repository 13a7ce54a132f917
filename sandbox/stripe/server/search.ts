import type Stripe from 'stripe';
import { invalid } from '../model/errors.ts';

/** What a search can look at in an object. */
export interface Searchable {
  readonly status: string;
  readonly currency: string;
  readonly metadata: Stripe.Metadata;
}

/**
 * Those that a query in Stripe's search language fits: clauses such as `metadata['order']:'A1'`, `status:'succeeded'`
 * or `currency:'usd'`, joined by AND. Real Stripe finds things up to a minute late; here at once.
 */
export function search<T extends Searchable>(all: Iterable<T>, query: string): readonly T[] {
  const clauses = query.split(/\s+AND\s+/i).map((clause) => {
    const found =
      /^(?:metadata\[(?<quote>['"])(?<key>.+)\k<quote>\]|(?<field>status|currency)):(?<mark>['"])(?<value>.*)\k<mark>$/.exec(
        clause.trim(),
      )?.groups;
    if (!found) throw invalid('We were unable to parse your search query.', { param: 'query' });
    return found;
  });
  return [...all]
    .filter((one) =>
      clauses.every(({ key, field, value }) => {
        if (key !== undefined) return one.metadata[key] === value;
        return (field === 'status' ? one.status : one.currency) === value;
      }),
    )
    .reverse();
}
