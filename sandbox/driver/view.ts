import type { APIEmbed } from 'discord.js';
import { type Attachment, COMPONENT, type Component, type Message } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { DriverError } from './errors.ts';
import { type MediaView, mediaOf } from './media.ts';
import { labelOf, wordsOf } from './words.ts';

/** How long `until` waits in real time unless told otherwise. */
const PATIENCE_MS = 5000;

/** A message as a person sees it. It is live: it shows what the message is now. */
export class MessageView {
  readonly #world: World;
  /** The record behind the view; for the driver. */
  readonly record: Message;

  constructor(world: World, message: Message) {
    this.#world = world;
    this.record = message;
  }

  /** The message's id. */
  get id(): string {
    return this.record.wire.id;
  }

  /** The channel's id. */
  get channelId(): string {
    return this.record.wire.channel_id;
  }

  /** The channel's name; for a direct message the other person's. */
  get channel(): string {
    const channel = this.#world.channels.get(this.channelId);
    return channel?.name ?? channel?.recipients?.[0]?.username ?? '';
  }

  /** The author's name. */
  get author(): string {
    return this.record.wire.author.username;
  }

  /** The content as sent, mentions unresolved. */
  get content(): string {
    return this.record.wire.content;
  }

  /** The embeds as sent. */
  get embeds(): readonly APIEmbed[] {
    return this.record.wire.embeds;
  }

  /** The components as sent. */
  get components(): readonly Component[] {
    return this.record.wire.components;
  }

  /** The files that stand by themselves; `media` has those that components and embeds show, too. */
  get attachments(): readonly Attachment[] {
    return this.record.wire.attachments;
  }

  /** All pictures and files that the message shows, wherever, with their bytes. */
  get media(): readonly MediaView[] {
    return mediaOf(this.#world, this.record);
  }

  /** Whether only one person sees it. */
  get ephemeral(): boolean {
    return this.record.onlyFor !== undefined;
  }

  /** Whether it is gone. */
  get deleted(): boolean {
    return this.record.deleted;
  }

  /** Whether Discord shows it as edited. */
  get edited(): boolean {
    return this.record.wire.edited_timestamp !== null;
  }

  /** Who was notified when it was posted: names, roles as `@&Support`, and `@everyone`. */
  get pinged(): readonly string[] {
    const { users, roles, everyone } = this.record.pinged;
    const guild = this.#world.guilds.get(this.record.guildId ?? '');
    return [
      ...users.map((id) => this.#world.users.get(id)?.username ?? id),
      ...roles.map((id) => `@&${guild?.roles.get(id)?.name ?? id}`),
      ...(everyone ? ['@everyone'] : []),
    ];
  }

  /** The buttons, in reading order. */
  get buttons(): readonly Component[] {
    return flatten(this.components).filter(({ type }) => type === COMPONENT.button);
  }

  /** The selects, in reading order. */
  get selects(): readonly Component[] {
    return flatten(this.components).filter((component) => component.max_values !== undefined);
  }

  /** What is written on the buttons, disabled ones included. */
  get labels(): readonly string[] {
    return this.buttons.map(labelOf);
  }

  /** All words a person sees: content, embeds, components, file names; mentions as names. */
  text(): string {
    return wordsOf(this.#world, this.record.wire);
  }

  /**
   * Waits until the message is as wanted, at most `patienceMs` of real time.
   * Errors: DriverError with what was last seen.
   */
  async until(isWanted: (message: MessageView) => boolean, patienceMs = PATIENCE_MS): Promise<MessageView> {
    await this.#world.watch.until(
      `message:${this.id}`,
      () => (isWanted(this) ? true : undefined),
      patienceMs,
      () => {
        const seen = `Last seen:\n${this.text()}`;
        return new DriverError(`The message did not become as expected within ${patienceMs} ms. ${seen}`);
      },
    );
    return this;
  }
}

/** All components with those inside them, in reading order. */
function flatten(components: readonly Component[]): Component[] {
  return components.flatMap((component) => [
    component,
    ...flatten(component.components ?? []),
    ...(component.accessory ? [component.accessory] : []),
  ]);
}
