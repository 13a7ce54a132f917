import { ButtonStyle } from 'discord.js';
import { describe, expect, test } from 'vitest';
import type { ImageView, PastEvidence, PayoutPreview } from '../../src/app/evidence.ts';
import type { OpenedReview } from '../../src/app/reviewOrder.ts';
import type { Submission, SubmittedImage } from '../../src/domain/evidence.ts';
import { amountMinor } from '../../src/domain/money.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Message } from '../../src/ports/messenger.ts';
import { evidenceForm, offerMessage } from '../../src/views/evidenceForm.ts';
import { evidenceMessage, rejectForm, reviewMessage, sightingMessage } from '../../src/views/review.ts';
import { reviewQueue } from '../../src/views/reviewQueue.ts';
import { agoOf, anOrder, at, dana, guildId, mia, mike } from '../support/anOrder.ts';

const png: SubmittedImage = {
  vaultKey: '1/A/900/0f',
  sha256: 'a'.repeat(64),
  perceptualHash: 'b'.repeat(64),
  width: 1920,
  height: 1080,
  bytes: 3,
  format: 'png',
  sightings: [],
};
const bytes = Buffer.from('png');
const where = `${guildId}:ABC123:900`;

function aSubmission(overrides: Partial<Submission> = {}): Submission {
  return {
    workerId: mike.userId,
    workerUsername: 'mike',
    at: at(30),
    notes: '',
    images: [png],
    verdict: 'pending',
    ...overrides,
  };
}

function aReview(submission: Partial<Submission> = {}, order: Partial<Order> = {}): OpenedReview {
  return {
    order: anOrder({
      status: 'In Review',
      workerId: mike.userId,
      submissionId: '900',
      reviewerId: dana.userId,
      ...order,
    }),
    submissionId: '900',
    submission: aSubmission(submission),
    reader: new Set(['staff']),
  };
}

function aView(overrides: Partial<ImageView> = {}): ImageView {
  return { position: 0, bytes, sightings: [], ...overrides };
}

function aPayout(
  overrides: Partial<Record<'workerMinor' | 'platformMinor' | 'taxMinor', number>> = {},
): PayoutPreview {
  const { workerMinor = 20_000, platformMinor = 0, taxMinor = 0 } = overrides;
  return {
    workerMinor: amountMinor(workerMinor),
    platformMinor: amountMinor(platformMinor),
    taxMinor: amountMinor(taxMinor),
    walletBeforeMinor: 500,
    currency: 'USD',
  };
}

interface Pressable {
  readonly label: string;
  readonly custom_id: string;
  readonly style: number;
  readonly disabled?: boolean;
}

/** The buttons of a message, row after row. */
function buttonsOf(message: Message): Pressable[] {
  const found: Pressable[] = [];
  JSON.stringify(message.components, (_, value) => {
    if (value !== null && typeof value === 'object' && 'label' in value && 'style' in value)
      found.push(value);
    return value;
  });
  return found;
}

function linesOf(message: Message): string[] {
  return message.embeds?.[0]?.description?.split('\n') ?? [];
}

