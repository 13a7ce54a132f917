import {
  addMember,
  announce,
  createChannel,
  createRole,
  deleteChannel,
  editChannel,
} from '../model/guilds.ts';
import { type PermissionName, permissionBits } from '../model/permissions.ts';
import { CHANNEL, type Channel, type Guild, type Overwrite, type Role, type User } from '../model/types.ts';
import { canSee } from './access.ts';
import type { DriverContext } from './context.ts';
import { DriverError } from './errors.ts';
import type { Entity } from './options.ts';
import { Person } from './person.ts';
import type { MessageView } from './view.ts';

/** Who an overwrite is for: a person, a role, everyone, or the bot. */
export interface OverwritePlan {
  for: Person | SandboxRole | 'everyone' | 'bot';
  allow?: readonly PermissionName[];
  deny?: readonly PermissionName[];
}

/** What a channel is made from. */
export interface ChannelOptions {
  name: string;
  topic?: string;
  parent?: SandboxChannel;
  overwrites?: readonly OverwritePlan[];
}

/** What a person may do in a server, beyond what everyone may. */
export interface Rights {
  permissions?: readonly PermissionName[];
  roles?: readonly SandboxRole[];
}

/** Someone who wasn't anywhere before. */
export interface Newcomer extends Rights {
  username: string;
}

/** A role that people can be given. */
export class SandboxRole implements Entity {
  readonly kind = 'role';
  readonly record: Role;

  constructor(record: Role) {
    this.record = record;
  }

  /** The role's id. */
  get id(): string {
    return this.record.id;
  }

  /** The role's name. */
  get name(): string {
    return this.record.name;
  }
}

/** A text channel or category of a server. */
export class SandboxChannel implements Entity {
  readonly kind = 'channel';
  readonly record: Channel;
  readonly guild: SandboxGuild;
  readonly #context: DriverContext;

  constructor(context: DriverContext, record: Channel, guild: SandboxGuild) {
    this.#context = context;
    this.record = record;
    this.guild = guild;
  }

  /** The channel's id. */
  get id(): string {
    return this.record.id;
  }

  /** The channel's name. */
  get name(): string {
    return this.record.name ?? '';
  }

  /** The channel's topic. */
  get topic(): string | null {
    return this.record.topic ?? null;
  }

  /** The messages that everyone in the channel sees, oldest first. */
  messages(): readonly MessageView[] {
    return this.#all().filter((message) => !message.ephemeral);
  }

  /** What one person sees in the channel, oldest first: their ephemeral messages too. */
  messagesSeenBy(person: Person): readonly MessageView[] {
    return this.#all().filter((message) => canSee(this.#context.world, message.record, person.user));
  }

