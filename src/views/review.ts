import {
  type APIMessageTopLevelComponent,
  type APIModalInteractionResponseCallbackData,
  ButtonStyle,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { Compared, ImageView, PastEvidence, PayoutPreview, SeenBefore } from '../app/evidence.ts';
import type { OpenedReview } from '../app/reviewOrder.ts';
import type { Submission, SubmittedImage } from '../domain/evidence.ts';
import { amountMinor, currencyCode, formatMoney } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import { unreachable } from '../domain/result.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { ago, escapeText, mention, quote, shown, shownId, shownLine } from './text.ts';
import { colourOf, paidBy, workerTitleOf } from './words.ts';

/** The evidence before its reviewer: warnings and picture first, then notes, then facts, then what they can decide. */
export function reviewMessage(review: OpenedReview, image: ImageView, payout: PayoutPreview): Message {
  const { order, submission } = review;
  const { deadline } = order;
  const count = submission.images.length;
  const lines = [
    `🔍 Review of order ${shownId(order.orderId)} · ${shownLine(order.service, 100)} · image ${image.position + 1} of ${count}`,
    ...image.sightings.map((sighting) => `⚠️ ${sightingWords(sighting)}`),
    ...(deadline !== undefined && submission.at > deadline ? [`⚠️ Late: it was due ${ago(deadline)}.`] : []),
    ...(image.bytes === undefined ? ['The picture was deleted after the retention time.'] : []),
  ];
  return {
    content: lines.join('\n'),
    files: filesOf(
      image.bytes,
      submission.images[image.position],
      `Evidence for order ${order.orderId}, image ${image.position + 1} of ${count}`,
    ),
    embeds: [
      { color: colourOf(order.workflow, order.status), description: factsOf(review, payout).join('\n') },
    ],
    components: buttonsOf(review, image),
  };
}

/** Evidence as it was handed in, with its verdict: to look at, nothing to decide. */
export function evidenceMessage(
  { order, submission, number, hasEarlier }: PastEvidence,
  image: ImageView,
): Message {
  const { position } = image;
  const count = submission.images.length;
  const turn = (label: string, to: readonly [number: number, position: number], isPossible: boolean) => ({
    // The label keeps the ids apart: two buttons may well lead to the same picture.
    ...button(label, `review:turn:${order.guildId}:${order.orderKey}:${to.join(':')}:${label[0]}`),
    disabled: !isPossible,
  });
  return {
    content: [
      `📸 Evidence for order ${shownId(order.orderId)} · image ${position + 1} of ${count}`,
      verdictWords(order, submission),
      ...(image.bytes === undefined ? ['The picture was deleted after the retention time.'] : []),
    ].join('\n'),
    files: filesOf(
      image.bytes,
      submission.images[position],
      `Evidence for order ${order.orderId}, image ${position + 1} of ${count}`,
    ),
    embeds: [
      {
        color: colourOf(order.workflow, order.status),
        description: [
          ...(submission.notes === '' ? [] : [quote(shown(submission.notes, 1500)), '']),
          `${workerTitleOf(order)} ${mention(submission.workerId)} · submitted ${ago(submission.at)}`,
        ].join('\n'),
      },
    ],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          turn('Previous image', [number, Math.max(position - 1, 0)], position > 0),
          turn('Next image', [number, position + 1], position < count - 1),
          turn('Earlier evidence', [number + 1, 0], hasEarlier),
          turn('Later evidence', [Math.max(number - 1, 0), 0], number > 0),
        ],
      },
    ],
  };
}

function verdictWords(order: Order, { verdict, decidedBy, reason }: Submission): string {
  const by = decidedBy === undefined ? '' : ` by ${mention(decidedBy)}`;
  const why = reason === undefined ? '' : `: ${shownLine(reason, 500)}`;
  switch (verdict) {
    case 'pending':
      return 'Not decided yet';
    case 'approved':
      return `Approved${by}${why}`;
    case 'rejected':
      return `Rejected${by}${why}`;
    case 'withdrawn':
      return `Withdrawn${by} before a decision: the order changed hands`;
    case 'closed':
      return `Closed${by} before a decision: the order was ${order.status}`;
    default:
      return unreachable(verdict);
  }
}

