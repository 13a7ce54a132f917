import { changeOrder } from '../../domain/change.ts';
import { type Dispute, isUnresolved } from '../../domain/dispute.ts';
import { currencyCode, parseMoney } from '../../domain/money.ts';
import type { Occasion, Order } from '../../domain/order.ts';
import { type OpenWay, openWays, refundAccounts } from '../../domain/refund.ts';
import {
  fingerprintOfResolution,
  planResolution,
  type ResolutionAsk,
  type ResolutionPlan,
} from '../../domain/resolveDispute.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { cleanText } from '../../domain/text.ts';
import { titledOf } from '../../domain/titled.ts';
import { disputes, orders } from '../../ports/collections.ts';
import type { Reads } from '../../ports/store.ts';
import { access, readSettings } from '../access.ts';
import { type ChangedFrom, type ChangeRequest, changeOneOrder } from '../changeOrder.ts';
import type { PaymentDesk } from '../desk.ts';
import { readBalances } from '../ledger.ts';
import { checkProviders, paymentsOf } from '../payments/quoteRefund.ts';
import { type SentPart, sendParts } from '../payments/refundOrder.ts';
import type { Refusal } from '../refusal.ts';
import type { Confirmation } from '../updateOrder.ts';
import { currentDispute } from './addStatement.ts';
import { type SeenDispute, seeDispute } from './readDispute.ts';

/**
 * Someone who may resolve a dispute looks at it: from then on it is in review. Who is a side of it may not, whatever else
 * they are.
 */
export async function reviewDispute(
  desk: PaymentDesk,
  request: ChangeRequest,
): Promise<Result<SeenDispute, Refusal>> {
  const seen = await seeDispute(desk, request);
  if (!seen.ok) return seen;
  const { order, dispute, mayResolve } = seen.value;
  if (!mayResolve) return refuse({ code: 'not-allowed', action: 'resolve dispute', titled: titledOf(order) });
  if (!isUnresolved(dispute)) return refuse(over(order, dispute));
  if (dispute.state === 'Review') return seen;
  const changed = await changeOneOrder(desk, request, 'resolve dispute', async (now, occasion, reads) => {
    const current = await currentDispute(reads, now);
    if (current === undefined || !isUnresolved(current)) return refuse(over(now, current));
    const { userId, username } = occasion.by;
    const reviewed: Dispute = {
      ...current,
      state: 'Review',
      reviewerId: userId,
      reviewerUsername: username,
    };
    const facts = { kind: 'opened', dispute: { number: current.number, side: 'desk' } } as const;
    return ok({ ...changeOrder(now, facts, {}, occasion), dispute: reviewed });
  });
  return changed.ok ? seeDispute(desk, request) : changed;
}

function over(order: Order, dispute: Dispute | undefined): Refusal {
  const by = dispute?.verdict ?? { by: order.updatedBy, byUsername: order.updatedByUsername };
  return {
    code: 'dispute-over',
    resolution: dispute?.verdict?.resolution,
    by: { userId: by.by, username: by.byUsername },
  };
}

/** What a resolution would do; it waits to be confirmed. */
export interface ResolutionOffer {
  readonly order: Order;
  readonly plan: ResolutionPlan;
  readonly ways: readonly OpenWay[];
  /** Names the question, and what was shown: see `confirmResolution`. */
  readonly confirmationId: string;
  readonly seen: string;
}

/** How someone wants to resolve a dispute, as they wrote it. */
export interface ResolutionWish extends ChangeRequest {
  readonly resolution: ResolutionAsk['resolution'];
  /** For a Partial Refund. */
  readonly amount?: string | undefined;
  readonly reason: string;
}

/**
 * Says what a resolution would do, every amount before and after, and remembers the question. Moves nothing. Staff and
 * support only, and nobody on either side.
 */
export async function askResolution(
  desk: PaymentDesk,
  wish: ResolutionWish,
): Promise<Result<ResolutionOffer, Refusal>> {
  const { by, guildId, orderKey, operationId, resolution, amount } = wish;
  const reason = cleanText(wish.reason);
  if (reason === '') return refuse({ code: 'resolution-reason-missing' });
  const settings = await readSettings(desk.store, guildId);
  return desk.store.transact(async (tx) => {
    const order = await tx.get(orders.path(guildId, orderKey));
    if (order === undefined || (await access(tx, 'see order', by, guildId, order)) === undefined)
      return refuse({ code: 'order-not-found' });
    if ((await access(tx, 'resolve dispute', by, guildId, order)) === undefined)
      return refuse({ code: 'not-allowed', action: 'resolve dispute', titled: titledOf(order) });
    const currency = currencyCode(order.currency);
    // A bare number is in the order's currency.
    const money =
      resolution === 'Partial Refund'
        ? parseMoney(amount ?? '', { ...settings, defaultCurrency: currency })
        : undefined;
    if (money?.ok === false) return money;
    if (money !== undefined && money.value.currency !== currency)
      return refuse({ code: 'other-currency', asked: money.value.currency, currency });
    const dispute = await currentDispute(tx, order);
    if (dispute === undefined) return refuse(over(order, dispute));
    const pending = {
      operationId,
      by: by.userId,
      resolution,
      amountMinor: money?.value.amountMinor,
      way: await bestWay(tx, desk, order),
      reason,
    };
    const offer = await offerOf(tx, desk, order, { ...dispute, pending });
    if (offer.ok) tx.put(disputes.path(guildId, dispute.disputeId), { ...dispute, pending });
    return offer;
  });
}

