import { formatMoney } from '../../domain/money.ts';
import { unreachable } from '../../domain/result.ts';
import type { WithdrawalRefusal } from '../../domain/withdrawal.ts';
import { mention } from '../text.ts';

/** Why money is not paid out of a wallet, and what to do. */
export function withdrawalRefusalWords(refusal: WithdrawalRefusal): [what: string, next: string] {
  switch (refusal.code) {
    case 'withdrawals-off':
      return [
        'Nothing can be withdrawn from wallets here at present',
        'What you have stays yours: pay orders from it with /pay, or ask staff.',
      ];
    case 'withdrawal-short':
      return [
        `Your wallet has ${formatMoney(refusal.balance)}, that is ${formatMoney(refusal.missing)} too little`,
        refusal.balance.amountMinor === 0 && refusal.has.length > 0
          ? `Nothing was taken. It has ${refusal.has.map((money) => formatMoney(money)).join(', ')}: write the currency, too.`
          : 'Nothing was taken. Ask for at most what it has.',
      ];
    case 'withdrawal-to-missing':
      return [
        'It does not say where the money should go',
        'Nothing was taken. Write a PayPal address or a bank account, for example.',
      ];
    case 'withdrawal-reason-missing':
      return ['A refusal needs a reason', 'Say in a few words why it is not paid.'];
    case 'withdrawal-not-found':
      return ['There is no such withdrawal', 'Run /withdrawals to see what waits.'];
    case 'withdrawal-own':
      return [
        'Nobody confirms their own withdrawal',
        'Ask someone else on staff to press Confirm paid, or Refuse it and have it back in your wallet. If you are alone, give someone you trust the admin role (/setup roles) or Manage Server first.',
      ];
    case 'withdrawal-over':
      return [
        `This withdrawal was ${refusal.state === 'Paid' ? 'confirmed as paid' : 'refused'} by ${mention(refusal.by.userId)} already`,
        'Nothing was changed. Run /withdrawals to see what still waits.',
      ];
    default:
      return unreachable(refusal);
  }
}
