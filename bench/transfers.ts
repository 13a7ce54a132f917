import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { openBooks } from '../src/app/ledger.ts';
import { holdPayment, releaseHold } from '../src/domain/heldMoney.ts';
import type { TransferRequest } from '../src/domain/ledger.ts';
import type { Occasion } from '../src/domain/order.ts';
import { defaultPayoutPolicy } from '../src/domain/payout.ts';
import { collections } from '../src/ports/collections.ts';
import type { Store } from '../src/ports/store.ts';
import type { Figure } from './figures.ts';
import { compareRounds, ratio, spreadOf } from './statistics.ts';
import { perSecond, takeTurns } from './turns.ts';

const atOnce = 50;
const schedule = { warmUpRounds: 1, rounds: 12, samplesPerRound: 1 };
const guildId = '900000000000000001';
const people = 1000;
const fundsMinor = 1_000_000_000;

/**
 * How many transfers a second the ledger makes when fifty are always under way, each between two balances that may not go
 * below zero (a wallet's payment into a hold, a hold's payout into a wallet), over what the same machine and disk do when
 * SQLite commits a unique key, two entries and two checked balances, one commit after the other, each flushed to the disk. Makes
 * its files in an empty folder.
 */
export async function measureTransfers(folder: string): Promise<Figure[]> {
  const store = await openSqliteStore({ file: join(folder, 'orderly.sqlite'), collections });
  const raw = openRaw(join(folder, 'raw.sqlite'));
  try {
    await fund(store);
    let number = 0;
    const [ofLedger = [], ofRaw = []] = await takeTurns(schedule, [
      async () => 2 * (await perSecond(atOnce, () => payAndRelease(store, number++))),
      () => perSecond(1, async () => raw.commit(number++)),
    ]);
    return [
      {
        name: 'ledger_transfers_per_second_50_concurrent_over_raw',
        ...compareRounds(ofLedger, ofRaw, ratio),
        bound: { atLeast: 0.5 },
      },
      { name: 'ledger_transfers_per_second_50_concurrent', ...spreadOf(ofLedger.flat()) },
      { name: 'raw_transfers_per_second', ...spreadOf(ofRaw.flat()) },
    ];
  } finally {
    await store.close();
    raw.close();
  }
}

const person = (number: number): string => String(200_000_000_000_000_000n + BigInt(number % people));

const occasion = (operationId: string): Occasion => ({
  operationId,
  by: { userId: '1', username: 'bench' },
  at: new Date(),
});

async function post(store: Store, request: TransferRequest): Promise<void> {
  await store.transact(async (tx) => {
    const books = await openBooks(tx, guildId, [request]);
    const posted = books.post(request);
    if (!posted.ok) throw new Error(`Refused: ${posted.refusal.code}`);
    books.write();
  });
}

const orderOf = (number: number, customer: number, worker: number, amountMinor: number) => ({
  orderKey: `O${number}`,
  userId: person(customer),
  workerId: person(worker),
  amountMinor,
  currency: 'USD',
});

const all = { policy: defaultPayoutPolicy };

/** Everyone earns enough to pay from their wallet for as long as it takes. */
async function fund(store: Store): Promise<void> {
  const each = Array.from({ length: people }, async (_, number) => {
    const order = { ...orderOf(-1 - number, number, number, fundsMinor), paymentMethod: 'manual' } as const;
    await post(store, holdPayment(order, occasion('fund')));
    await post(store, releaseHold(order, all, occasion('fund')));
  });
  await Promise.all(each);
}

async function payAndRelease(store: Store, number: number): Promise<void> {
  // An odd factor takes customers in an order in which neighbours are strangers.
  const order = {
    ...orderOf(number, number * 7919, number * 104_729 + 1, 100),
    paymentMethod: 'wallet',
  } as const;
  await post(store, holdPayment(order, occasion('op')));
  await post(store, releaseHold(order, all, occasion('op')));
}

/** Plain tables with as little in them as a ledger needs: what a machine and its disk can do at all. */
export function openRaw(file: string) {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000');
  database.exec(`
    CREATE TABLE transfers(key TEXT PRIMARY KEY) STRICT;
    CREATE TABLE entries(id INTEGER PRIMARY KEY, transfer TEXT NOT NULL, account INTEGER NOT NULL, amount INTEGER NOT NULL) STRICT;
    CREATE TABLE balances(account INTEGER PRIMARY KEY, balance INTEGER NOT NULL CHECK (balance >= 0)) STRICT;
  `);
  const fill = database.prepare('INSERT INTO balances VALUES (?, ?)');
  database.exec('BEGIN');
  for (let account = 0; account < people; account += 1) fill.run(account, fundsMinor);
  database.exec('COMMIT');
  const addTransfer = database.prepare('INSERT INTO transfers VALUES (?)');
  const addEntry = database.prepare('INSERT INTO entries(transfer, account, amount) VALUES (?, ?, ?)');
  const change = database.prepare('UPDATE balances SET balance = balance + ? WHERE account = ?');
  return {
    commit(number: number): void {
      database.exec('BEGIN IMMEDIATE');
      addTransfer.run(`op.O${number}.payment`);
      for (const [account, amount] of [
        [(number * 7919) % people, -100],
        [(number * 7919 + 1) % people, 100],
      ] as const) {
        addEntry.run(`op.O${number}.payment`, account, amount);
        change.run(amount, account);
      }
      database.exec('COMMIT');
    },
    close: () => database.close(),
  };
}
