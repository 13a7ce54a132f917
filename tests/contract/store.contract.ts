import { describe } from 'vitest';
import { documentsContract } from './documents.contract.ts';
import type { Engine } from './engine.ts';
import { queriesContract } from './queries.contract.ts';
import { transactionsContract } from './transactions.contract.ts';

/** All that a store must do, whatever keeps it. */
export function storeContract(engine: Engine): void {
  describe(`the store contract on ${engine.name}`, () => {
    documentsContract(engine);
    transactionsContract(engine);
    queriesContract(engine);
  });
}
