import type { Client, ClientEvents } from 'discord.js';
import { error } from './error.ts';
import type { EventHandler, Surroundings } from './event.ts';
import { interactionCreate } from './interactionCreate.ts';
import { messageCreate } from './messageCreate.ts';
import { shardDisconnect } from './shardDisconnect.ts';

/** Hears every event there is a file for. A handler that throws never ends the process. */
export function listen(client: Client, surroundings: Surroundings): void {
  const hear = <Name extends keyof ClientEvents>(handler: EventHandler<Name>) => {
    client.on(handler.name, (...facts) => {
      handler
        .run(surroundings, ...facts)
        .catch((err: unknown) => surroundings.log.error({ err }, 'An event handler failed'));
    });
  };
  hear(interactionCreate);
  hear(messageCreate);
  hear(error);
  hear(shardDisconnect);
}
