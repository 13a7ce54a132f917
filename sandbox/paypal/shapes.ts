import type { PayPalLink } from './errors.ts';
import type { Account } from './model/account.ts';
import type { Capture, Dispute, Order, Payer, Refund, Unit } from './model/types.ts';
import { type Amount, toMoney } from './money.ts';

/** `2026-01-31T12:00:00Z`, as PayPal writes times. */
export function writeTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The page where the payer approves. */
export function approvalUrl(account: Account, order: Order): string {
  return `${account.parts.origin()}/checkoutnow?token=${order.id}`;
}

/** An order as the API shows it. */
export function orderJson(account: Account, order: Order) {
  const { payer } = order;
  return {
    id: order.id,
    intent: 'CAPTURE',
    status: order.status,
    ...(payer || order.namesSource ? { payment_source: paymentSource(payer) } : {}),
    purchase_units: order.units.map((unit) => unitJson(account, order, unit)),
    ...(payer ? { payer: payerJson(payer) } : {}),
    create_time: writeTime(order.createdMs),
    ...(order.updatedMs === order.createdMs ? {} : { update_time: writeTime(order.updatedMs) }),
    links: orderLinks(account, order),
  };
}

/** What creating an order answers unless it is asked for more. */
export function newOrderJson(account: Account, order: Order) {
  const { id, status, payment_source, links } = orderJson(account, order);
  return { id, status, ...(payment_source ? { payment_source } : {}), links };
}

/** What capturing an order answers unless it is asked for more. */
export function capturedOrderJson(account: Account, order: Order) {
  const { id, status, payment_source, purchase_units, payer, links } = orderJson(account, order);
  const units = purchase_units.map(({ reference_id, payments }) => ({ reference_id, payments }));
  return { id, status, payment_source, purchase_units: units, payer, links };
}

function orderLinks(account: Account, order: Order): PayPalLink[] {
  const self = `${account.parts.origin()}/v2/checkout/orders/${order.id}`;
  const links: PayPalLink[] = [{ href: self, rel: 'self', method: 'GET' }];
  const approve = approvalUrl(account, order);
  if (order.status === 'PAYER_ACTION_REQUIRED')
    links.push({ href: approve, rel: 'payer-action', method: 'GET' });
  if (order.status === 'CREATED') links.push({ href: approve, rel: 'approve', method: 'GET' });
  if (order.status === 'CREATED' || order.status === 'APPROVED') {
    links.push({ href: `${self}/capture`, rel: 'capture', method: 'POST' });
  }
  return links;
}

function unitJson(account: Account, order: Order, unit: Unit) {
  const captures = account.capturesOf(order).filter((capture) => capture.unit === unit);
  const refunds = captures.flatMap((capture) => account.refundsOf(capture));
  return {
    reference_id: unit.referenceId,
    amount: toMoney(unit.amount),
    payee: { email_address: 'seller@business.example', merchant_id: account.merchantId },
    ...(unit.description === undefined ? {} : { description: unit.description }),
    ...references(unit),
    ...(captures.length === 0
      ? {}
      : {
          payments: {
            captures: captures.map((capture) => captureJson(account, capture)),
            ...(refunds.length === 0
              ? {}
              : { refunds: refunds.map((refund) => refundJson(account, refund)) }),
          },
        }),
  };
}

function references({
  customId,
  invoiceId,
}: {
  customId?: string | undefined;
  invoiceId?: string | undefined;
}) {
  return {
    ...(customId === undefined ? {} : { custom_id: customId }),
    ...(invoiceId === undefined ? {} : { invoice_id: invoiceId }),
  };
}

function paymentSource(payer: Payer | undefined) {
  if (!payer) return { paypal: {} };
  const { email_address, payer_id, name } = payerJson(payer);
  return { paypal: { email_address, account_id: payer_id, account_status: 'VERIFIED', name } };
}

function payerJson({ email, payerId, givenName, surname }: Payer) {
  return { name: { given_name: givenName, surname }, email_address: email, payer_id: payerId };
}

/** A capture as the API and webhooks show it. */
export function captureJson(account: Account, capture: Capture) {
  const { unit, order, feeMinor } = capture;
  const origin = account.parts.origin();
  const self = `${origin}/v2/payments/captures/${capture.id}`;
  const { currency } = unit.amount;
  const netMinor = unit.amount.amountMinor - (feeMinor ?? 0);
  return {
    id: capture.id,
    status: capture.status,
    ...(capture.reason === undefined ? {} : { status_details: { reason: capture.reason } }),
    amount: toMoney(unit.amount),
    final_capture: true,
    disbursement_mode: 'INSTANT',
    seller_protection: { status: 'NOT_ELIGIBLE' },
    seller_receivable_breakdown: {
      gross_amount: toMoney(unit.amount),
      ...(feeMinor === undefined ? {} : { paypal_fee: toMoney({ amountMinor: feeMinor, currency }) }),
      net_amount: toMoney({ amountMinor: netMinor, currency }),
    },
    ...references(unit),
    supplementary_data: { related_ids: { order_id: order.id } },
    create_time: writeTime(capture.createdMs),
    update_time: writeTime(capture.updatedMs),
    links: [
      { href: self, rel: 'self', method: 'GET' },
      { href: `${self}/refund`, rel: 'refund', method: 'POST' },
      { href: `${origin}/v2/checkout/orders/${order.id}`, rel: 'up', method: 'GET' },
    ] satisfies PayPalLink[],
  };
}

