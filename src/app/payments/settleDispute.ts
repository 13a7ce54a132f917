import {
  type ChargebackStep,
  chargebackChange,
  chargebackStep,
  type DisputeAtProvider,
  knownChargeback,
  type MovedChargeback,
  notedChargeback,
  returnedChargeback,
  takenChargeback,
} from '../../domain/chargeback.ts';
import { isUnresolved } from '../../domain/dispute.ts';
import { currencyCode } from '../../domain/money.ts';
import { noticeIdOf } from '../../domain/notice.ts';
import type { Change, Occasion, Order } from '../../domain/order.ts';
import { orderly } from '../../domain/orderly.ts';
import type { Payment } from '../../domain/payment.ts';
import { refundAccounts } from '../../domain/refund.ts';
import { decidedByProvider, resolved } from '../../domain/resolveDispute.ts';
import { ok } from '../../domain/result.ts';
import { payments } from '../../ports/collections.ts';
import type { Asked, PaymentProvider, PaymentRef, ProviderDispute } from '../../ports/paymentProvider.ts';
import type { Transaction } from '../../ports/store.ts';
import { commitChange } from '../commitChange.ts';
import { currentDispute } from '../disputes/addStatement.ts';
import { openBooks, readBalances } from '../ledger.ts';
import { tellOfWallet } from '../tellOfWallet.ts';
import { type OrderWithPayments, readOrderWithPayments } from './findPayment.ts';
import { type SettlingDesk, settleCapture } from './settle.ts';
import { topUpMoved } from './topUpMoved.ts';

/** More is never to be done about one dispute at once: to note it, give back, take again, note the rest, resolve. */
const mostSteps = 6;

/**
 * Brings a payment, its order and the books to where a dispute stands at the provider. The first time it is told it opens
 * a dispute about the order; money moves when the provider has moved it; and where its decision leaves nothing to decide,
 * the dispute is resolved. May be told any number of times, in any order.
 */
export async function settleDispute(
  desk: SettlingDesk,
  provider: PaymentProvider,
  dispute: ProviderDispute,
): Asked<string> {
  const ref = dispute.payment;
  if (ref === undefined) return ok('not one of ours');
  const known = await desk.store.get(payments.path(ref.guildId, ref.paymentId));
  if (known === undefined) return ok('no such payment');
  const look = async () => {
    const taken = await provider.readCapture(dispute.capture);
    return taken.ok ? settleCapture(desk, provider, taken.value) : taken;
  };
  if (!isBooked(known, dispute) || isNewlyTaken(known, dispute)) {
    // It may be told before the money it is about, and before what was refunded of that at the site: once a dispute holds
    // money nothing is refunded there, so that came first.
    const settled = await look();
    if (!settled.ok) return settled;
  }
  const did: string[] = [];
  for (let step = 0; step < mostSteps; step += 1) {
    const done = await takeStep(desk, provider, ref, dispute);
    if (done === undefined) break;
    did.push(done);
  }
  // What was refunded at the site of what is back now may have been told before.
  const settled = did.includes('give back') ? await look() : ok('known');
  if (!settled.ok) return settled;
  return ok(did.join(', ') || 'known');
}

function isBooked({ captures }: Payment, { capture }: ProviderDispute): boolean {
  return captures.some(({ reference }) => reference === capture);
}

function isNewlyTaken({ chargebacks = [] }: Payment, { reference, withdrawn }: ProviderDispute): boolean {
  return withdrawn && !chargebacks.some((one) => one.reference === reference && one.taken !== undefined);
}

