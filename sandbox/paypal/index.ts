/**
 * A local PayPal: Orders v2, Payments v2 and Disputes v1 as far as Orderly uses them, the page where payers approve,
 * and signed webhooks. No account, no network beyond 127.0.0.1.
 *
 *     const paypal = await startPayPal({ clock });
 *     new core.PayPalEnvironment(paypal.clientId, paypal.clientSecret, paypal.origin, paypal.origin);
 *     const { id: webhookId } = paypal.addWebhook('http://127.0.0.1:3000/webhooks/paypal');
 *     paypal.rootCertificate; // what the certificates of webhooks go back to
 *
 *     paypal.approve(orderId, { funding: 'echeck' }); // or a person on the page that the order's link names
 *     paypal.cancel(orderId); paypal.reverseApproval(orderId);
 *     const [captureId] = paypal.captureIds(orderId);
 *     paypal.settlePending(captureId); paypal.denyPending(captureId);
 *     paypal.refundInDashboard(captureId, 500); paypal.reverseCapture(captureId);
 *     paypal.holdNextRefund(); paypal.settleRefund(refundId); paypal.failRefund(refundId);
 *     const disputeId = paypal.openDispute(captureId, { amountMinor: 500, reason: 'UNAUTHORISED', byBank: true });
 *     paypal.resolveDispute(disputeId, 'seller'); // 'buyer', 'payout', 'cancelled'
 *     paypal.tokens.revoke(); paypal.tokens.keysWork = false; paypal.tokens.hasPermission = false;
 *
 *     paypal.faults.next('POST /v2/checkout/orders/:id/capture', { kind: 'lost' });
 *     paypal.webhooks.next('PAYMENT.CAPTURE.COMPLETED', { kind: 'forge', how: 'host' }); // see Forgery
 *     paypal.webhooks.hold(); await paypal.webhooks.release((held) => held.toReversed());
 *     paypal.journal.calls(/^POST .*\/capture$/); paypal.movements; paypal.balanceSheet();
 *     await paypal.close();
 *
 * Approvals run out by the clock: 3 hours to approve, 3 more to capture; what ran out is not found any more.
 */
export type { Complaint, Verdict } from './disputes.ts';
export { type ErrorDetail, errorBody } from './errors.ts';
export type { DisputeOutcome, DisputeReason, Funding, Movement, Payer } from './model/types.ts';
export type { Amount, PayPalMoney } from './money.ts';
export type { Approval } from './payer.ts';
export { PayPal, type PayPalOptions, type Subscription, startPayPal } from './paypal.ts';
export type { Forgery } from './signature.ts';
