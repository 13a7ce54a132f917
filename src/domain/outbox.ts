import { z } from 'zod';
import { type Notice, noticeSchema } from './notice.ts';
import { type WalletNotice, walletNoticeSchema } from './walletNotice.ts';

/** What people are to be told: about an order, or about a wallet. */
export type AnyNotice = Notice | WalletNotice;

/**
 * What may lie in the outbox: notices, and what another version wrote and this one can't read. That must not keep the
 * notices around it from being read, so all it needs is its time.
 */
export const outboxSchema = z.union([
  noticeSchema,
  walletNoticeSchema,
  z.looseObject({ createdAt: z.date() }),
]);

/** What may lie in the outbox. */
export type OutboxDocument = z.infer<typeof outboxSchema>;

/** Reads a notice as the kind that it says it is. */
export function readNotice(document: OutboxDocument): z.ZodSafeParseResult<AnyNotice> {
  return 'wallet' in document ? walletNoticeSchema.safeParse(document) : noticeSchema.safeParse(document);
}

/** Whether it is about a wallet. */
export function isWalletNotice(notice: AnyNotice): notice is WalletNotice {
  return 'wallet' in notice;
}

/** The ticket channel of the order it is about, if there is one. */
export function ticketOf(notice: AnyNotice): string | undefined {
  return isWalletNotice(notice) ? undefined : notice.order.ticketChannelId;
}

/** Who did what it tells of. */
export function authorOf(notice: AnyNotice): string {
  return isWalletNotice(notice) ? notice.wallet.by : notice.events[0].by;
}