/** Does the next thing that has to be done, in one commit; undefined when there is nothing. */
async function takeStep(
  desk: SettlingDesk,
  provider: PaymentProvider,
  ref: PaymentRef,
  dispute: ProviderDispute,
): Promise<string | undefined> {
  const at = desk.clock.now();
  const { did, noticeId } = await desk.store.transact(
    async (tx): Promise<{ readonly did: string | undefined; readonly noticeId?: string }> => {
      const payment = await tx.get(payments.path(ref.guildId, ref.paymentId));
      if (payment === undefined) return { did: undefined };
      const told = toldOf(provider, payment, dispute);
      if (told === undefined) return { did: undefined };
      const known = knownChargeback(payment, told);
      const step = chargebackStep(known, told);
      const found =
        payment.orderKey === '' ? undefined : await readOrderWithPayments(tx, ref.guildId, payment.orderKey);
      const occasion: Occasion = {
        // Each step is another event of its order.
        operationId: `dispute.${told.provider}.${told.reference}.${(found?.order.sequence ?? 0) + 1}`,
        by: orderly,
        at,
      };
      if (step === undefined) {
        const change = found && (await resolutionOf(tx, found, occasion));
        return change === undefined || found === undefined
          ? { did: undefined }
          : commit(tx, found.order, change, occasion, `resolved: ${change.order.status}`);
      }
      const moved = await movedBy(tx, step, found?.order, payment, told, occasion);
      if (found !== undefined) {
        const change = chargebackChange(
          found.order,
          found.payments,
          step,
          moved,
          known === undefined,
          occasion,
        );
        return commit(tx, found.order, change, occasion, step);
      }
      const kind = step === 'take' ? 'top-up charged back' : 'top-up charge-back undone';
      const event = await topUpMoved(tx, kind, payment, moved.transfers, occasion);
      await commitMoved(tx, ref, moved);
      if (event === undefined) return { did: step };
      // It may be taken and given again more than once.
      return { did: step, noticeId: tellOfWallet(tx, ref.guildId, event, moved.transfers[0]?.key) };
    },
  );
  if (noticeId !== undefined) void desk.outbox.announce(noticeId);
  return did;
}

/** The dispute in the currency and the amount of the money it is about; undefined where that was never booked. */
function toldOf(
  { name }: PaymentProvider,
  { captures }: Payment,
  { reference, capture, money, reason, state, withdrawn, at, respondBy }: ProviderDispute,
): DisputeAtProvider | undefined {
  const taken = captures.find((one) => one.provider === name && one.reference === capture);
  if (taken === undefined) return undefined;
  // Banks may reckon in another currency: then all that was taken is contested.
  const amountMinor = money.currency === taken.currency ? money.amountMinor : taken.amountMinor;
  const { currency } = taken;
  const asTold = { reference, capture, amountMinor, currency, reason, state, at, respondBy };
  return { provider: name, ...asTold, isWithdrawn: withdrawn };
}

async function movedBy(
  tx: Transaction,
  step: ChargebackStep,
  order: Order | undefined,
  payment: Payment,
  told: DisputeAtProvider,
  occasion: Occasion,
): Promise<MovedChargeback> {
  if (step === 'note') return notedChargeback(payment, told);
  if (step === 'give back') return returnedChargeback(order, payment, told, occasion);
  const accounts = refundAccounts(order, [payment]);
  const balanceOf = await readBalances(tx, payment.guildId, accounts, currencyCode(told.currency));
  return takenChargeback(order, payment, told, balanceOf, occasion);
}

/** What the provider's decision makes of the dispute about the order, if that is clear. */
async function resolutionOf(
  tx: Transaction,
  { order, payments: all }: OrderWithPayments,
  occasion: Occasion,
): Promise<Change | undefined> {
  if (order.status !== 'Disputed') return undefined;
  const dispute = await currentDispute(tx, order);
  if (dispute === undefined || !isUnresolved(dispute)) return undefined;
  const resolution = decidedByProvider(dispute, all);
  if (resolution === undefined) return undefined;
  const reason =
    resolution === 'No Action'
      ? 'The payment provider decided for the desk, and the money is back.'
      : 'The payment provider decided for the payer, and gave them the money.';
  const verdict = { resolution, reason, refundedMinor: 0, releasedMinor: 0 };
  return resolved(order, dispute, verdict, undefined, occasion);
}

async function commit(
  tx: Transaction,
  before: Order,
  change: Change,
  occasion: Occasion,
  did: string,
): Promise<{ readonly did: string; readonly noticeId: string }> {
  const committed = await commitChange(tx, change, occasion, before);
  if (!committed.ok) throw new Error(`The books refused ${occasion.operationId}: ${committed.refusal.code}`);
  return { did, noticeId: noticeIdOf(committed.value.order) };
}

/** The same for money that was never for an order. */
async function commitMoved(
  tx: Transaction,
  { guildId, paymentId }: PaymentRef,
  { payment, transfers }: MovedChargeback,
): Promise<void> {
  const books = await openBooks(tx, guildId, transfers);
  for (const transfer of transfers) {
    const posted = books.post(transfer);
    if (!posted.ok) throw new Error(`The books refused ${transfer.key}: ${posted.refusal.code}`);
  }
  books.write();
  tx.put(payments.path(guildId, paymentId), payment);
}
