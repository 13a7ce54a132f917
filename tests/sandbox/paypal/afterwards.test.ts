import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import { type PayPal, startPayPal } from '../../../sandbox/paypal/index.ts';
import { Client } from './client.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let clock: ManualClock;
let paypal: PayPal;
let client: Client;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 31, 12));
  paypal = await startPayPal({ clock });
  client = new Client(paypal);
});

afterEach(() => paypal.close());

const statusOf = async (captureId: string) => (await client.getCapture(captureId)).json('status');
const totals = () => paypal.balanceSheet().USD;
const disputeOf = (id: string) => client.ask('GET', `/v1/customer/disputes/${id}`);

describe('a refund', () => {
  test('may be of a part, then of the rest, and never of more', async () => {
    const { orderId, captureId } = await client.paid('10.00', { custom_id: 'g.1' });
    const refund = await client.refund(captureId, '4.00', undefined, { custom_id: 'refund 1' });
    expect(refund.status).toBe(201);
    expect(refund.body).toMatchObject({
      status: 'COMPLETED',
      amount: { currency_code: 'USD', value: '4.00' },
      custom_id: 'refund 1',
      seller_payable_breakdown: { total_refunded_amount: { value: '4.00' } },
      links: [{ rel: 'self' }, { rel: 'up', href: `${paypal.origin}/v2/payments/captures/${captureId}` }],
    });
    expect(await statusOf(captureId)).toBe('PARTIALLY_REFUNDED');
    const more = await client.refund(captureId, '6.01');
    expect([more.status, more.issues]).toEqual([422, ['REFUND_AMOUNT_EXCEEDED']]);
    const rest = await client.refund(captureId);
    expect(rest.json('amount.value')).toBe('6.00');
    // Nothing was said, so it carries what the payment carries.
    expect(rest.json('custom_id')).toBe('g.1');
    expect(rest.json('seller_payable_breakdown.total_refunded_amount.value')).toBe('10.00');
    expect(await statusOf(captureId)).toBe('REFUNDED');
    expect((await client.refund(captureId)).issues).toEqual(['CAPTURE_FULLY_REFUNDED']);
    expect((await client.getRefund(String(rest.json('id')))).body).toEqual(rest.body);
    expect((await client.get(orderId)).json('purchase_units.0.payments.refunds.1.id')).toBe(rest.json('id'));
    expect(totals()).toEqual({ capturedMinor: 1000, refundedMinor: 1000, disputedMinor: 0 });
  });

  test('in another currency, or of what was never paid, is refused', async () => {
    const { captureId } = await client.paid();
    const amount = { currency_code: 'EUR', value: '1.00' };
    const refused = await client.refund(captureId, undefined, undefined, { amount });
    expect(refused.issues).toEqual(['REFUND_CAPTURE_CURRENCY_MISMATCH']);
    const declined = await client.paid('10.00', {}, 'riskyCard');
    expect((await client.refund(declined.captureId)).issues).toEqual(['REFUND_NOT_ALLOWED']);
  });

  test('that is pending arrives or fails; what failed can be refunded again', async () => {
    const { captureId } = await client.paid();
    paypal.holdNextRefund();
    const pending = await client.refund(captureId, '10.00');
    expect(pending.json('status')).toBe('PENDING');
    expect((await client.refund(captureId)).issues).toEqual(['CAPTURE_FULLY_REFUNDED']);
    const id = String(pending.json('id'));
    paypal.failRefund(id);
    expect((await client.getRefund(id)).json('status')).toBe('FAILED');
    expect(await statusOf(captureId)).toBe('COMPLETED');
    expect(totals()).toMatchObject({ refundedMinor: 0 });
    paypal.holdNextRefund();
    const again = String((await client.refund(captureId)).json('id'));
    paypal.settleRefund(again);
    expect((await client.getRefund(again)).json('status')).toBe('COMPLETED');
    expect(totals()).toMatchObject({ refundedMinor: 1000 });
  });

  test('may be made at PayPal’s own site, and PayPal may take money back', async () => {
    const { captureId } = await client.paid();
    const refundId = paypal.refundInDashboard(captureId, 300);
    expect((await client.getRefund(refundId)).json('amount.value')).toBe('3.00');
    const reversalId = paypal.reverseCapture(captureId);
    expect((await client.getRefund(reversalId)).json('amount.value')).toBe('7.00');
    expect(() => paypal.refundInDashboard(captureId, 1)).toThrow('0 is left');
    expect(totals()).toEqual({ capturedMinor: 1000, refundedMinor: 300, disputedMinor: 700 });
  });
});

