import { ownerOf, walletOf } from '../../domain/account.ts';
import { amountMinor, currencyCode, type Money } from '../../domain/money.ts';
import type { Order } from '../../domain/order.ts';
import { isUnderWay, isUnpaid, type Payment, priceOf } from '../../domain/payment.ts';
import type { Actor } from '../../domain/permissions.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { wallets } from '../../ports/collections.ts';
import type { ProviderName, Providers } from '../../ports/paymentProvider.ts';
import type { Store } from '../../ports/store.ts';
import { access } from '../access.ts';
import type { PaymentDesk } from '../desk.ts';
import { walletIdOf } from '../ledger.ts';
import type { Refusal } from '../refusal.ts';
import { readOrderWithPayments } from './findPayment.ts';

/** What someone sees of an order's payments. */
export interface SeenPayments {
  readonly order: Order;
  /** All of them for staff; otherwise the reader's own. */
  readonly payments: readonly Payment[];
  readonly isStaff: boolean;
  /** The reader's first payment that is neither paid nor on its way, and how they can pay it. */
  readonly next:
    | {
        readonly payment: Payment;
        readonly providers: readonly ProviderName[];
        /** What their wallet holds in its currency. */
        readonly wallet: Money;
      }
    | undefined;
}

/** The providers that take this amount. */
export function providersFor(providers: Providers, money: Money): readonly ProviderName[] {
  return [...providers.values()].filter((provider) => provider.accepts(money).ok).map(({ name }) => name);
}

/**
 * An order's payments for someone who pays some of them, for its customer, or for staff. Anyone else gets the refusal of
 * an order that does not exist.
 */
export async function seePayments(
  { store, providers }: Pick<PaymentDesk, 'store' | 'providers'>,
  { by, guildId, orderKey }: { readonly by: Actor; readonly guildId: string; readonly orderKey: string },
): Promise<Result<SeenPayments, Refusal>> {
  const found = await readOrderWithPayments(store, guildId, orderKey);
  if (found === undefined) return refuse({ code: 'order-not-found' });
  const { order } = found;
  const isStaff = (await access(store, 'add order', by, guildId, order)) !== undefined;
  const own = found.payments.filter(({ payerId }) => payerId === by.userId);
  if (!isStaff && own.length === 0 && order.userId !== by.userId) return refuse({ code: 'order-not-found' });
  const payment = own.find((one) => isUnpaid(one) && !isUnderWay(one));
  return ok({
    order,
    payments: isStaff ? found.payments : own,
    isStaff,
    next: payment && {
      payment,
      providers: providersFor(providers, priceOf(payment)),
      wallet: await walletBalance(store, guildId, by.userId, payment.currency),
    },
  });
}

/** What someone's wallet holds of one currency. */
export async function walletBalance(
  store: Pick<Store, 'get'>,
  guildId: string,
  userId: string,
  currency: string,
): Promise<Money> {
  const wallet = await store.get(wallets.path(guildId, walletIdOf(ownerOf(walletOf(userId)), currency)));
  return { amountMinor: amountMinor(wallet?.balanceMinor ?? 0), currency: currencyCode(currency) };
}
