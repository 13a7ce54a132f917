import type { Refusal } from '../app/refusal.ts';
import { partiesWith } from '../domain/permissions.ts';
import type { Message } from '../ports/messenger.ts';
import { assignRefusalWords } from './refusals/assign.ts';
import { disputeRefusalWords } from './refusals/dispute.ts';
import { evidenceRefusalWords } from './refusals/evidence.ts';
import { ledgerRefusalWords } from './refusals/ledger.ts';
import { moneyRefusalWords } from './refusals/money.ts';
import { paymentRefusalWords } from './refusals/payment.ts';
import { refundRefusalWords } from './refusals/refund.ts';
import { reviewRefusalWords } from './refusals/review.ts';
import { setupRefusalWords } from './refusals/setup.ts';
import { updateRefusalWords } from './refusals/update.ts';
import { dateTime, shownId, shownLine } from './text.ts';
import { either, partyName, workerName } from './words.ts';

/** Says no: what stands in the way, and what to do next, in two short lines. */
export function refusalMessage(refusal: Refusal): Message {
  const [what, next] = wordsOf(refusal);
  return { content: `❌ ${what}\n${next}`, embeds: [], components: [] };
}

function wordsOf(refusal: Refusal): [what: string, next: string] {
  switch (refusal.code) {
    case 'permission-denied':
      return ['Permission denied', neededWords[refusal.needs]];
    case 'order-not-found':
      return ['Order ID not found', 'Check the spelling, or run /trackorder alone for your newest order.'];
    case 'order-needed':
      return [
        'Which order?',
        'Give its id in order_id; only in an order’s ticket channel it may be left out.',
      ];
    case 'no-orders-yet':
      return [
        'You have no orders here yet',
        'Once staff record one for you, it appears here. Give order_id to see a certain order.',
      ];
    case 'order-id-taken':
      return [
        `Order ID ${shownId(refusal.orderId)} is taken`,
        'Choose another, or leave order_id out and one is made up.',
      ];
    case 'order-id-invalid':
      return [
        'That can’t be an order ID',
        'Use 1 to 40 of the letters A to Z, digits, _ and -; or leave it out and one is made up.',
      ];
    case 'customer-is-bot':
      return ['A bot can’t be a customer', 'Choose the person who bought it.'];
    case 'advertiser-is-bot':
      return ['A bot can’t be an advertiser', 'Choose the person who answers for the service.'];
    case 'staff-is-bot':
      return ['A bot can’t look after an order', 'Choose a person.'];
    case 'offer-gone':
      return [
        'These pictures can’t be submitted any more',
        'Only who posted them can, and only the latest. Run /submitevidence instead.',
      ];
    case 'service-empty':
      return ['The service has no name', 'Say in a few words what was bought.'];
    case 'confirmation-gone':
      return [
        'This question is out of date',
        'Nothing was changed. Run the command again if you still want it.',
      ];
    case 'cancel-not-now':
      return [
        `You can’t cancel an order that is ${refusal.status}`,
        'If something is wrong with it, press Dispute under /trackorder, or ask staff.',
      ];
    case 'too-many-services':
      return [
        `Too many different services start with '${shownLine(refusal.typed, 60)}'`,
        'Type more of the word, or pick a service from the suggestions.',
      ];
    case 'money-not-understood':
    case 'money-ambiguous':
    case 'money-too-precise':
    case 'money-not-positive':
    case 'money-too-large':
    case 'currency-unknown':
      return moneyRefusalWords(refusal, 'amount');
    case 'deadline-not-understood':
      return ['I can’t read that deadline', 'Write it like 3d, 12h or 2026-12-01 18:00.'];
    case 'deadline-past':
      return [
        `That deadline has passed: ${dateTime(refusal.deadline)}`,
        'Give a later one, like 3d or 2026-12-01 18:00.',
      ];
    case 'deadline-too-far':
      return [
        `A deadline can be at most ${refusal.mostYears} years away`,
        'Give an earlier one, like 3d or 2026-12-01 18:00.',
      ];
    case 'not-allowed':
      return ['Permission denied', notAllowedWords(refusal)];
    case 'worker-is-bot':
    case 'already-assigned':
    case 'not-assigned':
    case 'assign-not-now':
    case 'not-your-order':
    case 'start-not-now':
      return assignRefusalWords(refusal);
    case 'review-over':
    case 'evidence-replaced':
    case 'no-evidence':
    case 'reason-missing':
      return reviewRefusalWords(refusal);
    case 'submit-not-now':
    case 'evidence-without-image':
    case 'evidence-too-many-images':
    case 'evidence-notes-too-long':
    case 'image-refused':
      return evidenceRefusalWords(refusal);
    case 'insufficient-funds':
    case 'key-reused':
    case 'nothing-held':
      return ledgerRefusalWords(refusal);
    case 'payment-due':
    case 'plan-too-fine':
    case 'plan-too-many':
    case 'payer-twice':
    case 'tax-not-read':
    case 'tax-other-currency':
    case 'tax-above-price':
    case 'charge-not-now':
    case 'too-many-payments':
    case 'other-currency':
    case 'nothing-to-pay':
    case 'payment-under-way':
    case 'nothing-to-record':
    case 'nothing-paid':
    case 'withdrawals-off':
    case 'withdrawal-short':
    case 'withdrawal-to-missing':
    case 'withdrawal-reason-missing':
    case 'withdrawal-not-found':
    case 'withdrawal-own':
    case 'withdrawal-over':
    case 'top-ups-off':
    case 'top-up-over':
    case 'provider-missing':
    case 'too-many-attempts':
    case 'provider-failed':
    case 'provider-takes-not':
    case 'charge-options':
    case 'payment-unverified':
      return paymentRefusalWords(refusal);
    case 'already-disputed':
    case 'dispute-not-now':
    case 'dispute-too-late':
    case 'dispute-reason-missing':
    case 'dispute-text-too-long':
    case 'not-disputed':
    case 'statement-empty':
    case 'too-many-statements':
    case 'dispute-over':
    case 'partial-refund-whole':
    case 'resolution-changed':
    case 'resolution-reason-missing':
      return disputeRefusalWords(refusal);
    case 'nothing-to-refund':
    case 'refund-too-much':
    case 'refund-disputed':
    case 'refund-spent':
    case 'too-many-refunds':
    case 'provider-refunds-not':
    case 'refund-changed':
      return refundRefusalWords(refusal);
    case 'payout-share-out-of-range':
    case 'payout-fee-negative':
    case 'payout-not-understood':
    case 'payment-wait-out-of-range':
    case 'reminders-not-understood':
    case 'reminder-too-late':
    case 'role-is-everyone':
    case 'currency-name-invalid':
    case 'currency-word-taken':
    case 'currency-too-many':
    case 'currency-not-own':
    case 'currency-is-default':
    case 'time-zone-unknown':
    case 'worker-title-invalid':
    case 'retention-out-of-range':
    case 'service-exists':
    case 'service-unknown':
      return setupRefusalWords(refusal);
    default:
      return updateRefusalWords(refusal);
  }
}

const neededWords: Readonly<Record<Extract<Refusal, { code: 'permission-denied' }>['needs'], string>> = {
  staff: 'Only staff can do this: people with Manage Server, or with the admin role of this server.',
  support: 'Only staff and support can do this. To see your own order, run /trackorder.',
  reviewer: 'Only staff, support and advertisers review. To see what you work on, run /myorders.',
};

function notAllowedWords({ action, titled }: Extract<Refusal, { code: 'not-allowed' }>): string {
  // Who asks may well be one of those, and the worker all the same.
  if (action === 'review' || action === 'override')
    return `A reviewer other than the ${workerName(titled)} must approve this.`;
  if (action === 'resolve dispute') return 'Staff or support who are on neither side of it must decide this.';
  if (action === 'refund')
    return 'Only support and staff give money back. If something is wrong, press Dispute under /trackorder, or ask them.';
  const who = partiesWith(action).map((party) => partyName(party, titled));
  return `For this order only its ${either(who)} can do this.`;
}
