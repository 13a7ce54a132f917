import { withdrawalProblems } from '../domain/audit.ts';
import { withdrawalKeys } from '../domain/withdrawal.ts';
import { transfers, withdrawals } from '../ports/collections.ts';
import type { Store } from '../ports/store.ts';
import { pagesOf } from './streams.ts';

/**
 * Checks that the transfers of each withdrawal come to what its state says, and that none moves money for a withdrawal
 * that is not there. Reports what is wrong; reads by pages. The desk may be at work meanwhile: what looks wrong is read
 * again at one moment.
 */
export async function auditWithdrawals(
  store: Store,
  guildId: string,
  report: (subject: string, problem: string) => void,
): Promise<void> {
  const parent = withdrawals.parent(guildId);
  const pathsOf = (id: string) => {
    const { out, back } = withdrawalKeys(id);
    return [transfers.path(guildId, out), transfers.path(guildId, back)] as const;
  };
  for await (const page of pagesOf(store, withdrawals, parent, { field: 'withdrawalId' })) {
    const found = await store.getAll(page.flatMap(({ id }) => pathsOf(id)));
    for (const [index, { id, data, path }] of page.entries()) {
      if (withdrawalProblems(data, found[2 * index], found[2 * index + 1]).length === 0) continue;
      const problems = await store.transact(async (tx) => {
        const [withdrawal, [out, back]] = await Promise.all([tx.get(path), tx.getAll([...pathsOf(id)])]);
        return withdrawal === undefined ? [] : withdrawalProblems(withdrawal, out, back);
      });
      for (const problem of problems) report(`withdrawal ${id}`, problem);
    }
  }
  // Of the transfers without an order, which are but a part of all.
  for await (const page of pagesOf(store, transfers, parent, { field: 'orderKey', only: '' })) {
    const ids = page
      .filter(({ data }) => data.kind === 'withdrawal' || data.kind === 'withdrawal reversed')
      .map(({ id, data }) => ({ key: id, id: id.split('.')[1] ?? '', kind: data.kind }));
    const found = await store.getAll(ids.map(({ id }) => withdrawals.path(guildId, id)));
    for (const [index, { key, kind }] of ids.entries())
      if (found[index] === undefined)
        report(`transfer ${key}`, `is a ${kind}, but there is no such withdrawal`);
  }
}
