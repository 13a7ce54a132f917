import type {
  APIApplicationCommandOptionChoice,
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  MessageComponentInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Desk } from '../src/app/desk.ts';
import type { Message } from '../src/ports/messenger.ts';

/** The one answer to an interaction: the first message sends it, later ones change it. Only the asker sees it. */
export interface Answer {
  send(message: Message): Promise<void>;
}

/** A suggestion shown while someone types an option. */
export type Choice = APIApplicationCommandOptionChoice<string>;

/** A button or select that a command owns. Its custom id is `command:action:argument:argument…`. */
export interface ComponentHandler {
  /** `update` changes the message it sits on, `new` answers beside it. */
  readonly answers: 'update' | 'new';
  run(
    interaction: MessageComponentInteraction,
    values: readonly string[],
    answer: Answer,
    desk: Desk,
  ): Promise<void>;
}

/** A slash command with all that belongs to it. Listed in `index.ts`; nothing else needs to know it. */
export interface Command {
  readonly definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
  run(interaction: ChatInputCommandInteraction, answer: Answer, desk: Desk): Promise<void>;
  /** Suggestions for the option that is being typed; at most 25 are shown. */
  suggest?(interaction: AutocompleteInteraction, desk: Desk): Promise<Choice[]>;
  /** Buttons and selects by action. */
  readonly components?: Readonly<Record<string, ComponentHandler>>;
}