describe('a review', () => {
  test('shows the picture, then notes, facts, what approving pays, and the decision', () => {
    const message = reviewMessage(aReview({ notes: 'Won *it*\nat last' }), aView(), aPayout());
    expect(message.content).toBe('🔍 Review of order ABC123 · Website Development · image 1 of 1');
    expect(message.files).toEqual([
      { name: 'evidence.png', bytes, description: 'Evidence for order ABC123, image 1 of 1' },
    ]);
    expect(linesOf(message)).toEqual([
      '> Won \\*it\\*',
      '> at last',
      '',
      `Booster <@${mike.userId}> · Customer <@${mia.userId}>`,
      `$200.00 by Stripe · submitted ${agoOf(30)}`,
      `In review by <@${dana.userId}>`,
      '',
      `Approving pays out: <@${mike.userId}> $200.00 (wallet $5.00 → $205.00).`,
    ]);
    expect(buttonsOf(message)).toEqual([
      expect.objectContaining({
        label: 'Approve & Complete',
        style: ButtonStyle.Success,
        custom_id: `review:approve:${where}`,
      }),
      expect.objectContaining({
        label: 'Reject',
        style: ButtonStyle.Danger,
        custom_id: `review:reject:${where}`,
      }),
    ]);
  });

  test('warns above the picture of where it was seen, and names no order that the reader may not see', () => {
    const other = anOrder({ orderId: 'OLD-1', orderKey: 'OLD-1' });
    const message = reviewMessage(
      aReview(),
      aView({
        sightings: [
          { match: { kind: 'exact' }, order: other, ownSubmission: undefined },
          { match: { kind: 'near', percent: 93 }, order: other, ownSubmission: undefined },
          { match: { kind: 'exact' }, order: undefined, ownSubmission: undefined },
          { match: { kind: 'near', percent: 91 }, order: undefined, ownSubmission: undefined },
          { match: { kind: 'exact' }, order: anOrder(), ownSubmission: 1 },
          { match: { kind: 'near', percent: 95 }, order: anOrder(), ownSubmission: 6 },
        ],
      }),
      aPayout(),
    );
    expect(message.content.split('\n').slice(1)).toEqual([
      '⚠️ Same picture as in order OLD-1.',
      '⚠️ Looks like order OLD-1 (93 %).',
      '⚠️ Same picture as in another order.',
      '⚠️ Looks like a picture of another order (91 %).',
      '⚠️ Same picture as in this order’s first submission.',
      '⚠️ Looks like this order’s 6th submission (95 %).',
    ]);
    expect(buttonsOf(message)[2]).toMatchObject({
      label: 'Show the other picture',
      custom_id: `review:other:${where}:0`,
    });
    const hidden = aView({
      sightings: [{ match: { kind: 'exact' }, order: undefined, ownSubmission: undefined }],
    });
    expect(buttonsOf(reviewMessage(aReview(), hidden, aPayout()))).toHaveLength(2);
  });

  test('warns of lateness', () => {
    const late = reviewMessage(aReview({}, { deadline: at(29) }), aView(), aPayout());
    expect(late.content.split('\n')[1]).toBe(`⚠️ Late: it was due ${agoOf(29)}.`);
    const inTime = reviewMessage(aReview({}, { deadline: at(30) }), aView(), aPayout());
    expect(inTime.content).not.toContain('Late');
  });

  test.each<[string, Partial<Order>, Parameters<typeof aPayout>[0], string]>([
    [
      'all three',
      {},
      { workerMinor: 16_000, platformMinor: 3_400, taxMinor: 600 },
      `<@${mike.userId}> $160.00 (wallet $5.00 → $165.00), platform $34.00, tax $6.00`,
    ],
    [
      'nobody who worked',
      { workerId: undefined },
      { workerMinor: 0, platformMinor: 20_000 },
      'platform $200.00',
    ],
  ])('says who gets what: %s', (_, order, payout, words) => {
    const message = reviewMessage(aReview({}, order), aView(), aPayout(payout));
    expect(linesOf(message).at(-1)).toBe(`Approving pays out: ${words}.`);
  });

  test('pages through several pictures, a JPEG by its name', () => {
    const images = [png, { ...png, format: 'jpeg' as const }, png];
    const at = (position: number) => reviewMessage(aReview({ images }), aView({ position }), aPayout());
    const turning = (position: number) =>
      buttonsOf(at(position))
        .slice(2)
        .map(({ label, custom_id, disabled }) => [label, custom_id, disabled]);
    expect(at(1).content).toContain('image 2 of 3');
    expect(at(1).files?.[0]?.name).toBe('evidence.jpg');
    expect(turning(1)).toEqual([
      ['Previous image', `review:image:${where}:0`, false],
      ['Next image', `review:image:${where}:2`, false],
    ]);
    expect(turning(0).map(([, , disabled]) => disabled)).toEqual([true, false]);
    expect(turning(2).map(([, , disabled]) => disabled)).toEqual([false, true]);
  });

  test('says so when the picture is gone, and shows none', () => {
    const message = reviewMessage(aReview(), aView({ bytes: undefined }), aPayout());
    expect(message.content).toContain('\nThe picture was deleted after the retention time.');
    expect(message.files).toEqual([]);
  });
});

