import { walletOf } from '../domain/account.ts';
import { type CurrencyCode, type Money, parseMoney } from '../domain/money.ts';
import type { Occasion } from '../domain/order.ts';
import type { Actor } from '../domain/permissions.ts';
import { ok, type Result, refuse } from '../domain/result.ts';
import {
  amountOf,
  decideWithdrawal as decide,
  newWithdrawal,
  putBack,
  takeOut,
  type Withdrawal,
  type WithdrawalDecision,
  withdrawalEventOf,
} from '../domain/withdrawal.ts';
import { withdrawals } from '../ports/collections.ts';
import { access, readSettings } from './access.ts';
import type { Desk } from './desk.ts';
import { openBooks } from './ledger.ts';
import { walletBalance } from './payments/seePayments.ts';
import type { Refusal } from './refusal.ts';
import { tellOfWallet } from './tellOfWallet.ts';
import { walletBalances } from './wallet.ts';

/** What someone can withdraw, and what an amount without a currency means to them. */
export interface Withdrawable {
  readonly has: readonly Money[];
  /** The one their money is in, or the server's. */
  readonly defaultCurrency: CurrencyCode;
}

/** What the asker can withdraw. */
export async function seeWithdrawable(
  { store }: Pick<Desk, 'store'>,
  { by, guildId }: { readonly by: Actor; readonly guildId: string },
): Promise<Withdrawable> {
  const [settings, balances] = await Promise.all([
    readSettings(store, guildId),
    walletBalances(store, guildId, by.userId),
  ]);
  const has = balances.filter(({ amountMinor }) => amountMinor > 0);
  const [only, ...more] = has;
  return {
    has,
    defaultCurrency: only === undefined || more.length > 0 ? settings.defaultCurrency : only.currency,
  };
}

/** A withdrawal that was asked for, and what the wallet has without it. */
export interface AskedWithdrawal {
  readonly withdrawal: Withdrawal;
  readonly wallet: Money;
}

/**
 * Takes an amount out of the asker's own wallet, to be paid out by staff. The same operation is the same withdrawal.
 * Refused where it is off, and when the wallet has less.
 */
export async function askWithdrawal(
  desk: Desk,
  request: {
    readonly operationId: string;
    readonly by: Actor;
    readonly guildId: string;
    /** As they wrote them. */
    readonly amount: string;
    readonly to: string;
  },
): Promise<Result<AskedWithdrawal, Refusal>> {
  const { operationId, by, guildId, amount, to } = request;
  const settings = await readSettings(desk.store, guildId);
  if (!settings.withdrawals) return refuse({ code: 'withdrawals-off' });
  const { has, defaultCurrency } = await seeWithdrawable(desk, request);
  const money = parseMoney(amount, { ...settings, defaultCurrency });
  if (!money.ok) return money;
  const occasion = occasionOf(desk, request);
  const asked = newWithdrawal(guildId, { money: money.value, to }, occasion);
  if (!asked.ok) return asked;
  const withdrawal = asked.value;
  const path = withdrawals.path(guildId, operationId);
  const { currency } = money.value;
  const result = await desk.store.transact(async (tx): Promise<Result<Done, Refusal>> => {
    const known = await tx.get(path);
    if (known !== undefined) return ok({ withdrawal: known });
    const transfer = takeOut(withdrawal, occasion);
    const books = await openBooks(tx, guildId, [transfer]);
    const account = walletOf(by.userId);
    const before = books.balanceOf(account, currency);
    const posted = books.post(transfer);
    if (!posted.ok)
      return posted.refusal.code === 'insufficient-funds'
        ? refuse({
            code: 'withdrawal-short',
            balance: { amountMinor: before, currency },
            has,
            missing: posted.refusal.missing,
          })
        : posted;
    const balance = { afterMinor: books.balanceOf(account, currency), changeMinor: -withdrawal.amountMinor };
    books.write();
    tx.create(path, withdrawal);
    const event = withdrawalEventOf('withdrawal asked', withdrawal, balance, occasion);
    return ok({ withdrawal, noticeId: tellOfWallet(tx, guildId, event) });
  });
  if (!result.ok) return result;
  if (result.value.noticeId !== undefined) void desk.outbox.announce(result.value.noticeId);
  const wallet = await walletBalance(desk.store, guildId, by.userId, currency);
  return ok({ withdrawal: result.value.withdrawal, wallet });
}

