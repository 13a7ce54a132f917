import { formatMoney } from '../../domain/money.ts';
import type { DisputeRefusal } from '../../domain/openDispute.ts';
import type { RefundRefusal } from '../../domain/refund.ts';
import type { ResolutionRefusal } from '../../domain/resolveDispute.ts';
import { unreachable } from '../../domain/result.ts';
import { dateTime, mention } from '../text.ts';

/** Why nothing is done about a dispute, and what to do. */
export function disputeRefusalWords(
  refusal: DisputeRefusal | Exclude<ResolutionRefusal, RefundRefusal>,
): [what: string, next: string] {
  switch (refusal.code) {
    case 'already-disputed':
      return ['This order is disputed already', 'Add what you have to say with /dispute evidence.'];
    case 'dispute-not-now':
      return [
        `An order that is ${refusal.status} can’t be disputed`,
        'Ask staff if something is wrong with it.',
      ];
    case 'dispute-too-late':
      return [
        `This order could be disputed until ${dateTime(refusal.until)}`,
        'Ask staff if something is wrong with it.',
      ];
    case 'dispute-reason-missing':
      return ['A dispute needs a reason', 'Say what is wrong, so that both sides can be heard.'];
    case 'dispute-text-too-long':
      return [
        `That has ${refusal.length} characters`,
        `At most ${refusal.most} fit; say it shorter, or in two parts.`,
      ];
    case 'not-disputed':
      return ['There is no dispute about this order now', 'Run /trackorder to see where the order stands.'];
    case 'statement-empty':
      return ['There is nothing to add', 'Write something, or add a picture.'];
    case 'too-many-statements':
      return [
        `You have added to this dispute ${refusal.most} times already`,
        'Staff decide by what is there; ask them if something is missing.',
      ];
    case 'dispute-over':
      return [
        `This dispute is over${refusal.resolution === undefined ? '' : `: ${refusal.resolution}`}`,
        `${mention(refusal.by.userId)} made the last change. Nothing of yours was recorded; /trackorder shows how it ended.`,
      ];
    case 'partial-refund-whole':
      return [`${formatMoney(refusal.left)} is all that can go back`, 'Give less, or choose Refund Buyer.'];
    case 'resolution-changed':
      return [
        'The money has moved since you were asked',
        'Nothing was done. Run /dispute resolve again to see the amounts as they are now.',
      ];
    case 'resolution-reason-missing':
      return ['A resolution needs a reason', 'Say why in a sentence; both sides read it.'];
    default:
      return unreachable(refusal);
  }
}
