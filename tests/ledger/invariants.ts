import { expect } from 'vitest';
import type { ReferenceLedger } from './reference.ts';

/** A transfer as the invariants look at it. */
export interface SeenTransfer {
  readonly key: string;
  readonly kind: string;
  readonly orderKey: string;
  readonly currency: string;
  readonly entries: readonly { readonly account: string; readonly amountMinor: number }[];
}

/** All that a ledger holds at some moment; balances are by account and currency, as in `wallet:1 USD`. */
export interface SeenBooks {
  readonly transfers: readonly SeenTransfer[];
  /** The stored balances: those of wallets and holds. */
  readonly balances: ReadonlyMap<string, number>;
}

const sum = (numbers: readonly number[]): bigint =>
  numbers.reduce((total, number) => total + BigInt(number), 0n);

/** Asserts what must be true of the books after every step, and that they are the reference's. */
export function expectSound(books: SeenBooks, reference: ReferenceLedger): void {
  const folded = new Map<string, bigint>();
  const inOrder = new Map<string, Record<string, bigint>>();
  for (const { kind, orderKey, currency, entries } of books.transfers) {
    expect(sum(entries.map((entry) => entry.amountMinor))).toBe(0n);
    expect(new Set(entries.map(({ account }) => account)).size).toBe(entries.length);
    const moved = inOrder.get(orderKey) ?? { payment: 0n, release: 0n, return: 0n };
    for (const { account, amountMinor } of entries) {
      expect(Number.isSafeInteger(amountMinor) && amountMinor !== 0).toBe(true);
      const name = `${account} ${currency}`;
      folded.set(name, (folded.get(name) ?? 0n) + BigInt(amountMinor));
      if (account.startsWith('hold:')) {
        expect(account).toBe(`hold:${orderKey}`);
        moved[kind] = (moved[kind] ?? 0n) + BigInt(amountMinor);
      }
    }
    inOrder.set(orderKey, moved);
  }

  const withoutZeros = (map: ReadonlyMap<string, bigint | number>) =>
    Object.fromEntries([...map].filter(([, value]) => BigInt(value) !== 0n).sort());
  expect(withoutZeros(folded)).toEqual(withoutZeros(reference.balances));
  const stored = new Map([...books.balances].map(([name, balance]) => [name, BigInt(balance)]));
  const guarded = new Map([...folded].filter(([name]) => /^(?:wallet|hold):/.test(name)));
  expect(withoutZeros(stored)).toEqual(withoutZeros(guarded));
  for (const balance of stored.values()) expect(balance >= 0n).toBe(true);

  for (const [orderKey, moved] of inOrder) {
    const held = [...stored].find(([name]) => name.startsWith(`hold:${orderKey} `))?.[1] ?? 0n;
    expect(moved.payment).toBe(held - (moved.release ?? 0n) - (moved.return ?? 0n));
  }
}

/** Asserts that what was there is there unchanged. */
export function expectOnlyGrown(before: SeenBooks, after: SeenBooks): void {
  const now = new Map(after.transfers.map((transfer) => [transfer.key, transfer]));
  for (const transfer of before.transfers) expect(now.get(transfer.key)).toEqual(transfer);
}
