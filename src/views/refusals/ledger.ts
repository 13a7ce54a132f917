import { isWallet, ownerOf } from '../../domain/account.ts';
import type { LedgerRefusal } from '../../domain/ledger.ts';
import { formatMoney } from '../../domain/money.ts';
import { unreachable } from '../../domain/result.ts';
import { mention } from '../text.ts';

/** Why money does not move, and what to do. */
export function ledgerRefusalWords(refusal: LedgerRefusal): [what: string, next: string] {
  switch (refusal.code) {
    case 'insufficient-funds': {
      const whose = isWallet(refusal.account)
        ? `The wallet of ${mention(ownerOf(refusal.account))}`
        : 'The account';
      return [
        `${whose} is ${formatMoney(refusal.missing)} short`,
        'Nothing was changed. Choose another payment method, or top the wallet up first.',
      ];
    }
    case 'key-reused':
      return ['This was already done in another way', 'Nothing was changed. Look with /trackorder.'];
    case 'nothing-held':
      return [
        'No money is held for this order',
        'Nothing was changed. Whoever runs the bot should run npm run migrate, then npm run audit.',
      ];
    default:
      return unreachable(refusal);
  }
}
