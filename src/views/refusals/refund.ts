import { formatMoney } from '../../domain/money.ts';
import type { RefundRefusal } from '../../domain/refund.ts';
import { unreachable } from '../../domain/result.ts';
import { mention } from '../text.ts';
import { methodName } from '../words.ts';

/** Why nothing is refunded, and what to do. */
export function refundRefusalWords(refusal: RefundRefusal): [what: string, next: string] {
  switch (refusal.code) {
    case 'nothing-to-refund':
      return refusal.way === 'credit'
        ? ['None of this order’s money is in a wallet', 'See where its money went with /trackorder.']
        : [
            'There is nothing to refund for this order',
            'Nothing of it was paid, or all of it went back: /pay with its id shows which.',
          ];
    case 'refund-too-much':
      return [
        `${formatMoney(refusal.asked)} is more than the ${formatMoney(refusal.left)} that can go back this way`,
        'Choose a smaller amount, or leave it out to refund all that is left.',
      ];
    case 'refund-disputed':
      return [
        'This order is disputed',
        'The dispute decides about its money: resolve it with /dispute resolve.',
      ];
    case 'refund-spent':
      return [
        `${mention(refusal.payerId)} has only ${formatMoney(refusal.has)} of it left in the wallet`,
        'What they have spent can’t go back once more. Refund no more than that.',
      ];
    case 'too-many-refunds':
      return [
        `This payment was refunded ${refusal.most} times already`,
        'Give the rest back outside of Orderly, and write it down with /updateorder.',
      ];
    case 'provider-refunds-not':
      return refusal.why === 'missing'
        ? [
            `${methodName(refusal.provider)} is not set up here any more`,
            'Refund to the wallet instead, or have it set up again.',
          ]
        : [
            `${methodName(refusal.provider)} can’t give just this amount back`,
            'Choose a rounder amount, or refund to the wallet.',
          ];
    case 'refund-changed':
      return [
        'The amounts have changed since you saw them',
        'Nothing was refunded. Run /refund again to see them as they are now.',
      ];
    default:
      return unreachable(refusal);
  }
}
