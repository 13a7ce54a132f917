import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIModalInteractionResponseCallbackData,
  ButtonStyle,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { DisputeList, DisputePicture, SeenDispute } from '../app/disputes/readDispute.ts';
import { type Dispute, disputeLimits, isUnresolved, type Statement } from '../domain/dispute.ts';
import { evidenceLimits } from '../domain/evidence.ts';
import { heldMinorOf } from '../domain/heldMoney.ts';
import { amountMinor, currencyCode, formatMoney } from '../domain/money.ts';
import type { Order } from '../domain/order.ts';
import type { Message } from '../ports/messenger.ts';
import { button, buttonRow } from './button.ts';
import { chargebackWords, sideName } from './disputeNotice.ts';
import { sightingWords } from './review.ts';
import {
  ago,
  cut,
  dateTime,
  escapeText,
  linesWithin,
  mention,
  quote,
  shown,
  shownId,
  shownLine,
} from './text.ts';
import { colourOf, paidBy, workerTitleOf } from './words.ts';

/** A dispute: what is said, what is held, and what its reader can do. */
export function disputeMessage(seen: SeenDispute): Message {
  const { order, dispute } = seen;
  return {
    content: `⚖️ Dispute about order ${shownId(order.orderId)} · ${dispute.state}`,
    embeds: [{ color: colourOf(order.workflow, order.status), description: bodyOf(seen) }],
    files: [],
    components: [disputeButtons(seen)],
  };
}

const bodyMax = 4000;

function bodyOf({ order, dispute, chargebacks }: SeenDispute): string {
  const worker = order.workerId === undefined ? '' : ` · ${workerTitleOf(order)} ${mention(order.workerId)}`;
  const held = formatMoney({ amountMinor: heldMinorOf(order), currency: currencyCode(order.currency) });
  const head = [
    `**${shownLine(order.service, 120)}** · ${escapeText(order.amount)} ${paidBy(order)} · ${held} held`,
    `Customer ${mention(order.userId)}${worker}`,
    '',
    `Disputed by ${sideName(dispute.side, order).replace(/,$/, '')}${dispute.side === 'desk' ? ` (${mention(dispute.openedBy)})` : ''}, ${ago(dispute.openedAt)}`,
    ...(dispute.reason === '' ? [] : [quote(shown(dispute.reason, 700))]),
    standing(dispute),
    ...chargebacks.map(({ chargeback }) => {
      const amount = formatMoney({
        amountMinor: amountMinor(chargeback.amountMinor),
        currency: currencyCode(chargeback.currency),
      });
      const where = chargeback.taken === undefined ? 'The money is here.' : 'The money is held back there.';
      return `⚠️ ${chargebackWords(chargeback, amount)} ${where}`;
    }),
  ].join('\n');
  const statements: string[] = [];
  let room = bodyMax - head.length;
  let left = dispute.statements.length;
  // The newest are kept where not all of them fit.
  for (const statement of dispute.statements.toReversed()) {
    const block = statementBlock(order, statement);
    if (block.length + 2 > room - 60) break;
    room -= block.length + 2;
    left -= 1;
    statements.unshift(block);
  }
  const earlier = left === 0 ? [] : [`-# ${left} earlier: see the timeline.`];
  return [head, ...earlier, ...statements].join('\n\n');
}

function standing({ state, hearUntil, reviewerId, verdict }: Dispute): string {
  if (verdict !== undefined)
    return `**${verdict.resolution}** by ${mention(verdict.by)}, ${ago(verdict.at)}${verdict.reason === '' ? '' : `\n${quote(shown(verdict.reason, 500))}`}`;
  const until = `Both sides are heard until ${dateTime(hearUntil)}.`;
  return state === 'Review' && reviewerId !== undefined
    ? `${until} ${mention(reviewerId)} looks at it.`
    : until;
}

function statementBlock(order: Order, { side, by, at, text, images, deletedAt }: Statement): string {
  const name = sideName(side, order).replace(/^(the )?(.)/, (_, _the, first: string) => first.toUpperCase());
  const count = images.length;
  const pictures = count === 0 ? '' : ` · ${count} ${count === 1 ? 'picture' : 'pictures'}`;
  const gone = deletedAt === undefined ? '' : ', deleted after the retention time';
  const said = text === '' ? '' : `\n${quote(shown(text, 600))}`;
  return `**${name}** ${mention(by)}, ${ago(at)}${pictures}${count === 0 ? '' : gone}${said}`;
}

