import { type Account, clearingOf, holdOf, isWallet, ownerOf, walletOf } from './account.ts';
import type { Entry, Transfer, TransferKind, TransferRequest } from './ledger.ts';
import { type AmountMinor, amountMinor, currencyCode } from './money.ts';
import type { Occasion, Order, OrderEvent } from './order.ts';
import { keptMinor, type Payment } from './payment.ts';
import type { PaymentMethod } from './paymentMethod.ts';
import { allocate, defaultPayoutPolicy, type Payout, type PayoutPolicy, payoutOf } from './payout.ts';
import { ok, refuse } from './result.ts';
import { rowOf } from './status.ts';

/** What the money of an order depends on. */
export type MoneyOfOrder = Pick<Order, 'orderKey' | 'userId' | 'workerId' | 'amountMinor' | 'currency'> & {
  readonly paymentMethod: PaymentMethod | 'unpaid';
};

/** Whether the order's price must lie in its hold: it is paid, and neither paid out nor given back yet. */
export function needsHold({ workflow, status }: Pick<Order, 'workflow' | 'status'>): boolean {
  const { stage } = rowOf(workflow, status);
  return stage === 'open' || stage === 'paused';
}

/** What an order's hold contains, in minor units of its currency. Recorded orders of earlier versions hold their price. */
export function heldMinorOf(
  order: Pick<Order, 'workflow' | 'status' | 'heldFrom' | 'heldMinor' | 'amountMinor'>,
): AmountMinor {
  const { workflow, heldFrom } = order;
  const isContested = rowOf(workflow, order.status).stage === 'contested';
  const status = isContested && heldFrom !== undefined ? heldFrom : order.status;
  return amountMinor(order.heldMinor ?? (needsHold({ workflow, status }) ? order.amountMinor : 0));
}

/**
 * The payment of an order's whole price into its hold. `from` is the way it was paid; a `wallet` payment takes it from
 * the customer's wallet, which must hold as much, any other from the clearing account of that way.
 */
export function holdPayment(order: MoneyOfOrder, occasion: Occasion): TransferRequest {
  const method = methodOf(order);
  const from = method === 'wallet' ? walletOf(order.userId) : clearingOf(method);
  return paymentFrom(from, order, occasion);
}

/**
 * The hold of an order that was recorded before there were any. What its customer's wallet was then is not in these
 * books, so even a `wallet` payment comes from a clearing account.
 */
export function openHold(order: MoneyOfOrder, occasion: Occasion): TransferRequest {
  return paymentFrom(clearingOf(methodOf(order)), order, occasion);
}

/** By what a hold is shared out: the policy, and the tax that was part of the price. */
interface PayoutTerms {
  readonly policy: PayoutPolicy;
  readonly taxIncludedMinor?: AmountMinor | undefined;
}

/** Who gets what of what is held for an order, once it is approved. */
export function payoutOfHeld(
  { workerId }: Pick<Order, 'workerId'>,
  { amountMinor: held, currency }: Held,
  { policy, taxIncludedMinor }: PayoutTerms,
): Payout {
  return payoutOf({ amountMinor: held, currency }, policy, {
    hasWorker: workerId !== undefined,
    // What was refunded before took its part of the tax with it.
    taxIncludedMinor: taxIncludedMinor && amountMinor(Math.min(taxIncludedMinor, held)),
  });
}

/** By what an order's hold is shared out. */
export function payoutTermsOf({
  payoutPolicy: policy = defaultPayoutPolicy,
  taxIncludedMinor: tax,
}: Pick<Order, 'payoutPolicy' | 'taxIncludedMinor'>): PayoutTerms {
  return { policy, taxIncludedMinor: tax === undefined ? undefined : amountMinor(tax) };
}

/** The payout of all that is held for an order, after approval. Refused with `nothing-held` when the hold is empty. */
export function releaseHold(order: MoneyOfOrder, terms: PayoutTerms, occasion: Occasion): TransferRequest {
  const { workerId } = order;
  const { policy, taxIncludedMinor } = terms;
  const shares = (held: Held): readonly Share[] => {
    const payout = payoutOfHeld(order, held, terms);
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
 * The way back of all that is held for an order: to the wallets of those who paid, each what they paid, or to the
 * customer's where the order has no payments of its own. Refused with `nothing-held` when the hold is empty.
 */
export function returnHold(
  order: MoneyOfOrder,
  payments: readonly Pick<
    Payment,
    'payerId' | 'credited' | 'capturedMinor' | 'refundedMinor' | 'chargedBackMinor'
  >[],
  occasion: Occasion,
): TransferRequest {
  const paidBy = new Map<string, number>();
  for (const payment of payments)
    if (payment.credited !== true && keptMinor(payment) > 0)
      paidBy.set(payment.payerId, (paidBy.get(payment.payerId) ?? 0) + keptMinor(payment));
  if (paidBy.size === 0) paidBy.set(order.userId, 1);
  const wallets = [...paidBy.keys()].map(walletOf);
  const weights = [...paidBy.values()];
  return emptying(
    order,
    {
      kind: 'return',
      // Who paid changes with the return itself, so it can't tell a repeat.
      parameters: {},
      wallets,
      shares: ({ amountMinor: held }) => {
        const amounts = allocate(held, weights);
        return wallets.map((wallet, index): Share => [wallet, amounts[index] ?? amountMinor(0)]);
      },
    },
    occasion,
  );
}

/**
 * What a change of an order does to its money: a new order's payment goes into its hold, completion pays the hold out,
 * and any other end gives it back to those who paid. Undefined when nothing moves, as with a rejection.
 */
export function moneyMovement(
  before: Order | undefined,
  after: Order,
  occasion: Occasion,
  payments: readonly Payment[] = [],
): TransferRequest | undefined {
  if (before === undefined) return needsHold(after) ? holdPayment(after, occasion) : undefined;
  if (!endsNow(before, after) || heldMinorOf(before) === 0) return undefined;
  if (after.status !== 'Complete') return returnHold(after, payments, occasion);
  return releaseHold(after, payoutTermsOf(after), occasion);
}

/** Whether a change ends an order that had not ended. */
export function endsNow(before: Order | undefined, after: Order): boolean {
  const hasEnded = (order: Order) => rowOf(order.workflow, order.status).stage === 'ended';
  return before !== undefined && !hasEnded(before) && hasEnded(after);
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

function methodOf({ orderKey, paymentMethod }: MoneyOfOrder): PaymentMethod {
  if (paymentMethod === 'unpaid')
    throw new Error(`Order ${orderKey} is not paid, so nothing of it can be held`);
  return paymentMethod;
}

/** What came back to whose wallet when an order ended; undefined for other transfers. */
export function moneyBackIn({ kind, entries, currency }: Transfer): OrderEvent['moneyBack'] {
  if (kind !== 'return') return undefined;
  const shares = entries.flatMap(({ account, amountMinor: share }) =>
    isWallet(account) ? [{ userId: ownerOf(account), amountMinor: share }] : [],
  );
  return { currency, shares };
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
