import type { Order } from '../domain/order.ts';
import type { PaymentMethod } from '../domain/paymentMethod.ts';
import type { Party } from '../domain/permissions.ts';
import { rowOf, type Status, type WorkflowName, workflows } from '../domain/status.ts';
import type { Titled } from '../domain/titled.ts';
import type { ColourName } from '../domain/workflow.ts';

const colours: Readonly<Record<ColourName, number>> = {
  grey: 0x95a5a6,
  blue: 0x3498db,
  teal: 0x1abc9c,
  amber: 0xf1c40f,
  violet: 0x9b59b6,
  indigo: 0x5865f2,
  green: 0x2ecc71,
  orange: 0xe67e22,
  slate: 0x607d8b,
  red: 0xe74c3c,
};

/** The colour of a status, as Discord takes it. */
export function colourOf(workflow: WorkflowName, status: Status): number {
  return colours[rowOf(workflow, status).colour];
}

const methods: Readonly<Record<PaymentMethod, string>> = {
  stripe: 'Stripe',
  paypal: 'PayPal',
  wallet: 'Wallet',
  credit_card: 'Credit card',
  apple_pay: 'Apple Pay',
  bank_transfer: 'Bank transfer',
  manual: 'Manual payment',
};

/** A payment method as people read it. */
export function methodName(method: PaymentMethod): string {
  return methods[method];
}

/** The title of those who do the work, such as "Booster": the server's own, or the workflow's. */
export function workerTitleOf({ workflow, workerTitle }: Titled): string {
  return workerTitle ?? workflows[workflow].workerTitle;
}

/** The same inside a sentence, such as "booster" or "VIP pilot". */
export function workerName(order: Titled): string {
  return workerTitleOf(order).replaceAll(/\p{Lu}[\p{Ll}\p{M}]+/gu, (word) => word.toLowerCase());
}

/** A party to an order as people read it; workers by the title they have there. */
export function partyName(party: Party, titled: Titled): string {
  return party === 'worker' ? workerName(titled) : party;
}

/** "a booster", "an assistant". */
export function withArticle(word: string): string {
  return `${/^[aeiou]/i.test(word) ? 'an' : 'a'} ${word}`;
}

/** "a", "a or b", "a, b or c". */
export function either(words: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(words).replace(/, or /, ' or ');
}

const phrases: Readonly<Record<Order['paymentMethod'], string>> = {
  unpaid: 'not paid yet',
  stripe: 'by Stripe',
  paypal: 'by PayPal',
  wallet: 'from the wallet',
  credit_card: 'by credit card',
  apple_pay: 'by Apple Pay',
  bank_transfer: 'by bank transfer',
  manual: 'paid by hand',
};

/** How an order was paid, as it follows the amount: "by Stripe"; and whether all of it was, and still is. */
export function paidBy({ workflow, status, paymentMethod, paymentStatus }: Order): string {
  const how = phrases[paymentMethod];
  if (paymentMethod === 'unpaid') return rowOf(workflow, status).stage === 'ended' ? 'not paid' : how;
  if (status === 'Pending Payment') return 'not fully paid yet';
  switch (paymentStatus) {
    case 'Partially Refunded':
      return `${how}, partly refunded`;
    case 'Refunded':
    case 'Charged Back':
      return `${how}, ${paymentStatus.toLowerCase()}`;
    default:
      return how;
  }
}