function disputeButtons({
  order,
  dispute,
  mayResolve,
  pictures,
}: SeenDispute): APIActionRowComponent<APIButtonComponentWithCustomId> {
  const where = `${order.guildId}:${order.orderKey}`;
  const isOpen = isUnresolved(dispute);
  return buttonRow(
    button('Timeline', `trackorder:timeline:${where}:1:0`),
    ...(isOpen ? [button('Add to it', `dispute:add:${where}`, ButtonStyle.Primary)] : []),
    ...(pictures.length === 0 ? [] : [button('Pictures', `dispute:picture:${where}:0`)]),
    ...(isOpen && mayResolve ? [button('Resolve', `dispute:resolve:${where}`, ButtonStyle.Primary)] : []),
  );
}

/** One picture of a dispute, with the way to the others. */
export function disputePictureMessage({ seen, position, bytes, sightings }: DisputePicture): Message {
  const { order, pictures } = seen;
  const picture = pictures[position];
  const count = pictures.length;
  const turn = (label: string, to: number) => ({
    ...button(label, `dispute:turn:${order.guildId}:${order.orderKey}:${to}`),
    disabled: to < 0 || to >= count,
  });
  const from = picture === undefined ? '' : `, from ${mention(picture.by)}`;
  return {
    content: [
      `📷 Dispute about order ${shownId(order.orderId)} · picture ${position + 1} of ${count}${from}`,
      ...sightings.map((sighting) => `⚠️ ${sightingWords(sighting)}`),
      ...(bytes === undefined ? ['The picture was deleted after the retention time.'] : []),
    ].join('\n'),
    files:
      bytes === undefined || picture === undefined
        ? []
        : [
            {
              name: `dispute.${picture.image.format === 'png' ? 'png' : 'jpg'}`,
              bytes,
              description: `Dispute about order ${order.orderId}, picture ${position + 1} of ${count}`,
            },
          ],
    embeds: [],
    components: [
      buttonRow(
        turn('Previous', position - 1),
        turn('Next', position + 1),
        ...(sightings.some((sighting) => sighting.order !== undefined)
          ? [button('Show the other picture', `dispute:other:${order.guildId}:${order.orderKey}:${position}`)]
          : []),
      ),
    ],
  };
}

/** The disputes that wait to be resolved. */
export function disputeListMessage({ disputes, hasMore, isAll }: DisputeList, guildId: string): Message {
  const title = isAll ? '⚖️ Disputes that wait to be resolved, oldest first' : '⚖️ Your disputes, oldest first';
  if (disputes.length === 0)
    return {
      content: `${title}\nThere are none. If something is wrong with an order, run /dispute open.`,
      embeds: [],
      components: [],
    };
  const lines = disputes.map(
    ({ orderId, state, openedAt, hearUntil, reason }) =>
      `- **${shownId(orderId)}** · ${state} · opened ${ago(openedAt)}, heard until ${dateTime(hearUntil)}${reason === '' ? '' : ` · ${shownLine(reason, 60)}`}`,
  );
  return {
    content: [
      title,
      ...linesWithin(lines, 1800),
      ...(hasMore ? ['-# There are more; resolve some of these first.'] : []),
    ].join('\n'),
    embeds: [],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.StringSelect,
            custom_id: `dispute:open:${guildId}`,
            placeholder: 'Open a dispute',
            options: disputes.map(({ orderId, orderKey, state, reason }) => ({
              label: cut(`${orderId} · ${state}`, 100),
              ...(reason === '' ? {} : { description: cut(reason.replaceAll(/\s+/g, ' '), 100) }),
              value: orderKey,
            })),
          },
        ],
      },
    ],
  };
}

/** The form with which someone disputes an order. */
export function disputeForm(order: Order): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `dispute:opened:${order.guildId}:${order.orderKey}`,
    title: cut(`Dispute order ${order.orderId}`, 45),
    components: [
      {
        type: ComponentType.Label,
        label: 'What is wrong?',
        description: 'The other side reads it, too. Pictures can be added next.',
        component: {
          type: ComponentType.TextInput,
          custom_id: 'reason',
          style: TextInputStyle.Paragraph,
          max_length: disputeLimits.text,
          required: true,
        },
      },
    ],
  };
}

/** The form with which a side adds to a dispute. */
export function statementForm(order: Order): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `dispute:added:${order.guildId}:${order.orderKey}`,
    title: cut(`Dispute about order ${order.orderId}`, 45),
    components: [
      {
        type: ComponentType.Label,
        label: 'What happened?',
        description: 'The other side reads it, too',
        component: {
          type: ComponentType.TextInput,
          custom_id: 'text',
          style: TextInputStyle.Paragraph,
          max_length: disputeLimits.text,
          required: false,
        },
      },
      {
        type: ComponentType.Label,
        label: 'Pictures',
        description: 'PNG or JPG, at least 800×600, at most 10 MB each; staff and support see them',
        component: {
          type: ComponentType.FileUpload,
          custom_id: 'images',
          min_values: 0,
          max_values: evidenceLimits.images,
          required: false,
        },
      },
    ],
  };
}
