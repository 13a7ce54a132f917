import type { StoredFile } from './attachments.ts';
import type { Channel, Command, Guild, Member, Message, Role, User } from './types.ts';
import type { World } from './world.ts';

/** Pairs as a Map has them. */
type Pairs<T> = [string, T][];

/**
 * A world as it can be written down as JSON, but for the bytes of its files. What only lives for minutes is left out:
 * interactions under way, and nonces.
 */
export interface SavedWorld {
  /** Where the server listened; links in messages begin with it. */
  origin: string;
  bot: User;
  users: User[];
  guilds: SavedGuild[];
  channels: Channel[];
  directChannels: Pairs<string>;
  messages: Pairs<Message[]>;
  commands: Pairs<Command[]>;
  files: StoredFile[];
  closedToDirectMessages: string[];
  readUpTo: Pairs<Pairs<string>>;
  dismissed: string[];
}

type SavedGuild = Omit<Guild, 'roles' | 'members' | 'channels'> & {
  roles: Role[];
  members: Pairs<Member>;
  channels: string[];
};

/** Everything worth keeping of a world. It shares objects with it: write it down before anything changes. */
export function saveWorld(world: World): SavedWorld {
  return {
    origin: world.origin,
    bot: world.bot,
    users: [...world.users.values()],
    guilds: [...world.guilds.values()].map((guild) => ({
      ...guild,
      roles: [...guild.roles.values()],
      members: [...guild.members],
      channels: [...guild.channels.keys()],
    })),
    channels: [...world.channels.values()],
    directChannels: [...world.directChannels].map(([userId, { id }]) => [userId, id]),
    messages: [...world.messages].map(([id, messages]) => [id, [...messages.values()]]),
    commands: [...world.commands].map(([scope, commands]) => [scope, [...commands.values()]]),
    files: [...world.attachments.values()].filter(({ removed }) => !removed),
    closedToDirectMessages: [...world.closedToDirectMessages],
    readUpTo: [...world.readUpTo].map(([userId, read]) => [userId, [...read]]),
    dismissed: [...world.dismissed],
  };
}

/** Fills a new world, whose server listens already, with a saved one. */
export function restoreWorld(world: World, saved: SavedWorld): void {
  const { users, guilds, channels, messages, commands } = movedTo(world.origin, saved);
  world.users.clear();
  Object.assign(world.bot, saved.bot);
  for (const user of users) world.users.set(user.id, user.id === saved.bot.id ? world.bot : user);
  for (const channel of channels) world.channels.set(channel.id, channel);
  for (const guild of guilds) {
    world.guilds.set(guild.id, {
      ...guild,
      roles: new Map(guild.roles.map((role) => [role.id, role])),
      members: new Map(guild.members),
      channels: new Map(guild.channels.flatMap((id) => pairOf(id, world.channels.get(id)))),
    });
  }
  for (const [userId, id] of saved.directChannels) {
    const channel = world.channels.get(id);
    if (channel) world.directChannels.set(userId, channel);
  }
  for (const [id, list] of messages) world.messages.set(id, new Map(list.map((one) => [one.wire.id, one])));
  for (const [scope, list] of commands) world.commands.set(scope, new Map(list.map((one) => [one.id, one])));
  for (const file of saved.files) world.attachments.set(file.attachment.id, file);
  for (const id of saved.closedToDirectMessages) world.closedToDirectMessages.add(id);
  for (const [userId, read] of saved.readUpTo) world.readUpTo.set(userId, new Map(read));
  for (const id of saved.dismissed) world.dismissed.add(id);
}

function pairOf<T>(id: string, value: T | undefined): Pairs<T> {
  return value === undefined ? [] : [[id, value]];
}

/** The records with their links leading to where the server listens now. */
function movedTo(origin: string, { users, guilds, channels, messages, commands, ...saved }: SavedWorld) {
  const records = { users, guilds, channels, messages, commands };
  // Only addresses were changed, so it is of the same shape.
  return JSON.parse(JSON.stringify(records).replaceAll(`${saved.origin}/`, `${origin}/`)) as typeof records;
}
