import fc from 'fast-check';
import { holdPayment, type MoneyOfOrder, releaseHold, returnHold } from '../../src/domain/heldMoney.ts';
import type { LedgerRefusal, Posted, TransferRequest } from '../../src/domain/ledger.ts';
import type { Occasion } from '../../src/domain/order.ts';
import type { PaymentMethod } from '../../src/domain/paymentMethod.ts';
import type { Result } from '../../src/domain/result.ts';
import type { ReferenceOrder, ReferenceOutcome, ReferencePolicy, ReferenceStep } from './reference.ts';

const [mia, mike, eve] = ['11', '12', '13'];

const order = (
  orderKey: string,
  method: PaymentMethod,
  price: number,
  currency: string,
  [customer, worker]: readonly [string, string?],
): ReferenceOrder & { readonly method: PaymentMethod } => ({
  orderKey,
  method,
  price,
  currency,
  customer,
  worker,
});

/** Few people in many parts, so that wallets fill and empty: who works on one order pays for another. */
export const someOrders = [
  order('A', 'stripe', 10_000, 'USD', [mia, mike]),
  order('B', 'wallet', 7_999, 'USD', [mike, eve]),
  order('C', 'manual', 3, 'USD', [mia]),
  order('D', 'paypal', 500, 'Gold', [mia, mike]),
  order('E', 'wallet', 333, 'Gold', [mike, mia]),
  order('F', 'wallet', 1, 'USD', [eve, eve]),
] as const;

type TestOrder = (typeof someOrders)[number];
/** A step as the reference takes it, of an order that the desk knows as well. */
export type Step = ReferenceStep & { readonly order: TestOrder };

const policies: readonly ReferencePolicy[] = [
  { fee: 0, tax: 0 },
  { fee: 2000, tax: 1500 },
  { fee: 3333, tax: 5000 },
  { fee: 10_000, tax: 10_000 },
];

/** One step; orders and operations are few, so that they meet again, both as repeats and as something else. */
export const anyStep: fc.Arbitrary<Step> = fc
  .record({
    order: fc.constantFrom(...someOrders),
    operationId: fc.constantFrom('op1', 'op2', 'op3'),
    what: fc.constantFrom('payment' as const, 'payment' as const, 'release' as const, 'return' as const),
    policy: fc.constantFrom(...policies),
  })
  .map(({ what, policy, ...common }): Step => {
    if (what === 'payment') return { ...common, what };
    return what === 'release' ? { ...common, what, policy } : { ...common, what };
  });

/** What is done in one commit. */
export const anyBatch = fc.array(anyStep, { minLength: 1, maxLength: 3 });

/** The order as the desk knows it. */
export function moneyOf(order: TestOrder): MoneyOfOrder {
  const { orderKey, customer, worker, method, price, currency } = order;
  return {
    orderKey,
    userId: customer,
    workerId: worker,
    paymentMethod: method,
    amountMinor: price,
    currency,
  };
}

let minutes = 0;

/** The step as it is asked of the real ledger, each time a minute later. */
export function requestOf(step: Step): TransferRequest {
  minutes += 1;
  const occasion: Occasion = {
    operationId: step.operationId,
    by: { userId: '1', username: 'dana' },
    at: new Date(1_700_000_000_000 + minutes * 60_000),
  };
  const money = moneyOf(step.order);
  switch (step.what) {
    case 'payment':
      return holdPayment(money, occasion);
    case 'release': {
      const { fee, tax } = step.policy;
      const policy = { fee: { kind: 'percent' as const, basisPoints: fee }, taxBasisPoints: tax };
      return releaseHold(money, { policy }, occasion);
    }
    case 'return':
      return returnHold(money, [], occasion);
  }
}

/** What the real ledger answered, in the reference's words. */
export function outcomeOf(result: Result<Posted, LedgerRefusal>): ReferenceOutcome {
  if (result.ok) return result.value.isRepeat ? 'repeated' : 'moved';
  const { refusal } = result;
  return refusal.code === 'insufficient-funds'
    ? `insufficient-funds ${refusal.missing.amountMinor}`
    : refusal.code;
}
