import type { PaymentDueRefusal } from '../../domain/endPayments.ts';
import { formatMoney } from '../../domain/money.ts';

/** Why something about a payment is not done, and what to do. */
export function paymentRefusalWords(refusal: PaymentDueRefusal): [what: string, next: string] {
  return [
    `${formatMoney(refusal)} of this order is not paid yet`,
    'It can be completed once all of its price is paid. Run /invoice with its order_id to see what is due.',
  ];
}