  /** The first message of the bot that all can see, fits, and was not given before; waits if need be. */
  async nextMessage(fits: (message: MessageView) => boolean = () => true): Promise<MessageView> {
    const { world } = this.#context;
    const posted = () => this.messages().filter(({ record }) => record.wire.author.id === world.bot.id);
    return this.#context.nextMessage(
      `channel:${this.id}`,
      this.id,
      posted,
      fits,
      `No message in #${this.name}`,
    );
  }

  /** Replaces the channel's permission overwrites. */
  setOverwrites(plans: readonly OverwritePlan[]): void {
    const overwrites = this.guild.overwrites(plans);
    editChannel(this.#context.world, this.guild.record, this.record, { permission_overwrites: overwrites });
  }

  /** Removes the channel. */
  delete(): void {
    deleteChannel(this.#context.world, this.guild.record, this.record);
  }

  #all(): MessageView[] {
    const messages = this.#context.world.messages.get(this.id)?.values() ?? [];
    return [...messages].map((message) => this.#context.view(message));
  }
}

/** A server, with the bot in it. */
export class SandboxGuild {
  readonly record: Guild;
  readonly #context: DriverContext;
  readonly #people = new Map<string, Person>();
  readonly #channels = new Map<string, SandboxChannel>();

  constructor(context: DriverContext, record: Guild) {
    this.#context = context;
    this.record = record;
    for (const id of record.members.keys()) {
      const user = context.world.users.get(id);
      if (user && !user.bot && id !== record.ownerId) this.#meet(user);
    }
  }

  /** The guild's id. */
  get id(): string {
    return this.record.id;
  }

  /** The guild's name. */
  get name(): string {
    return this.record.name;
  }

  /** Adds a text channel. */
  createChannel(options: ChannelOptions): SandboxChannel {
    return this.#create(options, CHANNEL.text);
  }

  /** Adds a category, to be the `parent` of channels. */
  createCategory(options: Omit<ChannelOptions, 'parent' | 'topic'>): SandboxChannel {
    return this.#create(options, CHANNEL.category);
  }

  /** The channel of that name, whoever made it. Errors: DriverError. */
  channel(name: string): SandboxChannel {
    for (const channel of this.record.channels.values()) {
      if (channel.name === name) return this.#handle(channel);
    }
    throw new DriverError(`There is no channel #${name} in ${this.name}.`);
  }

  /** Adds a role. */
  createRole(options: {
    name: string;
    permissions?: readonly PermissionName[];
    mentionable?: boolean;
  }): SandboxRole {
    const { name, permissions = [], mentionable = false } = options;
    return new SandboxRole(createRole(this.#context.world, this.record, name, permissions, mentionable));
  }

  /** The role of that name. Errors: DriverError. */
  role(name: string): SandboxRole {
    for (const role of this.record.roles.values()) {
      if (role.name === name) return new SandboxRole(role);
    }
    throw new DriverError(`There is no role "${name}" in ${this.name}.`);
  }

  /** Lets someone join: a new person, or one from another server. Their permissions come by a role. */
  join(who: Newcomer | Person, options: Rights = {}): Person {
    const { world } = this.#context;
    const known = who instanceof Person;
    const given: Rights = known ? options : { ...who, ...options };
    const user = known ? who.user : world.addUser(who.username);
    const roles = (given.roles ?? []).map(({ id }) => id);
    if (given.permissions?.length) {
      roles.push(createRole(world, this.record, `${user.username}'s rights`, given.permissions).id);
    }
    addMember(world, this.record, user, roles);
    return this.#meet(user);
  }

  #meet(user: User): Person {
    const person = new Person(this.#context, user, this);
    this.#people.set(user.username, person);
    return person;
  }

  /** The person of that name who joined here. Errors: DriverError. */
  person(username: string): Person {
    const person = this.#people.get(username);
    if (!person) throw new DriverError(`There is no @${username} in ${this.name}.`);
    return person;
  }

  /** Everyone who joined here, but for the owner. */
  get people(): readonly Person[] {
    return [...this.#people.values()];
  }

  /** The server's channels. */
  get channels(): readonly SandboxChannel[] {
    return [...this.record.channels.values()].map((channel) => this.#handle(channel));
  }

  /** Changes what the bot may do in the whole server. */
  setBotPermissions(permissions: readonly PermissionName[]): void {
    const { world } = this.#context;
    const id = this.record.members.get(world.bot.id)?.roles[0];
    const role = this.record.roles.get(id ?? '');
    if (!role) throw new DriverError('The bot is not a member.');
    role.permissions = String(permissionBits(permissions));
    announce(world, this.record, 'GUILD_ROLE_UPDATE', { guild_id: this.id, role });
  }

  /** Overwrites as Discord keeps them. */
  overwrites(plans: readonly OverwritePlan[]): Overwrite[] {
    const { world } = this.#context;
    return plans.map((plan) => {
      const bits = {
        allow: String(permissionBits(plan.allow ?? [])),
        deny: String(permissionBits(plan.deny ?? [])),
      };
      if (plan.for === 'everyone') return { id: this.id, type: 0, ...bits };
      if (plan.for === 'bot') return { id: world.bot.id, type: 1, ...bits };
      return { id: plan.for.id, type: plan.for.kind === 'role' ? 0 : 1, ...bits };
    });
  }

  #create(options: ChannelOptions, type: 0 | 4): SandboxChannel {
    const { name, topic, parent, overwrites } = options;
    const channel = createChannel(this.#context.world, this.record, {
      name,
      type,
      ...(topic === undefined ? {} : { topic }),
      ...(parent ? { parentId: parent.id } : {}),
      ...(overwrites ? { overwrites: this.overwrites(overwrites) } : {}),
    });
    return this.#handle(channel);
  }

  #handle(channel: Channel): SandboxChannel {
    const known = this.#channels.get(channel.id);
    if (known) return known;
    const handle = new SandboxChannel(this.#context, channel, this);
    this.#channels.set(channel.id, handle);
    return handle;
  }
}
