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

/** What becomes of the payments here when something stands so at a provider. */
type Settle<T> = (provider: PaymentProvider, found: T) => Asked<string>;

/**
 * One for each kind of thing that providers tell of; events about those without wait for a version that has it. Each may
 * be told the same any number of times and in any order, and answers what it did in a few words for the log. A failure of
 * the provider is passed on: then it is told again later.
 */
export interface Settling {
  /** How a payment page stands. An `approved` one is to be taken. */
  readonly checkout: Settle<CheckoutState>;
  /** Money that was taken, with all that went back of it. */
  readonly capture: Settle<Capture>;
  readonly refund?: Settle<ProviderRefund>;
  readonly dispute?: Settle<ProviderDispute>;
}

/** Why an event could not be processed now. */
export type EventTrouble =
  | ProviderFailure
  /** About something this version does not settle, or of a provider that is no longer set up. */
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
  const settled = async <T>(read: (reference: string) => Asked<T>, settling: Settle<T> | undefined) => {
    if (settling === undefined) return refuse({ code: 'not-understood' } as const);
    const found = await read(reference);
    return found.ok ? settling(provider, found.value) : found;
  };
  switch (kind) {
    case 'checkout':
      return settled((id) => provider.readCheckout(id), settle.checkout);
    case 'capture':
      return settled((id) => provider.readCapture(id), settle.capture);
    case 'refund':
      return settled((id) => provider.readRefund(id), settle.refund);
    case 'dispute':
      return settled((id) => provider.readDispute(id), settle.dispute);
    default:
      return refuse({ code: 'not-understood' });
  }
}