/** The same question with the money going back another way. */
export async function turnResolution(
  desk: PaymentDesk,
  request: Confirmation & { readonly way: ResolutionAsk['way'] },
): Promise<Result<ResolutionOffer, Refusal>> {
  const { guildId, orderKey, way } = request;
  return desk.store.transact(async (tx) => {
    const order = await tx.get(orders.path(guildId, orderKey));
    const dispute = order && (await currentDispute(tx, order));
    const pending = dispute && ownQuestion(dispute, request);
    if (order === undefined || dispute === undefined || pending === undefined)
      return refuse({ code: 'confirmation-gone' });
    const turned = { ...dispute, pending: { ...pending, way } };
    const offer = await offerOf(tx, desk, order, turned);
    if (offer.ok) tx.put(disputes.path(guildId, dispute.disputeId), turned);
    return offer;
  });
}

/** Forgets a resolution that its author decided against. */
export async function dropResolution({ store }: PaymentDesk, request: Confirmation): Promise<void> {
  const { guildId, orderKey } = request;
  await store.transact(async (tx) => {
    const order = await tx.get(orders.path(guildId, orderKey));
    const dispute = order && (await currentDispute(tx, order));
    if (dispute !== undefined && ownQuestion(dispute, request) !== undefined)
      tx.put(disputes.path(guildId, dispute.disputeId), { ...dispute, pending: undefined });
  });
}

/** A resolution that stands; `plan` is missing when the same request was delivered twice. */
export interface ResolvedDispute extends ChangedFrom {
  readonly plan: ResolutionPlan | undefined;
  /** What providers were asked to give back. */
  readonly sent: readonly SentPart[];
}

/**
 * Makes a resolution that was offered: status, money, event and notice in one commit, and then what goes back through
 * providers is asked for. Refused to anyone but who asked for it, where the dispute is over, and with
 * `resolution-changed` when something else would be moved by now than was seen.
 */
export async function confirmResolution(
  desk: PaymentDesk,
  request: Confirmation & { readonly operationId: string; readonly seen: string },
): Promise<Result<ResolvedDispute, Refusal>> {
  let plan: ResolutionPlan | undefined;
  const changed = await changeOneOrder(desk, request, 'resolve dispute', async (order, occasion, reads) => {
    plan = undefined;
    const dispute = await currentDispute(reads, order);
    if (dispute === undefined || !isUnresolved(dispute)) return refuse(over(order, dispute));
    const asked = ownQuestion(dispute, request);
    if (asked === undefined) return refuse({ code: 'confirmation-gone' });
    const planned = await planIn(reads, desk, order, dispute, asked, occasion);
    if (!planned.ok) return planned;
    if (fingerprintOfResolution(planned.value) !== request.seen)
      return refuse({ code: 'resolution-changed' });
    plan = planned.value;
    return ok(plan.change);
  });
  if (!changed.ok) return changed;
  return ok({ ...changed.value, plan, sent: await sendParts(desk, plan?.parts ?? []) });
}

function ownQuestion(dispute: Dispute, { by, confirmationId }: Confirmation): Dispute['pending'] {
  const { pending } = dispute;
  return pending?.operationId === confirmationId && pending.by === by.userId ? pending : undefined;
}

async function offerOf(
  reads: Reads,
  desk: PaymentDesk,
  order: Order,
  dispute: Dispute,
): Promise<Result<ResolutionOffer, Refusal>> {
  const { pending } = dispute;
  if (pending === undefined) return refuse({ code: 'confirmation-gone' });
  const occasion = {
    operationId: pending.operationId,
    by: { userId: pending.by, username: '' },
    at: desk.clock.now(),
  };
  const planned = await planIn(reads, desk, order, dispute, pending, occasion);
  if (!planned.ok) return planned;
  const payments = await paymentsOf(reads, order, occasion);
  return ok({
    order,
    plan: planned.value,
    ways: openWays(order, payments),
    confirmationId: pending.operationId,
    seen: fingerprintOfResolution(planned.value),
  });
}

async function planIn(
  reads: Reads,
  { providers }: PaymentDesk,
  order: Order,
  dispute: Dispute,
  { resolution, amountMinor, way, reason }: ResolutionAsk,
  occasion: Occasion,
): Promise<Result<ResolutionPlan, Refusal>> {
  const payments = await paymentsOf(reads, order, occasion);
  const accounts = refundAccounts(order, payments);
  const balanceOf = await readBalances(reads, order.guildId, accounts, currencyCode(order.currency));
  const ask = { resolution, amountMinor, way, reason };
  const planned = planResolution(order, dispute, payments, ask, balanceOf, occasion);
  if (!planned.ok) return planned;
  const refusal = checkProviders(providers, planned.value.parts, order);
  return refusal === undefined ? planned : refuse(refusal);
}

/** Back the way it was paid where the providers can do it: they refund nothing that is disputed there. */
async function bestWay(
  reads: Reads,
  { providers, clock }: PaymentDesk,
  order: Order,
): Promise<ResolutionAsk['way']> {
  const occasion = { operationId: '', by: { userId: '', username: '' }, at: clock.now() };
  const payments = await paymentsOf(reads, order, occasion);
  const isDisputedThere = payments.some(({ chargebacks = [] }) =>
    chargebacks.some(({ state }) => state === 'open'),
  );
  const way = openWays(order, payments).find((one) => one.way === 'provider');
  const isReady = way?.providers.every((name) => providers.has(name)) ?? false;
  return isReady && !isDisputedThere ? 'provider' : 'wallet';
}
