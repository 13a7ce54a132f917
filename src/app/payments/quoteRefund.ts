import { currencyCode, parseMoney } from '../../domain/money.ts';
import type { Occasion, Order } from '../../domain/order.ts';
import type { Payment, Refund } from '../../domain/payment.ts';
import { recordedBefore } from '../../domain/recordedBefore.ts';
import {
  type BookedPart,
  fingerprintOf,
  longestRefundReason,
  type OpenWay,
  openWays,
  planRefund,
  type RefundAsk,
  type RefundPlan,
  type RefundWay,
  refundAccounts,
} from '../../domain/refund.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { cleanText } from '../../domain/text.ts';
import { titledOf } from '../../domain/titled.ts';
import { orders } from '../../ports/collections.ts';
import type { Providers } from '../../ports/paymentProvider.ts';
import type { Reads } from '../../ports/store.ts';
import { access, readSettings } from '../access.ts';
import type { ChangeRequest } from '../changeOrder.ts';
import { readPayments } from '../commitChange.ts';
import type { PaymentDesk } from '../desk.ts';
import { readBalances } from '../ledger.ts';
import type { Refusal } from '../refusal.ts';
import type { Confirmation } from '../updateOrder.ts';

/** What a refund would do; it waits to be confirmed. */
export interface RefundOffer {
  readonly order: Order;
  readonly plan: RefundPlan;
  readonly reason: string;
  readonly ways: readonly OpenWay[];
  /** Refunds of the order that providers have not finished. */
  readonly underWay: readonly Refund[];
  /** Names the question, and what was shown: see `confirmRefund`. */
  readonly confirmationId: string;
  readonly seen: string;
}

