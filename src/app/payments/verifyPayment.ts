import type { Money } from '../../domain/money.ts';
import type { Order } from '../../domain/order.ts';
import { paymentIdOf } from '../../domain/payment.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { recordedCaptures } from '../../ports/collections.ts';
import {
  type Capture,
  type ProviderFailure,
  type ProviderName,
  type Providers,
  providerNames,
} from '../../ports/paymentProvider.ts';
import type { Reads, Transaction } from '../../ports/store.ts';

/** Why a payment that staff name can't be taken for one that was made. */
export interface UnverifiedRefusal {
  readonly code: 'payment-unverified';
  readonly provider: ProviderName;
  /** As staff wrote it. */
  readonly reference: string;
  /**
   * `not-found`: the provider knows no such payment. `not-paid`: it has no money of it. `differs`: it took `found`.
   * `refunded`: some of it went back. `other-order`: it was made for an invoice of this desk. `recorded`: it is recorded
   * for an order already, for `orderId` where that is of the same server. `no-answer`: the provider can't be asked at the
   * moment. `keys`: it does not take the bot's keys.
   */
  readonly why:
    | 'not-found'
    | 'not-paid'
    | 'differs'
    | 'refunded'
    | 'other-order'
    | 'recorded'
    | 'no-answer'
    | 'keys';
  readonly found?: Money;
  readonly orderId?: string;
}

const whyUnasked: Readonly<Record<ProviderFailure['code'], UnverifiedRefusal['why']>> = {
  'not-found': 'not-found',
  unauthorised: 'keys',
  unknown: 'no-answer',
  unavailable: 'no-answer',
  refused: 'no-answer',
};

/**
 * Looks a payment up at its provider by the reference that staff wrote: it must be paid, whole, and the amount that they
 * say. Undefined where there is nothing to look up: another way of paying, no reference, no such provider here.
 */
export async function verifyPayment(
  providers: Providers | undefined,
  {
    method,
    reference,
    price,
  }: { readonly method: string; readonly reference: string; readonly price: Money },
): Promise<Result<Capture | undefined, UnverifiedRefusal>> {
  const provider = [...(providers?.values() ?? [])].find(({ name }) => name === method);
  if (provider === undefined || reference === '') return ok(undefined);
  const no = (why: UnverifiedRefusal['why'], found?: Money) =>
    refuse<UnverifiedRefusal>({
      code: 'payment-unverified',
      provider: provider.name,
      reference,
      why,
      ...(found === undefined ? {} : { found }),
    });
  const asked = await provider.findPayment(reference);
  if (!asked.ok) return no(whyUnasked[asked.refusal.code]);
  if (asked.value.state !== 'paid') return no('not-paid');
  const { capture, payment } = asked.value;
  if (payment !== undefined || capture.payment !== undefined) return no('other-order');
  const { money, refunded } = capture;
  if (money.currency !== price.currency || money.amountMinor !== price.amountMinor)
    return no('differs', money);
  return refunded.amountMinor > 0 ? no('refunded', refunded) : ok(capture);
}

/** What was looked up, for the order that it is to be recorded for. */
interface Recording {
  readonly guildId: string;
  readonly method: string;
  readonly reference: string;
  readonly capture: Capture | undefined;
}

/**
 * Makes sure that money which was looked up counts for one order only. Call it within the commit that records the order,
 * before it writes; the answer notes in the same commit whose money it is. Nothing to do without a capture.
 */
export async function claimCapture(
  reads: Reads,
  { guildId, method, reference, capture }: Recording,
): Promise<Result<(tx: Transaction, order: Order) => void, UnverifiedRefusal>> {
  const provider = providerNames.find((name) => name === method);
  if (provider === undefined || capture === undefined) return ok(() => undefined);
  const path = recordedCaptures.path(`${provider}.${capture.reference}`);
  const known = await reads.get(path);
  if (known !== undefined)
    return refuse({
      code: 'payment-unverified',
      provider,
      reference,
      why: 'recorded',
      // Another server's orders are nobody's business here.
      ...(known.guildId === guildId ? { orderId: known.orderId } : {}),
    });
  return ok((tx, { orderKey, orderId, timestamp }) =>
    tx.create(path, { guildId, paymentId: paymentIdOf(orderKey, 1), orderId, at: timestamp }),
  );
}
