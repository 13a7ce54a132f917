import sdk from '@paypal/checkout-server-sdk';
import type { PayPalConfig } from '../../config/payments.ts';
import { amountMinor } from '../../domain/money.ts';
import { ok } from '../../domain/result.ts';
import type {
  Asked,
  Capture,
  Checkout,
  CheckoutState,
  PaymentProvider,
  ProviderDispute,
  ProviderRefund,
  ProviderRefundRequest,
} from '../../ports/paymentProvider.ts';
import { payPalAccepts, writeMoney } from './amounts.ts';
import { certificateStore } from './certificates.ts';
import {
  captureIdOf,
  get,
  isUnderWay,
  orderIdOf,
  sumOf,
  takenMinor,
  toRefund,
  verdictOf,
} from './readings.ts';
import { keyOfRefund, readPayment, writePayment, writeRefundKey } from './references.ts';
import {
  type CaptureShape,
  captureSchema,
  type DisputeShape,
  disputeSchema,
  disputesSchema,
  type OrderShape,
  orderSchema,
  type RefundShape,
  refundSchema,
} from './shapes.ts';
import { fail, payPalTransport } from './transport.ts';
import { readPayPalWebhook } from './webhook.ts';

/** How to be let in at PayPal, and how long to wait for it. */
export interface PayPalSettings extends PayPalConfig {
  /** For one exchange with PayPal. A call makes a few at most. */
  readonly timeoutMs?: number;
}

/** How long PayPal keeps an order that nobody has approved (docs). */
const approvalMs = 3 * 60 * 60 * 1000;

