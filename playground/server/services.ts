import type { BotEnvironment } from './botProcess.ts';

/** Something the bot talks to beside Discord, played on this machine: a payment provider, say. */
export interface LocalService {
  /** As people know it. */
  readonly name: string;
  /** What the bot has to be told to find it. */
  readonly environment: BotEnvironment;
  close(): Promise<void>;
}

/** Starts one; `folder` is where it may keep things, so that a restart goes on where it was. */
export type StartLocalService = (folder: string) => Promise<LocalService>;

/** The services that a playground starts before the bot. The local Stripe and PayPal belong here once they exist. */
export const localServices: readonly StartLocalService[] = [];
