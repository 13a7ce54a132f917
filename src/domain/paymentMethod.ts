/** How an order was paid, as staff record it. */
export const paymentMethods = [
  'stripe',
  'paypal',
  'wallet',
  'credit_card',
  'apple_pay',
  'bank_transfer',
  'manual',
] as const;

/** How an order was paid. */
export type PaymentMethod = (typeof paymentMethods)[number];