interface Done {
  readonly withdrawal: Withdrawal;
  /** Missing where it was done before. */
  readonly noticeId?: string;
}

function occasionOf(
  { clock }: Desk,
  { operationId, by }: { readonly operationId: string; readonly by: Actor },
): Occasion {
  return { operationId, by: { userId: by.userId, username: by.username }, at: clock.now() };
}

/** Which withdrawal staff mean. */
export interface WithdrawalRequest {
  readonly by: Actor;
  readonly guildId: string;
  readonly withdrawalId: string;
}

/** A withdrawal as staff see it, with what else its owner's wallet has. Staff only. */
export async function seeWithdrawal(
  { store }: Pick<Desk, 'store'>,
  { by, guildId, withdrawalId }: WithdrawalRequest,
): Promise<Result<AskedWithdrawal, Refusal>> {
  if ((await access(store, 'pay out', by, guildId)) === undefined)
    return refuse({ code: 'permission-denied', needs: 'staff' });
  const withdrawal = await store.get(withdrawals.path(guildId, withdrawalId));
  if (withdrawal === undefined) return refuse({ code: 'withdrawal-not-found' });
  const wallet = await walletBalance(store, guildId, withdrawal.userId, withdrawal.currency);
  return ok({ withdrawal, wallet });
}

/** Says that a withdrawal was paid, or refuses it and puts it back. Staff only, and once. */
export async function decideWithdrawal(
  desk: Desk,
  request: WithdrawalRequest & { readonly operationId: string; readonly decision: WithdrawalDecision },
): Promise<Result<Withdrawal, Refusal>> {
  const { by, guildId, withdrawalId, operationId, decision } = request;
  const occasion = occasionOf(desk, request);
  const path = withdrawals.path(guildId, withdrawalId);
  const result = await desk.store.transact(async (tx): Promise<Result<Done, Refusal>> => {
    if ((await access(tx, 'pay out', by, guildId)) === undefined)
      return refuse({ code: 'permission-denied', needs: 'staff' });
    const before = await tx.get(path);
    if (before === undefined) return refuse({ code: 'withdrawal-not-found' });
    if (before.decidedIn === operationId) return ok({ withdrawal: before });
    const decided = decide(before, decision, occasion);
    if (!decided.ok) return decided;
    const withdrawal = decided.value;
    const account = walletOf(withdrawal.userId);
    const { currency } = amountOf(withdrawal);
    // Also where nothing moves now, the books say what the wallet has.
    const transfer = putBack(withdrawal, occasion);
    const books = await openBooks(tx, guildId, [transfer]);
    const isBack = decision.kind === 'refused';
    if (isBack) {
      const posted = books.post(transfer);
      if (!posted.ok) return posted;
      books.write();
    }
    tx.put(path, withdrawal);
    const balance = {
      afterMinor: books.balanceOf(account, currency),
      changeMinor: isBack ? withdrawal.amountMinor : 0,
    };
    const kind = isBack ? 'withdrawal refused' : 'withdrawal paid';
    const event = withdrawalEventOf(kind, withdrawal, balance, occasion);
    return ok({ withdrawal, noticeId: tellOfWallet(tx, guildId, event) });
  });
  if (!result.ok) return result;
  if (result.value.noticeId !== undefined) void desk.outbox.announce(result.value.noticeId);
  return ok(result.value.withdrawal);
}

/** The withdrawals that wait for staff. */
export interface WaitingWithdrawals {
  /** The longest waiting first, as many as fit in a list. */
  readonly first: readonly Withdrawal[];
  readonly total: number;
}

const listed = 20;

/** Lists what waits to be paid out. Staff only. */
export async function waitingWithdrawals(
  { store }: Pick<Desk, 'store'>,
  { by, guildId }: { readonly by: Actor; readonly guildId: string },
): Promise<Result<WaitingWithdrawals, Refusal>> {
  if ((await access(store, 'pay out', by, guildId)) === undefined)
    return refuse({ code: 'permission-denied', needs: 'staff' });
  const waiting = {
    from: withdrawals,
    parent: withdrawals.parent(guildId),
    where: [{ field: 'state', is: 'equals', value: 'Pending' }],
    orderBy: { field: 'askedAt', direction: 'ascending' },
  } as const;
  const [page, total] = await Promise.all([store.query({ ...waiting, limit: listed }), store.count(waiting)]);
  return ok({ first: page.docs.map(({ data }) => data), total });
}
