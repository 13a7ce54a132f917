import type { Refusal } from '../../src/app/refusal.ts';
import type { DisputeRefusal } from '../../src/domain/openDispute.ts';
import { at } from '../support/anOrder.ts';

type Code = DisputeRefusal['code'];
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
};
