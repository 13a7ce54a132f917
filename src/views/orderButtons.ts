import { type APIActionRowComponent, type APIButtonComponentWithCustomId, ButtonStyle } from 'discord.js';
import { isCancellable } from '../domain/cancelUnpaid.ts';
import { disputableUntil, mayBecomeDisputed } from '../domain/openDispute.ts';
import type { Order } from '../domain/order.ts';
import { type Party, permits } from '../domain/permissions.ts';
import { awaitsReview } from '../domain/reviewOrder.ts';
import { movesFrom, rowOf } from '../domain/status.ts';
import type { Means } from '../domain/workflow.ts';
import { button, buttonRow } from './button.ts';

/** Where a card is shown: people can be picked in servers only. */
export type Place = 'server' | 'direct';

/** More don't fit into a row. */
const mostButtons = 5;

/**
 * The buttons of a card: the timeline for everyone, and what this reader can do with the order now. Without `now` nothing
 * is offered that depends on the time.
 */
export function orderButtons(
  order: Order,
  reader: ReadonlySet<Party> = new Set(),
  place: Place = 'server',
  now?: Date,
): APIActionRowComponent<APIButtonComponentWithCustomId> {
  const where = `${order.guildId}:${order.orderKey}`;
  const leads = (means: Means, party: Party) =>
    movesFrom(order).some((move) => move.means === means && move.by.includes(party));
  const isWorker = reader.has('worker');
  const isDue = order.paymentStatus === 'Pending' || order.paymentStatus === 'Failed';
  const buttons: APIButtonComponentWithCustomId[] = [button('Timeline', `trackorder:timeline:${where}:1:0`)];
  if (isDue && reader.has('customer')) buttons.push(button('Pay', `pay:show:${where}`, ButtonStyle.Primary));
  if (reader.has('customer') && isCancellable(order))
    buttons.push(button('Cancel order', `pay:cancel:${where}`));
  if (isWorker && order.status === 'Assigned')
    buttons.push(
      button('Start order', `assign:start:${where}`, ButtonStyle.Primary),
      button('Decline', `assign:decline:${where}`),
    );
  else if (isWorker && leads('evidence', 'worker'))
    buttons.push(
      button(
        order.status === 'Rejected' ? 'Upload new evidence' : 'Submit evidence',
        `submitevidence:form:${where}`,
        ButtonStyle.Primary,
      ),
    );
  if (permits('review', reader) && awaitsReview(order))
    buttons.push(button('Review', `review:open:${where}`, ButtonStyle.Primary));
  if (permits('see evidence', reader) && order.submissionId !== undefined)
    buttons.push(button('Evidence', `review:evidence:${where}:0:0`));
  if (place === 'server' && permits('assign worker', reader) && leads('assign', 'staff'))
    buttons.push(button('Assign', `assign:panel:${where}`));
  if (rowOf(order.workflow, order.status).stage === 'contested')
    buttons.push(button('Dispute', `dispute:show:${where}`, ButtonStyle.Primary));
  else if (reader.has('customer') && mayDispute(order, now))
    buttons.push(button('Dispute', `dispute:form:${where}`));
  return buttonRow(...buttons.slice(0, mostButtons));
}

function mayDispute(order: Order, now: Date | undefined): boolean {
  if (!mayBecomeDisputed(order)) return false;
  const until = disputableUntil(order);
  return until === undefined ? order.status !== 'Complete' : now !== undefined && now <= until;
}
