import type { SettingsRefusal } from '../../domain/changeSettings.ts';
import type { MoneyRefusal } from '../../domain/money.ts';
import { unreachable } from '../../domain/result.ts';
import type { ServiceRefusal } from '../../domain/service.ts';
import { duration } from '../duration.ts';
import { percentWords } from '../payout.ts';
import { shownLine } from '../text.ts';

const hourMs = 60 * 60 * 1000;

/** Why something is not set up so, and what to do. Amounts have words of their own. */
export function setupRefusalWords(
  refusal: Exclude<SettingsRefusal | ServiceRefusal, MoneyRefusal | { code: 'service-empty' }>,
): [what: string, next: string] {
  switch (refusal.code) {
    case 'payout-share-out-of-range':
      return refusal.part === 'fee'
        ? [
            `A fee can’t be ${percentWords(refusal.basisPoints)}`,
            'The fee is a share of the price: give 0 to 100 %, such as 20 %, or an amount, such as $5.00.',
          ]
        : [
            `A tax can’t be ${percentWords(refusal.basisPoints)}`,
            'The tax is a share of the fee: give 0 to 100 %, such as 15 %.',
          ];
    case 'payout-fee-negative':
      return [
        'A fee can’t be less than nothing',
        'Give 0 to 100 %, such as 20 %, or an amount, such as $5.00.',
      ];
    case 'payout-not-understood':
      return refusal.part === 'fee'
        ? [
            `I can’t read the fee '${shownLine(refusal.typed, 40)}'`,
            'Write it like 20 %, 12.5 %, $5.00 or none; at most two decimals.',
          ]
        : [
            `I can’t read the tax '${shownLine(refusal.typed, 40)}'`,
            'Write it like 15 % or none; at most two decimals.',
          ];
    case 'payment-wait-out-of-range':
      return [
        `Payments are waited for ${refusal.least} to ${refusal.most} hours`,
        'Give a whole number of hours, such as 72.',
      ];
    case 'reminders-not-understood':
      return [
        `I can’t read the reminders '${shownLine(refusal.typed, 40)}'`,
        `Write at most ${refusal.most} times after a payment is due, such as 24h, 2d, or none.`,
      ];
    case 'reminder-too-late':
      return [
        `A reminder after ${duration(refusal.hours * hourMs)} would come too late`,
        `Payments are waited for ${duration(refusal.waitHours * hourMs)}: remind earlier, or give wait_hours too.`,
      ];
    case 'role-is-everyone':
      return ['@\u2060everyone can’t be that', 'Choose a role that only the right people hold.'];
    case 'currency-name-invalid':
      return [
        `'${shownLine(refusal.typed, 40)}' can’t be the name of a currency`,
        'Use up to 20 letters, such as Gold or Guild Coins.',
      ];
    case 'currency-word-taken':
      return [
        `'${shownLine(refusal.typed, 40)}' already means ${refusal.means}`,
        'Choose another name, so that nobody mixes them up.',
      ];
    case 'currency-too-many':
      return [`A server can have at most ${refusal.most} currencies of its own`, 'Remove one first.'];
    case 'currency-not-own':
      return [
        `'${shownLine(refusal.typed, 40)}' is not a currency of this server’s own`,
        'Pick one from the suggestions; run /setup show to see them all.',
      ];
    case 'currency-is-default':
      return [
        `${refusal.currency} is what amounts are in when nothing is said`,
        'Choose another default_currency first, or in the same command.',
      ];
    case 'time-zone-unknown':
      return [
        `I don’t know the time zone '${shownLine(refusal.typed, 40)}'`,
        'Type a big city of your country and pick from the suggestions, such as Europe/Berlin.',
      ];
    case 'worker-title-invalid':
      return [
        'That can’t be the title of those who do the work',
        `Use up to ${refusal.most} letters, digits, spaces and hyphens, beginning with a letter, such as Pilot.`,
      ];
    case 'retention-out-of-range':
      return [
        `Evidence is kept ${refusal.least} to ${refusal.most} days after an order ends`,
        'Give a whole number of days, such as 30.',
      ];
    case 'service-exists':
      return [
        `${shownLine(refusal.name, 100)} is in the catalogue already`,
        'Change it with /service edit, or choose another name.',
      ];
    case 'service-unknown':
      return [
        'There is no such service in the catalogue',
        'Pick one from the suggestions; /service list shows them all.',
      ];
    default:
      return unreachable(refusal);
  }
}
