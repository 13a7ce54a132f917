import {
  type ChatInputCommandInteraction,
  ComponentType,
  DiscordAPIError,
  type MessageComponentInteraction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type ModalMessageModalSubmitInteraction,
  type ModalSubmitInteraction,
  RESTJSONErrorCodes,
} from 'discord.js';
import type { Answer, AnswerKind } from '../commands/command.ts';
import type { Refusal } from '../src/app/refusal.ts';
import type { Message } from '../src/ports/messenger.ts';
import { refusalMessage } from '../src/views/refusal.ts';

/** An interaction that is answered with a message. */
export type AnswerableInteraction =
  | ChatInputCommandInteraction
  | MessageContextMenuCommandInteraction
  | MessageComponentInteraction
  | ModalSubmitInteraction;

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
  private readonly interaction: AnswerableInteraction;
  private readonly kind: AnswerKind;
  private readonly timer: NodeJS.Timeout | undefined;
  private acknowledged: Promise<unknown> | undefined;

  constructor(
    interaction: AnswerableInteraction,
    kind: AnswerKind,
    { defers = true }: { readonly defers?: boolean } = {},
  ) {
    this.interaction = interaction;
    this.kind = kind;
    if (!defers) return;
    this.timer = setTimeout(() => {
      this.acknowledged ??= this.defer();
      // The answer itself will meet and report the same failure.
      this.acknowledged.catch(() => undefined);
    }, deferAfterMs);
  }

  async send(message: Message): Promise<void> {
    clearTimeout(this.timer);
    await unlessLost(this.deliver(message));
  }

  async refuse(refusal: Refusal, instead?: Message): Promise<void> {
    await this.sendBeside(refusalMessage(refusal), instead);
  }

  /** Says something without taking the place of what the button belongs to; that becomes `instead`, where it is given. */
  async sendBeside(message: Message, instead?: Message): Promise<void> {
    if (!this.changesMessage()) return this.send(message);
    clearTimeout(this.timer);
    await unlessLost(this.deliverBeside(message, instead));
  }

  /** Forgets the answer: for handlers that ended without one. */
  drop(): void {
    clearTimeout(this.timer);
  }

  private async deliver(message: Message): Promise<void> {
    if (await this.isAcknowledged()) {
      await this.interaction.editReply(this.payloadOf(message));
    } else {
      this.acknowledged = this.reply(message);
      await this.acknowledged;
    }
  }

  private async deliverBeside(message: Message, instead: Message | undefined): Promise<void> {
    const { interaction } = this;
    const payload = { ...payloadOf(message), flags: [MessageFlags.Ephemeral as const] };
    // Only what is acknowledged as a change of the message can still change it afterwards.
    if (instead !== undefined) this.acknowledged ??= this.defer();
    if (!(await this.isAcknowledged())) {
      this.acknowledged = interaction.reply(payload);
      await this.acknowledged;
      return;
    }
    await interaction.followUp(payload);
    if (instead !== undefined) await interaction.editReply(this.payloadOf(instead));
  }

  /** Whether the answer takes the place of the message that the button or form belongs to. */
  private changesMessage(): boolean {
    return this.kind === 'update' && sitsOnMessage(this.interaction);
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
    const payload = this.payloadOf(message);
    if (this.kind === 'update' && sitsOnMessage(interaction)) return interaction.update(payload);
    const flags: (typeof MessageFlags.Ephemeral | typeof MessageFlags.IsComponentsV2)[] = [
      MessageFlags.Ephemeral,
      ...(payload.flags ?? []),
    ];
    return interaction.reply({ ...payload, flags });
  }

  /** Once a message is a panel, Discord takes nothing but the newer layout for it: then all of it is written so. */
  private payloadOf(message: Message) {
    const { interaction } = this;
    const changesPanel =
      this.kind === 'update' &&
      sitsOnMessage(interaction) &&
      interaction.message.flags.has(MessageFlags.IsComponentsV2);
    return changesPanel || isPanel(message) ? panelPayloadOf(message) : payloadOf(message);
  }

  private async defer(): Promise<unknown> {
    const { interaction } = this;
    if (this.kind === 'update' && sitsOnMessage(interaction)) return interaction.deferUpdate();
    return interaction.deferReply({ flags: MessageFlags.Ephemeral });
  }
}

/** Whether there is a message that the answer can change: a form opened from a button has one too. */
function sitsOnMessage(
  interaction: AnswerableInteraction,
): interaction is MessageComponentInteraction | ModalMessageModalSubmitInteraction {
  return interaction.isMessageComponent() || (interaction.isModalSubmit() && interaction.isFromMessage());
}

/** Waits for an answer to arrive; that Discord no longer wants it is nobody's fault. Rejects with any other failure. */
export async function unlessLost(answering: Promise<unknown>): Promise<void> {
  try {
    await answering;
  } catch (error) {
    if (!isLost(error)) throw error;
  }
}

function isLost(error: unknown): boolean {
  return error instanceof DiscordAPIError && lostCodes.includes(error.code);
}

/** Whether a message uses the newer layout: anything but rows of buttons and selects at its top. */
function isPanel({ components = [] }: Message): boolean {
  return components.some(({ type }) => type !== ComponentType.ActionRow);
}

function panelPayloadOf({ content, components = [], embeds = [] }: Message) {
  const texts = [content, ...embeds.map(({ description }) => description ?? '')].filter(
    (text) => text !== '',
  );
  return {
    components: [
      ...texts.map((text) => ({ type: ComponentType.TextDisplay as const, content: text })),
      ...components,
    ],
    attachments: [],
    allowedMentions: { parse: [] },
    flags: [MessageFlags.IsComponentsV2 as const],
  };
}

function payloadOf({ content, embeds = [], components = [], files = [] }: Message) {
  return {
    content,
    embeds,
    components,
    files: files.map(({ name, bytes, description }) => ({
      name,
      attachment: Buffer.from(bytes),
      description,
    })),
    // What an earlier form of the message carried goes with it.
    attachments: [],
    allowedMentions: { parse: [] },
    flags: undefined,
  };
}
