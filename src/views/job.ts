import type { JobDeed } from '../app/jobs/job.ts';
import { unreachable } from '../domain/result.ts';
import { methodName } from './words.ts';

/** What a job did, or would do, in a line for a terminal. */
export function deedLine(deed: JobDeed, { dryRun }: { readonly dryRun: boolean }): string {
  const was = dryRun ? 'would be' : 'was';
  const were = dryRun ? 'would be' : 'were';
  switch (deed.kind) {
    case 'review returned': {
      const who = deed.order.reviewerUsername ?? 'someone';
      return `${nameOf(deed)} ${was} put back into the review queue: ${who} last looked at it ${timeOf(deed.order.reviewTouchedAt)}`;
    }
    case 'reminded': {
      const { order, about } = deed;
      if (about === 'review')
        return `Reviewers ${were} reminded of ${nameOf(deed, 'order')}: submitted ${timeOf(order.submittedAt)}`;
      const who = order.workerUsername === undefined ? 'Staff' : `Staff and ${order.workerUsername}`;
      return `${who} ${were} reminded of ${nameOf(deed, 'order')}: ${order.status}, due ${timeOf(order.deadline)}`;
    }
    case 'pictures deleted': {
      const count = deed.pictures === 1 ? '1 picture' : `${deed.pictures} pictures`;
      return `${count} of ${nameOf(deed, 'order')} ${deed.pictures === 1 ? was : were} deleted: ${deed.order.status} since ${timeOf(deed.order.statusSince)}`;
    }
    case 'dispute closed':
      return `The dispute about ${nameOf(deed, 'order')} ${was} closed: all of its money has arrived`;
    case 'transfers sealed':
      return `${deed.seal.count} transfers of server ${deed.guildId} ${were} sealed: seal ${deed.seal.number}`;
    case 'payment asked about':
      return `${nameOf(deed)} ${was} asked about: ${deed.found}`;
    case 'payment reminded':
      return `${deed.payment.payerUsername} ${was} reminded of ${nameOf(deed, 'payment')}`;
    case 'payment expired':
      return `${nameOf(deed)} ${was} no longer waited for`;
    case 'address deleted': {
      const { withdrawalId, guildId, state, decidedAt } = deed.withdrawal;
      return `Where withdrawal ${withdrawalId} of server ${guildId} went ${was} deleted: ${state} since ${timeOf(decidedAt)}`;
    }
    case 'orphan deleted':
      return `A picture that belongs to no evidence ${was} deleted: ${deed.key} (${Math.ceil(deed.bytes / 1000)} KB), kept since ${timeOf(deed.storedAt)}`;
    case 'events deleted': {
      const events = deed.events === 1 ? '1 event' : `${deed.events} events`;
      return `${events} of ${methodName(deed.provider)} ${deed.events === 1 ? was : were} deleted: done for 90 days`;
    }
    default:
      return unreachable(deed);
  }
}

function nameOf(
  deed: Extract<JobDeed, { readonly order: unknown } | { readonly payment: unknown }>,
  word?: string,
): string {
  if ('payment' in deed) {
    const { orderKey, number, guildId } = deed.payment;
    return `${word ?? 'Payment'} ${number} of order ${orderKey} of server ${guildId}`;
  }
  return `${word ?? 'Order'} ${deed.order.orderId} of server ${deed.order.guildId}`;
}

function timeOf(moment: Date | undefined): string {
  return moment === undefined
    ? 'at an unknown time'
    : `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
