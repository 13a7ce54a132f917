import { z } from 'zod';
import { type PaymentMethod, paymentMethods } from './paymentMethod.ts';

/** What someone owns in a server. Never below zero. */
export type WalletAccount = `wallet:${string}`;

/** What is held for one order. Never below zero. */
export type HoldAccount = `hold:${string}`;

/**
 * Where money enters the books and leaves them, one account per way of paying; the counterpart of what the provider, or
 * the server's own till, holds. Below zero by as much as has come in and not gone out again.
 */
export type ClearingAccount = `clearing:${PaymentMethod}`;

/** The server's own accounts: its fees, the tax it owes, and what it had to bear. */
export const ownAccounts = ['platform', 'tax', 'loss'] as const;

/** An account of a server's books, as stored. It may hold several currencies, each with a balance of its own. */
export type Account = WalletAccount | HoldAccount | ClearingAccount | (typeof ownAccounts)[number];

/** An account as stored with an entry. */
export const accountSchema = z.union([
  z.templateLiteral(['wallet:', z.string().regex(/^\d{1,20}$/)]),
  z.templateLiteral(['hold:', z.string().min(1)]),
  z.templateLiteral(['clearing:', z.enum(paymentMethods)]),
  z.enum(ownAccounts),
]);

/** The wallet of someone, by Discord id. */
export function walletOf(userId: string): WalletAccount {
  return `wallet:${userId}`;
}

/** The hold of an order, by its key. */
export function holdOf(orderKey: string): HoldAccount {
  return `hold:${orderKey}`;
}

/** The clearing account of a way of paying. */
export function clearingOf(method: PaymentMethod): ClearingAccount {
  return `clearing:${method}`;
}

/** Whether it is someone's wallet. */
export function isWallet(account: Account): account is WalletAccount {
  return account.startsWith('wallet:');
}

/** Whether it is an order's hold. */
export function isHold(account: Account): account is HoldAccount {
  return account.startsWith('hold:');
}

/** The user id of a wallet, or the order key of a hold. */
export function ownerOf(account: WalletAccount | HoldAccount): string {
  return account.slice(account.indexOf(':') + 1);
}

/**
 * Whether the account may never go below zero. Such accounts carry a stored balance to check against; the balance of any
 * other is the sum of its entries, so that no document is written by every payment.
 */
export function isGuarded(account: Account): account is WalletAccount | HoldAccount {
  return isWallet(account) || isHold(account);
}
