import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collections } from '../../src/ports/collections.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { pureLedger, storedLedger, type TriedLedger } from './books.ts';
import { expectOnlyGrown, expectSound } from './invariants.ts';
import { ReferenceLedger } from './reference.ts';
import { anyBatch, outcomeOf, type Step } from './steps.ts';

/** Runs the commits on both ledgers, and asserts after each that they agree and that every invariant holds. */
async function runBoth(ledger: TriedLedger, batches: readonly (readonly Step[])[]): Promise<void> {
  let reference = new ReferenceLedger();
  let before = await ledger.look();
  for (const steps of batches) {
    const next = reference.copy();
    const expected = steps.map((step) => next.apply(step));
    const refusedAt = expected.findIndex((outcome) => outcome !== 'moved' && outcome !== 'repeated');
    const answers = await ledger.commit(steps);
    expect(answers.map(outcomeOf)).toEqual(refusedAt === -1 ? expected : expected.slice(0, refusedAt + 1));
    if (refusedAt === -1) reference = next;
    const after = await ledger.look();
    expectSound(after, reference);
    expectOnlyGrown(before, after);
    for (const answer of answers)
      if (refusedAt === -1 && answer.ok)
        expect(after.transfers).toContainEqual(expect.objectContaining({ ...answer.value.transfer }));
    before = after;
  }
}

async function onPlace(place: Place, batches: readonly (readonly Step[])[]): Promise<void> {
  try {
    await runBoth(storedLedger(await place.open(collections)), batches);
  } finally {
    await place.dispose();
  }
}

const anyCommits = (maxLength: number) => fc.array(anyBatch, { minLength: 1, maxLength });

test('what is asked meets every answer there is', () => {
  const seen = fc.sample(anyCommits(60), { seed: 1, numRuns: 200 }).flatMap((batches) => {
    const reference = new ReferenceLedger();
    return batches.flat().map((step) => reference.apply(step).replace(/ .*/, ''));
  });
  const answers = ['insufficient-funds', 'key-reused', 'moved', 'nothing-held', 'repeated'];
  expect([...new Set(seen)].sort()).toEqual(answers);
});

describe('whatever is asked of it, the ledger agrees with the reference and its invariants hold', () => {
  test('the rules alone', () =>
    fc.assert(
      fc.asyncProperty(anyCommits(60), (batches) => runBoth(pureLedger(), batches)),
      { numRuns: 300 },
    ));

  test('on SQLite', () =>
    fc.assert(
      fc.asyncProperty(anyCommits(20), async (batches) => onPlace(await freshSqlitePlace(), batches)),
      { numRuns: 30 },
    ));

  test('on Firestore', () =>
    fc.assert(
      fc.asyncProperty(anyCommits(12), async (batches) => onPlace(await freshInProcessFirestore(), batches)),
      { numRuns: 15 },
    ));
});
