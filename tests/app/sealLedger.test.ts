import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditSeals } from '../../src/app/auditSeals.ts';
import { sealLedger } from '../../src/app/sealLedger.ts';
import { transfersPerSeal } from '../../src/domain/seal.ts';
import { collections, seals, transfers } from '../../src/ports/collections.ts';
import type { Store, Transaction } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { at, guildId } from '../support/anOrder.ts';

const signal = new AbortController().signal;

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('sealing the books on $name', ({ freshPlace }) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await freshPlace();
    store = await place.open(collections);
  });
  afterEach(() => place.dispose());

  const transfer = (seconds: number, minor = 100) => ({
    guildId,
    kind: 'payment' as const,
    orderKey: 'A',
    currency: 'USD',
    entries: [
      { account: 'clearing:manual' as const, amountMinor: -minor },
      { account: 'hold:A' as const, amountMinor: minor },
    ],
    parametersHash: 'x',
    by: '1',
    at: at(seconds),
  });
  const write = (body: (tx: Transaction) => void) => store.transact(async (tx) => body(tx));
  const path = (key: string) => transfers.path(guildId, key);
  const sealAt = async (seconds: number, isDryRun = false) => {
    const made: number[] = [];
    const desk = { store, clock: { now: () => at(seconds) } };
    for await (const seal of sealLedger(desk, guildId, { isDryRun, signal })) made.push(seal.count);
    return made;
  };
  const problems = async () => {
    const found: string[] = [];
    const count = await auditSeals(store, guildId, (subject, problem) =>
      found.push(`${subject}: ${problem}`),
    );
    return { count, found };
  };

  /** Three seals: over A and B, over C (of the same second as D, which came later), and over D. */
  async function threeSeals(): Promise<void> {
    await write((tx) => {
      for (const [key, seconds] of [
        ['A', 0],
        ['B', 5],
        ['C', 2000],
        ['D', 4000],
      ] as const)
        tx.create(path(key), transfer(seconds));
    });
    expect(await sealAt(1000, true)).toEqual([2]);
    expect(await sealAt(1000)).toEqual([2]);
    expect(await sealAt(1000)).toEqual([]);
    expect(await sealAt(3000)).toEqual([1]);
    expect(await sealAt(5000)).toEqual([1]);
  }

  test('covers what is a quarter of an hour old, each transfer once', async () => {
    await threeSeals();
    await write((tx) => tx.create(path('E'), transfer(4200)));
    expect(await sealAt(5099)).toEqual([]);
    expect(await problems()).toEqual({ count: 3, found: [] });
  });

  test('goes by batches, whoever else seals at the same time', async () => {
    const extra = 3;
    await write((tx) => {
      // Many of one moment: they are told apart by their keys.
      for (let index = 0; index < transfersPerSeal + extra; index += 1)
        tx.create(path(`T${index}`), transfer(index < 400 ? 1 : 2));
    });
    const both = await Promise.all([sealAt(5000), sealAt(5000)]);
    expect(both.flat().reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(transfersPerSeal + extra);
    await sealAt(5000);
    expect(await problems()).toEqual({ count: 2, found: [] });
  });

  const wrong = (seal: number, sealed: number, there: number) =>
    `seal ${seal}: ${sealed} transfers were sealed up to ${at([5, 2000, 4000][seal - 1] ?? 0).toISOString()}, and the ${there} that are there are not the same`;

  test.each([
    ['an amount is changed', (tx: Transaction) => tx.put(path('B'), transfer(5, 200)), [wrong(1, 2, 2)]],
    ['a transfer is taken away', (tx: Transaction) => tx.delete(path('C')), [wrong(2, 1, 0)]],
    ['one is slipped in', (tx: Transaction) => tx.create(path('BB'), transfer(6)), [wrong(2, 1, 2)]],
    [
      'its time is changed',
      (tx: Transaction) => tx.put(path('A'), transfer(1999)),
      [wrong(1, 2, 1), wrong(2, 1, 2)],
    ],
    [
      'a seal is taken away',
      (tx: Transaction) => tx.delete(seals.path(guildId, '0000000002')),
      ['seal 3: the seal before it is missing', 'seal 3: does not go on from the one before', wrong(3, 1, 2)],
    ],
  ])('shows when %s', async (_, tamper, expected) => {
    await threeSeals();
    await write(tamper);
    expect((await problems()).found).toEqual(expected);
  });
});
