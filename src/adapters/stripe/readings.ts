import { amountMinor } from '../../domain/money.ts';
import { ok } from '../../domain/result.ts';
import type {
  Asked,
  Capture,
  CheckoutState,
  PaymentRef,
  ProviderDispute,
  ProviderRefund,
} from '../../ports/paymentProvider.ts';
import { fromStripe } from './amounts.ts';
import { fail } from './ask.ts';
import type { DisputeShape, IntentShape, RefundShape, SessionShape } from './shapes.ts';

type Metadata = Readonly<Record<string, string>> | null | undefined;

const notUnderstood = () => fail('unavailable', 'answer-not-understood');

/** How a payment travels through Stripe: as metadata of its session, its payment and its refunds. */
export function writePayment({ guildId, paymentId }: PaymentRef): Record<string, string> {
  return { guild_id: guildId, payment_id: paymentId };
}

/** The payment that metadata stand for; undefined where it is none of ours. */
export function readPayment(metadata: Metadata): PaymentRef | undefined {
  const { guild_id: guildId, payment_id: paymentId } = metadata ?? {};
  if (guildId === undefined || paymentId === undefined) return undefined;
  return /^\d{1,20}$/.test(guildId) && /^\S+$/.test(paymentId) ? { guildId, paymentId } : undefined;
}

/** How a page stands. */
export async function stateOfSession(session: SessionShape): Asked<CheckoutState> {
  const page = { reference: session.id, payment: readPayment(session.metadata) };
  // A declined card leaves a page open, for another one.
  if (session.status !== 'complete') return ok({ ...page, state: session.status });
  return session.payment_intent === null ? notUnderstood() : stateOf(session.payment_intent, page);
}

/** How a payment stands that has no page, or one that the payer is done with. */
export async function stateOf(
  intent: IntentShape,
  page: Pick<CheckoutState, 'reference' | 'payment'>,
): Asked<CheckoutState> {
  switch (intent.status) {
    case 'succeeded': {
      const capture = await captureOf(intent);
      return capture.ok ? ok({ ...page, state: 'paid', capture: capture.value }) : capture;
    }
    case 'requires_payment_method':
    case 'canceled':
      return ok({ ...page, state: 'failed', reason: intent.last_payment_error?.code ?? intent.status });
    default:
      return ok({ ...page, state: 'processing' });
  }
}

/** The money of a payment. `not-found` where none was taken. */
export async function captureOf(intent: IntentShape): Asked<Capture> {
  const { id, currency, livemode, latest_charge: charge } = intent;
  if (intent.status !== 'succeeded' || charge === null) return fail('not-found', 'nothing-captured');
  const money = fromStripe(charge.amount_captured, currency);
  const refunded = fromStripe(charge.amount_refunded, currency);
  if (money === undefined || refunded === undefined) return notUnderstood();
  const payment = readPayment(intent.metadata);
  return ok({ reference: id, money, at: charge.created, isLive: livemode, refunded, payment });
}

/** The key we asked for a refund with; undefined for one that we did not ask for. */
export function keyOfRefund(metadata: Metadata): string | undefined {
  return metadata?.refund_key;
}

/** A refund as it stands. */
export async function toRefund(refund: RefundShape): Asked<ProviderRefund> {
  const { id, amount, currency, created, metadata, payment_intent: capture, status } = refund;
  const money = fromStripe(amount, currency);
  if (money === undefined || capture === null) return notUnderstood();
  const state =
    status === 'succeeded' ? 'done' : status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
  return ok({ reference: id, key: keyOfRefund(metadata), capture, money, state, at: created });
}

/** A dispute as it stands. */
export async function toDispute(dispute: DisputeShape): Asked<ProviderDispute> {
  const { id, amount, currency, created, payment_intent: intent, reason, status } = dispute;
  const money = fromStripe(amount, currency);
  if (money === undefined || intent === null) return notUnderstood();
  // Rates of exchange may differ between the two, so amounts don't tell.
  const moved = dispute.balance_transactions.map((one) => Math.sign(one.amount));
  const withdrawn = moved.reduce((sum, sign) => sum + sign, 0) < 0;
  return ok({
    reference: id,
    capture: intent.id,
    payment: readPayment(intent.metadata),
    money: { ...money, amountMinor: amountMinor(Math.abs(money.amountMinor)) },
    reason,
    state: stateOfDispute(status, withdrawn),
    withdrawn,
    at: created,
    respondBy: dispute.evidence_details?.due_by ?? undefined,
  });
}

function stateOfDispute(status: string, withdrawn: boolean): ProviderDispute['state'] {
  switch (status) {
    case 'won':
    // The bank only asked, and asks no more.
    case 'warning_closed':
      return 'won';
    case 'lost':
      return 'lost';
    // Settled before it began; the money tells how.
    case 'prevented':
      return withdrawn ? 'lost' : 'won';
    default:
      return 'open';
  }
}