/** PayPal by Orders v2, Payments v2 and Disputes v1. */
export function payPal(settings: PayPalSettings): PaymentProvider {
  const { clientId, clientSecret, isLive, apiUrl, certHosts, certRoots, webhookId } = settings;
  const timeoutMs = settings.timeoutMs ?? 20_000;
  const usual = new sdk.core[isLive ? 'LiveEnvironment' : 'SandboxEnvironment'](clientId, clientSecret);
  const environment =
    apiUrl === undefined ? usual : new sdk.core.PayPalEnvironment(clientId, clientSecret, apiUrl, apiUrl);
  const { send } = payPalTransport(environment, timeoutMs);
  const certificates = certificateStore({ hosts: certHosts, roots: certRoots, timeoutMs });
  const otherMode = isLive ? 'sandbox.paypal.com' : 'paypal.com';

  const getOrder = (id: string) => send(new sdk.orders.OrdersGetRequest(id), orderSchema);
  const getCapture = (id: string) => send(new sdk.payments.CapturesGetRequest(id), captureSchema);
  const getDispute = (id: string) =>
    send(get(`/v1/customer/disputes/${encodeURIComponent(id)}`), disputeSchema);

  async function readCheckout(reference: string): Asked<CheckoutState> {
    const order = await getOrder(reference);
    if (order.ok) return stateOf(order.value);
    // PayPal forgets what nobody paid in time.
    if (order.refusal.code !== 'not-found') return order;
    return ok({ reference, payment: undefined, state: 'expired' });
  }

  async function stateOf(order: OrderShape): Asked<CheckoutState> {
    const [unit] = order.purchase_units;
    const page = { reference: order.id, payment: readPayment(unit?.custom_id) };
    switch (order.status) {
      case 'CREATED':
      case 'SAVED':
      case 'PAYER_ACTION_REQUIRED':
        return ok({ ...page, state: 'open' });
      case 'APPROVED':
        return ok({ ...page, state: 'approved' });
      case 'VOIDED':
        return ok({ ...page, state: 'expired' });
    }
    const capture = unit?.payments.captures.at(-1);
    switch (capture?.status) {
      case 'PENDING':
        return ok({ ...page, state: 'processing' });
      case 'DECLINED':
      case 'FAILED':
        return ok({ ...page, state: 'failed', reason: capture.status_details?.reason ?? capture.status });
      case 'COMPLETED':
      case 'PARTIALLY_REFUNDED':
      case 'REFUNDED': {
        const read = await captureOf(capture, order);
        return read.ok ? ok({ ...page, state: 'paid', capture: read.value }) : read;
      }
    }
    return fail('unavailable', 'answer-not-understood');
  }

  async function captureOf(capture: CaptureShape, order?: OrderShape): Asked<Capture> {
    const refunds = capture.status === 'COMPLETED' ? ok([]) : await refundsOf(capture, order);
    if (!refunds.ok) return refunds;
    const { amount, id, create_time, custom_id } = capture;
    return ok({
      reference: id,
      money: amount,
      at: create_time,
      isLive,
      refunded: { ...amount, amountMinor: amountMinor(sumOf(refunds.value.filter(isUnderWay))) },
      payment: readPayment(custom_id),
    });
  }

  /** What went back of a capture, or was to, whoever sent it. */
  async function allBackOf(capture: CaptureShape, known?: OrderShape): Asked<readonly RefundShape[]> {
    const orderId = orderIdOf(capture);
    if (orderId === undefined) return fail('unavailable', 'answer-not-understood');
    const order = known === undefined ? await getOrder(orderId) : ok(known);
    if (!order.ok) return order;
    return ok(
      order.value.purchase_units
        .flatMap(({ payments }) => payments.refunds)
        .filter((refund) => captureIdOf(refund) === capture.id),
    );
  }

  /** What is going or has gone back of a capture, whoever sent it. */
  async function backOf(capture: CaptureShape): Asked<readonly RefundShape[]> {
    const all = await allBackOf(capture);
    return all.ok ? ok(all.value.filter(isUnderWay)) : all;
  }

  /** The refunds of a capture. What a dispute took stands in the same list, but is the dispute's. */
  async function refundsOf(capture: CaptureShape, order?: OrderShape): Asked<readonly RefundShape[]> {
    const all = await allBackOf(capture, order);
    if (!all.ok) return all;
    const disputes = await disputesOf(capture.id);
    if (!disputes.ok) return disputes;
    const back = all.value.filter(isUnderWay);
    const refunds = [...all.value];
    for (const dispute of disputes.value) {
      const minor = takenMinor(dispute, capture, back);
      const index = refunds.findIndex(
        (refund) =>
          minor > 0 &&
          isUnderWay(refund) &&
          refund.amount.amountMinor === minor &&
          keyOfRefund(refund.custom_id) === undefined,
      );
      if (index !== -1) refunds.splice(index, 1);
    }
    return ok(refunds);
  }

  async function disputesOf(captureId: string): Asked<readonly DisputeShape[]> {
    const query = new URLSearchParams({ disputed_transaction_id: captureId, page_size: '50' });
    const list = await send(get(`/v1/customer/disputes?${query}`), disputesSchema);
    if (!list.ok) return list;
    const disputes: DisputeShape[] = [];
    for (const { dispute_id } of list.value.items) {
      const dispute = await getDispute(dispute_id);
      if (!dispute.ok) return dispute;
      disputes.push(dispute.value);
    }
    return ok(disputes);
  }

  /** The refund that was made under a key. PayPal itself forgets keys, after 45 days, and would refund once more. */
  async function findRefund({ capture: id, key }: ProviderRefundRequest): Asked<ProviderRefund | undefined> {
    const capture = await getCapture(id);
    if (!capture.ok) return capture;
    const back = capture.value.status === 'COMPLETED' ? ok([]) : await backOf(capture.value);
    if (!back.ok) return back;
    const found = back.value.find(({ custom_id }) => keyOfRefund(custom_id) === key);
    return found === undefined ? ok(undefined) : toRefund(found, id);
  }

  return {
    name: 'paypal',
    isLive,
    accepts: payPalAccepts,
    readCheckout,

    async openCheckout({ key, payment, money, description, returnUrl, cancelUrl, expiresAt }) {
      const request = new sdk.orders.OrdersCreateRequest();
      // The builder has no method for it.
      request.headers['PayPal-Request-Id'] = key;
      request.prefer('return=representation');
      request.body = {
        intent: 'CAPTURE',
        purchase_units: [
          {
            amount: writeMoney(money),
            custom_id: writePayment(payment),
            // PayPal refuses an empty one.
            ...(description === '' ? {} : { description }),
          },
        ],
        payment_source: {
          paypal: {
            experience_context: {
              return_url: returnUrl,
              cancel_url: cancelUrl,
              user_action: 'PAY_NOW',
              shipping_preference: 'NO_SHIPPING',
            },
          },
        },
      };
      const order = await send(request, orderSchema);
      if (!order.ok) return order;
      const { id, create_time, links } = order.value;
      const link = links.find(({ rel }) => rel === 'payer-action' || rel === 'approve');
      const endsMs = Math.min(expiresAt.getTime(), create_time.getTime() + approvalMs);
      return ok({
        reference: id,
        // A repeated call finds an order that may be approved by now, and then has no link for it.
        url: link?.href ?? `${environment.webUrl}/checkoutnow?token=${id}`,
        expiresAt: new Date(endsMs),
      } satisfies Checkout);
    },

    async takeApproved(reference, key) {
      const request = new sdk.orders.OrdersCaptureRequest(reference);
      request.payPalRequestId(key);
      request.prefer('return=representation');
      request.body = {};
      const order = await send(request, orderSchema);
      if (order.ok) return stateOf(order.value);
      const { code, reason } = order.refusal;
      if (code !== 'refused' && code !== 'not-found') return order;
      // It may be taken already, or not be approved any more. If it still is, this is why it was not taken.
      const now = await readCheckout(reference);
      if (!now.ok) return now;
      const { state, payment } = now.value;
      // Whether an order whose payer has to choose again is approved until then, PayPal does not say.
      const isPayable = state === 'approved' || (state === 'open' && reason === 'INSTRUMENT_DECLINED');
      return isPayable ? ok({ reference, payment, state: 'declined', reason }) : now;
    },

    async closeCheckout(reference) {
      const now = await readCheckout(reference);
      if (!now.ok || (now.value.state !== 'open' && now.value.state !== 'approved')) return now;
      // PayPal has no way to close an order. But money only moves when we take it, and nobody does that any more.
      return ok({ reference, payment: now.value.payment, state: 'expired' });
    },

    async readCapture(reference) {
      const capture = await getCapture(reference);
      return capture.ok ? captureOf(capture.value) : capture;
    },

    async refund(asked) {
      const before = await findRefund(asked);
      if (!before.ok) return before;
      if (before.value !== undefined) return ok(before.value);
      const request = new sdk.payments.CapturesRefundRequest(asked.capture);
      request.payPalRequestId(asked.key);
      request.prefer('return=representation');
      request.body = { amount: writeMoney(asked.money), custom_id: writeRefundKey(asked.key) };
      const refund = await send(request, refundSchema);
      return refund.ok ? toRefund(refund.value, asked.capture) : refund;
    },

    async readRefund(reference) {
      const refund = await send(new sdk.payments.RefundsGetRequest(reference), refundSchema);
      return refund.ok ? toRefund(refund.value, captureIdOf(refund.value)) : refund;
    },

    async readRefunds(id) {
      const capture = await getCapture(id);
      if (!capture.ok) return capture;
      const refunds = await refundsOf(capture.value);
      if (!refunds.ok) return refunds;
      const read: ProviderRefund[] = [];
      for (const refund of refunds.value) {
        const one = toRefund(refund, id);
        if (!one.ok) return one;
        read.push(one.value);
      }
      return ok(read);
    },

    async readDispute(reference): Asked<ProviderDispute> {
      const dispute = await getDispute(reference);
      if (!dispute.ok) return dispute;
      const [transaction] = dispute.value.disputed_transactions;
      const capture = await getCapture(transaction?.seller_transaction_id ?? '');
      if (!capture.ok) return capture;
      const back = capture.value.status === 'COMPLETED' ? ok([]) : await backOf(capture.value);
      if (!back.ok) return back;
      const minor = takenMinor(dispute.value, capture.value, back.value);
      const { dispute_id, dispute_amount, reason, create_time } = dispute.value;
      return ok({
        reference: dispute_id,
        capture: capture.value.id,
        payment: readPayment(capture.value.custom_id ?? transaction?.custom),
        money: minor === 0 ? dispute_amount : { ...dispute_amount, amountMinor: amountMinor(minor) },
        reason,
        state: verdictOf(dispute.value),
        withdrawn: minor > 0,
        at: create_time,
        respondBy: dispute.value.seller_response_due_date,
      });
    },

    async findPayment(written) {
      const reference = written.trim().toUpperCase();
      if (!/^[0-9A-Z]{13,22}$/.test(reference)) return fail('not-found', 'INVALID_RESOURCE_ID');
      const order = await getOrder(reference);
      if (order.ok) return stateOf(order.value);
      if (order.refusal.code !== 'not-found') return order;
      const capture = await getCapture(reference);
      if (!capture.ok) return capture;
      const orderId = orderIdOf(capture.value);
      return orderId === undefined ? fail('not-found', 'INVALID_RESOURCE_ID') : readCheckout(orderId);
    },

    readWebhook: (body, headers, now) =>
      readPayPalWebhook(
        { webhookId, certificates, otherModeHosts: [`api.${otherMode}`, `api-m.${otherMode}`] },
        body,
        headers,
        now,
      ),
  };
}