/** What someone asks to be refunded, as they wrote it. */
export interface RefundWish extends ChangeRequest {
  /** All that is left where it is missing. */
  readonly amount?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * Says what a refund of an order would do, and remembers the question: what goes where, who bears it, every amount before
 * and after. Moves nothing. Staff and support only.
 */
export async function quoteRefund(
  desk: PaymentDesk,
  { by, guildId, orderKey, operationId, amount, reason }: RefundWish,
): Promise<Result<RefundOffer, Refusal>> {
  const path = orders.path(guildId, orderKey);
  const settings = await readSettings(desk.store, guildId);
  return desk.store.transact(async (tx) => {
    const order = await tx.get(path);
    if (order === undefined || (await access(tx, 'see order', by, guildId, order)) === undefined)
      return refuse({ code: 'order-not-found' });
    if ((await access(tx, 'refund', by, guildId, order)) === undefined)
      return refuse({ code: 'not-allowed', action: 'refund', titled: titledOf(order) });
    const currency = currencyCode(order.currency);
    // A bare number is in the order's currency.
    const money =
      amount === undefined ? undefined : parseMoney(amount, { ...settings, defaultCurrency: currency });
    if (money?.ok === false) return money;
    if (money !== undefined && money.value.currency !== currency)
      return refuse({ code: 'other-currency', asked: money.value.currency, currency });
    const asked = {
      operationId,
      by: by.userId,
      amountMinor: money?.value.amountMinor,
      reason: cleanText(reason ?? '').slice(0, longestRefundReason),
    };
    const offer = await offerOf(tx, desk, { ...order, pendingRefund: asked }, undefined);
    if (offer.ok) tx.put(path, { ...order, pendingRefund: asked });
    return offer;
  });
}

/** The same question by another way; refused to anyone but who asked it, and when the order has changed meanwhile. */
export async function requoteRefund(
  desk: PaymentDesk,
  request: Confirmation & { readonly way: RefundWay },
): Promise<Result<RefundOffer, Refusal>> {
  const order = await desk.store.get(orders.path(request.guildId, request.orderKey));
  return order === undefined || ownRefund(order, request) === undefined
    ? refuse({ code: 'confirmation-gone' })
    : offerOf(desk.store, desk, order, request.way);
}

/** Forgets a refund that its author decided against. */
export async function dropRefund({ store }: PaymentDesk, request: Confirmation): Promise<void> {
  const path = orders.path(request.guildId, request.orderKey);
  await store.transact(async (tx) => {
    const order = await tx.get(path);
    if (order !== undefined && ownRefund(order, request) !== undefined)
      tx.put(path, { ...order, pendingRefund: undefined });
  });
}

/** The refund of an order that waits for this confirmation. */
export function ownRefund(order: Order, { by, confirmationId }: Confirmation): Order['pendingRefund'] {
  const asked = order.pendingRefund;
  return asked?.operationId === confirmationId && asked.by === by.userId ? asked : undefined;
}

/** The offer for the question that an order carries, by a way or by the best there is. */
async function offerOf(
  reads: Reads,
  { providers, clock }: PaymentDesk,
  order: Order,
  chosen: RefundWay | undefined,
): Promise<Result<RefundOffer, Refusal>> {
  const { pendingRefund: asked } = order;
  if (asked === undefined) return refuse({ code: 'confirmation-gone' });
  const occasion = {
    operationId: asked.operationId,
    by: { userId: asked.by, username: '' },
    at: clock.now(),
  };
  const payments = await paymentsOf(reads, order, occasion);
  const ways = openWays(order, payments);
  const isReady = ({ providers: needed }: OpenWay) => needed.every((name) => providers.has(name));
  const best = ways.find((one) => one.way === 'provider' && isReady(one)) ?? ways[0];
  const way = chosen ?? best?.way ?? 'wallet';
  const { amountMinor, reason } = asked;
  const planned = await planIn(reads, providers, order, payments, { way, amountMinor, reason }, occasion);
  if (!planned.ok) return planned;
  const underWay = payments.flatMap(({ refunds }) =>
    refunds.filter(({ state }) => state === 'intended' || state === 'pending'),
  );
  return ok({
    order,
    plan: planned.value,
    reason,
    ways,
    underWay,
    confirmationId: asked.operationId,
    seen: fingerprintOf(planned.value),
  });
}

/** All payments of an order, the one of an order that was recorded before there were any included. */
export async function paymentsOf(
  reads: Reads,
  order: Order,
  occasion: Occasion,
): Promise<readonly Payment[]> {
  return order.paymentCount === undefined ? recordedBefore(order, occasion) : readPayments(reads, order);
}

/** Works out a refund by the balances as they are, and checks that its providers can do it. */
export async function planIn(
  reads: Reads,
  providers: Providers,
  order: Order,
  payments: readonly Payment[],
  ask: RefundAsk,
  occasion: Occasion,
): Promise<Result<RefundPlan, Refusal>> {
  const accounts = refundAccounts(order, payments);
  const balanceOf = await readBalances(reads, order.guildId, accounts, currencyCode(order.currency));
  const planned = planRefund(order, payments, ask, balanceOf, occasion);
  if (!planned.ok) return planned;
  const refusal = checkProviders(providers, planned.value.parts, order);
  return refusal === undefined ? planned : refuse(refusal);
}

/** What stands in the way of providers giving these parts of an order back. */
export function checkProviders(
  providers: Providers,
  parts: readonly Pick<BookedPart, 'capture' | 'amountMinor'>[],
  order: Order,
): Extract<Refusal, { code: 'provider-refunds-not' }> | undefined {
  for (const { capture, amountMinor } of parts) {
    if (capture === undefined) continue;
    const { provider: name } = capture;
    const provider = providers.get(name);
    if (provider === undefined) return { code: 'provider-refunds-not', provider: name, why: 'missing' };
    const accepted = provider.accepts({ amountMinor, currency: currencyCode(order.currency) });
    // What is too small to be paid may go back all the same.
    if (!accepted.ok && accepted.refusal.why === 'decimals')
      return { code: 'provider-refunds-not', provider: name, why: 'decimals' };
  }
  return undefined;
}