/** A refund or reversal as the API and webhooks show it. PayPal keeps its fee of what is given back. */
export function refundJson(account: Account, refund: Refund) {
  const origin = account.parts.origin();
  const { currency } = refund.amount;
  return {
    id: refund.id,
    status: refund.status,
    ...(refund.status === 'PENDING' ? { status_details: { reason: 'ECHECK' } } : {}),
    amount: toMoney(refund.amount),
    ...references(refund),
    ...(refund.note === undefined ? {} : { note_to_payer: refund.note }),
    seller_payable_breakdown: {
      gross_amount: toMoney(refund.amount),
      paypal_fee: toMoney({ amountMinor: 0, currency }),
      net_amount: toMoney(refund.amount),
      total_refunded_amount: toMoney({ amountMinor: refund.totalMinor, currency }),
    },
    create_time: writeTime(refund.createdMs),
    update_time: writeTime(refund.updatedMs),
    links: [
      { href: `${origin}/v2/payments/refunds/${refund.id}`, rel: 'self', method: 'GET' },
      { href: `${origin}/v2/payments/captures/${refund.capture.id}`, rel: 'up', method: 'GET' },
    ] satisfies PayPalLink[],
  };
}

/** What refunding answers unless it is asked for more. */
export function newRefundJson(account: Account, refund: Refund) {
  const { id, status, links } = refundJson(account, refund);
  return { id, status, links };
}

const STATES = {
  WAITING_FOR_SELLER_RESPONSE: 'REQUIRED_ACTION',
  UNDER_REVIEW: 'UNDER_PAYPAL_REVIEW',
  RESOLVED: 'RESOLVED',
} as const;

/** A dispute as the API and webhooks show it. */
export function disputeJson(account: Account, dispute: Dispute) {
  const { capture, status, outcome, reversal } = dispute;
  const { unit, order } = capture;
  return {
    ...disputeSummaryJson(account, dispute),
    disputed_transactions: [
      {
        buyer_transaction_id: capture.id,
        seller_transaction_id: capture.id,
        create_time: writeTime(capture.createdMs),
        transaction_status: 'COMPLETED',
        gross_amount: toMoney(unit.amount),
        ...(unit.invoiceId === undefined ? {} : { invoice_number: unit.invoiceId }),
        ...(unit.customId === undefined ? {} : { custom: unit.customId }),
        buyer: { name: `${order.payer?.givenName ?? ''} ${order.payer?.surname ?? ''}`.trim() },
        seller: { merchant_id: account.merchantId, name: order.brandName ?? 'Seller' },
        items: [],
        seller_protection_eligible: false,
      },
    ],
    ...(outcome === undefined
      ? {}
      : { dispute_outcome: { outcome_code: outcome, amount_refunded: toMoney(lostAmount(dispute)) } }),
    evidences: dispute.evidences.map(({ type, notes, fileNames, atMs }) => ({
      evidence_type: type,
      ...(notes === undefined ? {} : { notes }),
      documents: fileNames.map((name) => ({ name })),
      source: 'SUBMITTED_BY_SELLER',
      date: writeTime(atMs),
    })),
    ...(reversal === undefined ? {} : { money_movements: moneyMovements(dispute, reversal.createdMs) }),
    ...(status === 'WAITING_FOR_SELLER_RESPONSE'
      ? { seller_response_due_date: writeTime(dispute.responseDueMs) }
      : {}),
    links: disputeLinks(account, dispute),
  };
}

/** A dispute as the list of disputes shows it. */
export function disputeSummaryJson(account: Account, dispute: Dispute) {
  const [self] = disputeLinks(account, dispute);
  return {
    dispute_id: dispute.id,
    create_time: writeTime(dispute.createdMs),
    update_time: writeTime(dispute.updatedMs),
    reason: dispute.reason,
    status: dispute.status,
    dispute_state: STATES[dispute.status],
    dispute_amount: toMoney(dispute.amount),
    dispute_life_cycle_stage: 'CHARGEBACK',
    dispute_channel: dispute.channel,
    links: [self],
  };
}

/** What the seller has lost by a dispute; nothing while PayPal has not taken it, or has given it back. */
function lostAmount({ amount, reversal, outcome }: Dispute): Amount {
  const isLost = reversal ? reversal.status === 'COMPLETED' : outcome === 'ACCEPTED';
  return isLost ? (reversal?.amount ?? amount) : { amountMinor: 0, currency: amount.currency };
}

function moneyMovements({ reversal, updatedMs }: Dispute, takenMs: number) {
  const amount = reversal && toMoney(reversal.amount);
  const debit = { affected_party: 'SELLER', amount, initiated_time: writeTime(takenMs), type: 'DEBIT' };
  if (reversal?.status !== 'CANCELLED') return [debit];
  return [debit, { ...debit, initiated_time: writeTime(updatedMs), type: 'CREDIT' }];
}

function disputeLinks(account: Account, { id, status }: Dispute): PayPalLink[] {
  const self = `${account.parts.origin()}/v1/customer/disputes/${id}`;
  const links: PayPalLink[] = [{ href: self, rel: 'self', method: 'GET' }];
  if (status === 'RESOLVED') return links;
  links.push({ href: `${self}/accept-claim`, rel: 'accept_claim', method: 'POST' });
  if (status !== 'UNDER_REVIEW') {
    links.push({ href: `${self}/provide-evidence`, rel: 'provide_evidence', method: 'POST' });
  }
  return links;
}
