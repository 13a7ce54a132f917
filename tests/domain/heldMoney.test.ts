import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/domain/account.ts';
import { moneyMovement, payoutIn } from '../../src/domain/heldMoney.ts';
import { type Books, balanceKey, post, type Transfer } from '../../src/domain/ledger.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import type { Order } from '../../src/domain/order.ts';
import { marketplacePayoutPolicy } from '../../src/domain/payout.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
import { anOccasion, anOrder, mia, mike } from '../support/anOrder.ts';

const usd = currencyCode('USD');

/** What a change moves, in books where this much is in each account; a refusal by its code. */
function moved(
  before: Order | undefined,
  after: Order,
  balances: Readonly<Partial<Record<Account, number>>> = {},
): Transfer | string | undefined {
  const request = moneyMovement(before, after, anOccasion());
  if (request === undefined) return undefined;
  const books: Books = {
    transfers: new Map(),
    balances: new Map(
      request.accounts.map((account) => [
        balanceKey(account, request.currency),
        amountMinor(balances[account] ?? 0),
      ]),
    ),
  };
  const posted = post(books, request);
  return posted.ok ? posted.value.transfer : posted.refusal.code;
}

/** Kind and entries of what a change moves. */
function entriesOf(...change: Parameters<typeof moved>): unknown {
  const transfer = moved(...change);
  if (typeof transfer !== 'object') return transfer;
  return [
    transfer.kind,
    Object.fromEntries(transfer.entries.map((entry) => [entry.account, entry.amountMinor])),
  ];
}

const wallet = { mia: `wallet:${mia.userId}`, mike: `wallet:${mike.userId}` } as const;
const held = { 'hold:ABC123': 20_000 };

describe('the money of a new order', () => {
  test('goes from where it was paid into the hold', () => {
    expect(entriesOf(undefined, anOrder())).toEqual([
      'payment',
      { 'clearing:stripe': -20_000, 'hold:ABC123': 20_000 },
    ]);
  });

  test('paid from a wallet, comes out of it or not at all', () => {
    const order = anOrder({ paymentMethod: 'wallet' });
    expect(entriesOf(undefined, order, { [wallet.mia]: 20_000 })).toEqual([
      'payment',
      { [wallet.mia]: -20_000, 'hold:ABC123': 20_000 },
    ]);
    expect(moved(undefined, order, { [wallet.mia]: 19_999 })).toBe('insufficient-funds');
  });

  test('stays where it is while the order is unpaid', () => {
    expect(moved(undefined, anOrder({ status: 'Pending Payment' }))).toBeUndefined();
  });
});

describe('the money of an order that changes', () => {
  const mikes = anOrder({ status: 'In Review', workerId: mike.userId });

  // Written by hand: where an order's price lies in its hold, and where it lies no more.
  const holding: readonly Status[] = [
    'Payment Verified',
    'Assigned',
    'In Progress',
    'Evidence Submitted',
    'In Review',
    'Rejected',
    'On Hold',
  ];
  const settled: readonly Status[] = ['Complete', 'Cancelled', 'Refunded'];

  test.each(holding)('stays in the hold while it goes from %s to another such status', (from) => {
    for (const to of holding)
      expect(moved({ ...mikes, status: from }, { ...mikes, status: to }, held)).toBeUndefined();
  });

  test.each(holding)('leaves the hold when it goes from %s to its end', (from) => {
    for (const to of settled) {
      const transfer = moved({ ...mikes, status: from }, { ...mikes, status: to }, held);
      expect(transfer).toMatchObject({ kind: to === 'Complete' ? 'release' : 'return' });
    }
  });

  test('does not move once more after the end, nor before it was held', () => {
    for (const from of ['Pending Payment', ...settled] as const)
      for (const to of statuses)
        expect(moved({ ...mikes, status: from }, { ...mikes, status: to })).toBeUndefined();
  });

  const complete = (order: Partial<Order>) =>
    entriesOf({ ...mikes, ...order }, { ...mikes, ...order, status: 'Complete' }, held);

  test('is all the worker’s where nothing else is said', () => {
    expect(complete({})).toEqual(['release', { 'hold:ABC123': -20_000, [wallet.mike]: 20_000 }]);
  });

  test('is shared as the order’s own policy says', () => {
    expect(complete({ payoutPolicy: marketplacePayoutPolicy })).toEqual([
      'release',
      { 'hold:ABC123': -20_000, [wallet.mike]: 16_000, platform: 3_400, tax: 600 },
    ]);
  });

  test('is the platform’s where nobody worked', () => {
    expect(complete({ workerId: undefined })).toEqual([
      'release',
      { 'hold:ABC123': -20_000, platform: 20_000 },
    ]);
  });

  test('comes back to the customer’s wallet when the order is cancelled, however it was paid', () => {
    for (const paymentMethod of ['stripe', 'wallet', 'manual'] as const)
      expect(
        entriesOf({ ...mikes, paymentMethod }, { ...mikes, paymentMethod, status: 'Cancelled' }, held),
      ).toEqual(['return', { 'hold:ABC123': -20_000, [wallet.mia]: 20_000 }]);
  });

  test('that is not held can’t be paid out or given back', () => {
    for (const status of ['Complete', 'Cancelled'] as const)
      expect(moved(mikes, { ...mikes, status })).toBe('nothing-held');
  });
});

describe('who got what', () => {
  test('is told of a release, by kind of account', () => {
    const before = anOrder({ workerId: mike.userId, payoutPolicy: marketplacePayoutPolicy });
    const transfer = moved(before, { ...before, status: 'Complete' }, held);
    if (typeof transfer !== 'object') throw new Error('Nothing was released');
    expect(payoutIn(transfer)).toEqual({
      workerMinor: 16_000,
      platformMinor: 3_400,
      taxMinor: 600,
      currency: usd,
    });
  });

  test('is not told of a payment or a return', () => {
    const order = anOrder();
    for (const transfer of [moved(undefined, order), moved(order, { ...order, status: 'Cancelled' }, held)]) {
      if (typeof transfer !== 'object') throw new Error('Nothing was moved');
      expect(payoutIn(transfer)).toBeUndefined();
    }
  });
});
