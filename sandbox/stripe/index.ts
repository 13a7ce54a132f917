/**
 * A local Stripe: the real SDK talks to it unchanged but for the address, people pay on its pages, and tests play the
 * banks and the dashboard. No account, no network beyond 127.0.0.1.
 *
 *     const local = await startLocalStripe({ clock });
 *     const stripe = new Stripe(local.secretKey, { ...local.sdkOptions, maxNetworkRetries: 2, timeout: 5000 });
 *     const { secret } = local.addWebhookEndpoint('http://127.0.0.1:8080/webhooks/stripe');
 *
 *     const session = await stripe.checkout.sessions.create({ mode: 'payment', … });
 *     session.url;                                       // a page to press through, with fetch or a browser
 *     local.pay(session.id);                             // or at once; also { card: '4000000000000002' }
 *     local.payLater(id); local.settle(id);              // a bank debit that arrives; `decline` if it does not
 *     local.expire(id);                                  // the clock does so by itself
 *     local.refundInDashboard(id, { amount: 500 }); local.delayRefundsOf(id);
 *     local.settleRefund(refund.id); local.failRefund(refund.id);
 *     const dispute = local.openDispute(id, { amount: 500, reason: 'fraudulent' });
 *     local.withdrawFunds(dispute.id); local.closeDispute(dispute.id, 'won'); local.reinstateFunds(dispute.id);
 *
 *     local.faults.next('POST /v1/refunds', { kind: 'lost' });           // see payments/faults.ts
 *     local.webhooks.next('charge.refunded', { kind: 'duplicate' });     // see payments/webhooks.ts
 *     local.webhooks.hold(); await local.webhooks.release((held) => held.toReversed());
 *     local.nextEvent('checkout.session.completed', { livemode: true }); local.revokeKey();
 *     await local.webhooks.settled(); clock.advance(60_000);             // attempts again by the clock
 *
 *     local.journal.calls('POST /v1/refunds'); local.balanceSheet(); local.events;
 *     await local.close();
 *
 * A session has its payment (`pi_…`) from the first attempt to pay on. Parameters that are not known here are refused
 * as unknown, though real Stripe may know them. Searches find at once, and no fees are taken.
 */
export type { BalanceSheet, ProviderTotals } from '../payments/balanceSheet.ts';
export type { PaymentFault } from '../payments/faults.ts';
export type { JournalEntry } from '../payments/journal.ts';
export type { WebhookDelivery, WebhookFault } from '../payments/webhooks.ts';
export {
  type LocalStripe,
  type LocalStripeOptions,
  type Payment,
  startLocalStripe,
} from './localStripe.ts';
export type { DisputeClaim } from './model/disputes.ts';
export type { EventOddity } from './model/world.ts';
