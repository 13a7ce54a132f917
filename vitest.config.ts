import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * What runs on SQLite and once more on Firestore's stand-in: the conversations about work, evidence, review and money,
 * and the use cases behind them. The tests of the stores themselves name their store.
 */
const onBothStores = [
  'app/decisionRaces',
  'app/disputes/resolveDispute',
  'app/evidence',
  'app/jobs',
  'app/payments/refundFaults',
  'app/payments/refundOrder',
  'app/payments/refundRaces',
  'app/payments/settleDispute',
  'app/removeOrphans',
  'app/submitEvidence',
  'e2e/assign',
  'e2e/badImages',
  'e2e/counts',
  'e2e/evidenceFaults',
  'e2e/heldMoney',
  'e2e/reminders',
  'e2e/review',
  'e2e/reviewQueue',
  'e2e/reviewRaces',
  'e2e/stats',
  'e2e/submitevidence',
  'e2e/wallet',
  'e2e/workRepeats',
  'e2e/workStrangers',
].map((name) => `tests/${name}.test.ts`);
// A file that was renamed would quietly run on one store only.
for (const file of onBothStores) statSync(join(import.meta.dirname, file));

export default defineConfig({
  test: {
    env: { METADATA_SERVER_DETECTION: 'none' },
    testTimeout: 30_000,
    // Much of a journey is waiting, so that two share even a small machine well.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: { name: 'everything', include: ['tests/**/*.test.ts'], provide: { store: 'sqlite' } },
      },
      {
        extends: true,
        test: { name: 'on Firestore', include: onBothStores, provide: { store: 'firestore' } },
      },
    ],
  },
});
