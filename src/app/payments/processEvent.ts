import { type Result, refuse } from '../../domain/result.ts';
import type { RecordedEvent } from '../../ports/collections.ts';
import {
  type Asked,
  type Capture,
  type CheckoutState,
  type PaymentProvider,
  type ProviderDispute,
  type ProviderFailure,
  type ProviderRefund,
  providerNames,
} from '../../ports/paymentProvider.ts';
import type { PaymentDesk } from '../desk.ts';

/**
 * What becomes of the payments here when something stands so at a provider. Each may be told the same thing any number of
 * times and in any order, and answers what it did in a few words for the log. A failure of the provider is passed on:
 * then it is told again later.
 */
export interface Settling {
  /** How a payment page stands. An `approved` one is to be taken. */
  checkout(provider: PaymentProvider, state: CheckoutState): Asked<string>;
  /** Money that was taken, with all that went back of it. */
  capture(provider: PaymentProvider, capture: Capture): Asked<string>;
  refund(provider: PaymentProvider, refund: ProviderRefund): Asked<string>;
  dispute(provider: PaymentProvider, dispute: ProviderDispute): Asked<string>;
}

/** Why an event could not be processed now. */
export type EventTrouble =
  | ProviderFailure
  /** Recorded by a newer version, or by a provider that is no longer set up. */
  | { readonly code: 'not-understood' | 'not-configured' };

/**
 * Looks at the provider at what an event is about, and has it settled. The event itself is only a hint of what to look
 * at: late, repeated and reordered ones do no harm.
 */
export async function processEvent(
  { providers }: Pick<PaymentDesk, 'providers'>,
  { provider: name, subject: { kind, reference } }: Pick<RecordedEvent, 'provider' | 'subject'>,
  settle: Settling,
): Promise<Result<string, EventTrouble>> {
  const known = providerNames.find((one) => one === name);
  const provider = known && providers.get(known);
  if (provider === undefined) return refuse({ code: 'not-configured' });
  switch (kind) {
    case 'checkout':
      return settled(provider.readCheckout(reference), (state) => settle.checkout(provider, state));
    case 'capture':
      return settled(provider.readCapture(reference), (capture) => settle.capture(provider, capture));
    case 'refund':
      return settled(provider.readRefund(reference), (refund) => settle.refund(provider, refund));
    case 'dispute':
      return settled(provider.readDispute(reference), (dispute) => settle.dispute(provider, dispute));
    default:
      return refuse({ code: 'not-understood' });
  }
}

async function settled<T>(
  asked: Asked<T>,
  settle: (found: T) => Asked<string>,
): Promise<Result<string, ProviderFailure>> {
  const found = await asked;
  return found.ok ? settle(found.value) : found;
}
