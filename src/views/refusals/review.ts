import { unreachable } from '../../domain/result.ts';
import type { ReviewRefusal } from '../../domain/reviewOrder.ts';
import { mention } from '../text.ts';

/** Why evidence is not reviewed, and what to do. */
export function reviewRefusalWords(refusal: ReviewRefusal): [what: string, next: string] {
  switch (refusal.code) {
    case 'review-over':
      return [
        overWords(refusal),
        `${mention(refusal.by.userId)} made the last change. Nothing of yours was recorded.`,
      ];
    case 'evidence-replaced':
      return ['There is newer evidence by now', 'Open it with /review before you decide.'];
    case 'no-evidence':
      return ['There is no evidence for this order', 'Run /review alone to see what waits.'];
    case 'reason-missing':
      return ['A rejection needs a reason', 'Say what is missing, so that it can be fixed.'];
    default:
      return unreachable(refusal);
  }
}

function overWords({ verdict, status }: Extract<ReviewRefusal, { code: 'review-over' }>): string {
  if (verdict === 'withdrawn') return 'This evidence was withdrawn: the order has changed hands';
  if (verdict === 'closed') return `There is nothing left to decide: the order is ${status}`;
  return verdict === undefined
    ? `Nothing can be decided while the order is ${status}`
    : `This has been decided: the order is ${status}`;
}
