import type { Money } from '../domain/money.ts';
import type { Result } from '../domain/result.ts';

/** The providers that money can be taken through. */
export const providerNames = ['stripe', 'paypal'] as const;

/** A provider that money can be taken through. */
export type ProviderName = (typeof providerNames)[number];

/** Which payment of which server something at a provider is for; travels there as text and comes back with everything. */
export interface PaymentRef {
  readonly guildId: string;
  /** See `paymentIdOf` in the domain: short, without white space. */
  readonly paymentId: string;
}

/** A payment page to be opened for someone. */
export interface CheckoutRequest {
  /** Made and stored before the call. The same key always means this same request, however often it is sent. */
  readonly key: string;
  readonly payment: PaymentRef;
  readonly money: Money;
  /** What the payer reads on the page, one line of at most 120 characters. */
  readonly description: string;
  /** Where the payer's browser goes afterwards. */
  readonly returnUrl: string;
  readonly cancelUrl: string;
  /** When the page stops taking money at the latest; a provider may choose an earlier moment. */
  readonly expiresAt: Date;
}

/** A page that takes a payment. */
export interface Checkout {
  /** The provider's id of it (`cs_…`; a PayPal order's id). */
  readonly reference: string;
  readonly url: string;
  readonly expiresAt: Date;
}

/**
 * How a payment page stands at the provider, asked and never guessed.
 * `open`: nobody has paid yet. `approved`: the payer agreed, the money must still be taken (`takeApproved`).
 * `processing`: the money is on its way and may still fail (a bank debit, an eCheck). `paid`: it is here.
 * `failed`: this page will bring no money, `reason` in the provider's own code. `expired`: it was closed or ran out.
 * `declined`: what was approved could not be taken just now, and nothing was; the payer may choose something else on the
 * same page. Only `takeApproved` answers it.
 */
export type CheckoutState = {
  /** The page's own id, also where it was found by another. */
  readonly reference: string;
  /** Which payment the page was opened for, if it was for one of ours. */
  readonly payment: PaymentRef | undefined;
} & (
  | { readonly state: 'open' | 'approved' | 'processing' | 'expired' }
  | { readonly state: 'failed' | 'declined'; readonly reason: string }
  | { readonly state: 'paid'; readonly capture: Capture }
);

/** Money that was taken. */
export interface Capture {
  /** The provider's id of it, by which it is refunded and disputed (`pi_…`; a PayPal capture's id). */
  readonly reference: string;
  readonly money: Money;
  readonly at: Date;
  readonly isLive: boolean;
  /** What has gone back to the payer by now, refunds made at the provider's own site included. */
  readonly refunded: Money;
  /** Which payment it was for, if it was made for one of ours. */
  readonly payment: PaymentRef | undefined;
}

/** A refund to be made of a capture, whole or in part. */
export interface ProviderRefundRequest {
  /** Made and stored before the call, as a checkout's. */
  readonly key: string;
  readonly capture: string;
  readonly money: Money;
  readonly payment: PaymentRef;
}

/** A refund as it stands at the provider. */
export interface ProviderRefund {
  readonly reference: string;
  /** The key it was asked for with; undefined where it was made at the provider's own site. */
  readonly key: string | undefined;
  readonly capture: string;
  readonly money: Money;
  readonly state: 'pending' | 'done' | 'failed';
  readonly at: Date;
}

/**
 * A dispute the payer opened at the provider or with their bank. `money` is what is contested, `withdrawn` whether the
 * provider holds that much back from the desk at present: it is true after the loss and false again after a win.
 */
export interface ProviderDispute {
  readonly reference: string;
  readonly capture: string;
  readonly payment: PaymentRef | undefined;
  readonly money: Money;
  readonly reason: string;
  readonly state: 'open' | 'won' | 'lost';
  readonly withdrawn: boolean;
  readonly at: Date;
  /** Until when the provider takes the desk's answer; undefined where it does not say, or takes none. */
  readonly respondBy?: Date | undefined;
}

