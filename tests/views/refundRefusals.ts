import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import type { RefundRefusal } from '../../src/domain/refund.ts';
import { mia } from '../support/anOrder.ts';

type Code = RefundRefusal['code'];
type Example<One> = readonly [refusal: Extract<RefundRefusal, { code: One }>, what: string, next: string];

const usd = (minor: number) => ({ amountMinor: amountMinor(minor), currency: currencyCode('USD') });

/** One of each refusal about refunds, with the words a person reads. */
export const refundRefusals: { readonly [One in Code]: readonly Example<One>[] } = {
  'nothing-to-refund': [
    [
      { code: 'nothing-to-refund', way: 'wallet' },
      'There is nothing to refund for this order',
      'Nothing of it was paid, or all of it went back: /pay with its id shows which.',
    ],
    [
      { code: 'nothing-to-refund', way: 'credit' },
      'None of this order’s money is in a wallet',
      'See where its money went with /trackorder.',
    ],
  ],
  'refund-too-much': [
    [
      { code: 'refund-too-much', asked: usd(12_001), left: usd(12_000) },
      '$120.01 is more than the $120.00 that can go back this way',
      'Choose a smaller amount, or leave it out to refund all that is left.',
    ],
  ],
  'refund-disputed': [
    [
      { code: 'refund-disputed' },
      'This order is disputed',
      'The dispute decides about its money: resolve it with /dispute resolve.',
    ],
  ],
  'refund-spent': [
    [
      { code: 'refund-spent', payerId: mia.userId, has: usd(300) },
      `<@${mia.userId}> has only $3.00 of it left in the wallet`,
      'What they have spent can’t go back once more. Refund no more than that.',
    ],
  ],
  'too-many-refunds': [
    [
      { code: 'too-many-refunds', most: 20 },
      'This payment was refunded 20 times already',
      'Give the rest back outside of Orderly, and write it down with /updateorder.',
    ],
  ],
  'provider-refunds-not': [
    [
      { code: 'provider-refunds-not', provider: 'stripe', why: 'missing' },
      'Stripe is not set up here any more',
      'Refund to the wallet instead, or have it set up again.',
    ],
    [
      { code: 'provider-refunds-not', provider: 'paypal', why: 'decimals' },
      'PayPal can’t give just this amount back',
      'Choose a rounder amount, or refund to the wallet.',
    ],
  ],
  'refund-changed': [
    [
      { code: 'refund-changed' },
      'The amounts have changed since you saw them',
      'Nothing was refunded. Run /refund again to see them as they are now.',
    ],
  ],
};
