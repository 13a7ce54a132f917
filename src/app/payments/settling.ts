import type { Settling } from './processEvent.ts';
import { type SettlingDesk, settleCapture, settleCheckout, settleRefund } from './settle.ts';
import { settleDispute } from './settleDispute.ts';

/** Settles what providers tell in the books of this desk. */
export function settlingOf(desk: SettlingDesk): Settling {
  return {
    checkout: (provider, state) => settleCheckout(desk, provider, state),
    capture: (provider, capture) => settleCapture(desk, provider, capture),
    dispute: (provider, dispute) => settleDispute(desk, provider, dispute),
    refund: (provider, refund) => settleRefund(desk, provider, refund),
  };
}