/**
 * Why a provider did not do what was asked.
 * `unknown`: nobody knows whether it was done (a lost answer, garbage, 5xx after sending): ask again with the same key.
 * `unavailable`: surely not done (refused connection, 429): later. `unauthorised`: the keys are not accepted.
 * `refused`: a clear no, with the provider's own code. `not-found`: there is no such thing there.
 */
export interface ProviderFailure {
  readonly code: 'unknown' | 'unavailable' | 'unauthorised' | 'refused' | 'not-found';
  readonly provider: ProviderName;
  /** The provider's code (`card_declined`, `ORDER_ALREADY_CAPTURED`), or what happened; free of secrets. */
  readonly reason: string;
}

/** Why a webhook is not believed. */
export interface WebhookRefusal {
  readonly code: 'bad-signature' | 'stale' | 'future' | 'other-account' | 'wrong-mode' | 'not-understood';
}

/**
 * What a verified webhook is a hint of. What it says is never believed beyond what to look at: the object is fetched.
 * `subject` undefined: an event that nothing needs to be done about.
 */
export interface ProviderEvent {
  readonly eventId: string;
  readonly type: string;
  readonly at: Date;
  readonly subject:
    | {
        readonly kind: 'checkout' | 'capture' | 'refund' | 'dispute';
        readonly reference: string;
      }
    | undefined;
}

/** An amount a provider can't take. */
export interface UnpayableRefusal {
  readonly code: 'provider-takes-not';
  readonly provider: ProviderName;
  /** Not in this currency at all; below or above what it takes; an amount that its rules don't allow (decimals). */
  readonly why: 'currency' | 'too-small' | 'too-large' | 'decimals';
  /** The smallest or largest amount, where that is why. */
  readonly limit?: Money;
}

/** What every call of a provider may answer. */
export type Asked<T> = Promise<Result<T, ProviderFailure>>;

/**
 * A payment provider. Every call takes bounded time and never throws for what the network or the provider does. Calls
 * with a key may be repeated at will: the provider does the same thing once.
 */
export interface PaymentProvider {
  readonly name: ProviderName;
  /** Whether its keys move real money. */
  readonly isLive: boolean;
  /** Whether this amount can be taken, by the provider's own rules on currencies, decimals and smallest amounts. */
  accepts(money: Money): Result<undefined, UnpayableRefusal>;
  openCheckout(request: CheckoutRequest): Asked<Checkout>;
  /** By the page's own id, or by that of a payment that was tried on it. */
  readCheckout(reference: string): Asked<CheckoutState>;
  /**
   * Takes the money that the payer approved, under a stored key; where the provider does that by itself (Stripe), or it
   * is done already, the same as `readCheckout`. After `declined` it takes another key to try again: a provider may answer
   * the one of before with what became of it then. No page is taken twice, whatever the keys.
   */
  takeApproved(reference: string, key: string): Asked<CheckoutState>;
  /** Closes a page so that nobody pays there any more; answers how it stands then: it may just have been paid. */
  closeCheckout(reference: string): Asked<CheckoutState>;
  readCapture(reference: string): Asked<Capture>;
  refund(request: ProviderRefundRequest): Asked<ProviderRefund>;
  readRefund(reference: string): Asked<ProviderRefund>;
  /**
   * All refunds of a capture, those that failed and those made at the provider's own site included. What a dispute took is
   * none of them.
   */
  readRefunds(capture: string): Asked<readonly ProviderRefund[]>;
  readDispute(reference: string): Asked<ProviderDispute>;
  /**
   * Looks up what a person wrote as the reference of a payment (`pi_…`, `ch_…`, `cs_…`; PayPal's order or transaction id).
   */
  findPayment(reference: string): Asked<CheckoutState>;
  /** Verifies a webhook by its exact bytes and headers (lower-case names), and says what it is about. */
  readWebhook(
    body: Uint8Array,
    headers: Readonly<Record<string, string | undefined>>,
    now: Date,
  ): Promise<Result<ProviderEvent, WebhookRefusal>>;
}

/** The providers that are configured, by name. */
export type Providers = ReadonlyMap<ProviderName, PaymentProvider>;
