import type { RefundFate } from './world.ts';

/** Why a bank says no. */
export interface Decline {
  /** Stripe's code: `card_declined`, `expired_card` … */
  readonly code: string;
  /** The bank's own: `generic_decline`, `insufficient_funds` … */
  readonly declineCode: string;
  readonly message: string;
}

/** How a card behaves. */
export interface Card {
  readonly brand: string;
  readonly decline?: Decline;
  /** How refunds to it begin. */
  readonly refunds?: RefundFate;
}

const decline = (code: string, declineCode: string, message: string): Card => ({
  brand: 'visa',
  decline: { code, declineCode, message },
});

/** The test cards that are known here; the numbers and what they do are Stripe's. */
export const cards: ReadonlyMap<string, Card> = new Map([
  ['4242424242424242', { brand: 'visa' }],
  ['5555555555554444', { brand: 'mastercard' }],
  ['378282246310005', { brand: 'amex' }],
  /** A refund to it is pending first. */
  ['4000000000007726', { brand: 'visa', refunds: 'pending' }],
  /** A refund to it succeeds, and fails later (`failRefund`). */
  ['4000000000005126', { brand: 'visa' }],
  ['4000000000000002', decline('card_declined', 'generic_decline', 'Your card was declined.')],
  ['4000000000009995', decline('card_declined', 'insufficient_funds', 'Your card has insufficient funds.')],
  ['4000000000000069', decline('expired_card', 'expired_card', 'Your card has expired.')],
]);

/** What a number of no known card is answered with. */
export const unknownCard: Decline = {
  code: 'incorrect_number',
  declineCode: 'incorrect_number',
  message: 'Your card number is incorrect.',
};

/** The digits of a card number as people write it. */
export function digitsOf(number: string): string {
  return number.replaceAll(/[\s-]/g, '');
}
