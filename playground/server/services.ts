import { freePort } from '../../sandbox/freePort.ts';
import { startLocalPayments } from '../../sandbox/localPayments.ts';
import type { BotEnvironment } from './botProcess.ts';

/** What the bot talks to beside Discord, played on this machine: Stripe and PayPal. */
export interface LocalServices {
  /** What the bot has to be told to find them, and to be found by them. */
  readonly environment: BotEnvironment;
  close(): Promise<void>;
}

/** Starts them, and chooses the port at which they and those who pay reach the bot. */
export async function startLocalServices(): Promise<LocalServices> {
  const port = await freePort();
  const payments = await startLocalPayments({ publicUrl: `http://127.0.0.1:${port}` });
  return {
    environment: { ...payments.environment, PORT: String(port) },
    close: () => payments.close(),
  };
}
