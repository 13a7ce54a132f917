import type { Clock } from '../clock.ts';
import { type StoredFile, UPLOAD_LIMIT_BYTES } from './attachments.ts';
import type { Change } from './changes.ts';
import type { HistoryEntry } from './history.ts';
import type { Interaction } from './interactions.ts';
import { snowflakes } from './snowflake.ts';
import type { Channel, Command, Guild, Message, User } from './types.ts';
import { Watch } from './watch.ts';

/** Which clients hear of an event: those with `intent` (none needed if absent), in the guild's shard. */
export interface Audience {
  intent?: number;
  guildId?: string;
  /** Set for messages, whose content not every client may read. */
  message?: Message;
}

/** Everything the local Discord knows. The functions beside it in this folder are what changes it. */
export class World {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly bot: User;
  readonly users = new Map<string, User>();
  readonly guilds = new Map<string, Guild>();
  /** Every channel, of guilds and direct messages. */
  readonly channels = new Map<string, Channel>();
  /** The direct message channel between the bot and a user, by user id. */
  readonly directChannels = new Map<string, Channel>();
  /** Messages by channel id and message id, oldest first. */
  readonly messages = new Map<string, Map<string, Message>>();
  /** Commands by scope (`global` or a guild id) and command id. */
  readonly commands = new Map<string, Map<string, Command>>();
  /** Interactions by token. */
  readonly interactions = new Map<string, Interaction>();
  /** Uploaded files by attachment id. */
  readonly attachments = new Map<string, StoredFile>();
  /** Users who take no direct messages from the bot. */
  readonly closedToDirectMessages = new Set<string>();
  /** The last message that a user has read of a channel, by user id and channel id. */
  readonly readUpTo = new Map<string, Map<string, string>>();
  /** Messages that the only one who saw them has put away. */
  readonly dismissed = new Set<string>();
  readonly history: HistoryEntry[] = [];
  /** Told of each history entry as it is written. */
  readonly onHistory = new Set<(entry: HistoryEntry) => void>();
  /** Told of each thing that a Discord client would show differently now. */
  readonly onChange = new Set<(change: Change) => void>();
  readonly watch = new Watch();
  /** Sends an event to connected clients; the gateway sets it. */
  dispatch: (event: string, data: unknown, audience?: Audience) => void = () => {};
  /** Whether the bot was granted the message content intent in the developer portal. */
  readsMessageContent = false;
  /** How large an uploaded file may be. */
  uploadLimitBytes = UPLOAD_LIMIT_BYTES;
  /** Where the server listens, such as `http://127.0.0.1:4000`. */
  origin = '';
  /** The nonces seen lately, for `enforce_nonce`. */
  readonly nonces = new Map<string, { message: Message; atMs: number }>();

  constructor(clock: Clock, botName: string) {
    this.clock = clock;
    this.newId = snowflakes(clock);
    this.bot = this.addUser(botName, true);
  }

  /** The application has the id of its bot, as with most bots. */
  get applicationId(): string {
    return this.bot.id;
  }

  /** Makes a user who is nowhere yet. */
  addUser(username: string, bot = false): User {
    const user: User = {
      id: this.newId(),
      username,
      global_name: null,
      discriminator: bot ? '0001' : '0',
      avatar: null,
      bot,
      public_flags: 0,
      flags: 0,
      primary_guild: null,
    };
    this.users.set(user.id, user);
    return user;
  }

  /** The time now, as Discord writes it. */
  timestamp(): string {
    return new Date(this.clock.now()).toISOString();
  }

  /** Tells who shows the world that something is different. */
  changed(change: Change): void {
    for (const listener of this.onChange) listener(change);
  }

  /** Writes down what happened, and wakes who waits for something in that channel. */
  record(entry: Omit<HistoryEntry, 'atMs'>): void {
    const dated = { atMs: this.clock.now(), ...entry };
    this.history.push(dated);
    for (const listener of this.onHistory) listener(dated);
    this.watch.touch(`channel:${entry.channelId}`);
  }
}
