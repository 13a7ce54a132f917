import { withFreshLinks } from '../model/attachments.ts';
import { directChannel } from '../model/guilds.ts';
import { channelPermissions, DIRECT_MESSAGE_PERMISSIONS, holds } from '../model/permissions.ts';
import { markRead, type Unread, unreadIn } from '../model/reading.ts';
import { CHANNEL, type Channel, type Command, type WireMessage } from '../model/types.ts';
import { COMMAND_TYPE, canRead, canSee, usableCommands } from './access.ts';
import type { DriverContext } from './context.ts';
import { DriverError } from './errors.ts';
import type { Person, Whereabouts } from './person.ts';
import type { MessageView } from './view.ts';

/** A channel in a person's list. */
export interface Place {
  readonly channel: Channel;
  readonly unread: Unread;
  readonly mayWrite: boolean;
  readonly mayAttach: boolean;
}

/** What a client shows differently now: a message the person sees, one they don't see any more, or the lists. */
export type Sight =
  | { kind: 'message'; message: MessageView }
  | { kind: 'gone'; id: string; channelId: string }
  | { kind: 'places' };

/** The commands a person can use in a channel, by where they are offered. */
export interface OfferedCommands {
  readonly slash: readonly Command[];
  readonly onMessages: readonly Command[];
  readonly onPeople: readonly Command[];
}

/** What Discord's client shows one person, and tells as it changes. */
export class Client {
  readonly person: Person;
  readonly #context: DriverContext;

  constructor(context: DriverContext, person: Person) {
    this.#context = context;
    this.person = person;
  }

  /** The channels of the person's server that they see, categories included, and their direct messages with the bot. */
  places(): Place[] {
    const direct = directChannel(this.#context.world, this.person.user);
    const channels = [...this.person.guild.record.channels.values()];
    return [direct, ...channels.filter((channel) => this.#sees(channel))].map((channel) =>
      this.#place(channel),
    );
  }

  /** The newest messages that the person sees in a channel, oldest first. */
  messages(channelId: string, limit = Number.POSITIVE_INFINITY): MessageView[] {
    const { world } = this.#context;
    return [...(world.messages.get(channelId)?.values() ?? [])]
      .filter((message) => canSee(world, message, this.person.user))
      .slice(-limit)
      .map((message) => this.#context.view(message));
  }

  /** A message that the person sees. Errors: DriverError. */
  message(channelId: string, id: string): MessageView {
    const { world } = this.#context;
    const message = world.messages.get(channelId)?.get(id);
    if (!message || !canSee(world, message, this.person.user)) {
      throw new DriverError(`${this.person.name} can't see that message.`);
    }
    return this.#context.view(message);
  }

  /** A message as it is on the wire, with links that work now. */
  wire({ record }: MessageView): WireMessage {
    return withFreshLinks(this.#context.world, record.wire);
  }

  /** The commands that the person sees and may use in a channel. */
  commands(channelId: string): OfferedCommands {
    const { world } = this.#context;
    const channel = world.channels.get(channelId);
    const offered = (type: number) => (channel ? usableCommands(world, channel, this.person.user, type) : []);
    return {
      slash: offered(COMMAND_TYPE.slash),
      onMessages: offered(COMMAND_TYPE.message),
      onPeople: offered(COMMAND_TYPE.user),
    };
  }

  /** Where something is to be done, for the person's deeds. Errors: DriverError when they don't see the channel. */
  where(channelId: string): Whereabouts {
    if (directChannel(this.#context.world, this.person.user).id === channelId) {
      return { inDirectMessage: true };
    }
    const channel = this.person.guild.channels.find(({ id }) => id === channelId);
    if (!channel || !this.#sees(channel.record)) {
      throw new DriverError(`${this.person.name} can't see that channel.`);
    }
    return { channel };
  }

  /** Notes that the person has read a channel, if they see it. */
  markRead(channelId: string): void {
    const channel = this.#context.world.channels.get(channelId);
    if (channel && this.#sees(channel)) markRead(this.#context.world, this.person.user, channel);
  }

  /** Puts a message away that only this person sees. Errors: DriverError for any other. */
  dismiss(channelId: string, id: string): void {
    const { world } = this.#context;
    const { record } = this.message(channelId, id);
    if (!record.onlyFor) throw new DriverError('Only what you alone see can be dismissed.');
    world.dismissed.add(id);
    world.changed({ kind: 'message', message: record });
  }

  /** Tells of each change that this person gets to see; returns what ends that. */
  watch(listener: (sight: Sight) => void): () => void {
    const { world } = this.#context;
    const { user } = this.person;
    const look = (change: Parameters<typeof world.changed>[0]) => {
      if (change.kind === 'reading' && change.userId !== user.id) return;
      if (change.kind !== 'message') {
        listener({ kind: 'places' });
        return;
      }
      const { message } = change;
      const { id, channel_id: channelId } = message.wire;
      if (canSee(world, message, user)) {
        listener({ kind: 'message', message: this.#context.view(message) });
      } else if (message.deleted || message.onlyFor === user.id) {
        listener({ kind: 'gone', id, channelId });
      }
    };
    world.onChange.add(look);
    return () => world.onChange.delete(look);
  }

  #place(channel: Channel): Place {
    const { user, guild } = this.person;
    const held =
      channel.type === CHANNEL.direct
        ? DIRECT_MESSAGE_PERMISSIONS
        : channelPermissions(guild.record, channel, user.id);
    const writable = channel.type !== CHANNEL.category;
    return {
      channel,
      unread: unreadIn(this.#context.world, user, channel),
      mayWrite: writable && holds(held, 'SendMessages'),
      mayAttach: writable && holds(held, 'SendMessages', 'AttachFiles'),
    };
  }

  #sees(channel: Channel): boolean {
    return canRead(this.#context.world, channel, this.person.user);
  }
}
