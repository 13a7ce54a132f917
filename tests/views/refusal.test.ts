import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../src/app/refusal.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import { movesFrom } from '../../src/domain/status.ts';
import { refusalMessage } from '../../src/views/refusal.ts';
import { at, mike } from '../support/anOrder.ts';
import { disputeRefusals } from './disputeRefusals.ts';
import { paymentRefusals } from './paymentRefusals.ts';
import { refundRefusals } from './refundRefusals.ts';
import { setupRefusals } from './setupRefusals.ts';
import { workRefusals } from './workRefusals.ts';

const pilots = { workflow: 'service', workerTitle: 'VIP Pilot' } as const;
const usd = currencyCode('USD');
const money = (minor: number) => ({ amountMinor: amountMinor(minor), currency: usd });
const evil = '@everyone **x**\n`y` [z](https://evil.example) '.repeat(20);

type Example<Code> = readonly [refusal: Extract<Refusal, { code: Code }>, what: string, next: string];

// One of each code, with the words a person reads. The type makes the list complete: a new code does not compile here
// before it is listed.
const examples: { readonly [Code in Refusal['code']]: readonly Example<Code>[] } = {
  'permission-denied': [
    [
      { code: 'permission-denied', needs: 'staff' },
      'Permission denied',
      'Only staff can do this: people with Manage Server, or with the admin role of this server.',
    ],
    [
      { code: 'permission-denied', needs: 'support' },
      'Permission denied',
      'Only staff and support can do this. To see your own order, run /trackorder.',
    ],
    [
      { code: 'permission-denied', needs: 'reviewer' },
      'Permission denied',
      'Only staff, support and advertisers review. To see what you work on, run /myorders.',
    ],
  ],
  ...workRefusals,
  ...paymentRefusals,
  ...disputeRefusals,
  ...refundRefusals,
  'order-not-found': [
    [
      { code: 'order-not-found' },
      'Order ID not found',
      'Check the spelling, or run /trackorder alone for your newest order.',
    ],
  ],
  'order-needed': [
    [
      { code: 'order-needed' },
      'Which order?',
      'Give its id in order_id; only in an order’s ticket channel it may be left out.',
    ],
  ],
  'no-orders-yet': [
    [
      { code: 'no-orders-yet' },
      'You have no orders here yet',
      'Once staff record one for you, it appears here. Give order_id to see a certain order.',
    ],
  ],
  'order-id-taken': [
    [
      { code: 'order-id-taken', orderId: '_A_' },
      'Order ID \\_A\\_ is taken',
      'Choose another, or leave order_id out and one is made up.',
    ],
  ],
  'order-id-invalid': [
    [
      { code: 'order-id-invalid' },
      'That can’t be an order ID',
      'Use 1 to 40 of the letters A to Z, digits, _ and -; or leave it out and one is made up.',
    ],
  ],
  'customer-is-bot': [
    [{ code: 'customer-is-bot' }, 'A bot can’t be a customer', 'Choose the person who bought it.'],
  ],
  'service-empty': [
    [{ code: 'service-empty' }, 'The service has no name', 'Say in a few words what was bought.'],
  ],
  ...setupRefusals,
  'confirmation-gone': [
    [
      { code: 'confirmation-gone' },
      'This question is out of date',
      'Nothing was changed. Run the command again if you still want it.',
    ],
  ],
  'cancel-not-now': [
    [
      { code: 'cancel-not-now', status: 'In Progress' },
      'You can’t cancel an order that is In Progress',
      'If something is wrong with it, press Dispute under /trackorder, or ask staff.',
    ],
  ],
  'too-many-services': [
    [
      { code: 'too-many-services', typed: 'b*' },
      "Too many different services start with 'b\\*'",
      'Type more of the word, or pick a service from the suggestions.',
    ],
  ],
  'money-not-understood': [
    [
      { code: 'money-not-understood' },
      'I can’t read that amount',
      'Write it like $150.00, 1.50 EUR or 500 Gold.',
    ],
  ],
  'money-ambiguous': [
    [
      { code: 'money-ambiguous', readings: [money(150), money(15_000)] },
      'That amount could mean $1.50 or $150.00',
      'Write it again the way it is shown here.',
    ],
  ],
  'money-too-precise': [
    [
      { code: 'money-too-precise', currency: usd, decimals: 2 },
      'USD has at most 2 decimals',
      'Round the amount and try again.',
    ],
    [
      { code: 'money-too-precise', currency: currencyCode('Gold'), decimals: 0 },
      'Gold has no decimals',
      'Round the amount and try again.',
    ],
  ],
  'money-not-positive': [
    [{ code: 'money-not-positive' }, 'The amount must be more than zero', 'Write it like $150.00.'],
  ],
  'money-too-large': [
    [
      { code: 'money-too-large', most: money(100_000_000_000) },
      'The amount is more than $1,000,000,000.00',
      'Check it for a digit too many.',
    ],
  ],
  'currency-unknown': [
    [
      { code: 'currency-unknown', word: 'Gord' },
      "I don’t know the currency 'Gord'",
      'Use a code such as USD or EUR, or a currency of this server such as Gold.',
    ],
  ],
  'deadline-not-understood': [
    [
      { code: 'deadline-not-understood' },
      'I can’t read that deadline',
      'Write it like 3d, 12h or 2026-12-01 18:00.',
    ],
  ],
  'deadline-past': [
    [
      { code: 'deadline-past', deadline: at(0) },
      `That deadline has passed: <t:${at(0).getTime() / 1000}:f>`,
      'Give a later one, like 3d or 2026-12-01 18:00.',
    ],
  ],
  'deadline-too-far': [
    [
      { code: 'deadline-too-far', mostYears: 5 },
      'A deadline can be at most 5 years away',
      'Give an earlier one, like 3d or 2026-12-01 18:00.',
    ],
  ],
  'nothing-to-update': [
    [
      { code: 'nothing-to-update' },
      'Nothing to update',
      'Give at least one of status, notes, internal_notes and assigned_staff.',
    ],
  ],
  'already-there': [
    [
      { code: 'already-there', status: 'In Progress' },
      'The order is already In Progress',
      'To tell the customer something, give notes without a status.',
    ],
  ],
  'move-not-allowed': [
    [
      {
        code: 'move-not-allowed',
        titled: { workflow: 'service' },
        from: 'Complete',
        to: 'In Progress',
        moves: movesFrom({ workflow: 'service', status: 'Complete' }),
      },
      'In Progress can’t follow Complete.',
      'From here: Disputed (with /dispute), Refunded (with /refund).',
    ],
    [
      {
        code: 'move-not-allowed',
        titled: { workflow: 'service' },
        from: 'In Review',
        to: 'In Progress',
        moves: movesFrom({ workflow: 'service', status: 'In Review' }),
      },
      'In Progress can’t follow In Review.',
      'From here: Payment Verified (with /assign), Assigned (with /assign), Rejected (reviewer or staff), Complete (reviewer or staff), On Hold (staff), Cancelled (staff), Disputed (with /dispute).',
    ],
    [
      {
        code: 'move-not-allowed',
        from: 'Refunded',
        to: 'In Progress',
        moves: [],
        titled: { workflow: 'service' },
      },
      'In Progress can’t follow Refunded.',
      'Nothing follows it: the order has ended.',
    ],
  ],
  'reason-needed': [
    [
      { code: 'reason-needed', to: 'Rejected' },
      'Rejected needs a reason',
      'Run it again with the reason in notes (people are told) or internal_notes (staff only).',
    ],
  ],
  'worker-must-start': [
    [
      { code: 'worker-must-start', workerId: mike.userId, titled: { workflow: 'service' } },
      'The booster has to be the one to start',
      `It belongs to <@${mike.userId}>; they are told what to do by DM.`,
    ],
    [
      { code: 'worker-must-start', workerId: undefined, titled: { workflow: 'service' } },
      'The booster has to be the one to start',
      'It belongs to someone else; they are told what to do by DM.',
    ],
  ],
  'evidence-needed': [
    [
      { code: 'evidence-needed', to: 'In Review', workerId: mike.userId },
      'In Review needs evidence first',
      `<@${mike.userId}> has to submit a screenshot of the finished work. Without one, staff can set Complete with a reason in notes.`,
    ],
    [
      { code: 'evidence-needed', to: 'In Review', workerId: undefined },
      'In Review needs evidence first',
      'Who works on it has to submit a screenshot of the finished work. Without one, staff can set Complete with a reason in notes.',
    ],
  ],
  'own-work': [
    [
      { code: 'own-work', to: 'Complete', titled: { workflow: 'service' } },
      'You can’t decide about your own work',
      'A reviewer other than the booster must set Complete.',
    ],
  ],
};

