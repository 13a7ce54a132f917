import { openBooks } from '../../src/app/ledger.ts';
import { isGuarded } from '../../src/domain/account.ts';
import { type Books, balanceKey, type LedgerRefusal, type Posted, post } from '../../src/domain/ledger.ts';
import { amountMinor } from '../../src/domain/money.ts';
import { ok, type Result } from '../../src/domain/result.ts';
import { entries, holds, transfers, wallets } from '../../src/ports/collections.ts';
import type { Collection, FieldOf, Found, Store } from '../../src/ports/store.ts';
import type { SeenBooks } from './invariants.ts';
import { requestOf, type Step } from './steps.ts';

/** What became of each step of a commit, up to the first that was refused. */
export type Answers = readonly Result<Posted, LedgerRefusal>[];

/** A ledger to be tried: does some steps in one commit, all or none, and shows all it holds. */
export interface TriedLedger {
  commit(steps: readonly Step[]): Promise<Answers>;
  look(): Promise<SeenBooks>;
}

/** The rules alone, in memory. */
export function pureLedger(): TriedLedger {
  let books: Books = { transfers: new Map(), balances: new Map() };
  return {
    async commit(steps) {
      const requests = steps.map(requestOf);
      const balances = new Map(books.balances);
      for (const { accounts, currency } of requests)
        for (const account of accounts) {
          const key = balanceKey(account, currency);
          if (isGuarded(account)) balances.set(key, balances.get(key) ?? amountMinor(0));
        }
      let draft: Books = { ...books, balances };
      const answers: Result<Posted, LedgerRefusal>[] = [];
      for (const request of requests) {
        const posted = post(draft, request);
        answers.push(posted);
        if (!posted.ok) return answers;
        draft = posted.value.books;
      }
      books = draft;
      return answers;
    },
    look: async () => ({ transfers: [...books.transfers.values()], balances: books.balances }),
  };
}

export const guildId = '900000000000000001';

/** The ledger as the desk keeps it in a store. */
export function storedLedger(store: Store): TriedLedger {
  return { commit: (steps) => commitSteps(store, steps), look: () => lookInto(store) };
}

/** Posts the steps in one commit; nothing is written once one is refused. */
export async function commitSteps(store: Store, steps: readonly Step[]): Promise<Answers> {
  const requests = steps.map(requestOf);
  return store.transact(async (tx) => {
    const books = await openBooks(tx, guildId, requests);
    const answers: Result<Posted, LedgerRefusal>[] = [];
    for (const request of requests) {
      const posted = books.post(request);
      answers.push(posted);
      if (!posted.ok) return answers;
    }
    books.write();
    return answers;
  });
}

/** All documents of a collection in the guild, by an order that all of them have. */
export async function allOf<T>(
  store: Store,
  from: Collection<T>,
  field: FieldOf<T>,
): Promise<readonly Found<T>[]> {
  const orderBy = { field, direction: 'ascending' } as const;
  const page = await store.query({ from, parent: from.parent(guildId), orderBy, limit: 5000 });
  if (page.next !== undefined) throw new Error(`More than 5000 ${from.name}`);
  return page.docs;
}

/** Reads everything, and checks that the entries kept for themselves are those of the transfers. */
async function lookInto(store: Store): Promise<SeenBooks> {
  const found = await allOf(store, transfers, 'orderKey');
  const alone = await allOf(store, entries, 'account');
  const expected = found.flatMap(({ id, data }) =>
    data.entries
      .filter(({ account }) => !account.startsWith('hold:'))
      .map(({ account, amountMinor }) => `${id} ${account} ${data.currency} ${amountMinor}`),
  );
  const actual = alone.map(
    ({ data }) => `${data.transferKey} ${data.account} ${data.currency} ${data.amountMinor}`,
  );
  if (JSON.stringify(actual.toSorted()) !== JSON.stringify(expected.toSorted()))
    throw new Error(`Entries ${actual} instead of ${expected}`);
  const balances = new Map<string, number>();
  for (const { data } of await allOf(store, wallets, 'account'))
    balances.set(`${data.account} ${data.currency}`, data.balanceMinor);
  for (const { data } of await allOf(store, holds, 'orderKey'))
    balances.set(`hold:${data.orderKey} ${data.currency}`, data.balanceMinor);
  return { transfers: found.map(({ id, data }) => ({ key: id, ...data })), balances };
}

/** An answer that must have been yes. */
export function posted(answers: Answers): Posted {
  const [answer = ok(undefined)] = answers;
  if (!answer.ok || answer.value === undefined) throw new Error(`Refused: ${JSON.stringify(answer)}`);
  return answer.value;
}