describe('a dispute', () => {
  test('leaves the money where it is until the buyer wins', async () => {
    const { captureId } = await client.paid('10.00', { custom_id: 'g.1', invoice_id: 'INV-1' });
    const id = paypal.openDispute(captureId, { amountMinor: 600, reason: 'UNAUTHORISED' });
    expect((await disputeOf(id)).body).toMatchObject({
      dispute_id: id,
      reason: 'UNAUTHORISED',
      status: 'WAITING_FOR_SELLER_RESPONSE',
      dispute_state: 'REQUIRED_ACTION',
      dispute_amount: { currency_code: 'USD', value: '6.00' },
      dispute_channel: 'INTERNAL',
      disputed_transactions: [{ seller_transaction_id: captureId, custom: 'g.1', invoice_number: 'INV-1' }],
      seller_response_due_date: '2026-02-10T12:00:00Z',
    });
    expect(totals()).toMatchObject({ disputedMinor: 0 });
    expect((await client.refund(captureId, '1.00')).issues).toEqual([
      'CAPTURE_DISPUTED_PARTIAL_REFUND_NOT_ALLOWED',
    ]);
    paypal.resolveDispute(id, 'buyer');
    expect((await disputeOf(id)).body).toMatchObject({
      status: 'RESOLVED',
      dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: { value: '6.00' } },
      money_movements: [{ affected_party: 'SELLER', type: 'DEBIT', amount: { value: '6.00' } }],
    });
    expect(await statusOf(captureId)).toBe('PARTIALLY_REFUNDED');
    expect(totals()).toMatchObject({ refundedMinor: 0, disputedMinor: 600 });
    expect(() => paypal.resolveDispute(id, 'seller')).toThrow('resolved already');
  });

  test.each([
    ['buyer', 'RESOLVED_BUYER_FAVOUR', '10.00', 1000],
    ['seller', 'RESOLVED_SELLER_FAVOUR', '0.00', 0],
    ['payout', 'RESOLVED_WITH_PAYOUT', '0.00', 0],
    ['cancelled', 'CANCELED_BY_BUYER', '0.00', 0],
  ] as const)(
    'that %s ends is %s, with or without a bank',
    async (verdict, outcome, refunded, disputedMinor) => {
      for (const byBank of [false, true]) {
        const { captureId } = await client.paid();
        const beforeMinor = totals()?.disputedMinor ?? 0;
        const id = paypal.openDispute(captureId, { byBank });
        expect(totals()?.disputedMinor).toBe(beforeMinor + (byBank ? 1000 : 0));
        paypal.resolveDispute(id, verdict);
        const dispute = await disputeOf(id);
        expect(dispute.json('dispute_outcome.outcome_code')).toBe(outcome);
        expect(dispute.json('dispute_outcome.amount_refunded.value')).toBe(refunded);
        expect(totals()?.disputedMinor).toBe(beforeMinor + disputedMinor);
        expect(await statusOf(captureId)).toBe(disputedMinor === 0 ? 'COMPLETED' : 'REFUNDED');
      }
    },
  );

  test('by the bank takes the money at once, and nothing can be refunded meanwhile', async () => {
    const { captureId } = await client.paid();
    const id = paypal.openDispute(captureId, { amountMinor: 400, byBank: true });
    expect((await disputeOf(id)).json('dispute_channel')).toBe('EXTERNAL');
    expect((await client.refund(captureId, '1.00')).issues).toEqual([
      'REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK',
    ]);
    paypal.resolveDispute(id, 'seller');
    expect((await disputeOf(id)).json('money_movements.1.type')).toBe('CREDIT');
    expect((await client.refund(captureId, '10.00')).status).toBe(201);
  });

  test('may be won in part', async () => {
    const { captureId } = await client.paid();
    const id = paypal.openDispute(captureId);
    paypal.resolveDispute(id, 'buyer', 250);
    expect((await disputeOf(id)).json('dispute_outcome.amount_refunded.value')).toBe('2.50');
    expect(totals()?.disputedMinor).toBe(250);
  });

  test('is answered with evidence once, while there is time', async () => {
    const { captureId } = await client.paid();
    const path = (id: string) => `/v1/customer/disputes/${id}/provide-evidence`;
    const evidence = { evidences: [{ evidence_type: 'PROOF_OF_FULFILLMENT', notes: 'See the pictures' }] };
    const late = paypal.openDispute(captureId, { amountMinor: 100 });
    clock.advance(10 * DAY_MS + 1);
    client = new Client(paypal);
    expect((await client.ask('POST', path(late), evidence)).status).toBe(422);
    paypal.resolveDispute(late, 'buyer');

    const id = paypal.openDispute(captureId);
    const form = new FormData();
    form.set('input', new Blob([JSON.stringify(evidence)], { type: 'application/json' }));
    form.set('file1', new File(['x'], 'proof.png'));
    const sent = await fetch(paypal.origin + path(id), {
      method: 'POST',
      headers: { Authorization: await client.token() },
      body: form,
    });
    expect(sent.status).toBe(200);
    const dispute = await disputeOf(id);
    expect(dispute.json('status')).toBe('UNDER_REVIEW');
    expect(dispute.json('evidences.0')).toMatchObject({
      evidence_type: 'PROOF_OF_FULFILLMENT',
      notes: 'See the pictures',
      documents: [{ name: 'proof.png' }],
    });
    expect((await client.ask('POST', path(id), evidence)).issues).toEqual([
      'ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE',
    ]);
    expect((await client.ask('POST', path(id), {})).status).toBe(400);
  });

  test('ends when the seller accepts it, or refunds everything', async () => {
    const first = await client.paid();
    const accepted = paypal.openDispute(first.captureId, { amountMinor: 700 });
    const accept = `/v1/customer/disputes/${accepted}/accept-claim`;
    expect((await client.ask('POST', accept, { note: 'Sorry' })).status).toBe(200);
    expect((await disputeOf(accepted)).json('dispute_outcome')).toMatchObject({
      outcome_code: 'ACCEPTED',
      amount_refunded: { value: '7.00' },
    });
    expect((await client.ask('POST', accept, {})).status).toBe(422);
    const second = await client.paid();
    const refunded = paypal.openDispute(second.captureId, { amountMinor: 500 });
    expect((await client.refund(second.captureId)).status).toBe(201);
    expect((await disputeOf(refunded)).json('status')).toBe('RESOLVED');
    expect(totals()).toEqual({ capturedMinor: 2000, refundedMinor: 1700, disputedMinor: 0 });
  });

  test('is listed by its payment', async () => {
    const first = await client.paid();
    const second = await client.paid();
    const id = paypal.openDispute(first.captureId);
    paypal.openDispute(second.captureId);
    const list = await client.ask('GET', `/v1/customer/disputes?disputed_transaction_id=${first.captureId}`);
    expect(list.json('items')).toMatchObject([{ dispute_id: id, status: 'WAITING_FOR_SELLER_RESPONSE' }]);
    expect(list.json('items.0.disputed_transactions')).toBeUndefined();
  });

  test('can’t be about more than is there', async () => {
    const { captureId } = await client.paid('10.00', {}, 'echeck');
    expect(() => paypal.openDispute(captureId)).toThrow("can't be disputed");
    paypal.settlePending(captureId);
    expect(() => paypal.openDispute(captureId, { amountMinor: 1001 })).toThrow("can't be disputed");
  });
});
