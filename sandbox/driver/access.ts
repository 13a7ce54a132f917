import { channelPermissions, guildPermissions, holds } from '../model/permissions.ts';
import { CHANNEL, type Channel, type Command, type Message, type User } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { DriverError } from './errors.ts';

/** The kinds of command, by Discord's numbers. */
export const COMMAND_TYPE = { slash: 1, user: 2, message: 3 } as const;

const CONTEXT = { guild: 0, direct: 1 } as const;

/** Whether a person sees a channel's messages. */
export function canRead(world: World, channel: Channel | undefined, user: User): boolean {
  if (!channel) return false;
  if (channel.type === CHANNEL.direct) return channel.recipients?.some(({ id }) => id === user.id) ?? false;
  const guild = world.guilds.get(channel.guild_id ?? '');
  return guild !== undefined && holds(channelPermissions(guild, channel, user.id), 'ViewChannel');
}

/** Whether a person sees a message. */
export function canSee(world: World, message: Message, user: User): boolean {
  if (message.deleted || (message.onlyFor !== undefined && message.onlyFor !== user.id)) return false;
  if (world.dismissed.has(message.wire.id)) return false;
  return canRead(world, world.channels.get(message.wire.channel_id), user);
}

/** The commands of one kind that a person sees and may use in a channel, by name. */
export function usableCommands(world: World, channel: Channel, user: User, type: number): Command[] {
  if (!canRead(world, channel, user)) return [];
  return commandsIn(world, channel)
    .filter((command) => command.type === type && whyNot(world, command, channel, user) === undefined)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function commandsIn(world: World, channel: Channel): Command[] {
  const own = channel.guild_id ? [...(world.commands.get(channel.guild_id)?.values() ?? [])] : [];
  return [...own, ...(world.commands.get('global')?.values() ?? [])];
}

/** Finds a command that the person sees and may use there. Errors: DriverError saying why not. */
export function findCommand(
  world: World,
  name: string,
  channel: Channel,
  user: User,
  type: number = COMMAND_TYPE.slash,
): Command {
  const shown = type === COMMAND_TYPE.slash ? `/${name}` : `"${name}" in that menu`;
  if (!canRead(world, channel, user)) throw new DriverError(`${user.username} can't see that channel.`);
  const command = commandsIn(world, channel).find(
    (candidate) => candidate.name === name && candidate.type === type,
  );
  if (!command) throw new DriverError(`There is no command ${shown}.`);
  const reason = whyNot(world, command, channel, user);
  if (reason) throw new DriverError(`${user.username} can't use ${shown}: ${reason}.`);
  return command;
}

function whyNot(world: World, command: Command, channel: Channel, user: User): string | undefined {
  const { contexts } = command;
  const guild = world.guilds.get(channel.guild_id ?? '');
  if (!guild) {
    const offered = contexts ? contexts.includes(CONTEXT.direct) : command.dm_permission !== false;
    return offered ? undefined : 'it is not offered in direct messages';
  }
  if (contexts && !contexts.includes(CONTEXT.guild)) return 'it is not offered in servers';
  if (!holds(channelPermissions(guild, channel, user.id), 'UseApplicationCommands')) {
    return 'commands are not allowed in this channel';
  }
  const needed = command.default_member_permissions;
  if (needed === null) return undefined;
  const held = guildPermissions(guild, user.id);
  // "0" means administrators only.
  const enough = needed === '0' ? holds(held, 'Administrator') : (held & BigInt(needed)) === BigInt(needed);
  return enough ? undefined : 'the permissions for it are missing';
}
