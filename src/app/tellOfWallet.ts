import { type WalletEvent, walletNoticeIdOf, walletNoticeOf } from '../domain/walletNotice.ts';
import { outbox } from '../ports/collections.ts';
import type { Transaction } from '../ports/store.ts';

/**
 * Writes what people are to be told of a wallet into the caller's commit, and gives the notice's id. `about` keeps two
 * events of the same kind about the same top-up apart.
 */
export function tellOfWallet(tx: Transaction, guildId: string, event: WalletEvent, about?: string): string {
  const noticeId = walletNoticeIdOf(guildId, event, about);
  tx.create(outbox.path(noticeId), walletNoticeOf(guildId, event));
  return noticeId;
}
