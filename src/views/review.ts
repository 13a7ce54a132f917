import {
  type APIButtonComponentWithCustomId,
  type APIMessageTopLevelComponent,
  type APIModalInteractionResponseCallbackData,
  ButtonStyle,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { OpenedReview, ReviewQueue } from '../app/reviewOrder.ts';
import type { Order } from '../domain/order.ts';
import { rowOf, workflows } from '../domain/status.ts';
import type { Message } from '../ports/messenger.ts';
import { ago, escapeText, mention, quote, shown, shownId, shownLine } from './text.ts';
import { colourOf, methodName, partyName } from './words.ts';

/** One image of the evidence, as it is shown. */
export interface ShownImage {
  /** From 0. */
  readonly position: number;
  /** Undefined when the picture was deleted. */
  readonly bytes: Uint8Array | undefined;
  /** Plain words about what the picture was seen as before. */
  readonly warnings: readonly string[];
}

/** The evidence before its reviewer: warnings and picture first, then notes, then facts, then what they can decide. */
export function reviewMessage(review: OpenedReview, image: ShownImage, payout: string): Message {
  const { order, submission } = review;
  const { format } = submission.images[image.position] ?? {};
  const count = submission.images.length;
  const description = `Evidence for order ${order.orderId}, image ${image.position + 1} of ${count}`;
  const name = `evidence-${image.position + 1}.${format === 'png' ? 'png' : 'jpg'}`;
  const lines = [
    `🔍 Review of order ${shownId(order.orderId)} · ${shownLine(order.service, 100)} · image ${image.position + 1} of ${count}`,
    ...image.warnings.map((warning) => `⚠️ ${warning}`),
    ...(image.bytes === undefined ? ['The picture was deleted after the retention time.'] : []),
  ];
  return {
    content: lines.join('\n'),
    files: image.bytes === undefined ? [] : [{ name, bytes: image.bytes, description }],
    embeds: [
      { color: colourOf(order.workflow, order.status), description: factsOf(review, payout).join('\n') },
    ],
    components: buttonsOf(review, image.position),
  };
}

function factsOf({ order, submission }: OpenedReview, payout: string): string[] {
  const { workerTitle } = workflows[order.workflow];
  const { deadline } = order;
  return [
    ...(submission.notes === '' ? [] : [quote(shown(submission.notes, 1500)), '']),
    `${workerTitle} ${mention(submission.workerId)} · Customer ${mention(order.userId)}`,
    `${escapeText(order.amount)} by ${methodName(order.paymentMethod)} · submitted ${ago(submission.at)}`,
    ...(deadline !== undefined && submission.at > deadline ? [`⚠️ Late: it was due ${ago(deadline)}.`] : []),
    ...(order.reviewerId === undefined ? [] : [`In review by ${mention(order.reviewerId)}`]),
    '',
    payout,
  ];
}

function buttonsOf(
  { order, submissionId, submission }: OpenedReview,
  position: number,
): APIMessageTopLevelComponent[] {
  const where = `${order.guildId}:${order.orderKey}:${submissionId}`;
  const count = submission.images.length;
  const decide = [
    button('Approve & Complete', ButtonStyle.Success, `review:approve:${where}`),
    button('Reject', ButtonStyle.Danger, `review:reject:${where}`),
  ];
  const turn = [
    {
      ...button('Previous image', ButtonStyle.Secondary, `review:image:${where}:${position - 1}`),
      disabled: position === 0,
    },
    {
      ...button('Next image', ButtonStyle.Secondary, `review:image:${where}:${position + 1}`),
      disabled: position >= count - 1,
    },
  ];
  return [
    { type: ComponentType.ActionRow, components: decide },
    ...(count > 1 ? [{ type: ComponentType.ActionRow as const, components: turn }] : []),
  ];
}

function button(
  label: string,
  style: APIButtonComponentWithCustomId['style'],
  customId: string,
): APIButtonComponentWithCustomId {
  return { type: ComponentType.Button, style, label, custom_id: customId };
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
        description: 'The booster reads this and submits again.',
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

/** What waits for a review, the longest waiting first. */
export function reviewQueue({ orders, total, next }: ReviewQueue): Message {
  if (orders.length === 0)
    return {
      content: 'Nothing waits for a review.\nEvidence that boosters submit appears here.',
      embeds: [],
      components: [],
    };
  const count = `${total.atLeast ? 'more than ' : ''}${total.count}`;
  return {
    content: `Review queue · ${count} waiting, the longest first`,
    embeds: [{ description: orders.map(lineOf).join('\n') }],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.StringSelect,
            custom_id: 'review:choose',
            placeholder: 'Open the evidence of an order',
            options: orders.map((order) => ({
              label: `${order.orderId} · ${order.service}`.slice(0, 100),
              value: order.orderKey,
            })),
          },
        ],
      },
      ...(next === undefined
        ? []
        : [
            {
              type: ComponentType.ActionRow as const,
              components: [button('Later ones', ButtonStyle.Secondary, laterId(next))],
            },
          ]),
    ],
  };
}

function laterId({ since, orderKey }: NonNullable<ReviewQueue['next']>): string {
  return `review:queue:${since.getTime().toString(36)}:${orderKey}`;
}

function lineOf(order: Order): string {
  const { emoji } = rowOf(order.workflow, order.status);
  const by = order.reviewerId === undefined ? '' : ` · ${mention(order.reviewerId)} is looking`;
  return `${emoji} **${shownId(order.orderId)}** · ${shownLine(order.service, 40)} · ${partyName('worker', order.workflow)} ${mention(order.workerId ?? '')} · submitted ${ago(order.submittedAt ?? order.statusSince)}${by}`;
}
