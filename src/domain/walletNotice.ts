import { z } from 'zod';
import type { AmountMinor } from './money.ts';
import { type Delivery, deliverySchema } from './notice.ts';

/** What happens to a wallet beside any order. */
export const walletEventKinds = [
  'topped up',
  'top-up failed',
  'top-up expired',
  'top-up refunded',
  'top-up refund failed',
  'top-up charged back',
  'top-up charge-back undone',
  'withdrawal asked',
  'withdrawal paid',
  'withdrawal refused',
] as const;

/** What happens to a wallet beside any order. */
export type WalletEventKind = (typeof walletEventKinds)[number];

const minor = z.number().int();

/** Something that happened to someone's wallet. */
export const walletEventSchema = z.looseObject({
  kind: z.enum(walletEventKinds),
  /** Whose wallet. */
  userId: z.string(),
  amountMinor: minor,
  currency: z.string(),
  /** What the wallet had and has then; the same where nothing moves at that moment, missing where nothing ever did. */
  beforeMinor: minor.optional(),
  afterMinor: minor.optional(),
  /** The payment of a top-up, or the withdrawal. */
  subjectId: z.string(),
  method: z.enum(['stripe', 'paypal']).optional(),
  reason: z.string().optional(),
  at: z.date(),
  by: z.string(),
  byUsername: z.string(),
});

/** Something that happened to someone's wallet. */
export type WalletEvent = z.infer<typeof walletEventSchema>;

/** What people are to be told about someone's wallet, as stored in the outbox beside the notices of orders. */
export const walletNoticeSchema = z.looseObject({
  guildId: z.string(),
  createdAt: z.date(),
  wallet: walletEventSchema,
  deliveries: z.array(deliverySchema),
});

/** What people are to be told about someone's wallet. */
export type WalletNotice = z.infer<typeof walletNoticeSchema>;

/** What staff read in the order log: money that came or is to go, not what came to nothing. */
const logged: Readonly<Record<WalletEventKind, boolean>> = {
  'topped up': true,
  'top-up failed': false,
  'top-up expired': false,
  'top-up refunded': true,
  'top-up refund failed': true,
  'top-up charged back': true,
  'top-up charge-back undone': true,
  'withdrawal asked': true,
  'withdrawal paid': true,
  'withdrawal refused': true,
};

/** The notice of it: to the wallet's owner, who is told of everything that becomes of their money, and to staff. */
export function walletNoticeOf(guildId: string, wallet: WalletEvent): WalletNotice {
  const waiting = { state: 'waiting' as const, attempts: 0, nextAttemptAt: wallet.at };
  const deliveries: Delivery[] = [
    { audience: 'customer', route: 'direct', userId: wallet.userId, ...waiting },
    ...(logged[wallet.kind] ? [{ audience: 'log' as const, route: 'log' as const, ...waiting }] : []),
  ];
  return { guildId, createdAt: wallet.at, wallet, deliveries };
}

/** The id of its document: one for each thing that becomes of a payment or a withdrawal. */
export function walletNoticeIdOf(guildId: string, { kind, subjectId }: WalletEvent, about = ''): string {
  return [guildId, 'wallet', subjectId, kind.replaceAll(' ', '-'), about]
    .filter((part) => part !== '')
    .join('.');
}

/** What a wallet had before an amount came into it, or left it below zero, and has after. */
export function beforeAndAfter(
  after: AmountMinor,
  changeMinor: number,
): Pick<WalletEvent, 'beforeMinor' | 'afterMinor'> {
  return { beforeMinor: after - changeMinor, afterMinor: after };
}