/** The other picture, for a reviewer to compare. */
export function sightingMessage(
  { order, bytes }: Compared,
  image: SubmittedImage,
  reviewedKey: string,
): Message {
  const whose =
    order.orderKey === reviewedKey
      ? 'The earlier picture of this order'
      : `The picture of order ${shownId(order.orderId)}`;
  return bytes === undefined
    ? {
        content: `${whose} was deleted after the retention time.\nCompare by what you know of it.`,
      }
    : {
        content: `${whose}, to compare:`,
        files: filesOf(bytes, image, `Evidence for order ${order.orderId}`),
      };
}

function filesOf(bytes: Uint8Array | undefined, image: SubmittedImage | undefined, description: string) {
  if (bytes === undefined || image === undefined) return [];
  return [{ name: `evidence.${image.format === 'png' ? 'png' : 'jpg'}`, bytes, description }];
}

/** Where a picture was seen before, for who decides. */
export function sightingWords({ match, order, ownSubmission }: SeenBefore): string {
  const [same, like] =
    ownSubmission !== undefined
      ? [`in this order’s ${nth(ownSubmission)} submission`, `this order’s ${nth(ownSubmission)} submission`]
      : order === undefined
        ? ['in another order', 'a picture of another order']
        : [`in order ${shownId(order.orderId)}`, `order ${shownId(order.orderId)}`];
  return match.kind === 'exact' ? `Same picture as ${same}.` : `Looks like ${like} (${match.percent} %).`;
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];

/** "first", "second" … "6th". */
function nth(number: number): string {
  return ordinals[number - 1] ?? `${number}th`;
}

function factsOf({ order, submission }: OpenedReview, payout: PayoutPreview): string[] {
  return [
    ...(submission.notes === '' ? [] : [quote(shown(submission.notes, 1500)), '']),
    `${workerTitleOf(order)} ${mention(submission.workerId)} · Customer ${mention(order.userId)}`,
    `${escapeText(order.amount)} ${paidBy(order)} · submitted ${ago(submission.at)}`,
    ...(order.reviewerId === undefined ? [] : [`In review by ${mention(order.reviewerId)}`]),
    '',
    payoutWords(order, payout),
  ];
}

/** Who gets what, before and after. */
function payoutWords(order: Order, payout: PayoutPreview): string {
  const money = (minor: number) =>
    formatMoney({ amountMinor: amountMinor(minor), currency: currencyCode(payout.currency) });
  const shares = [
    ...(order.workerId === undefined
      ? []
      : [
          `${mention(order.workerId)} ${money(payout.workerMinor)} (wallet ${money(payout.walletBeforeMinor)} → ${money(payout.walletBeforeMinor + payout.workerMinor)})`,
        ]),
    ...(payout.platformMinor === 0 ? [] : [`platform ${money(payout.platformMinor)}`]),
    ...(payout.taxMinor === 0 ? [] : [`tax ${money(payout.taxMinor)}`]),
  ];
  return `Approving pays out: ${shares.join(', ')}.`;
}

function buttonsOf(
  { order, submissionId, submission }: OpenedReview,
  { position, sightings }: ImageView,
): APIMessageTopLevelComponent[] {
  const where = `${order.guildId}:${order.orderKey}:${submissionId}`;
  const count = submission.images.length;
  const decide = [
    button('Approve & Complete', `review:approve:${where}`, ButtonStyle.Success),
    button('Reject', `review:reject:${where}`, ButtonStyle.Danger),
  ];
  const compare = sightings.some((sighting) => sighting.order !== undefined)
    ? [button('Show the other picture', `review:other:${where}:${position}`)]
    : [];
  const turn = [
    {
      ...button('Previous image', `review:image:${where}:${position - 1}`),
      disabled: position === 0,
    },
    {
      ...button('Next image', `review:image:${where}:${position + 1}`),
      disabled: position >= count - 1,
    },
  ];
  return [buttonRow(...decide, ...compare), ...(count > 1 ? [buttonRow(...turn)] : [])];
}

/** The form that asks why evidence is rejected. */
export function rejectForm(
  order: { guildId: string; orderKey: string },
  submissionId: string,
): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `review:rejected:${order.guildId}:${order.orderKey}:${submissionId}`,
    title: 'Reject the evidence',
    components: [
      {
        type: ComponentType.Label,
        label: 'What is missing?',
        description: 'Whoever did the work reads this and submits again.',
        component: {
          type: ComponentType.TextInput,
          custom_id: 'reason',
          style: TextInputStyle.Paragraph,
          min_length: 1,
          max_length: 1000,
          required: true,
        },
      },
    ],
  };
}
