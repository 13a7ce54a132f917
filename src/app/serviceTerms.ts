import { isPhrase, searchTerms } from '../domain/text.ts';
import { serviceTerms } from '../ports/collections.ts';
import type { Reads, Store } from '../ports/store.ts';

/** The terms of a service that the server's dictionary does not have yet. */
export async function missingTerms(reads: Reads, guildId: string, service: string): Promise<string[]> {
  const terms = searchTerms(service);
  const known = await reads.getAll(terms.map((term) => serviceTerms.path(guildId, term)));
  return terms.filter((_, index) => known[index] === undefined);
}

/** The words (or phrases, when several words were typed) of the server's services that start with what was typed. */
export async function termsStartingWith(
  store: Store,
  guildId: string,
  prefix: string,
  limit: number,
): Promise<string[]> {
  const page = await store.query({
    from: serviceTerms,
    parent: serviceTerms.parent(guildId),
    where: [
      { field: 'phrase', is: 'equals', value: isPhrase(prefix) },
      { field: 'term', is: 'from', value: prefix },
      { field: 'term', is: 'before', value: `${prefix}\u{10FFFF}` },
    ],
    orderBy: { field: 'term', direction: 'ascending' },
    limit,
  });
  return page.docs.map((doc) => doc.data.term);
}