describe('evidence to look at', () => {
  const past = (overrides: Partial<PastEvidence> = {}): PastEvidence => ({
    order: aReview().order,
    submission: aSubmission(),
    number: 0,
    hasEarlier: false,
    ...overrides,
  });

  test.each<[Partial<Submission>, string]>([
    [{}, 'Not decided yet'],
    [{ verdict: 'approved', decidedBy: dana.userId }, `Approved by <@${dana.userId}>`],
    [
      { verdict: 'rejected', decidedBy: dana.userId, reason: 'Too *dark*' },
      `Rejected by <@${dana.userId}>: Too \\*dark\\*`,
    ],
    [
      { verdict: 'withdrawn', decidedBy: dana.userId },
      `Withdrawn by <@${dana.userId}> before a decision: the order changed hands`,
    ],
    [
      { verdict: 'closed', decidedBy: dana.userId, reason: 'Given up' },
      `Closed by <@${dana.userId}> before a decision: the order was In Review`,
    ],
  ])('says what became of it: %j', (submission, verdict) => {
    const message = evidenceMessage(past({ submission: aSubmission(submission) }), aView());
    expect(message.content.split('\n')).toEqual(['📸 Evidence for order ABC123 · image 1 of 1', verdict]);
    expect(buttonsOf(message).map(({ label }) => label)).not.toContain('Reject');
  });

  test('turns to other pictures and other submissions, where there are any', () => {
    const turns = (overrides: Partial<PastEvidence>, position: number) =>
      buttonsOf(evidenceMessage(past(overrides), aView({ position })))
        .filter(({ disabled }) => disabled !== true)
        .map(({ label }) => label);
    expect(turns({}, 0)).toEqual([]);
    expect(turns({ hasEarlier: true }, 0)).toEqual(['Earlier evidence']);
    expect(turns({ number: 1 }, 0)).toEqual(['Later evidence']);
    const two = { submission: aSubmission({ images: [png, png] }) };
    expect([turns(two, 0), turns(two, 1)]).toEqual([['Next image'], ['Previous image']]);
  });

  test('the other picture is shown to compare, or said to be gone', () => {
    const order = anOrder({ orderId: '_old_' });
    expect(sightingMessage({ order, bytes }, png, 'NEW')).toMatchObject({
      content: 'The picture of order \\_old\\_, to compare:',
      files: [{ bytes }],
    });
    const gone = { order, bytes: undefined };
    expect(sightingMessage(gone, png, 'NEW').content).toMatch(/^The picture of order .* was deleted/);
    expect(sightingMessage({ order, bytes }, png, order.orderKey).content).toBe(
      'The earlier picture of this order, to compare:',
    );
    expect(sightingMessage(gone, png, order.orderKey).content).toMatch(
      /^The earlier picture of this order was/,
    );
  });
});

describe('the forms', () => {
  test('evidence asks for one to five files and for notes', () => {
    const form = evidenceForm(anOrder({ orderId: 'W'.repeat(40) }));
    expect(form.title.length).toBeLessThanOrEqual(45);
    expect(form.custom_id).toBe(`submitevidence:send:${guildId}:ABC123`);
    expect(form.components).toMatchObject([
      { component: { custom_id: 'images', min_values: 1, max_values: 5, required: true } },
      { component: { custom_id: 'notes', max_length: 1000, required: false } },
    ]);
  });

  test('a rejection asks for its reason', () => {
    expect(rejectForm(anOrder(), '900')).toMatchObject({
      custom_id: `review:rejected:${where}`,
      components: [{ component: { custom_id: 'reason', required: true, min_length: 1, max_length: 1000 } }],
    });
  });

  test('posted pictures are offered to who posted them', () => {
    const message = offerMessage(mike.userId, { orderId: '_x_', messageId: '77' });
    expect(message.content).toMatch(
      new RegExp(`^<@${mike.userId}>, is this the evidence for order \\\\_x\\\\_\\?\n`),
    );
    expect(buttonsOf(message)).toMatchObject([
      { label: 'Submit this', custom_id: 'submitevidence:posted:77' },
    ]);
  });
});

