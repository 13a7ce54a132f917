import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../src/domain/account.ts';
import { bearersOf, bearingAccounts, bearingEntries, type MoneyBack } from '../../src/domain/bearers.ts';
import { amountMinor } from '../../src/domain/money.ts';
import type { Payment, Refund, Shares } from '../../src/domain/payment.ts';
import { dana, mia, mike } from '../support/anOrder.ts';
import { aPayment } from '../support/aPayment.ts';

const order = { orderKey: 'ABC123', workerId: mike.userId };
const paidOut = {
  ...order,
  payout: { workerMinor: 8_000, platformMinor: 1_700, taxMinor: 300, currency: 'USD' },
};
const mias: Account = `wallet:${mia.userId}`;
const mikes: Account = `wallet:${mike.userId}`;
const hold: Account = 'hold:ABC123';

/** Who bears it, where these accounts have what is said and all others nothing. */
function bearers(back: MoneyBack, balances: Partial<Record<Account, number>> = {}) {
  return bearersOf(back, (account) => amountMinor(balances[account] ?? 0));
}

const nobody: Shares = { holdMinor: 0, workerMinor: 0, platformMinor: 0, lossMinor: 0, payerMinor: 0 };

/** A return to the wallet, as the end of an order makes it. */
const returned = (minor: number): Refund => ({
  key: 'cancel-1.return',
  amountMinor: minor,
  to: 'wallet',
  state: 'done',
  reason: 'Order Cancelled',
  by: dana.userId,
  byUsername: dana.username,
  at: new Date(0),
  from: { ...nobody, holdMinor: minor },
});

