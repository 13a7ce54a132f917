import { z } from 'zod';
import { clearingOf, walletOf } from './account.ts';
import type { TransferRequest } from './ledger.ts';
import { amountMinor, currencyCode, type Money } from './money.ts';
import type { Occasion, Person } from './order.ts';
import { ok, type Result, refuse } from './result.ts';
import { cleanLine, cleanText } from './text.ts';
import { beforeAndAfter, type WalletEvent } from './walletNotice.ts';

/*
 * Money that someone wants paid out of their wallet. It leaves the wallet when they ask, so that it can't be spent
 * meanwhile, and goes to the clearing account of what the server pays by hand. Staff then pay it and say so, or refuse
 * it, and it is back. Exactly one of the two.
 */

/** Most characters of where it is to go, and of why it is refused. */
export const withdrawalLimits = { to: 300, reason: 300 } as const;

const snowflake = z.string().regex(/^\d{1,20}$/);

/** A withdrawal as stored at `guilds/{guildId}/withdrawals/{withdrawalId}`. None is ever deleted. */
export const withdrawalSchema = z.looseObject({
  guildId: snowflake,
  /** The operation by which it was asked for. */
  withdrawalId: z.string(),
  userId: snowflake,
  username: z.string(),
  amountMinor: z.number().int(),
  currency: z.string(),
  /** Where they want it, as they wrote it: for staff's eyes only. '' once it was deleted. */
  to: z.string(),
  state: z.enum(['Pending', 'Paid', 'Refused']),
  askedAt: z.date(),
  decidedAt: z.date().optional(),
  decidedBy: snowflake.optional(),
  decidedByUsername: z.string().optional(),
  /** The operation that decided it, so that one delivered twice is known again. */
  decidedIn: z.string().optional(),
  /** Why it was refused. */
  reason: z.string().optional(),
});

/** A withdrawal as stored. */
export type Withdrawal = z.infer<typeof withdrawalSchema>;

