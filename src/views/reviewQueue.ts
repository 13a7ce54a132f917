import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js';
import type { ReviewQueue } from '../app/reviewQueue.ts';
import type { Order } from '../domain/order.ts';
import { rowOf } from '../domain/status.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { ago, cut, mention, shownId, shownLine } from './text.ts';
import { unreadableLines } from './unreadable.ts';
import { workerName } from './words.ts';

/** What waits for a review, the longest waiting first. */
export function reviewQueue({ orders, unreadable, total, next }: ReviewQueue): Message {
  const trouble = unreadableLines(unreadable, 'team');
  const later: APIMessageTopLevelComponent[] =
    next === undefined ? [] : [buttonRow(button('Later ones', laterId(next)))];
  if (orders.length === 0 && next !== undefined)
    return {
      content: ['Nothing to look at here.', ...trouble, 'Press Later ones.'].join('\n'),
      embeds: [],
      components: later,
    };
  if (orders.length === 0)
    return {
      content: [
        'Nothing waits for a review.',
        ...trouble,
        'Evidence appears here as soon as it is submitted.',
      ].join('\n'),
      embeds: [],
      components: [],
    };
  const count = total === undefined ? '' : ` · ${total.atLeast ? 'at least ' : ''}${total.count} waiting`;
  return {
    content: [`Review queue${count}, the longest first`, ...trouble].join('\n'),
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
              label: cut(`${order.orderId} · ${order.service}`, 100),
              value: order.orderKey,
            })),
          },
        ],
      },
      ...later,
    ],
  };
}

function laterId({ since, orderKey }: NonNullable<ReviewQueue['next']>): string {
  return `review:queue:${since.getTime().toString(36)}:${orderKey}`;
}

function lineOf(order: Order): string {
  const { emoji } = rowOf(order.workflow, order.status);
  const by = order.reviewerId === undefined ? '' : ` · ${mention(order.reviewerId)} is looking`;
  return `${emoji} **${shownId(order.orderId)}** · ${shownLine(order.service, 40)} · ${workerName(order)} ${mention(order.workerId ?? '')} · submitted ${ago(order.submittedAt ?? order.statusSince)}${by}`;
}
