import type { ClientEvents } from 'discord.js';
import type { WholeDesk } from '../src/app/desk.ts';
import type { Logger } from '../src/log.ts';
import type { Messenger } from '../src/ports/messenger.ts';

/** What event handlers work with. */
export interface Surroundings {
  readonly desk: WholeDesk;
  readonly messenger: Messenger;
  readonly log: Logger;
  /** Ends the whole desk: it can't do its work any more. */
  fail(): void;
}

/** A gateway event and what is done about it. The file is named after the event. */
export interface EventHandler<Name extends keyof ClientEvents> {
  readonly name: Name;
  run(surroundings: Surroundings, ...facts: ClientEvents[Name]): Promise<void>;
}
