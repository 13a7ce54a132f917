import type { PaymentDueRefusal } from './endPayments.ts';
import type { ChargeRefusal, TaxRefusal } from './invoice.ts';
import type { PlanRefusal } from './paymentPlan.ts';
import type { RefundRefusal } from './refund.ts';
import type { TopUpRefusal } from './topUp.ts';
import type { WithdrawalRefusal } from './withdrawal.ts';

/** Why something about payments is not done. */
export type PaymentRefusal =
  | PaymentDueRefusal
  | PlanRefusal
  | ChargeRefusal
  | TaxRefusal
  | RefundRefusal
  | TopUpRefusal
  | WithdrawalRefusal
  /** Nothing of this order is to be paid by the asker. */
  | { readonly code: 'nothing-to-pay' }
  /** What is still unpaid was paid at a provider that waits for the money; paying again would pay it twice. */
  | { readonly code: 'payment-under-way' }
  /** The payment that staff say was made elsewhere does not wait to be paid (any more). */
  | { readonly code: 'nothing-to-record'; readonly orderId: string }
  /** What is charged on a running order is due at once, in one part, from its customer: these options mean nothing. */
  | { readonly code: 'charge-options'; readonly options: readonly string[] }
  /** Nothing was paid yet, so there is no receipt. */
  | { readonly code: 'nothing-paid' }
  /** Payments are not taken this way here: the provider is not set up. */
  | { readonly code: 'provider-missing'; readonly provider: 'stripe' | 'paypal' }
  /** Too many pages were opened for one payment. */
  | { readonly code: 'too-many-attempts'; readonly most: number }
  /**
   * The provider did not open a page. `no-answer`: asking again later helps. `keys`: not before it takes the bot's keys
   * again. `refused`: it won't.
   */
  | {
      readonly code: 'provider-failed';
      readonly provider: 'stripe' | 'paypal';
      readonly why: 'no-answer' | 'keys' | 'refused';
    };
