/*
 * A ledger as simple as can be, to hold the real one against. It shares no code with it, counts in bigints, and knows the
 * rules from the product page alone.
 */

export interface ReferenceOrder {
  readonly orderKey: string;
  readonly customer: string;
  readonly worker: string | undefined;
  readonly method: string;
  readonly price: number;
  readonly currency: string;
}

/** The fee in hundredths of a percent of the price, and the tax in hundredths of a percent of the fee. */
export interface ReferencePolicy {
  readonly fee: number;
  readonly tax: number;
}

export type ReferenceStep = { readonly operationId: string; readonly order: ReferenceOrder } & (
  | { readonly what: 'payment' }
  | { readonly what: 'release'; readonly policy: ReferencePolicy }
  | { readonly what: 'return' }
);

/** 'moved', 'repeated', or the code of a refusal, with the amount that is missing where some is. */
export type ReferenceOutcome =
  | 'moved'
  | 'repeated'
  | 'key-reused'
  | 'nothing-held'
  | `insufficient-funds ${string}`;

export class ReferenceLedger {
  /** By account and currency, as in `wallet:1 USD`. Accounts that never moved are missing. */
  readonly balances: Map<string, bigint>;
  readonly #done: Map<string, string>;

  constructor(balances = new Map<string, bigint>(), done = new Map<string, string>()) {
    this.balances = balances;
    this.#done = done;
  }

  copy(): ReferenceLedger {
    return new ReferenceLedger(new Map(this.balances), new Map(this.#done));
  }

  apply(step: ReferenceStep): ReferenceOutcome {
    const key = `${step.operationId}/${step.order.orderKey}/${step.what}`;
    const asked = wordsOf(step);
    const before = this.#done.get(key);
    if (before !== undefined) return before === asked ? 'repeated' : 'key-reused';

    const { order } = step;
    const hold = `hold:${order.orderKey}`;
    const held = this.#of(hold, order);
    if (step.what === 'payment') {
      const payer = order.method === 'wallet' ? `wallet:${order.customer}` : `clearing:${order.method}`;
      const price = BigInt(order.price);
      const has = this.#of(payer, order);
      if (order.method === 'wallet' && has < price) return `insufficient-funds ${price - has}`;
      this.#move(payer, hold, price, order);
    } else if (held === 0n) {
      return 'nothing-held';
    } else if (step.what === 'return') {
      this.#move(hold, `wallet:${order.customer}`, held, order);
    } else {
      const fee = halfDown(held * BigInt(step.policy.fee));
      const tax = halfUp(fee * BigInt(step.policy.tax));
      const worker = order.worker === undefined ? 'platform' : `wallet:${order.worker}`;
      this.#move(hold, worker, held - fee, order);
      this.#move(hold, 'platform', fee - tax, order);
      this.#move(hold, 'tax', tax, order);
    }
    this.#done.set(key, asked);
    return 'moved';
  }

  #of(account: string, { currency }: ReferenceOrder): bigint {
    return this.balances.get(`${account} ${currency}`) ?? 0n;
  }

  #move(from: string, to: string, amount: bigint, order: ReferenceOrder): void {
    if (amount === 0n) return;
    this.balances.set(`${from} ${order.currency}`, this.#of(from, order) - amount);
    this.balances.set(`${to} ${order.currency}`, this.#of(to, order) + amount);
  }
}

function wordsOf(step: ReferenceStep): string {
  switch (step.what) {
    case 'payment':
      return 'pay';
    case 'release':
      return `release ${step.policy.fee} ${step.policy.tax}`;
    case 'return':
      return 'return';
  }
}

const halfUp = (product: bigint): bigint => (2n * product + 10_000n) / 20_000n;
const halfDown = (product: bigint): bigint => (2n * product + 9_999n) / 20_000n;
