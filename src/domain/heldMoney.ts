import { type Account, clearingOf, holdOf, isWallet, walletOf } from './account.ts';
import type { Entry, Transfer, TransferKind, TransferRequest } from './ledger.ts';
import { type AmountMinor, amountMinor, currencyCode } from './money.ts';
import type { Occasion, Order, OrderEvent } from './order.ts';
import { defaultPayoutPolicy, type PayoutPolicy, payoutOf } from './payout.ts';
import { ok, refuse } from './result.ts';
import { rowOf } from './status.ts';

/** What the money of an order depends on. */
export type MoneyOfOrder = Pick<
  Order,
  'orderKey' | 'userId' | 'workerId' | 'paymentMethod' | 'amountMinor' | 'currency'
>;

/** Whether the order's price must lie in its hold: it is paid, and neither paid out nor given back yet. */
export function needsHold({ workflow, status }: Pick<Order, 'workflow' | 'status'>): boolean {
  const { stage } = rowOf(workflow, status);
  return stage === 'open' || stage === 'paused';
}

/**
 * The payment of an order's whole price into its hold. `from` is the way it was paid; a `wallet` payment takes it from
 * the customer's wallet, which must hold as much, any other from the clearing account of that way.
 */
export function holdPayment(order: MoneyOfOrder, occasion: Occasion): TransferRequest {
  const from = order.paymentMethod === 'wallet' ? walletOf(order.userId) : clearingOf(order.paymentMethod);
  return paymentFrom(from, order, occasion);
}

/**
 * The hold of an order that was recorded before there were any. What its customer's wallet was then is not in these
 * books, so even a `wallet` payment comes from a clearing account.
 */
export function openHold(order: MoneyOfOrder, occasion: Occasion): TransferRequest {
  return paymentFrom(clearingOf(order.paymentMethod), order, occasion);
}

/** The payout of all that is held for an order, after approval. Refused with `nothing-held` when the hold is empty. */
export function releaseHold(
  order: MoneyOfOrder,
  terms: { readonly policy: PayoutPolicy; readonly taxIncludedMinor?: AmountMinor | undefined },
  occasion: Occasion,
): TransferRequest {
  const { workerId } = order;
  const { policy, taxIncludedMinor } = terms;
  const shares = ({ amountMinor: held, currency }: Held): readonly Share[] => {
    const payout = payoutOf({ amountMinor: held, currency }, policy, {
      hasWorker: workerId !== undefined,
      taxIncludedMinor,
    });
    return [
      ...(workerId === undefined ? [] : [[walletOf(workerId), payout.workerMinor] as const]),
      ['platform', payout.platformMinor],
      ['tax', payout.taxMinor],
    ];
  };
  const parameters = { workerId, policy, taxIncludedMinor };
  const wallets = workerId === undefined ? [] : [walletOf(workerId)];
  return emptying(order, { kind: 'release', parameters, wallets, shares }, occasion);
}

/**
 * The way back of all that is held for an order. To the customer's `wallet`, unless whoever took the payment has sent it
 * back the way it came (`origin`). Refused with `nothing-held` when the hold is empty.
 */
export function returnHold(
  order: MoneyOfOrder,
  to: 'wallet' | 'origin',
  occasion: Occasion,
): TransferRequest {
  const isToWallet = to === 'wallet' || order.paymentMethod === 'wallet';
  const receiver = isToWallet ? walletOf(order.userId) : clearingOf(order.paymentMethod);
  return emptying(
    order,
    {
      kind: 'return',
      parameters: { receiver },
      wallets: isToWallet ? [receiver] : [],
      shares: ({ amountMinor: held }) => [[receiver, held]],
    },
    occasion,
  );
}

/**
 * What a change of an order does to its money: a new order's payment goes into its hold, completion pays the hold out,
 * and any other end gives it back to the customer. Undefined when nothing moves, as with a rejection.
 */
export function moneyMovement(
  before: Order | undefined,
  after: Order,
  occasion: Occasion,
): TransferRequest | undefined {
  if (before === undefined) return needsHold(after) ? holdPayment(after, occasion) : undefined;
  if (!needsHold(before) || needsHold(after)) return undefined;
  if (after.status !== 'Complete') return returnHold(after, 'wallet', occasion);
  return releaseHold(after, { policy: after.payoutPolicy ?? defaultPayoutPolicy }, occasion);
}

/** Who got what in a release; undefined for other transfers. */
export function payoutIn({ kind, entries, currency }: Transfer): OrderEvent['payout'] {
  if (kind !== 'release') return undefined;
  const sumOf = (isMeant: (account: Account) => boolean) =>
    entries.filter(({ account }) => isMeant(account)).reduce((sum, entry) => sum + entry.amountMinor, 0);
  return {
    workerMinor: sumOf(isWallet),
    platformMinor: sumOf((account) => account === 'platform'),
    taxMinor: sumOf((account) => account === 'tax'),
    currency,
  };
}

function paymentFrom(from: Account, order: MoneyOfOrder, occasion: Occasion): TransferRequest {
  const price = amountMinor(order.amountMinor);
  const hold = holdOf(order.orderKey);
  return {
    ...headOf('payment', order, occasion),
    parameters: { from, amountMinor: price },
    accounts: [from, hold],
    entries: () =>
      ok([
        { account: from, amountMinor: amountMinor(-price) },
        { account: hold, amountMinor: price },
      ]),
  };
}

type Held = { readonly amountMinor: AmountMinor; readonly currency: TransferRequest['currency'] };
type Share = readonly [account: Account, amount: AmountMinor];

/** A transfer of all that is held. */
function emptying(
  order: MoneyOfOrder,
  how: {
    readonly kind: TransferKind;
    readonly parameters: TransferRequest['parameters'];
    readonly wallets: readonly Account[];
    readonly shares: (held: Held) => readonly Share[];
  },
  occasion: Occasion,
): TransferRequest {
  const head = headOf(how.kind, order, occasion);
  const hold = holdOf(order.orderKey);
  return {
    ...head,
    parameters: how.parameters,
    accounts: [hold, ...how.wallets],
    entries: (balanceOf) => {
      const held = balanceOf(hold);
      if (held === 0) return refuse({ code: 'nothing-held', orderKey: order.orderKey });
      const entries = how
        .shares({ amountMinor: held, currency: head.currency })
        .map(([account, share]): Entry => ({ account, amountMinor: share }))
        .filter((entry) => entry.amountMinor !== 0);
      return ok([{ account: hold, amountMinor: amountMinor(-held) }, ...entries]);
    },
  };
}

function headOf(kind: TransferKind, order: MoneyOfOrder, { operationId, by, at }: Occasion) {
  return {
    // One transfer of a kind per operation: the same operation delivered twice moves money once.
    key: `${operationId}.${order.orderKey}.${kind}`,
    kind,
    orderKey: order.orderKey,
    currency: currencyCode(order.currency),
    by: by.userId,
    at,
  };
}
