import type { ImageProblem } from '../../src/app/keepPictures.ts';
import type { Refusal } from '../../src/app/refusal.ts';
import type { AssignRefusal } from '../../src/domain/assignOrder.ts';
import type { SubmissionRefusal } from '../../src/domain/evidence.ts';
import type { LedgerRefusal } from '../../src/domain/ledger.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import type { ReviewRefusal } from '../../src/domain/reviewOrder.ts';
import type { SubmitRefusal } from '../../src/domain/submitEvidence.ts';
import { dana, mia, mike } from '../support/anOrder.ts';

type Code =
  | (AssignRefusal | ReviewRefusal | SubmitRefusal | SubmissionRefusal | ImageProblem)['code']
  | LedgerRefusal['code']
  | 'not-allowed'
  | 'other-way'
  | 'staff-is-bot'
  | 'offer-gone';

const image = (why: ImageProblem['why'], position = 0, count = 1): ImageProblem => ({
  code: 'image-refused',
  position,
  count,
  why,
});

/** One of each code of assigning, evidence, review and held money, with the words a person reads. */
export const workRefusals: {
  readonly [One in Code]: readonly (readonly [
    refusal: Extract<Refusal, { code: One }>,
    what: string,
    next: string,
  ])[];
} = {
  'not-allowed': [
    [
      { code: 'not-allowed', action: 'assign worker', titled: { workflow: 'service' } },
      'Permission denied',
      'For this order only its advertiser, team advertiser, support or staff can do this.',
    ],
    [
      { code: 'not-allowed', action: 'submit evidence', titled: { workflow: 'service' } },
      'Permission denied',
      'For this order only its booster can do this.',
    ],
    [
      { code: 'not-allowed', action: 'review', titled: { workflow: 'service' } },
      'Permission denied',
      'A reviewer other than the booster must approve this.',
    ],
  ],
  'other-way': [
    [
      {
        code: 'other-way',
        to: 'Evidence Submitted',
        means: 'evidence',
        by: ['worker'],
        titled: { workflow: 'service' },
      },
      'Evidence Submitted isn’t set with /updateorder',
      'It comes about when evidence is submitted (by booster).',
    ],
    [
      {
        code: 'other-way',
        to: 'In Review',
        means: 'review',
        by: ['reviewer'],
        titled: { workflow: 'service' },
      },
      'In Review isn’t set with /updateorder',
      'It comes about when the evidence is reviewed with /review (by reviewer).',
    ],
    [
      {
        code: 'other-way',
        to: 'Evidence Submitted',
        means: 'expiry',
        by: ['system'],
        titled: { workflow: 'service' },
      },
      'Evidence Submitted isn’t set with /updateorder',
      'It comes about when time has passed.',
    ],
  ],
  'staff-is-bot': [[{ code: 'staff-is-bot' }, 'A bot can’t look after an order', 'Choose a person.']],
  'offer-gone': [
    [
      { code: 'offer-gone' },
      'These pictures can’t be submitted any more',
      'Only who posted them can, and only the latest. Run /submitevidence instead.',
    ],
  ],

  'worker-is-bot': [[{ code: 'worker-is-bot' }, 'A bot can’t do the work', 'Choose the person who does it.']],
  'already-assigned': [
    [
      { code: 'already-assigned', workerId: mike.userId },
      `<@${mike.userId}> already has this order`,
      'Choose someone else, or press Unassign to take it from them.',
    ],
  ],
  'not-assigned': [[{ code: 'not-assigned' }, 'Nobody works on this order', 'Choose someone to give it to.']],
  'assign-not-now': [
    [
      { code: 'assign-not-now', status: 'Pending Payment' },
      'An order can’t change hands while it is Pending Payment',
      'It has to be paid first.',
    ],
    [
      { code: 'assign-not-now', status: 'Disputed' },
      'An order can’t change hands while it is Disputed',
      'The dispute has to be resolved first.',
    ],
    [
      { code: 'assign-not-now', status: 'Complete' },
      'An order can’t change hands while it is Complete',
      'Its work has ended.',
    ],
  ],
  'not-your-order': [
    [
      { code: 'not-your-order' },
      'You don’t work on this order now',
      'Run /myorders to see what you work on.',
    ],
  ],
  'start-not-now': [
    [
      { code: 'start-not-now', status: 'Cancelled' },
      'That isn’t possible while the order is Cancelled',
      'Run /myorders to see what comes next.',
    ],
  ],

  'submit-not-now': [
    [
      { code: 'submit-not-now', status: 'In Review' },
      'Evidence can’t be submitted while the order is In Review',
      'It is with the reviewers; you will get a DM with the decision.',
    ],
    [
      { code: 'submit-not-now', status: 'On Hold' },
      'Evidence can’t be submitted while the order is On Hold',
      'Run /myorders to see what comes next.',
    ],
    [
      { code: 'submit-not-now', status: 'Disputed' },
      'Evidence can’t be submitted while the order is Disputed',
      'Show what you have with /dispute evidence; staff see it before they decide.',
    ],
  ],
  'evidence-without-image': [
    [
      { code: 'evidence-without-image' },
      'There is no picture',
      'Add a screenshot that shows the finished work.',
    ],
  ],
  'evidence-too-many-images': [
    [
      { code: 'evidence-too-many-images', count: 6 },
      '6 pictures are too many',
      'At most 5 fit; choose those that show it best.',
    ],
  ],
  'evidence-notes-too-long': [
    [
      { code: 'evidence-notes-too-long', length: 1001 },
      'The notes have 1001 characters',
      'At most 1000 fit; say it shorter.',
    ],
  ],
  'image-refused': [
    [
      image({ code: 'image-wrong-format', found: 'GIF' }),
      'That is GIF',
      'It needs to be PNG or JPG: save it as one of them, or take a screenshot.',
    ],
    [
      image({ code: 'image-wrong-format', found: undefined }),
      'That is not a picture I know',
      'It needs to be PNG or JPG: save it as one of them, or take a screenshot.',
    ],
    [
      image({ code: 'image-wrong-format', found: 'text' }, 1, 3),
      'Picture 2: that is text',
      'It needs to be PNG or JPG: save it as one of them, or take a screenshot.',
    ],
    [
      image({ code: 'image-too-large', bytes: 10_485_761 }),
      'It has 10.1 MB',
      'At most 10 MB are taken; save it as JPG, or cut away what is not needed.',
    ],
    [
      image({ code: 'download-too-large', limit: 10_485_760 }),
      'It has more than 10 MB',
      'At most 10 MB are taken; save it as JPG, or cut away what is not needed.',
    ],
    [
      image({ code: 'image-too-small', width: 640, height: 480 }),
      '640×480, needs at least 800×600',
      'Take a screenshot of the whole screen.',
    ],
    [
      image({ code: 'image-too-many-pixels', width: 20_000, height: 20_000 }),
      '20000×20000 are too many pixels',
      'At most 40 megapixels are taken; make it smaller.',
    ],
    [
      image({ code: 'image-too-heavy' }),
      'The picture takes too much memory to open',
      'Save it as an ordinary JPG, or make it smaller, and submit that.',
    ],
    [image({ code: 'image-damaged', format: 'jpeg' }), 'The picture is damaged', 'Save or take it again.'],
    [
      image({ code: 'download-expired' }),
      'Discord no longer has this picture',
      'Post it again and submit that.',
    ],
    [
      image({ code: 'download-host-not-allowed', host: 'evil.example' }),
      'The picture is not on Discord',
      'Upload it here instead of linking to it.',
    ],
    [
      image({ code: 'download-timed-out', waitedMs: 20_000 }),
      'Discord did not hand the picture over',
      'Try again in a moment.',
    ],
    [
      image({ code: 'download-failed', status: 500 }),
      'Discord did not hand the picture over',
      'Try again in a moment.',
    ],
  ],

  'review-over': [
    [
      { code: 'review-over', verdict: 'approved', status: 'Complete', by: dana },
      'This has been decided: the order is Complete',
      `<@${dana.userId}> made the last change. Nothing of yours was recorded.`,
    ],
    [
      { code: 'review-over', verdict: 'withdrawn', status: 'Assigned', by: dana },
      'This evidence was withdrawn: the order has changed hands',
      `<@${dana.userId}> made the last change. Nothing of yours was recorded.`,
    ],
    [
      { code: 'review-over', verdict: 'closed', status: 'Cancelled', by: dana },
      'There is nothing left to decide: the order is Cancelled',
      `<@${dana.userId}> made the last change. Nothing of yours was recorded.`,
    ],
    [
      { code: 'review-over', verdict: undefined, status: 'On Hold', by: dana },
      'Nothing can be decided while the order is On Hold',
      `<@${dana.userId}> made the last change. Nothing of yours was recorded.`,
    ],
  ],
  'evidence-replaced': [
    [
      { code: 'evidence-replaced' },
      'There is newer evidence by now',
      'Open it with /review before you decide.',
    ],
  ],
  'no-evidence': [
    [{ code: 'no-evidence' }, 'There is no evidence for this order', 'Run /review alone to see what waits.'],
  ],
  'reason-missing': [
    [
      { code: 'reason-missing' },
      'A rejection needs a reason',
      'Say what is missing, so that it can be fixed.',
    ],
  ],

  'insufficient-funds': [
    [
      {
        code: 'insufficient-funds',
        account: `wallet:${mia.userId}`,
        missing: { amountMinor: amountMinor(5_000), currency: currencyCode('USD') },
      },
      `The wallet of <@${mia.userId}> is $50.00 short`,
      'Nothing was changed. Choose another payment method, or top the wallet up first.',
    ],
  ],
  'key-reused': [
    [
      { code: 'key-reused', key: 'operation-1.ABC123.payment' },
      'This was already done in another way',
      'Nothing was changed. Look with /trackorder.',
    ],
  ],
  'nothing-held': [
    [
      { code: 'nothing-held', orderKey: 'ABC123' },
      'No money is held for this order',
      'Nothing was changed. Whoever runs the bot should run npm run migrate, then npm run audit.',
    ],
  ],
};
