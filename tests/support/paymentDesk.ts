import { type Config, readConfig } from '../../src/config.ts';
import { type LocalProviders, startLocalProviders } from './localProviders.ts';
import { type DeskOptions, startDesk, type TestDesk } from './startDesk.ts';

/** A desk that takes payments through a local Stripe and a local PayPal. */
export interface PaymentTestDesk {
  readonly desk: TestDesk;
  readonly local: LocalProviders;
  readonly payments: NonNullable<Config['payments']>;
  stop(): Promise<void>;
}

/** Starts the providers, and a desk that is set up to use them; all go by the same time. */
export async function startPaymentDesk(options: DeskOptions = {}): Promise<PaymentTestDesk> {
  const local = await startLocalProviders(options.time);
  const read = readConfig({ DISCORD_TOKEN: 'unused', ...local.environment });
  if (!read.ok) throw new Error(read.refusal.join('\n'));
  const set = read.value.payments;
  if (set?.paypal === undefined) throw new Error('The providers are not set up');
  const payments = { ...set, paypal: { ...set.paypal, certRoots: [local.paypal.rootCertificate] } };
  const desk = await startDesk({ ...options, payments });
  local.target = desk.orderly.port;
  return {
    desk,
    local,
    payments,
    async stop() {
      await local.close();
      await desk.stop();
    },
  };
}
