import { DriverError } from '../driver/errors.ts';
import type { Account } from './model/account.ts';
import type { Funding, Order, Payer } from './model/types.ts';
import { APPROVAL_MS } from './orders.ts';
import { orderJson } from './shapes.ts';

/** Who pays, and how. */
export interface Approval {
  /** `balance` unless told. */
  readonly funding?: Funding;
  readonly payer?: Partial<Payer>;
}

const MIA: Payer = {
  payerId: 'MIAPAYS2PAYER',
  email: 'mia@personal.example',
  givenName: 'Mia',
  surname: 'Payer',
};

/** Why a payer can't approve this order now; undefined if they can. */
export function whyNotPayable({ status, funding }: Order): string | undefined {
  if (status === 'CREATED' || status === 'PAYER_ACTION_REQUIRED') return undefined;
  // What was declined may be tried with something else.
  if (status === 'APPROVED' && funding === 'declinedCard') return undefined;
  return status === 'VOIDED' ? 'This payment was cancelled.' : 'You have already approved this payment.';
}

/** Approves as the payer does on PayPal's page. Answers where the page leads to, if anywhere. Throws DriverError. */
export function approve(account: Account, order: Order, { funding, payer }: Approval): string | undefined {
  const why = whyNotPayable(order);
  if (why !== undefined) throw new DriverError(`Order ${order.id} can't be approved: ${why}`);
  order.status = 'APPROVED';
  order.funding = funding ?? 'balance';
  order.payer = { ...MIA, ...payer };
  order.updatedMs = account.nowMs;
  order.expiresMs = account.nowMs + APPROVAL_MS;
  account.parts.tell({
    type: 'CHECKOUT.ORDER.APPROVED',
    resourceType: 'checkout-order',
    summary: 'A payer has approved an order',
    resource: orderJson(account, order),
  });
  return withToken(order.returnUrl, order, order.payer.payerId);
}

/** Where the page's Cancel leads to, if anywhere. The order stays as it is. */
export function cancelUrl(order: Order): string | undefined {
  return withToken(order.cancelUrl, order);
}

/** PayPal takes an approval back, and with it the order. Throws DriverError. */
export function reverseApproval(account: Account, order: Order): void {
  if (order.status !== 'APPROVED')
    throw new DriverError(`Order ${order.id} is ${order.status}, not APPROVED`);
  order.status = 'VOIDED';
  order.updatedMs = account.nowMs;
  const { purchase_units, payment_source } = orderJson(account, order);
  account.parts.tell({
    type: 'CHECKOUT.PAYMENT-APPROVAL.REVERSED',
    resourceType: 'payment-approval',
    summary: 'A payment was reversed after its approval',
    resource: { order_id: order.id, purchase_units, payment_source },
  });
}

function withToken(target: string | undefined, order: Order, payerId?: string): string | undefined {
  if (target === undefined) return undefined;
  const url = new URL(target);
  url.searchParams.set('token', order.id);
  if (payerId !== undefined) url.searchParams.set('PayerID', payerId);
  return url.href;
}