describe('the worst that people can write and send', () => {
  const worstOrder: Partial<Order> = {
    guildId: '9'.repeat(20),
    orderId: '_'.repeat(40),
    orderKey: `~${'_'.repeat(40)}`,
    service: '😀'.repeat(50),
    amount: `1,000,000,000 ${'G'.repeat(20)}`,
    amountMinor: 1_000_000_000_000,
    workerId: '2'.repeat(20),
    workerTitle: 'W'.repeat(32),
    reviewerId: '3'.repeat(20),
    submissionId: '9'.repeat(20),
    deadline: at(0),
  };
  const images = [png, png, png, png, png];
  const sightings: ImageView['sightings'] = [1, 2, 3].map(() => ({
    match: { kind: 'near', percent: 100 },
    order: anOrder(worstOrder),
    ownSubmission: undefined,
  }));
  const payout: PayoutPreview = {
    workerMinor: amountMinor(1_000_000_000_000),
    platformMinor: amountMinor(1_000_000_000_000),
    taxMinor: amountMinor(1_000_000_000_000),
    walletBeforeMinor: 1_000_000_000_000,
    currency: 'G'.repeat(20),
  };

  /** Whether Discord takes it. */
  function expectFits(message: Message): void {
    expect(message.content.length).toBeLessThanOrEqual(2_000);
    expect(message.embeds?.[0]?.description?.length ?? 0).toBeLessThanOrEqual(4_096);
    const text = JSON.stringify(message.components);
    const ids = [...text.matchAll(/"custom_id":"([^"]*)"/g)].map(([, id = '']) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id.length).toBeLessThanOrEqual(100);
    for (const [, label = ''] of text.matchAll(/"label":"([^"]*)"/g)) {
      expect(label.length).toBeLessThanOrEqual(100);
      expect(label.isWellFormed()).toBe(true);
    }
    for (const file of message.files ?? []) expect(file.description.length).toBeLessThanOrEqual(1_024);
  }

  test.each(['\n', 'a\n', '*', '[x](y)\n', '😀', 'https://a.example/ '])('notes of %j', (part) => {
    const notes = part.repeat(1_000).slice(0, 1_000).toWellFormed();
    const submission = { notes, images, reason: notes, verdict: 'rejected' as const, decidedBy: dana.userId };
    const review = { ...aReview(submission, worstOrder), submissionId: '9'.repeat(20) };
    for (const position of [0, 4]) {
      expectFits(reviewMessage(review, aView({ position, sightings, bytes: undefined }), payout));
      expectFits(reviewMessage(review, aView({ position, sightings }), payout));
      const past = { order: review.order, submission: review.submission, number: 99, hasEarlier: true };
      expectFits(evidenceMessage(past, aView({ position })));
    }
  });

  test('a queue of ten', () => {
    const orders = Array.from({ length: 10 }, () => anOrder({ status: 'In Review', ...worstOrder }));
    const since = new Date(9_999_999_999_999);
    const next = { since, orderKey: `~${'_'.repeat(40)}` };
    const unreadable = orders.map(({ orderKey }) => orderKey);
    expectFits(reviewQueue({ orders, unreadable, total: { count: 50, atLeast: true }, next }));
  });

  test('the forms’ ids', () => {
    const order = anOrder(worstOrder);
    for (const form of [evidenceForm(order), rejectForm(order, '9'.repeat(20))])
      expect(form.custom_id.length).toBeLessThanOrEqual(100);
  });
});
