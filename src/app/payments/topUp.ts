import { type Money, parseMoney } from '../../domain/money.ts';
import { isUnpaid, type Payment } from '../../domain/payment.ts';
import type { Actor } from '../../domain/permissions.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { Settings } from '../../domain/settings.ts';
import { newTopUp, topUpIdOf } from '../../domain/topUp.ts';
import { payments } from '../../ports/collections.ts';
import type { ProviderName } from '../../ports/paymentProvider.ts';
import { readSettings } from '../access.ts';
import type { PaymentDesk } from '../desk.ts';
import type { Refusal } from '../refusal.ts';
import { beginAttempt, type PayPage, pageOf } from './payByProvider.ts';
import { providersFor, walletBalance } from './seePayments.ts';

/** Whether money can be added to wallets: the server says so, and there is a provider to take it by. */
export function takesTopUps(
  { providers, publicUrl }: Pick<PaymentDesk, 'providers' | 'publicUrl'>,
  { topUps }: Pick<Settings, 'topUps'>,
): boolean {
  return topUps && providers.size > 0 && publicUrl !== undefined;
}

/** A top-up that waits for its payer to choose how to pay. */
export interface AskedTopUp {
  readonly payment: Payment;
  /** What the wallet has before it. */
  readonly wallet: Money;
  /** Who takes this amount; at least one. */
  readonly providers: readonly ProviderName[];
}

/** Writes down that someone wants to add an amount to their own wallet. The same operation is the same top-up. */
export async function askTopUp(
  desk: PaymentDesk,
  request: {
    readonly operationId: string;
    readonly by: Actor;
    readonly guildId: string;
    /** As they wrote it. */
    readonly amount: string;
  },
): Promise<Result<AskedTopUp, Refusal>> {
  const { operationId, by, guildId } = request;
  const settings = await readSettings(desk.store, guildId);
  if (!takesTopUps(desk, settings)) return refuse({ code: 'top-ups-off' });
  const price = parseMoney(request.amount, settings);
  if (!price.ok) return price;
  const providers = providersFor(desk.providers, price.value);
  if (providers.length === 0) return whyNobodyTakes(desk, price.value);
  const path = payments.path(guildId, topUpIdOf(operationId));
  const occasion = {
    operationId,
    by: { userId: by.userId, username: by.username },
    at: desk.clock.now(),
  };
  const payment = await desk.store.transact(async (tx) => {
    const known = await tx.get(path);
    if (known !== undefined) return known;
    const asked = newTopUp(guildId, price.value, occasion);
    tx.create(path, asked);
    return asked;
  });
  const wallet = await walletBalance(desk.store, guildId, by.userId, payment.currency);
  return ok({ payment, wallet, providers });
}

function whyNobodyTakes({ providers }: PaymentDesk, price: Money): Result<never, Refusal> {
  for (const provider of providers.values()) {
    const accepted = provider.accepts(price);
    if (!accepted.ok) return accepted;
  }
  return refuse({ code: 'top-ups-off' });
}

/** Opens a page to pay a top-up on, or finds the one that is open; see `payByProvider`. */
export async function topUpPage(
  desk: PaymentDesk,
  name: ProviderName,
  { by, guildId, paymentId }: { readonly by: Actor; readonly guildId: string; readonly paymentId: string },
): Promise<Result<Omit<PayPage, 'order'>, Refusal>> {
  const provider = desk.providers.get(name);
  if (provider === undefined || desk.publicUrl === undefined)
    return refuse({ code: 'provider-missing', provider: name });
  const now = desk.clock.now();
  const begun = await desk.store.transact(async (tx) => {
    const [settings, payment] = await Promise.all([
      readSettings(tx, guildId),
      tx.get(payments.path(guildId, paymentId)),
    ]);
    if (!takesTopUps(desk, settings)) return refuse({ code: 'top-ups-off' as const });
    const isOwn = payment?.purpose === 'top-up' && payment.payerId === by.userId;
    if (payment === undefined || !isOwn || !isUnpaid(payment))
      return refuse({ code: 'top-up-over' as const });
    return beginAttempt(tx, provider, payment, now);
  });
  if (!begun.ok) return begun;
  const url = await pageOf(desk, provider, begun.value.payment.description, begun.value);
  return url.ok ? ok({ payment: begun.value.payment, url: url.value }) : url;
}
