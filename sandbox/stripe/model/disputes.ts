import type Stripe from 'stripe';
import { move } from './balance.ts';
import { chargeOf } from './charges.ts';
import { impossible, missing } from './errors.ts';
import type { World } from './world.ts';

/** What a payer's bank says. */
export interface DisputeClaim {
  /** All of the charge without it. */
  readonly amount?: number;
  /** Stripe's word: `fraudulent` (default), `product_not_received`, `duplicate` … */
  readonly reason?: string;
  /** The bank only asks; no money moves. */
  readonly inquiry?: boolean;
}

const evidenceDays = 7;

/** A payer contests a charge with their bank. */
export function openDispute(world: World, chargeId: string, claim: DisputeClaim): Stripe.Dispute {
  const charge = chargeOf(world, chargeId);
  if (charge.status !== 'succeeded') throw impossible('Only a charge that succeeded can be disputed.');
  const dispute: Stripe.Dispute = {
    id: world.id('du'),
    object: 'dispute',
    amount: claim.amount ?? charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: world.now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: structuredClone(noEvidence),
    evidence_details: {
      due_by: world.now + evidenceDays * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: claim.inquiry === true,
    livemode: world.livemode,
    metadata: {},
    network_reason_code: '10',
    payment_intent: charge.payment_intent,
    reason: claim.reason ?? 'fraudulent',
    status: claim.inquiry === true ? 'warning_needs_response' : 'needs_response',
  };
  world.disputes.set(dispute.id, dispute);
  charge.disputed = true;
  world.emit('charge.dispute.created', dispute);
  return dispute;
}

/** The dispute of an id. Refuses an id that stands for none. */
export function disputeOf(world: World, id: string): Stripe.Dispute {
  const dispute = world.disputes.get(id);
  if (!dispute) throw missing('dispute', id, 'dispute');
  return dispute;
}

/** Stripe takes the contested money off the account. */
export function withdrawFunds(world: World, id: string): Stripe.Dispute {
  return moveFunds(world, id, 'dispute');
}

/** Stripe puts it back, after the dispute was won. */
export function reinstateFunds(world: World, id: string): Stripe.Dispute {
  return moveFunds(world, id, 'dispute_reversal');
}

/** The bank decides. Money moves apart from this, before or after. */
export function closeDispute(world: World, id: string, as: 'won' | 'lost'): Stripe.Dispute {
  const dispute = disputeOf(world, id);
  const { status } = dispute;
  if (isClosed(dispute)) throw impossible(`This dispute is already closed (${status}).`);
  dispute.status = status.startsWith('warning') ? 'warning_closed' : as;
  world.emit('charge.dispute.closed', dispute, { status });
  return dispute;
}

/** Takes the seller's side of it, as a draft or (`submit`) for good. */
export function updateDispute(
  world: World,
  id: string,
  change: {
    readonly evidence: Readonly<Record<string, string>>;
    readonly metadata: Stripe.Metadata;
    readonly submit: boolean;
  },
): Stripe.Dispute {
  const dispute = disputeOf(world, id);
  if (isClosed(dispute)) throw impossible('This dispute is already closed.');
  if (dispute.evidence_details.submission_count > 0 && change.submit)
    throw impossible('Evidence for this dispute was already submitted.');
  Object.assign(dispute.evidence, change.evidence);
  Object.assign(dispute.metadata, change.metadata);
  const details = dispute.evidence_details;
  details.has_evidence ||= Object.keys(change.evidence).length > 0;
  if (change.submit) {
    details.submission_count += 1;
    details.submission_method = 'manual';
    dispute.status = dispute.status.startsWith('warning') ? 'warning_under_review' : 'under_review';
  }
  world.emit('charge.dispute.updated', dispute);
  return dispute;
}

function moveFunds(world: World, id: string, movement: 'dispute' | 'dispute_reversal'): Stripe.Dispute {
  const dispute = disputeOf(world, id);
  const { amount, currency } = dispute;
  const isOut = isWithdrawn(dispute);
  if (isOut === (movement === 'dispute')) throw impossible(`The funds are ${isOut ? '' : 'not '}withdrawn.`);
  const signed = movement === 'dispute' ? -amount : amount;
  dispute.balance_transactions.push(move(world, movement, { source: id, amount: signed, currency }));
  const type = movement === 'dispute' ? 'funds_withdrawn' : 'funds_reinstated';
  world.emit(`charge.dispute.${type}`, dispute);
  return dispute;
}

/** Whether the contested money is off the account now. */
export function isWithdrawn({ balance_transactions: moved }: Stripe.Dispute): boolean {
  return moved.reduce((sum, { amount }) => sum + amount, 0) < 0;
}

function isClosed({ status }: Stripe.Dispute): boolean {
  return ['won', 'lost', 'warning_closed'].includes(status);
}

const noEvidence: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** The texts and files that evidence may have. */
export const evidenceFields = Object.keys(noEvidence).filter((field) => field !== 'enhanced_evidence');