const all: Example<Refusal['code']>[] = Object.values(examples).flat();

describe('saying no', () => {
  test.each(all.map(([refusal, what, next]) => ({ code: refusal.code, refusal, what, next })))(
    '$code: $what',
    ({ refusal, what, next }) => {
      expect(refusalMessage(refusal)).toEqual({ content: `❌ ${what}\n${next}`, embeds: [], components: [] });
    },
  );

  test.each<Refusal>([
    { code: 'order-id-taken', orderId: '_'.repeat(40) },
    { code: 'too-many-services', typed: evil },
    { code: 'currency-unknown', word: evil },
    {
      code: 'image-refused',
      position: 0,
      count: 1,
      why: { code: 'image-wrong-format', found: evil },
    },
  ])('$code takes two short lines whatever was typed, and nothing in it is live', (refusal) => {
    const { content } = refusalMessage(refusal);
    const lines = content.split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(200);
    expect(content).not.toMatch(/@everyone|(?<!\\)[*`[\]]/);
  });

  test.each<[Refusal, string]>([
    [{ code: 'not-allowed', action: 'review', titled: pilots }, 'A reviewer other than the VIP pilot must'],
    [{ code: 'not-allowed', action: 'submit evidence', titled: pilots }, 'only its VIP pilot can'],
    [{ code: 'own-work', to: 'Complete', titled: pilots }, 'A reviewer other than the VIP pilot must'],
    [{ code: 'worker-must-start', workerId: '7', titled: pilots }, 'The VIP pilot has to be the one'],
    [
      { code: 'other-way', to: 'Evidence Submitted', means: 'evidence', by: ['worker'], titled: pilots },
      'by VIP pilot',
    ],
    [
      {
        code: 'move-not-allowed',
        from: 'Assigned',
        to: 'Rejected',
        moves: movesFrom({ workflow: 'service', status: 'Assigned' }),
        titled: pilots,
      },
      'In Progress (staff or VIP pilot)',
    ],
  ])('where workers have a title of their own it is said: %o', (refusal, words) => {
    const { content } = refusalMessage(refusal);
    expect(content).toContain(words);
    expect(content.toLowerCase()).not.toContain('booster');
  });

  test('every refusal has a way out in its second line', () => {
    for (const [refusal] of all) {
      const lines = refusalMessage(refusal).content.split('\n');
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(/^❌ \S/);
      expect(lines[1]).toMatch(/\.$/);
      expect(refusalMessage(refusal).content.length).toBeLessThanOrEqual(300);
    }
  });
});
