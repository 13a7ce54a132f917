import { MAX_CONTENT } from '../limits/message.ts';
import { directChannel, removeMember, setMemberRoles } from '../model/guilds.ts';
import { type Choice, INTERACTION, startInteraction } from '../model/interactions.ts';
import { postMessage } from '../model/messages.ts';
import { ALL_PERMISSIONS, channelPermissions, holds } from '../model/permissions.ts';
import { CHANNEL, type Channel, type Command, type Json, type User } from '../model/types.ts';
import { canRead, findCommand } from './access.ts';
import { Client } from './client.ts';
import { buttonAction, selectAction } from './components.ts';
import type { DriverContext } from './context.ts';
import { DriverError } from './errors.ts';
import { isFile, MAX_FILES, type SandboxFile, upload } from './files.ts';
import type { FormView } from './form.ts';
import type { SandboxChannel, SandboxGuild, SandboxRole } from './guild.ts';
import { formOf, interact, messageOf, outcomeOf } from './interact.ts';
import { messageMenuAction, userMenuAction } from './menus.ts';
import { descend, type Entity, fillOptions, nest, type OptionValue, type OptionValues } from './options.ts';
import type { MessageView } from './view.ts';

/** Where a person does something; without it, in the first channel of their server that they see. */
export interface Whereabouts {
  channel?: SandboxChannel;
  /** In the direct messages with the bot. */
  inDirectMessage?: boolean;
}

/** Where a person writes, and what with. */
export interface Saying extends Whereabouts {
  files?: readonly SandboxFile[];
}

/** Someone in a server, who does only what Discord's client would let them do. */
export class Person implements Entity {
  readonly kind = 'user';
  readonly user: User;
  readonly guild: SandboxGuild;
  /** What Discord's client shows this person. */
  readonly client: Client;
  readonly #context: DriverContext;

