import { afterEach, beforeEach, expect, test } from 'vitest';
import { order, paid, type Started, start, types } from './start.ts';

let at: Started;
let intent: string;

beforeEach(async () => {
  at = await start();
  intent = String((await paid(at, 1000)).payment_intent);
});

afterEach(() => at.local.close());

const disputed = () => at.local.balanceSheet().EUR?.disputedMinor;
const disputeEvents = () => types(at.local).filter((type) => type.startsWith('charge.dispute.'));

test('a dispute that is won brings its money back', async () => {
  const { id } = at.local.openDispute(intent, { amount: 600, reason: 'product_not_received' });
  expect(await at.stripe.disputes.retrieve(id)).toMatchObject({
    object: 'dispute',
    amount: 600,
    currency: 'eur',
    charge: at.local.chargeId(intent),
    payment_intent: intent,
    reason: 'product_not_received',
    status: 'needs_response',
    balance_transactions: [],
  });
  expect((await at.stripe.charges.retrieve(at.local.chargeId(intent))).disputed).toBe(true);
  expect(disputed()).toBe(0);
  at.local.withdrawFunds(id);
  expect(disputed()).toBe(600);
  expect(() => at.local.withdrawFunds(id)).toThrow('The funds are withdrawn');

  const answered = await at.stripe.disputes.update(id, {
    evidence: { uncategorized_text: 'Here is what was delivered.' },
    metadata: { order: 'A1' },
  });
  expect(answered).toMatchObject({
    status: 'under_review',
    evidence: { uncategorized_text: 'Here is what was delivered.' },
    evidence_details: { has_evidence: true, submission_count: 1 },
  });
  await expect(at.stripe.disputes.update(id, { evidence: { receipt: 'x' } })).rejects.toThrow('already');

  expect(at.local.closeDispute(id, 'won').status).toBe('won');
  expect(at.local.reinstateFunds(id).balance_transactions.map(({ net }) => net)).toEqual([-600, 600]);
  expect(disputed()).toBe(0);
  expect(disputeEvents()).toEqual([
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.updated',
    'charge.dispute.closed',
    'charge.dispute.funds_reinstated',
  ]);
  expect((await at.stripe.disputes.list({ payment_intent: intent })).data.map((one) => one.id)).toEqual([id]);
});

test('a dispute that is lost keeps its money, and the charge can’t be refunded any more', async () => {
  const { id } = at.local.openDispute(intent);
  at.local.withdrawFunds(id);
  await expect(at.stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({
    code: 'charge_disputed',
  });
  at.local.closeDispute(id, 'lost');
  expect(disputed()).toBe(1000);
  expect(() => at.local.closeDispute(id, 'won')).toThrow('already closed (lost)');
  await expect(at.stripe.disputes.update(id, { evidence: { receipt: 'x' } })).rejects.toThrow('closed');
});

test('evidence may be a draft first', async () => {
  const { id } = at.local.openDispute(intent);
  const draft = await at.stripe.disputes.update(id, { evidence: { customer_name: 'Mia' }, submit: false });
  expect(draft.status).toBe('needs_response');
  expect(at.local.answerDispute(id, { receipt: 'file_1' })).toMatchObject({
    status: 'under_review',
    evidence: { customer_name: 'Mia', receipt: 'file_1' },
  });
});

test('a bank that only asks takes nothing', async () => {
  const { id } = at.local.openDispute(intent, { inquiry: true });
  expect(at.local.answerDispute(id, { receipt: 'x' }).status).toBe('warning_under_review');
  expect(at.local.closeDispute(id, 'won').status).toBe('warning_closed');
  expect(disputed()).toBe(0);
  expect((await at.stripe.refunds.create({ payment_intent: intent })).amount).toBe(1000);
});

test('only what was paid can be disputed', async () => {
  const { id } = await at.stripe.checkout.sessions.create(order());
  at.local.payLater(id);
  expect(() => at.local.openDispute(id)).toThrow('Only a charge that succeeded');
});
