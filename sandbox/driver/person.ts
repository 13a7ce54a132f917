import { directChannel, removeMember, setMemberRoles } from '../model/guilds.ts';
import {
  type Action,
  type Choice,
  INTERACTION,
  type Interaction,
  startInteraction,
} from '../model/interactions.ts';
import { postMessage } from '../model/messages.ts';
import { channelPermissions, holds } from '../model/permissions.ts';
import { CHANNEL, type Channel, type Command, type Json, type User } from '../model/types.ts';
import { canRead, findCommand } from './access.ts';
import { buttonAction, selectAction } from './components.ts';
import type { DriverContext } from './context.ts';
import { DriverError } from './errors.ts';
import type { SandboxChannel, SandboxGuild, SandboxRole } from './guild.ts';
import { descend, type Entity, fillOptions, nest, type OptionValues } from './options.ts';
import type { MessageView } from './view.ts';

/** Where a person does something; without it, in the first channel of their server that they see. */
export interface Whereabouts {
  channel?: SandboxChannel;
  /** In the direct messages with the bot. */
  inDirectMessage?: boolean;
}

/** Someone in a server, who does only what Discord's client would let them do. */
export class Person implements Entity {
  readonly kind = 'user';
  readonly user: User;
  readonly guild: SandboxGuild;
  readonly #context: DriverContext;

  constructor(context: DriverContext, user: User, guild: SandboxGuild) {
    this.#context = context;
    this.user = user;
    this.guild = guild;
  }

  /** The user's id. */
  get id(): string {
    return this.user.id;
  }

  /** The user's name. */
  get name(): string {
    return this.user.username;
  }

  /**
   * Runs a slash command (`addorder`, or `setup roles` for a subcommand) and waits for the first visible
   * answer; a deferral isn't one. Errors: DriverError when the client would not send it, when the bot
   * doesn't acknowledge within three seconds, or when nothing visible follows.
   */
  async slash(name: string, values: OptionValues = {}, where: Whereabouts = {}): Promise<MessageView> {
    const channel = this.#place(where);
    const { data } = this.#commandData(name, values, channel);
    const typed = Object.entries(values).map(([key, value]) => {
      return value === undefined ? '' : ` ${key}:${typeof value === 'object' ? `@${value.name}` : value}`;
    });
    const action = { type: INTERACTION.command, user: this.user, channel, data };
    return this.#use(action, `/${name}${typed.join('')}`, 'command');
  }

  /** The same in the direct messages with the bot. */
  async slashInDirectMessage(name: string, values: OptionValues = {}): Promise<MessageView> {
    return this.slash(name, values, { inDirectMessage: true });
  }

  /** What is offered while typing `focused`, with the other options as filled in so far. */
  async autocomplete(
    name: string,
    values: OptionValues,
    focused: string,
    where: Whereabouts = {},
  ): Promise<readonly Choice[]> {
    const { world } = this.#context;
    const channel = this.#place(where);
    const { data, definitions } = this.#commandData(name, values, channel, focused);
    if (!definitions.find((option) => option.name === focused)?.autocomplete) {
      throw new DriverError(`The option "${focused}" of /${name} offers no autocomplete.`);
    }
    const interaction = startInteraction(world, {
      type: INTERACTION.autocomplete,
      user: this.user,
      channel,
      data,
    });
    return this.#outcome(interaction, 'Loading options failed', () => interaction.choices);
  }

  /**
   * Presses a button, by its label. Resolves to the answer: the same view if the message was updated, or
   * the new message. Errors: DriverError when the person can't see or press it, or nothing visible follows.
   */
  async click(message: MessageView, label: string): Promise<MessageView> {
    return this.#use(buttonAction(this.#context.world, this.user, message, label), `click ${label}`, 'click');
  }

