import type { Refusal } from '../../src/app/refusal.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import type { DisputeRefusal } from '../../src/domain/openDispute.ts';
import type { RefundRefusal } from '../../src/domain/refund.ts';
import type { ResolutionRefusal } from '../../src/domain/resolveDispute.ts';
import { at, dana } from '../support/anOrder.ts';

type Code = Exclude<DisputeRefusal | ResolutionRefusal, RefundRefusal>['code'];
type Example<One> = readonly [refusal: Extract<Refusal, { code: One }>, what: string, next: string];

/** One of each refusal about disputes, with the words a person reads. */
export const disputeRefusals: { readonly [One in Code]: readonly Example<One>[] } = {
  'already-disputed': [
    [
      { code: 'already-disputed' },
      'This order is disputed already',
      'Add what you have to say with /dispute evidence.',
    ],
  ],
  'dispute-not-now': [
    [
      { code: 'dispute-not-now', status: 'Cancelled' },
      'An order that is Cancelled can’t be disputed',
      'Ask staff if something is wrong with it.',
    ],
  ],
  'dispute-too-late': [
    [
      { code: 'dispute-too-late', until: at(0) },
      `This order could be disputed until <t:${at(0).getTime() / 1000}:f>`,
      'Ask staff if something is wrong with it.',
    ],
  ],
  'dispute-reason-missing': [
    [
      { code: 'dispute-reason-missing' },
      'A dispute needs a reason',
      'Say what is wrong, so that both sides can be heard.',
    ],
  ],
  'dispute-text-too-long': [
    [
      { code: 'dispute-text-too-long', length: 1001, most: 1000 },
      'That has 1001 characters',
      'At most 1000 fit; say it shorter, or in two parts.',
    ],
  ],
  'not-disputed': [
    [
      { code: 'not-disputed' },
      'There is no dispute about this order now',
      'Run /trackorder to see where the order stands.',
    ],
  ],
  'statement-empty': [
    [{ code: 'statement-empty' }, 'There is nothing to add', 'Write something, or add a picture.'],
  ],
  'too-many-statements': [
    [
      { code: 'too-many-statements', most: 10 },
      'You have added to this dispute 10 times already',
      'Staff decide by what is there; ask them if something is missing.',
    ],
  ],
  'dispute-over': [
    [
      { code: 'dispute-over', resolution: 'No Action', by: dana },
      'This dispute is over: No Action',
      `<@${dana.userId}> made the last change. Nothing of yours was recorded; /trackorder shows how it ended.`,
    ],
    [
      { code: 'dispute-over', resolution: undefined, by: dana },
      'This dispute is over',
      `<@${dana.userId}> made the last change. Nothing of yours was recorded; /trackorder shows how it ended.`,
    ],
  ],
  'partial-refund-whole': [
    [
      {
        code: 'partial-refund-whole',
        left: { amountMinor: amountMinor(5_000), currency: currencyCode('USD') },
      },
      '$50.00 is all that can go back',
      'Give less, or choose Refund Buyer.',
    ],
  ],
  'resolution-changed': [
    [
      { code: 'resolution-changed' },
      'The money has moved since you were asked',
      'Nothing was done. Run /dispute resolve again to see the amounts as they are now.',
    ],
  ],
  'resolution-reason-missing': [
    [
      { code: 'resolution-reason-missing' },
      'A resolution needs a reason',
      'Say why in a sentence; both sides read it.',
    ],
  ],
};
