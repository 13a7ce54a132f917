import type {
  APIApplicationCommandOptionChoice,
  APIModalInteractionResponseCallbackData,
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  MessageComponentInteraction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
  RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import type { WholeDesk } from '../src/app/desk.ts';
import type { Refusal } from '../src/app/refusal.ts';
import type { Message } from '../src/ports/messenger.ts';

/** The one answer to an interaction: the first message sends it, later ones change it. Only the asker sees it. */
export interface Answer {
  send(message: Message): Promise<void>;
  /**
   * Says no, always in a message of its own: one that a button belongs to keeps its other buttons. Where that message is
   * out of date, `instead` takes its place.
   */
  refuse(refusal: Refusal, instead?: Message): Promise<void>;
}

/** A suggestion shown while someone types an option. */
export type Choice = APIApplicationCommandOptionChoice<string>;

/** `update` changes the message the button or form belongs to, `new` answers beside it. */
export type AnswerKind = 'update' | 'new';

/** What a handler of one kind of interaction does with it. `values` are the arguments in its custom id. */
type Run<Interaction> = (
  interaction: Interaction,
  values: readonly string[],
  answer: Answer,
  desk: WholeDesk,
) => Promise<void>;

/** A button or select that a command owns. Its custom id is `command:action:argument:argument…`. */
export interface ComponentHandler {
  readonly answers: AnswerKind;
  readonly run: Run<MessageComponentInteraction>;
}

/** A button that opens a form. */
export interface FormOpener {
  readonly answers: 'form';
  /** The form to show, or a message that says why there is none. Quick: Discord waits three seconds, and not longer. */
  open(
    interaction: MessageComponentInteraction,
    values: readonly string[],
    desk: WholeDesk,
  ): Promise<APIModalInteractionResponseCallbackData | Message>;
}

/** A form that someone sent. Its custom id is built like a button's. */
export interface FormHandler {
  readonly answers: AnswerKind;
  readonly run: Run<ModalSubmitInteraction>;
}

/** An entry in the menu of a message. */
export interface MessageMenu {
  readonly definition: RESTPostAPIContextMenuApplicationCommandsJSONBody;
  run(interaction: MessageContextMenuCommandInteraction, answer: Answer, desk: WholeDesk): Promise<void>;
}

/** A slash command with all that belongs to it. Listed in `index.ts`; nothing else needs to know it. */
export interface Command {
  readonly definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
  run(interaction: ChatInputCommandInteraction, answer: Answer, desk: WholeDesk): Promise<void>;
  /** Suggestions for the option that is being typed; at most 25 are shown. */
  suggest?(interaction: AutocompleteInteraction, desk: WholeDesk): Promise<Choice[]>;
  /** Buttons and selects by action. */
  readonly components?: Readonly<Record<string, ComponentHandler | FormOpener>>;
  /** Forms by action. */
  readonly forms?: Readonly<Record<string, FormHandler>>;
  readonly messageMenu?: MessageMenu;
}
