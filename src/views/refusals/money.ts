import { formatMoney, type MoneyRefusal } from '../../domain/money.ts';
import { unreachable } from '../../domain/result.ts';
import { shownLine } from '../text.ts';
import { either } from '../words.ts';

/** Why an amount that someone wrote is not taken, and what to do. `option`: where they wrote it. */
export function moneyRefusalWords(
  refusal: MoneyRefusal,
  option: 'amount' | 'tax',
): [what: string, next: string] {
  const example = option === 'tax' ? '$15.00' : '$150.00';
  switch (refusal.code) {
    case 'money-not-understood':
      return [`I can’t read that ${option}`, `Write it like ${example}, 1.50 EUR or 500 Gold.`];
    case 'money-ambiguous':
      return [
        `That ${option} could mean ${either(refusal.readings.map((money) => formatMoney(money)))}`,
        'Write it again the way it is shown here.',
      ];
    case 'money-too-precise':
      return [
        `${refusal.currency} has ${refusal.decimals === 0 ? 'no decimals' : `at most ${refusal.decimals} decimals`}`,
        `Round the ${option} and try again.`,
      ];
    case 'money-not-positive':
      return [
        `The ${option} must be more than zero`,
        `Write it like ${example}${option === 'tax' ? ', or leave tax out' : ''}.`,
      ];
    case 'money-too-large':
      return [`The ${option} is more than ${formatMoney(refusal.most)}`, 'Check it for a digit too many.'];
    case 'currency-unknown':
      return [
        `I don’t know the currency '${shownLine(refusal.word, 40)}'${option === 'tax' ? ' of the tax' : ''}`,
        'Use a code such as USD or EUR, or a currency of this server such as Gold.',
      ];
    default:
      return unreachable(refusal);
  }
}
