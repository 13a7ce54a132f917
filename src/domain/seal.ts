import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StoredTransfer } from './ledger.ts';

/*
 * Seals make tampering with the books show: each is a hash over a stretch of a server's transfers and the seal before it,
 * so that no transfer can be changed, added or removed later without every seal from there on being wrong. They are made
 * in batches by a job, so that no payment waits for the one before it.
 */

/** How many transfers one seal covers at most. */
export const transfersPerSeal = 500;

/**
 * How old transfers must be to be sealed: by then every commit that could bear an earlier time is long done, even where
 * clocks of several processes differ by minutes.
 */
export const sealAfterMs = 15 * 60 * 1000;

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A seal as stored at `guilds/{guildId}/seals/{number}`. Never changed. */
export const sealSchema = z.looseObject({
  number: z.number().int().min(1),
  /** The hash of the seal before; `firstHash` for the first. */
  previousHash: hash,
  hash,
  /** How many transfers it covers. */
  count: z.number().int().min(1),
  /** The last transfer it covers, in the order of their times and then keys. */
  upToAt: z.date(),
  upToKey: z.string(),
  at: z.date(),
});

/** A seal as stored. */
export type Seal = z.infer<typeof sealSchema>;

/** What the first seal of a server goes on from. */
export const firstHash = '0'.repeat(64);

/** The id of a seal's document: sorted, they are in their order. */
export function sealIdOf(number: number): string {
  return String(number).padStart(10, '0');
}

/** The hash that goes on from another with one more transfer. */
export function sealedHash(previous: string, key: string, transfer: StoredTransfer): string {
  const { guildId, kind, orderKey, currency, parametersHash, by, at } = transfer;
  const entries = transfer.entries.map(({ account, amountMinor }) => [account, amountMinor]);
  const facts = [guildId, key, kind, orderKey, currency, entries, parametersHash, by, at.getTime()];
  return createHash('sha256')
    .update(`${previous}\n${JSON.stringify(facts)}`)
    .digest('hex');
}

/** The seal over these transfers, at least one, in their order. */
export function sealOver(
  before: Seal | undefined,
  transfers: readonly { readonly id: string; readonly data: StoredTransfer }[],
  at: Date,
): Seal {
  const last = transfers.at(-1);
  if (last === undefined) throw new Error('A seal over nothing');
  const previousHash = before?.hash ?? firstHash;
  return {
    number: (before?.number ?? 0) + 1,
    previousHash,
    hash: transfers.reduce((sum, { id, data }) => sealedHash(sum, id, data), previousHash),
    count: transfers.length,
    upToAt: last.data.at,
    upToKey: last.id,
    at,
  };
}
