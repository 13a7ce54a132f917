import { Client, type ClientOptions, Events, GatewayIntentBits } from 'discord.js';
import type { Sandbox } from '../../sandbox/index.ts';

/** Logs a real client in to the local Discord and waits until it is ready. */
export async function startBot(
  sandbox: Sandbox,
  options: Partial<ClientOptions> = {},
): Promise<Client<true>> {
  const client = newClient(sandbox, options);
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(sandbox.token);
  return ready;
}

/** A real client that will talk to the local Discord, not yet logged in. */
export function newClient(sandbox: Sandbox, options: Partial<ClientOptions> = {}): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { api: sandbox.apiUrl, version: '10' },
    // The client otherwise waits five seconds between two identifications.
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
    ...options,
  });
}
