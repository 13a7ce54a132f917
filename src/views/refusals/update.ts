import { unreachable } from '../../domain/result.ts';
import type { UpdateRefusal } from '../../domain/updateOrder.ts';
import type { Means } from '../../domain/workflow.ts';
import { mention } from '../text.ts';
import { either, partyName, workerName } from '../words.ts';

/** Why an order is not updated, and what to do. */
export function updateRefusalWords(refusal: UpdateRefusal): [what: string, next: string] {
  switch (refusal.code) {
    case 'nothing-to-update':
      return ['Nothing to update', 'Give at least one of status, notes, internal_notes and assigned_staff.'];
    case 'already-there':
      return [
        `The order is already ${refusal.status}`,
        'To tell the customer something, give notes without a status.',
      ];
    case 'move-not-allowed':
      return [`${refusal.to} can’t follow ${refusal.from}.`, movesWords(refusal)];
    case 'other-way':
      return [`${refusal.to} isn’t set with /updateorder`, otherWayWords(refusal)];
    case 'reason-needed':
      return [
        `${refusal.to} needs a reason`,
        'Run it again with the reason in notes (people are told) or internal_notes (staff only).',
      ];
    case 'worker-must-start':
      return [
        `The ${workerName(refusal.titled)} has to be the one to start`,
        `It belongs to ${refusal.workerId === undefined ? 'someone else' : mention(refusal.workerId)}; they are told what to do by DM.`,
      ];
    case 'evidence-needed':
      return [
        `${refusal.to} needs evidence first`,
        `${refusal.workerId === undefined ? 'Who works on it' : mention(refusal.workerId)} has to submit a screenshot of the finished work. Without one, staff can set Complete with a reason in notes.`,
      ];
    case 'own-work':
      return [
        `You can’t decide about your own work`,
        `A reviewer other than the ${workerName(refusal.titled)} must set ${refusal.to}.`,
      ];
    default:
      return unreachable(refusal);
  }
}

const waysIn: Readonly<Record<Means, string>> = {
  add: 'an order is added',
  update: 'staff set it',
  payment: 'it is paid',
  assign: 'the order is given to someone, or back, with /assign',
  start: 'Start order is pressed',
  evidence: 'evidence is submitted',
  review: 'the evidence is reviewed with /review',
  expiry: 'time has passed',
  dispute: 'a dispute is opened or resolved with /dispute',
  refund: 'it is refunded with /refund',
};

function otherWayWords(refusal: Extract<UpdateRefusal, { code: 'other-way' }>): string {
  const who = refusal.by
    .filter((party) => party !== 'system')
    .map((party) => partyName(party, refusal.titled));
  return `It comes about when ${waysIn[refusal.means]}${who.length === 0 ? '' : ` (by ${either(who)})`}.`;
}

/** "From here: Assigned (with /assign), On Hold (staff)." Each status once, with everyone who may, or by which command. */
function movesWords(refusal: Extract<UpdateRefusal, { code: 'move-not-allowed' }>): string {
  if (refusal.moves.length === 0) return 'Nothing follows it: the order has ended.';
  const whoMay = new Map<string, Set<string>>();
  for (const move of refusal.moves) {
    const who = whoMay.get(move.to) ?? new Set();
    if (move.means === 'assign') who.add('with /assign');
    else if (move.means === 'dispute') who.add('with /dispute');
    else if (move.means === 'refund') who.add('with /refund');
    else for (const party of move.by) if (party !== 'system') who.add(partyName(party, refusal.titled));
    whoMay.set(move.to, who);
  }
  const moves = [...whoMay]
    .filter(([, who]) => who.size > 0)
    .map(([to, who]) => `${to} (${either([...who])})`);
  return `From here: ${moves.join(', ')}.`;
}
