import type { Refusal } from '../app/refusal.ts';
import type { AssignRefusal } from '../domain/assignOrder.ts';
import { formatMoney } from '../domain/money.ts';
import { type Action, partiesWith } from '../domain/permissions.ts';
import { unreachable } from '../domain/result.ts';
import type { Status, WorkflowName } from '../domain/status.ts';
import type { UpdateRefusal } from '../domain/updateOrder.ts';
import type { Message } from '../ports/messenger.ts';
import { dateTime, mention, shownId, shownLine } from './text.ts';
import { either, partyName } from './words.ts';

/** Says no: what stands in the way, and what to do next, in two short lines. */
export function refusalMessage(refusal: Refusal, workflow: WorkflowName = 'service'): Message {
  const [what, next] = wordsOf(refusal, workflow);
  return { content: `❌ ${what}\n${next}`, embeds: [], components: [] };
}

function wordsOf(refusal: Refusal, workflow: WorkflowName): [what: string, next: string] {
  switch (refusal.code) {
    case 'permission-denied':
      return refusal.needs === 'staff'
        ? [
            'Permission denied',
            'Only staff can do this: people with Manage Server, or with the admin role of this server.',
          ]
        : [
            'Permission denied',
            'Only staff and support can do this. To see your own order, run /trackorder.',
          ];
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
    case 'service-empty':
      return ['The service has no name', 'Say in a few words what was bought.'];
    case 'confirmation-gone':
      return [
        'This question is out of date',
        'Nothing was changed. Run /updateorder again if you still want it.',
      ];
    case 'too-many-services':
      return [
        `Too many different services start with '${shownLine(refusal.typed, 60)}'`,
        'Type more of the word, or pick a service from the suggestions.',
      ];
    case 'money-not-understood':
      return ['I can’t read that amount', 'Write it like $150.00, 1.50 EUR or 500 Gold.'];
    case 'money-ambiguous':
      return [
        `That amount could mean ${either(refusal.readings.map(formatted))}`,
        'Write it again the way it is shown here.',
      ];
    case 'money-too-precise':
      return [
        `${refusal.currency} has ${refusal.decimals === 0 ? 'no decimals' : `at most ${refusal.decimals} decimals`}`,
        'Round the amount and try again.',
      ];
    case 'money-not-positive':
      return ['The amount must be more than zero', 'Write what the customer paid, like $150.00.'];
    case 'money-too-large':
      return [`The amount is more than ${formatMoney(refusal.most)}`, 'Check it for a digit too many.'];
    case 'currency-unknown':
      return [
        `I don’t know the currency '${shownLine(refusal.word, 40)}'`,
        'Use a code such as USD or EUR, or a currency of this server such as Gold.',
      ];
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
      return ['Permission denied', notAllowedWords(refusal.action, workflow)];
    case 'worker-is-bot':
    case 'already-assigned':
    case 'not-assigned':
    case 'assign-not-now':
    case 'not-your-order':
    case 'start-not-now':
      return assignWordsOf(refusal, workflow);
    default:
      return updateWordsOf(refusal, workflow);
  }
}

function notAllowedWords(action: Action, workflow: WorkflowName): string {
  const who = partiesWith(action).map((party) => partyName(party, workflow));
  return `For this order only its ${either(who)} can do this.`;
}

function assignWordsOf(refusal: AssignRefusal, workflow: WorkflowName): [what: string, next: string] {
  const worker = partyName('worker', workflow);
  switch (refusal.code) {
    case 'worker-is-bot':
      return [`A bot can’t be a ${worker}`, 'Choose the person who does the work.'];
    case 'already-assigned':
      return [
        `${mention(refusal.workerId)} already has this order`,
        'Choose someone else, or leave it as it is.',
      ];
    case 'not-assigned':
      return [`Nobody works on this order`, `Give a ${worker} to assign it to.`];
    case 'assign-not-now':
      return [`An order can’t change hands while it is ${refusal.status}`, assignHint(refusal.status)];
    case 'not-your-order':
      return ['This order is no longer yours', 'Run /myorders to see what you work on.'];
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
  if (status === 'Evidence Submitted' || status === 'In Review')
    return 'Decide about the evidence first: run /review.';
  if (status === 'On Hold') return 'Resume it first with /updateorder.';
  return 'Only open orders can be given to someone.';
}

function updateWordsOf(refusal: UpdateRefusal, workflow: WorkflowName): [what: string, next: string] {
  const worker = partyName('worker', workflow);
  switch (refusal.code) {
    case 'nothing-to-update':
      return ['Nothing to update', 'Give at least one of status, notes, internal_notes and assigned_staff.'];
    case 'already-there':
      return [
        `The order is already ${refusal.status}`,
        'To tell the customer something, give notes without a status.',
      ];
    case 'move-not-allowed':
      return [`${refusal.to} can’t follow ${refusal.from}.`, movesWords(refusal, workflow)];
    case 'reason-needed':
      return [
        `${refusal.to} needs a reason`,
        'Run it again with the reason in notes (people are told) or internal_notes (staff only).',
      ];
    case 'worker-must-start':
      return [
        `The ${worker} has to be the one to start`,
        `It belongs to ${refusal.workerId === undefined ? `a ${worker}` : mention(refusal.workerId)}; they are told what to do by DM.`,
      ];
    case 'evidence-needed':
      return [
        `${refusal.to} needs evidence first`,
        `${refusal.workerId === undefined ? `The ${worker}` : mention(refusal.workerId)} has to submit a screenshot of the finished work. Without one, staff can set Complete with a reason in notes.`,
      ];
    case 'own-work':
      return [
        `You can’t decide about your own work`,
        `A reviewer other than the ${worker} must set ${refusal.to}.`,
      ];
    default:
      return unreachable(refusal);
  }
}

/** "From here: On Hold (staff), Disputed (customer, booster or staff)." Each status once, with everyone who may. */
function movesWords(
  refusal: Extract<UpdateRefusal, { code: 'move-not-allowed' }>,
  workflow: WorkflowName,
): string {
  if (refusal.moves.length === 0) return 'Nothing follows it: the order has ended.';
  const whoMay = new Map<string, Set<string>>();
  for (const move of refusal.moves) {
    const who = whoMay.get(move.to) ?? new Set();
    for (const party of move.by) if (party !== 'system') who.add(partyName(party, workflow));
    whoMay.set(move.to, who);
  }
  const moves = [...whoMay]
    .filter(([, who]) => who.size > 0)
    .map(([to, who]) => `${to} (${either([...who])})`);
  return `From here: ${moves.join(', ')}.`;
}

function formatted(money: Parameters<typeof formatMoney>[0]): string {
  return formatMoney(money);
}
