import type Stripe from 'stripe';
import { type BalanceSheet, sumUp } from '../../payments/balanceSheet.ts';
import type { World } from './world.ts';

/** What a movement of money counts as. */
export type Movement = 'charge' | 'payment' | 'refund' | 'refund_failure' | 'dispute' | 'dispute_reversal';

/** Moves money on the account, `amount` above 0 towards the seller; the id of the transaction. No fees are taken. */
export function move(
  world: World,
  movement: Movement,
  of: { readonly source: string; readonly amount: number; readonly currency: string },
): Stripe.BalanceTransaction {
  const transaction: Stripe.BalanceTransaction = {
    id: world.id('txn'),
    object: 'balance_transaction',
    amount: of.amount,
    available_on: world.now,
    balance_type: 'payments',
    created: world.now,
    currency: of.currency,
    description: null,
    exchange_rate: null,
    fee: 0,
    fee_details: [],
    net: of.amount,
    reporting_category: movement === 'payment' ? 'charge' : movement,
    source: of.source,
    status: 'available',
    type: movement === 'dispute' || movement === 'dispute_reversal' ? 'adjustment' : movement,
  };
  world.transactions.set(transaction.id, transaction);
  return transaction;
}

/** The account's totals by currency, from its balance transactions. */
export function balanceSheet(world: World): BalanceSheet {
  return sumUp(
    [...world.transactions.values()].map(({ amount, currency, reporting_category: category }) => {
      if (category === 'charge') return { currency, column: 'capturedMinor', amountMinor: amount };
      const column = category.startsWith('dispute') ? 'disputedMinor' : 'refundedMinor';
      return { currency, column, amountMinor: -amount };
    }),
  );
}

/** `GET /v1/balance` */
export function balanceOf(world: World): Stripe.Balance {
  const sums = new Map<string, number>();
  for (const { currency, net } of world.transactions.values())
    sums.set(currency, (sums.get(currency) ?? 0) + net);
  const available = [...sums].map(([currency, amount]) => ({ amount, currency }));
  return { object: 'balance', available, livemode: world.livemode, pending: [] };
}
