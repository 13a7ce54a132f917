import { ok, type Result, refuse } from '../../domain/result.ts';
import { providerEvents } from '../../ports/collections.ts';
import type { ProviderName, WebhookRefusal } from '../../ports/paymentProvider.ts';
import type { PaymentDesk } from '../desk.ts';

/** A webhook as it came. */
export interface Webhook {
  readonly provider: ProviderName;
  /** The exact bytes: they are what was signed. */
  readonly body: Uint8Array;
  /** With lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What became of a webhook that is believed. `known`: it came before. `unneeded`: nothing has to be done about it. */
export type Received = 'recorded' | 'known' | 'unneeded';

/** Why a webhook was not taken. */
export type ReceiveRefusal = WebhookRefusal | { readonly code: 'not-configured' };

/**
 * Verifies a webhook and records it once, together with the work it makes. Once this resolves, nothing of it can be lost,
 * and the provider may be told so. Throws what the store throws; then the provider must try again.
 */
export async function receiveWebhook(
  { store, clock, providers }: Pick<PaymentDesk, 'store' | 'clock' | 'providers'>,
  { provider: name, body, headers }: Webhook,
): Promise<Result<Received, ReceiveRefusal>> {
  const provider = providers.get(name);
  if (provider === undefined) return refuse({ code: 'not-configured' });
  const now = clock.now();
  const read = await provider.readWebhook(body, headers, now);
  if (!read.ok) return read;
  const { eventId, type, subject } = read.value;
  if (subject === undefined) return ok('unneeded');
  const path = providerEvents.path(`${name}.${eventId}`);
  return store.transact(async (tx) => {
    if ((await tx.get(path)) !== undefined) return ok('known');
    tx.create(path, {
      provider: name,
      type,
      subject,
      receivedAt: now,
      state: 'waiting',
      attempts: 0,
      nextAttemptAt: now,
    });
    return ok('recorded');
  });
}
