import type { Refusal } from '../../src/app/refusal.ts';
import type { SettingsRefusal } from '../../src/domain/changeSettings.ts';
import { currencyCode, type MoneyRefusal } from '../../src/domain/money.ts';
import type { ServiceRefusal } from '../../src/domain/service.ts';

type Code = Exclude<
  SettingsRefusal | ServiceRefusal | Extract<Refusal, { code: 'advertiser-is-bot' }>,
  MoneyRefusal | { code: 'service-empty' }
>['code'];

/** One of each code of `/setup` and `/service`, with the words a person reads. */
export const setupRefusals: {
  readonly [One in Code]: readonly (readonly [
    refusal: Extract<Refusal, { code: One }>,
    what: string,
    next: string,
  ])[];
} = {
  'payout-share-out-of-range': [
    [
      { code: 'payout-share-out-of-range', part: 'fee', basisPoints: 12_050 },
      'A fee can’t be 120.5 %',
      'The fee is a share of the price: give 0 to 100 %, such as 20 %, or an amount, such as $5.00.',
    ],
    [
      { code: 'payout-share-out-of-range', part: 'tax', basisPoints: -100 },
      'A tax can’t be -1 %',
      'The tax is a share of the fee: give 0 to 100 %, such as 15 %.',
    ],
  ],
  'payment-wait-out-of-range': [
    [
      { code: 'payment-wait-out-of-range', least: 1, most: 720 },
      'Payments are waited for 1 to 720 hours',
      'Give a whole number of hours, such as 72.',
    ],
  ],
  'reminders-not-understood': [
    [
      { code: 'reminders-not-understood', typed: '*often*', most: 3 },
      "I can’t read the reminders '\\*often\\*'",
      'Write at most 3 times after a payment is due, such as 24h, 2d, or none.',
    ],
  ],
  'reminder-too-late': [
    [
      { code: 'reminder-too-late', hours: 96, waitHours: 72 },
      'A reminder after 4 days would come too late',
      'Payments are waited for 3 days: remind earlier, or give wait_hours too.',
    ],
  ],
  'payout-fee-negative': [
    [
      { code: 'payout-fee-negative', amountMinor: -1 },
      'A fee can’t be less than nothing',
      'Give 0 to 100 %, such as 20 %, or an amount, such as $5.00.',
    ],
  ],
  'payout-not-understood': [
    [
      { code: 'payout-not-understood', part: 'fee', typed: '*much*' },
      "I can’t read the fee '\\*much\\*'",
      'Write it like 20 %, 12.5 %, $5.00 or none; at most two decimals.',
    ],
    [
      { code: 'payout-not-understood', part: 'tax', typed: '$5' },
      "I can’t read the tax '$5'",
      'Write it like 15 % or none; at most two decimals.',
    ],
  ],
  'role-is-everyone': [
    [
      { code: 'role-is-everyone' },
      '@\u2060everyone can’t be that',
      'Choose a role that only the right people hold.',
    ],
  ],
  'currency-name-invalid': [
    [
      { code: 'currency-name-invalid', typed: 'G0ld_' },
      "'G0ld\\_' can’t be the name of a currency",
      'Use up to 20 letters, such as Gold or Guild Coins.',
    ],
  ],
  'currency-word-taken': [
    [
      { code: 'currency-word-taken', typed: 'euro', means: currencyCode('EUR') },
      "'euro' already means EUR",
      'Choose another name, so that nobody mixes them up.',
    ],
  ],
  'currency-too-many': [
    [
      { code: 'currency-too-many', most: 20 },
      'A server can have at most 20 currencies of its own',
      'Remove one first.',
    ],
  ],
  'currency-not-own': [
    [
      { code: 'currency-not-own', typed: 'USD' },
      "'USD' is not a currency of this server’s own",
      'Pick one from the suggestions; run /setup show to see them all.',
    ],
  ],
  'currency-is-default': [
    [
      { code: 'currency-is-default', currency: currencyCode('Gold') },
      'Gold is what amounts are in when nothing is said',
      'Choose another default_currency first, or in the same command.',
    ],
  ],
  'time-zone-unknown': [
    [
      { code: 'time-zone-unknown', typed: 'Atlantis' },
      "I don’t know the time zone 'Atlantis'",
      'Type a big city of your country and pick from the suggestions, such as Europe/Berlin.',
    ],
  ],
  'worker-title-invalid': [
    [
      { code: 'worker-title-invalid', most: 32 },
      'That can’t be the title of those who do the work',
      'Use up to 32 letters, digits, spaces and hyphens, beginning with a letter, such as Pilot.',
    ],
  ],
  'retention-out-of-range': [
    [
      { code: 'retention-out-of-range', least: 1, most: 365 },
      'Evidence is kept 1 to 365 days after an order ends',
      'Give a whole number of days, such as 30.',
    ],
  ],
  'service-exists': [
    [
      { code: 'service-exists', name: 'Logo' },
      'Logo is in the catalogue already',
      'Change it with /service edit, or choose another name.',
    ],
  ],
  'service-unknown': [
    [
      { code: 'service-unknown' },
      'There is no such service in the catalogue',
      'Pick one from the suggestions; /service list shows them all.',
    ],
  ],
  'advertiser-is-bot': [
    [
      { code: 'advertiser-is-bot' },
      'A bot can’t be an advertiser',
      'Choose the person who answers for the service.',
    ],
  ],
};