  constructor(context: DriverContext, user: User, guild: SandboxGuild) {
    this.#context = context;
    this.user = user;
    this.guild = guild;
    this.client = new Client(context, this);
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
   * doesn't acknowledge within three seconds, or when nothing visible follows; FormOpened when a form does.
   */
  async slash(name: string, values: OptionValues = {}, where: Whereabouts = {}): Promise<MessageView> {
    return messageOf(await this.#slash(name, values, where));
  }

  /** Runs a slash command that opens a form. Errors: DriverError as `slash`, or when no form opens. */
  async slashForm(name: string, values: OptionValues = {}, where: Whereabouts = {}): Promise<FormView> {
    return formOf(await this.#slash(name, values, where));
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
    return outcomeOf(this.#context, interaction, () => interaction.choices);
  }

  /**
   * Presses a button, by its label. Resolves to the answer: the same view if the message was updated, or
   * the new message. Errors: DriverError when the person can't see or press it, or nothing visible follows;
   * FormOpened when a form does.
   */
  async click(message: MessageView, label: string): Promise<MessageView> {
    return messageOf(await this.#click(message, label));
  }

  /** Presses a button that opens a form. Errors: DriverError as `click`, or when no form opens. */
  async openForm(message: MessageView, label: string): Promise<FormView> {
    return formOf(await this.#click(message, label));
  }

  /** Chooses in a select, found by placeholder or custom id; string options by label or value. */
  async select(
    message: MessageView,
    select: string,
    values: readonly (string | Entity)[],
  ): Promise<MessageView> {
    return messageOf(await this.#select(message, select, values));
  }

  /** Chooses in a select that opens a form. Errors: DriverError as `select`, or when no form opens. */
  async selectForm(
    message: MessageView,
    select: string,
    values: readonly (string | Entity)[],
  ): Promise<FormView> {
    return formOf(await this.#select(message, select, values));
  }

  /** Chooses a command in a message's menu and waits for the answer. Errors: as `slash`. */
  async useMessageMenu(message: MessageView, name: string): Promise<MessageView> {
    return messageOf(await this.#messageMenu(message, name));
  }

  /** Chooses a command that opens a form in a message's menu. Errors: as `slashForm`. */
  async messageMenuForm(message: MessageView, name: string): Promise<FormView> {
    return formOf(await this.#messageMenu(message, name));
  }

  /** Chooses a command in a person's menu and waits for the answer. Errors: as `slash`. */
  async useUserMenu(target: Entity, name: string, where: Whereabouts = {}): Promise<MessageView> {
    return messageOf(await this.#userMenu(target, name, where));
  }

  /** Chooses a command that opens a form in a person's menu. Errors: as `slashForm`. */
  async userMenuForm(target: Entity, name: string, where: Whereabouts = {}): Promise<FormView> {
    return formOf(await this.#userMenu(target, name, where));
  }

  /**
   * Writes a message in a channel or to the bot, perhaps with files; `<@id>` mentions.
   * Errors: DriverError where they may not, and for what the client refuses.
   */
  say(content: string, saying: Saying = {}): MessageView {
    const { world } = this.#context;
    const channel = this.#place(saying);
    const given = saying.files ?? [];
    const guild = world.guilds.get(channel.guild_id ?? '');
    const held = guild ? channelPermissions(guild, channel, this.id) : ALL_PERMISSIONS;
    if (!holds(held, 'ViewChannel', 'SendMessages')) {
      throw new DriverError(`${this.name} can't write in #${channel.name}.`);
    }
    if (given.length && !holds(held, 'AttachFiles')) {
      throw new DriverError(`${this.name} can't attach files in #${channel.name}.`);
    }
    if (given.length > MAX_FILES) throw new DriverError(`A message holds at most ${MAX_FILES} files.`);
    if (content.length > MAX_CONTENT) {
      throw new DriverError(`A message holds at most ${MAX_CONTENT} characters.`);
    }
    if (content.trim() === '' && given.length === 0) throw new DriverError('There is nothing to send.');
    const files = given.map((file) => upload(world, channel.id, file));
    const attachments = files.map(({ attachment }) => attachment);
    const draft = { content, attachments, files, flags: 0, enforceNonce: false };
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
    this.#context.world.changed({ kind: 'places' });
  }

  /** Whether the bot may write to them. */
  get takesDirectMessages(): boolean {
    return !this.#context.world.closedToDirectMessages.has(this.id);
  }

  /** Takes direct messages again. */
  openDirectMessages(): void {
    this.#context.world.closedToDirectMessages.delete(this.id);
    this.#context.world.changed({ kind: 'places' });
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

  async #slash(name: string, values: OptionValues, where: Whereabouts) {
    const channel = this.#place(where);
    const { data } = this.#commandData(name, values, channel);
    const typed = Object.entries(values).map(([key, value]) => {
      return value === undefined ? '' : ` ${key}:${valueWords(value)}`;
    });
    const action = { type: INTERACTION.command, user: this.user, channel, data };
    return interact(this.#context, action, `/${name}${typed.join('')}`, 'command');
  }

  async #click(message: MessageView, label: string) {
    const action = buttonAction(this.#context.world, this.user, message, label);
    return interact(this.#context, action, `click ${label}`, 'click');
  }

  async #select(message: MessageView, select: string, values: readonly (string | Entity)[]) {
    const names = values.map((value) => (typeof value === 'string' ? value : `@${value.name}`));
    const action = selectAction(this.#context.world, this.user, message, select, values);
    return interact(this.#context, action, `select ${names.join(', ')}`, 'choice');
  }

  async #messageMenu(message: MessageView, name: string) {
    const action = messageMenuAction(this.#context.world, this.user, message, name);
    return interact(this.#context, action, `${name}, on the message of ${message.author}`, 'command');
  }

  async #userMenu(target: Entity, name: string, where: Whereabouts) {
    const { world } = this.#context;
    const action = userMenuAction(world, this.user, this.#place(where), target, name);
    return interact(this.#context, action, `${name}, on @${target.name}`, 'command');
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
}

function valueWords(value: OptionValue): string {
  if (typeof value !== 'object') return String(value);
  return isFile(value) ? `[${value.name}]` : `@${value.name}`;
}
