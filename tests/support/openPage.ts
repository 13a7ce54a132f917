import { invoice } from '../../src/app/payments/invoice.ts';
import { payByProvider } from '../../src/app/payments/payByProvider.ts';
import { payments } from '../../src/ports/collections.ts';
import type { ProviderName, Providers } from '../../src/ports/paymentProvider.ts';
import type { TestDesk } from './startDesk.ts';

/** Whose order it is, and where it is kept. */
export interface PayerDesk {
  readonly orderly: Pick<TestDesk['orderly'], 'store'>;
  readonly guild: Pick<TestDesk['guild'], 'id'>;
  readonly dana: Pick<TestDesk['dana'], 'id' | 'name'>;
  readonly mia: Pick<TestDesk['mia'], 'id' | 'name'>;
}

/**
 * dana invoices mia for $20.00 (order PAY-1) and mia gets a page to pay on, by the use cases and not through Discord, so
 * that the bot may be down. Gives the page's reference at the provider.
 */
export async function openPageFor(
  { orderly: { store }, guild, dana, mia }: PayerDesk,
  {
    provider,
    ...using
  }: {
    readonly provider: ProviderName;
    readonly providers: Providers;
    readonly publicUrl: string | undefined;
  },
): Promise<string> {
  const outbox = { announce: async () => undefined };
  const desk = { store, clock: { now: () => new Date() }, outbox, ...using };
  const guildId = guild.id;
  const customer = { userId: mia.id, username: mia.name };
  const asked = await invoice(desk, {
    operationId: 'invoice-1',
    by: { userId: dana.id, username: dana.name, managesServer: true, roleIds: [] },
    guildId,
    channel: { id: '1', parentId: undefined },
    customer: { ...customer, bot: false },
    service: 'Website',
    amount: '$20.00',
    orderId: 'PAY-1',
    otherPayers: [],
    instalments: 1,
    intervalDays: 7,
  });
  if (!asked.ok) throw new Error(asked.refusal.code);
  const by = { ...customer, managesServer: false, roleIds: [] };
  const page = await payByProvider(desk, provider, { by, guildId, orderKey: 'PAY-1' });
  if (!page.ok) throw new Error(page.refusal.code);
  const payment = await store.get(payments.path(guildId, 'PAY-1.1'));
  return payment?.attempts[0]?.reference ?? '';
}
