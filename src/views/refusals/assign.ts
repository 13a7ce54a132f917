import type { AssignRefusal } from '../../domain/assignOrder.ts';
import { unreachable } from '../../domain/result.ts';
import type { Status } from '../../domain/status.ts';
import { mention } from '../text.ts';

/** Why an order does not change hands, and what to do. */
export function assignRefusalWords(refusal: AssignRefusal): [what: string, next: string] {
  switch (refusal.code) {
    case 'worker-is-bot':
      return ['A bot can’t do the work', 'Choose the person who does it.'];
    case 'already-assigned':
      return [
        `${mention(refusal.workerId)} already has this order`,
        'Choose someone else, or press Unassign to take it from them.',
      ];
    case 'not-assigned':
      return ['Nobody works on this order', 'Choose someone to give it to.'];
    case 'assign-not-now':
      return [`An order can’t change hands while it is ${refusal.status}`, assignHint(refusal.status)];
    case 'not-your-order':
      return ['You don’t work on this order now', 'Run /myorders to see what you work on.'];
    case 'start-not-now':
      return [
        `That isn’t possible while the order is ${refusal.status}`,
        'Run /myorders to see what comes next.',
      ];
    default:
      return unreachable(refusal);
  }
}

function assignHint(status: Status): string {
  if (status === 'Pending Payment') return 'It has to be paid first.';
  if (status === 'Disputed') return 'The dispute has to be resolved first.';
  return 'Its work has ended.';
}
