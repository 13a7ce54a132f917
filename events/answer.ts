import {
  type ChatInputCommandInteraction,
  DiscordAPIError,
  type MessageComponentInteraction,
  MessageFlags,
  RESTJSONErrorCodes,
} from 'discord.js';
import type { Answer, ComponentHandler } from '../commands/command.ts';
import type { Message } from '../src/ports/messenger.ts';

/** Discord waits three seconds; a network may eat a good part of that. */
const deferAfterMs = 1_500;

/** Discord no longer wants this answer: it came too late, or the same interaction was answered by its other delivery. */
const lostCodes: readonly (number | string)[] = [
  RESTJSONErrorCodes.UnknownInteraction,
  RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged,
  RESTJSONErrorCodes.InvalidWebhookToken,
  RESTJSONErrorCodes.UnknownMessage,
];

/**
 * The answer to one interaction. One direct reply while the work is quick; if it takes longer than 1.5 s Discord is told
 * to wait, and the answer follows as an edit. Nothing in it ever pings.
 */
export class InteractionAnswer implements Answer {
  private readonly interaction: ChatInputCommandInteraction | MessageComponentInteraction;
  private readonly kind: ComponentHandler['answers'];
  private readonly timer: NodeJS.Timeout;
  private acknowledged: Promise<unknown> | undefined;

  constructor(
    interaction: ChatInputCommandInteraction | MessageComponentInteraction,
    kind: ComponentHandler['answers'],
  ) {
    this.interaction = interaction;
    this.kind = kind;
    this.timer = setTimeout(() => {
      this.acknowledged ??= this.defer();
      // The answer itself will meet and report the same failure.
      this.acknowledged.catch(() => undefined);
    }, deferAfterMs);
  }

  async send(message: Message): Promise<void> {
    clearTimeout(this.timer);
    try {
      if (await this.isAcknowledged()) {
        await this.interaction.editReply(payloadOf(message));
      } else {
        this.acknowledged = this.reply(message);
        await this.acknowledged;
      }
    } catch (error) {
      if (!isLost(error)) throw error;
    }
  }

  /** Forgets the answer: for handlers that ended without one. */
  drop(): void {
    clearTimeout(this.timer);
  }

  /** Whether an earlier answer arrived, so that this one has to change it. Throws when Discord no longer wants one. */
  private async isAcknowledged(): Promise<boolean> {
    try {
      await this.acknowledged;
      return this.acknowledged !== undefined;
    } catch (error) {
      if (isLost(error)) throw error;
      return false;
    }
  }

  private async reply(message: Message): Promise<unknown> {
    const { interaction } = this;
    if (this.kind === 'update' && interaction.isMessageComponent())
      return interaction.update(payloadOf(message));
    return interaction.reply({ ...payloadOf(message), flags: MessageFlags.Ephemeral });
  }

  private async defer(): Promise<unknown> {
    const { interaction } = this;
    if (this.kind === 'update' && interaction.isMessageComponent()) return interaction.deferUpdate();
    return interaction.deferReply({ flags: MessageFlags.Ephemeral });
  }
}

function isLost(error: unknown): boolean {
  return error instanceof DiscordAPIError && lostCodes.includes(error.code);
}

function payloadOf({ content, embeds = [], components = [] }: Message) {
  return { content, embeds, components, allowedMentions: { parse: [] } };
}
