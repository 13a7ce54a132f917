import type { Client } from 'discord.js';
import { error } from './error.ts';
import type { Surroundings } from './event.ts';
import { interactionCreate } from './interactionCreate.ts';

/** Hears every event there is a file for. A handler that throws never ends the process. */
export function listen(client: Client, surroundings: Surroundings): void {
  const { log } = surroundings;
  client.on(interactionCreate.name, (interaction) => {
    interactionCreate
      .run(surroundings, interaction)
      .catch((err: unknown) => log.error({ err }, 'An event handler failed'));
  });
  client.on(error.name, (cause) => {
    error.run(surroundings, cause).catch((err: unknown) => log.error({ err }, 'An event handler failed'));
  });
}