/** What staff say of it. */
export type WithdrawalDecision =
  | { readonly kind: 'paid' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Why money is not paid out, or why something about it is not done. */
export type WithdrawalRefusal =
  /** The server has not turned it on. */
  | { readonly code: 'withdrawals-off' }
  /** The wallet has less, by `missing`. */
  /** `balance` is of the currency asked for, `has` all that is in the wallet. */
  | {
      readonly code: 'withdrawal-short';
      readonly balance: Money;
      readonly missing: Money;
      readonly has: readonly Money[];
    }
  /** It does not say where to. */
  | { readonly code: 'withdrawal-to-missing' }
  | { readonly code: 'withdrawal-reason-missing' }
  | { readonly code: 'withdrawal-not-found' }
  /** Who asked for it says that it was paid: somebody else has to. */
  | { readonly code: 'withdrawal-own' }
  /** It was paid or refused before. */
  | { readonly code: 'withdrawal-over'; readonly state: 'Paid' | 'Refused'; readonly by: Person };

/** What it comes to. */
export function amountOf({ amountMinor: minor, currency }: Withdrawal): Money {
  return { amountMinor: amountMinor(minor), currency: currencyCode(currency) };
}

/** A withdrawal as it is asked for. Refused when it does not say where to. */
export function newWithdrawal(
  guildId: string,
  asked: { readonly money: Money; readonly to: string },
  { operationId, by, at }: Occasion,
): Result<Withdrawal, WithdrawalRefusal> {
  const to = cleanText(asked.to).slice(0, withdrawalLimits.to);
  if (to === '') return refuse({ code: 'withdrawal-to-missing' });
  return ok({
    guildId,
    withdrawalId: operationId,
    ...by,
    ...asked.money,
    to,
    state: 'Pending',
    askedAt: at,
  });
}

/** Decides it, once. Nobody confirms that they paid themselves; to put one's own back is fine. */
export function decideWithdrawal(
  withdrawal: Withdrawal,
  decision: WithdrawalDecision,
  { operationId, by, at }: Occasion,
): Result<Withdrawal, WithdrawalRefusal> {
  const { state, decidedBy = '', decidedByUsername = '' } = withdrawal;
  if (state !== 'Pending')
    return refuse({ code: 'withdrawal-over', state, by: { userId: decidedBy, username: decidedByUsername } });
  if (decision.kind === 'paid' && withdrawal.userId === by.userId) return refuse({ code: 'withdrawal-own' });
  const reason =
    decision.kind === 'refused' ? cleanLine(decision.reason).slice(0, withdrawalLimits.reason) : '';
  if (decision.kind === 'refused' && reason === '') return refuse({ code: 'withdrawal-reason-missing' });
  return ok({
    ...withdrawal,
    state: decision.kind === 'paid' ? 'Paid' : 'Refused',
    decidedAt: at,
    decidedBy: by.userId,
    decidedByUsername: by.username,
    decidedIn: operationId,
    ...(reason === '' ? {} : { reason }),
  });
}

/** The withdrawal without where it went, where it ended that long ago; undefined where there is nothing to delete (yet). */
export function withoutAddress(withdrawal: Withdrawal, endedBefore: Date): Withdrawal | undefined {
  const { state, to, decidedAt } = withdrawal;
  const isDue = state !== 'Pending' && to !== '' && decidedAt !== undefined && decidedAt <= endedBefore;
  return isDue ? { ...withdrawal, to: '' } : undefined;
}

/** The keys of a withdrawal's transfers. */
export function withdrawalKeys(withdrawalId: string): { readonly out: string; readonly back: string } {
  return { out: `withdrawal.${withdrawalId}`, back: `withdrawal.${withdrawalId}.reversed` };
}

/** Takes it out of the wallet. */
export function takeOut(withdrawal: Withdrawal, occasion: Occasion): TransferRequest {
  return transferOf('withdrawal', withdrawal, occasion);
}

/** Puts it back into the wallet. */
export function putBack(withdrawal: Withdrawal, occasion: Occasion): TransferRequest {
  return transferOf('withdrawal reversed', withdrawal, occasion);
}

function transferOf(
  kind: 'withdrawal' | 'withdrawal reversed',
  withdrawal: Withdrawal,
  { by, at }: Occasion,
): TransferRequest {
  const { out, back } = withdrawalKeys(withdrawal.withdrawalId);
  const { amountMinor: minor, currency } = amountOf(withdrawal);
  const wallet = walletOf(withdrawal.userId);
  const till = clearingOf('manual');
  const [from, to] = kind === 'withdrawal' ? [wallet, till] : [till, wallet];
  return {
    key: kind === 'withdrawal' ? out : back,
    kind,
    orderKey: '',
    currency,
    by: by.userId,
    at,
    parameters: { from, to, amountMinor: minor },
    accounts: [from, to],
    entries: () =>
      ok([
        { account: from, amountMinor: amountMinor(-minor) },
        { account: to, amountMinor: minor },
      ]),
  };
}

/** What became of it, as its owner and staff are told. `changeMinor` is what the wallet's balance has just changed by. */
export function withdrawalEventOf(
  kind: 'withdrawal asked' | 'withdrawal paid' | 'withdrawal refused',
  withdrawal: Withdrawal,
  balance: { readonly afterMinor: number; readonly changeMinor: number },
  { by, at }: Pick<Occasion, 'by' | 'at'>,
): WalletEvent {
  const { userId, amountMinor: minor, currency, withdrawalId, reason } = withdrawal;
  return {
    kind,
    userId,
    amountMinor: minor,
    currency,
    ...beforeAndAfter(amountMinor(balance.afterMinor), balance.changeMinor),
    subjectId: withdrawalId,
    ...(reason === undefined ? {} : { reason }),
    at,
    by: by.userId,
    byUsername: by.username,
  };
}
