import { z } from 'zod';
import { DriverError } from '../driver/errors.ts';
import { unprocessable } from './errors.ts';
import type { Account } from './model/account.ts';
import type { Capture, Dispute, DisputeOutcome, DisputeReason } from './model/types.ts';
import type { Amount } from './money.ts';
import { readBody } from './orders.ts';
import { giveBack, reinstate } from './refunds.ts';
import { disputeJson } from './shapes.ts';

/** How a dispute begins. */
export interface Complaint {
  /** In minor units; the whole capture unless told. */
  readonly amountMinor?: number;
  /** `MERCHANDISE_OR_SERVICE_NOT_RECEIVED` unless told. */
  readonly reason?: DisputeReason;
  /** By way of the payer's bank, which takes the money at once: a chargeback. */
  readonly byBank?: boolean;
}

/** How a dispute ends: who wins, a payout by PayPal itself, or the payer gives up. */
export type Verdict = 'buyer' | 'seller' | 'payout' | 'cancelled';

const evidenceSchema = z.object({
  evidences: z
    .array(z.object({ evidence_type: z.string().min(1).max(255), notes: z.string().max(2000).optional() }))
    .min(1),
});

const RESPONSE_MS = 10 * 24 * 60 * 60 * 1000;

const OUTCOMES: Readonly<Record<Verdict, DisputeOutcome>> = {
  buyer: 'RESOLVED_BUYER_FAVOUR',
  seller: 'RESOLVED_SELLER_FAVOUR',
  payout: 'RESOLVED_WITH_PAYOUT',
  cancelled: 'CANCELED_BY_BUYER',
};

/** The payer complains about a capture. Throws DriverError when they can't. */
export function openDispute(account: Account, capture: Capture, complaint: Complaint): Dispute {
  const whole = capture.unit.amount;
  const amount: Amount = { ...whole, amountMinor: complaint.amountMinor ?? account.leftMinor(capture) };
  if (capture.feeMinor === undefined || amount.amountMinor > account.leftMinor(capture)) {
    throw new DriverError(
      `${amount.amountMinor} of ${capture.id} can't be disputed: it is not there (any more)`,
    );
  }
  const byBank = complaint.byBank === true;
  const dispute: Dispute = {
    id: `PP-D-${account.id(8)}`,
    capture,
    amount,
    reason: complaint.reason ?? 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
    channel: byBank ? 'EXTERNAL' : 'INTERNAL',
    status: 'WAITING_FOR_SELLER_RESPONSE',
    evidences: [],
    createdMs: account.nowMs,
    updatedMs: account.nowMs,
    responseDueMs: account.nowMs + RESPONSE_MS,
  };
  account.disputes.set(dispute.id, dispute);
  if (byBank) dispute.reversal = giveBack(account, capture, amount, { kind: 'reversal' });
  tellOfDispute(account, dispute, 'CREATED');
  return dispute;
}

/** The seller answers: PayPal looks at it from now on. Throws PayPal's refusals. */
export function provideEvidence(
  account: Account,
  id: string,
  body: unknown,
  fileNames: readonly string[],
): Dispute {
  const dispute = account.dispute(id);
  const { evidences } = readBody(evidenceSchema, body);
  if (dispute.status !== 'WAITING_FOR_SELLER_RESPONSE' || dispute.responseDueMs < account.nowMs) {
    throw unprocessable('ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE', 'Nothing can be handed in now.');
  }
  for (const { evidence_type, notes } of evidences) {
    dispute.evidences.push({ type: evidence_type, notes, fileNames, atMs: account.nowMs });
  }
  dispute.status = 'UNDER_REVIEW';
  dispute.updatedMs = account.nowMs;
  tellOfDispute(account, dispute, 'UPDATED');
  return dispute;
}

/** The seller gives in: the payer gets the money. Throws PayPal's refusals. */
export function acceptClaim(account: Account, id: string): Dispute {
  const dispute = account.dispute(id);
  if (dispute.status === 'RESOLVED') {
    throw unprocessable('ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE', 'It is resolved already.');
  }
  if (!dispute.reversal) giveBack(account, dispute.capture, dispute.amount, { kind: 'refund' });
  resolve(account, dispute, 'ACCEPTED');
  return dispute;
}

/** All of a disputed payment was refunded, which ends the dispute. Nothing happens without one. */
export function endRefundedDispute(account: Account, capture: Capture): void {
  const dispute = account.openDisputeOf(capture);
  if (dispute && account.leftMinor(capture) === 0) resolve(account, dispute, 'ACCEPTED');
}

/**
 * PayPal or the bank decides. The payer gets `amountMinor` (all that was disputed unless told) where they win; what was
 * taken by a chargeback comes back where they don't. Throws DriverError when it is resolved already.
 */
export function decide(account: Account, dispute: Dispute, verdict: Verdict, amountMinor?: number): void {
  if (dispute.status === 'RESOLVED') throw new DriverError(`Dispute ${dispute.id} is resolved already`);
  const { capture, amount, reversal } = dispute;
  if (verdict === 'buyer') {
    const won = { ...amount, amountMinor: amountMinor ?? amount.amountMinor };
    dispute.reversal ??= giveBack(account, capture, won, { kind: 'reversal' });
  } else if (reversal) {
    reinstate(account, reversal);
  }
  resolve(account, dispute, OUTCOMES[verdict]);
}

function resolve(account: Account, dispute: Dispute, outcome: DisputeOutcome): void {
  dispute.status = 'RESOLVED';
  dispute.outcome = outcome;
  dispute.updatedMs = account.nowMs;
  tellOfDispute(account, dispute, 'RESOLVED');
}

function tellOfDispute(account: Account, dispute: Dispute, what: 'CREATED' | 'UPDATED' | 'RESOLVED'): void {
  account.parts.tell({
    type: `CUSTOMER.DISPUTE.${what}`,
    resourceType: 'dispute',
    summary: `Dispute ${dispute.id} was ${what.toLowerCase()}`,
    resource: disputeJson(account, dispute),
  });
}
