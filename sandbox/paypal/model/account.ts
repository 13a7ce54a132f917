import type { Clock } from '../../clock.ts';
import type { Ids } from '../../payments/ids.ts';
import { notFound } from '../errors.ts';
import type { Amount } from '../money.ts';
import type { Capture, Dispute, Movement, Order, Refund } from './types.ts';

/** Something that PayPal tells webhooks of; `resource` is as the API would show it now. */
export interface Happening {
  readonly type: string;
  readonly resourceType: 'checkout-order' | 'payment-approval' | 'capture' | 'refund' | 'dispute';
  readonly summary: string;
  readonly resource: object;
}

/** What an account is made of. */
export interface AccountParts {
  readonly clock: Clock;
  readonly ids: Ids;
  /** What PayPal keeps of a payment, in minor units. */
  readonly fee: (amount: Amount) => number;
  /** The address that links begin with; known once the server listens. */
  readonly origin: () => string;
  readonly tell: (happening: Happening) => void;
}

/** A seller's PayPal account: all that it holds, and how money moved. */
export class Account {
  readonly merchantId: string;
  readonly orders = new Map<string, Order>();
  readonly captures = new Map<string, Capture>();
  readonly refunds = new Map<string, Refund>();
  readonly disputes = new Map<string, Dispute>();
  readonly movements: Movement[] = [];
  /** The next refund by the API waits for `settleRefund` or `failRefund`. */
  nextRefundIsPending = false;
  readonly parts: AccountParts;

  constructor(parts: AccountParts) {
    this.parts = parts;
    this.merchantId = this.id(13);
  }

  get nowMs(): number {
    return this.parts.clock.now();
  }

  /** An id as PayPal makes them: capitals and digits, 17 for orders, captures and refunds. */
  id(length = 17): string {
    return this.parts.ids.next(length).toUpperCase();
  }

  /** The order, while it has not expired. Throws what the API answers otherwise. */
  order(id: string): Order {
    const order = this.orders.get(id);
    const isOpen = order && order.status !== 'COMPLETED' && order.status !== 'VOIDED';
    if (!order || (isOpen && order.expiresMs <= this.nowMs)) throw notFound();
    return order;
  }

  /** Throws what the API answers when there is none. The same for the ones below. */
  capture(id: string): Capture {
    return this.captures.get(id) ?? missing();
  }

  refund(id: string): Refund {
    return this.refunds.get(id) ?? missing();
  }

  dispute(id: string): Dispute {
    return this.disputes.get(id) ?? missing();
  }

  capturesOf(order: Order): readonly Capture[] {
    return [...this.captures.values()].filter((capture) => capture.order === order);
  }

  /** Of a capture: what was given or taken back, oldest first. */
  refundsOf(capture: Capture): readonly Refund[] {
    return [...this.refunds.values()].filter((refund) => refund.capture === capture);
  }

  /** The dispute of a capture that is not resolved, if there is one. */
  openDisputeOf(capture: Capture): Dispute | undefined {
    return [...this.disputes.values()].find((one) => one.capture === capture && one.status !== 'RESOLVED');
  }

  /** Of a capture: how much is neither given nor taken back. */
  leftMinor(capture: Capture): number {
    const goneMinor = this.refundsOf(capture)
      .filter(({ status }) => status === 'COMPLETED' || status === 'PENDING')
      .reduce((sum, refund) => sum + refund.amount.amountMinor, 0);
    return capture.unit.amount.amountMinor - goneMinor;
  }

  move(kind: Movement['kind'], id: string, { amountMinor, currency }: Amount): void {
    if (amountMinor !== 0) this.movements.push({ atMs: this.nowMs, kind, id, amountMinor, currency });
  }
}

function missing(): never {
  throw notFound();
}