describe('money that goes back', () => {
  test('comes from the hold while it is there', () => {
    expect(bearers({ order, payment: aPayment(), amountMinor: 4_000 }, { [hold]: 10_000 })).toEqual({
      shares: { ...nobody, holdMinor: 4_000 },
      againMinor: 0,
      spentMinor: 0,
    });
  });

  test.each([
    ['the worker, while they have as much', 5_000, 9_000, { workerMinor: 5_000 }],
    [
      'the worker up to what the order paid them, then the fee',
      9_000,
      50_000,
      { workerMinor: 8_000, platformMinor: 1_000 },
    ],
    ['the fee for what the worker has spent', 1_000, 400, { workerMinor: 400, platformMinor: 600 }],
    ['the loss account for one unit more', 1_701, 0, { platformMinor: 1_700, lossMinor: 1 }],
    ['all of them', 10_000, 1, { workerMinor: 1, platformMinor: 1_700, lossMinor: 8_299 }],
  ])('after completion is borne by %s', (_, amount, workerHas, shares) => {
    const { shares: found } = bearers(
      { order: paidOut, payment: aPayment(), amountMinor: amount },
      { [mikes]: workerHas },
    );
    expect(found).toEqual({ ...nobody, ...shares });
  });

  test('without a worker is borne by the fee', () => {
    const { shares } = bearers({
      order: { orderKey: 'ABC123', payout: { ...paidOut.payout, workerMinor: 0, platformMinor: 10_000 } },
      payment: aPayment(),
      amountMinor: 10_000,
    });
    expect(shares).toEqual({ ...nobody, platformMinor: 10_000 });
  });

  test('comes from the payer’s wallet where it had come back to it, and counts as going back once', () => {
    const payment = aPayment({ refundedMinor: 10_000, refunds: [returned(10_000)], status: 'Refunded' });
    expect(bearers({ order, payment, amountMinor: 6_000 }, { [mias]: 10_000 })).toEqual({
      shares: { ...nobody, payerMinor: 6_000 },
      againMinor: 6_000,
      spentMinor: 0,
    });
  });

  test('of which a part had come back comes from what is kept first', () => {
    const payment = aPayment({ refundedMinor: 3_000, refunds: [returned(3_000)] });
    expect(bearers({ order, payment, amountMinor: 9_000 }, { [hold]: 7_000, [mias]: 3_000 })).toEqual({
      shares: { ...nobody, holdMinor: 7_000, payerMinor: 2_000 },
      againMinor: 2_000,
      spentMinor: 0,
    });
  });

  test('and was spent meanwhile is the desk’s loss, and said to be', () => {
    const payment = aPayment({ refundedMinor: 10_000, refunds: [returned(10_000)] });
    expect(bearers({ order, payment, amountMinor: 10_000 }, { [mias]: 9_999 })).toEqual({
      shares: { ...nobody, payerMinor: 9_999, lossMinor: 1 },
      againMinor: 10_000,
      spentMinor: 1,
    });
  });

  test.each([
    ['came too late', aPayment({ credited: true }), undefined],
    ['was a top-up', aPayment({ purpose: 'top-up', orderKey: '' }), undefined],
    ['was paid twice', aPayment({ captures: [ownCapture('pi_1'), ownCapture('pi_2')] }), 'pi_2'],
  ])('that %s comes from the payer’s wallet, whatever is held', (_, payment, capture) => {
    expect(
      bearers({ order, payment, amountMinor: 2_000, capture }, { [hold]: 9_000, [mias]: 2_000 }),
    ).toEqual({
      shares: { ...nobody, payerMinor: 2_000 },
      againMinor: 0,
      spentMinor: 0,
    });
  });

  test('is never more than came', () => {
    expect(() => bearers({ order, payment: aPayment(), amountMinor: 10_001 }, { [hold]: 99_999 })).toThrow(
      RangeError,
    );
    expect(() => bearers({ order, payment: aPayment(), amountMinor: 0 })).toThrow(RangeError);
  });

  test('is all borne by someone, and by nobody beyond what they have', () => {
    const amount = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(
        fc.record({
          captured: fc.integer({ min: 1, max: 200 }),
          wallet: fc.integer({ min: 0, max: 200 }),
          asked: fc.integer({ min: 1, max: 200 }),
          held: amount,
          mine: amount,
          theirs: amount,
          payout: fc.option(fc.record({ workerMinor: amount, platformMinor: amount }), { nil: undefined }),
          isOwn: fc.boolean(),
        }),
        ({ captured, wallet, asked, held, mine, theirs, payout, isOwn }) => {
          fc.pre(asked <= captured && wallet <= captured);
          const payerId = isOwn ? mike.userId : mia.userId;
          const payment = aPayment({
            payerId,
            capturedMinor: captured,
            refundedMinor: wallet,
            refunds: wallet === 0 ? [] : [returned(wallet)],
          });
          const balances = { [hold]: held, [mikes]: theirs, ...(isOwn ? {} : { [mias]: mine }) };
          const paid = payout && { ...payout, taxMinor: 0, currency: 'USD' };
          const back = { order: { ...order, payout: paid }, payment, amountMinor: asked };
          const { shares, againMinor, spentMinor } = bearers(back, balances);
          expect(Object.values(shares).reduce((sum, one) => sum + one, 0)).toBe(asked);
          expect(Math.min(...Object.values(shares), againMinor, spentMinor)).toBeGreaterThanOrEqual(0);
          expect(shares.holdMinor).toBeLessThanOrEqual(held);
          expect(shares.workerMinor + (isOwn ? shares.payerMinor : 0)).toBeLessThanOrEqual(theirs);
          expect(shares.payerMinor).toBeLessThanOrEqual(isOwn ? theirs : mine);
          const entries = bearingEntries(shares, { ...order, payerId }, 'clearing:stripe');
          expect(entries.reduce((sum, entry) => sum + entry.amountMinor, 0)).toBe(0);
          const known = new Set<string>([...bearingAccounts(back), 'platform', 'loss', 'clearing:stripe']);
          for (const { account } of entries) expect(known).toContain(account);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('moves nothing where it comes from and goes to the same wallet', () => {
    const shares = { ...nobody, workerMinor: 5_000 };
    const bearers = { ...order, payerId: mike.userId };
    expect(bearingEntries(shares, bearers, mikes)).toEqual([]);
    expect(bearingEntries({ ...shares, lossMinor: 7 }, bearers, mikes)).toEqual([
      { account: mikes, amountMinor: 7 },
      { account: 'loss', amountMinor: -7 },
    ]);
  });
});

function ownCapture(reference: string): Payment['captures'][number] {
  return {
    provider: 'stripe',
    reference,
    amountMinor: 10_000,
    currency: 'USD',
    at: new Date(0),
    credited: reference !== 'pi_1',
  };
}