  /** Chooses in a select, found by placeholder or custom id; string options by label or value. */
  async select(
    message: MessageView,
    select: string,
    values: readonly (string | Entity)[],
  ): Promise<MessageView> {
    const names = values.map((value) => (typeof value === 'string' ? value : `@${value.name}`));
    const action = selectAction(this.#context.world, this.user, message, select, values);
    return this.#use(action, `select ${names.join(', ')}`, 'choice');
  }

  /** Writes a message in a channel or to the bot; `<@id>` mentions. Errors: DriverError where they may not. */
  say(content: string, where: Whereabouts = {}): MessageView {
    const { world } = this.#context;
    const channel = this.#place(where);
    const guild = world.guilds.get(channel.guild_id ?? '');
    if (guild && !holds(channelPermissions(guild, channel, this.id), 'ViewChannel', 'SendMessages')) {
      throw new DriverError(`${this.name} can't write in #${channel.name}.`);
    }
    const draft = { content, files: [], flags: 0, enforceNonce: false };
    return this.#context.view(postMessage(world, { channel, author: this.user, draft }));
  }

  /** The direct messages the bot sent so far, oldest first (answers to commands are not among them). */
  inbox(): readonly MessageView[] {
    const { world } = this.#context;
    const channel = world.directChannels.get(this.id);
    return [...(world.messages.get(channel?.id ?? '')?.values() ?? [])]
      .filter(({ wire }) => wire.author.id === world.bot.id && !wire.interaction_metadata)
      .map((message) => this.#context.view(message));
  }

  /** The first direct message that fits and was not given before; waits for it if need be. */
  async nextMessage(fits: (message: MessageView) => boolean = () => true): Promise<MessageView> {
    const channel = directChannel(this.#context.world, this.user);
    const what = `No direct message to ${this.name}`;
    return this.#context.nextMessage(`user:${this.id}`, channel.id, () => this.inbox(), fits, what);
  }

  /** Takes no more direct messages from the bot. */
  closeDirectMessages(): void {
    this.#context.world.closedToDirectMessages.add(this.id);
  }

  /** Takes direct messages again. */
  openDirectMessages(): void {
    this.#context.world.closedToDirectMessages.delete(this.id);
  }

  /** Leaves a server, by default the one this handle belongs to. */
  leave(guild: SandboxGuild = this.guild): void {
    removeMember(this.#context.world, guild.record, this.user);
  }

  /** Is given a role. */
  giveRole(role: SandboxRole): void {
    const roles = this.guild.record.members.get(this.id)?.roles ?? [];
    setMemberRoles(this.#context.world, this.guild.record, this.user, [...new Set([...roles, role.id])]);
  }

  /** Loses a role. */
  takeRole(role: SandboxRole): void {
    const roles = this.guild.record.members.get(this.id)?.roles ?? [];
    const left = roles.filter((id) => id !== role.id);
    setMemberRoles(this.#context.world, this.guild.record, this.user, left);
  }

  #place(where: Whereabouts): Channel {
    const { world } = this.#context;
    if (where.inDirectMessage) return directChannel(world, this.user);
    if (where.channel) return where.channel.record;
    for (const channel of this.guild.record.channels.values()) {
      if (channel.type === CHANNEL.text && canRead(world, channel, this.user)) return channel;
    }
    throw new DriverError(`${this.name} sees no channel in ${this.guild.name}.`);
  }

  #commandData(name: string, values: OptionValues, channel: Channel, focused?: string) {
    const { world } = this.#context;
    const [root = '', ...words] = name.split(' ');
    const command: Command = findCommand(world, root, channel, this.user);
    const { definitions, path } = descend(command, words);
    const guild = world.guilds.get(channel.guild_id ?? '');
    const { options, resolved } = fillOptions(world, guild, definitions, values, focused);
    const data: Json = {
      id: command.id,
      name: command.name,
      type: command.type,
      ...(command.guild_id ? { guild_id: command.guild_id } : {}),
      ...(options.length || path.length ? { options: nest(path, options) } : {}),
      ...(Object.keys(resolved).length ? { resolved } : {}),
    };
    return { data, definitions };
  }

  async #use(action: Action, words: string, kind: 'command' | 'click' | 'choice'): Promise<MessageView> {
    const { world } = this.#context;
    world.record({ kind, userId: this.id, channelId: action.channel.id, words, ...whoSees(action) });
    const interaction = startInteraction(world, action);
    const failure =
      kind === 'command' ? 'The application did not respond' : 'This interaction failed (no response)';
    const message = await this.#outcome(interaction, failure, () => interaction.answers[0]);
    return this.#context.view(message);
  }

  #outcome<T>(interaction: Interaction, failure: string, look: () => T | undefined): Promise<T> {
    const { world, patienceMs } = this.#context;
    const key = `interaction:${interaction.id}`;
    return world.watch.until(
      key,
      () => {
        if (interaction.failed) throw new DriverError(failure);
        return look();
      },
      patienceMs,
      () => {
        const so = interaction.acknowledged ? 'acknowledged, but showed nothing' : 'did not answer';
        return new DriverError(`The bot ${so} within ${patienceMs} ms.`);
      },
    );
  }
}

/** Pressing something on an ephemeral message is seen by nobody else; commands are shown with their answer. */
function whoSees(action: Action): { onlyFor?: string } {
  return action.source?.onlyFor ? { onlyFor: action.source.onlyFor } : {};
}
